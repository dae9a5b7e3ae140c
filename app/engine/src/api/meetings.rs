//! Meetings that come, and calendars that tell of meetings.

use super::{Direction, MeetingRow, OwnQuestion, PersonId, Problem, Seconds, WebFileStatus};
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

/// What a calendar in a file says of meetings. Nothing is decided by asking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPreview {
    /// Why it cannot be read.
    pub problem: Option<Problem>,
    /// How many of its entries say something new,
    pub entries: u32,
    /// and how many meetings with people these are. One that repeats is several.
    pub meetings: u32,
    /// When the first and the last of them begin.
    pub span: Option<(Seconds, Seconds)>,
    /// How many people they are with.
    pub people: u32,
    /// The first of them, those with the most meetings first.
    pub with: Vec<MetPerson>,
    /// How many entries with people say what is known.
    pub known: u32,
    /// How many entries are left out, and why.
    pub left_out: Vec<(CalendarLeftOut, u32)>,
    /// An address that may be the user's, if entries are left out because they do not name the user.
    pub owner: Option<OwnQuestion>,
}

/// Maximum number of people that are named of a calendar.
pub const MAX_CALENDAR_PEOPLE: usize = 200;

/// Someone with whom there are meetings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetPerson {
    pub person: PersonId,
    pub name: String,
    pub meetings: u32,
    /// When the last of them begins.
    pub last: Seconds,
}

/// Why an entry of a calendar is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CalendarLeftOut {
    /// No one else takes part.
    Alone,
    /// Those who take part are not among the people.
    Unknown,
    /// The user has not accepted.
    NotAccepted,
    Declined,
    Cancelled,
    /// More people take part than count as contact.
    TooMany,
    /// They name none of the user's addresses.
    NotYours,
}

/// A calendar that is read again every day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    pub id: u64,
    /// The name that it gives itself, or the name of the file. It may be empty.
    pub name: String,
    /// On which server it lies. The rest of the address may hold a key.
    pub place: String,
    pub status: WebFileStatus,
    /// When it was read last.
    pub last: Option<Seconds>,
    pub told: CalendarTold,
}

/// What a calendar on the web contains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarTold {
    /// How many meetings with people it holds, those to come among them.
    pub meetings: u32,
    /// How many entries do not count because they do not name the user.
    pub not_yours: u32,
    /// An address in those entries that may be the user's.
    pub owner: Option<OwnQuestion>,
}
