//! What is known of a mailbox, and what is being done about it.

use super::backfill::Backfill;
use super::calendars::Calendars;
use super::false_changes::FalseChanges;
use crate::api::Seconds;
use crate::session::ConnectionId;
use crate::sync::connection::Connection;
use crate::sync::cursor::Cursor;
use crate::sync::folders::Listed;
use crate::sync::sync_run::SyncRun;
use std::collections::BTreeMap;

/// A mailbox and its connections.
#[derive(Debug, Default)]
pub(crate) struct MailboxSync {
    /// What is known of each folder, by the name that the server gave it.
    pub(crate) folders: BTreeMap<String, Cursor>,
    /// The folders as they were listed last, in the order of reading.
    pub(crate) listed: Vec<Listed>,
    pub(super) connections: BTreeMap<ConnectionId, Connection>,
    /// A connection is being opened.
    pub(super) dialling: bool,
    pub(super) run: Option<SyncRun>,
    pub(super) gmail: bool,
    /// The server let in no second connection.
    pub(super) alone: bool,
    /// The folders in the middle of whose messages the connection ended: for each, how many messages to ask for at once
    /// from now on, and the one that was asked for alone when it happened, if one was.
    pub(super) careful: BTreeMap<String, (u32, Option<u32>)>,
    /// How often in a row that happened without a message having come.
    pub(super) hang_ups: u32,
    /// How often in a row a folder's news were none.
    pub(super) false_changes: BTreeMap<String, FalseChanges>,
    /// How often in a row a connection ended while it waited for news, and when the last one did.
    pub(super) lost_idles: (u32, Seconds),
    pub(super) backfill: Backfill,
    pub(super) calendars: Calendars,
}

impl MailboxSync {
    /// Whether anything is being read or looked at.
    pub(crate) const fn is_busy(&self) -> bool {
        self.run.is_some()
    }

    /// Whether a connection is logged in.
    pub(crate) fn is_in(&self) -> bool {
        self.connections.values().any(Connection::is_in)
    }

    /// Whether it has a connection.
    pub(crate) fn is_online(&self) -> bool {
        !self.connections.is_empty()
    }

    /// The folder that is being read, how many messages are read, and of how many. `None` while nothing is.
    pub(crate) fn progress(&self) -> Option<(&str, u32, u32)> {
        let run = self.run.as_ref()?;
        let backlog = run.backlogs.iter().find(|s| s.readers > 0).or(run.backlogs.first())?;
        Some((&backlog.title, run.read, run.of))
    }

    pub(super) fn logged_in(&mut self, capabilities: &[String]) {
        self.gmail = capabilities.iter().any(|name| name == "X-GM-EXT-1");
    }
}
