//! The book itself: what all of its files work on.

use super::cache::Cache;
use super::derive::kept::Kept;
use super::derive::links::Links;
use super::derive::own::Own;
use super::derive::people::Derived;
use super::derive::scope::Scope;
use super::facts::correspondents::{Correspondents, Mention};
use super::facts::folders::{Folder, Folders};
use super::facts::meetings::Meetings;
use super::facts::rows::Rows;
use super::facts::subjects::Subjects;
use super::facts::threads::Threads;
use crate::api::{AccountId, Change, MessageKey};
use kith_domain::day::Zone;
use kith_domain::journal::Journal;

/// All facts, in columns.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(super) rows: Rows,
    pub(super) correspondents: Correspondents,
    pub(super) subjects: Subjects,
    pub(super) folders: Folders,
    pub(super) threads: Threads,
    pub(super) meetings: Meetings,
    pub(super) links: Links,
    pub(super) journal: Journal,
    pub(super) scope: Scope,
    /// How many messages lie in a folder that counts.
    pub(super) counted: u32,
    pub(super) own: Own,
    /// When it is, in seconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    pub(super) zone: Zone,
    pub(super) kept: Kept,
    /// What the page is to be told of the messages that were settled last.
    pub(super) news: Vec<Change>,
    pub(super) derived: Derived,
    pub(super) cache: Cache,
    /// Is another number whenever anything of it may be other than it was.
    pub(super) revision: u64,
}

impl Book {
    /// The folders that do not count, by account and name. A message that lies only in such folders shows nowhere and
    /// counts nowhere; it is back when one of them counts again. Call [`Book::settle`] afterwards.
    pub(crate) fn set_uncounted(&mut self, folders: impl IntoIterator<Item = (AccountId, String)>) {
        if self.folders.set_uncounted(folders.into_iter().collect()) {
            self.count_anew();
        }
    }

    /// The folders of others: what was read there as sent does not count, since it was not the user who sent it. Call
    /// [`Book::settle`] afterwards.
    pub(crate) fn set_foreign(&mut self, folders: impl IntoIterator<Item = (AccountId, String)>) {
        if self.folders.set_foreign(folders.into_iter().collect()) {
            self.count_anew();
        }
    }

    /// The accounts of which a folder for sent mail is read, also when nothing lies there. Call [`Book::settle`]
    /// afterwards.
    pub(crate) fn set_sent(&mut self, accounts: impl IntoIterator<Item = AccountId>) {
        self.folders.set_sent(accounts.into_iter().collect());
    }

    /// How many messages there are.
    pub(crate) fn messages(&self) -> u32 {
        self.counted
    }

    /// How many messages are stored for an account.
    pub(crate) fn messages_of(&self, account: AccountId) -> u32 {
        self.folders.messages.get(&account).copied().unwrap_or(0)
    }

    /// How many messages were seen in a folder, whether it counts or not.
    pub(crate) fn stored_in(&self, account: AccountId, folder: &str) -> u32 {
        self.folders.stored(account, folder)
    }

    /// Where on the servers a message was seen, the latest place first.
    pub(crate) fn places(&self, message: MessageKey) -> Vec<(&Folder, u32)> {
        let Some(row) = self.rows.find(message.0) else { return Vec::new() };
        self.rows.places(row).filter_map(|place| Some((self.folders.get(place.folder)?, place.uid))).collect()
    }

    /// Whom a message names, as its header says.
    pub(super) fn named_in(&self, row: u32) -> impl Iterator<Item = Mention> {
        self.rows.slots(row).filter_map(|slot| self.correspondents.get(slot.party))
    }
}
