//! Conversations, message by message.

use crate::api::{Direction, FoundMessage, MessageKey, PersonId, TimelineRow, Whose};
use crate::book::derive::people::{Listing, Person};
use crate::book::facts::correspondents::{Mention, NONE, OWN};
use crate::book::facts::rows::SENT;
use crate::book::facts::subjects::Subjects;
use crate::book::{Book, Folder};
use kith_domain::message::ParticipantRole;
use kith_domain::person::Message;
use kith_domain::search;
use kith_domain::small_sort::CollectTree;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

impl Book {
    /// Those whose messages are asked for. `None`: there is no one.
    pub(crate) fn whose(&self, of: Whose) -> Option<Vec<PersonId>> {
        match of {
            Whose::Person(id) => {
                let id = self.journal.state().one(id);
                self.derived.by_id.contains_key(&id).then(|| vec![id])
            }
            Whose::Company(id) => Some(self.people_at(id)).filter(|people| !people.is_empty()),
        }
    }

    /// The addresses of people, each once.
    pub(crate) fn addresses_of_all(&self, people: &[PersonId]) -> Vec<String> {
        let people = people.iter().filter_map(|id| self.derived.of(*id));
        let addresses = people.flat_map(|person| &person.addresses);
        addresses.map(|&address| self.correspondents.address_text(address).to_owned()).collect()
    }

    /// The addresses that became someone's because the user said so.
    pub(crate) fn addresses_given(&self) -> BTreeSet<String> {
        let decided = self.journal.state();
        let said = decided.homes.keys().map(|address| address.as_str().to_owned());
        let merged = decided.stayed().filter_map(|id| self.derived.of(id)).flat_map(|person| {
            let theirs = person.addresses.iter().map(|&address| self.correspondents.address_text(address));
            theirs.filter(|address| PersonId::of(address) != person.id)
        });
        said.chain(merged.map(str::to_owned)).collect()
    }

    /// A part of the messages between the user and people, newest first, and how many there are. `words`: as in
    /// [`Book::find`]; without any, every message.
    pub(crate) fn timeline(&self, of: &[PersonId], words: &str, offset: u32, limit: u32) -> (u32, Vec<TimelineRow>) {
        let linked = self.linked_rows(of);
        let words = search::fold(words);
        let subjects = (!words.is_empty()).then(|| self.subjects.find(&words));
        let is_sought =
            |row: &u32| subjects.as_ref().is_none_or(|subjects| Subjects::is_in(subjects, self.rows.subject(*row)));
        self.stretch(of, linked.into_iter().filter(is_sought).collect(), offset as usize, limit as usize)
    }

    /// The newest of the messages between the user and people that lie at one of these places, and how many there are.
    pub(crate) fn timeline_at(
        &self,
        of: &[PersonId],
        is_there: &dyn Fn(&Folder, u32) -> bool,
        limit: usize,
    ) -> (u32, Vec<TimelineRow>) {
        let mut rows = self.linked_rows(of);
        rows.retain(|&row| {
            let mut places =
                self.rows.places(row).filter_map(|place| Some((self.folders.get(place.folder)?, place.uid)));
            places.any(|(folder, uid)| is_there(folder, uid))
        });
        self.stretch(of, rows, 0, limit)
    }

    fn stretch(&self, of: &[PersonId], rows: Vec<u32>, offset: usize, limit: usize) -> (u32, Vec<TimelineRow>) {
        let linked = self.in_time_order(rows);
        let all = u32::try_from(linked.len()).unwrap_or(u32::MAX);
        let stretch = linked.into_iter().skip(offset).take(limit).map(|row| (row, 0));
        (all, self.timeline_rows(of, stretch))
    }

    /// The newest first.
    pub(super) fn in_time_order(&self, rows: Vec<u32>) -> Vec<u32> {
        let mut rows: Vec<_> = rows.into_iter().map(|row| (self.newest_first(row), row)).collect();
        rows.sort_unstable();
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Messages between the user and people, each with how many are folded below it.
    pub(super) fn timeline_rows(&self, of: &[PersonId], rows: impl Iterator<Item = (u32, u32)>) -> Vec<TimelineRow> {
        // Of several, as at a company, it is said who of them took part.
        let alone = if let [id] = of { self.derived.of(*id) } else { None };
        let beside: BTreeSet<u32> = alone.into_iter().flat_map(|person| person.addresses.iter().copied()).collect_set();
        let rows = rows.map(|(row, folded)| TimelineRow {
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            direction: self.direction(row),
            subject: self.subjects.text(self.rows.subject(row)),
            others: self.others(row, &beside),
            undelivered: self.undelivered(row).map(|failed| self.not_reached(failed)),
            folded,
        });
        rows.collect()
    }

    /// The messages between the user and people whose subject holds every word, in whatever order (a word may be the
    /// beginning of one there), newest first, at most so many; and how many there are. What stands before the subject
    /// in answers is passed over.
    pub(crate) fn find(&self, words: &str, limit: u32) -> (u32, Vec<FoundMessage>) {
        let mut found = self.about(words);
        found.retain(|&row| self.is_with_somebody(row));
        let all = u32::try_from(found.len()).unwrap_or(u32::MAX);
        (all, self.newest(found, limit))
    }

    /// The same without counting them: nearly every message may hold a word that is just being typed.
    pub(super) fn find_newest(&self, words: &str, limit: u32) -> Vec<FoundMessage> {
        let mut found = self.about(words);
        // What goes over lists is with no one, nearly always, and there may be much of it: it is passed over before it
        // is put in order.
        found.retain(|&row| self.rows.sort(row).noise.is_none() || self.is_with_somebody(row));
        self.newest(found, limit)
    }

    /// The rows whose subject holds every word and that are not out.
    fn about(&self, words: &str) -> Vec<u32> {
        let subjects = self.subjects.find(&search::fold(words));
        let is_about = |&row: &u32| Subjects::is_in(&subjects, self.rows.subject(row)) && self.rows.is_tracked(row);
        (0..self.rows.len()).filter(is_about).collect()
    }

    /// The newest of those rows that are with someone.
    fn newest(&self, rows: Vec<u32>, limit: u32) -> Vec<FoundMessage> {
        // A heap, since only the first few are wanted.
        let dated: Vec<_> = rows.into_iter().map(|row| Reverse((self.newest_first(row), row))).collect();
        let mut rows = BinaryHeap::from(dated);
        let rows = std::iter::from_fn(|| rows.pop()).map(|Reverse((_, row))| row);
        let rows = rows.filter(|&row| self.is_with_somebody(row)).take(limit as usize);
        rows.map(|row| self.found_message(row)).collect()
    }

    /// A message, in one line.
    pub(super) fn found_message(&self, row: u32) -> FoundMessage {
        let people = self.people_of(row).map(|person| (person.id, person.name(&self.correspondents).to_owned()));
        FoundMessage {
            message: MessageKey(self.rows.key(row)),
            date: self.rows.date(row),
            direction: self.direction(row),
            subject: self.subjects.text(self.rows.subject(row)),
            people: people.collect(),
        }
    }

    /// The rows that are between the user and any of them, each once.
    pub(super) fn linked_rows(&self, of: &[PersonId]) -> Vec<u32> {
        let mut rows = Vec::new();
        let numbers = of.iter().filter_map(|id| self.derived.by_id.get(id).copied());
        for (number, person) in numbers.filter_map(|number| Some((number, self.derived.person(number)?))) {
            let called = self.is_called(number);
            for &address in &person.addresses {
                rows.extend(self.rows.naming(address, &self.correspondents).filter(|&row| {
                    let message = self.rows.message(row);
                    let by = |party: Mention| party.address == address && message.links(party.role, called);
                    self.rows.is_tracked(row) && self.parties_of(row).any(by)
                }));
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Whether there is anyone with whom a message is one between the user and them.
    fn is_with_somebody(&self, row: u32) -> bool {
        let message = self.rows.message(row);
        self.parties_of(row).any(|party| {
            let number = self.correspondents.known(party.address).person;
            let is_person = || self.derived.person(number).is_some_and(|person| person.group == Listing::Person);
            number != NONE
                && is_person()
                && message.links(party.role, message.noise.is_some() && self.is_called(number))
        })
    }

    /// The people with whom a message is one between the user and them, each once.
    pub(super) fn people_of(&self, row: u32) -> impl Iterator<Item = &Person> {
        let mut numbers = Vec::new();
        self.number_people(row, self.rows.message(row), &mut numbers);
        numbers.into_iter().filter_map(|number| self.derived.person(number))
    }

    /// Adds the numbers of the people with whom a message is one between the user and them, each once.
    pub(super) fn number_people(&self, row: u32, message: Message, numbers: &mut Vec<u32>) {
        let first = numbers.len();
        for party in self.parties_of(row) {
            let number = self.correspondents.known(party.address).person;
            let is_known = || numbers.iter().skip(first).any(|known| *known == number);
            let is_person = || self.derived.person(number).is_some_and(|person| person.group == Listing::Person);
            if number != NONE
                && message.links(party.role, message.noise.is_some() && self.is_called(number))
                && !is_known()
                && is_person()
            {
                numbers.push(number);
            }
        }
    }

    /// Among those of the same second the user's answer comes after what it answers, as in [`kith_domain::person`].
    pub(in crate::book) fn newest_first(&self, row: u32) -> Reverse<(i64, bool, u64)> {
        Reverse((self.rows.date(row), self.rows.is(row, SENT), self.rows.key(row)))
    }

    pub(in crate::book) fn direction(&self, row: u32) -> Direction {
        if self.rows.is(row, SENT) { Direction::Sent } else { Direction::Received }
    }

    /// Who took part beside the user and those addresses.
    fn others(&self, row: u32, beside: &BTreeSet<u32>) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let others = self.parties_of(row).filter(|party| {
            matches!(
                party.role,
                ParticipantRole::From | ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc
            ) && !self.correspondents.is(party.address, OWN)
                && !beside.contains(&party.address)
        });
        let others = others.filter(|party| {
            seen.insert(match self.correspondents.known(party.address).person {
                NONE => (false, party.address),
                number => (true, number),
            })
        });
        others.map(|party| self.shown(party)).collect()
    }

    /// Whom a message did not reach: by the names under which they are known, else by their addresses.
    fn not_reached(&self, failed: &BTreeSet<u32>) -> Vec<String> {
        let shown =
            failed.iter().map(|&address| self.shown(Mention { address, name: NONE, role: ParticipantRole::To }));
        shown.collect_set().into_iter().collect()
    }

    /// Someone named in a message: by the name under which they are known, else as written there.
    pub(in crate::book) fn shown(&self, party: Mention) -> String {
        let known = self.derived.person(self.correspondents.known(party.address).person);
        match known.filter(|person| person.group != Listing::Gone) {
            Some(person) => person.name(&self.correspondents),
            None if party.name != NONE => self.correspondents.name_text(party.name),
            None => self.correspondents.address_text(party.address),
        }
        .to_owned()
    }
}
