//! An account, and what it is doing.

use crate::account::Account;
use crate::api::{AccountStatus, Audit, FolderUse, Seconds, Secret, SyncResult};
use crate::engine::records::FirstReadingV1;
use crate::local::Local;
use crate::sync::{BatchSource, Cursor, MailboxSync, Pace, counts_by_itself, never};
use std::collections::HashMap;

/// An account and what it is doing.
#[derive(Debug)]
pub(in crate::engine) struct AccountState {
    pub(in crate::engine) account: Account,
    pub(in crate::engine) mailbox: MailboxSync,
    pub(in crate::engine) status: AccountStatus,
    /// The reading under way, if it is worth a word.
    pub(in crate::engine) reading: Option<Reading>,
    /// When to begin again by itself, in milliseconds.
    pub(in crate::engine) next: Option<i64>,
    pub(in crate::engine) failures: u32,
    /// How often in a row the server asked to slow down.
    pub(in crate::engine) throttled: u32,
    /// The mailbox while it is read, if that needs no server.
    pub(in crate::engine) local: Option<LocalReading>,
    /// What is kept of its first reading. `None` of accounts that were connected before that was kept.
    pub(in crate::engine) first_reading: Option<FirstReadingV1>,
    pub(in crate::engine) refused: Refused,
    /// Whether it has tokens that could not be stored.
    pub(in crate::engine) has_unsaved_tokens: bool,
    /// Its token for address books.
    pub(in crate::engine) book_access: Option<BookAccess>,
    /// Whether those of its messages are known that are still to be looked at for invitations.
    pub(in crate::engine) calendars_wanted: bool,
}

/// A token for address books.
#[derive(Debug)]
pub(in crate::engine) struct BookAccess {
    pub(in crate::engine) token: Secret,
    pub(in crate::engine) until: Seconds,
}

/// Whether the mail server refuses the token of an account that is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) enum Refused {
    #[default]
    No,
    /// It did, though the token should have been valid: a new one is to be asked for.
    Once,
    /// A new one was asked for since. If that is refused too, no other will help.
    Renewed,
}

impl AccountState {
    pub(in crate::engine) fn new(account: Account) -> Self {
        let (mailbox, status) = (MailboxSync::default(), AccountStatus::Connecting);
        Self {
            account,
            mailbox,
            status,
            reading: None,
            next: None,
            failures: 0,
            throttled: 0,
            local: None,
            first_reading: None,
            refused: Refused::No,
            has_unsaved_tokens: false,
            book_access: None,
            calendars_wanted: false,
        }
    }

    /// What is known of the folder of a place. `None` if it was numbered anew since something was asked for there.
    pub(in crate::engine) fn cursor(&self, place: &BatchSource) -> Option<Cursor> {
        let cursor = self.mailbox.folders.get(&place.folder).cloned().unwrap_or_else(|| Cursor {
            special_use: if place.sent { FolderUse::Sent } else { FolderUse::default() },
            ..Cursor::default()
        });
        (cursor.uid_validity == 0 || cursor.uid_validity == place.uid_validity).then_some(cursor)
    }

    /// Whether a folder counts as far as that is known without a list: by what the user said, or by what it is for.
    pub(in crate::engine) fn counts(&self, name: &str, cursor: &Cursor) -> bool {
        let said = self.account.said.get(name).copied();
        !never(cursor.special_use) && said.unwrap_or(counts_by_itself(cursor.special_use))
    }

    /// The folders of which something may be stored that is not to show: those that the user excluded, and those that
    /// do not count by what they are for.
    pub(in crate::engine) fn hidden(&self) -> impl Iterator<Item = &String> {
        let excluded = self.account.said.iter().filter(|(_, counts)| !**counts).map(|(name, _)| name);
        // One that cannot be opened any more keeps what was read of it.
        let is_hidden =
            |name: &String, cursor: &Cursor| cursor.special_use != FolderUse::View && !self.counts(name, cursor);
        let by_special_use = self.mailbox.folders.iter().filter(move |(name, cursor)| is_hidden(name, cursor));
        excluded.chain(by_special_use.map(|(name, _)| name))
    }

    /// How many messages and folders could not be read.
    pub(in crate::engine) fn skipped(&self) -> u32 {
        let skipped = self.counting().map(|(_, cursor)| {
            cursor.skipped.len() + cursor.backfill_skipped.len() + usize::from(cursor.trouble.is_some())
        });
        u32::try_from(skipped.sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// How many messages of the folders that count are older than what is read.
    pub(in crate::engine) fn older(&self) -> u32 {
        let audits = self.counting().filter_map(|(_, cursor)| cursor.audit).filter(|audit| audit.since.is_some());
        let older = audits.map(|audit| audit.exists.saturating_sub(audit.named).saturating_sub(audit.unlisted));
        older.fold(0, u32::saturating_add)
    }

    /// How many messages the server counts and does not list.
    pub(in crate::engine) fn unlisted(&self) -> u32 {
        let looks = self.counting().filter_map(|(_, cursor)| cursor.audit);
        looks.map(|audit| audit.unlisted).fold(0, u32::saturating_add)
    }

    /// How many messages the server lists that are neither stored nor set aside. A folder that could not be read says
    /// so itself.
    pub(in crate::engine) fn left(&self) -> u32 {
        let whole = self.counting().filter(|(_, cursor)| cursor.trouble.is_none());
        let left = whole.filter_map(|(_, cursor)| {
            let skipped = u32::try_from(cursor.skipped.len()).unwrap_or(u32::MAX);
            Some(cursor.audit?.missing.saturating_sub(skipped))
        });
        left.fold(0, u32::saturating_add)
    }

    /// What is known of the folders that count. Of folders that were not listed since the start, those are taken to
    /// count that do by what is known of them.
    pub(in crate::engine) fn counting(&self) -> impl Iterator<Item = (&String, &Cursor)> {
        let listed: HashMap<&str, bool> =
            self.mailbox.listed.iter().map(|listed| (listed.name.as_str(), listed.counts)).collect();
        self.mailbox.folders.iter().filter(move |(name, cursor)| {
            let counts = || listed.is_empty() && self.counts(name, cursor);
            listed.get(name.as_str()).copied().unwrap_or_else(counts)
        })
    }

    /// How what is stored compares with what the server holds, over all folders that count. `None` until each of them
    /// was compared, or could not be.
    pub(in crate::engine) fn audit(&self) -> Option<Audit> {
        let is_known = |cursor: &Cursor| cursor.audit.is_some() || cursor.trouble.is_some();
        let mut listed = self.mailbox.listed.iter().filter(|listed| listed.counts);
        let is_whole = listed.all(|listed| self.mailbox.folders.get(&listed.name).is_some_and(is_known))
            && self.counting().all(|(_, cursor)| is_known(cursor));
        if !is_whole {
            return None;
        }
        self.counting().filter_map(|(_, cursor)| cursor.audit()).reduce(|sum, audit| Audit {
            on_server: sum.on_server.saturating_add(audit.on_server),
            stored: sum.stored.saturating_add(audit.stored),
            unlisted: sum.unlisted.saturating_add(audit.unlisted),
            at: sum.at.min(audit.at),
        })
    }
}

/// A reading, from its beginning.
#[derive(Debug)]
pub(in crate::engine) struct Reading {
    pub(in crate::engine) before: SyncResult,
    pub(in crate::engine) pace: Option<Pace>,
}

/// A mailbox that needs no server, while it is read.
#[derive(Debug)]
pub(in crate::engine) struct LocalReading {
    pub(in crate::engine) mailbox: Box<dyn Local>,
    pub(in crate::engine) before: SyncResult,
}

/// Whether a reading came to its end, and nothing is under way or in the way.
pub(in crate::engine) const fn is_read(status: &AccountStatus) -> bool {
    matches!(status, AccountStatus::UpToDate { .. } | AccountStatus::Incomplete { .. })
}
