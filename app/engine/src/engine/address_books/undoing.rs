//! Taking back what syncs changed, on both sides: here at once, there with the next sync.

use crate::api::{
    CardChange, CardChangeKind, CardDirection, CardField, ChangeKey, Decision, PersonId, Problem, Run, RunOf,
    UndoneSync,
};
use crate::engine::error::{EngineError, NOT_FOUND};
use crate::engine::state::Engine;
use crate::import::Names;
use crate::store::Store;
use kith_domain::contact::Labelled;
use kith_domain::contact_changes::{Decider, FieldChange, undone};
use kith_domain::contact_photo::photo_told;
use std::collections::BTreeMap;

impl<S: Store> Engine<S> {
    /// Takes changes back. What was changed again since stays as it is.
    pub(in crate::engine) async fn undo_sync(&mut self, id: u64, what: UndoneSync, mark: u64) -> Result<(), Problem> {
        let state = self.address_books.get(&id).ok_or(NOT_FOUND)?;
        let name = state.book.settings.name.clone();
        let journal = self.book.journal();
        let mut decisions = vec![Decision::Run(Run { id: mark, of: RunOf::SyncUndone(id, name) })];
        let changes: Vec<CardChange> = match &what {
            UndoneSync::Run(run) => {
                let entries: Vec<_> =
                    journal.all().filter(|entry| entry.run().is_some_and(|known| known.id == *run)).collect();
                decisions.extend(entries.iter().map(|entry| Decision::Undo { mark: entry.mark, undone: true }));
                decisions.extend(self.book.kept_without(*run));
                let all = entries.iter().flat_map(|entry| synced(id, &entry.decisions));
                // What came in goes with the entries.
                all.filter(|change| change.direction == CardDirection::Out).cloned().collect()
            }
            UndoneSync::Changes(keys) => keys.iter().filter_map(|key| self.card_change(id, *key)).collect(),
        };
        if changes.is_empty() && decisions.len() == 1 {
            return Err(NOT_FOUND);
        }
        decisions.extend(self.reversed(id, &changes, mark));
        decisions.extend(self.earlier_photos(&changes).await?);
        // By these the log knows which changes were taken back one by one.
        if matches!(what, UndoneSync::Changes(_)) {
            decisions.push(Decision::Synced { book: id, changes: changes.into_iter().map(inverse).collect() });
        }
        self.decide(mark, decisions).await
    }

    /// The decisions by which people have the photos of before those changes, as far as Kith keeps them.
    async fn earlier_photos(&self, changes: &[CardChange]) -> Result<Vec<Decision>, Problem> {
        let mut decisions = Vec::new();
        for change in changes.iter().rev() {
            let CardChangeKind::Field { field: CardField::Photo, before, after, .. } = &change.what else { continue };
            let id = |told: &Option<Labelled>| told.as_ref().and_then(photo_told).map(|photo| photo.id());
            let (person, photo) = (self.book.one(change.person), id(before));
            // One that came in was told of as it was before it was made small.
            let is_still_so = change.direction == CardDirection::In || self.book.photo_of(person) == id(after);
            let is_kept = match photo {
                Some(photo) => self.store.photo(photo).await.map_err(EngineError::from)?.is_some(),
                None => true,
            };
            if is_still_so && is_kept {
                decisions.push(Decision::Photo { person, photo });
            }
        }
        Ok(decisions)
    }

    /// A change of a sync.
    fn card_change(&self, id: u64, key: ChangeKey) -> Option<CardChange> {
        let entry = self.book.journal().entry(key.mark)?;
        synced(id, &entry.decisions).nth(key.place as usize).cloned()
    }

    /// The decisions by which people are here as they were before those changes, on whichever side they were made.
    fn reversed(&self, id: u64, changes: &[CardChange], seed: u64) -> Vec<Decision> {
        let Some(state) = self.address_books.get(&id) else { return Vec::new() };
        let (mapping, fields) = (&state.book.settings.mapping, &self.book.journal().state().fields);
        let mut of_people: BTreeMap<PersonId, Vec<FieldChange>> = BTreeMap::new();
        for change in changes {
            let CardChangeKind::Field { field, before, after, .. } = &change.what else { continue };
            let pair = mapping.pairs.iter().find(|pair| pair.there == *field);
            let field = match change.direction {
                CardDirection::In => Some(field.clone()),
                CardDirection::Out => pair.and_then(|pair| pair.field_here(fields)),
            };
            let made = field.map(|field| FieldChange { field, before: before.clone(), after: after.clone() });
            of_people.entry(self.book.one(change.person)).or_default().extend(made);
        }
        let names = Names::of(&self.book);
        let mut decider = Decider::new(&names, self.seconds(), seed);
        let all = of_people.into_iter().filter_map(|(person, made)| Some((self.book.synced_contact(person)?, made)));
        all.flat_map(|(local, made)| decider.decisions(&local, &undone(&local.contact, &made))).collect()
    }
}

/// The changes that an entry tells of an address book.
pub(super) fn synced(id: u64, decisions: &[Decision]) -> impl Iterator<Item = &CardChange> {
    let of_book = move |decision| match decision {
        &Decision::Synced { book, ref changes } if book == id => changes.as_slice(),
        _ => &[],
    };
    decisions.iter().flat_map(of_book)
}

/// The change that takes another one back.
pub(super) fn inverse(change: CardChange) -> CardChange {
    let what = match change.what {
        CardChangeKind::Field { field, before, after, kept: _ } => {
            CardChangeKind::Field { field, before: after, after: before, kept: None }
        }
        what => what,
    };
    CardChange { what, ..change }
}
