//! One mailbox: what is known of its folders, and what its connections are to do next.
//!
//! What is missing is the difference between two sets: the UIDs that the server names, and those that are stored. So a
//! reading that was cut off goes on where it was, whatever cut it off, and nothing depends on the order in which
//! messages come.

mod backfill;
mod backfilling;
mod calendar_search;
mod calendars;
mod connections;
mod ending;
mod false_changes;
mod idling;
mod reading;
mod settings;
mod state;
mod step;

pub(crate) use settings::SyncSettings;
pub(crate) use state::MailboxSync;
pub(crate) use step::SyncStep;
