//! Whose certificate is believed: one that an authority vouches for, or the one that the user trusts for this server.
//!
//! Invariant: whatever the user trusts, a certificate whose time is over, or that is for other names, is refused, and
//! the server has to prove that it holds the key.

use crate::trouble::{Trouble, one_line};
use kith_wire::{Certificate, FailureKind, Fingerprint};
use rustls_platform_verifier::Verifier;
use sha2::{Digest, Sha256};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::verify_server_name;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, SignatureScheme};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;
use x509_parser::x509::X509Name;

/// The most names of a certificate that are shown.
const MAX_NAMES: usize = 10;

/// Checks the certificates of mail servers.
#[derive(Debug)]
pub(crate) struct TrustVerifier {
    pub(crate) authorities: Arc<Verifier>,
    /// The one certificate that is believed, if the user trusts one.
    pub(crate) trusted: Option<Fingerprint>,
}

/// Why a certificate is not believed. Travels through rustls as an error of its own.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{kind:?}")]
pub(crate) struct Disbelief {
    kind: FailureKind,
    words: String,
    certificate: Option<Certificate>,
}

impl Disbelief {
    /// What a handshake ended with, if it was this.
    pub(crate) fn of(error: &CertificateError) -> Option<&Self> {
        match error {
            CertificateError::Other(OtherError(error)) => error.downcast_ref(),
            _ => None,
        }
    }

    pub(crate) fn trouble(&self) -> Trouble {
        Trouble::fatal(self.kind).saying(&self.words).showing(self.certificate.clone())
    }
}

impl ServerCertVerifier for TrustVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let checked = self.authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let error = match checked {
            Ok(_) => None,
            Err(Error::InvalidCertificate(error)) => Some(error),
            Err(error) => return Err(error),
        };
        match self.judge(end_entity, server_name, now, error.as_ref()) {
            None => Ok(ServerCertVerified::assertion()),
            Some(disbelief) => Err(Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(disbelief))))),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.authorities.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}

impl TrustVerifier {
    /// Why a certificate is not believed, of which the authorities say `error`. `None`: it is.
    fn judge(
        &self,
        end_entity: &CertificateDer<'_>,
        server_name: &ServerName<'_>,
        now: UnixTime,
        error: Option<&CertificateError>,
    ) -> Option<Disbelief> {
        if error.is_none() && self.trusted.is_none() {
            return None;
        }
        let Ok((_, parsed)) = X509Certificate::from_der(end_entity) else {
            return Some(Disbelief {
                kind: FailureKind::Certificate,
                words: "It can’t be read.".to_owned(),
                certificate: None,
            });
        };
        let certificate = shown(end_entity, &parsed, error.is_none());
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let (kind, words) = if matches!(error, Some(CertificateError::Revoked)) {
            (FailureKind::Certificate, "Its authority has withdrawn it.".to_owned())
        } else if now > certificate.not_after {
            (FailureKind::CertificateExpired, "It has expired.".to_owned())
        } else if now < certificate.not_before {
            let words = "It isn’t valid yet. The date on the mail server or on the computer that runs Kith’s server may be wrong.";
            (FailureKind::CertificateExpired, words.to_owned())
        } else if !is_for(end_entity, &parsed, server_name) {
            let names = certificate.names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            let words = match names.is_empty() {
                true => "It was issued for another name.".to_owned(),
                false => format!("It was issued for another name: {names}."),
            };
            (FailureKind::CertificateName, words)
        } else {
            match self.trusted {
                Some(trusted) if trusted == certificate.fingerprint => return None,
                // Both fingerprints are known to whoever asked.
                Some(_) => (FailureKind::CertificateChanged, String::new()),
                None => (FailureKind::CertificateUnknown, error.map(reason).unwrap_or_default().to_owned()),
            }
        };
        Some(Disbelief { kind, words, certificate: Some(certificate) })
    }
}

/// Why no authority vouches for a certificate that is for this name and this time.
fn reason(error: &CertificateError) -> &'static str {
    match error {
        // Of a known authority's name, but not by its key.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "It wasn’t issued by an authority that Kith’s server knows. The server may have made it itself."
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "The certificate of the authority that issued it has expired."
        }
        _ => "It isn’t the kind that proves who a server is. The server may have made it itself.",
    }
}

/// Whether a certificate is for that name. One without alternative names, as home servers make them, is for the one that
/// it bears: no authority vouches for such any more, but a user may.
fn is_for(end_entity: &CertificateDer<'_>, parsed: &X509Certificate<'_>, server_name: &ServerName<'_>) -> bool {
    let by_alternative = ParsedCertificate::try_from(end_entity)
        .is_ok_and(|certificate| verify_server_name(&certificate, server_name).is_ok());
    let has_alternatives = !matches!(parsed.subject_alternative_name(), Ok(None));
    let by_subject =
        || common_name(parsed.subject()).is_some_and(|name| name.eq_ignore_ascii_case(&server_name.to_str()));
    by_alternative || (!has_alternatives && by_subject())
}

fn shown(end_entity: &CertificateDer<'_>, parsed: &X509Certificate<'_>, vouched_for: bool) -> Certificate {
    let alternatives = parsed.subject_alternative_name().ok().flatten();
    let alternatives = alternatives.iter().flat_map(|extension| &extension.value.general_names).filter_map(name);
    let mut names: Vec<String> = alternatives.take(MAX_NAMES).collect();
    if names.is_empty() {
        names.extend(common_name(parsed.subject()).and_then(one_line));
    }
    let issuer = common_name(parsed.issuer()).map(str::to_owned).unwrap_or_else(|| parsed.issuer().to_string());
    Certificate {
        fingerprint: Fingerprint(Sha256::digest(end_entity).into()),
        names,
        issuer: one_line(&issuer).unwrap_or_default(),
        self_signed: parsed.issuer().as_raw() == parsed.subject().as_raw(),
        not_before: parsed.validity().not_before.timestamp(),
        not_after: parsed.validity().not_after.timestamp(),
        vouched_for,
    }
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => one_line(name),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(|bytes| IpAddr::from(Ipv4Addr::from(bytes)));
            let v6 = <[u8; 16]>::try_from(*bytes).map(|bytes| IpAddr::from(Ipv6Addr::from(bytes)));
            v4.or(v6).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

fn common_name<'a>(of: &'a X509Name<'_>) -> Option<&'a str> {
    of.iter_common_name().find_map(|name| name.as_str().ok())
}
