//! Why there is no new certificate.

use crate::certificate::CertificateError;
use instant_acme::{Error, Problem};
use std::io;
use std::path::PathBuf;
use tokio_rustls::rustls;

/// Why there is no new certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("The authority refuses: {}.", words(.0))]
    Refused(Problem),
    #[error(
        "The authority did not find this relay at {0}: {1}. The name has to lead here, and port 443 of it to the relay."
    )]
    NotFound(String, String),
    #[error("The authority does not ask for a proof by TLS (TLS-ALPN-01), and the relay has no other.")]
    NoSuchProof,
    #[error("The authority did not find this relay, and does not say why.")]
    NoProof,
    #[error("It took too long.")]
    TooLong,
    #[error("{0}.")]
    Acme(Error),
    #[error("{0} cannot be written: {1}.")]
    Unwritable(PathBuf, #[source] io::Error),
    #[error("A proof cannot be made: {0}.")]
    Proof(#[from] rcgen::Error),
    #[error("A proof cannot be shown, or the system's certificate authorities cannot be used: {0}.")]
    Tls(#[from] rustls::Error),
    #[error("What the authority gave cannot be used. {0}")]
    Given(#[from] CertificateError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Api(problem) => Self::Refused(problem),
            Error::Timeout(_) => Self::TooLong,
            error => Self::Acme(error),
        }
    }
}

impl Failure {
    /// Whether the authority was asked too often.
    pub(super) fn is_of_rate(&self) -> bool {
        matches!(self, Self::Refused(problem) if is(problem, "rateLimited"))
    }

    pub(super) fn is_of_account(&self) -> bool {
        matches!(self, Self::Refused(problem) if is(problem, "accountDoesNotExist"))
    }
}

fn is(problem: &Problem, kind: &str) -> bool {
    problem.r#type.as_deref().and_then(|known| known.strip_prefix("urn:ietf:params:acme:error:")) == Some(kind)
}

/// An authority's words for a problem, without a full stop.
pub(super) fn words(problem: &Problem) -> String {
    let said =
        problem.detail.clone().or_else(|| problem.r#type.clone()).unwrap_or_else(|| "it says no more".to_owned());
    said.trim().trim_end_matches('.').to_owned()
}
