//! Messages, their texts, drafts, and letters.

use super::{AccountId, CompanyId, MessageKey, PersonId, PhoneContact, Problem, Seconds};
use serde::{Deserialize, Serialize};

/// A message that the user began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDraft {
    /// To whom it goes. It answers the last message with them, if the subject is still that one's.
    pub person: PersonId,
    /// At which address.
    pub to: String,
    /// As typed.
    pub subject: String,
    /// As typed.
    pub text: String,
    /// After how many days without an answer the user wants to be reminded, if at all.
    pub remind: Option<u16>,
    /// A random number, for the Message-ID.
    pub mark: u64,
    /// Whether another engine was told of it, which ended before it answered: then it may be there already, and is not
    /// put there again.
    pub again: bool,
}

impl std::fmt::Debug for NewDraft {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewDraft").field("person", &self.person).finish_non_exhaustive()
    }
}

/// A letter about the first reading of an account, as the page wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewLetter {
    pub account: AccountId,
    pub subject: String,
    pub text: String,
    /// A random number, for the Message-ID.
    pub mark: u64,
}

impl std::fmt::Debug for NewLetter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("NewLetter").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Whose messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Someone's.
    Person(PersonId),
    /// Those of everyone at a company.
    Company(CompanyId),
}

/// Who wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// The user wrote.
    Sent,
    /// They wrote.
    Received,
}

/// A part of a person's messages, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePage {
    /// How many there are.
    pub all: u32,
    /// Where this part begins.
    pub offset: u32,
    /// The part.
    pub rows: Vec<TimelineRow>,
    /// The meetings that lie between the messages of this part, before the first if it is the beginning, and after the
    /// last if it is the end; latest first. So none is missed if each part begins with the last message of the one
    /// before. None where words are sought.
    pub meetings: Vec<MeetingRow>,
    /// Calls and messages elsewhere, in the same way.
    pub phone: Vec<PhoneContact>,
}

/// Where in someone's folded messages one of them is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinePlace {
    /// How many rows stand above the row of its thread.
    pub above: u32,
    /// The message of that row: itself, or the one below which it is folded.
    pub row: MessageKey,
}

/// What the mail servers found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerSearchResults {
    /// How many there are.
    pub all: u32,
    /// The newest of them, newest first.
    pub rows: Vec<TimelineRow>,
    /// Why some of it could not be sought.
    pub missed: Option<Problem>,
}

/// A message, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineRow {
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    /// Its subject. Empty if it has none.
    pub subject: String,
    /// Who else took part, beside the user and this person: names, or addresses where no name is known.
    pub others: Vec<String>,
    /// It did not arrive, as a report says: whom it did not reach, or no one if that was not said.
    pub undelivered: Option<Vec<String>>,
    /// How many earlier messages of its thread are folded below it.
    pub folded: u32,
}

/// Messages that were found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMessages {
    /// How many match.
    pub matching: u32,
    /// The newest of them, newest first.
    pub rows: Vec<FoundMessage>,
}

/// A message that was found, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundMessage {
    pub message: MessageKey,
    /// When it was written.
    pub date: Seconds,
    /// Who wrote it.
    pub direction: Direction,
    pub subject: String,
    /// The people with whom it is, each with the name to show. Of those that were sought, at least one.
    pub people: Vec<(PersonId, String)>,
}

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageText {
    /// Plain text.
    pub text: String,
    /// Whether the message goes on.
    pub cut: bool,
    /// Names of attached files.
    pub attachments: Vec<String>,
}

/// A meeting, in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRow {
    /// When it begins.
    pub start: Seconds,
    pub end: Seconds,
    pub all_day: bool,
    /// Empty if it has none.
    pub subject: String,
    /// Whether someone who was asked accepted. If not, it is no contact.
    pub accepted: bool,
    /// Who else takes part, beside the user and the person whose timeline it is in: names, or addresses where no name is
    /// known.
    pub others: Vec<String>,
}
