//! Meetings, from calendars: those in invitations and in answers to them, files, and calendars on the web (iCalendar,
//! RFC 5545; iTIP, RFC 5546).
//!
//! [`read`] makes [`Invitation`]s of a calendar that came by mail, [`read_entries`] of another: what is said there of a
//! meeting. [`meetings`] makes of all that has the same UID, wherever it came from, when the meeting takes place, and
//! with whom; [`judged`] says of the others why they are no contact. [`name`] is what a calendar calls itself, [`owner`]
//! whose it seems to be.
//!
//! Calendars come from anybody. So whatever is read is bounded ([`blocks`], [`series`]): size, number, depth, and how
//! far a series is followed.

mod about;
mod blocks;
mod invitation;
mod packed;
mod read;
mod series;
mod takes_place;
#[cfg(test)]
mod tests;
mod zones;

pub use about::{name, owner};
pub use blocks::{CalendarError, MAX_BYTES, MAX_EVENTS};
pub use invitation::{Answer, Attendee, Instance, Invitation, Method};
pub use packed::PackedInvitation;
pub use read::{read, read_entries};
pub use series::MAX_STARTS;
pub use takes_place::{MAX_ATTENDEES, Meeting, NoContact, judged, meetings};
pub use zones::Clocks;
