//! What is stored of a connection to an address book, and of each of its cards.

use crate::api::{AccountId, BookLimit, BookSettings, PersonId, Seconds, Secret};
use crate::packed::{Unreadable, pack, unpack};
use crate::store::{AddressBookRow, CardRow};
use kith_domain::contact::Contact;
use kith_domain::mapping::Mapping;
use kith_domain::merge::Side;
use serde::{Deserialize, Serialize};

const BOOK: &str = "address book";
const CARD: &str = "card";

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
        /// Until when the access token is valid.
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
    /// As it was when both sides agreed last.
    #[serde(with = "serde_bytes")]
    pub(crate) there: Vec<u8>,
    /// The same in Kith.
    pub(crate) here: Contact,
    pub(crate) state: CardState,
    /// The status with which the server refused what Kith wrote last: it is not tried again before something changes.
    pub(crate) refused: Option<u16>,
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
        Ok(Self { id: row.id, settings, url, login, limits, old_mapping, is_started, token, last })
    }
}

impl Card {
    pub(crate) fn row(&self, book: u64, key: &str) -> Result<CardRow, Unreadable> {
        Ok(CardRow { book, key: key.to_owned(), bytes: pack(CARD, 1, self)? })
    }

    pub(crate) fn from_row(row: &CardRow) -> Result<Self, Unreadable> {
        unpack(CARD, 1, &row.bytes)
    }
}
