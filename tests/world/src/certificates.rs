//! Certificates for whatever name is asked for.

use anyhow::{Context, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// What a host shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// One of this world's authority, for its name.
    Good,
    /// One for another name.
    OtherName,
    /// One that ran out years ago.
    Expired,
    /// One that no authority gave.
    SelfSigned,
}

pub(crate) struct Authority {
    pub(crate) root: CertificateDer<'static>,
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// Those of all hosts.
pub(crate) struct Certificates {
    pub(crate) authority: Authority,
    of_hosts: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl Authority {
    pub(crate) fn new() -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, "authority of a test's world");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2099, 1, 1);
        let key = KeyPair::generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Self { root: certificate.der().clone(), pem: certificate.pem(), issuer: Issuer::new(params, key) })
    }

    fn certify(&self, name: &str, kind: Certificate) -> Result<CertifiedKey> {
        let name = if kind == Certificate::OtherName { "elsewhere.example" } else { name };
        let mut params = CertificateParams::new(vec![name.to_owned()])?;
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after =
            if kind == Certificate::Expired { date_time_ymd(2021, 1, 1) } else { date_time_ymd(2099, 1, 1) };
        let key = KeyPair::generate()?;
        let certificate = match kind {
            Certificate::SelfSigned => params.self_signed(&key)?,
            _ => params.signed_by(&key, &self.issuer)?,
        };
        let private = PrivateKeyDer::try_from(key.serialize_der()).ok().context("a key that cannot be read")?;
        let signing = ring::sign::any_supported_type(&private)?;
        Ok(CertifiedKey::new(vec![certificate.der().clone()], signing))
    }
}

impl Certificates {
    pub(crate) fn new(authority: Authority) -> Self {
        Self { authority, of_hosts: Mutex::default() }
    }

    pub(crate) fn add(&self, name: &str, kind: Certificate) -> Result<()> {
        let certificate = Arc::new(self.authority.certify(name, kind)?);
        self.of_hosts.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), certificate);
        Ok(())
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.of_hosts.lock().unwrap_or_else(PoisonError::into_inner).get(hello.server_name()?).cloned()
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Certificates")
    }
}

/// A server's side of TLS, for all hosts.
pub(crate) fn server(certificates: Arc<Certificates>) -> Result<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    Ok(builder.with_safe_default_protocol_versions()?.with_no_client_auth().with_cert_resolver(certificates))
}
