//! What is kept of an authority: the account, the certificate with its key, and why the last try failed. Only the relay
//! can read it.

use super::failure::Failure;
use super::validity::day;
use crate::acme::pace::now;
use crate::config::Acme;
use crate::private_file::replace;
use instant_acme::AccountCredentials;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tracing::warn;

pub(super) struct Folder {
    folder: PathBuf,
    certificate: PathBuf,
}

impl Folder {
    pub(super) fn new(acme: &Acme) -> Self {
        Self { folder: acme.folder.clone(), certificate: acme.files().certificate }
    }

    /// The account, if there is one that can be read.
    pub(super) fn account(&self) -> Option<AccountCredentials> {
        serde_json::from_slice(&fs::read(self.account_file()).ok()?).ok()
    }

    pub(super) fn keep_account(&self, account: &AccountCredentials) -> Result<(), Failure> {
        let text = serde_json::to_vec(account).map_err(io::Error::from);
        self.write(&self.account_file(), text)
    }

    /// The authority knows it no more.
    pub(super) fn forget_account(&self) {
        let _ = fs::remove_file(self.account_file());
    }

    /// The certificate, if there is one that can be read.
    pub(super) fn certificate(&self) -> Option<CertificateDer<'static>> {
        CertificateDer::from_pem_file(&self.certificate).ok()
    }

    /// Replaces the certificate with its chain and its key at once.
    pub(super) fn keep_certificate(&self, chain: &str, key: &str) -> Result<(), Failure> {
        self.write(&self.certificate, Ok(format!("{chain}\n{key}").into_bytes()))
    }

    /// When the last try was, and why it failed.
    pub(super) fn failure(&self) -> Option<String> {
        fs::read_to_string(self.failure_file()).ok().map(|said| said.trim().to_owned())
    }

    pub(super) fn note_failure(&self, failure: &Failure) {
        let said = format!("It was on {}. {failure}\n", day(now()));
        if let Err(failure) = self.write(&self.failure_file(), Ok(said.into_bytes())) {
            warn!("{failure}");
        }
    }

    pub(super) fn forget_failure(&self) {
        let _ = fs::remove_file(self.failure_file());
    }

    fn account_file(&self) -> PathBuf {
        self.folder.join("account.json")
    }

    fn failure_file(&self) -> PathBuf {
        self.folder.join("failure.txt")
    }

    fn write(&self, file: &Path, content: io::Result<Vec<u8>>) -> Result<(), Failure> {
        let written = content.and_then(|content| replace(file, &content));
        written.map_err(|error| Failure::Unwritable(file.to_owned(), error))
    }
}
