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

/// The certificate that is shown to browsers now.
#[derive(Debug)]
pub(crate) struct Certificate {
    files: TlsFiles,
    shown: RwLock<Arc<CertifiedKey>>,
    /// How the files were when they were read. `None`: they could not be used.
    read: RwLock<Option<State>>,
}

impl Certificate {
    pub(crate) fn read(files: TlsFiles) -> Result<Arc<Self>, CertificateError> {
        let read = Some(state(&files));
        let shown = load(&files)?;
        Ok(Arc::new(Self { files, shown: RwLock::new(Arc::new(shown)), read: RwLock::new(read) }))
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
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = new;
        *read = now;
        Ok(true)
    }

    /// What speaks TLS with browsers.
    pub(crate) fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor, CertificateError> {
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(self.clone());
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.shown.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

fn provider() -> Arc<CryptoProvider> {
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
