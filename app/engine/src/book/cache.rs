//! What views keep from one question to the next. All of it follows from the rest of the book, and is thrown away when
//! that changes.

use crate::api::{CompanyId, CompanyRow, Likeness, PersonId};
use kith_domain::search;
use std::collections::{BTreeMap, HashMap};

/// What was worked out for a view, as long as it holds.
#[derive(Debug, Default)]
pub(super) struct Cache {
    /// The people in either order, and those who are kept apart; emptied when they are out of date.
    pub(super) by_last_contact: Vec<u32>,
    pub(super) by_name: Vec<u32>,
    pub(super) others: Vec<u32>,
    /// The companies by last contact, each with what is sought in; `None` when they are out of date.
    pub(super) companies: Option<Vec<(CompanyRow, Box<str>, search::Letters)>>,
    /// Every note, the latest first; `None` when they are out of date, or nobody asked.
    pub(super) notes: Option<Vec<Note>>,
    /// The people of each company; `None` when they are out of date, or nobody asked.
    pub(super) members: Option<HashMap<CompanyId, Vec<PersonId>>>,
    /// Who may be the same; `None` when that is out of date, or nobody asked.
    pub(super) pairs: Option<Pairs>,
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
    pub(super) all: BTreeMap<(u32, u32), Vec<Likeness>>,
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
        self.companies = None;
        self.members = None;
        self.notes = None;
        self.pairs = None;
        self.by_last_contact.clear();
        self.by_name.clear();
        self.others.clear();
    }
}
