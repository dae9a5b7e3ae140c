//! Reading a mailbox, and staying current with it.
//!
//! A [`MailboxSync`] knows the folders and tells its connections what to do: [`connection`] is one connection, with one
//! job at a time; [`sync_run`] is one reading, from the list of the folders to the last message; [`cursor`] is what is
//! known of a folder, as it is stored.

mod batch_source;
mod connection;
mod count;
mod cursor;
mod folder_names;
mod folders;
mod mailbox;
mod pace;
mod searching;
mod sync_run;

pub(crate) use batch_source::BatchSource;
pub(crate) use connection::{CalendarsFound, Connection, Event, Job};
#[cfg(test)]
pub(crate) use cursor::FolderAudit;
pub(crate) use cursor::{Cursor, code as folder_use_code, of_code as folder_use_of};
pub(crate) use folders::{Listed, counts_by_itself, drafts_folder, never, order};
pub(crate) use mailbox::{MailboxSync, SyncSettings, SyncStep};
pub(crate) use pace::{Pace, retry_after, retry_throttled};
pub(crate) use searching::searchable;
pub(crate) use sync_run::MAX_UIDS_PER_QUESTION;
