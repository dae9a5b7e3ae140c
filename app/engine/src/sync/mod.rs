//! Reading a mailbox, and staying current with it.
//!
//! A [`Mailbox`] knows the folders and tells its connections what to do: [`line`] is one connection, with one job at a
//! time; [`round`] is one reading, from the list of the folders to the last message; [`cursor`] is what is known of a
//! folder, as it is stored.

mod count;
mod cursor;
mod folder_names;
mod folders;
mod line;
mod mailbox;
mod pace;
mod place;
mod round;
mod searching;

pub(crate) use cursor::Cursor;
#[cfg(test)]
pub(crate) use cursor::Look;
pub(crate) use folders::{Listed, counts_by_itself, drafts_folder, never, order};
pub(crate) use line::{Event, Job, Line};
pub(crate) use mailbox::{Mailbox, Step, Terms};
pub(crate) use pace::{Pace, retry_after, retry_throttled};
pub(crate) use place::Place;
pub(crate) use round::MAX_UIDS_PER_QUESTION;
pub(crate) use searching::searchable;
