//! Backups, and what is stored.

use super::{Bytes, Seconds, Secret};
use serde::{Deserialize, Serialize};

/// What a backup is to hold beside what was decided, and whether it is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupWish {
    /// What was read from the mailboxes, so that it need not be read again.
    pub mail: bool,
    /// The texts of messages that are kept.
    pub texts: bool,
    /// Under which passphrase.
    pub seal: Option<Seal>,
}

/// How a backup is encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub passphrase: Secret,
    /// 28 bytes at random, as good as the browser has them, never used before.
    pub random: Bytes,
}

/// A backup as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// What it holds.
    pub bytes: Bytes,
    /// When it was made.
    pub made: Seconds,
    /// The last entry of the journal that it holds, for [`Command::SavedBackup`](super::Command::SavedBackup).
    pub up_to: String,
}

/// What a backup holds, and what of it is not here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupView {
    /// When it was made.
    pub made: Seconds,
    /// The version of Kith that made it.
    pub kith: String,
    /// How many entries of the journal it holds.
    pub entries: u32,
    /// How many of them would come.
    pub new: u32,
    /// How many entries that are here and not in it would be set aside if it is to take their place.
    pub replaced: u32,
    /// How many entries it holds that the Kith that made it could not read. They come as well.
    pub unreadable: u32,
    pub accounts: Vec<BackupAccount>,
    /// How many messages.
    pub messages: u32,
    /// How many texts.
    pub texts: u32,
    /// How many photos of people.
    pub photos: u32,
}

/// An account in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupAccount {
    /// The user's own address.
    pub address: String,
    /// The server's name.
    pub host: String,
    /// Whether that mailbox is connected here.
    pub is_here: bool,
}

/// What is stored here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataView {
    /// How many entries of the journal.
    pub entries: u32,
    /// How many more that this version cannot read.
    pub unreadable: u32,
    /// How many messages.
    pub messages: u32,
    /// How many texts of messages.
    pub texts: u32,
    /// How many bytes those take.
    pub text_bytes: u64,
    /// How many photos of people.
    pub photos: u32,
    /// The last backup. `None` before the first.
    pub saved: Option<BackedUp>,
}

/// A backup that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// When it was made.
    pub at: Seconds,
    /// How many entries of the journal came since.
    pub since: u32,
}
