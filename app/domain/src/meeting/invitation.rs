//! What is said of a meeting.

use crate::address::Address;

/// What an invitation, or an answer to one, says of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Invitation {
    /// The same in all that is said of the meeting.
    pub uid: String,
    /// What of several counts: first the higher sequence, …
    pub sequence: u32,
    /// … then the later one, in seconds since 1970-01-01 UTC.
    pub stamp: i64,
    pub method: Method,
    /// Of a meeting that repeats: of which one this is said. `None`: of all.
    pub instance: Option<Instance>,
    pub organizer: Option<Attendee>,
    pub attendees: Vec<Attendee>,
    pub subject: String,
    pub all_day: bool,
    /// How long it takes, in seconds.
    pub seconds: u32,
    /// When it begins, in seconds since 1970-01-01 UTC, ascending; more than one if it repeats.
    pub starts: Vec<i64>,
}

/// What an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// It invites, and says when the meeting is (REQUEST, PUBLISH).
    Request,
    /// Someone answers (REPLY).
    Reply,
    /// The meeting does not take place (CANCEL).
    Cancel,
    /// An entry in a calendar file or a calendar on the web.
    Entry,
}

impl Method {
    /// Whether it says when the meeting is.
    pub(super) const fn says_when(self) -> bool {
        matches!(self, Self::Request | Self::Entry)
    }
}

/// One of the times of a meeting that repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instance {
    /// When it was to begin.
    pub start: i64,
    /// Whether all later ones are meant as well.
    pub and_later: bool,
}

/// Someone who takes part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attendee {
    pub address: Address,
    pub answer: Answer,
}

/// What someone answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    #[default]
    None,
    Accepted,
    Declined,
    Tentative,
}
