//! Lists of those who unsubscribed.

use super::state::Engine;
use crate::api::{Decision, PersonId, Problem, Run, RunOf, UNSUBSCRIBED, UnsubscribesView};
use crate::store::Store;
use kith_domain::charset::{decode, encoding};
use kith_domain::small_sort::CollectTree;
use kith_domain::{csv, unsubscribes};
use std::collections::BTreeSet;

/// Maximum number of people who are named before they get the tag.
const MAX_SHOWN: usize = 200;

/// Whom a list concerns.
pub(super) struct Concerned {
    pub(super) addresses: usize,
    tagged: usize,
    /// Those without the tag.
    pub(super) people: Vec<PersonId>,
}

impl<S: Store> Engine<S> {
    /// What a list of those who unsubscribed holds.
    pub(super) fn unsubscribes(&self, bytes: &[u8]) -> UnsubscribesView {
        let concerned = self.concerned(bytes);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        UnsubscribesView {
            addresses: count(concerned.addresses),
            tagged: count(concerned.tagged),
            untagged: count(concerned.people.len()),
            people: self.book.rows_of(concerned.people.into_iter().take(MAX_SHOWN)),
        }
    }

    /// Gives the tag to those people.
    pub(super) async fn read_unsubscribes(&mut self, mark: u64, name: String, bytes: &[u8]) -> Result<(), Problem> {
        let people = self.concerned(bytes).people;
        if people.is_empty() {
            return Ok(());
        }
        let run = Decision::Run(Run { id: mark, of: RunOf::Unsubscribes(name) });
        let tag = Decision::Tag { people, tag: UNSUBSCRIBED.to_owned(), on: true };
        self.decide(mark, vec![run, tag]).await
    }

    pub(super) fn concerned(&self, bytes: &[u8]) -> Concerned {
        let table = csv::read(&decode(bytes, encoding(bytes)), None);
        let rows = table.rows.into_iter().map(|row| row.cells);
        let addresses = unsubscribes::addresses(&[table.titles].into_iter().chain(rows).collect::<Vec<_>>());
        let known: BTreeSet<PersonId> = addresses.iter().filter_map(|address| self.book.owner(address)).collect_set();
        let all = known.len();
        let decided = self.book.journal().state();
        let people: Vec<PersonId> = known.into_iter().filter(|id| !decided.has_tag(*id, UNSUBSCRIBED)).collect();
        Concerned { addresses: addresses.len(), tagged: all - people.len(), people }
    }
}
