//! The files of a backup, and what it says of itself.

use serde::{Deserialize, Serialize};

/// The version of the format.
pub(super) const VERSION: u32 = 1;

/// What every such archive says first.
pub(super) const FORMAT: &str = "kith-backup";

/// What stands in the archive's comment before the digits of its hash.
pub(super) const COMMENT: &str = "kith-backup sha256 ";

pub(super) const ABOUT: &str = "kith.json";
pub(super) const CONTENTS: &str = "contents.json";
pub(crate) const JOURNAL: &str = "journal.jsonl";
pub(crate) const UNREADABLE: &str = "unreadable.jsonl";
pub(crate) const ACCOUNTS: &str = "accounts.jsonl";
pub(crate) const SETTINGS: &str = "settings.jsonl";
pub(crate) const FOLDERS: &str = "folders.jsonl";
pub(crate) const MAIL: &str = "mail.jsonl";
pub(crate) const INTERACTIONS: &str = "interactions.jsonl";
pub(crate) const TEXTS: &str = "texts.jsonl";
pub(crate) const PHOTOS: &str = "photos.jsonl";

/// What a backup says of itself first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
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
    /// Left out where there are none, since versions before photos refuse what they do not know.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) photos: u32,
    /// The same.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) interactions: u32,
}

/// Whether a number is one that is left out.
pub(super) fn is_zero<N: Default + PartialEq>(number: &N) -> bool {
    *number == N::default()
}

impl Contents {
    /// The number of lines of a file.
    pub(super) fn of(&mut self, file: &str) -> Option<&mut u32> {
        Some(match file {
            JOURNAL => &mut self.journal,
            UNREADABLE => &mut self.unreadable,
            ACCOUNTS => &mut self.accounts,
            SETTINGS => &mut self.settings,
            FOLDERS => &mut self.folders,
            MAIL => &mut self.mail,
            TEXTS => &mut self.texts,
            PHOTOS => &mut self.photos,
            INTERACTIONS => &mut self.interactions,
            _ => return None,
        })
    }
}
