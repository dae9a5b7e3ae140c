//! Which addresses came in with an answer, and whose they are by it.

use crate::api::PersonId;
use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// Which addresses came in with an answer, and whose they are by it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Links {
    /// Addresses whose first message may answer one of the user's, with that message.
    candidates: HashMap<u32, u32, FixedState>,
    joins: Joins,
    pub(in crate::book) offers: Vec<Offer>,
    /// What candidates answer: Message-IDs by their hashes, and threads by their numbers.
    answered: HashSet<u64, FixedState>,
    answered_threads: HashSet<u32, FixedState>,
    dirty: bool,
}

/// Addresses that are someone's by an answer.
pub(super) type Joins = HashMap<u32, Join, FixedState>;

/// That an address is someone's by an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) struct Join {
    /// The address to which the message went that was answered.
    pub(in crate::book) to: u32,
    /// The answer.
    pub(in crate::book) row: u32,
    pub(super) home: PersonId,
}

/// That an address may be someone's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) struct Offer {
    pub(in crate::book) address: u32,
    /// The answer with which it came in.
    pub(in crate::book) row: u32,
    /// Whose it may be.
    pub(in crate::book) people: Vec<PersonId>,
}

impl Links {
    pub(super) const fn is_dirty(&self) -> bool {
        self.dirty
    }

    pub(in crate::book) const fn mark_dirty(&mut self) {
        self.dirty = true;
    }

    /// A message with that id, in that thread, is there now.
    pub(super) fn saw(&mut self, id: u64, thread: u32) {
        self.dirty |= self.answered.contains(&id) || self.answered_threads.contains(&thread);
    }

    /// An address begins with that message, if it may be an answer.
    pub(in crate::book) fn begins(&mut self, address: u32, answer: Option<u32>) {
        let before = match answer {
            Some(row) => self.candidates.insert(address, row),
            None => self.candidates.remove(&address),
        };
        self.dirty |= before != answer;
    }

    pub(in crate::book) fn join(&self, address: u32) -> Option<Join> {
        self.joins.get(&address).copied()
    }

    pub(super) fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Addresses whose first message may answer one of the user's, with that message.
    pub(super) fn candidates(&self) -> impl Iterator<Item = (u32, u32)> {
        self.candidates.iter().map(|(&address, &row)| (address, row))
    }

    /// Forgets what followed from the candidates. Gives the joins.
    pub(super) fn take_joins(&mut self) -> Joins {
        self.offers.clear();
        self.answered.clear();
        self.answered_threads.clear();
        std::mem::take(&mut self.joins)
    }

    /// A candidate answers that message, or, where its id is 0, one in that thread.
    pub(super) fn answers(&mut self, id: u64, thread: u32) {
        match id {
            0 => self.answered_threads.insert(thread),
            id => self.answered.insert(id),
        };
    }

    pub(super) fn add_join(&mut self, address: u32, join: Join) {
        self.joins.insert(address, join);
    }

    /// The addresses that are someone's by an answer, with that.
    pub(super) fn joins(&self) -> impl Iterator<Item = (u32, Join)> {
        self.joins.iter().map(|(&address, &join)| (address, join))
    }

    /// The addresses that are someone else's than before.
    pub(super) fn moved(&self, before: &Joins) -> Vec<u32> {
        let home = |joins: &Joins, address: u32| joins.get(&address).map(|join| join.home);
        let addresses: HashSet<u32> = before.keys().chain(self.joins.keys()).copied().collect();
        addresses.into_iter().filter(|&address| home(before, address) != home(&self.joins, address)).collect()
    }
}
