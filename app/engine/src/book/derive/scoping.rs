//! Addresses bear marks of what was said of them: with which nothing is tracked, and what rules there are.

use super::scope::Scope;
use crate::api::PersonId;
use crate::book::Book;
use crate::book::facts::correspondents::{FOREIGN, INTERNAL, NONE, SAID};
use foldhash::fast::FixedState;
use kith_domain::domains;
use kith_domain::small_sort::CollectTree;
use std::collections::{BTreeSet, HashMap};

impl Book {
    /// Marks addresses with what was said of them: those that are new, or, after something was said, all.
    pub(super) fn settle_scope(&mut self, said: bool) {
        let said = std::mem::take(&mut self.derived.said_changed) || said;
        if said {
            self.rescope();
        }
        let decided = self.journal.state();
        let from = std::mem::replace(&mut self.scope.marked, self.correspondents.addresses());
        let mut changed = Vec::new();
        for address in if said { 0 } else { from }..self.correspondents.addresses() {
            let marks = self.scope.marks(self.correspondents.address_text(address), decided);
            let change = self.correspondents.set_marks(address, SAID, marks);
            if change != 0 && address < from {
                changed.push((address, change));
            }
        }
        let settled = self.derived.settled;
        for (address, change) in changed {
            self.touch(address);
            if change & INTERNAL != 0 {
                let rows: Vec<u32> =
                    self.rows.naming(address, &self.correspondents).filter(|&row| row < settled).collect();
                for row in rows {
                    if self.settle_out(row) {
                        self.touch_row(row);
                    }
                }
            }
        }
    }

    /// After something was said: whose addresses are, and what is asked of every address.
    fn rescope(&mut self) {
        let marked = self.scope.marked;
        let homes: Vec<(String, PersonId)> = {
            let decided = self.journal.state();
            let homes = decided.homes.iter();
            homes.map(|(address, home)| (address.as_str().to_owned(), decided.one(*home))).collect()
        };
        let homes =
            homes.into_iter().filter_map(|(address, home)| Some((self.correspondents.address(&address)?, home)));
        let homes: HashMap<u32, PersonId, FixedState> = homes.collect();
        let internal = self.internal_domains();
        let before = std::mem::replace(&mut self.scope, Scope::of(self.journal.state(), internal));
        self.scope.marked = marked;
        // An address that is someone else's now, or no longer.
        let moved = before.homes.iter().filter(|(address, home)| homes.get(address) != Some(home)).map(|(at, _)| *at);
        let new = homes.iter().filter(|(address, home)| before.homes.get(address) != Some(home)).map(|(at, _)| *at);
        let mut touched: Vec<u32> = moved.chain(new).collect();
        let decided = self.journal.state();
        for (_, person) in self.derived.everybody() {
            if decided.one(person.id) != person.id {
                touched.extend(&person.addresses);
            }
        }
        touched.extend((0..marked).filter(|&address| self.correspondents.is(address, FOREIGN)));
        self.scope.homes = homes;
        touched.into_iter().for_each(|address| self.touch(address));
        // One that became part of another stands alone again once that is undone; and what was apart may be joined.
        self.links.mark_dirty();
    }

    /// The own domains at which everyone is a colleague.
    pub(super) fn internal_domains(&self) -> BTreeSet<String> {
        let said = &self.journal.state().own_domains;
        let own = self.own_domains().filter(|domain| said.get(*domain).copied().unwrap_or(true));
        own.map(str::to_owned).collect_set()
    }

    /// The work domains of the user's addresses.
    pub(in crate::book) fn own_domains(&self) -> impl Iterator<Item = &str> {
        let mine = self.derived.own_addresses.iter().map(|&address| self.correspondents.address_text(address));
        mine.filter_map(|address| domains::work_domain(address.rsplit_once('@')?.1))
    }

    /// Whether anyone has that number who is not the user.
    pub(in crate::book) fn is_named(&self, address: u32) -> bool {
        self.correspondents.known(address).person != NONE
    }
}
