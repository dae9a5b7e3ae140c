//! Writing cards, and reading them back: only what the server has by then is agreed on.

use super::merging::{as_kept, is_photo, uid_of};
use super::taking_in::{CameCard, Merging, Taken, TakenCard};
use crate::api::{BookProblem, Problem, ProblemKind};
use crate::books::card::ServerCard;
use crate::books::next::Written;
use crate::books::record::{Card, CardState};
use crate::dav::answer::{Came, Content};
use crate::engine::state::{BookStage, Engine, Writing, fingerprint};
use crate::store::Store;
use kith_domain::contact::Contact;
use kith_domain::contact_changes::changes;
use kith_domain::small_sort::CollectTree;
use std::collections::BTreeMap;

/// How often a card is written in one sync that someone else changes each time.
const MAX_CONFLICTS: u32 = 3;

impl<S: Store> Engine<S> {
    /// The server answered to the writing of a card.
    pub(super) async fn wrote(&mut self, id: u64, written: Written) -> Result<(), Problem> {
        let Some(mut writing) = self.run(id).and_then(|run| run.to_write.pop_front()) else { return Ok(()) };
        match written {
            Written::Done { url, etag } => (writing.url, writing.got, writing.is_done) = (url, etag, true),
            // What is there by now tells whose it is.
            Written::Conflict | Written::Unknown => {}
            Written::Refused(status) => match writing.without_photo.take() {
                Some(card) => return self.write_without_photo(id, Writing { card, ..writing }, status).await,
                None => return self.note_refusal(id, &writing, status).await,
            },
        }
        if let Some(run) = self.run(id) {
            run.written.push(writing);
        }
        Ok(())
    }

    /// The server refused a card with a new photo: it goes without it.
    async fn write_without_photo(&mut self, id: u64, mut writing: Writing, status: u16) -> Result<(), Problem> {
        writing.photo_refused = Some(status);
        writing.changes.retain(|change| !is_photo(change));
        if writing.card == writing.was {
            if let Some(stored) = self.stored_card(id, &writing.key).await? {
                let here = self.without(id, &writing.here, &writing.by_groups);
                let (photo_refused, sent) = (writing.photo_refused, Vec::new());
                self.keep_card(id, &writing.key, &Card { here, photo_refused, sent, ..stored }).await?;
            }
        } else if let Some(run) = self.run(id) {
            run.to_write.push_front(writing);
        }
        Ok(())
    }

    async fn note_refusal(&mut self, id: u64, writing: &Writing, status: u16) -> Result<(), Problem> {
        if let Some(stored) = self.stored_card(id, &writing.key).await? {
            self.keep_card(id, &writing.key, &Card { refused: Some(status), ..stored }).await?;
        }
        let card = self.address_books.get_mut(&id).and_then(|state| state.cards.get_mut(&writing.key));
        card.into_iter().for_each(|card| card.refused_here = Some(fingerprint(&writing.here)));
        Ok(())
    }

    /// Cards that were written came back.
    pub(super) async fn take_back(&mut self, id: u64, came: Vec<Came>) -> Result<(), Problem> {
        let Some(run) = self.run(id) else { return Ok(()) };
        run.stage = BookStage::Writing;
        let written = std::mem::take(&mut run.written);
        let mut came: BTreeMap<String, Came> = came.into_iter().map(|came| (came.url.key(), came)).collect_map();
        let (mut taken, mut changed) = (Taken::default(), Vec::new());
        let (mut is_unsure, mut are_new) = (false, false);
        for writing in written {
            let Some(Came { url, etag, content }) = came.remove(&writing.url.key()) else { continue };
            match content {
                Content::Card(bytes) => {
                    let card = CameCard { url, etag, bytes };
                    match self.is_ours(id, &writing, &card) {
                        true => {
                            // Only by a card that is there someone is taken into a group.
                            are_new |= writing.etag.is_none() && !writing.by_groups.is_empty();
                            self.agree(id, writing, card, &mut taken);
                        }
                        false => changed.push((writing, card)),
                    }
                }
                // One that was there before is found gone by the next listing; one that was not is written again then.
                Content::Gone => is_unsure |= writing.etag.is_none() && !writing.is_done,
                Content::TooLarge | Content::Withheld => {}
            }
        }
        self.commit_taken(id, taken).await?;
        if let Some(run) = self.run(id) {
            run.compares_again |= are_new;
        }
        for (writing, card) in changed {
            let key = card.url.key();
            // Nothing was written, and nothing changed: the server has trouble.
            if writing.etag.as_ref() == Some(&card.etag) {
                is_unsure = true;
                continue;
            }
            self.take_in_changed(id, card).await?;
            let Some(run) = self.run(id) else { return Ok(()) };
            let count = run.conflicts.entry(key.clone()).or_default();
            *count += 1;
            if *count <= MAX_CONFLICTS {
                self.write_again(id, &key).await?;
            }
        }
        if is_unsure && let Some(run) = self.run(id) {
            run.problem.get_or_insert(Problem::new(ProblemKind::Book(BookProblem::Refused)));
        }
        Ok(())
    }

    /// Whether what the server has is what was written, however it keeps it.
    fn is_ours(&self, id: u64, writing: &Writing, card: &CameCard) -> bool {
        let says = |bytes: &[u8]| ServerCard::read(bytes).map(|card| card.contact()).unwrap_or_default();
        let (sent, there) = (says(&writing.card), says(&card.bytes));
        let is_own = |there: &Contact| writing.etag.is_none() && there.uid == uid_of(id, writing.person);
        writing.is_done || is_own(&there) || changes(&sent, &there).is_empty()
    }

    /// Both sides agree on what the server has of what was written.
    fn agree(&self, id: u64, writing: Writing, came: CameCard, taken: &mut Taken) {
        let key = came.url.key();
        if key != writing.key {
            taken.removed.push(writing.key.clone());
        }
        let is_untouched = writing.is_done && writing.got.as_ref() == Some(&came.etag);
        let mut sent = Card {
            here: self.without(id, &writing.here, &writing.by_groups),
            agreed: writing.agreed,
            photo_refused: writing.photo_refused,
            ..Card::new(&came.url, came.etag.clone(), writing.card, CardState::Of(writing.person))
        };
        let known_here = ServerCard::read(&came.bytes).map(|card| card.contact()).unwrap_or_default();
        let person = writing.person;
        taken.decisions.extend(self.book.by_actions(&writing.actions, &known_here, Some(person), person));
        taken.log.extend(writing.changes);
        if is_untouched {
            return taken.keep(key, Card { there: came.bytes, ..sent });
        }
        if let Some(mut card) = ServerCard::read(&sent.there) {
            let mut kept = as_kept(card.contact(), &known_here);
            // Some servers keep a photo in another form.
            if writing.without_photo.is_some() {
                kept.photo.clone_from(&known_here.photo);
            }
            card.update(&kept);
            sent.there = card.bytes();
        }
        // The server may have changed it, and so may someone else since: what is new comes in, and what the server left
        // out is not written once more.
        let is_same_here = self
            .book
            .synced_contact(person)
            .is_some_and(|local| fingerprint(&local.contact) == fingerprint(&writing.here));
        let (merged, _) = self.merged(id, vec![came], vec![Some(sent)], &mut None, Merging::default());
        taken.decisions.extend(merged.decisions);
        taken.log.extend(merged.log);
        taken.photos.extend(merged.photos);
        taken.cards.extend(merged.cards.into_iter().map(|card| match is_same_here {
            true => TakenCard { changes: writing.by_groups.clone(), ..card },
            false => card,
        }));
    }
}
