//! Which messages count, and for whom: it follows from the folders in which they were seen.

use crate::api::AccountId;
use crate::book::Book;
use crate::book::facts::correspondents::NONE;
use crate::book::facts::folders::MessageLocation;
use crate::book::facts::rows::{COUNTS, IN_SENT};
use kith_domain::message::ParticipantRole;
use kith_domain::small_sort::CollectTree;
use std::collections::{BTreeMap, BTreeSet};

impl Book {
    /// Notes that a message stands at a place; `first` if it was not seen before.
    pub(in crate::book) fn see_at(&mut self, row: u32, place: MessageLocation, first: bool) {
        let Some(folder) = self.folders.get(place.folder) else { return };
        let (account, named, sent, counts) = (folder.account, folder.named, folder.sent, folder.counts);
        // What the message's other places say already.
        let (mut here, mut counted, mut counted_sent) = (false, false, false);
        if !first {
            for other in self.rows.places(row) {
                if other == place {
                    return;
                }
                let Some(folder) = self.folders.get(other.folder) else { continue };
                here |= folder.named == named;
                counted |= folder.account == account && folder.counts;
                counted_sent |= folder.account == account && folder.counts && folder.sent;
            }
            self.rows.add_place(row, place);
        }
        if !here {
            self.folders.store(named);
        }
        if counts {
            self.count(row, account, sent, counted, counted_sent);
        }
    }

    /// Counts a message for an account, unless that was done; if it lies in a Sent folder, as sent, too.
    fn count(&mut self, row: u32, account: AccountId, sent: bool, counted: bool, counted_sent: bool) {
        if !counted {
            *self.folders.messages.entry(account).or_default() += 1;
        }
        if sent && !counted_sent {
            self.count_sent(row, account, true);
        }
        let new = COUNTS | if sent { IN_SENT } else { 0 };
        let changes = !self.rows.is(row, COUNTS) || (sent && !self.rows.is(row, IN_SENT));
        self.counted += u32::from(!self.rows.is(row, COUNTS));
        if changes {
            if self.rows.is(row, COUNTS) {
                self.count_letter(row, false);
            }
            self.rows.mark(row, new);
            self.count_letter(row, true);
        }
        // Also in an account of which no folder for sent mail is read, what says that it is from the user may be the
        // user's.
        if changes || !counted && row < self.derived.settled && self.settle_sent(row) {
            self.touch_row(row);
        }
    }

    /// Takes back all that a message counted for, since it is a copy of another.
    pub(in crate::book) fn uncount(&mut self, row: u32) {
        self.touch_row(row);
        self.count_letter(row, false);
        for account in self.sent_accounts(row) {
            self.count_sent(row, account, false);
        }
        let folders: Vec<(u32, Option<AccountId>)> = {
            let folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
            folders.map(|folder| (folder.named, Some(folder.account).filter(|_| folder.counts))).collect()
        };
        let named: BTreeSet<u32> = folders.iter().map(|(named, _)| *named).collect_set();
        named.into_iter().for_each(|named| self.folders.unstore(named));
        let accounts: BTreeSet<AccountId> = folders.iter().filter_map(|(_, account)| *account).collect_set();
        for account in accounts {
            let count = self.folders.messages.entry(account).or_default();
            *count = count.saturating_sub(1);
        }
        self.counted = self.counted.saturating_sub(u32::from(self.rows.is(row, COUNTS)));
        self.rows.unmark(row, COUNTS | IN_SENT);
    }

    /// After the folders that count are others.
    pub(in crate::book) fn count_anew(&mut self) {
        self.counted = 0;
        self.own.forget_counts();
        self.folders.messages.clear();
        for row in 0..self.rows.len() {
            let before = (self.rows.is(row, COUNTS), self.rows.is(row, IN_SENT));
            self.rows.unmark(row, COUNTS | IN_SENT);
            let mut accounts: BTreeMap<AccountId, bool> = BTreeMap::new();
            for folder in self.rows.places(row).filter_map(|place| self.folders.get(place.folder)) {
                if folder.counts {
                    *accounts.entry(folder.account).or_default() |= folder.sent;
                }
            }
            self.counted += u32::from(!accounts.is_empty());
            for (account, sent) in accounts {
                *self.folders.messages.entry(account).or_default() += 1;
                self.rows.mark(row, COUNTS | if sent { IN_SENT } else { 0 });
                if sent {
                    self.count_sent(row, account, true);
                }
            }
            self.count_letter(row, true);
            let after = (self.rows.is(row, COUNTS), self.rows.is(row, IN_SENT));
            if before != after || row < self.derived.settled && self.settle_sent(row) {
                self.touch_row(row);
            }
        }
    }

    /// Counts who wrote a message of an account's Sent folder, or takes that back.
    pub(in crate::book) fn count_sent(&mut self, row: u32, account: AccountId, add: bool) {
        let from = self.named_in(row).filter(|party| party.role == ParticipantRole::From);
        let mut from: Vec<(u32, u32)> = from.map(|party| (party.address, party.name)).collect();
        from.sort_unstable();
        from.dedup();
        let mut last = None;
        for (address, name) in from {
            if last.replace(address) != Some(address) {
                self.own.count_sent(account, address, add);
            }
            if name != NONE {
                self.own.count_name(address, name, add);
            }
        }
    }

    /// The accounts in whose Sent folders a message counts.
    pub(in crate::book) fn sent_accounts(&self, row: u32) -> BTreeSet<AccountId> {
        let folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
        folders.filter(|folder| folder.counts && folder.sent).map(|folder| folder.account).collect_set()
    }
}
