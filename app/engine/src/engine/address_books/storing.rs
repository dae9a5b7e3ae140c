//! Storing what came of cards.

use super::merging::{goes_out, name_on, without_what_goes_out};
use super::taking_in::{ComingPhoto, Taken, TakenCard};
use crate::api::{Decision, PersonId, PhotoId, Problem, Run, RunOf};
use crate::books::record::Card;
use crate::engine::error::EngineError;
use crate::engine::state::{CardSummary, Engine, PhotoTask};
use crate::store::{Batch, CardRow, PhotoRow, Store};
use kith_domain::contact::Photo;

impl<S: Store> Engine<S> {
    /// Stores what came of cards: decisions and what both sides agree on in one transaction.
    pub(super) async fn commit_taken(&mut self, id: u64, taken: Taken) -> Result<(), Problem> {
        let Taken { decisions, log, cards, removed, photos, groups, members, .. } = taken;
        if let Some(run) = self.run(id) {
            run.changed_groups.extend(groups);
            for (group, member, change) in members {
                run.groups.entry(group).or_default().insert(member, change);
            }
        }
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let (name, mapping) = (state.book.settings.name.clone(), state.book.settings.mapping.clone());
        let run = state.run.as_ref().map_or_else(|| self.own_mark(), |run| run.id);
        let run = Run { id: run, of: RunOf::Sync(id, name) };
        let mut batch = Batch::default();
        let mut mark = None;
        if !decisions.is_empty() || !log.is_empty() {
            let synced = (!log.is_empty()).then_some(Decision::Synced { book: id, changes: log });
            let all = [Decision::Run(run.clone())].into_iter().chain(decisions).chain(synced).collect();
            let (entry, row) = self.entry(self.own_mark(), all)?;
            batch.decisions.push(row);
            mark = Some(entry.mark);
            // What follows from it is what is agreed on. It is taken back if it cannot be stored.
            self.book.decide(entry);
            self.settle();
        }
        let fields = &self.book.journal().state().fields;
        let mut summaries = Vec::new();
        for TakenCard { key, mut card, changes, is_merged } in cards {
            let local = card.state.person().filter(|_| is_merged).and_then(|person| self.book.synced_contact(person));
            if let Some(local) = local {
                card.here = match goes_out(&changes) {
                    true => without_what_goes_out(&local.contact, &changes, &mapping, fields),
                    false => local.contact,
                };
                if card.awaits_photo {
                    card.here.photo = None;
                }
            }
            batch.cards.push(card.row(id, &key).map_err(EngineError::from)?);
            let name = name_on(&card);
            summaries.push((key, CardSummary::of(&card, name)));
        }
        batch.removed_cards = removed.iter().map(|key| (id, key.clone())).collect();
        if batch == Batch::default() {
            return Ok(());
        }
        if let Err(error) = self.commit(batch).await {
            if let Some(mark) = mark {
                self.book.undo(mark);
                self.settle();
            }
            return Err(error.into());
        }
        if let Some(state) = self.address_books.get_mut(&id) {
            removed.iter().for_each(|key| state.cards.remove(key));
            summaries.into_iter().for_each(|(key, card)| state.cards.put(key, card));
        }
        for ComingPhoto { person, card, photo } in photos {
            self.photos.push(photo.bytes, PhotoTask::Sync { run: run.id, book: id, person, card });
        }
        self.scale_next();
        self.people_changed |= mark.is_some();
        self.books_changed = true;
        Ok(())
    }

    /// A picture that came with a card was made small, or cannot be.
    pub(in crate::engine) async fn synced_photo(
        &mut self,
        run: u64,
        id: u64,
        person: PersonId,
        key: &str,
        bytes: Option<Vec<u8>>,
    ) {
        let Some(state) = self.address_books.get(&id).filter(|_| self.book.is_there(person)) else { return };
        let (name, compares) = (state.book.settings.name.clone(), state.compares);
        if let Some(bytes) = bytes {
            let photo = PhotoRow { id: PhotoId::of(&bytes), bytes };
            let run = Decision::Run(Run { id: run, of: RunOf::Sync(id, name) });
            let decisions = vec![run, Decision::Photo { person, photo: Some(photo.id) }];
            // Without room for it, the card goes without a picture here.
            let _stored = self.enter_with(self.own_mark(), decisions, vec![photo]).await;
        }
        // What is not noted now is made small once more after the next start.
        if let Ok(Some(mut card)) = self.stored_card(id, key).await {
            card.awaits_photo = false;
            card.here.photo = self.book.photo_of(person).map(Photo::by_id);
            let _kept = self.keep_card(id, key, &card).await;
        }
        // It came from there, and is not to go out there.
        if let Some(state) = self.address_books.get_mut(&id) {
            state.compares = compares;
        }
    }

    /// Stores a card as it is.
    pub(super) async fn keep_card(&mut self, id: u64, key: &str, card: &Card) -> Result<(), Problem> {
        let row: CardRow = card.row(id, key).map_err(EngineError::from)?;
        self.commit(Batch { cards: vec![row], ..Batch::default() }).await?;
        if let Some(state) = self.address_books.get_mut(&id) {
            state.cards.put(key.to_owned(), CardSummary::of(card, name_on(card)));
        }
        Ok(())
    }
}
