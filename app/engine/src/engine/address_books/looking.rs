//! The first sync without its consequences: what it would do.

use super::merging::goes_out;
use super::taking_in::Who;
use crate::api::{
    CardChange, CardDirection, MAX_PREVIEWED_PEOPLE, PersonId, PreviewGroup, PreviewedPerson, SyncOut, SyncPreview,
};
use crate::books::card::ServerCard;
use crate::books::record::CardState;
use crate::dav::answer::{Came, Content};
use crate::engine::state::Engine;
use crate::import::nobody;
use crate::store::Store;
use kith_domain::merge::{MergeRules, merge};
use std::collections::{BTreeSet, HashSet};

/// How many people are looked at at a time for who would go out.
const PEOPLE_PER_STEP: u32 = 10_000;

impl<S: Store> Engine<S> {
    /// Looks at cards that came, and notes what a first sync would do with them.
    pub(super) fn look_at_cards(&mut self, id: u64, came: Vec<Came>) {
        let Some(state) = self.address_books.get_mut(&id) else { return };
        let mut looked = state.preview.take().unwrap_or_default();
        let mut known = state.run.as_mut().and_then(|run| run.known.take());
        for Came { content, .. } in came {
            let Content::Card(bytes) = content else {
                looked.preview.unreadable += u32::from(content != Content::Gone);
                continue;
            };
            looked.preview.cards += 1;
            let Some(card) = ServerCard::read(&bytes) else {
                looked.preview.unreadable += 1;
                continue;
            };
            if card.group().is_some() {
                looked.preview.groups += 1;
                continue;
            }
            let there = card.contact();
            let person = match self.who_is(id, &there, known.as_ref(), &HashSet::new()) {
                Who::Person(person) => person,
                Who::LeftAlone(CardState::Unclear(people)) => {
                    looked.there.extend(people);
                    looked.preview.unclear.add(None, || (there.name.clone(), Vec::new()));
                    continue;
                }
                Who::LeftAlone(_) => {
                    looked.preview.left_out += 1;
                    continue;
                }
            };
            let here = self.book.synced_contact(person);
            let Some(state) = self.address_books.get(&id) else { return };
            let settings = &state.book.settings;
            let fields = &self.book.journal().state().fields;
            let rules = MergeRules { winner: settings.winner, mapping: &settings.mapping, fields };
            let is_known = here.is_some();
            let merged = merge(None, &there, &here.unwrap_or_else(|| nobody(person)), rules);
            let is_first = looked.there.insert(person);
            let comes_in = merged.changes.iter().any(|change| change.direction == CardDirection::In);
            if !is_known && is_first {
                if let Some(known) = &mut known {
                    known.add(person, &merged.here);
                }
                looked.preview.new_here.add(None, || (there.name, merged.changes));
            } else if comes_in || goes_out(&merged.changes) {
                looked.preview.completed.add(Some(person), || (there.name, merged.changes));
            } else {
                looked.preview.same += 1;
            }
        }
        let Some(state) = self.address_books.get_mut(&id) else { return };
        state.preview = Some(looked);
        if let Some(run) = &mut state.run {
            run.known = known;
            run.done = state.preview.as_ref().map_or(0, |looked| looked.preview.cards);
        }
        self.show_progress(id);
    }

    /// What the first sync would do, if the whole address book was read, with up to `examples` people in each group.
    pub(in crate::engine) fn sync_preview(&self, id: u64, out: SyncOut, examples: u32) -> Option<SyncPreview> {
        let looked = self.address_books.get(&id)?.preview.as_ref().filter(|looked| looked.is_whole)?;
        let (examples, known) = (examples as usize, &looked.preview);
        let mut preview = SyncPreview {
            new_here: known.new_here.with_examples(examples),
            completed: known.completed.with_examples(examples),
            new_there: known.new_there.with_examples(examples),
            unclear: known.unclear.with_examples(examples),
            ..*known
        };
        if out != SyncOut::NoOne {
            self.add_outgoing(&mut preview, &looked.there, out);
        }
        preview.new_there.examples.truncate(examples);
        Some(preview)
    }

    /// Adds those who are not `there` and would be written to the address book.
    fn add_outgoing(&self, preview: &mut SyncPreview, there: &BTreeSet<PersonId>, out: SyncOut) {
        let decided = self.book.journal().state();
        let mut from = Some(0);
        while let Some(at) = from {
            let (people, next) = self.book.listed_from(at, PEOPLE_PER_STEP);
            for person in people.into_iter().filter(|person| !there.contains(person)) {
                let goes = match out {
                    SyncOut::NoOne => false,
                    SyncOut::Bucket(bucket) => decided.buckets_of(person).any(|it| it.id == bucket),
                    SyncOut::Everyone => true,
                };
                if goes {
                    let called = || self.book.called(person).unwrap_or_default();
                    preview.new_there.add(Some(person), || (called(), Vec::new()));
                }
            }
            from = next;
        }
    }
}

impl PreviewGroup {
    /// Counts someone. `shown` gives their name and what would change, if there is still room for examples.
    fn add(&mut self, person: Option<PersonId>, shown: impl FnOnce() -> (String, Vec<CardChange>)) {
        self.count += 1;
        if self.examples.len() < MAX_PREVIEWED_PEOPLE as usize {
            let (name, changes) = shown();
            self.examples.push(PreviewedPerson { name, person, changes });
        }
    }

    /// The same with so many examples at the most.
    fn with_examples(&self, count: usize) -> Self {
        Self { count: self.count, examples: self.examples.iter().take(count).cloned().collect() }
    }
}
