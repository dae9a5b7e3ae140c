//! People as contacts, and who is known already.

use crate::api::{
    CompanyId, CustomFieldKind, ItemKind, KnownPerson, PeopleQuery, PersonField, PersonId, PersonRow, PhotoId, question,
};
use crate::book::Book;
use crate::book::derive::people::{Listing, Person};
use crate::book::facts::correspondents::NONE;
use kith_domain::address::Address;
use kith_domain::contact::{Contact, Labelled, Photo};
use kith_domain::contact_changes::{ByMail, LocalContact};
use kith_domain::contact_fields::phone_key;
use kith_domain::decision::CardField;
use kith_domain::matching::{Known, MatchReason};
use kith_domain::phone::PhoneLog;
use std::collections::{BTreeSet, HashMap};

/// Maximum number of names of someone by which a contact may be found to be them.
const MAX_NAMES: usize = 5;

/// Maximum number of people who are offered while one types.
const MAX_OFFERED: u32 = 5;

/// From this many letters on, a name that is being typed finds people.
const MIN_NAME_CHARS: usize = 2;

impl Book {
    /// Whether someone is there, and was not deleted.
    pub(crate) fn is_there(&self, id: PersonId) -> bool {
        self.there(id).is_some()
    }

    fn there(&self, id: PersonId) -> Option<&Person> {
        self.derived.of(self.journal.state().one(id)).filter(|person| person.group != Listing::Gone)
    }

    /// What someone is called.
    pub(crate) fn called(&self, id: PersonId) -> Option<String> {
        self.there(id).map(|person| self.shown_name(person).to_owned())
    }

    /// The names of those who exist. If two have the same name, an address tells them apart.
    pub(crate) fn distinct_names(&self, ids: impl Iterator<Item = PersonId>) -> Vec<(PersonId, String)> {
        let named: Vec<_> = ids.filter_map(|id| Some((id, self.called(id)?))).collect();
        let mut bearers: HashMap<&str, BTreeSet<PersonId>> = HashMap::new();
        for (id, name) in &named {
            bearers.entry(name).or_default().insert(*id);
        }
        let apart = |(id, name): &(PersonId, String)| {
            let has_namesake = bearers.get(name.as_str()).is_some_and(|ids| ids.len() > 1);
            match self.address_of(*id).filter(|address| has_namesake && address != name) {
                Some(address) => (*id, format!("{name} ({address})")),
                None => (*id, name.clone()),
            }
        };
        named.iter().map(apart).collect()
    }

    /// People in one line each, as far as they are there.
    pub(crate) fn rows_of(&self, ids: impl Iterator<Item = PersonId>) -> Vec<PersonRow> {
        ids.filter_map(|id| self.there(id)).map(|person| self.row_of(person)).collect()
    }

    /// Whose an address is. `None`: no one's who is there.
    pub(crate) fn owner(&self, address: &Address) -> Option<PersonId> {
        let number = self.correspondents.number(address)?;
        let person = self.derived.person(self.correspondents.known(number).person)?;
        Some(person.id).filter(|_| person.group != Listing::Gone)
    }

    /// Who someone is after all merges.
    pub(crate) fn one(&self, id: PersonId) -> PersonId {
        self.journal.state().one(id)
    }

    /// The calls and messages with someone of which files of a phone tell.
    pub(crate) fn phone_log(&self, id: PersonId) -> Option<&PhoneLog> {
        self.journal.state().keeping(id).map(|keeping| &keeping.phone)
    }

    /// Whether someone came from somewhere other than the mail.
    pub(crate) fn came_from_elsewhere(&self, id: PersonId) -> bool {
        self.journal.state().sources(self.one(id)).next().is_some()
    }

    /// Someone's photo.
    pub(crate) fn photo_of(&self, id: PersonId) -> Option<PhotoId> {
        self.journal.state().records(self.one(id)).find_map(|record| record.photo)
    }

    /// The lines of someone's card that Kith does not understand.
    pub(crate) fn card_lines_of(&self, id: PersonId) -> &str {
        let mut records = self.journal.state().records(self.one(id));
        records.find(|record| !record.card_lines.is_empty()).map_or("", |record| &record.card_lines)
    }

    /// Whether someone lacks a tag (none: empty), or is not in a bucket.
    pub(crate) fn lacks(&self, id: PersonId, tag: &str, bucket: Option<u64>) -> bool {
        let (decided, id) = (self.journal.state(), self.one(id));
        let is_in = |bucket: u64| decided.keeping(id).is_some_and(|keeping| keeping.buckets.contains_key(&bucket));
        !tag.trim().is_empty() && !decided.has_tag(id, tag) || bucket.is_some_and(|bucket| !is_in(bucket))
    }

    /// The companies by their names in small letters, or else by their domains.
    pub(crate) fn companies_by_name(&self) -> HashMap<String, CompanyId> {
        let mut all = HashMap::new();
        for row in self.known_companies().iter().map(|(row, ..)| row) {
            all.entry(row.name.to_lowercase()).or_insert(row.id);
        }
        for row in self.known_companies().iter().map(|(row, ..)| row) {
            for domain in &row.domains {
                all.entry(domain.clone()).or_insert(row.id);
            }
        }
        all
    }

    /// The custom fields by their names in small letters.
    pub(crate) fn fields_by_name(&self) -> HashMap<String, (u64, CustomFieldKind)> {
        let fields = self.journal.state().fields.iter();
        fields.map(|(id, (name, kind))| (name.trim().to_lowercase(), (*id, kind.clone()))).collect()
    }

    /// Someone as they are synchronised with an address book. What is only guessed goes nowhere: a company that follows
    /// from the domain of an address, and a name that follows from what stands before the `@`. Who has no name is called
    /// by the address. The photo is told by its id.
    pub(crate) fn synced_contact(&self, id: PersonId) -> Option<LocalContact> {
        let mut local = self.local_contact(id)?;
        local.contact.photo = self.photo_of(id).map(Photo::by_id);
        let (contact, follows) = (&mut local.contact, |field| local.by_mail.fields.contains(&field));
        if follows(CardField::Company) {
            contact.company.clear();
        }
        if follows(CardField::Name) && self.there(id)?.is_guessed() {
            contact.name = contact.emails.first().map(|email| email.value.clone()).unwrap_or_default();
            if follows(CardField::Given) {
                contact.parts.given.clear();
            }
            if follows(CardField::Family) {
                contact.parts.family.clear();
            }
        }
        Some(local)
    }

    /// Someone as a contact that may be changed.
    pub(crate) fn local_contact(&self, id: PersonId) -> Option<LocalContact> {
        let decided = self.journal.state();
        let id = decided.one(id);
        let (contact, person) = (self.contact(id)?, self.there(id)?);
        let record = decided.record(id).unwrap_or_default();
        let follows = |card: CardField, field: PersonField| (!record.fields.contains_key(&field)).then_some(card);
        let mut fields: Vec<CardField> = [
            follows(CardField::Name, PersonField::Name),
            follows(CardField::Given, PersonField::Given),
            follows(CardField::Family, PersonField::Family),
            decided.company_of(id).is_none().then_some(CardField::Company),
        ]
        .into_iter()
        .flatten()
        .collect();
        if person.is_named() {
            // A given and a family name that were typed make the name.
            fields.retain(|field| *field != CardField::Name);
        }
        let by_mail = person.addresses.iter().filter(|&&address| self.correspondents.known(address).latest != NONE);
        let addresses = by_mail.filter_map(|&address| Address::parse(self.correspondents.address_text(address)));
        let by_mail = ByMail { fields, addresses: addresses.collect() };
        Some(LocalContact { person: id, contact, items: record.items, by_mail })
    }

    /// Adds the people from that place on to those among whom contacts are looked for, so many at the most. Gives the
    /// place after them; `None` after the last.
    pub(crate) fn index(&self, known: &mut Known, from: u32, count: u32) -> Option<u32> {
        if from == 0 {
            self.journal.state().all_distinct().for_each(|(one, other)| known.add_distinct(one, other));
        }
        let to = from.saturating_add(count).min(self.derived.places());
        for person in (from..to).filter_map(|number| self.derived.person(number)) {
            match person.group {
                Listing::Person => {
                    known.add(person.id, &self.told(person));
                    for (name, _) in person.figures.names(MAX_NAMES, |name| self.correspondents.name_text(name)) {
                        known.add_name(person.id, self.correspondents.name_text(name));
                    }
                }
                // Of those who are filtered out only the address tells: the names are anyone's.
                Listing::FilteredOut => {
                    known.add(person.id, &Contact { emails: self.emails(person), ..Contact::default() });
                }
                Listing::Gone => {}
            }
        }
        (to < self.derived.places()).then_some(to)
    }

    /// What tells who someone is.
    fn told(&self, person: &Person) -> Contact {
        let mut contact = Contact { emails: self.emails(person), ..Contact::default() };
        if person.has_name() && !person.is_guessed() {
            person.name(&self.correspondents).clone_into(&mut contact.name);
        }
        contact.company = self.company_of(person).map(|(_, name, _)| name).unwrap_or_default();
        for record in self.journal.state().records(person.id) {
            let field = |field: PersonField| record.fields.get(&field).map(|(value, _)| value.clone());
            if let Some(birthday) = field(PersonField::Birthday) {
                contact.birthday = birthday;
            }
            if let Some(nickname) = field(PersonField::Nickname) {
                contact.nickname = nickname;
            }
            let phones = record.items.values().filter(|item| item.kind == ItemKind::Phone);
            contact.phones.extend(phones.map(|item| Labelled::new("", item.value.as_str())));
        }
        contact
    }

    fn emails(&self, person: &Person) -> Vec<Labelled> {
        let texts = person.addresses.iter().map(|&address| self.correspondents.address_text(address));
        texts.map(|text| Labelled::new("", text)).collect()
    }

    /// Who is known already of whom that is typed, the surest first.
    pub(crate) fn known_as(&self, typed: &question::KnownAs) -> Vec<KnownPerson> {
        let mut found: Vec<(PersonId, Option<MatchReason>)> = Vec::new();
        for address in typed.addresses.iter().filter_map(|text| Address::parse(text.trim())) {
            let reason = MatchReason::Email(address.to_string());
            found.extend(self.owner(&address).map(|person| (person, Some(reason))));
        }
        for phone in &typed.phones {
            let numbers = phone_key(phone).and_then(|key| self.by_phone().get(&key));
            let people = numbers.into_iter().flatten().filter_map(|&number| self.derived.person(number));
            found.extend(people.map(|person| (person.id, Some(MatchReason::Phone(phone.clone())))));
        }
        if typed.name.trim().chars().count() >= MIN_NAME_CHARS {
            // No filter: a name with a colon is a name.
            let filter = typed.name.replace(':', " ");
            let query = PeopleQuery { filter, limit: MAX_OFFERED, ..PeopleQuery::default() };
            found.extend(self.people(&query).rows.into_iter().map(|row| (row.id, None)));
        }
        let mut offered: Vec<KnownPerson> = Vec::new();
        for (id, why) in found {
            let person = self.there(id).filter(|person| !offered.iter().any(|known| known.person.id == person.id));
            offered.extend(person.map(|person| KnownPerson { person: self.row_of(person), why }));
        }
        offered.truncate(MAX_OFFERED as usize);
        offered
    }

    /// The people by their phone numbers, in the form in which two are the same.
    pub(super) fn by_phone(&self) -> &HashMap<String, Vec<u32>> {
        self.cache.by_phone.get_or_init(|| {
            let mut all: HashMap<String, Vec<u32>> = HashMap::new();
            for (number, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
                let items = self.journal.state().records(person.id).flat_map(|record| record.items.values());
                for key in items.filter(|item| item.kind == ItemKind::Phone).filter_map(|item| phone_key(&item.value)) {
                    let numbers = all.entry(key).or_default();
                    if numbers.last() != Some(&number) {
                        numbers.push(number);
                    }
                }
            }
            all
        })
    }
}
