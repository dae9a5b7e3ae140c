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
use crate::small_sort::SmallSort;
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

/// Those who are known, by what tells them. Made once for many look-ups.
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
        let names = &mut self.people.entry(person).or_default().names;
        if !name.trim().is_empty() && names.len() < NAMES {
            names.insert(name.to_owned());
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
        let namesakes = self.by_name.get(&name::key(&contact.name));
        let is_namesake = |person: PersonId| namesakes.is_some_and(|namesakes| namesakes.contains(&person));
        let (by_email, by_phone) = (self.by_email(contact), self.by_phone(contact));
        let doubtful = || by_email.iter().chain(&by_phone).filter(|found| found.is_doubtful);
        let mut apart = doubtful().filter_map(|found| self.distinct.get(&found.person)).flatten();
        if let Some(person) = apart.find(|person| is_namesake(**person)) {
            return Match::One(*person, MatchReason::Name(SecondSign::SaidDistinct));
        }
        let fitting = |found: &[Found], is_shared: bool| -> Vec<Found> {
            found.iter().filter(|it| !it.is_doubtful && it.is_shared == is_shared).cloned().collect()
        };
        let told = [fitting(&by_email, false), fitting(&by_email, true), fitting(&by_phone, false)];
        let [by_own_address, _, by_number] = &told;
        let are_distinct = |one: &Found| {
            let apart = self.distinct.get(&one.person);
            apart.is_some_and(|apart| by_number.iter().any(|other| apart.contains(&other.person)))
        };
        if by_own_address.iter().any(are_distinct) {
            return unclear(by_own_address.iter().chain(by_number));
        }
        if let Some(found) = told.iter().find(|found| !found.is_empty()) {
            let mut named = found.iter().filter(|found| is_namesake(found.person));
            return match (found.as_slice(), named.next(), named.next()) {
                ([one], ..) | (_, Some(one), None) => Match::One(one.person, one.reason.clone()),
                _ => unclear(found.iter()),
            };
        }
        match (self.by_name(contact, namesakes), doubtful().next()) {
            (Match::None, Some(_)) => unclear(doubtful()),
            (told, _) => told,
        }
    }

    /// Those with an address of the contact's. One whose name is another is doubtful. At the address of a function it is
    /// not them, if they have another full name.
    fn by_email(&self, contact: &Contact) -> Vec<Found> {
        let mut found: BTreeMap<PersonId, Found> = BTreeMap::new();
        for address in addresses(contact) {
            let is_shared = is_role(&address);
            for &person in few(self.by_email.get(&address)) {
                let is_known = found.get(&person).is_some_and(|known| !known.is_shared || is_shared);
                let is_another = is_shared && self.is_called(person, |name| is_another(name, &contact.name));
                if is_known || is_another {
                    continue;
                }
                let is_doubtful = self.is_called(person, |name| are_two(name, &contact.name));
                let reason = MatchReason::Email(address.to_string());
                found.insert(person, Found { person, reason, is_shared, is_doubtful });
            }
        }
        found.into_values().collect()
    }

    /// Those with a phone number of the contact's, but for those who share a line with them. One who has another full
    /// name, or one that has nothing in common with the contact's, is doubtful.
    fn by_phone(&self, contact: &Contact) -> Vec<Found> {
        let is_organisation = |name: &str| name::called(name) == Called::Organisation;
        let mut found: BTreeMap<PersonId, Found> = BTreeMap::new();
        for phone in contact.phones.iter().filter(|_| !is_organisation(&contact.name)) {
            for &person in few(phone_key(&phone.value).and_then(|key| self.by_phone.get(&key))) {
                let shares_line = self.is_called(person, |name| is_organisation(name) || are_two(name, &contact.name));
                if !shares_line {
                    let speaks_against =
                        |name: &str| name::contradict(name, &contact.name) || is_another(name, &contact.name);
                    let is_doubtful = self.is_called(person, speaks_against);
                    let reason = MatchReason::Phone(phone.value.clone());
                    found.entry(person).or_insert(Found { person, reason, is_shared: false, is_doubtful });
                }
            }
        }
        found.into_values().collect()
    }

    /// Those of the contact's name.
    fn by_name(&self, contact: &Contact, namesakes: Option<&BTreeSet<PersonId>>) -> Match {
        let traits = Traits::of(contact);
        let (mut told, mut alone) = (Vec::new(), Vec::new());
        for &person in namesakes.into_iter().flatten().take(NAMESAKES) {
            let Some(known) = self.people.get(&person) else { continue };
            match known.second_sign(&traits) {
                Some(sign) => told.push((person, MatchReason::Name(sign))),
                None if known.speaks_against(&traits) => {}
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

    /// Whether someone has names, and all of them are so.
    fn is_called(&self, person: PersonId, is_so: impl Fn(&str) -> bool) -> bool {
        let names = self.people.get(&person).map(|known| &known.names);
        names.is_some_and(|names| !names.is_empty() && names.iter().all(|name| is_so(name)))
    }
}

/// Someone who was found by an address or a phone number.
#[derive(Clone)]
struct Found {
    person: PersonId,
    reason: MatchReason,
    /// By an address that is a function's.
    is_shared: bool,
    /// Their name speaks against it.
    is_doubtful: bool,
}

/// What more people than this have in common tells no one.
const FEW: usize = 20;

/// Of more people of one name than this, the others are not looked at.
const NAMESAKES: usize = 100;

/// So many names of someone are looked at.
const NAMES: usize = 20;

fn few(people: Option<&BTreeSet<PersonId>>) -> impl Iterator<Item = &PersonId> {
    people.filter(|people| people.len() <= FEW).into_iter().flatten()
}

fn unclear<'a>(found: impl Iterator<Item = &'a Found>) -> Match {
    Match::Unclear(found.map(|found| (found.person, found.reason.clone())).collect())
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

/// Whether two full names are not the same: each has a word that the other has not.
fn is_another(one: &str, other: &str) -> bool {
    let (one, other) = (name::key(one), name::key(other));
    let lacks = |key: &str, words: &str| words.split(' ').any(|word| !key.split(' ').any(|known| known == word));
    !one.is_empty() && !other.is_empty() && lacks(&one, &other) && lacks(&other, &one)
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
    /// Of each person: the contacts, and where in the file they stand.
    all: Vec<Vec<(usize, Contact)>>,
}

impl Joiner {
    /// Adds the contact at that place of the file.
    pub fn add(&mut self, place: usize, contact: Contact) {
        let one = match self.known.who_is(&contact) {
            Match::One(person, _) => Some(person),
            Match::Unclear(people) if people.len() == 1 && !says_more_than_a_name(&contact) => {
                people.first().map(|it| it.0)
            }
            Match::Unclear(_) | Match::None => None,
        };
        let at = one.and_then(|person| usize::try_from(person.0).ok()).unwrap_or(self.all.len());
        self.known.add(PersonId(at as u64), &contact);
        match self.all.get_mut(at) {
            Some(joined) => joined.push((place, contact)),
            None => self.all.push(vec![(place, contact)]),
        }
    }

    /// Everyone, in the order of the file.
    #[must_use]
    pub fn finish(self) -> Vec<Joined> {
        let mut all: Vec<Joined> = self.all.into_iter().map(joined).collect();
        all.small_sort_by_key(|joined| joined.places.iter().min().copied());
        all
    }
}

/// The contacts of a file, with those that are one person joined.
#[must_use]
pub fn join(contacts: Vec<Contact>) -> Vec<Joined> {
    let mut joiner = Joiner::default();
    let (more, names): (Vec<_>, Vec<_>) =
        contacts.into_iter().enumerate().partition(|(_, it)| says_more_than_a_name(it));
    more.into_iter().chain(names).for_each(|(place, contact)| joiner.add(place, contact));
    joiner.finish()
}

/// One person of several contacts, of which the first counts most.
fn joined(contacts: Vec<(usize, Contact)>) -> Joined {
    let (places, mut contacts): (Vec<usize>, Vec<Contact>) = contacts.into_iter().unzip();
    // Two and two, so that a person of many rows takes no longer than many people.
    while contacts.len() > 1 {
        let pairs = contacts.chunks(2).filter_map(|pair| match pair {
            [one, other] => Some(complete(one, &[], other)),
            pair => pair.first().cloned(),
        });
        contacts = pairs.collect();
    }
    Joined { contact: contacts.pop().unwrap_or_default(), places }
}
