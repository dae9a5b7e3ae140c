//! Who may be the same person as somebody else.

use super::Book;
use super::people::{Group, Person};
use super::who::NONE;
use crate::api::{Likeness, MessageKey, PersonId, Suggestion, SuggestionsPage};
use foldhash::fast::FixedState;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What stands before the `@` says something from so many letters on.
const TELLING: usize = 8;

/// Two that may be the same, by their numbers, and why.
pub(super) type Pairs = BTreeMap<(u32, u32), Vec<Likeness>>;

impl Book {
    /// A stretch of the suggestions, those with the most messages first.
    pub(crate) fn suggestions(&mut self, offset: u32, limit: u32) -> SuggestionsPage {
        let pairs = self.take_pairs();
        let rank = |pair: &(u32, u32)| {
            let seen = |number: u32| self.derived.person(number).map_or(0, |person| person.figures.between());
            (Reverse(seen(pair.0) + seen(pair.1)), *pair)
        };
        let mut order: Vec<&(u32, u32)> = pairs.keys().collect();
        order.sort_by_key(|pair| rank(pair));
        let all = u32::try_from(order.len()).unwrap_or(u32::MAX);
        let stretch = order.into_iter().skip(offset as usize).take(limit as usize);
        let rows = stretch.filter_map(|pair| self.suggestion(*pair, pairs.get(pair)?)).collect();
        self.derived.pairs = Some(pairs);
        SuggestionsPage { all, rows }
    }

    /// The suggestions that concern somebody.
    pub(super) fn suggestions_for(&mut self, id: PersonId) -> Vec<Suggestion> {
        let Some(&number) = self.derived.by_id.get(&id) else { return Vec::new() };
        let pairs = self.take_pairs();
        let of = pairs.iter().filter(|((one, other), _)| *one == number || *other == number);
        let suggestions = of.filter_map(|(pair, likeness)| self.suggestion(*pair, likeness)).collect();
        self.derived.pairs = Some(pairs);
        suggestions
    }

    /// Every pair, as kept, or worked out if that is out of date. Whoever takes them puts them back.
    fn take_pairs(&mut self) -> Pairs {
        self.derived.pairs.take().unwrap_or_else(|| self.pairs())
    }

    fn suggestion(&self, (one, other): (u32, u32), likeness: &[Likeness]) -> Option<Suggestion> {
        let row = |number| self.derived.person(number).map(|person| self.row_of(person));
        Some(Suggestion { one: row(one)?, other: row(other)?, likeness: likeness.to_vec() })
    }

    /// Every two that may be the same: of each who would stay, the one with more messages, stands first.
    fn pairs(&self) -> Pairs {
        let mut pairs = Pairs::new();
        let mut by_name: HashMap<u64, Vec<u32>, FixedState> = HashMap::default();
        let mut by_local: HashMap<&str, Vec<u32>, FixedState> = HashMap::default();
        for (number, person) in self.derived.everybody().filter(|(_, person)| person.group == Group::Person) {
            if person.key != 0 {
                by_name.entry(person.key).or_default().push(number);
            }
            for &address in &person.addresses {
                let (local, _) = self.who.address_text(address).split_once('@').unwrap_or_default();
                let tells = local.len() >= TELLING && local.contains(['.', '_', '-']);
                if tells && !self.who.is_shared(address) {
                    by_local.entry(local).or_default().push(number);
                }
            }
        }
        for numbers in by_name.values() {
            self.pair_up(numbers, &mut pairs, |book, one, _| {
                vec![Likeness::Name(book.derived.person(one).map_or("", |one| one.name(&book.who)).to_owned())]
            });
        }
        for (local, numbers) in by_local {
            self.pair_up(&numbers, &mut pairs, |_, _, _| vec![Likeness::Local(local.to_owned())]);
        }
        for offer in &self.links.offers {
            let other = self.who.known(offer.address).person;
            for &one in offer.people.iter().filter_map(|id| self.derived.by_id.get(id)) {
                self.pair_up(&[one, other], &mut pairs, |book, _, _| {
                    vec![Likeness::Answered(MessageKey(book.rows.key(offer.row)))]
                });
            }
        }
        for ((one, other), likeness) in &mut pairs {
            let domain = self.common_domain(*one, *other);
            likeness.extend(domain.map(|domain| Likeness::Domain(domain.to_owned())));
        }
        pairs
    }

    /// Notes that each of them may be the same as the one with the most messages.
    fn pair_up(&self, numbers: &[u32], pairs: &mut Pairs, why: impl Fn(&Self, u32, u32) -> Vec<Likeness>) {
        let mut people: Vec<(u32, &Person)> =
            numbers.iter().filter_map(|&number| Some((number, self.derived.person(number)?))).collect();
        people.sort_by_key(|(number, person)| (Reverse(person.figures.between()), person.id, *number));
        people.dedup_by_key(|(number, _)| *number);
        let Some(((one, first), others)) = people.split_first() else { return };
        for (other, person) in others {
            if person.group != Group::Gone && first.group == Group::Person && !self.are_apart(first, person) {
                let likeness = pairs.entry((*one, *other)).or_default();
                likeness.extend(why(self, *one, *other));
            }
        }
    }

    /// Whether it was said of two, or of any who became part of them, that they are not the same.
    fn are_apart(&self, one: &Person, other: &Person) -> bool {
        let decided = self.journal.state();
        decided.parts(one.id).any(|one| decided.parts(other.id).any(|other| decided.are_apart(one, other)))
    }

    fn common_domain(&self, one: u32, other: u32) -> Option<&str> {
        let domains = |number| {
            let addresses = self.derived.person(number).map(|person| person.addresses.as_slice()).unwrap_or_default();
            addresses.iter().map(|&address| self.who.domain(address)).filter(|&domain| domain != NONE)
        };
        let common = domains(one).find(|domain| domains(other).any(|other| other == *domain))?;
        Some(self.who.domain_text(common))
    }
}
