//! What a page is told of an answer.

use axum::http::header::{
    ALLOW, CONTENT_ENCODING, CONTENT_TYPE, ETAG, LAST_MODIFIED, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderName, Response};
use kith_wire::WebAnswer;

/// The fields that are told. A cookie is not among them.
const TOLD: [HeaderName; 8] =
    [ALLOW, CONTENT_TYPE, HeaderName::from_static("dav"), ETAG, LAST_MODIFIED, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE];

/// The answer as the page gets it, if that is its body: what was packed without being asked for is not.
pub(super) fn told(answer: Response<Vec<u8>>) -> Option<WebAnswer> {
    let (head, body) = answer.into_parts();
    let packed = head.headers.get(CONTENT_ENCODING).is_some_and(|by| !by.as_bytes().eq_ignore_ascii_case(b"identity"));
    let told = |name: &HeaderName| Some((name.as_str().to_owned(), value(&head.headers, name)?));
    let headers = TOLD.iter().filter_map(told).collect();
    (!packed).then_some(WebAnswer { status: head.status.as_u16(), headers, body })
}

/// The values of all fields of that name, joined.
fn value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values: Vec<_> =
        headers.get_all(name).iter().filter_map(|value| str::from_utf8(value.as_bytes()).ok()).collect();
    (!values.is_empty()).then(|| values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::told;
    use axum::http::Response;

    #[test]
    fn only_some_fields_are_told_and_those_of_one_name_together() {
        let answer = Response::builder()
            .status(207)
            .header("DAV", "1, 2")
            .header("dav", "addressbook")
            .header("ETag", "W/\"ü\"")
            .header("Set-Cookie", "a=b")
            .header("Location", b"/\xff".as_slice())
            .body(b"<x/>".to_vec())
            .unwrap();
        let told = told(answer).unwrap();
        assert_eq!((told.status, told.body.as_slice()), (207, &b"<x/>"[..]));
        let headers: Vec<_> = told.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(headers, [("dav", "1, 2, addressbook"), ("etag", "W/\"ü\"")]);
    }

    #[test]
    fn what_was_packed_unasked_is_no_answer() {
        let by = |encoding| told(Response::builder().header("Content-Encoding", encoding).body(Vec::new()).unwrap());
        assert!(by("gzip").is_none() && by("Identity").is_some());
    }
}
