//! Certificates of an authority that lives as long as a test.

use anyhow::Result;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose, date_time_ymd};
use std::path::{Path, PathBuf};

/// What the mail server shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certificate {
    /// One for `localhost` and `127.0.0.1`, of the authority.
    #[default]
    Good,
    /// One for the same names, of an authority that no one knows.
    Untrusted,
    /// One of the authority, for another name.
    OtherName,
    /// One of the authority that ran out years ago.
    Expired,
}

/// The files, all PEM.
#[derive(Debug)]
pub(super) struct Files {
    pub authority: PathBuf,
    pub certificate: PathBuf,
    pub key: PathBuf,
}

pub(super) fn make(kind: Certificate, folder: &Path) -> Result<Files> {
    let (known, known_pem) = authority("Kith's test authority")?;
    let (stranger, _) = authority("Nobody's authority")?;
    let names = if kind == Certificate::OtherName { vec!["elsewhere.example"] } else { vec!["localhost", "127.0.0.1"] };
    let mut server = CertificateParams::new(names.into_iter().map(str::to_owned).collect::<Vec<_>>())?;
    server.distinguished_name.push(DnType::CommonName, "mail server of a test");
    server.not_before = date_time_ymd(2020, 1, 1);
    server.not_after = if kind == Certificate::Expired { date_time_ymd(2021, 1, 1) } else { date_time_ymd(2099, 1, 1) };
    let key = KeyPair::generate()?;
    let signer = if kind == Certificate::Untrusted { &stranger } else { &known };
    let certificate = server.signed_by(&key, signer)?;

    let files = Files {
        authority: folder.join("authority.pem"),
        certificate: folder.join("server.pem"),
        key: folder.join("server-key.pem"),
    };
    std::fs::write(&files.authority, known_pem)?;
    std::fs::write(&files.certificate, certificate.pem())?;
    std::fs::write(&files.key, key.serialize_pem())?;
    Ok(files)
}

fn authority(name: &str) -> Result<(Issuer<'static, KeyPair>, String)> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2099, 1, 1);
    let key = KeyPair::generate()?;
    let pem = params.self_signed(&key)?.pem();
    Ok((Issuer::new(params, key), pem))
}
