//! Who of the people in a file is known, and what would become of each.

use super::names::Names;
use super::rows::FileRow;

use crate::api::{
    ImportChoices, ImportCounts, ImportRow, ImportWhom, LeftOutReason, PersonId, RowChoice, RowFate, RowKind,
};
use crate::book::Book;
use kith_domain::address::Address;
use kith_domain::contact::Contact;
use kith_domain::contact_changes::{Decider, FieldChange, changes, complete};
use kith_domain::contact_fields::is_same;
use kith_domain::decision::CardField;
use kith_domain::matching::{Known, Match, MatchReason};
use std::collections::HashSet;

/// So many are looked at at once.
const AT_ONCE: usize = 100;

/// So many who are known are prepared for being looked for at once.
const INDEXED_AT_ONCE: u32 = 200;

/// Finds out who of the people in a file is known.
#[derive(Debug)]
pub(crate) struct Matching {
    rows: Vec<FileRow>,
    known: Known,
    /// Up to where the people who are known are prepared. `None`: to the end.
    indexed: Option<u32>,
    matched: Vec<Who>,
    /// Who those would be who are not known.
    taken: HashSet<PersonId>,
}

/// The people of a file, each with who they are.
#[derive(Debug)]
pub(crate) struct Matched {
    pub(crate) rows: Vec<FileRow>,
    who: Vec<Who>,
}

/// Who someone in a file is.
#[derive(Clone, Debug)]
enum Who {
    /// No one who is known: who they would be.
    New(PersonId),
    /// `why`: `None` where it is the same card.
    Known {
        person: PersonId,
        why: Option<MatchReason>,
        says_more: bool,
    },
    Unclear {
        people: Vec<(PersonId, MatchReason)>,
        new: PersonId,
    },
    User,
}

/// What becomes of someone in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    New(PersonId),
    Completed(PersonId),
    Unclear,
    Same(PersonId),
    LeftOut(LeftOutReason),
}

impl Matching {
    pub(crate) fn new(rows: Vec<FileRow>) -> Self {
        Self { rows, known: Known::default(), indexed: Some(0), matched: Vec::new(), taken: HashSet::new() }
    }

    /// How many were looked at, of how many.
    pub(crate) fn progress(&self) -> (usize, usize) {
        (self.matched.len(), self.rows.len())
    }

    /// Looks at some. Gives whether there are more.
    pub(crate) fn step(&mut self, book: &Book) -> bool {
        if let Some(from) = self.indexed {
            self.indexed = book.index(&mut self.known, from, INDEXED_AT_ONCE);
            return true;
        }
        let names = Names::of(book);
        let from = self.matched.len();
        for row in self.rows.iter().skip(from).take(AT_ONCE) {
            let who = who(row, &self.known, &self.taken, book, &names);
            if let Who::New(new) | Who::Unclear { new, .. } = &who {
                self.taken.insert(*new);
            }
            self.matched.push(who);
        }
        self.matched.len() < self.rows.len()
    }

    pub(crate) fn finish(self) -> Matched {
        Matched { rows: self.rows, who: self.matched }
    }
}

fn who(row: &FileRow, known: &Known, taken: &HashSet<PersonId>, book: &Book, names: &Names<'_>) -> Who {
    let contact = &row.contact;
    let mut addresses = addresses(contact).peekable();
    if addresses.peek().is_some() && addresses.all(|address| book.is_own(&address)) {
        return Who::User;
    }
    let new = new_id(contact, taken, book);
    let same_card = || book.came_from_elsewhere(new).then_some((new, None));
    let found = match known.who_is(contact) {
        Match::One(person, why) => Some((person, Some(why))),
        Match::None => same_card(),
        Match::Unclear(people) => match same_card() {
            None => return Who::Unclear { people, new },
            same => same,
        },
    };
    let Some((person, why)) = found else { return Who::New(new) };
    let says_more = book.local_contact(person).is_some_and(|local| {
        let wanted = complete(&local.contact, &local.by_mail.fields, contact);
        let is_new_photo = row.photo.is_some() && book.photo_of(person).is_none();
        is_new_photo || !Decider::new(names, 0, 0).decisions(&local, &wanted).is_empty()
    });
    Who::Known { person, why, says_more }
}

/// Who someone is who is not known: by the first of their addresses that is no one's, or else by their card.
pub(crate) fn new_id(contact: &Contact, taken: &HashSet<PersonId>, book: &Book) -> PersonId {
    // The number that follows from an address may be that of someone who had it before. The same card has the same name.
    let is_free = |id: &PersonId| {
        let known = book.called(*id);
        !taken.contains(id) && known.is_none_or(|name| is_same(&CardField::Name, &name, &contact.name))
    };
    let free = addresses(contact).filter(|address| book.owner(address).is_none());
    let mut ids = free.map(|address| PersonId::of(address.as_str()));
    ids.find(is_free).unwrap_or_else(|| PersonId::of_card(contact))
}

fn addresses(contact: &Contact) -> impl Iterator<Item = Address> {
    contact.emails.iter().filter_map(|email| Address::parse(&email.value))
}

impl Matched {
    /// What becomes of each.
    pub(crate) fn fates(&self, choices: &ImportChoices, book: &Book) -> Vec<Fate> {
        (0..).zip(&self.who).map(|(at, who)| fate(at, who, choices, book)).collect()
    }

    /// The only one of whom cannot be told whether someone is them, where that is for the name alone.
    pub(crate) fn only_namesake(&self, at: usize) -> Option<PersonId> {
        match self.who.get(at) {
            Some(Who::Unclear { people, .. }) => match people.as_slice() {
                [(person, MatchReason::NameAlone)] => Some(*person),
                _ => None,
            },
            _ => None,
        }
    }

    /// How many there are of each kind, those that cannot be read left out.
    pub(crate) fn counts(fates: &[Fate]) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for fate in fates {
            let count = match fate.kind() {
                RowKind::New => &mut counts.new,
                RowKind::Completed => &mut counts.completed,
                RowKind::Unclear => &mut counts.unclear,
                RowKind::Same => &mut counts.same,
                RowKind::LeftOut => &mut counts.left_out,
                RowKind::Bad => &mut counts.bad,
            };
            *count += 1;
        }
        counts
    }

    /// One of them as it is shown.
    pub(crate) fn shown(&self, at: usize, fate: Fate, book: &Book) -> Option<ImportRow> {
        let (row, who) = (self.rows.get(at)?, self.who.get(at)?);
        let first = |all: &[kith_domain::contact::Labelled]| all.first().map(|it| it.value.clone());
        let contact = &row.contact;
        let why = match who {
            Who::Known { why, .. } => why.clone(),
            _ => None,
        };
        let known_as = |person| book.called(person).unwrap_or_default();
        Some(ImportRow {
            row: u32::try_from(at).ok()?,
            lines: row.lines.clone(),
            name: contact.name.clone(),
            detail: first(&contact.emails).or_else(|| first(&contact.phones)).unwrap_or_default(),
            phone: None,
            fate: match fate {
                Fate::New(_) => RowFate::New(changes(&Contact::default(), contact)),
                Fate::Completed(person) => RowFate::Completed {
                    person,
                    known_as: known_as(person),
                    why,
                    changes: changes_of(person, contact, book),
                },
                Fate::Same(person) => RowFate::Same { person, known_as: known_as(person), why },
                Fate::LeftOut(reason) => RowFate::LeftOut(reason),
                Fate::Unclear => {
                    let Who::Unclear { people, .. } = who else { return None };
                    let named = book.distinct_names(people.iter().map(|(person, _)| *person)).into_iter();
                    let why =
                        |id: PersonId| people.iter().find(|(person, _)| *person == id).map(|(_, why)| why.clone());
                    RowFate::Unclear(named.filter_map(|(id, name)| Some((id, name, why(id)?))).collect())
                }
            },
        })
    }
}

fn changes_of(person: PersonId, contact: &Contact, book: &Book) -> Vec<FieldChange> {
    let Some(local) = book.local_contact(person) else { return Vec::new() };
    changes(&local.contact, &complete(&local.contact, &local.by_mail.fields, contact))
}

fn fate(at: u32, who: &Who, choices: &ImportChoices, book: &Book) -> Fate {
    let known = |person: PersonId, says_more: bool| match choices.whom {
        ImportWhom::New => Fate::LeftOut(LeftOutReason::Known),
        ImportWhom::All | ImportWhom::Known if says_more || book.lacks(person, &choices.tag, choices.bucket) => {
            Fate::Completed(person)
        }
        ImportWhom::All | ImportWhom::Known => Fate::Same(person),
    };
    let new = |person: PersonId| match choices.whom {
        ImportWhom::Known => Fate::LeftOut(LeftOutReason::Unknown),
        ImportWhom::All | ImportWhom::New => Fate::New(person),
    };
    match (who, choices.rows.get(&at)) {
        (Who::User, _) => Fate::LeftOut(LeftOutReason::You),
        (_, Some(RowChoice::Skip)) => Fate::LeftOut(LeftOutReason::Skipped),
        // Of a file of a phone the user may say it of anyone.
        (Who::New(_) | Who::Known { .. }, Some(RowChoice::Person(person))) if book.is_there(*person) => {
            known(*person, true)
        }
        (Who::Unclear { .. }, Some(RowChoice::Person(person))) if book.is_there(*person) => known(*person, true),
        (Who::Unclear { new: id, .. }, Some(RowChoice::New)) => new(*id),
        (Who::Unclear { .. }, _) => Fate::Unclear,
        (Who::Known { person, says_more, .. }, _) => known(*person, *says_more),
        (Who::New(person), _) => new(*person),
    }
}

impl Fate {
    pub(crate) const fn kind(self) -> RowKind {
        match self {
            Self::New(_) => RowKind::New,
            Self::Completed(_) => RowKind::Completed,
            Self::Unclear => RowKind::Unclear,
            Self::Same(_) => RowKind::Same,
            Self::LeftOut(_) => RowKind::LeftOut,
        }
    }
}
