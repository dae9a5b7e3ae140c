//! Decisions as they come in, and what of everything else they make out of date.

use crate::api::{Decision, PersonId};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::entry::Entry;
use kith_domain::journal::Journal;
use kith_domain::meeting::Invitation;

impl Book {
    /// What was decided. Call [`Book::settle`] afterwards.
    pub(crate) fn set_journal(&mut self, journal: Journal) {
        self.journal = journal;
        self.derived.said_changed = true;
    }

    /// All that was decided.
    pub(crate) const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Takes a decision in. Call [`Book::settle`] afterwards.
    pub(crate) fn decide(&mut self, entry: Entry) {
        self.cache.companies.take();
        self.cache.members.take();
        self.cache.notes.take();
        // What only adds someone, or an address, reaches no further than to them. An import decides that of thousands.
        let decided = self.journal.state();
        let reaches_far = |decision: &Decision| match decision {
            // Who was deleted is wanted again, wherever they are named.
            Decision::Address { address, .. } => decided.is_deleted(PersonId::of(address.as_str())),
            Decision::CameFrom { people, .. } => people.iter().any(|person| decided.is_deleted(*person)),
            _ => decision.moves(),
        };
        let mut given = Vec::new();
        match entry.decisions.iter().any(reaches_far) {
            true => self.derived.said_changed |= entry.decisions.iter().any(Decision::moves),
            false => given.extend(entry.decisions.iter().filter_map(|decision| match decision {
                Decision::Address { address, .. } => Some(address.clone()),
                _ => None,
            })),
        }
        if !self.derived.said_changed {
            self.derived.stale.extend(entry.decisions.iter().flat_map(|decision| decision.people()));
        }
        self.note_decisions(&entry.decisions);
        let buckets = entry.decisions.iter().filter_map(|decision| match decision {
            Decision::Bucket(bucket) => Some(bucket.id),
            _ => None,
        });
        let buckets: Vec<u64> = buckets.collect();
        let meetings = entry.decisions.iter().filter_map(|decision| match decision {
            Decision::Meetings(said) => Some(said),
            _ => None,
        });
        let meetings: Vec<Invitation> = meetings.flatten().cloned().map(Invitation::from).collect();
        self.journal.add(entry);
        if !meetings.is_empty() {
            self.take_meetings_of_file(meetings);
        }
        given.into_iter().for_each(|address| self.give(&address));
        // People in a bucket that is gone now, or back, may be in none, or in one again.
        self.derived.stale.extend(buckets.iter().flat_map(|bucket| self.journal.state().members(*bucket)));
    }

    /// An address was said to be someone's. What [`Book::settle`] does of all of them after something else was said.
    fn give(&mut self, address: &Address) {
        let (home, number) = (self.journal.state().home(address), self.correspondents.address(address.as_str()));
        let Some(number) = number.filter(|number| self.scope.homes.get(number).copied() != home) else { return };
        match home {
            Some(home) => self.scope.homes.insert(number, home),
            None => self.scope.homes.remove(&number),
        };
        self.touch(number);
        self.links.mark_dirty();
    }

    /// Forgets a decision that was not stored, or was only tried. Call [`Book::settle`] afterwards.
    pub(crate) fn undo(&mut self, mark: u64) {
        self.journal.undo(mark);
        self.derived.said_changed = true;
    }
}
