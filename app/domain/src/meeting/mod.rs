//! Meetings, from calendars: those in invitations and in answers to them, files, and calendars on the web (iCalendar,
//! RFC 5545; iTIP, RFC 5546).
//!
//! [`read`] reads the [`Invitation`]s in a calendar that came by mail, [`read_entries`] those in any other calendar.
//! From all that have the same UID, wherever they came from, [`meetings`] works out when the meeting takes place and
//! with whom; [`judged`] also says why the others are not contact. [`name`] is the name of a calendar, [`owner`] its
//! likely owner.
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
