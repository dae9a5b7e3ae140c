//! CardDAV (RFC 6352) without I/O: requests to be passed on, and what the answers say.
//!
//! `url` has addresses and compares them, `xml` reads a body, `request` makes requests, and `answer` says what came of
//! them.

pub(crate) mod answer;
pub(crate) mod request;
pub(crate) mod url;
mod xml;

#[cfg(test)]
mod tests;

/// Why an answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DavError {
    /// It ends in the middle.
    #[error("the answer was cut off")]
    Cut,
    /// It is no XML, or none that is taken from a server: a document type can make a body grow without end.
    #[error("the answer is not well-formed XML")]
    NotXml,
    /// It is nested deeper, or has more elements, than any answer needs.
    #[error("the answer is too large")]
    TooLarge,
    /// It is something else than what was asked for.
    #[error("the answer is not what was asked for")]
    Unexpected,
    /// The server does not know the token any more from which on changes were asked for (RFC 6578, section 3.2).
    #[error("the server does not know the token any more")]
    TokenRefused,
    /// The server refused, with that status.
    #[error("the server answered with status {0}")]
    Status(u16),
}
