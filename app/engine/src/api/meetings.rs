//! Meetings that come.

use super::{Direction, MeetingRow, PersonId, Seconds};
use serde::{Deserialize, Serialize};

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
