//! What follows from facts and decisions, where the facts come from a snapshot.

use super::people::Person;
use super::scope::Scope;
use crate::api::PersonId;
use crate::book::Book;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What else was settled when the snapshot was taken, besides the people.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::book) struct Settled {
    counted: u32,
    own_addresses: Vec<u32>,
    marked: u32,
    homes: HashMap<u32, PersonId, FixedState>,
}

impl Book {
    pub(in crate::book) fn settled(&self) -> Settled {
        Settled {
            counted: self.counted,
            own_addresses: self.derived.own_addresses.clone(),
            marked: self.scope.marked,
            homes: self.scope.homes.clone(),
        }
    }

    pub(in crate::book) fn set_settled(&mut self, settled: Settled) {
        let Settled { counted, own_addresses, marked, homes } = settled;
        self.counted = counted;
        self.derived.own_addresses = own_addresses;
        (self.scope.marked, self.scope.homes) = (marked, homes);
    }

    pub(in crate::book) fn add_people(&mut self, people: Vec<Option<Box<Person>>>) {
        self.derived.add(people);
    }

    /// Everything is there. `is_decided`: the same was decided when the snapshot was taken. If not, all of it is looked
    /// at again by [`Book::settle`], as after an undo.
    pub(in crate::book) fn resume(&mut self, is_decided: bool) {
        self.derived.settled = self.rows.len();
        // Whoever watches people does not know what changed since.
        self.derived.changed.everybody = true;
        if is_decided {
            self.derived.said_changed = false;
            let before = std::mem::take(&mut self.scope);
            self.scope = Scope::of(self.journal.state(), self.internal_domains());
            (self.scope.marked, self.scope.homes) = (before.marked, before.homes);
            self.take_meetings_of_files();
            // With whom contact is kept follows from what was decided and from the messages.
            self.settle_kept(true, &[]);
        }
    }
}
