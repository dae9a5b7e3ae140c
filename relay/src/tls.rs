//! TLS to a server, verified against the name that was asked for.

use crate::trouble::Trouble;
use kith_wire::FailureKind;
use rustls_platform_verifier::Verifier;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error};

/// Trusts what the system trusts, and `extra_roots`.
pub(crate) fn connector(extra_roots: Vec<CertificateDer<'static>>) -> Result<TlsConnector, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra_roots, provider.clone())?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Encrypts `stream`.
pub(crate) async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
    connector: &TlsConnector,
    host: &str,
    stream: S,
    within: Duration,
) -> Result<TlsStream<S>, Trouble> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Trouble::fatal(FailureKind::NameNotFound))?;
    match timeout(within, connector.connect(name, stream)).await {
        Err(_) => Err(Trouble::fatal(FailureKind::TimedOut)),
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(trouble(&error)),
    }
}

fn trouble(error: &io::Error) -> Trouble {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(error)) => {
            Trouble::fatal(FailureKind::Certificate).saying(certificate_reason(error))
        }
        Some(Error::NoCertificatesPresented) => {
            Trouble::fatal(FailureKind::Certificate).saying("The server showed no certificate.")
        }
        _ => Trouble::fatal(FailureKind::Tls),
    }
}

/// What is wrong with a certificate, as a person reads it.
fn certificate_reason(error: &CertificateError) -> String {
    use CertificateError as Wrong;
    match error {
        Wrong::Expired | Wrong::ExpiredContext { .. } => "It has expired.".to_owned(),
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            "It is not valid yet. Perhaps the clock of one of the two computers is wrong.".to_owned()
        }
        Wrong::NotValidForName => "It was made out to another name.".to_owned(),
        Wrong::NotValidForNameContext { presented, .. } => match names(presented) {
            names if names.is_empty() => "It was made out to another name.".to_owned(),
            names => format!("It was made out to another name: {names}."),
        },
        // Of a known authority's name, but not by its key.
        Wrong::UnknownIssuer | Wrong::BadSignature => {
            "It was not given by an authority that is known here. Perhaps the server made it itself.".to_owned()
        }
        Wrong::Revoked => "Its authority has withdrawn it.".to_owned(),
        Wrong::BadEncoding => "It cannot be read.".to_owned(),
        _ => "It is not fit to prove who the server is. Perhaps the server made it itself.".to_owned(),
    }
}

/// The first few names of a certificate, of those that rustls shows as `DnsName("…")` or plainly.
fn names(presented: &[String]) -> String {
    let plain = presented.iter().map(|name| {
        name.split_once("(\"").and_then(|(_, rest)| rest.split_once("\")")).map_or(name.as_str(), |(name, _)| name)
    });
    plain.take(3).collect::<Vec<_>>().join(", ")
}
