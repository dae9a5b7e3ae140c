//! What is known of a mailbox, and what is being done about it.

use super::backfill::Backfill;
use super::false_news::FalseNews;
use crate::api::Seconds;
use crate::session::Conn;
use crate::sync::cursor::Cursor;
use crate::sync::folders::Listed;
use crate::sync::line::Line;
use crate::sync::round::Round;
use std::collections::BTreeMap;

/// A mailbox and its connections.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// What is known of each folder, by the name that the server gave it.
    pub(crate) folders: BTreeMap<String, Cursor>,
    /// The folders as they were listed last, in the order of reading.
    pub(crate) listed: Vec<Listed>,
    pub(super) lines: BTreeMap<Conn, Line>,
    /// A connection is being opened.
    pub(super) dialling: bool,
    pub(super) round: Option<Round>,
    pub(super) gmail: bool,
    /// The server let in no second connection.
    pub(super) alone: bool,
    /// The folders in the middle of whose messages the connection ended: for each, how many messages to ask for at once from
    /// now on, and the one that was asked for alone when it happened, if one was.
    pub(super) careful: BTreeMap<String, (u32, Option<u32>)>,
    /// How often in a row that happened without a message having come.
    pub(super) hang_ups: u32,
    /// How often in a row a folder's news were none.
    pub(super) false_news: BTreeMap<String, FalseNews>,
    /// How often in a row a connection ended while it waited for news, and when the last one did.
    pub(super) lost_watches: (u32, Seconds),
    pub(super) backfill: Backfill,
}

impl Mailbox {
    /// Whether that connection is one of this mailbox.
    pub(crate) fn has(&self, conn: Conn) -> bool {
        self.lines.contains_key(&conn)
    }

    /// Whether anything is being read or looked at.
    pub(crate) const fn is_busy(&self) -> bool {
        self.round.is_some()
    }

    /// Whether a connection is logged in.
    pub(crate) fn is_in(&self) -> bool {
        self.lines.values().any(Line::is_in)
    }

    /// No connection was heard later than now.
    pub(crate) fn clock_set_back(&mut self, now: i64) {
        for line in self.lines.values_mut() {
            line.last_heard = line.last_heard.min(now);
        }
    }

    /// Its connections, and when each was last heard, in milliseconds.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Conn, i64)> + '_ {
        self.lines.iter().map(|(conn, line)| (*conn, line.last_heard))
    }

    /// The folder that is being read, how many messages are read, and of how many. `None` while nothing is.
    pub(crate) fn progress(&self) -> Option<(&str, u32, u32)> {
        let round = self.round.as_ref()?;
        let stretch = round.stretches.iter().find(|s| s.readers > 0).or(round.stretches.first())?;
        Some((&stretch.title, round.read, round.of))
    }

    pub(super) fn logged_in(&mut self, capabilities: &[String]) {
        self.gmail = capabilities.iter().any(|name| name == "X-GM-EXT-1");
    }
}
