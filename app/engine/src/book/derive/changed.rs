//! Of whom something is other than it was, for those who watch people: rules.

use super::people::Derived;
use crate::api::{Decision, PersonId};
use crate::book::Book;
use std::collections::BTreeSet;

/// Of whom something is other than it was since that was asked last.
#[derive(Debug, Default)]
pub(in crate::book) struct Changed {
    /// Whether anyone watches. If not, nothing is noted.
    is_watched: bool,
    everybody: bool,
    people: BTreeSet<PersonId>,
}

impl Changed {
    pub(super) fn note(&mut self, person: PersonId) {
        if self.is_watched && !self.everybody {
            self.people.insert(person);
        }
    }

    pub(super) fn note_everybody(&mut self) {
        self.everybody = true;
    }
}

impl Derived {
    pub(super) fn note_changed(&mut self, number: u32) {
        if let Some(id) = self.person(number).map(|person| person.id) {
            self.changed.note(id);
        }
    }
}

impl Book {
    /// Looks whether anyone watches people. Call before anything is settled.
    pub(super) fn settle_watching(&mut self, said: bool) {
        let changed = &mut self.derived.changed;
        changed.is_watched = self.journal.state().rules_at_work().next().is_some();
        changed.everybody |= said;
    }

    /// Whether a decision may change something of people whom it does not name.
    pub(super) const fn concerns_everybody(decision: &Decision) -> bool {
        matches!(
            decision,
            Decision::Company { .. }
                | Decision::MergeCompany { .. }
                | Decision::CustomField { .. }
                | Decision::Bucket(_)
                | Decision::ContactRule { .. }
        )
    }

    /// Those of whom something is other than it was since this was asked last, as far as anyone watches; those who are
    /// gone among them.
    pub(crate) fn take_changed(&mut self) -> Vec<PersonId> {
        let Changed { is_watched, everybody, people } = std::mem::take(&mut self.derived.changed);
        if !is_watched {
            return Vec::new();
        }
        self.derived.changed.is_watched = true;
        let decided = self.journal.state();
        let one = |person: PersonId| decided.one(person);
        let all: BTreeSet<PersonId> = match everybody {
            false => people.into_iter().map(one).collect(),
            true => {
                let matched = decided.rules_at_work().filter_map(|(id, _)| decided.matched(id)).flatten();
                matched.chain(self.derived.by_id.keys().copied().map(one)).collect()
            }
        };
        all.into_iter().collect()
    }
}
