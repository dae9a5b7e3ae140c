//! Requests to a server of address books, without who asks.

use super::url::Url;
use kith_wire::{WebField, WebMethod, WebRequest};
use std::fmt::Write;

/// Maximum number of cards that are asked for at once.
pub(crate) const MAX_CARDS_AT_ONCE: usize = 50;

const BEGIN: &str = r#"<?xml version="1.0" encoding="utf-8"?>"#;
const NAMESPACES: &str = r#"xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav""#;

/// Who the server takes the user for (RFC 5397).
pub(crate) fn principal(url: &Url) -> WebRequest {
    properties(url, "0", "<D:current-user-principal/><D:resourcetype/>")
}

/// Where someone's address books are (RFC 6352, section 7.1.1).
pub(crate) fn home(url: &Url) -> WebRequest {
    properties(url, "0", "<C:addressbook-home-set/>")
}

/// The address books there, or what is known of this one.
pub(crate) fn collections(url: &Url, with_children: bool) -> WebRequest {
    let depth = if with_children { "1" } else { "0" };
    let wanted = "<D:resourcetype/><D:displayname/><D:sync-token/><D:supported-report-set/>\
                  <D:current-user-privilege-set/><C:supported-address-data/><C:max-resource-size/>";
    properties(url, depth, wanted)
}

/// Every card of an address book, by its ETag.
pub(crate) fn listing(url: &Url) -> WebRequest {
    properties(url, "1", "<D:getetag/><D:resourcetype/><D:sync-token/>")
}

/// What changed in an address book since that token; everything if it is empty (RFC 6578, section 3.2).
pub(crate) fn changes(url: &Url, token: &str) -> WebRequest {
    let token = escaped(token);
    let body = format!(
        "{BEGIN}<D:sync-collection {NAMESPACES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>\
         <D:prop><D:getetag/></D:prop></D:sync-collection>"
    );
    with_body(WebMethod::Report, url, "0", body)
}

/// These cards, whole (RFC 6352, section 8.7). The addresses go as the server wrote them.
pub(crate) fn cards<'a>(url: &Url, cards: impl IntoIterator<Item = &'a Url>) -> WebRequest {
    let mut hrefs = String::new();
    for card in cards {
        let _written = write!(hrefs, "<D:href>{}</D:href>", escaped(&card.path));
    }
    let body = format!(
        "{BEGIN}<C:addressbook-multiget {NAMESPACES}><D:prop><D:getetag/><C:address-data/></D:prop>{hrefs}\
         </C:addressbook-multiget>"
    );
    with_body(WebMethod::Report, url, "0", body)
}

/// One card.
pub(crate) fn card(url: &Url) -> WebRequest {
    WebRequest {
        method: WebMethod::Get,
        url: url.to_string(),
        headers: vec![(WebField::Accept, "text/vcard".to_owned())],
        authorization: None,
        body: Vec::new(),
    }
}

/// Writes a card, only where it is as it was: in place of the one with that ETag, or of none.
pub(crate) fn write(url: &Url, etag: Option<&str>, card: Vec<u8>) -> WebRequest {
    let condition = match etag {
        Some(etag) => (WebField::IfMatch, etag.to_owned()),
        None => (WebField::IfNoneMatch, "*".to_owned()),
    };
    WebRequest {
        method: WebMethod::Put,
        url: url.to_string(),
        headers: vec![(WebField::ContentType, "text/vcard; charset=utf-8".to_owned()), condition],
        authorization: None,
        body: card,
    }
}

fn properties(url: &Url, depth: &str, wanted: &str) -> WebRequest {
    let body = format!("{BEGIN}<D:propfind {NAMESPACES}><D:prop>{wanted}</D:prop></D:propfind>");
    with_body(WebMethod::Propfind, url, depth, body)
}

fn with_body(method: WebMethod, url: &Url, depth: &str, body: String) -> WebRequest {
    let headers =
        vec![(WebField::ContentType, "application/xml; charset=utf-8".to_owned()), (WebField::Depth, depth.to_owned())];
    WebRequest { method, url: url.to_string(), headers, authorization: None, body: body.into_bytes() }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
