//! The people to review.

use crate::api::{Decision, PersonId, ReviewReason, ReviewRow, ReviewView, RunOf, Seconds, TRASH, UNSUBSCRIBED};
use crate::book::Book;
use crate::book::derive::people::Listing;
use kith_domain::search;
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Book {
    /// How many rows [`Self::review`] has: the journal is not read for that.
    pub(crate) fn to_review(&self) -> u32 {
        let (decided, tags) = (self.journal.state(), [TRASH, UNSUBSCRIBED].map(search::fold));
        let tags_of = |id: PersonId| {
            tags.iter().filter(|tag| decided.records(id).any(|record| record.tags.contains_key(*tag))).count()
        };
        let is_there = |id: &PersonId| self.derived.of(*id).is_some_and(|it| it.group != Listing::Gone);
        let all: usize = decided.recorded().into_iter().filter(is_there).map(tags_of).sum();
        u32::try_from(all).unwrap_or(u32::MAX)
    }

    /// Those whom an address book deleted, and those who unsubscribed: those who came in last first.
    pub(crate) fn review(&self) -> ReviewView {
        let decided = self.journal.state();
        let tags =
            [(search::fold(TRASH), ReviewReason::Trash), (search::fold(UNSUBSCRIBED), ReviewReason::Unsubscribed)];
        // When someone got the tag last, and by what.
        let mut given: BTreeMap<(PersonId, ReviewReason), (Seconds, Option<RunOf>)> = BTreeMap::new();
        for (entry, _) in self.journal.latest().filter(|(_, undone)| !undone) {
            for decision in &entry.decisions {
                let Decision::Tag { people, tag, on: true } = decision else { continue };
                let folded = search::fold(tag);
                let Some((_, why)) = tags.iter().find(|(known, _)| *known == folded) else { continue };
                let at = i64::try_from(entry.at / 1_000).unwrap_or(i64::MAX);
                for person in people {
                    let by = || (at, entry.run().map(|run| run.of.clone()));
                    given.entry((decided.one(*person), *why)).or_insert_with(by);
                }
            }
        }
        let rows = given.into_iter().filter_map(|((id, why), (at, by))| {
            let tag = if why == ReviewReason::Trash { TRASH } else { UNSUBSCRIBED };
            let person = self.derived.of(id).filter(|it| it.group != Listing::Gone && decided.has_tag(id, tag))?;
            Some(ReviewRow { person: self.row_of(person), why, at, by })
        });
        let mut rows: Vec<ReviewRow> = rows.collect();
        rows.small_sort_by(|a, b| (Reverse(a.at), &a.person.name, a.why).cmp(&(Reverse(b.at), &b.person.name, b.why)));
        ReviewView { rows, leaves_out_unsubscribed: decided.leaves_out_unsubscribed }
    }
}
