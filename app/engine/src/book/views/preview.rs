//! What decisions would change.

use crate::api::{Decision, PersonId, Preview};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::entry::{Entry, Stamp};
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::collections::BTreeSet;

impl Book {
    /// What would appear and disappear by these decisions: they are taken in, looked at, and taken back.
    pub(crate) fn preview(&mut self, decisions: &[Decision], limit: usize) -> Preview {
        let listed = |book: &Self| -> BTreeSet<PersonId> {
            let people = book.derived.everybody().filter(|(_, person)| person.group == Listing::Person);
            people.map(|(_, person)| person.id).collect()
        };
        let tracked = |book: &Self| (0..book.rows.len()).map(|row| book.rows.is_tracked(row)).collect::<Vec<_>>();
        let (before, tracked_before) = (listed(self), tracked(self));
        let mark = u64::MAX;
        let stamp = self.journal.last().next(0, 0);
        let before_rows = |book: &Self, ids: &[PersonId]| {
            ids.iter().take(limit).filter_map(|id| Some(book.row_of(book.derived.of(*id)?))).collect::<Vec<_>>()
        };
        self.decide(Entry {
            stamp: Stamp { device: u32::MAX, ..stamp },
            mark,
            decisions: decisions.to_vec(),
            at: stamp.at,
        });
        self.settle();
        let (after, tracked_after) = (listed(self), tracked(self));
        let appear: Vec<PersonId> = after.difference(&before).copied().collect();
        let disappear: Vec<PersonId> = before.difference(&after).copied().collect();
        let shown = before_rows(self, &self.by_messages(&appear));
        self.undo(mark);
        self.settle();
        let gone = before_rows(self, &self.by_messages(&disappear));
        let count = |ids: &[PersonId]| u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let changes = || tracked_before.iter().zip(&tracked_after);
        let rows = |is: bool| changes().filter(|(before, after)| before != after && **after == is).count();
        Preview {
            appear: (count(&appear), shown),
            disappear: (count(&disappear), gone),
            tracked: u32::try_from(rows(true)).unwrap_or(u32::MAX),
            untracked: u32::try_from(rows(false)).unwrap_or(u32::MAX),
        }
    }

    fn by_messages(&self, ids: &[PersonId]) -> Vec<PersonId> {
        let mut ids = ids.to_vec();
        ids.small_sort_by_key(|id| (Reverse(self.derived.of(*id).map_or(0, |person| person.figures.seen)), *id));
        ids
    }
}
