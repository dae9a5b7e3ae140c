//! Why a web server did not answer.

use crate::trouble::Trouble;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpsError {
    /// Not https, a port that is not allowed, a user in it, or no host.
    #[error("this is no address for https")]
    Address,
    /// The name, the guard, the connection or TLS.
    #[error("{0}")]
    Unreachable(#[from] Trouble),
    #[error("the answer is no HTTP")]
    Malformed,
    #[error("the answer is too large")]
    TooLarge,
    #[error("there are too many redirects")]
    TooManyRedirects,
    #[error("there was no answer in time")]
    TimedOut,
    /// Before anything of the request was sent.
    #[error("the connection was closed")]
    Unsent,
    /// In the middle: the server may have done what was asked, or not.
    #[error("the connection was lost")]
    WentAway,
}

impl From<hyper::Error> for HttpsError {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() { Self::Malformed } else { Self::WentAway }
    }
}
