//! Someone, whole.

use crate::api::{AddressReason, AddressView, ItemKind, ItemView, MessageKey, PersonCard, PersonId, Source, Sourced};
use crate::book::Book;
use crate::book::derive::people::{Listing, MAX_NAMES, Person};
use crate::book::facts::correspondents::{CLAIMED, NONE};
use kith_domain::address::Address;
use kith_domain::contact::Labelled;
use kith_domain::decided::{Entered, Item, Record};
use kith_domain::decision::PersonField;
use kith_domain::small_sort::SmallSort;
use kith_domain::{name, script};
use std::cmp::Reverse;

impl Book {
    /// Someone, whole; for someone who was merged, the user they became part of. No one where they are deleted.
    pub(crate) fn person(&mut self, id: PersonId) -> Option<PersonCard> {
        let id = self.journal.state().one(id);
        self.know_from(self.day());
        let suggestions = self.suggestions_for(id);
        let person = self.derived.of(id).filter(|person| person.group != Listing::Gone)?;
        let row = self.row_of(person);
        let names = person.figures.names(MAX_NAMES, |name| self.correspondents.name_text(name));
        let names: Vec<(String, u32)> =
            names.into_iter().map(|(name, count)| (self.correspondents.name_text(name).to_owned(), count)).collect();
        let record = self.journal.state().record(id).unwrap_or_default();
        let typed = |field: PersonField| {
            let found = record.fields.get(&field);
            found.map(|(value, at)| Sourced {
                value: value.clone(),
                source: source_of(&record, Entered::Field(field), *at),
            })
        };
        let shown = names.iter().find(|(name, _)| *name == row.name).map(|(_, count)| *count);
        let (given, family) = self.parts_of_name(person);
        let part = |field, value: String| {
            let source = if value.is_empty() { Source::Nowhere } else { Source::Name };
            typed(field).unwrap_or(Sourced { value, source })
        };
        let is_there = |field: PersonField| match field {
            PersonField::Custom(id) => self.journal.state().fields.contains_key(&id),
            _ => true,
        };
        let fields = record.fields.keys().copied().filter(|field| is_there(*field));
        let (waiting_for_you, awaited) = self.turns_with(person, self.day());
        Some(PersonCard {
            name_source: match typed(PersonField::Name) {
                Some(typed) => typed.source,
                None if person.is_named() => Source::Name,
                None if person.is_guessed() => Source::Guess,
                None => shown.map_or(Source::Nowhere, Source::Mail),
            },
            given: part(PersonField::Given, given),
            family: part(PersonField::Family, family),
            mixed_name: script::is_mixed(&row.name),
            names,
            addresses: self.addresses_of(person),
            sent: person.figures.sent,
            received: person.figures.received,
            first_contact: self.first_contact(id),
            company_source: self.company_of(person).map_or(Source::Nowhere, |(_, _, source)| source),
            fields: fields.filter_map(|field| Some((field, typed(field)?))).collect(),
            introducer: self.introducer(id, &record),
            introduced: self.introduced(id),
            items: items_of(&record),
            sources: self.journal.state().sources(id).cloned().collect(),
            possible_duplicates: suggestions,
            keeping: self.keeping(id),
            waiting_for_you,
            awaited,
            row,
        })
    }

    /// Who introduced the one of whom that was typed. Nobody introduced themselves, also where the two turned out to be
    /// one.
    fn introducer(&self, id: PersonId, record: &Record) -> Option<(PersonId, String)> {
        let (written, _) = record.fields.get(&PersonField::Introducer)?;
        let by = self.journal.state().one(PersonId::read(written)?);
        self.named(by).filter(|_| by != id)
    }

    /// Whom someone introduced.
    fn introduced(&self, id: PersonId) -> Vec<(PersonId, String)> {
        let decided = self.journal.state();
        let by_them = decided.recorded().into_iter().filter(|other| *other != id).filter(|other| {
            let written = decided.records(*other).find_map(|record| record.fields.get(&PersonField::Introducer));
            let by = written.and_then(|(written, _)| PersonId::read(written));
            by.is_some_and(|by| decided.one(by) == id)
        });
        let mut people: Vec<_> = by_them.filter_map(|other| self.named(other)).collect();
        people.small_sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        people
    }

    /// Someone who is not deleted, with their name.
    fn named(&self, id: PersonId) -> Option<(PersonId, String)> {
        let person = self.derived.of(id).filter(|person| person.group != Listing::Gone)?;
        Some((id, person.name(&self.correspondents).to_owned()))
    }

    /// The given and the family name, as far as the name that is shown says.
    pub(super) fn parts_of_name(&self, person: &Person) -> (String, String) {
        if person.has_name() { name::split(person.name(&self.correspondents)) } else { (String::new(), String::new()) }
    }

    /// Someone's addresses with what they are called, the one used last first; those that only an answer says to be
    /// theirs last.
    pub(super) fn labelled_emails(&self, person: &Person) -> Vec<Labelled> {
        let addresses = self.addresses_in_order(person).into_iter();
        addresses.map(|it| Labelled::new(self.label_of(it), self.correspondents.address_text(it))).collect()
    }

    fn addresses_in_order(&self, person: &Person) -> Vec<u32> {
        let mut all = person.addresses.clone();
        all.small_sort_by_key(|&address| {
            (
                self.correspondents.is(address, CLAIMED),
                Reverse(self.last_linked(address)),
                self.correspondents.address_text(address),
            )
        });
        all
    }

    /// When the last message between the user and an address was written.
    fn last_linked(&self, address: u32) -> Option<i64> {
        Some(self.correspondents.known(address).last).filter(|&last| last != NONE).map(|last| self.rows.date(last))
    }

    /// The same, each with what is known of it.
    fn addresses_of(&self, person: &Person) -> Vec<AddressView> {
        let view = |address| AddressView {
            looks_like: script::looks_like(self.correspondents.address_text(address)),
            label: self.label_of(address),
            address: self.correspondents.address_text(address).to_owned(),
            messages: u32::try_from(self.linked_at(person, address)).unwrap_or(u32::MAX),
            last: self.last_linked(address),
            how: self.how(person, address),
            claimed: self.correspondents.is(address, CLAIMED),
            untracked: self.untracked(address),
        };
        self.addresses_in_order(person).into_iter().map(view).collect()
    }

    /// What an address is called. May be empty.
    pub(super) fn label_of(&self, address: u32) -> String {
        let labels = &self.journal.state().address_labels;
        let address = Address::parse(self.correspondents.address_text(address));
        address.and_then(|address| labels.get(&address)).cloned().unwrap_or_default()
    }

    /// How many messages are between the user and someone at that address.
    fn linked_at(&self, person: &Person, address: u32) -> usize {
        let called = self.derived.by_id.get(&person.id).is_some_and(|&number| self.is_called(number));
        let rows = self.rows.naming(address, &self.correspondents).filter(|&row| self.rows.is_tracked(row));
        let is_between = |row: &u32| {
            let message = self.rows.message(*row);
            self.parties_of(*row).any(|party| party.address == address && message.links(party.role, called))
        };
        rows.filter(is_between).count()
    }

    /// Why an address is someone's.
    pub(in crate::book) fn how(&self, person: &Person, address: u32) -> AddressReason {
        if self.said_home(address).is_some() {
            let home = Address::parse(self.correspondents.address_text(address));
            let source = home.and_then(|home| self.journal.state().homes_from.get(&home));
            return source.cloned().map_or(AddressReason::Said, AddressReason::CameFrom);
        }
        if let Some(join) = self.links.join(address) {
            return AddressReason::Answered {
                message: MessageKey(self.rows.key(join.row)),
                to: self.correspondents.address_text(join.to).to_owned(),
            };
        }
        let own = PersonId::of(self.correspondents.address_text(address));
        if own == person.id { AddressReason::First } else { AddressReason::Merged }
    }
}

/// Where what was entered of someone comes from, at that time.
fn source_of(record: &Record, entered: Entered, at: i64) -> Source {
    record.from.get(&entered).cloned().map_or(Source::Typed(at), Source::CameFrom)
}

/// What there is several times of someone, by kind; of the notes the latest first.
pub(super) fn items_of(record: &Record) -> Vec<ItemView> {
    let view = |(&item, kept): (&u64, &Item)| ItemView {
        item,
        kind: kept.kind,
        label: kept.label.clone(),
        value: kept.value.clone(),
        at: kept.at,
        source: source_of(record, Entered::Item(item), kept.at),
    };
    let mut items: Vec<ItemView> = record.items.iter().map(view).collect();
    items
        .small_sort_by_key(|item| (item.kind, if item.kind == ItemKind::Note { Reverse(item.at) } else { Reverse(0) }));
    items
}
