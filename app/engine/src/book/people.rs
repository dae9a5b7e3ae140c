//! The people that follow from the facts.

use super::Book;
use super::rows::{COUNTS, IN_SENT, SENT};
use super::who::{MINE, NOBODY, NONE, SEEN, TOUCHED, Who};
use crate::api::PersonId;
use foldhash::fast::FixedState;
use kith_domain::message::Role;
use kith_domain::person::Figures;
use kith_domain::{own, search};
use std::collections::HashMap;

/// What is derived from the facts, and what of it is out of date.
#[derive(Debug, Default)]
pub(super) struct Derived {
    people: Vec<Option<Box<Person>>>,
    /// Numbers in `people` that are free.
    free: Vec<u32>,
    /// The number in `people` of each.
    pub(super) by_id: HashMap<PersonId, u32, FixedState>,
    mine: Vec<u32>,
    own_changed: bool,
    /// So many rows are settled: what they say is in the people's figures.
    settled: u32,
    /// Addresses whose people have to be worked out from all their messages.
    touched: Vec<u32>,
    /// The people in either order; emptied when it is out of date.
    pub(super) by_last_contact: Vec<u32>,
    pub(super) by_name: Vec<u32>,
}

/// A person, as kept in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) address: u32,
    pub(super) figures: Figures<u32>,
    /// The name to show; [`NONE`]: the address.
    name: u32,
    /// Name, further names and address, folded, for the filter; at its beginning the name to show.
    pub(super) haystack: Box<str>,
    name_length: u32,
    /// How many names are in the haystack.
    names: u32,
}

/// A place in which a message names someone who can be a person.
#[derive(Clone, Copy)]
struct Naming {
    address: u32,
    role: Role,
    name: Option<u32>,
}

impl Derived {
    pub(super) fn own_changed(&mut self) {
        self.own_changed = true;
    }

    pub(super) fn person(&self, number: u32) -> Option<&Person> {
        self.people.get(number as usize)?.as_deref()
    }

    fn person_mut(&mut self, number: u32) -> Option<&mut Person> {
        self.people.get_mut(number as usize)?.as_deref_mut()
    }

    fn insert(&mut self, person: Person) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.people.push(None);
            u32::try_from(self.people.len() - 1).unwrap_or(NONE)
        });
        self.by_id.insert(person.id, number);
        if let Some(slot) = self.people.get_mut(number as usize) {
            *slot = Some(Box::new(person));
        }
        number
    }

    fn remove(&mut self, number: u32) {
        if let Some(person) = self.people.get_mut(number as usize).and_then(Option::take) {
            self.by_id.remove(&person.id);
            self.free.push(number);
        }
    }
}

impl Person {
    fn new(address: u32, figures: Figures<u32>, who: &Who) -> Self {
        let id = PersonId::of(who.address_text(address));
        let mut person =
            Self { id, address, figures, name: NONE, haystack: "".into(), name_length: 0, names: u32::MAX };
        person.refresh(who);
        person
    }

    /// The name to show: the address if no name is known.
    pub(super) fn name<'a>(&self, who: &'a Who) -> &'a str {
        if self.name == NONE { who.address_text(self.address) } else { who.name_text(self.name) }
    }

    /// Its folded form.
    pub(super) fn name_folded(&self) -> &str {
        self.haystack.get(..self.name_length as usize).unwrap_or_default()
    }

    /// Brings the texts up to date with the figures.
    fn refresh(&mut self, who: &Who) {
        let name = self.figures.name(|name| who.name_text(name)).unwrap_or(NONE);
        let names = u32::try_from(self.figures.name_count()).unwrap_or(u32::MAX);
        if (name, names) == (self.name, self.names) {
            return;
        }
        (self.name, self.names) = (name, names);
        let mut haystack = search::fold(self.name(who));
        self.name_length = u32::try_from(haystack.len()).unwrap_or(u32::MAX);
        for (further, _) in self.figures.names(|name| who.name_text(name)).into_iter().skip(1) {
            haystack.push(' ');
            haystack.push_str(&search::fold(who.name_text(further)));
        }
        haystack.push(' ');
        haystack.push_str(&search::fold(who.address_text(self.address)));
        self.haystack = haystack.into();
    }
}

impl Book {
    /// Brings the people up to date with the facts. Gives whether anything about them changed.
    pub(crate) fn settle(&mut self) -> bool {
        if std::mem::take(&mut self.derived.own_changed) {
            self.settle_own();
        }
        let new = self.derived.settled..self.rows.len();
        for row in new.clone() {
            self.settle_sent(row);
        }
        let mut changed = false;
        let mut namings = Vec::new();
        for row in new.clone() {
            changed |= self.fold_in(row, &mut namings);
        }
        self.derived.settled = new.end;
        for address in std::mem::take(&mut self.derived.touched) {
            self.who.unmark(address, TOUCHED);
            changed |= self.derive(address);
        }
        if changed {
            self.derived.by_last_contact.clear();
            self.derived.by_name.clear();
        }
        changed
    }

    /// How many people there are.
    pub(crate) fn people_count(&self) -> u32 {
        u32::try_from(self.derived.by_id.len()).unwrap_or(u32::MAX)
    }

    /// Has the person of an address worked out anew.
    pub(super) fn touch(&mut self, address: u32) {
        if !self.who.is(address, TOUCHED) {
            self.who.mark(address, TOUCHED);
            self.derived.touched.push(address);
        }
    }

    /// Has everybody worked out anew whom a message names that says something else now. Those that are not settled
    /// yet will be.
    pub(super) fn touch_row(&mut self, row: u32) {
        if row < self.derived.settled {
            self.settle_sent(row);
            for party in self.parties_of(row).collect::<Vec<_>>() {
                self.touch(party.address);
            }
        }
    }

    /// The same after a copy named more people.
    pub(super) fn touch_row_for(&mut self, row: u32, added: &[u32]) {
        if row >= self.derived.settled {
            return;
        }
        if self.settle_sent(row) {
            return self.touch_row(row);
        }
        for party in added.iter().filter_map(|&party| self.who.get(party)).collect::<Vec<_>>() {
            self.touch(party.address);
        }
    }

    /// Notes whether I wrote a message: it lies in a Sent folder, or it is from an address of mine. Gives whether that
    /// is new.
    fn settle_sent(&mut self, row: u32) -> bool {
        let mine = |party: &super::Party| party.role == Role::From && self.who.is(party.address, MINE);
        let sent = self.rows.is(row, IN_SENT) || self.parties_of(row).any(|party| mine(&party));
        let before = self.rows.is(row, SENT);
        if sent {
            self.rows.mark(row, SENT)
        } else {
            self.rows.unmark(row, SENT)
        }
        sent != before
    }

    fn settle_own(&mut self) {
        let counts = self.sent_from.values();
        let aliases = counts.flat_map(|counts| own::aliases(counts.iter().map(|(&address, &count)| (address, count))));
        let mut mine: Vec<u32> = self.own_of_accounts.iter().copied().chain(aliases).collect();
        mine.sort_unstable();
        mine.dedup();
        let before = std::mem::replace(&mut self.derived.mine, mine.clone());
        for &address in before.iter().filter(|address| !mine.contains(address)) {
            self.who.unmark(address, MINE);
            self.own_anew(address);
        }
        for &address in mine.iter().filter(|address| !before.contains(address)) {
            self.who.mark(address, MINE);
            self.own_anew(address);
        }
    }

    /// After an address became mine, or no longer is: who wrote what may be another now.
    fn own_anew(&mut self, address: u32) {
        self.touch(address);
        let settled = self.derived.settled;
        let rows: Vec<u32> = self.rows.naming(address, &self.who).filter(|&row| row < settled).collect();
        for row in rows {
            if self.settle_sent(row) {
                self.touch_row(row);
            }
        }
    }

    /// Adds a new message to the figures of everybody whom it names.
    fn fold_in(&mut self, row: u32, namings: &mut Vec<Naming>) -> bool {
        if !self.rows.is(row, COUNTS) {
            return false;
        }
        namings.clear();
        let others = self.parties_of(row).filter(|party| !self.who.is(party.address, MINE | NOBODY | TOUCHED));
        namings.extend(others.map(|party| Naming {
            address: party.address,
            role: party.role,
            name: Some(party.name).filter(|&name| name != NONE),
        }));
        // Those of an address stand together then, in their order.
        namings.sort_by_key(|naming| naming.address);
        let message = self.rows.message(row);
        let mut changed = false;
        for places in namings.chunk_by(|a, b| a.address == b.address) {
            let Some(address) = places.first().map(|naming| naming.address) else { continue };
            let known = self.who.known(address);
            let each = places.iter().map(|naming| (naming.role, naming.name));
            if let Some(person) = self.derived.person_mut(known.person) {
                person.figures.add(message, each);
                person.refresh(&self.who);
                changed = true;
            } else if !places.iter().any(|naming| message.links(naming.role)) {
                self.who.mark(address, SEEN);
            } else if known.marks & SEEN != 0 {
                self.touch(address);
            } else {
                let mut figures = Figures::default();
                figures.add(message, each);
                let person = self.derived.insert(Person::new(address, figures, &self.who));
                self.who.set_person(address, person);
                changed = true;
            }
        }
        changed
    }

    /// Works out from all its messages who an address is. Gives whether it is somebody else now.
    fn derive(&mut self, address: u32) -> bool {
        let mut figures = Figures::default();
        if !self.who.is(address, MINE | NOBODY) {
            let rows = self.rows.naming(address, &self.who).filter(|&row| self.rows.is(row, COUNTS));
            for row in rows {
                let places = self.parties_of(row).filter(|party| party.address == address);
                let places = places.map(|party| (party.role, Some(party.name).filter(|&name| name != NONE)));
                let places: Vec<_> = places.collect();
                figures.add(self.rows.message(row), places.iter().copied());
            }
        }
        let before = self.who.known(address).person;
        if !figures.is_known() {
            self.derived.remove(before);
            self.who.set_person(address, NONE);
            self.who.mark(address, SEEN);
            return before != NONE;
        }
        let person = Person::new(address, figures, &self.who);
        match self.derived.person_mut(before) {
            Some(slot) => {
                let changed = *slot != person;
                *slot = person;
                changed
            }
            None => {
                let number = self.derived.insert(person);
                self.who.set_person(address, number);
                true
            }
        }
    }

    /// Works out everybody from all messages, as if nothing were known.
    #[cfg(test)]
    pub(super) fn settle_afresh(&mut self) {
        self.settle();
        for row in 0..self.rows.len() {
            self.touch_row(row);
        }
        self.settle();
    }
}
