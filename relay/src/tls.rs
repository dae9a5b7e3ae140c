//! TLS to a server, verified against the name that was asked for.

use crate::speech::{FirstBytes, is_tls, no_tls};
use crate::trouble::Trouble;
use crate::trust::{Disbelief, TrustVerifier};
use kith_wire::{FailureKind, Fingerprint, Step};
use rustls_platform_verifier::Verifier;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, Error};

/// Trusts what the system trusts, and `extra_roots`.
pub(crate) fn connector(extra_roots: Vec<CertificateDer<'static>>) -> Result<TlsConnector, Error> {
    Ok(TlsConnector::from(Arc::new(config(authorities(extra_roots)?)?)))
}

fn authorities(extra_roots: Vec<CertificateDer<'static>>) -> Result<Arc<Verifier>, Error> {
    let provider = Arc::new(ring::default_provider());
    Ok(Arc::new(Verifier::new_with_extra_roots(extra_roots, provider)?))
}

fn config(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, Error> {
    Ok(ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth())
}

/// Encrypts `stream`.
pub(crate) async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
    connector: &TlsConnector,
    host: &str,
    stream: S,
    within: Duration,
) -> Result<TlsStream<FirstBytes<S>>, Trouble> {
    let name = server_name(host)?;
    let connecting = connector.connect(name, FirstBytes::of(stream)).into_fallible();
    match timeout(within, connecting).await {
        Err(_) => Err(Trouble::fatal(FailureKind::TimedOut).at(Step::Tls)),
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err((error, stream))) => Err(trouble(&error, stream.first()).at(Step::Tls)),
    }
}

/// Encrypts connections to mail servers.
#[derive(Clone)]
pub(crate) struct Encryption {
    authorities: Arc<Verifier>,
    config: Arc<ClientConfig>,
}

impl Encryption {
    /// Trusts what the system trusts, and `extra_roots`.
    pub(crate) fn new(extra_roots: Vec<CertificateDer<'static>>) -> Result<Self, Error> {
        let authorities = authorities(extra_roots)?;
        let config = config(Arc::new(TrustVerifier { authorities: authorities.clone(), trusted: None }))?;
        Ok(Self { authorities, config: Arc::new(config) })
    }

    /// Encrypts `stream`. `trusted`: the one certificate that is believed, if the user trusts one.
    pub(crate) async fn encrypt<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        host: &str,
        trusted: Option<Fingerprint>,
        stream: S,
        within: Duration,
    ) -> Result<TlsStream<FirstBytes<S>>, Trouble> {
        encrypt(&self.connector_trusting(trusted), host, stream, within).await
    }

    /// Whether a server that said nothing yet speaks TLS. Nothing else is said to it afterwards.
    pub(crate) async fn is_spoken_by<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        host: &str,
        stream: S,
        within: Duration,
    ) -> bool {
        let Ok(name) = server_name(host) else { return false };
        let connecting = self.connector().connect(name, FirstBytes::of(stream)).into_fallible();
        match timeout(within, connecting).await {
            Err(_) => false,
            Ok(Ok(_)) => true,
            Ok(Err((_, stream))) => is_tls(stream.first()),
        }
    }

    /// What believes only what authorities vouch for.
    pub(crate) fn connector(&self) -> TlsConnector {
        TlsConnector::from(self.config.clone())
    }

    fn connector_trusting(&self, trusted: Option<Fingerprint>) -> TlsConnector {
        let Some(trusted) = trusted else { return self.connector() };
        let mut config = ClientConfig::clone(&self.config);
        let authorities = self.authorities.clone();
        // A session that is taken up again is not asked for its certificate: this one is not for others to take up.
        config.resumption = Resumption::disabled();
        config.dangerous().set_certificate_verifier(Arc::new(TrustVerifier { authorities, trusted: Some(trusted) }));
        TlsConnector::from(Arc::new(config))
    }
}

fn server_name(host: &str) -> Result<ServerName<'static>, Trouble> {
    ServerName::try_from(host.to_owned()).map_err(|_| Trouble::fatal(FailureKind::NameNotFound).at(Step::Name))
}

/// Why TLS was not agreed upon with a server that said this first.
fn trouble(error: &io::Error, first: &[u8]) -> Trouble {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::InvalidCertificate(error)) => Disbelief::of(error)
            .map_or_else(|| Trouble::fatal(FailureKind::Certificate).saying(error.to_string()), Disbelief::trouble),
        Some(Error::NoCertificatesPresented) => {
            Trouble::fatal(FailureKind::Certificate).saying("The server showed no certificate.")
        }
        Some(error @ (Error::AlertReceived(_) | Error::PeerIncompatible(_))) => {
            Trouble::fatal(FailureKind::Tls).saying(error.to_string())
        }
        _ => no_tls(first).unwrap_or(Trouble::fatal(FailureKind::Tls)),
    }
}
