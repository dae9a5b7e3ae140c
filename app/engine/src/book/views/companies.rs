//! Companies: those that follow from work domains, and those that were made.

use crate::api::{
    CompaniesPage, CompanyCard, CompanyId, CompanyOrder, CompanyRow, Face, LastContact, PersonId, PersonRow, Source,
};
use crate::book::Book;
use crate::book::derive::people::{Listing, Person};
use crate::book::facts::correspondents::{CLAIMED, NONE};
use kith_domain::small_sort::SmallSort;
use kith_domain::{domains, search};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many people of a company are shown in the list.
const MAX_FACES: usize = 4;

impl Book {
    /// A part of the list of companies.
    pub(crate) fn companies(&self, filter: &str, order: CompanyOrder, offset: u32, limit: u32) -> CompaniesPage {
        let all = self.known_companies();
        let filter = search::fold(filter);
        let words = search::Words::of(&filter);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut rows: Vec<_> = all.iter().filter(|(_, haystack, letters)| words.are_in(haystack, *letters)).collect();
        match order {
            CompanyOrder::LastContact => {}
            CompanyOrder::People => rows.small_sort_by_key(|(row, ..)| Reverse(row.people)),
            // What is sought in begins with the name.
            CompanyOrder::Name => rows.small_sort_by_key(|(_, haystack, _)| haystack),
        }
        let stretch = rows.iter().skip(offset as usize).take(limit as usize);
        CompaniesPage {
            matching: count(rows.len()),
            all: count(all.len()),
            rows: stretch.map(|(row, ..)| row.clone()).collect(),
        }
    }

    /// The company of exactly that name, whatever the case of its letters, or else with that domain.
    pub(crate) fn company_named(&self, name: &str) -> Option<CompanyId> {
        let name = name.trim().to_lowercase();
        let all = self.known_companies();
        let is_called = |row: &&CompanyRow| row.name.to_lowercase() == name;
        let found = all.iter().map(|(row, ..)| row).find(is_called);
        found.or_else(|| all.iter().map(|(row, ..)| row).find(|row| row.domains.contains(&name))).map(|row| row.id)
    }

    pub(super) fn known_companies(&self) -> &[(CompanyRow, Box<str>, search::Letters)] {
        self.cache.companies.get_or_init(|| self.all_companies())
    }

    /// Every company, by last contact, each with what is sought in.
    fn all_companies(&self) -> Vec<(CompanyRow, Box<str>, search::Letters)> {
        let day = self.day();
        let mut all: BTreeMap<CompanyId, (CompanyRow, Vec<&Person>)> = BTreeMap::new();
        for id in self.journal.state().named_companies() {
            all.insert(id, (self.company_row(id), Vec::new()));
        }
        for (_, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
            let Some((id, ..)) = self.company_of(person) else { continue };
            let (row, members) = all.entry(id).or_insert_with(|| (self.company_row(id), Vec::new()));
            row.count(person, self.last_contact(person, day));
            members.push(person);
        }
        // One that was named once and has no one any more, nor ever had a domain, is still there: it was made.
        let faced = |(row, members)| CompanyRow { faces: self.faces(members), ..row };
        let mut rows: Vec<CompanyRow> = all.into_values().map(faced).collect();
        rows.small_sort_by(|a, b| {
            (Reverse(a.last_contact), &a.name, a.id).cmp(&(Reverse(b.last_contact), &b.name, b.id))
        });
        let sought = |row: CompanyRow| {
            let haystack = search::fold(&format!("{} {}", row.name, row.domains.join(" ")));
            let letters = search::Letters::of(&haystack);
            (row, haystack.into(), letters)
        };
        rows.into_iter().map(sought).collect()
    }

    /// One company, whole.
    pub(crate) fn company(&self, id: CompanyId) -> Option<CompanyCard> {
        let id = self.journal.state().one_company(id);
        let members = self.members(id);
        let mut row = self.company_row(id);
        if members.is_empty() && row.name.is_empty() {
            return None;
        }
        members.iter().for_each(|person| row.count(person, self.last_contact(person, self.day())));
        let history = self.linked_rows(&members.iter().map(|person| person.id).collect::<Vec<_>>());
        let mut people: Vec<_> = members.into_iter().map(|person| self.row_of(person)).collect();
        let last = |row: &PersonRow| Reverse(row.last_contact.map(|last| last.at));
        people.small_sort_by(|a, b| (last(a), &a.name).cmp(&(last(b), &b.name)));
        let typed = self.journal.state().company_name(id).is_some();
        Some(CompanyCard {
            name_source: if typed { Source::Typed(0) } else { Source::Domain },
            people,
            history: u32::try_from(history.len()).unwrap_or(u32::MAX),
            row,
        })
    }

    /// The people of a company.
    pub(super) fn people_at(&self, id: CompanyId) -> Vec<PersonId> {
        self.members(self.journal.state().one_company(id)).into_iter().map(|person| person.id).collect()
    }

    /// Someone's company: which, its name, and where that comes from.
    pub(in crate::book) fn company_of(&self, person: &Person) -> Option<(CompanyId, String, Source)> {
        let (id, source) = match self.journal.state().company_of(person.id) {
            Some(said) => (said?, Source::Typed(0)),
            None => {
                let is_known = |address: &u32| {
                    self.correspondents.domain(*address) != NONE && !self.correspondents.is(*address, CLAIMED)
                };
                let used = person.addresses.iter().copied().filter(is_known);
                let last = |address: u32| match self.correspondents.known(address).last {
                    NONE => None,
                    row => Some((self.rows.date(row), self.rows.key(row))),
                };
                // Of two used at once the first by the alphabet, whichever came in first.
                let address =
                    used.max_by_key(|&address| (last(address), Reverse(self.correspondents.address_text(address))))?;
                (
                    self.journal.state().one_company(self.correspondents.company(self.correspondents.domain(address))),
                    Source::Domain,
                )
            }
        };
        Some((id, self.company_name(id), source))
    }

    /// A company's name: as it was typed, or by its domain.
    pub(super) fn company_name(&self, id: CompanyId) -> String {
        let typed = self.journal.state().company_name(id).map(str::to_owned);
        typed.or_else(|| self.correspondents.company_domain(id).map(domains::company_title)).unwrap_or_default()
    }

    /// Those of them with whom there was contact last.
    fn faces(&self, mut members: Vec<&Person>) -> Vec<Face> {
        let last = |person: &Person| self.last_contact(person, self.day()).map(|last| last.at);
        members.sort_by_cached_key(|person| (Reverse(last(person)), person.id));
        let face = |person: &Person| {
            let PersonRow { id, name, photo, .. } = self.row_of(person);
            Face { id, name, photo }
        };
        members.into_iter().take(MAX_FACES).map(face).collect()
    }

    fn company_row(&self, id: CompanyId) -> CompanyRow {
        let parts = self.journal.state().company_parts(id);
        let domains = parts.filter_map(|part| self.correspondents.company_domain(part)).map(str::to_owned).collect();
        CompanyRow {
            id,
            name: self.company_name(id),
            domains,
            people: 0,
            messages: 0,
            last_contact: None,
            faces: Vec::new(),
        }
    }

    fn members(&self, id: CompanyId) -> Vec<&Person> {
        let people = self.derived.everybody().map(|(_, person)| person);
        let is_there = |person: &&Person| {
            person.group == Listing::Person && self.company_of(person).is_some_and(|(company, ..)| company == id)
        };
        people.filter(is_there).collect()
    }
}

impl CompanyRow {
    fn count(&mut self, person: &Person, last: Option<LastContact>) {
        self.people += 1;
        self.messages += person.figures.between();
        self.last_contact = self.last_contact.max(last.map(|last| last.at));
    }
}
