//! The end of an account's first reading: what it brought, also as a letter to the user.

use super::{FolderUse, Seconds};
use serde::{Deserialize, Serialize};

/// What the first reading of an account brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstReading {
    /// How many people its messages name.
    pub people: u32,
    /// How many messages were read.
    pub messages: u32,
    /// From when on they were read. `None`: from the first.
    pub since: Option<Seconds>,
    pub left_out: LeftOut,
    /// Whether the user has seen it and wants it no more.
    pub dismissed: bool,
    pub letter: LetterState,
}

/// What was left out of a reading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The folders that do not count, by what they are for.
    pub folders: Vec<LeftOutFolders>,
    /// How many messages and folders could not be read.
    pub skipped: u32,
    /// How many messages are older than what is read.
    pub older: u32,
    /// How many that the messages name are no people: mailing lists, automated senders and the like.
    pub filtered_out: u32,
}

/// Folders that do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutFolders {
    pub special_use: FolderUse,
    /// How many there are.
    pub folders: u32,
    /// How many messages they hold, if the server said so.
    pub messages: Option<u32>,
}

/// How the letter about it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterState {
    NotWanted,
    /// The page is to write it ([`Command::WriteLetter`](super::Command::WriteLetter)): it has the words.
    Unwritten,
    /// It is written, and is or will be sent.
    Written,
    Sent,
    Failed(LetterFailure),
}

/// Why a letter is not sent any more. It is stored: a new one comes at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterFailure {
    /// The mailbox is full.
    NoRoom,
    /// The mail server does not take it.
    Refused,
    /// The relay is older than letters.
    OtherVersion,
    /// It was tried often, and the mail server was never reached for it.
    NotReached,
    /// The mail server may have it or not, and that cannot be found out.
    Unclear,
}
