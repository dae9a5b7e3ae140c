//! Noting of whom something changes, while anyone watches.

use super::changed::Changed;
use crate::api::{Decision, PersonId};
use crate::book::Book;
use std::collections::BTreeSet;

impl Book {
    /// Looks whether anyone watches people. Call before anything is settled.
    pub(super) fn settle_watching(&mut self, said: bool) {
        let changed = &mut self.derived.changed;
        changed.is_watched = self.journal.state().rules_at_work().next().is_some();
        changed.everybody |= said;
    }

    /// Takes note of decisions that may change something of people whom they do not name.
    pub(super) fn note_decisions(&mut self, decisions: &[Decision]) {
        use Decision::{Bucket, Company, ContactRule, CustomField, MergeCompany};
        self.derived.changed.everybody |= decisions.iter().any(|decision| {
            matches!(
                decision,
                Company { .. } | MergeCompany { .. } | CustomField { .. } | Bucket(_) | ContactRule { .. }
            )
        });
    }

    pub(super) fn note_changed(&mut self, number: u32) {
        if let Some(id) = self.derived.person(number).map(|person| person.id) {
            self.derived.changed.note(id);
        }
    }

    /// Those of whom something is other than it was since this was asked last, as far as anyone watches; those who are
    /// gone among them.
    pub(crate) fn take_changed(&mut self) -> Vec<PersonId> {
        let is_watched = self.derived.changed.is_watched;
        let fresh = Changed { is_watched, ..Changed::default() };
        let Changed { everybody, people, .. } = std::mem::replace(&mut self.derived.changed, fresh);
        if !is_watched {
            return Vec::new();
        }
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
