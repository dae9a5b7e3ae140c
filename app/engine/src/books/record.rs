//! What is stored of a connection to an address book, and of each of its cards.

use crate::api::{AccountId, BookLimit, BookSettings, PersonId, Seconds, Secret};
use crate::dav::url::Url;
use crate::graph::is_graph;
use crate::packed::{Unreadable, pack, unpack};
use crate::store::{AddressBookRow, CardRow};
use kith_domain::contact::Contact;
use kith_domain::contact_photo::is_same_photo;
use kith_domain::mapping::Mapping;
use kith_domain::merge::Side;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

const BOOK: &str = "address book";
const CARD: &str = "card";

/// So many cards are kept that were sent and may have arrived or not.
const MAX_SENT: usize = 3;

/// A connection to an address book.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Book {
    pub(crate) id: u64,
    pub(crate) settings: BookSettings,
    pub(crate) url: String,
    pub(crate) login: BookLogin,
    pub(crate) limits: Vec<BookLimit>,
    /// The mapping by which the cards were merged last, if it is another one by now.
    pub(crate) old_mapping: Option<Mapping>,
    /// Whether the user started the first sync.
    pub(crate) is_started: bool,
    /// By which the server tells what changed since the last sync.
    pub(crate) token: Option<String>,
    /// When it was last up to date.
    pub(crate) last: Option<Seconds>,
}

/// By what the server knows the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BookLogin {
    Password {
        username: String,
        password: Secret,
    },
    /// As that mailbox.
    Account(AccountId),
    /// By tokens of its own.
    Tokens {
        sign_in: String,
        access: Secret,
        refresh: Secret,
        /// Until when the access token counts as valid.
        until: Seconds,
    },
}

/// A card of an address book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    /// Its address, as the server wrote it.
    pub(crate) url: String,
    /// Empty if the server said none.
    pub(crate) etag: String,
    /// What the server has, as far as it is known.
    #[serde(with = "serde_bytes")]
    pub(crate) there: Vec<u8>,
    /// What the person was in Kith when both sides agreed last.
    pub(crate) here: Contact,
    pub(crate) state: CardState,
    /// The status with which the server refused what Kith wrote last: it is not tried again before something changes.
    pub(crate) refused: Option<u16>,
    /// What the server had when both sides agreed last, if that is not what it has: the rules leave out what changed
    /// there since.
    pub(crate) agreed: Option<ByteBuf>,
    /// What was sent since, the latest last. Each may have arrived or not.
    pub(crate) sent: Vec<Sent>,
    /// The status with which the server refused the photo. The rest went without it.
    pub(crate) photo_refused: Option<u16>,
    /// Whether its photo is still to be made small.
    pub(crate) awaits_photo: bool,
}

/// A card that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    #[serde(with = "serde_bytes")]
    pub(crate) there: Vec<u8>,
    /// What the person was in Kith.
    pub(crate) here: Contact,
}

#[derive(Deserialize)]
struct CardV1 {
    url: String,
    etag: String,
    #[serde(with = "serde_bytes")]
    there: Vec<u8>,
    here: Contact,
    state: CardState,
    refused: Option<u16>,
}

/// What a card is to Kith.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CardState {
    /// It is that person's.
    Of(PersonId),
    /// It is being written for that person, and may be there or not.
    Pending(PersonId),
    /// It was that person's, who was deleted in Kith.
    DeletedHere(PersonId),
    /// It may be any of these people's.
    Unclear(Vec<PersonId>),
    Unreadable,
    /// It is a group, not a person.
    Group,
    /// The rules leave it out.
    LeftOut,
    /// The user leaves it out.
    Ignored,
    /// The rules leave it out. It is that person's, who gets no second one.
    LeftOutOf(PersonId),
    /// The user leaves it out. It is, or may be, these people's, who get no second one.
    IgnoredOf(Vec<PersonId>),
}

impl CardState {
    /// Whose it is, whether it has been written yet or not.
    pub(crate) const fn person(&self) -> Option<PersonId> {
        match self {
            Self::Of(person) | Self::Pending(person) => Some(*person),
            _ => None,
        }
    }

    /// Whether it is not settled yet whose it is.
    pub(crate) const fn is_open(&self) -> bool {
        matches!(self, Self::Unclear(_) | Self::Unreadable | Self::Group) || self.is_left_out()
    }

    /// Whether the rules leave it out.
    pub(crate) const fn is_left_out(&self) -> bool {
        matches!(self, Self::LeftOut | Self::LeftOutOf(_))
    }

    /// Who gets no card because of this one.
    pub(crate) fn kept_from_writing(&self) -> &[PersonId] {
        match self {
            Self::Unclear(people) | Self::IgnoredOf(people) => people,
            Self::LeftOutOf(person) => std::slice::from_ref(person),
            _ => &[],
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AddressBookV1 {
    name: String,
    on: bool,
    winner: Side,
    mapping: Mapping,
    url: String,
    login: BookLogin,
    limits: Vec<BookLimit>,
    old_mapping: Option<Mapping>,
    is_started: bool,
    token: Option<String>,
    last: Option<Seconds>,
}

impl Book {
    pub(crate) fn row(&self) -> Result<AddressBookRow, Unreadable> {
        let Self { id, settings, url, login, limits, old_mapping, is_started, token, last } = self.clone();
        let BookSettings { name, on, winner, mapping } = settings;
        let record =
            AddressBookV1 { name, on, winner, mapping, url, login, limits, old_mapping, is_started, token, last };
        Ok(AddressBookRow { id, bytes: pack(BOOK, 1, &record)? })
    }

    pub(crate) fn from_row(row: &AddressBookRow) -> Result<Self, Unreadable> {
        let AddressBookV1 { name, on, winner, mapping, url, login, limits, old_mapping, is_started, token, last } =
            unpack(BOOK, 1, &row.bytes)?;
        let settings = BookSettings { name, on, winner, mapping };
        let mut limits = limits;
        // Those that were connected first did not say so.
        if Url::read(&url).is_some_and(|url| is_graph(&url.host)) && !limits.contains(&BookLimit::NoPhotos) {
            limits.push(BookLimit::NoPhotos);
        }
        Ok(Self { id: row.id, settings, url, login, limits, old_mapping, is_started, token, last })
    }
}

impl Card {
    /// A card of which nothing is agreed on.
    pub(crate) fn new(url: &Url, etag: String, there: Vec<u8>, state: CardState) -> Self {
        Self {
            url: url.to_string(),
            etag,
            there,
            here: Contact::default(),
            state,
            refused: None,
            agreed: None,
            sent: Vec::new(),
            photo_refused: None,
            awaits_photo: false,
        }
    }

    /// What the server had when both sides agreed last.
    pub(crate) fn agreed(&self) -> &[u8] {
        self.agreed.as_ref().map_or(&self.there, |agreed| agreed.as_slice())
    }

    /// The status with which the server refused the photo, if the person has still that one.
    pub(crate) fn photo_refused_of(&self, here: &Contact) -> Option<u16> {
        self.photo_refused.filter(|_| is_same_photo(&self.here, here))
    }

    /// Whether the rules leave something of it out.
    pub(crate) const fn is_left_out(&self) -> bool {
        self.state.is_left_out() || self.agreed.is_some()
    }

    /// Notes what is being sent. Gives whether that was not known.
    pub(crate) fn note_sent(&mut self, there: &[u8], here: &Contact) -> bool {
        if there == self.there || self.sent.last().is_some_and(|sent| sent.there == there && sent.here == *here) {
            return false;
        }
        self.sent.push(Sent { there: there.to_vec(), here: here.clone() });
        let over = self.sent.len().saturating_sub(MAX_SENT);
        self.sent.drain(..over);
        true
    }

    pub(crate) fn row(&self, book: u64, key: &str) -> Result<CardRow, Unreadable> {
        Ok(CardRow { book, key: key.to_owned(), bytes: pack(CARD, 2, self)? })
    }

    pub(crate) fn from_row(row: &CardRow) -> Result<Self, Unreadable> {
        if row.bytes.first() == Some(&1) {
            let CardV1 { url, etag, there, here, state, refused } = unpack(CARD, 1, &row.bytes)?;
            let (agreed, sent, photo_refused, awaits_photo) = (None, Vec::new(), None, false);
            return Ok(Self { url, etag, there, here, state, refused, agreed, sent, photo_refused, awaits_photo });
        }
        unpack(CARD, 2, &row.bytes)
    }
}
