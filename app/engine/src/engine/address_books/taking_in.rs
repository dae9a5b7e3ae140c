//! Cards that came: each is merged with whom it is of.

use super::merging::{as_card, base_of, is_photo, left, uid_of};
use crate::api::{CardChange, CardChangeKind, CardDirection, ContactSource, Decision, PersonId, Problem};
use crate::books::card::ServerCard;
use crate::books::record::{Card, CardState, Sent};
use crate::dav::answer::{Came, Content};
use crate::dav::url::Url;
use crate::engine::error::EngineError;
use crate::engine::state::{BookState, ChangedGroup, Engine, GroupNow, MemberChange, with_groups};
use crate::import::{Names, new_id, nobody};
use crate::store::Store;
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Photo};
use kith_domain::contact_changes::Decider;
use kith_domain::ids::derived;
use kith_domain::matching::{Known, Match};
use kith_domain::merge::{Base, MergeRules, merge_leaving};
use serde_bytes::ByteBuf;
use std::collections::HashSet;

/// What comes of cards that came, before any of it is stored.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) decisions: Vec<Decision>,
    pub(super) log: Vec<CardChange>,
    pub(super) cards: Vec<TakenCard>,
    pub(super) removed: Vec<String>,
    pub(super) photos: Vec<ComingPhoto>,
    /// Groups that came: their members are merged when everybody else is.
    pub(super) groups: Vec<ChangedGroup>,
    /// What is to change in groups, each with the card of the group and that of the member.
    pub(super) members: Vec<(String, String, MemberChange)>,
    /// Whom these cards are of: what is decided of them is in no book yet.
    touched: HashSet<PersonId>,
}

/// A card as it is to be stored.
#[derive(Debug)]
pub(super) struct TakenCard {
    pub(super) key: String,
    pub(super) card: Card,
    /// What is still to go out to it.
    pub(super) changes: Vec<CardChange>,
    /// Whether what the person is in Kith is as it is once all is decided; else it is as it stands in the card.
    pub(super) is_merged: bool,
}

/// A photo that comes in with a card.
#[derive(Debug)]
pub(super) struct ComingPhoto {
    pub(super) person: PersonId,
    pub(super) card: String,
    pub(super) photo: Photo,
}

/// A card as it came.
#[derive(Clone, Debug)]
pub(super) struct CameCard {
    pub(super) url: Url,
    pub(super) etag: String,
    pub(super) bytes: Vec<u8>,
}

impl<S: Store> Engine<S> {
    /// Takes cards in that were asked for.
    pub(super) async fn take_in(&mut self, id: u64, came: Vec<Came>) -> Result<(), Problem> {
        let count = u32::try_from(came.len()).unwrap_or(u32::MAX);
        let mut cards = Vec::new();
        let mut taken = Taken::default();
        for Came { url, etag, content } in came {
            match content {
                Content::Card(bytes) => cards.push(CameCard { url, etag, bytes }),
                Content::TooLarge => self.keep_unreadable(id, &mut taken, CameCard { url, etag, bytes: Vec::new() }),
                Content::Withheld => {
                    self.keep_unreadable(id, &mut taken, CameCard { url, etag, bytes: Vec::new() });
                    // By the old token it is told of again the next time.
                    if let Some(BookState { run: Some(run), book, .. }) = self.address_books.get_mut(&id) {
                        run.token.clone_from(&book.token);
                    }
                }
                Content::Gone => {
                    let (key, Some(state)) = (url.key(), self.address_books.get_mut(&id)) else { continue };
                    if let (true, Some(run)) = (state.cards.get(&key).is_some(), &mut state.run) {
                        run.gone.push(key);
                    }
                }
            }
        }
        self.commit_taken(id, taken).await?;
        while !cards.is_empty() {
            cards = self.take_cards(id, cards, None).await?;
        }
        if let Some(run) = self.run(id) {
            run.done = run.done.saturating_add(count);
        }
        self.show_progress(id);
        Ok(())
    }

    /// Takes cards in, where a group may be another by now. Gives those back of people of whom another card was among
    /// them: they are taken in next, when that is stored.
    pub(super) async fn take_cards(
        &mut self,
        id: u64,
        cards: Vec<CameCard>,
        now: Option<GroupNow<'_>>,
    ) -> Result<Vec<CameCard>, Problem> {
        let mut stored = Vec::new();
        for card in &cards {
            stored.push(self.stored_card(id, &card.url.key()).await?);
        }
        let Some(mut known) = self.run(id).map(|run| run.known.take()) else { return Ok(Vec::new()) };
        let (taken, later) = self.merged(id, cards, stored, &mut known, Merging { now, ..Merging::default() });
        if let Some(run) = self.run(id) {
            run.known = known;
        }
        self.commit_taken(id, taken).await?;
        Ok(later)
    }

    /// Takes a card in that someone else changed while it was to be written.
    pub(super) async fn take_in_changed(&mut self, id: u64, card: CameCard) -> Result<(), Problem> {
        self.take_cards(id, vec![card], None).await.map(drop)
    }

    /// Takes a card in that the user looked at, as that person's or as someone new.
    pub(super) async fn take_in_as(&mut self, id: u64, card: Card, person: Option<PersonId>) -> Result<(), Problem> {
        let Some(url) = Url::read(&card.url) else { return Ok(()) };
        let came = CameCard { url, etag: card.etag, bytes: card.there };
        let new = ServerCard::read(&came.bytes).map(|card| new_id(&card.contact(), &HashSet::new(), &self.book));
        let Some(person) = person.or(new) else { return Ok(()) };
        let (taken, _) = self.merged(id, vec![came], vec![None], &mut None, Merging { is_of: Some(person), now: None });
        self.commit_taken(id, taken).await?;
        self.note_for_books(&[]);
        Ok(())
    }

    pub(super) async fn stored_card(&self, id: u64, key: &str) -> Result<Option<Card>, Problem> {
        let row = self.store.card(id, key).await.map_err(EngineError::from)?;
        Ok(row.and_then(|row| Card::from_row(&row).ok()))
    }

    /// What comes of cards, each with what is stored of it.
    pub(super) fn merged(
        &self,
        id: u64,
        cards: Vec<CameCard>,
        stored: Vec<Option<Card>>,
        known: &mut Option<Known>,
        Merging { is_of, now }: Merging<'_>,
    ) -> (Taken, Vec<CameCard>) {
        let (mut taken, mut later) = (Taken::default(), Vec::new());
        let Some(state) = self.address_books.get(&id) else { return (taken, later) };
        let run = state.run.as_ref().map_or(self.moment.random, |run| run.id);
        let names = Names::within(&self.book, run);
        let (last, first) = (self.book.journal().last().text(), cards.first().map(|card| card.url.key()));
        let seed = derived(run, &[last.as_bytes(), first.unwrap_or_default().as_bytes()]);
        let mut decider = Decider::new(&names, self.seconds(), seed);
        let fields = &self.book.journal().state().fields;
        let settings = &state.book.settings;
        let rules = MergeRules { winner: settings.winner, mapping: &settings.mapping, fields };
        let source = ContactSource::AddressBook(id, settings.name.clone());
        for (card, stored) in cards.into_iter().zip(stored) {
            let key = card.url.key();
            let Some(read) = ServerCard::read(&card.bytes) else {
                self.keep_unreadable(id, &mut taken, card);
                continue;
            };
            if read.group().is_some() {
                let card = Some(Card::new(&card.url, card.etag, card.bytes, CardState::Group));
                taken.groups.push(ChangedGroup { key, card, after: None });
                continue;
            }
            let own = read.contact();
            let there = with_groups(own.clone(), state.cards.groups.of_now(&own.uid, now));
            let known_here = rules.mapping.apply_in(&there, fields);
            let who = match (is_of, self.linked_to(stored.as_ref())) {
                (Some(person), _) => Who::Person(person),
                (None, Some(who)) => who,
                (None, None) => self.who_is(id, &there, known.as_ref(), &taken.touched),
            };
            let person = match who {
                Who::Person(person) => person,
                Who::LeftAlone(state) => {
                    let here = stored.map(|stored| stored.here).unwrap_or_default();
                    taken.keep(key, Card { here, ..Card::new(&card.url, card.etag, card.bytes, state) });
                    continue;
                }
            };
            if !taken.touched.insert(person) {
                later.push(card);
                continue;
            }
            let here = self.book.synced_contact(person);
            let is_new = here.is_none();
            let base = stored.as_ref().filter(|stored| stored.state.person().is_some());
            let of_base = |base| base_of(base, &own, &there, &state.cards, (rules.mapping, fields));
            let Some(actions) = self.book.comes_in(id, &known_here, here.as_ref().map(|_| person)) else {
                let kept = match base {
                    Some(base) => left_out(base, card, &there, &of_base(base)),
                    None => {
                        let state = if is_new { CardState::LeftOut } else { CardState::LeftOutOf(person) };
                        Card::new(&card.url, card.etag, card.bytes, state)
                    }
                };
                taken.keep(key, kept);
                continue;
            };
            let local = here.unwrap_or_else(|| nobody(person));
            // It was written, and the answer to that was lost.
            let is_ours = base.is_some_and(|base| matches!(base.state, CardState::Pending(_)));
            let agreed = base.map(of_base);
            let left = base.map_or_else(Vec::new, |base| left(base, &there, &state.cards));
            // What is paired anew meets for the first time.
            let agreed = match &state.book.old_mapping {
                Some(old) => agreed.map(|base| base.remapped(old, rules.mapping, fields)),
                None => agreed,
            };
            let merged = merge_leaving(agreed.as_ref(), &there, &local, rules, &left);
            let name = merged.here.name.clone();
            if is_ours {
                let (direction, what) = (CardDirection::Out, CardChangeKind::Created);
                taken.log.push(CardChange { person, name, direction, what });
            } else if base.is_none() {
                let what = if is_new { CardChangeKind::Created } else { CardChangeKind::Linked };
                taken.log.push(CardChange { person, name, direction: CardDirection::In, what });
                taken.decisions.push(Decision::CameFrom { people: vec![person], source: source.clone() });
                taken.removed.extend(state.cards.pending(person).filter(|pending| **pending != key).cloned());
            }
            taken.decisions.extend(decider.decisions(&local, &merged.here));
            if base.is_none() {
                let before = (!is_new).then_some(person);
                taken.decisions.extend(self.book.by_actions(&actions, &known_here, before, person));
            }
            if let (Some(known), true) = (known.as_mut(), is_new) {
                known.add(person, &merged.here);
            }
            let card = Card {
                here: base.map(|base| base.here.clone()).unwrap_or_default(),
                sent: base.map(|base| still_sent(base, &card)).unwrap_or_default(),
                photo_refused: base.and_then(|base| base.photo_refused_of(&local.contact)),
                awaits_photo: base.is_some_and(|base| base.awaits_photo),
                ..Card::new(&card.url, card.etag, card.bytes, CardState::Of(person))
            };
            taken.take(person, key, card, merged.changes, there.photo);
        }
        (taken, later)
    }

    /// Stores that a card cannot be read. Whose it is does not change by that, and neither does what was agreed on.
    fn keep_unreadable(&self, id: u64, taken: &mut Taken, card: CameCard) {
        let key = card.url.key();
        let known = self.address_books.get(&id).and_then(|state| state.cards.get(&key));
        if known.is_none_or(|known| known.state.is_open() && known.state != CardState::Group) {
            taken.keep(key, Card::new(&card.url, card.etag, card.bytes, CardState::Unreadable));
        }
    }

    /// Whose a card is by what is stored of it. `None`: that has to be found out.
    fn linked_to(&self, stored: Option<&Card>) -> Option<Who> {
        match &stored?.state {
            CardState::Of(person) | CardState::Pending(person) | CardState::DeletedHere(person) => {
                let person = self.book.one(*person);
                let is_there = self.book.is_there(person);
                Some(if is_there { Who::Person(person) } else { Who::LeftAlone(CardState::DeletedHere(person)) })
            }
            CardState::Ignored => Some(Who::LeftAlone(CardState::Ignored)),
            CardState::IgnoredOf(people) => Some(Who::LeftAlone(CardState::IgnoredOf(people.clone()))),
            CardState::Unclear(_)
            | CardState::Unreadable
            | CardState::Group
            | CardState::LeftOut
            | CardState::LeftOutOf(_) => None,
        }
    }

    /// Whose a card is that came for the first time.
    pub(super) fn who_is(&self, id: u64, there: &Contact, known: Option<&Known>, taken: &HashSet<PersonId>) -> Who {
        let pending = |person: &PersonId| uid_of(id, *person) == there.uid;
        let state = self.address_books.get(&id);
        if let Some(person) = state.and_then(|state| state.cards.pending_people().find(pending)) {
            return Who::Person(person);
        }
        if let Some(person) = self.written_as(id, there) {
            return Who::Person(person);
        }
        let addresses = || there.emails.iter().filter_map(|email| Address::parse(&email.value));
        if addresses().any(|address| self.book.is_own(&address)) {
            return Who::LeftAlone(match known.map_or(Match::None, |known| known.who_is(there)) {
                Match::One(person, _) => CardState::LeftOutOf(person),
                Match::Unclear(_) | Match::None => CardState::LeftOut,
            });
        }
        let new = new_id(there, taken, &self.book);
        match known.map_or(Match::None, |known| known.who_is(there)) {
            Match::One(person, _) => Who::Person(person),
            Match::None => Who::Person(new),
            // The same card, which came in before.
            Match::Unclear(_) if self.book.came_from_elsewhere(new) => Who::Person(new),
            Match::Unclear(people) => {
                Who::LeftAlone(CardState::Unclear(people.into_iter().map(|(person, _)| person).collect()))
            }
        }
    }

    /// Of whom a card is that says nothing but a name, and that a server gave another `UID` than it was written with: of
    /// the one for whom just that is being written.
    fn written_as(&self, id: u64, there: &Contact) -> Option<PersonId> {
        let is_bare = |contact: &Contact| contact.emails.is_empty() && contact.phones.is_empty();
        let cards = &self.address_books.get(&id).filter(|_| is_bare(there))?.cards;
        let is_named = |person: &PersonId| {
            cards.pending(*person).and_then(|key| cards.get(key)).is_some_and(|card| card.name == there.name)
        };
        let is_as_bare = |person: &PersonId| self.book.synced_contact(*person).is_some_and(|it| is_bare(&it.contact));
        cards.pending_people().filter(is_named).find(is_as_bare)
    }
}

/// Whose a card is.
pub(super) enum Who {
    Person(PersonId),
    /// No one's whom Kith changes: it stays as it is.
    LeftAlone(CardState),
}

impl Taken {
    /// A card that is stored as it is.
    pub(super) fn keep(&mut self, key: String, card: Card) {
        self.cards.push(TakenCard { key, card, changes: Vec::new(), is_merged: false });
    }

    /// A card that was merged.
    fn take(&mut self, person: PersonId, key: String, card: Card, changes: Vec<CardChange>, photo: Option<Photo>) {
        let is_in = |change: &CardChange| change.direction == CardDirection::In;
        let (coming, going): (Vec<CardChange>, Vec<CardChange>) = changes.into_iter().partition(is_in);
        let photo = photo.filter(|_| coming.iter().any(is_photo));
        let awaits_photo = card.awaits_photo || photo.is_some();
        self.photos.extend(photo.map(|photo| ComingPhoto { person, card: key.clone(), photo }));
        self.log.extend(coming);
        self.cards.push(TakenCard { key, card: Card { awaits_photo, ..card }, changes: going, is_merged: true });
    }
}

/// A card of which the rules leave out what changed there: what both sides agreed on stays, groups included.
fn left_out(stored: &Card, came: CameCard, there: &Contact, base: &Base) -> Card {
    let agreed = as_card(stored.agreed(), &base.there).filter(|agreed| {
        let now = as_card(&came.bytes, there);
        now.as_ref() != Some(agreed)
    });
    Card {
        here: base.here.clone(),
        agreed: agreed.map(ByteBuf::from),
        sent: still_sent(stored, &came),
        photo_refused: stored.photo_refused,
        awaits_photo: stored.awaits_photo,
        ..Card::new(&came.url, came.etag, came.bytes, stored.state.clone())
    }
}

/// What was sent and may still arrive: the server has what it had before.
fn still_sent(stored: &Card, came: &CameCard) -> Vec<Sent> {
    match stored.etag == came.etag && stored.there == came.bytes {
        true => stored.sent.clone(),
        false => Vec::new(),
    }
}

/// What there is to know of cards that are merged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Merging<'a> {
    /// Whose the user said they are.
    pub(super) is_of: Option<PersonId>,
    /// A group that is another by now.
    pub(super) now: Option<GroupNow<'a>>,
}
