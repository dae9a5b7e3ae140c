//! The connections to address books, and what they are doing.

use super::groups::{Groups, Members};
use crate::api::{BookStatus, CardChange, PersonId, Problem, RuleAction, SyncPreview, question};
use crate::books::card::ServerCard;
use crate::books::finder::Finder;
use crate::books::line::WebLine;
use crate::books::record::{Book, Card, CardState};
use crate::books::task::Task;
use crate::dav::answer::Came;
use crate::dav::url::Url;
use crate::session::ConnectionId;
use kith_domain::contact::Contact;
use kith_domain::contact_changes::LocalContact;
use kith_domain::matching::{Known, Match};
use kith_domain::small_sort::SmallSort;
use kith_domain::vcard::uid_key;
use kith_wire::{Ask, Request, WebRequest};
use serde_bytes::ByteBuf;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::BuildHasher;
use std::ops::Bound;

/// A connection to an address book.
#[derive(Debug)]
pub(in crate::engine) struct BookState {
    pub(in crate::engine) book: Book,
    pub(in crate::engine) cards: Cards,
    pub(in crate::engine) status: BookStatus,
    /// Whether the cards were read from the store.
    pub(in crate::engine) is_loaded: bool,
    /// When to begin again by itself, in milliseconds.
    pub(in crate::engine) next: Option<i64>,
    /// When to compare people that changed with their cards, in milliseconds.
    pub(in crate::engine) compares: Option<i64>,
    pub(in crate::engine) failures: u32,
    pub(in crate::engine) run: Option<BookRun>,
    /// Whether what the rules left out is looked at again.
    pub(in crate::engine) takes_again: bool,
    /// What the user said of the cards that disappeared: whether they were deleted.
    pub(in crate::engine) disappeared: Option<bool>,
    /// What a first sync would do, as far as it is known.
    pub(in crate::engine) preview: Option<Looked>,
}

/// The cards of an address book, without what they say.
#[derive(Debug, Default)]
pub(in crate::engine) struct Cards {
    by_key: BTreeMap<String, CardSummary>,
    /// The cards of each person who has some.
    of_people: BTreeMap<PersonId, BTreeSet<String>>,
    /// For whom cards are being written.
    pending: BTreeSet<PersonId>,
    pub(in crate::engine) groups: Groups,
}

/// What is kept in memory of a card.
#[derive(Clone, Debug)]
pub(in crate::engine) struct CardSummary {
    pub(in crate::engine) etag: String,
    pub(in crate::engine) state: CardState,
    /// Whether the rules leave something of it out.
    pub(in crate::engine) is_left_out: bool,
    pub(in crate::engine) refused: Option<u16>,
    pub(in crate::engine) photo_refused: Option<u16>,
    /// What the person was in Kith when both sides agreed last, as [`fingerprint`] tells it.
    pub(in crate::engine) here: u64,
    /// The same of when the server refused what Kith wrote.
    pub(in crate::engine) refused_here: Option<u64>,
    pub(in crate::engine) name: String,
    /// By which groups name it.
    pub(in crate::engine) uid: Option<String>,
    /// Who is in it, if it is a group.
    pub(in crate::engine) members: Option<Members>,
}

/// What a first sync would do, but for who goes out.
#[derive(Debug, Default)]
pub(in crate::engine) struct Looked {
    pub(in crate::engine) preview: SyncPreview,
    /// Who is there already.
    pub(in crate::engine) there: BTreeSet<PersonId>,
    pub(in crate::engine) is_whole: bool,
}

/// A sync under way.
#[derive(Debug)]
pub(in crate::engine) struct BookRun {
    /// The number of the run, which its entries in the journal have.
    pub(in crate::engine) id: u64,
    /// Whether it only looks, and changes nothing.
    pub(in crate::engine) looks: bool,
    pub(in crate::engine) stage: BookStage,
    /// The connection to the relay, once there is one.
    pub(in crate::engine) conn: Option<ConnectionId>,
    pub(in crate::engine) task: Option<Task>,
    /// The token from before anything was written.
    pub(in crate::engine) token: Option<String>,
    /// Cards that are still to be fetched.
    pub(in crate::engine) to_fetch: VecDeque<Url>,
    /// Cards that the server told at once, and that are still to be taken in.
    pub(in crate::engine) told: VecDeque<Came>,
    /// Cards that are not there any more.
    pub(in crate::engine) gone: Vec<String>,
    /// Who is known, once it was needed.
    pub(in crate::engine) known: Option<Known>,
    /// The cards that are left out and no one's, once they were needed.
    pub(in crate::engine) left_out: Option<LeftOutCards>,
    /// What is to be written.
    pub(in crate::engine) to_write: VecDeque<Writing>,
    /// What was written and is to be read back.
    pub(in crate::engine) written: Vec<Writing>,
    /// What is to change in groups: by the card of the group, and by that of the member.
    pub(in crate::engine) groups: BTreeMap<String, BTreeMap<String, MemberChange>>,
    /// The group that is being written.
    pub(in crate::engine) group: Option<GroupWriting>,
    /// Groups that changed, and whose members are to be merged.
    pub(in crate::engine) changed_groups: VecDeque<ChangedGroup>,
    /// Whether someone is on a card now who can be taken into groups by it.
    pub(in crate::engine) compares_again: bool,
    /// How often a card was written and found changed by someone else.
    pub(in crate::engine) conflicts: BTreeMap<String, u32>,
    pub(in crate::engine) done: u32,
    pub(in crate::engine) of: u32,
    /// How long the server asked to be left alone, in milliseconds.
    pub(in crate::engine) asked_to_wait: Option<i64>,
    /// What went wrong on the way and is tried again.
    pub(in crate::engine) problem: Option<Problem>,
}

/// Cards that are left out and no one's, by what tells whose they are.
#[derive(Debug, Default)]
pub(in crate::engine) struct LeftOutCards {
    /// Each under its place among the keys.
    known: Known,
    keys: Vec<String>,
}

/// What a sync is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum BookStage {
    /// What is stored of the cards is read, from there on; then it is compared first, or not.
    Loading {
        from: Option<String>,
        compares_first: bool,
    },
    /// Cards are merged again as they are stored, from there on: the mapping is another one, or the rules are. Then it is
    /// compared first, or not.
    TakingAgain {
        from: Option<String>,
        compares_first: bool,
    },
    /// Nothing goes over the network before it is known that something is to be written: people are compared with their
    /// cards, from that place on.
    ComparingFirst(Place),
    Connecting,
    Listing,
    /// Everybody is made known, from that person on.
    Indexing(u32),
    /// What the server told with the list is taken in.
    TakingIn,
    Fetching,
    /// Members of groups that changed are merged.
    TakingGroups,
    /// What is not there any more is taken in.
    Gone,
    Comparing(Place),
    Writing,
    ReadingBack,
    /// The same of a group.
    WritingGroup,
    ReadingGroup,
}

/// A place in the comparing of people with their cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Place {
    /// The cards after that one.
    Card(Option<String>),
    /// The people from there on, who have none yet.
    Person(u32),
}

/// A card that is to be written.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Writing {
    pub(in crate::engine) key: String,
    pub(in crate::engine) url: Url,
    pub(in crate::engine) person: PersonId,
    /// In place of the one with that ETag, or of none.
    pub(in crate::engine) etag: Option<String>,
    /// That one.
    pub(in crate::engine) was: Vec<u8>,
    pub(in crate::engine) card: Vec<u8>,
    /// The card without a new photo, in case the server refuses that.
    pub(in crate::engine) without_photo: Option<Vec<u8>>,
    /// The status with which the server refused the photo.
    pub(in crate::engine) photo_refused: Option<u16>,
    /// As [`Card::agreed`], once it is written.
    pub(in crate::engine) agreed: Option<ByteBuf>,
    /// What the person is in Kith, as it was written.
    pub(in crate::engine) here: Contact,
    pub(in crate::engine) changes: Vec<CardChange>,
    /// What of the person goes to groups, and not to this card.
    pub(in crate::engine) by_groups: Vec<CardChange>,
    /// What the rules do with the person once it is there.
    pub(in crate::engine) actions: Vec<RuleAction>,
    /// The ETag that the server gave for it.
    pub(in crate::engine) got: Option<String>,
    /// Whether the server said that it has it.
    pub(in crate::engine) is_done: bool,
}

/// Someone is to be in a group, or is not to be in it any more.
#[derive(Clone, Debug)]
pub(in crate::engine) struct MemberChange {
    /// The `UID` of their card.
    pub(in crate::engine) uid: String,
    pub(in crate::engine) is_in: bool,
    pub(in crate::engine) change: CardChange,
}

/// A group whose members are being written.
#[derive(Debug)]
pub(in crate::engine) struct GroupWriting {
    pub(in crate::engine) key: String,
    pub(in crate::engine) url: Url,
    /// By the cards of the members.
    pub(in crate::engine) members: BTreeMap<String, MemberChange>,
    /// Whether the server said that it has it.
    pub(in crate::engine) is_done: bool,
}

/// A group that changed.
#[derive(Debug)]
pub(in crate::engine) struct ChangedGroup {
    pub(in crate::engine) key: String,
    /// As it is now. `None`: it is not there any more.
    pub(in crate::engine) card: Option<Card>,
    /// The card of the member who was merged last.
    pub(in crate::engine) after: Option<String>,
}

/// A connection of a sync.
#[derive(Debug)]
pub(in crate::engine) struct BookLine {
    pub(in crate::engine) book: u64,
    pub(in crate::engine) line: WebLine,
}

/// A search for address books under way.
#[derive(Debug)]
pub(in crate::engine) struct BookFinding {
    pub(in crate::engine) number: u32,
    pub(in crate::engine) finder: Finder,
    pub(in crate::engine) purpose: FindingPurpose,
    /// The domain for whose records the relay is asked, if it is.
    pub(in crate::engine) domain: Option<String>,
    /// The session with servers, once there is one.
    pub(in crate::engine) line: Option<WebLine>,
    /// What is asked once the session has begun, and whether it says who asks.
    pub(in crate::engine) waiting: Option<(WebRequest, bool)>,
}

/// What address books are looked for.
#[derive(Debug)]
pub(in crate::engine) enum FindingPurpose {
    /// To be chosen from.
    Books(question::FindAddressBooks),
    /// To offer them: only the domain's records are asked for.
    Offer(question::AddressBookOffer),
}

impl BookState {
    pub(in crate::engine) fn new(book: Book) -> Self {
        let status = match (book.settings.on, book.is_started) {
            (false, _) => BookStatus::Off,
            (true, false) => BookStatus::Looking { read: 0, of: 0 },
            (true, true) => BookStatus::UpToDate,
        };
        Self {
            book,
            cards: Cards::default(),
            status,
            is_loaded: false,
            next: None,
            compares: None,
            failures: 0,
            run: None,
            takes_again: false,
            disappeared: None,
            preview: None,
        }
    }
}

impl BookFinding {
    /// The socket is open.
    pub(in crate::engine) fn opened(&mut self) -> Option<Request> {
        match (&mut self.line, &self.domain) {
            (Some(line), _) => Some(line.opened()),
            (None, Some(domain)) => Some(Request { id: 1, ask: Ask::FindAddressBooks { domain: domain.clone() } }),
            (None, None) => None,
        }
    }
}

impl BookRun {
    pub(in crate::engine) fn new(id: u64, looks: bool, stage: BookStage) -> Self {
        Self {
            id,
            looks,
            stage,
            conn: None,
            task: None,
            token: None,
            to_fetch: VecDeque::new(),
            told: VecDeque::new(),
            gone: Vec::new(),
            known: None,
            left_out: None,
            to_write: VecDeque::new(),
            written: Vec::new(),
            groups: BTreeMap::new(),
            group: None,
            changed_groups: VecDeque::new(),
            compares_again: false,
            conflicts: BTreeMap::new(),
            done: 0,
            of: 0,
            asked_to_wait: None,
            problem: None,
        }
    }

    /// Whether the next step needs nothing from outside.
    pub(in crate::engine) const fn is_local(&self) -> bool {
        matches!(
            self.stage,
            BookStage::Loading { .. }
                | BookStage::TakingAgain { .. }
                | BookStage::ComparingFirst(_)
                | BookStage::Indexing(_)
                | BookStage::TakingIn
                | BookStage::TakingGroups
                | BookStage::Gone
                | BookStage::Comparing(_)
        )
    }
}

impl LeftOutCards {
    pub(in crate::engine) fn add(&mut self, key: String, card: &Contact) {
        self.known.add(PersonId(self.keys.len() as u64), card);
        self.keys.push(key);
    }

    /// The cards that are, or may be, someone's.
    pub(in crate::engine) fn of(&self, local: &LocalContact) -> impl Iterator<Item = &String> {
        let places = match self.known.who_is(&local.contact) {
            Match::None => Vec::new(),
            Match::One(place, _) => vec![place],
            Match::Unclear(places) => places.into_iter().map(|(place, _)| place).collect(),
        };
        places.into_iter().filter_map(|PersonId(place)| self.keys.get(usize::try_from(place).ok()?))
    }
}

impl Cards {
    pub(in crate::engine) fn get(&self, key: &str) -> Option<&CardSummary> {
        self.by_key.get(key)
    }

    pub(in crate::engine) fn all(&self) -> impl Iterator<Item = (&String, &CardSummary)> {
        self.by_key.iter()
    }

    /// The cards after that one.
    pub(in crate::engine) fn after(&self, key: Option<&str>) -> impl Iterator<Item = (&String, &CardSummary)> {
        let from = key.map_or(Bound::Unbounded, Bound::Excluded);
        self.by_key.range::<str, _>((from, Bound::Unbounded))
    }

    pub(in crate::engine) fn get_mut(&mut self, key: &str) -> Option<&mut CardSummary> {
        self.by_key.get_mut(key)
    }

    /// What the server refused is written again.
    pub(in crate::engine) fn try_refused_again(&mut self) {
        self.by_key.values_mut().for_each(|card| card.refused_here = None);
    }

    /// How many cards are someone's.
    pub(in crate::engine) fn linked(&self) -> usize {
        self.by_key.values().filter(|card| matches!(card.state, CardState::Of(_))).count()
    }

    pub(in crate::engine) fn put(&mut self, key: String, card: CardSummary) {
        self.remove(&key);
        if let Some(person) = card.state.person() {
            self.of_people.entry(person).or_default().insert(key.clone());
        }
        if let CardState::Pending(person) = card.state {
            self.pending.insert(person);
        }
        self.groups.put(&key, card.uid.as_ref(), card.members.as_ref());
        self.by_key.insert(key, card);
    }

    pub(in crate::engine) fn remove(&mut self, key: &str) {
        let gone = self.by_key.remove(key);
        gone.iter().for_each(|gone| self.groups.remove(key, gone.uid.as_ref()));
        if let Some(CardState::Pending(person)) = gone.as_ref().map(|card| &card.state) {
            self.pending.remove(person);
        }
        if let Some(person) = gone.and_then(|card| card.state.person())
            && let Some(keys) = self.of_people.get_mut(&person)
        {
            keys.remove(key);
            if keys.is_empty() {
                self.of_people.remove(&person);
            }
        }
    }

    /// Those who have a card, or of whom one is being written.
    pub(in crate::engine) fn people(&self) -> impl Iterator<Item = PersonId> {
        self.of_people.keys().copied()
    }

    /// For whom cards are being written.
    pub(in crate::engine) fn pending_people(&self) -> impl Iterator<Item = PersonId> {
        self.pending.iter().copied()
    }

    /// The card that is being written for someone.
    pub(in crate::engine) fn pending(&self, person: PersonId) -> Option<&String> {
        let mut keys = self.of_people.get(&person)?.iter();
        keys.find(|key| self.get(key).is_some_and(|card| matches!(card.state, CardState::Pending(_))))
    }
}

impl CardSummary {
    pub(in crate::engine) fn of(card: &Card, name: String) -> Self {
        Self {
            etag: card.etag.clone(),
            state: card.state.clone(),
            is_left_out: card.is_left_out(),
            refused: card.refused,
            photo_refused: card.photo_refused,
            here: fingerprint(&card.here),
            refused_here: None,
            name,
            uid: uid_key(&card.there),
            members: members_on(card),
        }
    }
}

/// Who is in the group that a card stands for.
pub(in crate::engine) fn members_on(card: &Card) -> Option<Members> {
    let is_group = card.state == CardState::Group;
    let read = is_group.then(|| ServerCard::read(&card.there)).flatten()?;
    read.group().map(Members::from)
}

/// What tells one contact from another, as long as this program runs. The order of a list says nothing.
pub(in crate::engine) fn fingerprint(contact: &Contact) -> u64 {
    let mut contact = contact.clone();
    let Contact { emails, phones, postal, links, dates, notes, tags, .. } = &mut contact;
    [emails, phones, postal, links, dates].into_iter().for_each(|list| list.small_sort_by(Ord::cmp));
    [notes, tags].into_iter().for_each(|list| list.small_sort_by(Ord::cmp));
    let bytes = postcard::to_allocvec(&contact).unwrap_or_default();
    foldhash::fast::FixedState::default().hash_one(bytes)
}
