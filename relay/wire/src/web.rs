//! Requests to a web server that keeps address books, lists or calendars, which the relay passes on: a browser may not ask such a server
//! itself, since few servers allow pages of others to (CORS).
//!
//! The relay understands nothing of what is kept there. It checks that a request goes to a host that the session named, over
//! https, through the guard of all that dials; and it bounds sizes and times. It follows no redirect: that is an answer.

use crate::Secret;
use serde::{Deserialize, Serialize};

/// A request to be passed on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebRequest {
    pub method: WebMethod,
    /// Absolute, and `https`, on any port. Its host is one that [`Ask::Web`](crate::Ask::Web) named.
    pub url: String,
    /// Each at most once, on one line.
    #[serde(default)]
    pub headers: Vec<(WebField, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<WebAuthorization>,
    /// At most [`MAX_WEB_REQUEST_BYTES`](crate::limits::MAX_WEB_REQUEST_BYTES).
    #[serde(default, with = "serde_bytes", skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<u8>,
}

/// What may be asked for: reading, writing and listing (RFC 9110, RFC 4918, RFC 3253).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebMethod {
    Get,
    Put,
    Post,
    Patch,
    Delete,
    Options,
    Propfind,
    Report,
}

impl WebMethod {
    /// Whether it changes nothing, so that it can be asked again without harm (RFC 9110, section 9.2.1).
    #[must_use]
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Options | Self::Propfind | Self::Report)
    }
}

/// Which header fields a request may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebField {
    Accept,
    ContentType,
    Depth,
    IfMatch,
    IfNoneMatch,
    /// `Prefer` (RFC 7240).
    Prefer,
    IfModifiedSince,
}

/// Who asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebAuthorization {
    /// RFC 7617.
    Basic { username: String, password: Secret },
    /// RFC 6750.
    Bearer { token: Secret },
}

/// What the server answered, whatever its status.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebAnswer {
    /// The status code of HTTP.
    pub status: u16,
    /// Those of `Allow`, `Content-Type`, `DAV`, `ETag`, `Last-Modified`, `Location`, `Retry-After` and `WWW-Authenticate` that
    /// there are, and are UTF-8: name in lower case, and value. What came in several fields of a name is joined by commas (RFC 9110,
    /// section 5.3).
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// At most [`MAX_WEB_ANSWER_BYTES`](crate::limits::MAX_WEB_ANSWER_BYTES).
    #[serde(default, with = "serde_bytes")]
    pub body: Vec<u8>,
}

impl std::fmt::Debug for WebRequest {
    /// Leaves out where to, who, and what.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("WebRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for WebAuthorization {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("WebAuthorization")
    }
}

impl std::fmt::Debug for WebAnswer {
    /// Leaves out what is in it.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("WebAnswer").field("status", &self.status).field("size", &self.body.len()).finish()
    }
}

impl WebAnswer {
    /// The value of a header field, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
