//! A request as the page gave it, checked.

use crate::dial::NamedBy;
use crate::https::{Place, Request};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kith_wire::limits::MAX_WEB_REQUEST_BYTES;
use kith_wire::{WebAuthorization, WebField, WebMethod, WebRequest};
use url::{Host, Url};
use zeroize::Zeroizing;

/// The request, if it may be passed on: to one of these hosts over https, within the bounds, with each field once and on
/// one line.
pub(super) fn read(asked: WebRequest, hosts: &[Host]) -> Option<Request> {
    let WebRequest { method, url, headers: fields, authorization, body } = asked;
    let url: Url = url.parse().ok()?;
    let host = url.host()?.to_owned();
    if Place::of(&url).is_err() || !hosts.contains(&host) || body.len() > MAX_WEB_REQUEST_BYTES {
        return None;
    }
    let mut headers = HeaderMap::new();
    for (field, value) in fields {
        // As bytes: an ETag may hold what is not ASCII, and goes back as it came. No control character is among them.
        let value = HeaderValue::from_bytes(value.as_bytes()).ok()?;
        if headers.insert(name(field), value).is_some() {
            return None;
        }
    }
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, written(&authorization)?);
    }
    Some(Request::new(self::method(method)?, url, NamedBy::User, headers, body.into()))
}

fn method(method: WebMethod) -> Option<Method> {
    Some(match method {
        WebMethod::Get => Method::GET,
        WebMethod::Put => Method::PUT,
        WebMethod::Post => Method::POST,
        WebMethod::Patch => Method::PATCH,
        WebMethod::Delete => Method::DELETE,
        WebMethod::Options => Method::OPTIONS,
        WebMethod::Propfind => Method::from_bytes(b"PROPFIND").ok()?,
        WebMethod::Report => Method::from_bytes(b"REPORT").ok()?,
    })
}

const fn name(field: WebField) -> HeaderName {
    match field {
        WebField::Accept => ACCEPT,
        WebField::ContentType => CONTENT_TYPE,
        WebField::Depth => HeaderName::from_static("depth"),
        WebField::IfMatch => IF_MATCH,
        WebField::IfNoneMatch => IF_NONE_MATCH,
        WebField::Prefer => HeaderName::from_static("prefer"),
        WebField::IfModifiedSince => IF_MODIFIED_SINCE,
    }
}

fn written(authorization: &WebAuthorization) -> Option<HeaderValue> {
    let text = Zeroizing::new(match authorization {
        WebAuthorization::Basic { username, password } => {
            // A colon would end the name (RFC 7617, section 2).
            if username.contains(':') {
                return None;
            }
            let pair = Zeroizing::new(format!("{username}:{}", password.reveal()));
            format!("Basic {}", STANDARD.encode(pair.as_bytes()))
        }
        WebAuthorization::Bearer { token } => format!("Bearer {}", token.reveal()),
    });
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::read;
    use kith_wire::limits::MAX_WEB_REQUEST_BYTES;
    use kith_wire::{WebAuthorization, WebField, WebMethod, WebRequest};
    use url::Host;

    fn hosts() -> Vec<Host> {
        ["dav.example", "xn--bcher-kva.example", "127.0.0.1", "[::1]"].map(|host| Host::parse(host).unwrap()).to_vec()
    }

    fn get(url: &str) -> WebRequest {
        WebRequest {
            method: WebMethod::Get,
            url: url.to_owned(),
            headers: Vec::new(),
            authorization: None,
            body: Vec::new(),
        }
    }

    fn is_read(request: WebRequest) -> bool {
        read(request, &hosts()).is_some()
    }

    #[test]
    fn only_https_to_a_host_that_was_named_is_passed_on() {
        for url in [
            "https://dav.example",
            "https://dav.example:5232/a%2Fb/%C3%BC.vcf?x#y",
            "https://DAV.example/",
            "https://bücher.example/",
            "https://[::1]:8443/",
            "https://0x7f.1/",
        ] {
            assert!(is_read(get(url)), "{url}");
        }
        for url in [
            "",
            "/ada/",
            "dav.example",
            "http://dav.example/",
            "ftp://dav.example/",
            "https://other.example/",
            "https://dav.example.other.example/",
            "https://sub.dav.example/",
            "https://dav.example./",
            "https://dav.example@other.example/",
            "https://ada@dav.example/",
            "https://ada:secret@dav.example/",
            "https://other.example#@dav.example/",
            "https://other.example\\@dav.example/",
            "https://127.0.0.2/",
            "https://dav.example:99999/",
        ] {
            assert!(!is_read(get(url)), "{url}");
        }
    }

    #[test]
    fn no_field_breaks_out_of_its_line_and_each_stands_once() {
        let with = |fields: &[(WebField, &str)]| WebRequest {
            headers: fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
            ..get("https://dav.example/")
        };
        assert!(is_read(with(&[(WebField::IfMatch, "W/\"ü\t1\""), (WebField::Depth, "0")])));
        for value in ["1\r\nX: y", "1\n", "1\r", "\0", "\u{7f}"] {
            assert!(!is_read(with(&[(WebField::Depth, value)])), "{value:?}");
        }
        assert!(!is_read(with(&[(WebField::Depth, "0"), (WebField::Depth, "1")])));
        let by =
            |authorization| is_read(WebRequest { authorization: Some(authorization), ..get("https://dav.example/") });
        let basic =
            |username: &str| WebAuthorization::Basic { username: username.to_owned(), password: "a:b\n".into() };
        assert!(by(basic("ada@x.example")) && !by(basic("ada:eve")));
        assert!(!by(WebAuthorization::Bearer { token: "a\r\nX: y".into() }));
    }

    #[test]
    fn what_is_sent_is_bounded() {
        let with = |bytes| WebRequest { body: vec![b'a'; bytes], ..get("https://dav.example/") };
        assert!(is_read(with(MAX_WEB_REQUEST_BYTES)) && !is_read(with(MAX_WEB_REQUEST_BYTES + 1)));
    }

    #[test]
    fn it_is_written_as_it_goes_and_its_secret_is_not_shown() {
        let request = WebRequest {
            method: WebMethod::Propfind,
            url: "https://dav.example:5232/ada/?a=b".to_owned(),
            headers: vec![(WebField::Depth, "1".to_owned())],
            authorization: Some(WebAuthorization::Basic { username: "ada".to_owned(), password: "xyzzy".into() }),
            body: b"<propfind/>".to_vec(),
        };
        let written = read(request, &hosts()).unwrap().written().unwrap();
        assert_eq!((written.method().as_str(), written.uri().to_string().as_str()), ("PROPFIND", "/ada/?a=b"));
        assert_eq!(written.headers().get("host").unwrap(), "dav.example:5232");
        assert_eq!(written.headers().get("depth").unwrap(), "1");
        assert_eq!(written.headers().get("authorization").unwrap(), "Basic YWRhOnh5enp5");
        assert!(!format!("{written:?}").contains("YWRh"), "{written:?}");
    }
}
