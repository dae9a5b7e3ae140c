//! Meetings.

use super::{Direction, PersonId, Seconds};
use serde::{Deserialize, Serialize};

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

/// A meeting that comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingMeeting {
    pub row: MeetingRow,
    /// The people with whom it is, at least one.
    pub with: Vec<MeetingGuest>,
}

/// Someone with whom a meeting is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingGuest {
    pub person: PersonId,
    pub name: String,
    /// The latest message with them: who wrote it, when, and its subject.
    pub last: Option<(Direction, Seconds, String)>,
}
