//! A backup: one file that holds what the user decided, and, if they want, their mail's facts and texts.
//!
//! It is a zip archive of JSON, which can be read without Kith; with a passphrase it is encrypted as a whole
//! ([`crate::seal`]). `docs/backup-format.md` describes it. [`write`] makes one, [`read`] opens one and refuses whatever is
//! not wholly as it was made. [`format`] names the files in it, [`lines`] and [`mail`] are what these hold.
//!
//! Invariant: version 1 is released. A file of it is read for ever; what changes its meaning makes version 2.

mod error;
mod format;
mod hex;
mod lines;
mod mail;
mod read;
mod write;

pub(crate) use error::BackupError;
pub(crate) use format::{ACCOUNTS, FOLDERS, INTERACTIONS, JOURNAL, MAIL, PHOTOS, SETTINGS, TEXTS, UNREADABLE};
pub(crate) use lines::{
    AccountLine, CursorLine, DailyReminderSettings, InteractionLine, PhotoLine, Settings, TextLine, UnreadableLine,
};
pub(crate) use mail::{MailLine, Runs};
pub(crate) use read::Backup;
pub(crate) use write::Writer;

#[cfg(test)]
pub(crate) use hex::unhex;
#[cfg(test)]
mod tests;
