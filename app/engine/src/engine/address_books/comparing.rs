//! What is to go out: people are compared with their cards, some at a time.

use super::groups::{Outgoing, take_over};
use super::merging::{agreed_on, as_card, contact_of, goes_out, is_photo, left, uid_of};
use super::taking_in::Taken;
use super::undoing::inverse;
use crate::api::{BookLimit, CardChange, CardChangeKind, CardDirection, Decision, PersonId, Problem};
use crate::books::card::ServerCard;
use crate::books::record::{Card, CardState};
use crate::dav::url::Url;
use crate::engine::error::EngineError;
use crate::engine::photos::MEDIA_TYPE;
use crate::engine::state::{BookStage, Engine, Place, Writing, fingerprint};
use crate::store::{PhotoRow, Store};
use kith_domain::contact::{Contact, Photo};
use kith_domain::contact_changes::LocalContact;
use kith_domain::contact_photo::is_same_photo;
use kith_domain::decision::TRASH;
use kith_domain::merge::{Base, MergeRules, Merged, merge_leaving};
use kith_domain::small_sort::CollectTree;
use serde_bytes::ByteBuf;
use std::collections::BTreeSet;

/// How many cards are compared at a time.
const CARDS_PER_STEP: usize = 200;

/// How many people are looked at at a time who have no card.
const PEOPLE_PER_STEP: u32 = 500;

/// How many cards that are gone are taken in at a time.
const GONE_PER_STEP: usize = 200;

/// What is to be written, with a new photo, and without it if there is one.
struct WithPhoto<T> {
    whole: T,
    without_photo: Option<T>,
}

impl<T> WithPhoto<T> {
    fn map<U>(self, change: impl Fn(T) -> U) -> WithPhoto<U> {
        WithPhoto { whole: change(self.whole), without_photo: self.without_photo.map(change) }
    }
}

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
        cards.flat_map(|(_, card)| card.state.kept_from_writing()).map(|person| self.book.one(*person)).collect_set()
    }

    async fn compare_cards(&mut self, id: u64, after: Option<String>) -> Result<Option<String>, Problem> {
        let Some(state) = self.address_books.get(&id) else { return Ok(None) };
        let can_write = !state.book.limits.contains(&BookLimit::ReadOnly);
        let step = state.cards.after(after.as_deref()).take(CARDS_PER_STEP);
        let step: Vec<_> = step.map(|(key, card)| (key.clone(), card.clone())).collect();
        let last = (step.len() == CARDS_PER_STEP).then(|| step.last().map(|(key, _)| key.clone())).flatten();
        let kept = self.kept_from_writing(id);
        // What is found before that is only why the server is asked.
        let is_online = state.run.as_ref().is_some_and(|run| run.conn.is_some());
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
            if let Some(writing) = self.to_write(id, &key, &local, &mut taken, is_online).await? {
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
        is_online: bool,
    ) -> Result<Option<Writing>, Problem> {
        let Some(mut stored) = self.stored_card(id, key).await? else { return Ok(None) };
        let is_pending = matches!(stored.state, CardState::Pending(_));
        let Some(actions) = self.book.goes_out(id, local.person, !is_pending) else { return Ok(None) };
        let Some(url) = Url::read(&stored.url) else { return Ok(None) };
        let own = contact_of(&stored);
        let writing = if is_pending {
            let merged = self.merged_out(id, None, &Contact::default(), local, &[]);
            let Outgoing { wanted, by_groups, .. } = self.outgoing(id, key, &own.uid, &Contact::default(), merged);
            let wanted = self.with_photo(id, Contact { uid: own.uid, ..wanted }, None).await?;
            let card = wanted.map(|wanted| {
                as_card(&stored.there, &wanted).unwrap_or_else(|| ServerCard::new(&url, &wanted).bytes())
            });
            Writing { actions, by_groups, ..self.new_writing(key, &url, local, card) }
        } else {
            let there = self.with_groups(id, own.clone());
            let (base, left) = self.agreed_and_left(id, &stored, &there);
            let merged = self.merged_out(id, Some(&base), &there, local, &left);
            let Outgoing { wanted, mut changes, by_groups, members } = self.outgoing(id, key, &own.uid, &own, merged);
            taken.members.extend(members);
            let wanted = self.with_photo(id, wanted, own.photo.as_ref()).await?;
            changes.retain(|change| change.direction == CardDirection::Out);
            changes.retain(|change| !is_photo(change) || !is_same_photo(&wanted.whole, &own));
            let card =
                as_card(&stored.there, &wanted.whole).filter(|card| *card != stored.there && !changes.is_empty());
            let photo_refused = stored.photo_refused_of(&local.contact);
            let Some(card) = card else {
                let here = self.without(id, &local.contact, &by_groups);
                taken.keep(key.to_owned(), Card { here, photo_refused, ..stored });
                return Ok(None);
            };
            let without_photo = wanted.without_photo.as_ref().and_then(|wanted| as_card(&stored.there, wanted));
            // A server that tells no ETags is asked to write over what is there.
            let etag = Some(stored.etag.clone()).filter(|etag| !etag.is_empty()).or(Some("*".to_owned()));
            let agreed = stored.agreed.as_ref().and_then(|agreed| {
                let mut merged = self.merged_out(id, Some(&base), &base.there, local, &[]).there;
                by_groups.iter().for_each(|change| take_over(&mut merged, &inverse(change.clone())));
                if merged.photo.as_ref().is_some_and(|photo| photo.kept_elsewhere().is_some()) {
                    merged.photo.clone_from(&wanted.whole.photo);
                }
                as_card(agreed, &merged).map(ByteBuf::from)
            });
            let whole = self.new_writing(key, &url, local, WithPhoto { whole: card, without_photo });
            Writing { etag, was: stored.there.clone(), changes, by_groups, photo_refused, agreed, ..whole }
        };
        // It is stored before it is sent, so that it is known again if the answer is lost.
        let here = self.without(id, &writing.here, &writing.by_groups);
        if is_online && stored.note_sent(&writing.card, &here) {
            taken.keep(key.to_owned(), stored);
        }
        Ok(Some(writing))
    }

    /// What is wanted of a card, with the photo as Kith keeps it, and without it.
    async fn with_photo(
        &self,
        id: u64,
        wanted: Contact,
        before: Option<&Photo>,
    ) -> Result<WithPhoto<Contact>, Problem> {
        let Some(photo) = wanted.photo.as_ref().and_then(Photo::kept_elsewhere) else {
            return Ok(WithPhoto { whole: wanted, without_photo: None });
        };
        let keeps_photos =
            self.address_books.get(&id).is_some_and(|state| !state.book.limits.contains(&BookLimit::NoPhotos));
        let row = if keeps_photos { self.store.photo(photo).await.map_err(EngineError::from)? } else { None };
        let without = Contact { photo: before.cloned(), ..wanted.clone() };
        Ok(match row {
            Some(PhotoRow { bytes, .. }) => {
                let photo = Some(Photo { media_type: MEDIA_TYPE.to_owned(), bytes });
                WithPhoto { whole: Contact { photo, ..wanted }, without_photo: Some(without) }
            }
            // One that cannot be read any more does not go out.
            None => WithPhoto { whole: without, without_photo: None },
        })
    }

    /// What both sides agreed on last, and the groups there that someone left since.
    fn agreed_and_left(&self, id: u64, stored: &Card, there: &Contact) -> (Base, Vec<String>) {
        self.address_books
            .get(&id)
            .map_or_else(Default::default, |state| (agreed_on(stored, &state.cards), left(stored, there, &state.cards)))
    }

    fn merged_out(
        &self,
        id: u64,
        base: Option<&Base>,
        there: &Contact,
        local: &LocalContact,
        left: &[String],
    ) -> Merged {
        let fields = &self.book.journal().state().fields;
        let unmerged = || Merged { there: there.clone(), here: local.contact.clone(), changes: Vec::new() };
        self.address_books.get(&id).map_or_else(unmerged, |state| {
            let settings = &state.book.settings;
            let rules = MergeRules { winner: settings.winner, mapping: &settings.mapping, fields };
            merge_leaving(base, there, local, rules, left)
        })
    }

    /// A card that is to be written where there is none.
    fn new_writing(&self, key: &str, url: &Url, local: &LocalContact, card: WithPhoto<Vec<u8>>) -> Writing {
        let change = CardChange {
            person: local.person,
            name: local.contact.name.clone(),
            direction: CardDirection::Out,
            what: CardChangeKind::Created,
        };
        Writing {
            key: key.to_owned(),
            url: url.clone(),
            person: local.person,
            etag: None,
            was: Vec::new(),
            card: card.whole,
            without_photo: card.without_photo,
            photo_refused: None,
            agreed: None,
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
        let writing = self.to_write(id, key, &local, &mut taken, true).await?;
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
        let linked: BTreeSet<PersonId> = state.cards.people().map(|person| self.book.one(person)).collect_set();
        let (people, next) = self.book.listed_from(from, PEOPLE_PER_STEP);
        let (mut taken, mut to_write) = (Taken::default(), Vec::new());
        let without_card = people.into_iter().filter(|person| !linked.contains(person) && !kept.contains(person));
        let going = without_card.filter(|person| self.book.goes_out(id, *person, false).is_some());
        let going = going.filter_map(|person| self.book.synced_contact(person)).collect();
        for local in self.without_left_out(id, going).await? {
            let person = local.person;
            let Some(actions) = self.book.goes_out(id, person, false) else { continue };
            let uid = uid_of(id, person);
            let Some(url) = url.join(&format!("{uid}.vcf")) else { continue };
            let key = url.key();
            let merged = self.merged_out(id, None, &Contact::default(), &local, &[]);
            let Outgoing { wanted, by_groups, .. } = self.outgoing(id, &key, &uid, &Contact::default(), merged);
            let wanted = self.with_photo(id, Contact { uid, ..wanted }, None).await?;
            let card = wanted.map(|wanted| ServerCard::new(&url, &wanted).bytes());
            let here = self.without(id, &local.contact, &by_groups);
            let stored = Card::new(&url, String::new(), card.whole.clone(), CardState::Pending(person));
            taken.keep(key.clone(), Card { here, ..stored });
            to_write.push(Writing { actions, by_groups, ..self.new_writing(&key, &url, &local, card) });
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
        let going: BTreeSet<&String> = step.iter().chain(later).collect_set();
        let stay = state.cards.all().filter(|(key, _)| !going.contains(key));
        let linked = stay.filter(|(_, card)| matches!(card.state, CardState::Of(_)));
        linked.filter_map(|(_, card)| card.state.person()).map(|person| self.book.one(person)).collect_set()
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
                goes_out(&self.merged_out(id, Some(&base), &there, local, &[]).changes)
            });
            match local {
                // Another card of theirs is there: this one was one too many, or was moved.
                Some(_) if staying.contains(&person) => taken.removed.push(key),
                Some(_) if is_edited || !are_deleted => {
                    taken.keep(
                        key,
                        Card { etag: String::new(), state: CardState::Pending(person), agreed: None, ..stored },
                    );
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
