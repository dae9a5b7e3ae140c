//! What views keep from one question to the next. All of it follows from the rest of the book, and is thrown away when
//! that changes.

use crate::api::{CommonTrait, CompanyId, CompanyRow, FilteredOutGroup, LastContact, PersonId};
use foldhash::fast::FixedState;
use kith_domain::day::Day;
use kith_domain::search;
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

/// What was worked out for a view, as long as it holds. Each is empty until someone asks.
#[derive(Debug, Default)]
pub(super) struct Cache {
    pub(super) orders: OnceCell<Orders>,
    /// Those who are filtered out, by group.
    pub(super) by_why: OnceCell<Vec<(u32, FilteredOutGroup)>>,
    pub(super) beside_mail: OnceCell<LastBesideMail>,
    /// The companies by last contact, each with what is sought in.
    pub(super) companies: OnceCell<Vec<(CompanyRow, Box<str>, search::Letters)>>,
    /// Every note, the latest first.
    pub(super) notes: OnceCell<Vec<Note>>,
    /// The people of each company.
    pub(super) members: OnceCell<HashMap<CompanyId, Vec<PersonId>>>,
    pub(super) pairs: OnceCell<Pairs>,
    /// The people by their phone numbers.
    pub(super) by_phone: OnceCell<HashMap<String, Vec<u32>>>,
}

/// The people in either order, and those who are filtered out.
#[derive(Debug)]
pub(super) struct Orders {
    pub(super) by_last_contact: Vec<u32>,
    pub(super) by_name: Vec<u32>,
    pub(super) others: Vec<u32>,
}

/// The last contact other than mail, up to a day, with everyone who has any.
#[derive(Debug)]
pub(super) struct LastBesideMail {
    pub(super) day: Day,
    pub(super) of: HashMap<PersonId, LastContact, FixedState>,
}

/// A note, as it is sought.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) person: PersonId,
    /// Its number among what there is of the person.
    pub(super) item: u64,
    pub(super) at: i64,
    pub(super) folded: Box<str>,
}

/// Who may be the same.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Two that may be the same, by their numbers, and why.
    pub(super) all: BTreeMap<(u32, u32), Vec<CommonTrait>>,
    pub(super) moves: Vec<Moved>,
    /// Those pairs of `all` that no move joins, those with the most messages first.
    pub(super) order: Vec<(u32, u32)>,
}

/// A company that may have moved, by the numbers of its domains and of those who would be joined.
#[derive(Debug)]
pub(super) struct Moved {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) people: Vec<(u32, u32)>,
}

impl Cache {
    /// People, or what is known of them, changed.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The times of contact with people changed.
    pub(super) fn forget_contact(&mut self) {
        self.orders.take();
        self.companies.take();
        self.beside_mail.take();
    }
}
