//! What is to go out: people are compared with their cards, some at a time.

use super::groups::Outgoing;
use super::merging::{contact_of, goes_out, uid_of};
use super::taking_in::{Taken, unread};
use crate::api::{BookLimit, CardChange, CardChangeKind, CardDirection, Decision, PersonId, Problem};
use crate::books::card::ServerCard;
use crate::books::record::{Card, CardState};
use crate::dav::url::Url;
use crate::engine::state::{BookStage, Engine, Place, Writing, fingerprint};
use crate::store::Store;
use kith_domain::contact::Contact;
use kith_domain::contact_changes::LocalContact;
use kith_domain::decision::TRASH;
use kith_domain::merge::{Base, MergeRules, Merged, merge};
use std::collections::BTreeSet;

/// How many cards are compared at a time.
const CARDS_PER_STEP: usize = 200;

/// How many people are looked at at a time who have no card.
const PEOPLE_PER_STEP: u32 = 500;

/// How many cards that are gone are taken in at a time.
const GONE_PER_STEP: usize = 200;

impl<S: Store> Engine<S> {
    /// Compares the next.
    pub(super) async fn compare(&mut self, id: u64, place: Place) -> Result<(), Problem> {
        let next = match place {
            Place::Card(after) => {
                let next = self.compare_cards(id, after).await?;
                next.map_or(Some(Place::Person(0)), |key| Some(Place::Card(Some(key))))
            }
            Place::Person(from) => self.compare_people(id, from).await?.map(Place::Person),
        };
        let Some(run) = self.run(id) else { return Ok(()) };
        let is_first = matches!(run.stage, BookStage::ComparingFirst(_));
        let is_nothing = run.to_write.is_empty() && run.groups.is_empty();
        run.stage = match (next, is_first) {
            (Some(next), true) if is_nothing => BookStage::ComparingFirst(next),
            // It is done again when it is known what the server has.
            (_, true) if !is_nothing => {
                run.to_write.clear();
                run.groups.clear();
                BookStage::Connecting
            }
            (Some(next), _) => BookStage::Comparing(next),
            (None, _) => BookStage::Writing,
        };
        self.go_on_with_book(id).await
    }

    /// Whoever is, or may be, on a card already is not written a second time.
    fn kept_from_writing(&self, id: u64) -> BTreeSet<PersonId> {
        let cards = self.address_books.get(&id).into_iter().flat_map(|state| state.cards.all());
        cards.flat_map(|(_, card)| card.state.kept_from_writing()).map(|person| self.book.one(*person)).collect()
    }

    async fn compare_cards(&mut self, id: u64, after: Option<String>) -> Result<Option<String>, Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(None) };
        let can_write = !state.book.limits.contains(&BookLimit::ReadOnly);
        let step = state.cards.after(after.as_deref()).take(CARDS_PER_STEP);
        let step: Vec<_> = step.map(|(key, card)| (key.clone(), card.clone())).collect();
        let last = (step.len() == CARDS_PER_STEP).then(|| step.last().map(|(key, _)| key.clone())).flatten();
        let kept = self.kept_from_writing(id);
        let (mut taken, mut to_write) = (Taken::default(), Vec::new());
        for (key, card) in step {
            let person = match &card.state {
                CardState::Of(person) | CardState::Pending(person) | CardState::DeletedHere(person) => *person,
                _ => continue,
            };
            let local = self.book.synced_contact(person);
            let is_deleted = matches!(card.state, CardState::DeletedHere(_));
            if local.is_none() != is_deleted {
                if let Some(stored) = self.stored_card(id, &key).await? {
                    let state = if local.is_none() { CardState::DeletedHere(person) } else { CardState::Of(person) };
                    taken.keep(key, Card { state, ..stored });
                }
                continue;
            }
            let Some(local) = local.filter(|_| can_write) else { continue };
            let now = fingerprint(&local.contact);
            let is_pending = matches!(card.state, CardState::Pending(_));
            if is_pending && kept.contains(&self.book.one(person)) {
                continue;
            }
            if card.refused_here == Some(now) || card.here == now && !is_pending {
                continue;
            }
            if let Some(writing) = self.to_write(id, &key, &local, &mut taken).await? {
                to_write.push(writing);
            }
        }
        self.commit_taken(id, taken).await?;
        if let Some(run) = self.run(id) {
            run.to_write.extend(to_write);
        }
        Ok(last)
    }

    /// What is to be written of someone to their card, if anything.
    async fn to_write(
        &self,
        id: u64,
        key: &str,
        local: &LocalContact,
        taken: &mut Taken,
    ) -> Result<Option<Writing>, Problem> {
        let Some(stored) = self.stored_card(id, key).await? else { return Ok(None) };
        let is_pending = matches!(stored.state, CardState::Pending(_));
        let Some(actions) = self.book.goes_out(id, local.person, !is_pending) else { return Ok(None) };
        let Some(url) = Url::read(&stored.url) else { return Ok(None) };
        let own = contact_of(&stored);
        if is_pending {
            let merged = self.merged_out(id, None, &Contact::default(), local);
            let Outgoing { wanted, by_groups, .. } = self.outgoing(id, key, &own.uid, &Contact::default(), merged);
            let wanted = Contact { uid: own.uid, ..wanted };
            let card = match ServerCard::read(&stored.there) {
                Some(mut card) => {
                    card.update(&wanted);
                    card.bytes()
                }
                None => ServerCard::new(&url, &wanted).bytes(),
            };
            return Ok(Some(Writing { actions, by_groups, ..self.new_writing(key, url, local, card) }));
        }
        let there = self.with_groups(id, own.clone());
        let base = Base { there: there.clone(), here: stored.here.clone() };
        let merged = self.merged_out(id, Some(&base), &there, local);
        let Outgoing { wanted, changes, by_groups, members } = self.outgoing(id, key, &own.uid, &own, merged);
        taken.members.extend(members);
        let written = ServerCard::read(&stored.there).map(|mut card| {
            card.update(&wanted);
            card.bytes()
        });
        match written.filter(|written| goes_out(&changes) && *written != stored.there) {
            Some(card) => {
                let changes = changes.into_iter().filter(|it| it.direction == CardDirection::Out).collect();
                // A server that tells no ETags is asked to write over what is there.
                let etag = Some(stored.etag).filter(|etag| !etag.is_empty()).or(Some("*".to_owned()));
                let whole = self.new_writing(key, url, local, card);
                Ok(Some(Writing { etag, was: stored.there, changes, by_groups, ..whole }))
            }
            None => {
                let here = self.without(id, &local.contact, &by_groups);
                taken.keep(key.to_owned(), Card { here, ..stored });
                Ok(None)
            }
        }
    }

    fn merged_out(&self, id: u64, base: Option<&Base>, there: &Contact, local: &LocalContact) -> Merged {
        let fields = &self.book.journal().state().fields;
        let unmerged = || Merged { there: there.clone(), here: local.contact.clone(), changes: Vec::new() };
        self.address_books.get(&id).map_or_else(unmerged, |state| {
            let settings = &state.book.settings;
            merge(base, there, local, MergeRules { winner: settings.winner, mapping: &settings.mapping, fields })
        })
    }

    /// A card that is to be written where there is none.
    fn new_writing(&self, key: &str, url: Url, local: &LocalContact, card: Vec<u8>) -> Writing {
        let change = CardChange {
            person: local.person,
            name: local.contact.name.clone(),
            direction: CardDirection::Out,
            what: CardChangeKind::Created,
        };
        Writing {
            key: key.to_owned(),
            url,
            person: local.person,
            etag: None,
            was: Vec::new(),
            card,
            here: local.contact.clone(),
            changes: vec![change],
            by_groups: Vec::new(),
            actions: Vec::new(),
            got: None,
            is_done: false,
        }
    }

    /// What is to be written again to a card that someone else changed meanwhile.
    pub(super) async fn write_again(&mut self, id: u64, key: &str) -> Result<(), Problem> {
        let person = self.address_books.get(&id).and_then(|state| state.cards.get(key)?.state.person());
        let Some(local) = person.and_then(|person| self.book.synced_contact(person)) else { return Ok(()) };
        let mut taken = Taken::default();
        let writing = self.to_write(id, key, &local, &mut taken).await?;
        self.commit_taken(id, taken).await?;
        if let Some(run) = self.run(id) {
            run.to_write.extend(writing);
        }
        Ok(())
    }

    /// Looks who is to go out for the first time. That is stored before any of it is written, so that it can be found
    /// again.
    async fn compare_people(&mut self, id: u64, from: u32) -> Result<Option<u32>, Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(None) };
        let url = Url::read(&state.book.url);
        let Some(url) = url.filter(|_| !state.book.limits.contains(&BookLimit::ReadOnly)) else { return Ok(None) };
        let kept = self.kept_from_writing(id);
        let linked: BTreeSet<PersonId> = state.cards.people().map(|person| self.book.one(person)).collect();
        let (people, next) = self.book.listed_from(from, PEOPLE_PER_STEP);
        let (mut taken, mut to_write) = (Taken::default(), Vec::new());
        for person in people.into_iter().filter(|person| !linked.contains(person) && !kept.contains(person)) {
            let Some(actions) = self.book.goes_out(id, person, false) else { continue };
            let Some(local) = self.book.synced_contact(person) else { continue };
            let uid = uid_of(id, person);
            let Some(url) = url.join(&format!("{uid}.vcf")) else { continue };
            let key = url.key();
            let merged = self.merged_out(id, None, &Contact::default(), &local);
            let Outgoing { wanted, by_groups, .. } = self.outgoing(id, &key, &uid, &Contact::default(), merged);
            let card = ServerCard::new(&url, &Contact { uid, ..wanted }).bytes();
            let here = self.without(id, &local.contact, &by_groups);
            taken.keep(
                key.clone(),
                Card { here, ..unread(&url, String::new(), card.clone(), CardState::Pending(person)) },
            );
            to_write.push(Writing { actions, by_groups, ..self.new_writing(&key, url, &local, card) });
        }
        self.commit_taken(id, taken).await?;
        if let Some(run) = self.run(id) {
            run.to_write.extend(to_write);
        }
        Ok(next)
    }

    /// Who has a card that is not among those that go.
    fn staying(&self, id: u64, step: &[String]) -> BTreeSet<PersonId> {
        let Some(state) = self.address_books.get(&id) else { return BTreeSet::new() };
        let later = state.run.iter().flat_map(|run| &run.gone);
        let going: BTreeSet<&String> = step.iter().chain(later).collect();
        let stay = state.cards.all().filter(|(key, _)| !going.contains(key));
        let linked = stay.filter(|(_, card)| matches!(card.state, CardState::Of(_)));
        linked.filter_map(|(_, card)| card.state.person()).map(|person| self.book.one(person)).collect()
    }

    /// Takes in that cards are not there any more: no one is deleted, they get a tag. Whoever was changed here meanwhile
    /// is written again.
    pub(super) async fn take_gone(&mut self, id: u64) -> Result<(), Problem> {
        let Some(state) = self.address_books.get_mut(&id) else { return Ok(()) };
        let are_deleted = state.disappeared != Some(false);
        let Some(run) = &mut state.run else { return Ok(()) };
        if run.looks {
            return self.finish(id).await;
        }
        let step: Vec<String> = run.gone.drain(..run.gone.len().min(GONE_PER_STEP)).collect();
        if step.is_empty() {
            run.stage = BookStage::Comparing(Place::Card(None));
            return Ok(());
        }
        let staying = self.staying(id, &step);
        let (mut taken, mut deleted) = (Taken::default(), Vec::new());
        for key in step {
            let Some(stored) = self.stored_card(id, &key).await? else { continue };
            let person = match stored.state {
                CardState::Of(person) => self.book.one(person),
                // It may be on its way.
                CardState::Pending(_) => continue,
                _ => {
                    taken.removed.push(key);
                    continue;
                }
            };
            let local = self.book.synced_contact(person);
            let is_edited = local.as_ref().is_some_and(|local| {
                let there = self.with_groups(id, contact_of(&stored));
                let base = Base { there: there.clone(), here: stored.here.clone() };
                goes_out(&self.merged_out(id, Some(&base), &there, local).changes)
            });
            match local {
                // Another card of theirs is there: this one was one too many, or was moved.
                Some(_) if staying.contains(&person) => taken.removed.push(key),
                Some(_) if is_edited || !are_deleted => {
                    taken.keep(key, Card { etag: String::new(), state: CardState::Pending(person), ..stored });
                }
                Some(local) => {
                    let (direction, what) = (CardDirection::In, CardChangeKind::Deleted);
                    taken.log.push(CardChange { person, name: local.contact.name, direction, what });
                    deleted.push(person);
                    taken.removed.push(key);
                }
                None => taken.removed.push(key),
            }
        }
        if !deleted.is_empty() {
            taken.decisions.push(Decision::Tag { people: deleted, tag: TRASH.to_owned(), on: true });
        }
        self.commit_taken(id, taken).await
    }
}
