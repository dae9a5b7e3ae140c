//! Meetings, from the calendars in invitations and in answers to them (iCalendar, RFC 5545; iTIP, RFC 5546).
//!
//! [`read`] makes [`Invitation`]s of a calendar: what one message, or one file, says of a meeting. [`meetings`] makes of
//! all invitations with the same UID when the meeting takes place, and with whom.
//!
//! Invitations come from anybody. So whatever is read is bounded ([`blocks`], [`series`]): size, number, depth, and how
//! far a series is followed.

mod blocks;
mod invitation;
mod read;
mod series;
mod takes_place;
#[cfg(test)]
mod tests;
mod zones;

pub use blocks::{CalendarError, MAX_BYTES, MAX_EVENTS};
pub use invitation::{Answer, Attendee, Instance, Invitation, Method};
pub use read::read;
pub use series::MAX_STARTS;
pub use takes_place::{MAX_ATTENDEES, Meeting, meetings};
pub use zones::Clocks;
