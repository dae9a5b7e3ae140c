//! The people that follow from the facts.

use super::{Book, Party, Row};
use crate::api::{
    AddressView, Direction, MessageKey, Order, PeoplePage, PeopleQuery, PersonCard, PersonId, PersonRow, TimelineRow,
};
use crate::book::Position;
use kith_domain::address::Address;
use kith_domain::message::Role;
use kith_domain::person::{self, Appearance};
use kith_domain::{noise, own, search};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is derived from the facts, and what of it is out of date.
#[derive(Debug, Default)]
pub(super) struct Derived {
    own: Vec<Address>,
    own_numbers: HashSet<u32>,
    /// Addresses of mailing lists, and of robots.
    nobody: HashSet<u32>,
    /// By address; an address that is nobody's holds `None`.
    people: Vec<Option<Person>>,
    by_id: HashMap<PersonId, u32>,
    /// Addresses whose messages changed.
    touched: BTreeSet<u32>,
    new_addresses: Vec<u32>,
    new_lists: Vec<String>,
    /// The addresses of people, in either order; emptied when it is out of date.
    by_last_contact: Vec<u32>,
    by_name: Vec<u32>,
}

/// A person, as kept in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    id: PersonId,
    name: String,
    sent: u32,
    received: u32,
    first: i64,
    last: i64,
    last_sent: bool,
    /// Name, further names and address, folded, for the filter.
    haystack: String,
    name_folded: String,
}

impl Derived {
    pub(super) fn touch(&mut self, address: u32) {
        self.touched.insert(address);
    }

    pub(super) fn touch_new(&mut self, address: u32) {
        self.new_addresses.push(address);
    }

    pub(super) fn touch_list(&mut self, list_id: &str) {
        self.new_lists.push(list_id.to_owned());
    }
}

impl Book {
    /// Brings the people up to date with the facts. Gives whether anything about them changed.
    pub(crate) fn settle(&mut self) -> bool {
        self.settle_own();
        self.settle_nobody();
        let touched = std::mem::take(&mut self.derived.touched);
        let mut changed = false;
        self.derived.people.resize_with(self.addresses.len() as usize, || None);
        for number in touched {
            let person = self.derive(number);
            let Some(slot) = self.derived.people.get_mut(number as usize) else { continue };
            if *slot == person {
                continue;
            }
            match (&*slot, &person) {
                (None, Some(new)) => drop(self.derived.by_id.insert(new.id, number)),
                (Some(old), None) => drop(self.derived.by_id.remove(&old.id)),
                _ => {}
            }
            *slot = person;
            changed = true;
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

    /// A stretch of the list of people.
    pub(crate) fn people(&mut self, query: &PeopleQuery) -> PeoplePage {
        self.sort();
        let order = match query.order {
            Order::LastContact => &self.derived.by_last_contact,
            Order::Name => &self.derived.by_name,
        };
        let words = search::fold(&query.filter);
        let mut page = PeoplePage { all: self.people_count(), offset: query.offset, ..PeoplePage::default() };
        for &number in order {
            let Some(person) = self.person_at(number) else { continue };
            if !words.is_empty() && !search::matches(&person.haystack, &words) {
                continue;
            }
            if page.matching >= query.offset && page.rows.len() < query.limit as usize {
                page.rows.extend(self.row_of(number));
            }
            page.matching += 1;
        }
        page
    }

    /// One person, whole.
    pub(crate) fn person(&self, id: PersonId) -> Option<PersonCard> {
        let &number = self.derived.by_id.get(&id)?;
        let row = self.row_of(number)?;
        let person = self.person_at(number)?;
        let names = person::fold(self.appearances(number))?.names;
        Some(PersonCard {
            names: names.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
            addresses: vec![AddressView {
                address: row.address.clone(),
                messages: row.messages,
                last: row.last_contact,
            }],
            sent: person.sent,
            received: person.received,
            first_contact: person.first,
            row,
        })
    }

    /// A stretch of a person's messages, newest first, without their subjects, which are read at the positions; and how
    /// many there are.
    pub(crate) fn timeline(
        &self,
        id: PersonId,
        offset: u32,
        limit: u32,
    ) -> Option<(u32, Vec<(Position, TimelineRow)>)> {
        let &number = self.derived.by_id.get(&id)?;
        let mut linked: Vec<(&Row, u32)> = Vec::new();
        for place in self.appearances(number).filter(Appearance::links) {
            if linked.last().is_none_or(|&(_, last)| last != place.message)
                && let Some(row) = self.rows.get(place.message as usize)
            {
                linked.push((row, place.message));
            }
        }
        // Among those of the same second my answer comes after what it answers, as in `person::fold`.
        linked.sort_by_cached_key(|&(row, message)| std::cmp::Reverse((row.date, self.is_sent(message), row.key)));
        let all = u32::try_from(linked.len()).unwrap_or(u32::MAX);
        let stretch = linked.into_iter().skip(offset as usize).take(limit as usize);
        let rows = stretch.map(|(row, message)| {
            let direction = if self.is_sent(message) { Direction::Sent } else { Direction::Received };
            let others = self.others(message, number);
            let subject = String::new();
            (row.at, TimelineRow { message: MessageKey(row.key), date: row.date, direction, subject, others })
        });
        Some((all, rows.collect()))
    }

    fn settle_own(&mut self) {
        let aliases = self.sent_from.values().flat_map(|sent_from| own::addresses(&[], sent_from));
        let mut own: Vec<Address> = self.own_of_accounts.iter().cloned().chain(aliases).collect();
        own.sort();
        own.dedup();
        if own != self.derived.own {
            // Which mail is mine may be another now, for everybody.
            self.derived.own = own;
            self.derived.touched.extend(0..self.addresses.len());
        }
        self.derived.own_numbers = self.derived.own.iter().filter_map(|own| self.addresses.find(own)).collect();
    }

    fn settle_nobody(&mut self) {
        let derived = &mut self.derived;
        let mut found = Vec::new();
        for list in std::mem::take(&mut derived.new_lists) {
            let all = (0..self.addresses.len()).filter_map(|number| Some((number, self.addresses.get(number)?)));
            found.extend(all.filter(|(_, address)| noise::is_list_address(address, &list)).map(|(number, _)| number));
        }
        for number in std::mem::take(&mut derived.new_addresses) {
            let Some(address) = self.addresses.get(number) else { continue };
            let is_list = || self.list_ids.iter().any(|list| noise::is_list_address(address, list));
            if noise::is_robot(address) || is_list() {
                found.push(number);
            }
        }
        for number in found {
            if derived.nobody.insert(number) {
                derived.touched.insert(number);
            }
        }
    }

    fn derive(&self, number: u32) -> Option<Person> {
        if self.derived.own_numbers.contains(&number) || self.derived.nobody.contains(&number) {
            return None;
        }
        let address = self.addresses.get(number)?;
        let found = person::fold(self.appearances(number))?;
        let name = found.names.first().map_or(address.as_str(), |(name, _)| name);
        let mut text = name.to_owned();
        for (further, _) in found.names.iter().skip(1) {
            text.push(' ');
            text.push_str(further);
        }
        text.push(' ');
        text.push_str(address.as_str());
        Some(Person {
            id: PersonId(person::id(address)),
            name: name.to_owned(),
            sent: found.sent,
            received: found.received,
            first: found.first,
            last: found.last,
            last_sent: found.last_sent,
            haystack: search::fold(&text),
            name_folded: search::fold(name),
        })
    }

    /// Every place that names an address, message by message.
    fn appearances(&self, number: u32) -> impl Iterator<Item = Appearance<'_>> {
        let rows = self.named_in.get(number as usize).into_iter().flatten();
        rows.flat_map(move |&message| {
            let sent = self.is_sent(message);
            let row = self.rows.get(message as usize);
            let (date, noise) = row.map_or((0, None), |row| (row.date, row.noise));
            let places = self.parties_of(message).iter().filter(move |party| party.address == number);
            places.map(move |party| {
                let name = party.name.and_then(|name| self.names.get(name)).map(|name| &**name);
                Appearance { message, date, sent, noise, role: party.role, name }
            })
        })
    }

    /// Whether I wrote it: it lies in a Sent folder, or it is from an address of mine.
    fn is_sent(&self, message: u32) -> bool {
        let mine = |party: &Party| party.role == Role::From && self.derived.own_numbers.contains(&party.address);
        self.rows.get(message as usize).is_some_and(|row| row.in_sent) || self.parties_of(message).iter().any(mine)
    }

    fn person_at(&self, number: u32) -> Option<&Person> {
        self.derived.people.get(number as usize)?.as_ref()
    }

    fn row_of(&self, number: u32) -> Option<PersonRow> {
        let person = self.person_at(number)?;
        Some(PersonRow {
            id: person.id,
            name: person.name.clone(),
            address: self.addresses.get(number)?.as_str().to_owned(),
            last_contact: person.last,
            last_direction: if person.last_sent { Direction::Sent } else { Direction::Received },
            messages: person.sent + person.received,
        })
    }

    /// Who took part beside me and that address.
    fn others(&self, message: u32, beside: u32) -> Vec<String> {
        let mut seen = BTreeSet::from([beside]);
        let parties = self.parties_of(message).iter();
        let others = parties.filter(|party| {
            matches!(party.role, Role::From | Role::To | Role::Cc | Role::Bcc)
                && !self.derived.own_numbers.contains(&party.address)
                && seen.insert(party.address)
        });
        others
            .filter_map(|party| {
                let name = party.name.and_then(|name| self.names.get(name)).map(|name| &**name);
                let known = self.person_at(party.address).map(|person| person.name.as_str());
                Some(known.or(name).or(self.addresses.get(party.address).map(Address::as_str))?.to_owned())
            })
            .collect()
    }

    fn sort(&mut self) {
        if !self.derived.by_last_contact.is_empty() {
            return;
        }
        let mut numbers: Vec<u32> = self.derived.by_id.values().copied().collect();
        let key = |number: &u32| self.person_at(*number).map(|p| (std::cmp::Reverse(p.last), &p.name_folded, p.id));
        numbers.sort_by(|a, b| key(a).cmp(&key(b)));
        let by_last_contact = numbers.clone();
        let key = |number: &u32| self.person_at(*number).map(|p| (&p.name_folded, std::cmp::Reverse(p.last), p.id));
        numbers.sort_by(|a, b| key(a).cmp(&key(b)));
        self.derived.by_name = numbers;
        self.derived.by_last_contact = by_last_contact;
    }
}
