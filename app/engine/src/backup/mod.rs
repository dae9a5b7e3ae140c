//! A backup: one file that holds what the person decided, and, if they want, their mail's facts and texts.
//!
//! It is a zip archive of JSON, which can be read without Kith; with a passphrase it is encrypted as a whole
//! ([`seal`]). `docs/backup-format.md` describes it. [`write`] makes one, [`read`] opens one and refuses whatever is not
//! wholly as it was made, [`lines`] is what it holds.
//!
//! Invariant: version 1 is released. A file of it is read for ever; what changes its meaning makes version 2.

mod lines;
mod mail;
mod read;
mod seal;
mod write;

pub(crate) use lines::{AccountLine, CursorLine, Settings, TellingSettings, TextLine, UnreadableLine};
pub(crate) use mail::{MailLine, Runs};
pub(crate) use read::Backup;
pub(crate) use seal::seal;
pub(crate) use write::Writer;

use crate::api::{Problem, ProblemKind};
use serde::{Deserialize, Serialize};

/// The version of the format.
const VERSION: u32 = 1;

/// What every such archive says first.
const FORMAT: &str = "kith-backup";

/// What stands in the archive's comment before the digits of its hash.
const COMMENT: &str = "kith-backup sha256 ";

const ABOUT: &str = "kith.json";
const CONTENTS: &str = "contents.json";
pub(crate) const JOURNAL: &str = "journal.jsonl";
pub(crate) const UNREADABLE: &str = "unreadable.jsonl";
pub(crate) const ACCOUNTS: &str = "accounts.jsonl";
pub(crate) const SETTINGS: &str = "settings.jsonl";
pub(crate) const FOLDERS: &str = "folders.jsonl";
pub(crate) const MAIL: &str = "mail.jsonl";
pub(crate) const TEXTS: &str = "texts.jsonl";

/// What a backup says of itself first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    /// That it is one.
    pub(crate) format: String,
    /// The format's version.
    pub(crate) version: u32,
    /// The version of Kith that made it.
    pub(crate) kith: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub(crate) made: i64,
}

/// How many lines each of its files has: what it says of itself last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contents {
    pub(crate) journal: u32,
    pub(crate) unreadable: u32,
    pub(crate) accounts: u32,
    pub(crate) settings: u32,
    pub(crate) folders: u32,
    pub(crate) mail: u32,
    pub(crate) texts: u32,
}

impl Contents {
    fn of(&mut self, file: &str) -> Option<&mut u32> {
        Some(match file {
            JOURNAL => &mut self.journal,
            UNREADABLE => &mut self.unreadable,
            ACCOUNTS => &mut self.accounts,
            SETTINGS => &mut self.settings,
            FOLDERS => &mut self.folders,
            MAIL => &mut self.mail,
            TEXTS => &mut self.texts,
            _ => return None,
        })
    }
}

/// Why a backup cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BackupError {
    /// It is something else.
    #[error("this is not a backup of Kith")]
    Foreign,
    /// It is not as it was made.
    #[error("this backup was cut off or altered")]
    Damaged,
    /// A newer Kith made it.
    #[error("this backup is of a newer version of Kith")]
    Newer,
    /// It is encrypted, and no passphrase was given.
    #[error("this backup needs its passphrase")]
    Sealed,
    /// It is encrypted under another passphrase.
    #[error("this is not the passphrase of this backup")]
    WrongPassphrase,
    /// It could not be made.
    #[error("the backup could not be made: {0}")]
    Failed(String),
}

impl From<BackupError> for Problem {
    fn from(error: BackupError) -> Self {
        let kind = match error {
            BackupError::Foreign => ProblemKind::NotBackup,
            BackupError::Damaged => ProblemKind::BackupDamaged,
            BackupError::Newer => ProblemKind::BackupNewer,
            BackupError::Sealed => ProblemKind::BackupSealed,
            BackupError::WrongPassphrase => ProblemKind::WrongPassphrase,
            BackupError::Failed(words) => return Self { kind: ProblemKind::Storage, words: Some(words) },
        };
        Self::new(kind)
    }
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _never_fails = write!(digits, "{byte:02x}");
    }
    digits
}

/// Bytes from hexadecimal digits.
fn unhex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|two| u8::from_str_radix(str::from_utf8(two).ok().filter(|two| two.len() == 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests;
