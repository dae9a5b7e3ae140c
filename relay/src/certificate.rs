//! The relay's own certificate, which is read again when its files change.

use crate::config::TlsFiles;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};

/// Why the relay's own certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("The certificate in {0} cannot be read: {1}.")]
    Certificate(PathBuf, #[source] pem::Error),
    #[error("There is no certificate in {0}.")]
    None(PathBuf),
    #[error("The key of the certificate in {0} cannot be read: {1}.")]
    Key(PathBuf, #[source] pem::Error),
    #[error("The certificate in {0} and the key in {1} cannot be used together: {2}.")]
    Mismatch(PathBuf, PathBuf, #[source] rustls::Error),
    #[error("TLS cannot be set up: {0}.")]
    Setup(#[from] rustls::Error),
}

/// When each file was changed last, and how long it is: one may be written in two steps within a tick of the clock.
type State = [Option<(SystemTime, u64)>; 2];

/// What an authority offers that looks for a proof, and no browser (RFC 8737, section 3).
#[cfg(feature = "acme")]
const PROOF_PROTOCOL: &[u8] = b"acme-tls/1";

/// What browsers speak over TLS.
pub(crate) const HTTP: &[u8] = b"http/1.1";

/// The certificate that is shown to browsers now.
#[derive(Debug)]
pub(crate) struct Certificate {
    files: TlsFiles,
    /// `None`: it is yet to come.
    shown: RwLock<Option<Arc<CertifiedKey>>>,
    /// How the files were when they were read. `None`: they could not be used.
    read: RwLock<Option<State>>,
    /// What proves to an authority that the name leads to this relay, while one wants to know.
    #[cfg(feature = "acme")]
    proof: RwLock<Option<Arc<CertifiedKey>>>,
}

impl Certificate {
    pub(crate) fn read(files: TlsFiles) -> Result<Arc<Self>, CertificateError> {
        let read = Some(state(&files));
        let shown = load(&files)?;
        Ok(Self::new(files, Some(shown), read))
    }

    /// One that may be yet to come. Until then no browser gets in.
    #[cfg(feature = "acme")]
    pub(crate) fn awaited(files: TlsFiles) -> Arc<Self> {
        let read = Some(state(&files));
        let shown = load(&files).ok();
        Self::new(files, shown, read)
    }

    fn new(files: TlsFiles, shown: Option<CertifiedKey>, read: Option<State>) -> Arc<Self> {
        Arc::new(Self {
            files,
            shown: RwLock::new(shown.map(Arc::new)),
            read: RwLock::new(read),
            #[cfg(feature = "acme")]
            proof: RwLock::default(),
        })
    }

    /// The one that is shown now.
    #[cfg(feature = "acme")]
    pub(crate) fn shown(&self) -> Option<CertificateDer<'static>> {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        shown.as_ref().and_then(|shown| Some(shown.end_entity_cert().ok()?.clone().into_owned()))
    }

    /// From now on shows this to authorities that look for a proof, or nothing.
    #[cfg(feature = "acme")]
    pub(crate) fn prove(&self, proof: Option<CertifiedKey>) {
        *self.proof.write().unwrap_or_else(PoisonError::into_inner) = proof.map(Arc::new);
    }

    /// Takes over files that changed. Returns whether they did. While they cannot be used, the old certificate is shown.
    pub(crate) fn look(&self) -> Result<bool, CertificateError> {
        let now = Some(state(&self.files));
        let mut read = self.read.write().unwrap_or_else(PoisonError::into_inner);
        if *read == now {
            return Ok(false);
        }
        *read = None;
        let new = Arc::new(load(&self.files)?);
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = Some(new);
        *read = now;
        Ok(true)
    }

    /// What speaks TLS with browsers.
    pub(crate) fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor, CertificateError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.clone());
        config.alpn_protocols = vec![HTTP.to_vec()];
        #[cfg(feature = "acme")]
        config.alpn_protocols.push(PROOF_PROTOCOL.to_vec());
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl ResolvesServerCert for Certificate {
    #[cfg_attr(not(feature = "acme"), allow(unused_variables, reason = "every browser is shown the same"))]
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        #[cfg(feature = "acme")]
        if hello.alpn().is_some_and(|offered| offered.eq([PROOF_PROTOCOL])) {
            return self.proof.read().unwrap_or_else(PoisonError::into_inner).clone();
        }
        self.shown.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn state(files: &TlsFiles) -> State {
    [&files.certificate, &files.key].map(|file| {
        let about = std::fs::metadata(file).ok()?;
        Some((about.modified().ok()?, about.len()))
    })
}

fn load(TlsFiles { certificate, key }: &TlsFiles) -> Result<CertifiedKey, CertificateError> {
    let unread = |error| CertificateError::Certificate(certificate.clone(), error);
    let chain = CertificateDer::pem_file_iter(certificate).map_err(unread)?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(unread)?;
    if chain.is_empty() {
        return Err(CertificateError::None(certificate.clone()));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| CertificateError::Key(key.clone(), error))?;
    CertifiedKey::from_der(chain, private, &provider())
        .map_err(|error| CertificateError::Mismatch(certificate.clone(), key.clone(), error))
}

impl From<CertificateError> for io::Error {
    fn from(error: CertificateError) -> Self {
        Self::other(error)
    }
}
