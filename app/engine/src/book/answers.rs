//! What the page asks of people and their messages.

use super::Book;
use super::people::Person;
use super::rows::{COUNTS, SENT};
use super::subjects::Subjects;
use super::who::{MINE, NONE};
use crate::api::{
    AddressView, Direction, FoundMessage, How, MessageKey, Order, Origin, PeoplePage, PeopleQuery, PersonCard,
    PersonId, PersonRow, Reason, Source, Sourced, TimelineRow,
};
use kith_domain::message::Role;
use kith_domain::search;
use std::cmp::Reverse;
use std::collections::BTreeSet;

impl Book {
    /// A stretch of the list of people.
    pub(crate) fn people(&mut self, query: &PeopleQuery) -> PeoplePage {
        self.sort();
        let order = match query.order {
            Order::LastContact => &self.derived.by_last_contact,
            Order::Name => &self.derived.by_name,
        };
        let words = search::fold(&query.filter);
        let mut page = PeoplePage { all: self.people_count(), offset: query.offset, ..PeoplePage::default() };
        for person in order.iter().filter_map(|&number| self.derived.person(number)) {
            if !words.is_empty() && !search::matches(&person.haystack, &words) {
                continue;
            }
            if page.matching >= query.offset && page.rows.len() < query.limit as usize {
                page.rows.push(self.row_of(person));
            }
            page.matching += 1;
        }
        page
    }

    /// One person, whole.
    pub(crate) fn person(&self, id: PersonId) -> Option<PersonCard> {
        let person = self.derived.person(*self.derived.by_id.get(&id)?)?;
        let row = self.row_of(person);
        let names = person.figures.names(|name| self.who.name_text(name));
        Some(PersonCard {
            names: names.into_iter().map(|(name, count)| (self.who.name_text(name).to_owned(), count)).collect(),
            addresses: vec![AddressView {
                address: row.address.clone(),
                messages: row.messages,
                last: row.last_contact,
                how: How::First,
                untracked: None,
            }],
            sent: person.figures.sent,
            received: person.figures.received,
            first_contact: Some(person.figures.first),
            name_source: Source::Nowhere,
            given: Sourced::default(),
            family: Sourced::default(),
            birthday: Sourced::default(),
            role: Sourced::default(),
            company_source: Source::Nowhere,
            custom: Vec::new(),
            items: Vec::new(),
            suggestions: Vec::new(),
            row,
        })
    }

    /// A stretch of a person's messages, newest first, and how many there are.
    pub(crate) fn timeline(&self, id: PersonId, offset: u32, limit: u32) -> Option<(u32, Vec<TimelineRow>)> {
        let address = self.derived.person(*self.derived.by_id.get(&id)?)?.address;
        let linked = self.rows.naming(address, &self.who).filter(|&row| {
            let message = self.rows.message(row);
            let by = |party: super::Party| party.address == address && message.links(party.role);
            self.rows.is(row, COUNTS) && self.parties_of(row).any(by)
        });
        let mut linked: Vec<_> = linked.map(|row| (self.newest_first(row), row)).collect();
        linked.sort_unstable();
        let all = u32::try_from(linked.len()).unwrap_or(u32::MAX);
        let stretch = linked.into_iter().skip(offset as usize).take(limit as usize);
        let rows = stretch.map(|(_, row)| TimelineRow {
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            direction: self.direction(row),
            subject: self.subjects.text(self.rows.subject(row)),
            others: self.others(row, address),
        });
        Some((all, rows.collect()))
    }

    /// The messages between me and people whose subject holds every word, in whatever order (a word may be the
    /// beginning of one there), newest first, at most so many; and how many there are. What stands before the subject
    /// in answers is passed over.
    pub(crate) fn find(&self, words: &str, limit: u32) -> (u32, Vec<FoundMessage>) {
        let subjects = self.subjects.find(&search::fold(words));
        let is_between = |row| {
            Subjects::is_in(&subjects, self.rows.subject(row)) && self.rows.is(row, COUNTS) && self.is_between_us(row)
        };
        let mut found: Vec<_> =
            (0..self.rows.len()).filter(|&row| is_between(row)).map(|row| (self.newest_first(row), row)).collect();
        let all = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let limit = limit as usize;
        if limit < found.len() {
            found.select_nth_unstable(limit);
            found.truncate(limit);
        }
        found.sort_unstable();
        let rows = found.into_iter().map(|(_, row)| FoundMessage {
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            direction: self.direction(row),
            subject: self.subjects.text(self.rows.subject(row)),
            people: self.people_of(row).map(|person| (person.id, person.name(&self.who).to_owned())).collect(),
        });
        (all, rows.collect())
    }

    fn is_between_us(&self, row: u32) -> bool {
        let message = self.rows.message(row);
        let with = |party: super::Party| message.links(party.role) && self.who.known(party.address).person != NONE;
        self.parties_of(row).any(with)
    }

    /// Those with whom a message is one between me and them, each once.
    fn people_of(&self, row: u32) -> impl Iterator<Item = &Person> {
        let message = self.rows.message(row);
        let mut seen = Vec::new();
        let linked = self.parties_of(row).filter(move |party| {
            message.links(party.role) && !seen.contains(&party.address) && {
                seen.push(party.address);
                true
            }
        });
        linked.filter_map(|party| self.derived.person(self.who.known(party.address).person))
    }

    /// Among those of the same second my answer comes after what it answers, as in [`kith_domain::person`].
    fn newest_first(&self, row: u32) -> Reverse<(i64, bool, u64)> {
        Reverse((self.rows.date(row), self.rows.is(row, SENT), self.rows.key(row)))
    }

    fn direction(&self, row: u32) -> Direction {
        if self.rows.is(row, SENT) { Direction::Sent } else { Direction::Received }
    }

    fn row_of(&self, person: &Person) -> PersonRow {
        let figures = &person.figures;
        PersonRow {
            id: person.id,
            name: person.name(&self.who).to_owned(),
            address: self.who.address_text(person.address).to_owned(),
            last_contact: Some(figures.last),
            reason: Reason::Origin(Origin::WroteTo),
            company: None,
            tags: Vec::new(),
            last_direction: if figures.last_sent { Direction::Sent } else { Direction::Received },
            messages: figures.sent + figures.received,
        }
    }

    /// Who took part beside me and that address.
    fn others(&self, row: u32, beside: u32) -> Vec<String> {
        let mut seen = BTreeSet::from([beside]);
        let others = self.parties_of(row).filter(|party| {
            matches!(party.role, Role::From | Role::To | Role::Cc | Role::Bcc)
                && !self.who.is(party.address, MINE)
                && seen.insert(party.address)
        });
        let shown = others.map(|party| match self.derived.person(self.who.known(party.address).person) {
            Some(person) => person.name(&self.who),
            None if party.name != NONE => self.who.name_text(party.name),
            None => self.who.address_text(party.address),
        });
        shown.map(str::to_owned).collect()
    }

    fn sort(&mut self) {
        if !self.derived.by_last_contact.is_empty() {
            return;
        }
        let mut people: Vec<(&Person, u32)> =
            self.derived.by_id.values().filter_map(|&number| Some((self.derived.person(number)?, number))).collect();
        people.sort_unstable_by_key(|(person, _)| (Reverse(person.figures.last), person.name_folded(), person.id));
        let by_last_contact = people.iter().map(|(_, number)| *number).collect();
        people.sort_unstable_by_key(|(person, _)| (person.name_folded(), Reverse(person.figures.last), person.id));
        let by_name = people.into_iter().map(|(_, number)| number).collect();
        (self.derived.by_last_contact, self.derived.by_name) = (by_last_contact, by_name);
    }
}
