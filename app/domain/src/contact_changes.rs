//! What changes where a contact is to be another, and the decisions that change it.

#[cfg(test)]
mod tests;

use crate::address::Address;
use crate::contact::{Contact, Labelled};
use crate::contact_fields::{Elements, FIELDS, NAME_FIELDS, folded, is_list, is_same, is_same_element, key};
use crate::contact_photo::{is_same_photo, told_photo};
use crate::decided::Item;
use crate::decision::{CardField, CustomFieldKind, Decision, ItemKind, PersonField};
use crate::hash::hash;
use crate::ids::{CompanyId, PersonId};
use crate::mapping::taken_in;
use crate::name;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Someone in Kith as a contact, with what is needed to change them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalContact {
    pub person: PersonId,
    pub contact: Contact,
    /// The phone numbers, notes and the like of the contact, by their numbers.
    pub items: BTreeMap<u64, Item>,
    pub by_mail: ByMail,
}

/// What of a contact follows from the mail and was not decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByMail {
    /// The fields: the name and its parts, the company. The word of an address book comes before them.
    pub fields: Vec<CardField>,
    /// The addresses. They stay, whatever an address book says.
    pub addresses: Vec<Address>,
}

/// A change of a field, or of one of several of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: CardField,
    /// `None`: there was nothing.
    pub before: Option<Labelled>,
    /// `None`: nothing is left.
    pub after: Option<Labelled>,
}

/// What changes where a contact is to be another. What only looks different changes nothing: the form of letters,
/// white space, the case of a label, the order.
#[must_use]
pub fn changes(before: &Contact, after: &Contact) -> Vec<FieldChange> {
    let mut all = Vec::new();
    let single = |field: CardField, before: &str, after: &str| {
        let some = |value: &str| (!value.is_empty()).then(|| Labelled::new("", value));
        let differ = !is_same(&field, before, after);
        differ.then(|| FieldChange { field, before: some(before), after: some(after) })
    };
    for field in FIELDS {
        if is_list(&field) {
            changes_of_list(&field, before.values(&field), after.values(&field), &mut all);
        } else {
            let (before, after) = (before.value(&field), after.value(&field));
            all.extend(single(field, before, after));
        }
    }
    let mut custom: BTreeMap<String, (&str, &str, &str)> = BTreeMap::new();
    for (name, value) in &before.custom {
        custom.entry(folded(name).collect()).or_insert((name, value, ""));
    }
    for (name, value) in &after.custom {
        custom.entry(folded(name).collect()).or_insert((name, "", "")).2 = value;
    }
    for (name, before, after) in custom.into_values() {
        all.extend(single(CardField::Other(name.to_owned()), before, after));
    }
    if !is_same_photo(before, after) {
        let photo = |contact: &Contact| contact.photo.as_ref().map(told_photo);
        all.push(FieldChange { field: CardField::Photo, before: photo(before), after: photo(after) });
    }
    all
}

fn changes_of_list(field: &CardField, before: Vec<Labelled>, after: Vec<Labelled>, all: &mut Vec<FieldChange>) {
    let (before, after) = (Elements::of(field, before), Elements::of(field, after));
    let mut removed = before.iter().filter(|(key, _)| after.get(key).is_none()).map(|(_, element)| element.clone());
    for (key, element) in after.iter() {
        let before = match before.get(key) {
            Some(before) if is_same_element(field, before, element) => continue,
            Some(before) => Some(before.clone()),
            // What was written anew, such as a note, is one change.
            None if !matches!(field, CardField::Email | CardField::Tag) => removed.next(),
            None => None,
        };
        all.push(FieldChange { field: field.clone(), before, after: Some(element.clone()) });
    }
    all.extend(removed.map(|element| FieldChange { field: field.clone(), before: Some(element), after: None }));
}

/// A contact with changes taken back, as far as it still is what they made of it.
#[must_use]
pub fn undone(contact: &Contact, changes: &[FieldChange]) -> Contact {
    let mut before = contact.clone();
    for change in changes.iter().rev() {
        let field = &change.field;
        if !is_list(field) {
            let value = |of: &Option<Labelled>| of.as_ref().map(|of| of.value.clone()).unwrap_or_default();
            if is_same(field, before.value(field), &value(&change.after)) {
                before.set_value(field, value(&change.before));
            }
            continue;
        }
        let key_of = |element: &Labelled| key(field, &element.value);
        let is =
            |element: &Labelled, of: &Option<Labelled>| of.as_ref().is_some_and(|of| key_of(of) == key_of(element));
        let mut values = before.values(field);
        let place = values.iter().position(|element| is(element, &change.after));
        let old = change.before.clone().filter(|old| {
            let is_back = values.iter().any(|element| is(element, &change.before));
            !is_back || is(old, &change.after)
        });
        match (place, old) {
            (Some(place), old) => drop(values.splice(place..=place, old)),
            (None, Some(old)) if change.after.is_none() => values.push(old),
            (None, _) => {}
        }
        before.set_values(field, values);
    }
    before
}

/// A contact with what another says besides: what is empty is filled, and elements of lists are added. Nothing is
/// overwritten but the fields in `weak`.
#[must_use]
pub fn complete(contact: &Contact, weak: &[CardField], other: &Contact) -> Contact {
    let mut whole = contact.clone();
    let is_open = |field: &CardField| contact.value(field).is_empty() || weak.contains(field);
    // The parts of one name do not complete another.
    let is_one_name = is_open(&CardField::Name) || is_same(&CardField::Name, &contact.name, &other.name);
    for field in other.said().filter(|field| *field != CardField::Name || !other.is_called_by_address()) {
        if !is_list(&field) {
            if is_open(&field) && (is_one_name || !NAME_FIELDS.contains(&field)) {
                whole.set_value(&field, other.value(&field).to_owned());
            }
            continue;
        }
        let (mut values, others) = (contact.values(&field), Elements::of(&field, other.values(&field)));
        for value in values.iter_mut().filter(|value| value.label.is_empty()) {
            if let Some(other) = others.get(&key(&field, &value.value)) {
                value.label.clone_from(&other.label);
            }
        }
        let known = Elements::of(&field, contact.values(&field));
        values.extend(others.iter().filter(|(key, _)| known.get(key).is_none()).map(|(_, element)| element.clone()));
        whole.set_values(&field, values);
    }
    if whole.photo.is_none() {
        whole.photo.clone_from(&other.photo);
    }
    whole
}

/// What decisions about a contact must know of everything else.
pub trait Lookup {
    /// The company of that name.
    fn company(&self, name: &str) -> Option<CompanyId>;
    /// Whose an address is.
    fn owner(&self, address: &Address) -> Option<PersonId>;
    /// The custom field of that name.
    fn custom_field(&self, name: &str) -> Option<(u64, CustomFieldKind)>;
}

/// Makes the decisions of a run.
pub struct Decider<'a> {
    lookup: &'a dyn Lookup,
    /// When, in seconds since 1970-01-01 UTC.
    at: i64,
    /// A random number, of which the numbers of new things are made.
    seed: u64,
    made: u64,
    companies: BTreeMap<String, CompanyId>,
    given: BTreeMap<Address, PersonId>,
}

impl<'a> Decider<'a> {
    /// For a run that happens at that time, with a random number that no other run has.
    #[must_use]
    pub const fn new(lookup: &'a dyn Lookup, at: i64, seed: u64) -> Self {
        Self { lookup, at, seed, made: 0, companies: BTreeMap::new(), given: BTreeMap::new() }
    }

    /// What makes a person in Kith what is wanted, but for the picture, which is scaled first. Empty if they are it.
    ///
    /// Left out are addresses that someone else has, and values that a custom field cannot hold.
    pub fn decisions(&mut self, local: &LocalContact, wanted: &Contact) -> Vec<Decision> {
        let person = local.person;
        let (given, family) = name::split(&wanted.name);
        let follows = |field: &CardField| match field {
            CardField::Name => wanted.is_called_by_address(),
            CardField::Given => local.by_mail.fields.contains(field) && given == wanted.parts.given,
            CardField::Family => local.by_mail.fields.contains(field) && family == wanted.parts.family,
            _ => false,
        };
        let mut decisions = Vec::new();
        for change in changes(&local.contact, wanted).into_iter().filter(|change| !follows(&change.field)) {
            let value = change.after.as_ref().map(|after| after.value.clone()).unwrap_or_default();
            let mut set = |field| decisions.push(Decision::SetField { person, field, value: value.clone() });
            match &change.field {
                CardField::Name => set(PersonField::Name),
                CardField::Given => set(PersonField::Given),
                CardField::Family => set(PersonField::Family),
                CardField::Additional => set(PersonField::Additional),
                CardField::Prefix => set(PersonField::Prefix),
                CardField::Suffix => set(PersonField::Suffix),
                CardField::Nickname => set(PersonField::Nickname),
                CardField::Birthday => set(PersonField::Birthday),
                CardField::Role => set(PersonField::Role),
                CardField::Other(name) => decisions.extend(self.custom(person, name, &value)),
                CardField::Company => decisions.extend(self.company(person, &value)),
                CardField::Email => decisions.extend(self.address(local, &change)),
                CardField::Phone => decisions.extend(self.item(local, ItemKind::Phone, &change)),
                CardField::Postal => decisions.extend(self.item(local, ItemKind::Postal, &change)),
                CardField::Link => decisions.extend(self.item(local, ItemKind::Link, &change)),
                CardField::Date => decisions.extend(self.item(local, ItemKind::Date, &change)),
                CardField::Note => decisions.extend(self.item(local, ItemKind::Note, &change)),
                CardField::Tag => {
                    let tag = |of: &Labelled, on| Decision::Tag { people: vec![person], tag: of.value.clone(), on };
                    // A tag that is only written in another way needs no other decision.
                    decisions.extend(change.before.iter().filter(|_| change.after.is_none()).map(|it| tag(it, false)));
                    decisions.extend(change.after.iter().map(|it| tag(it, true)));
                }
                CardField::Photo => {}
            }
        }
        decisions
    }

    fn custom(&self, person: PersonId, name: &str, value: &str) -> Option<Decision> {
        let (id, kind) = self.lookup.custom_field(name)?;
        let value = if value.is_empty() { String::new() } else { taken_in(&kind, value)? };
        Some(Decision::SetField { person, field: PersonField::Custom(id), value })
    }

    fn company(&mut self, person: PersonId, name: &str) -> Vec<Decision> {
        let of = |company| Decision::CompanyOf { people: vec![person], company };
        if name.is_empty() {
            return vec![of(None)];
        }
        let folded = name.trim().to_lowercase();
        if let Some(known) = self.lookup.company(name).or_else(|| self.companies.get(&folded).copied()) {
            return vec![of(Some(known))];
        }
        let company = CompanyId(self.new_id());
        self.companies.insert(folded, company);
        vec![Decision::Company { company, name: name.to_owned() }, of(Some(company))]
    }

    fn address(&mut self, local: &LocalContact, change: &FieldChange) -> Vec<Decision> {
        let person = local.person;
        let written = change.after.as_ref().or(change.before.as_ref());
        let Some(address) = written.and_then(|written| Address::parse(&written.value)) else { return Vec::new() };
        let label = |label: &str| Decision::AddressLabel { address: address.clone(), label: label.to_owned() };
        let Some(after) = &change.after else {
            let is_theirs = local.by_mail.addresses.contains(&address);
            return if is_theirs { Vec::new() } else { vec![Decision::RemoveAddress { address, person }] };
        };
        if change.before.is_some() {
            return vec![label(&after.label)];
        }
        let owner = self.given.get(&address).copied().or_else(|| self.lookup.owner(&address));
        if owner.is_some_and(|owner| owner != person) {
            return Vec::new();
        }
        self.given.insert(address.clone(), person);
        let label = (!after.label.is_empty()).then(|| label(&after.label));
        [Decision::Address { address, person }].into_iter().chain(label).collect()
    }

    fn item(&mut self, local: &LocalContact, kind: ItemKind, change: &FieldChange) -> Vec<Decision> {
        let wanted = change.before.as_ref().map(|before| key(&change.field, &before.value));
        let is_it = |item: &Item| item.kind == kind && Some(key(&change.field, &item.value)) == wanted;
        let mut known = local.items.iter().filter(|(_, item)| is_it(item));
        let set = |(item, at), after: &Labelled| {
            let (label, value) = (after.label.clone(), after.value.clone());
            Decision::SetItem { person: local.person, kind, item, label, value, at }
        };
        match &change.after {
            Some(after) => {
                let place = known.next().map(|(&id, item)| (id, item.at));
                vec![set(place.unwrap_or_else(|| (self.new_id(), self.at)), after)]
            }
            None => known.map(|(&id, item)| set((id, item.at), &Labelled::default())).collect(),
        }
    }

    /// A number for a new thing, random because the seed is.
    fn new_id(&mut self) -> u64 {
        self.made += 1;
        hash(&[&self.seed.to_le_bytes(), &self.made.to_le_bytes()])
    }
}
