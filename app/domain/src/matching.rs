//! Who of those known a contact is.
//!
//! An address tells first, then a phone number, then the name together with a second sign. A name alone never tells,
//! and neither do the names of functions: then it is for the user to look at.

#[cfg(test)]
mod tests;

use crate::address::Address;
use crate::contact::Contact;
use crate::contact_changes::complete;
use crate::contact_fields::{NAME_FIELDS, phone_key};
use crate::domains::work_domain;
use crate::ids::PersonId;
use crate::name::{self, Called};
use crate::noise::address::is_role;
use crate::search::fold;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who a contact is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Match {
    /// No one who is known.
    None,
    One(PersonId, MatchReason),
    /// One of these, or no one: it cannot be told.
    Unclear(Vec<(PersonId, MatchReason)>),
}

/// What a contact and someone who is known have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MatchReason {
    Email(String),
    Phone(String),
    /// The name, and something else.
    Name(SecondSign),
    /// The name and nothing else, which is not enough.
    NameAlone,
}

/// What speaks for two of one name being one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SecondSign {
    Company,
    Birthday,
    /// They have addresses at one domain, which is no mail provider's.
    Domain,
    Nickname,
    /// The address is that of someone who was said to be another.
    SaidDistinct,
}

/// Those who are known, in the order in which they are looked up. Made once for many look-ups.
#[derive(Clone, Debug, Default)]
pub struct Known {
    people: BTreeMap<PersonId, Traits>,
    by_email: BTreeMap<Address, BTreeSet<PersonId>>,
    by_phone: BTreeMap<String, BTreeSet<PersonId>>,
    by_name: BTreeMap<String, BTreeSet<PersonId>>,
    distinct: BTreeMap<PersonId, BTreeSet<PersonId>>,
}

/// What is known of someone, in the form in which it is compared.
#[derive(Clone, Debug, Default)]
struct Traits {
    names: BTreeSet<String>,
    companies: BTreeSet<String>,
    domains: BTreeSet<String>,
    birthday: String,
    nickname: String,
}

impl Known {
    /// Adds what is known of someone to what is known of them already.
    pub fn add(&mut self, person: PersonId, contact: &Contact) {
        for address in addresses(contact) {
            self.by_email.entry(address).or_default().insert(person);
        }
        for key in contact.phones.iter().filter_map(|phone| phone_key(&phone.value)) {
            self.by_phone.entry(key).or_default().insert(person);
        }
        self.add_name(person, &contact.name);
        let new = Traits::of(contact);
        let known = self.people.entry(person).or_default();
        known.companies.extend(new.companies);
        known.domains.extend(new.domains);
        let fill = |place: &mut String, new| {
            if place.is_empty() {
                *place = new;
            }
        };
        fill(&mut known.birthday, new.birthday);
        fill(&mut known.nickname, new.nickname);
    }

    /// Adds a name by which someone is known besides.
    pub fn add_name(&mut self, person: PersonId, name: &str) {
        if !name.trim().is_empty() {
            self.people.entry(person).or_default().names.insert(name.to_owned());
        }
        let key = name::key(name);
        if !key.is_empty() {
            self.by_name.entry(key).or_default().insert(person);
        }
    }

    /// Notes that two were said not to be the same.
    pub fn add_distinct(&mut self, one: PersonId, other: PersonId) {
        self.distinct.entry(one).or_default().insert(other);
        self.distinct.entry(other).or_default().insert(one);
    }

    /// Who a contact is.
    #[must_use]
    pub fn who_is(&self, contact: &Contact) -> Match {
        let traits = Traits::of(contact);
        let namesakes = self.by_name.get(&name::key(&contact.name));
        let by_email = self.by_email(contact);
        let others = by_email.iter().filter(|found| found.are_two).filter_map(|found| self.distinct.get(&found.person));
        let apart = |person: &&PersonId| namesakes.is_some_and(|namesakes| namesakes.contains(person));
        if let Some(person) = others.flatten().find(apart) {
            return Match::One(*person, MatchReason::Name(SecondSign::SaidDistinct));
        }
        let by_phone = self.by_phone(contact);
        let own: Vec<Found> = by_email.iter().filter(|found| !found.is_shared).cloned().collect();
        let said_distinct = |found: &Found| {
            let apart = self.distinct.get(&found.person);
            apart.is_some_and(|apart| by_phone.iter().any(|by_phone| apart.contains(&by_phone.person)))
        };
        if own.iter().any(said_distinct) {
            return Match::Unclear(own.into_iter().chain(by_phone).map(Found::into_pair).collect());
        }
        let by_shared: Vec<Found> = by_email.into_iter().filter(|found| found.is_shared && !found.are_two).collect();
        let told = [own, by_shared, by_phone].into_iter().find(|found| !found.is_empty());
        match told {
            Some(found) => chosen(found, namesakes),
            None => self.by_name(&traits, namesakes),
        }
    }

    /// Those with an address of the contact's.
    fn by_email(&self, contact: &Contact) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for address in addresses(contact) {
            for &person in self.by_email.get(&address).into_iter().flatten() {
                let is_shared = is_role(&address);
                match found.iter_mut().find(|known| known.person == person) {
                    Some(known) if known.is_shared && !is_shared => {
                        (known.is_shared, known.reason) = (false, MatchReason::Email(address.to_string()));
                    }
                    Some(_) => {}
                    None => found.push(Found {
                        person,
                        reason: MatchReason::Email(address.to_string()),
                        is_shared,
                        are_two: self.names(person).all(|name| are_two(name, &contact.name))
                            && self.names(person).next().is_some(),
                        is_doubtful: false,
                    }),
                }
            }
        }
        found
    }

    /// Those with a phone number of the contact's, but for those who share a line with them.
    fn by_phone(&self, contact: &Contact) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        if name::called(&contact.name) == Called::Organisation {
            return found;
        }
        for phone in &contact.phones {
            let people = phone_key(&phone.value).and_then(|key| self.by_phone.get(&key));
            for &person in people.into_iter().flatten() {
                let shares_line =
                    |name: &str| name::called(name) == Called::Organisation || are_two(name, &contact.name);
                let is_known = found.iter().any(|known| known.person == person);
                let is_named = self.names(person).next().is_some();
                if is_known || is_named && self.names(person).all(shares_line) {
                    continue;
                }
                found.push(Found {
                    person,
                    reason: MatchReason::Phone(phone.value.clone()),
                    is_shared: false,
                    are_two: false,
                    is_doubtful: is_named && self.names(person).all(|name| name::contradict(name, &contact.name)),
                });
            }
        }
        found
    }

    /// Those of the contact's name.
    fn by_name(&self, traits: &Traits, namesakes: Option<&BTreeSet<PersonId>>) -> Match {
        let (mut told, mut alone) = (Vec::new(), Vec::new());
        for &person in namesakes.into_iter().flatten() {
            let Some(known) = self.people.get(&person) else { continue };
            match known.second_sign(traits) {
                Some(sign) => told.push((person, MatchReason::Name(sign))),
                None if known.speaks_against(traits) => {}
                None => alone.push((person, MatchReason::NameAlone)),
            }
        }
        match (told.as_slice(), alone.is_empty()) {
            ([(person, reason)], _) => Match::One(*person, reason.clone()),
            ([], true) => Match::None,
            ([], false) => Match::Unclear(alone),
            _ => Match::Unclear(told),
        }
    }

    fn names(&self, person: PersonId) -> impl Iterator<Item = &str> {
        self.people.get(&person).into_iter().flat_map(|known| known.names.iter().map(String::as_str))
    }
}

/// Someone who was found by an address or a phone number.
#[derive(Clone)]
struct Found {
    person: PersonId,
    reason: MatchReason,
    /// By an address that is a function's.
    is_shared: bool,
    /// The names are those of two people.
    are_two: bool,
    /// The names have nothing in common.
    is_doubtful: bool,
}

impl Found {
    fn into_pair(self) -> (PersonId, MatchReason) {
        (self.person, self.reason)
    }
}

/// Of those who were found in one way: the only one who may be it, or the only one of that name.
fn chosen(found: Vec<Found>, namesakes: Option<&BTreeSet<PersonId>>) -> Match {
    let fitting: Vec<&Found> = found.iter().filter(|found| !found.are_two && !found.is_doubtful).collect();
    let named = || fitting.iter().filter(|found| namesakes.is_some_and(|namesakes| namesakes.contains(&found.person)));
    let one = match (fitting.as_slice(), named().count()) {
        ([one], _) => Some(*one),
        (_, 1) => named().next().copied(),
        _ => None,
    };
    match one {
        Some(one) => Match::One(one.person, one.reason.clone()),
        None => Match::Unclear(found.into_iter().map(Found::into_pair).collect()),
    }
}

impl Traits {
    fn of(contact: &Contact) -> Self {
        let domains = addresses(contact).filter_map(|address| work_domain(address.domain()).map(str::to_owned));
        let some = |text: &str| Some(fold(text)).filter(|folded| !folded.is_empty());
        Self {
            names: BTreeSet::new(),
            companies: some(&contact.company).into_iter().collect(),
            domains: domains.collect(),
            birthday: contact.birthday.trim().to_owned(),
            nickname: fold(&contact.nickname),
        }
    }

    /// What speaks for someone of the same name.
    fn second_sign(&self, other: &Self) -> Option<SecondSign> {
        let same_birthday = birthdays(&self.birthday, &other.birthday);
        let signs = [
            (same_birthday == Some(true), SecondSign::Birthday),
            (!self.companies.is_disjoint(&other.companies), SecondSign::Company),
            (!self.domains.is_disjoint(&other.domains), SecondSign::Domain),
            (!self.nickname.is_empty() && self.nickname == other.nickname, SecondSign::Nickname),
        ];
        let sign = signs.into_iter().find_map(|(is, sign)| is.then_some(sign));
        sign.filter(|_| same_birthday != Some(false))
    }

    /// What speaks against someone of the same name: another birthday, or another firm by name and by address.
    fn speaks_against(&self, other: &Self) -> bool {
        let both_differ = |one: &BTreeSet<String>, other: &BTreeSet<String>| !one.is_empty() && !other.is_empty();
        birthdays(&self.birthday, &other.birthday) == Some(false)
            || both_differ(&self.companies, &other.companies) && both_differ(&self.domains, &other.domains)
    }
}

/// Whether two birthdays are the same, as far as both say. `None`: one does not say.
fn birthdays(one: &str, other: &str) -> Option<bool> {
    let day = |text: &str| text.get(text.len().checked_sub(5)?..).map(str::to_owned);
    let (first, second) = (day(one)?, day(other)?);
    let is_open = |text: &str| text.starts_with("--");
    Some(first == second && (one == other || is_open(one) || is_open(other)))
}

fn addresses(contact: &Contact) -> impl Iterator<Item = Address> {
    contact.emails.iter().filter_map(|email| Address::parse(&email.value))
}

/// Whether two names are those of two people: `Ada King` and `Bob King` are, `Ada King` and `A. King` are not. One that
/// is no person's, or a single word, says nothing.
fn are_two(one: &str, other: &str) -> bool {
    let ((given, family), (other_given, other_family)) = (name::split(one), name::split(other));
    if family.is_empty() || other_family.is_empty() || name::key(one) == name::key(other) {
        return false;
    }
    let (given, other_given) = (fold(&given), fold(&other_given));
    let words = |given: &str| -> Vec<String> {
        given.split([' ', '-', '.']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let others = words(&other_given);
    let begins = |word: &String| others.iter().any(|other| word.starts_with(other.as_str()) || other.starts_with(word));
    !words(&given).iter().any(begins)
}

/// A contact of a file, and in which places of the file it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    pub contact: Contact,
    pub places: Vec<usize>,
}

/// Whether a contact says more than a name.
#[must_use]
pub fn says_more_than_a_name(contact: &Contact) -> bool {
    contact.said().any(|field| !NAME_FIELDS.contains(&field))
}

/// Joins the contacts of a file that are one person. Those that say more than a name are added first: one that says
/// nothing but a name is whoever else in the file has that name, if it is one.
#[derive(Debug, Default)]
pub struct Joiner {
    known: Known,
    all: Vec<Joined>,
}

impl Joiner {
    /// Adds the contact at that place of the file.
    pub fn add(&mut self, place: usize, contact: &Contact) {
        let one = match self.known.who_is(contact) {
            Match::One(person, _) => Some(person),
            Match::Unclear(people) if people.len() == 1 && !says_more_than_a_name(contact) => {
                people.first().map(|it| it.0)
            }
            Match::Unclear(_) | Match::None => None,
        };
        let at = one.and_then(|person| usize::try_from(person.0).ok()).unwrap_or(self.all.len());
        match self.all.get_mut(at) {
            Some(joined) => {
                joined.contact = complete(&joined.contact, &[], contact);
                joined.places.push(place);
            }
            None => self.all.push(Joined { contact: contact.clone(), places: vec![place] }),
        }
        self.known.add(PersonId(at as u64), contact);
    }

    /// Everyone, in the order of the file.
    #[must_use]
    pub fn finish(self) -> Vec<Joined> {
        let mut all = self.all;
        all.sort_by_key(|joined| joined.places.iter().min().copied());
        all
    }
}

/// The contacts of a file, with those that are one person joined.
#[must_use]
pub fn join(contacts: &[Contact]) -> Vec<Joined> {
    let mut joiner = Joiner::default();
    let (more, names): (Vec<_>, Vec<_>) = contacts.iter().enumerate().partition(|(_, it)| says_more_than_a_name(it));
    more.into_iter().chain(names).for_each(|(place, contact)| joiner.add(place, contact));
    joiner.finish()
}
