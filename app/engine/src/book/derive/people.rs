//! Those whom the messages name, each with what follows from all their addresses.

use super::changed::Changed;
use super::failures::Failures;
use crate::api::PersonId;
use crate::book::facts::correspondents::{CLAIMED, Correspondents, NONE};
use crate::book::facts::strings::hash;
use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::decided::Decided;
use kith_domain::decision::{ItemKind, PersonField, Visibility};
use kith_domain::name::{self, Called};
use kith_domain::person::Figures;
use kith_domain::{script, search};
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// The most names of one person that are shown and looked through. An address of a service may bear thousands.
pub(in crate::book) const MAX_NAMES: usize = 20;

/// Everyone, and what of it is out of date.
#[derive(Debug, Default)]
pub(in crate::book) struct Derived {
    all: Vec<Option<Box<Person>>>,
    /// Numbers in `all` that are free.
    free: Vec<u32>,
    /// The number in `all` of each.
    pub(in crate::book) by_id: HashMap<PersonId, u32, FixedState>,
    /// How many are people.
    pub(in crate::book) people: u32,
    pub(in crate::book) own_addresses: Vec<u32>,
    pub(super) own_changed: bool,
    /// What was decided changed who is whose, or what is tracked.
    pub(super) said_changed: bool,
    /// Of these something was typed since.
    pub(super) stale: Vec<PersonId>,
    /// So many rows are settled: what they say is in the figures.
    pub(in crate::book) settled: u32,
    /// Addresses whose people have to be worked out from all their messages.
    pub(super) touched: Vec<u32>,
    /// Which of the user's messages did not arrive; empty when it is out of date, or no one asked.
    pub(super) failures: OnceCell<Failures>,
    /// Those that reached no one, as far as contact with those who are in buckets is gathered by it.
    pub(in crate::book) reached_nobody: BTreeSet<u32>,
    pub(in crate::book) changed: Changed,
}

/// Someone, as kept in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) struct Person {
    pub(in crate::book) id: PersonId,
    /// Ascending. Empty for those who were typed and not seen.
    pub(in crate::book) addresses: Vec<u32>,
    pub(in crate::book) figures: Figures<u32>,
    pub(in crate::book) group: Listing,
    pub(in crate::book) said: PersonDecisions,
    /// Whether any message that counts names them.
    pub(in crate::book) named: bool,
    /// The name to show; [`NONE`]: the address.
    name: u32,
    /// Name, further names, addresses, nickname and phone numbers, folded, for the filter; at its beginning the name to
    /// show.
    pub(in crate::book) haystack: Box<str>,
    pub(in crate::book) name_length: u32,
    /// Of the haystack.
    pub(in crate::book) letters: search::Letters,
    /// A hash of what the texts were made from.
    made_from: u64,
    /// A hash of the form of the name in which two names are the same person's. 0 if the name says too little.
    pub(in crate::book) key: u64,
    /// Whose the name is.
    pub(in crate::book) called: Called,
    /// Without a name: the one that an address seems to be made of. It is shown, and says nothing else of them.
    guess: Option<Box<str>>,
    /// Whether the name or an address only looks like another, with signs of another script or signs that are not seen.
    pub(in crate::book) only_looks: bool,
}

/// Where someone is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) enum Listing {
    Person,
    FilteredOut,
    /// Deleted: nowhere.
    Gone,
}

/// What was said of someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::book) struct PersonDecisions {
    pub(in crate::book) standing: Option<Visibility>,
    /// Whether the user typed anything of them.
    pub(in crate::book) typed: bool,
    /// Whether they came from somewhere other than the mail.
    pub(in crate::book) sourced: bool,
    /// Whether they are in a bucket, or contact with them was noted by hand.
    pub(in crate::book) kept: bool,
    pub(in crate::book) deleted: bool,
    /// The name that was typed. [`NONE`] without one.
    name: u32,
    /// What else they are found by: nickname and phone numbers. [`NONE`] without any.
    sought: u32,
}

impl Derived {
    pub(in crate::book) fn person(&self, number: u32) -> Option<&Person> {
        self.all.get(number as usize)?.as_deref()
    }

    /// How many numbers of people there are, free ones among them.
    pub(in crate::book) fn places(&self) -> u32 {
        u32::try_from(self.all.len()).unwrap_or(NONE)
    }

    pub(super) fn person_mut(&mut self, number: u32) -> Option<&mut Person> {
        self.all.get_mut(number as usize)?.as_deref_mut()
    }

    pub(in crate::book) fn of(&self, id: PersonId) -> Option<&Person> {
        self.person(*self.by_id.get(&id)?)
    }

    /// Everyone with their numbers.
    pub(in crate::book) fn everybody(&self) -> impl Iterator<Item = (u32, &Person)> {
        (0..).zip(&self.all).filter_map(|(number, person)| Some((number, person.as_deref()?)))
    }

    pub(in crate::book) fn insert(&mut self, person: Person) -> u32 {
        let number = self.free.pop().unwrap_or_else(|| {
            self.all.push(None);
            u32::try_from(self.all.len() - 1).unwrap_or(NONE)
        });
        self.people += u32::from(person.group == Listing::Person);
        self.by_id.insert(person.id, number);
        if let Some(slot) = self.all.get_mut(number as usize) {
            *slot = Some(Box::new(person));
        }
        number
    }

    pub(in crate::book) fn remove(&mut self, number: u32) {
        if let Some(person) = self.all.get_mut(number as usize).and_then(Option::take) {
            self.people -= u32::from(person.group == Listing::Person);
            self.by_id.remove(&person.id);
            self.free.push(number);
        }
    }

    /// Some of those who are there, by their numbers; `None` where a number is free.
    pub(in crate::book) fn some(&self, range: Range<u32>) -> Vec<Option<&Person>> {
        self.all.iter().skip(range.start as usize).take(range.len()).map(Option::as_deref).collect()
    }

    /// Adds those who were there under the next numbers.
    pub(in crate::book) fn add(&mut self, some: Vec<Option<Box<Person>>>) {
        for person in some {
            let number = self.places();
            match &person {
                Some(person) => {
                    self.people += u32::from(person.group == Listing::Person);
                    self.by_id.insert(person.id, number);
                }
                None => self.free.push(number),
            }
            self.all.push(person);
        }
    }

    /// Lists someone elsewhere. Gives whether that is new.
    pub(super) fn regroup(&mut self, number: u32, group: Listing) -> bool {
        let Some(person) = self.person_mut(number) else { return false };
        let before = std::mem::replace(&mut person.group, group);
        self.people += u32::from(group == Listing::Person);
        self.people -= u32::from(before == Listing::Person);
        before != group
    }
}

impl PersonDecisions {
    pub(in crate::book) fn of(decided: &Decided, id: PersonId, who: &mut Correspondents) -> Self {
        if decided.one(id) != id {
            // Whatever was said of them is said of whom they became part of.
            return Self {
                standing: None,
                typed: false,
                sourced: false,
                kept: false,
                deleted: false,
                name: NONE,
                sought: NONE,
            };
        }
        let (mut typed, mut name) = (false, None);
        let (mut given, mut family) = (None, None);
        let mut sought = String::new();
        for record in decided.records(id) {
            typed |= record.by_hand && !record.is_empty();
            let field = |field: PersonField| record.fields.get(&field).map(|(value, _)| value.as_str());
            name = name.or(field(PersonField::Name));
            given = given.or(field(PersonField::Given));
            family = family.or(field(PersonField::Family));
            let phones = record.items.values().filter(|item| item.kind == ItemKind::Phone);
            let phones = phones.map(|item| item.value.as_str());
            field(PersonField::Nickname).into_iter().chain(phones).for_each(|text| seek(&mut sought, text));
        }
        // The given and the family name do for one to show.
        let joined = (given.is_some() && family.is_some())
            .then(|| [given, family].into_iter().flatten().collect::<Vec<_>>().join(" "));
        let name = name.or(joined.as_deref()).map_or(NONE, |name| who.name(name));
        Self {
            standing: decided.visibility(id),
            typed,
            sourced: decided.sources(id).next().is_some(),
            kept: decided.is_kept(id),
            deleted: decided.is_deleted(id),
            name,
            sought: if sought.is_empty() { NONE } else { who.name(&sought) },
        }
    }

    /// Whether they are there by what was said of them, whatever the mail says.
    pub(super) const fn suffices(self) -> bool {
        self.typed || self.sourced
    }

    /// Whether the user shows them in People.
    pub(in crate::book) fn is_called(self) -> bool {
        self.standing == Some(Visibility::Shown)
    }
}

impl Person {
    pub(in crate::book) fn new(id: PersonId, said: PersonDecisions) -> Self {
        Self {
            id,
            addresses: Vec::new(),
            figures: Figures::default(),
            group: Listing::FilteredOut,
            said,
            named: false,
            name: NONE,
            haystack: "".into(),
            name_length: 0,
            letters: search::Letters::default(),
            made_from: 0,
            key: 0,
            called: Called::Unknown,
            guess: None,
            only_looks: false,
        }
    }

    /// Whether there is anyone at all.
    pub(super) fn is_somebody(&self) -> bool {
        !self.addresses.is_empty() || self.said.name != NONE
    }

    /// The name to show: one that is guessed if none is known, else an address.
    pub(in crate::book) fn name<'a>(&'a self, who: &'a Correspondents) -> &'a str {
        match (self.name, &self.guess) {
            (NONE, Some(guess)) => guess,
            (NONE, None) => self.address(who).map_or("", |address| who.address_text(address)),
            (name, _) => who.name_text(name),
        }
    }

    /// Whether the name to show is guessed from an address.
    pub(in crate::book) const fn is_guessed(&self) -> bool {
        self.guess.is_some()
    }

    /// Whether any name is known, or guessed.
    pub(in crate::book) const fn has_name(&self) -> bool {
        self.name != NONE || self.guess.is_some()
    }

    /// Whether the name was typed.
    pub(in crate::book) const fn is_named(&self) -> bool {
        self.said.name != NONE
    }

    /// One of their addresses, whatever came in first: by the alphabet, and none that only an answer says to be theirs.
    pub(in crate::book) fn address(&self, who: &Correspondents) -> Option<u32> {
        self.addresses.iter().copied().min_by_key(|&address| (who.is(address, CLAIMED), who.address_text(address)))
    }

    /// The name's folded form.
    pub(in crate::book) fn name_folded(&self) -> &str {
        self.haystack.get(..self.name_length as usize).unwrap_or_default()
    }

    /// Brings the texts up to date with the figures and with what was said.
    pub(super) fn refresh(&mut self, who: &Correspondents) {
        let mut names = self.figures.names(MAX_NAMES, |name| who.name_text(name));
        let shown = match self.said.name {
            NONE => names.first().map_or(NONE, |(name, _)| *name),
            name => name,
        };
        // Which names they are, whatever the order of the further ones.
        names.sort_unstable();
        let names: Vec<u32> = names.into_iter().map(|(name, _)| name).filter(|&name| name != shown).collect();
        let made_from = hash(&(shown, &names, &self.addresses, self.said.sought)).max(1);
        if made_from == self.made_from {
            return;
        }
        (self.name, self.made_from) = (shown, made_from);
        let texts = || self.addresses.iter().map(|&address| who.address_text(address));
        self.only_looks = texts().any(|address| script::looks_like(address).is_some())
            || shown != NONE && script::is_mixed(who.name_text(shown));
        self.guess = match shown {
            NONE => {
                let mut addresses: Vec<&str> = texts().collect();
                addresses.sort_unstable();
                let mut guesses = addresses.into_iter().filter_map(|text| name::guessed(&Address::parse(text)?));
                guesses.next().map(String::into_boxed_str)
            }
            _ => None,
        };
        let key = if self.name == NONE { String::new() } else { name::key(self.name(who)) };
        self.key = if key.is_empty() { 0 } else { hash(key.as_str()).max(1) };
        self.called = if self.name == NONE { Called::Unknown } else { name::called(self.name(who)) };
        let mut haystack = search::fold(self.name(who));
        self.name_length = u32::try_from(haystack.len()).unwrap_or(u32::MAX);
        for further in names {
            haystack.push(' ');
            haystack.push_str(&search::fold(who.name_text(further)));
        }
        for &address in &self.addresses {
            haystack.push(' ');
            haystack.push_str(&search::fold(who.address_text(address)));
        }
        if self.said.sought != NONE {
            haystack.push(' ');
            haystack.push_str(&search::fold(who.name_text(self.said.sought)));
        }
        self.letters = search::Letters::of(&haystack);
        self.haystack = haystack.into();
    }
}

/// Adds a text by which someone is found; a phone number as it is written, and without what stands between its digits.
fn seek(sought: &mut String, text: &str) {
    for text in [text.to_owned(), text.chars().filter(char::is_ascii_digit).collect()] {
        if !text.is_empty() && !sought.ends_with(&text) {
            sought.push_str(if sought.is_empty() { "" } else { " " });
            sought.push_str(&text);
        }
    }
}
