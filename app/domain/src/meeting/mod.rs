//! Meetings, from the calendars in invitations and in answers to them (iCalendar, RFC 5545; iTIP, RFC 5546).
//!
//! [`read`] makes [`Invitation`]s of a calendar: what one message, or one file, says of a meeting. [`meetings`] makes of
//! all invitations with the same UID when the meeting takes place, and with whom.
//!
//! Invitations come from anybody. So whatever is read is bounded ([`blocks`], [`series`]): size, number, depth, and how
//! far a series is followed.

mod blocks;
mod read;
mod series;
mod takes_place;
#[cfg(test)]
mod tests;
mod zones;

pub use read::read;
pub use takes_place::{Meeting, meetings};

use crate::address::Address;

/// Maximum size of a calendar, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Maximum number of events in a calendar.
pub const MAX_EVENTS: usize = 10_000;

/// Maximum number of times at which a meeting that repeats takes place: the latest count.
pub const MAX_STARTS: usize = 1_000;

/// Meetings with more attendees are no contact, as messages with more recipients are none.
pub const MAX_ATTENDEES: usize = crate::noise::RECIPIENTS;

/// Why a calendar could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarError {
    /// It holds no calendar.
    NoCalendar,
    /// It is larger than [`MAX_BYTES`], or has more than [`MAX_EVENTS`] events.
    TooLarge,
    /// Its components lie too deep within each other.
    TooDeep,
}

/// What is known of clocks, beside what a calendar says.
pub struct Clocks<'a> {
    /// How far the clock of a time zone is ahead of UTC at a moment, both in seconds. The zone is named as IANA does, or
    /// empty: the user's own. `None`: there is no such zone.
    pub ahead: &'a dyn Fn(&str, i64) -> Option<i32>,
    /// Up to which moment a series is followed, in seconds since 1970-01-01 UTC.
    pub until: i64,
}

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
    /// It says when the meeting is (REQUEST, PUBLISH).
    Request,
    /// Someone answers (REPLY).
    Reply,
    /// The meeting does not take place (CANCEL).
    Cancel,
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
