//! The engine itself: what happened goes in, what is to be done comes out.
//!
//! `handling` takes in what happened. `answering` and `obeying` have an arm for whatever the page asks and wants done,
//! and the other files do the rest, each its subject. All of them work on the `state`, which knows none of them;
//! `records` is what of it is stored.

mod access;
mod accounts;
mod adding;
mod address_books;
mod answering;
mod backups;
mod calendars;
mod colleagues;
mod connections;
mod daily_reminder;
mod damage;
mod decisions;
mod discovering;
mod drafts;
mod error;
mod first_readings;
mod handling;
mod importing;
mod importing_calendar;
mod interface;
mod letters;
mod load;
mod local;
mod locking;
mod meetings;
mod obeying;
mod photos;
mod reading;
mod records;
mod refreshing;
mod renewing;
mod room;
mod ruling;
mod sample;
mod searching;
mod signing_in;
mod snapshot;
mod state;
mod texts;
mod unsubscribe_lists;
mod unsubscribes;
mod views;
mod web_files;

pub use backups::rescue;
pub use interface::{Input, Moment, Output, ZoneClock};
#[cfg(test)]
pub(crate) use records::{
    AccessKeyV1, BackupV1, CalendarV1, CalendarV2, CalendarsV1, CalendarsV2, DailyReminderV1, DamageV1, DeviceRecord,
    FirstReadingV1, FirstReadingsV1, LetterTextV1, LetterV1, LockV1, SnapshotV1, SummaryV1, TextV1, UnsubscribeListV1,
    UnsubscribeListsV1, pack_entry, unpack_entry,
};
pub use state::Engine;

#[cfg(test)]
mod tests;
