//! Who of the list is chosen.

use crate::client::Engine;
use kith_engine::api::{PeopleQuery, PersonId, question};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// Who is chosen.
#[derive(Clone, Copy)]
pub(super) struct Selection {
    people: RwSignal<BTreeSet<PersonId>>,
    /// The row that was chosen last.
    last: RwSignal<Option<u32>>,
}

impl Selection {
    pub(super) fn new() -> Self {
        Self { people: RwSignal::new(BTreeSet::new()), last: RwSignal::new(None) }
    }

    pub(super) fn has(self, id: PersonId) -> bool {
        self.people.with(|people| people.contains(&id))
    }

    /// How many.
    pub(super) fn count(self) -> u32 {
        self.people.with(|people| u32::try_from(people.len()).unwrap_or(u32::MAX))
    }

    /// They, as they are now.
    pub(super) fn chosen(self) -> Vec<PersonId> {
        self.people.with_untracked(|people| people.iter().copied().collect())
    }

    /// Chooses these and no one else.
    pub(super) fn all(self, all: Vec<PersonId>) {
        self.people.try_set(all.into_iter().collect());
    }

    pub(super) fn clear(self) {
        self.people.update(BTreeSet::clear);
        self.last.set(None);
    }

    /// Chooses everyone from a row, whose person is `id`, to another.
    pub(super) fn extend(self, id: PersonId, at: u32, to: u32, query: Callback<(), PeopleQuery>) {
        if !self.people.with_untracked(|people| people.contains(&id)) {
            self.last.set(Some(at));
        }
        self.last.update(|last| *last = last.or(Some(at)));
        self.pick(id, to, true, query);
    }

    /// Chooses someone, or not any more; with `range` everyone from the row that was chosen last.
    pub(super) fn pick(self, id: PersonId, at: u32, range: bool, query: Callback<(), PeopleQuery>) {
        match self.last.get_untracked().filter(|_| range) {
            Some(last) => {
                let engine = Engine::of_page();
                let (from, to) = (last.min(at) as usize, last.max(at) as usize);
                let query = query.run(());
                spawn_local(async move {
                    if let Ok(all) = engine.ask(question::Selection(query)).await {
                        let chosen = all.into_iter().skip(from).take(to - from + 1);
                        self.people.try_update(|people| people.extend(chosen));
                    }
                });
            }
            None => self.people.update(|people| {
                if !people.remove(&id) {
                    people.insert(id);
                }
            }),
        }
        self.last.set(Some(at));
    }
}
