//! Requests to Microsoft Graph, without who asks.

use super::UID;
use crate::dav::url::Url;
use kith_wire::{WebField, WebMethod, WebRequest};
use std::fmt::Write;

/// How many contacts a page may have.
const PAGE: u32 = 100;

/// Ids that stay when a contact is moved, as each request has to ask for.
const IMMUTABLE: &str = "IdType=\"ImmutableId\"";

/// The user's folders of contacts besides the usual one.
pub(crate) fn folders(host: &str) -> WebRequest {
    get(format!("https://{host}/v1.0/me/contactFolders?$top=50&$select=id,displayName"))
}

/// Where the usual contacts of the user are.
pub(crate) fn usual_book(host: &str) -> String {
    format!("https://{host}/v1.0/me/contacts/")
}

/// Where the contacts of a folder are.
pub(crate) fn book_of(host: &str, folder: &str) -> String {
    format!("https://{host}/v1.0/me/contactFolders/{}/contacts/", escaped(folder))
}

/// A part of a list, by its link.
pub(crate) fn page(link: &Url) -> WebRequest {
    get(link.to_string())
}

/// The link by which all contacts of an address book are told, and later what changed.
pub(crate) fn all(book: &Url) -> Option<Url> {
    book.join("delta")
}

/// The link to those contacts that Kith made, each with its `UID`.
pub(crate) fn made_here(book: &Url) -> Option<Url> {
    Url::read(&format!(
        "{}?$filter=singleValueExtendedProperties/any(ep:ep/id eq '{UID}' and ep/value ne null)\
         &$expand=singleValueExtendedProperties($filter=id eq '{UID}')",
        book.to_string().trim_end_matches('/')
    ))
}

/// The address of a contact.
pub(crate) fn address(book: &Url, id: &str) -> Option<Url> {
    book.join(&escaped(id))
}

/// One contact.
pub(crate) fn contact(url: &Url) -> WebRequest {
    get(url.to_string())
}

/// A new contact, in the folder in which it would stand.
pub(crate) fn create(url: &Url, contact: Vec<u8>) -> WebRequest {
    let whole = url.to_string();
    let folder = whole.rsplit_once('/').map_or(whole.as_str(), |(folder, _)| folder).to_owned();
    with_body(WebMethod::Post, folder, None, contact)
}

/// Changes some members of a contact, if it is as it was.
pub(crate) fn update(url: &Url, etag: &str, members: Vec<u8>) -> WebRequest {
    with_body(WebMethod::Patch, url.to_string(), Some(etag), members)
}

fn get(url: String) -> WebRequest {
    let headers = vec![
        (WebField::Accept, "application/json".to_owned()),
        (WebField::Prefer, format!("{IMMUTABLE}, odata.maxpagesize={PAGE}")),
    ];
    WebRequest { method: WebMethod::Get, url, headers, authorization: None, body: Vec::new() }
}

fn with_body(method: WebMethod, url: String, etag: Option<&str>, body: Vec<u8>) -> WebRequest {
    let mut headers = vec![
        (WebField::Accept, "application/json".to_owned()),
        (WebField::ContentType, "application/json".to_owned()),
        (WebField::Prefer, IMMUTABLE.to_owned()),
    ];
    headers.extend(etag.map(|etag| (WebField::IfMatch, etag.to_owned())));
    WebRequest { method, url, headers, authorization: None, body }
}

/// An id as a part of a path.
fn escaped(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.=~".contains(&byte) => out.push(char::from(byte)),
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}
