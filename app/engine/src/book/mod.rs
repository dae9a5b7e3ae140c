//! What is kept in memory of all facts, and the people that follow from them.
//!
//! Everything here is a pure function of the runs absorbed, of the accounts' addresses and of the folders that count:
//! the order of runs does not matter, and absorbing one twice changes nothing. It is kept incrementally: a batch costs
//! what it itself holds, unless a rule reaches back (an address turns out to be mine, or a list's; a copy changes what
//! is known of a message; a folder stops counting).
//!
//! `facts` holds what the messages say, in columns; `absorb` takes it in. `derive` holds what follows from facts and
//! decisions, and `settle` brings it up to date. `views` answers the page, from both; what a view keeps for the next
//! question is in `cache`.

mod absorb;
mod cache;
mod derive;
mod facts;
mod views;

use crate::api::{AccountId, Change, MessageKey};
use cache::Cache;
use derive::kept::Kept;
use derive::links::Links;
use derive::own::Own;
use derive::people::Derived;
use derive::scope::Scope;
use facts::folders::Folders;
use facts::rows::Rows;
use facts::subjects::Subjects;
use facts::threads::Threads;
use facts::who::{Party, Who};
use kith_domain::day::Zone;
use kith_domain::journal::Journal;

pub(crate) use facts::folders::Folder;

/// All facts, in columns.
#[derive(Debug, Default)]
pub(crate) struct Book {
    rows: Rows,
    who: Who,
    subjects: Subjects,
    folders: Folders,
    threads: Threads,
    links: Links,
    journal: Journal,
    scope: Scope,
    /// How many messages lie in a folder that counts.
    counted: u32,
    own: Own,
    /// When it is, in seconds since 1970-01-01 UTC.
    pub(crate) now: i64,
    zone: Zone,
    kept: Kept,
    /// What the page is to be told of the messages that were settled last.
    news: Vec<Change>,
    derived: Derived,
    cache: Cache,
}

impl Book {
    /// The folders that do not count, by account and name. A message that lies only in such folders shows nowhere and
    /// counts nowhere; it is back when one of them counts again. Call [`Book::settle`] afterwards.
    pub(crate) fn set_uncounted(&mut self, folders: impl IntoIterator<Item = (AccountId, String)>) {
        if self.folders.set_uncounted(folders.into_iter().collect()) {
            self.count_anew();
        }
    }

    /// The folders of others: what was read there as sent does not count, since it was not I who sent it. Call
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
    fn named_in(&self, row: u32) -> impl Iterator<Item = Party> {
        self.rows.slots(row).filter_map(|slot| self.who.get(slot.party))
    }
}

#[cfg(test)]
mod tests;
