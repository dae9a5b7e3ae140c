//! Decisions as they come in, and what of everything else they make out of date.

use crate::api::Decision;
use crate::book::Book;
use kith_domain::entry::Entry;
use kith_domain::journal::Journal;

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
        match entry.decisions.iter().any(Decision::moves) {
            true => self.derived.said_changed = true,
            false => self.derived.stale.extend(entry.decisions.iter().flat_map(|decision| decision.people())),
        }
        if entry.decisions.iter().any(Self::concerns_everybody) {
            self.derived.changed.note_everybody();
        }
        let buckets = entry.decisions.iter().filter_map(|decision| match decision {
            Decision::Bucket(bucket) => Some(bucket.id),
            _ => None,
        });
        let buckets: Vec<u64> = buckets.collect();
        self.journal.add(entry);
        // People in a bucket that is gone now, or back, may be in none, or in one again.
        self.derived.stale.extend(buckets.iter().flat_map(|bucket| self.journal.state().members(*bucket)));
    }

    /// Forgets a decision that was not stored, or was only tried. Call [`Book::settle`] afterwards.
    pub(crate) fn undo(&mut self, mark: u64) {
        self.journal.undo(mark);
        self.derived.said_changed = true;
    }
}
