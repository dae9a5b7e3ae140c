//! Who may be the same person as someone else.

use crate::api::{
    CommonTrait, CompanyMove, ItemKind, MessageKey, PersonId, PersonRow, PossibleDuplicate, PossibleDuplicatesPage,
};
use crate::book::Book;
use crate::book::cache::{Moved, Pairs};
use crate::book::derive::people::{Listing, Person};
use crate::book::facts::correspondents::NONE;
use foldhash::fast::FixedState;
use kith_domain::contact_fields::phone_key;
use kith_domain::name;
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From this many letters on, what stands before the `@` says something.
const MIN_LOCAL_CHARS: usize = 8;

/// The same within one company.
const MIN_LOCAL_CHARS_WITHIN: usize = 2;

/// At most so many people with one phone number may be the same.
const MAX_PHONE_SHARERS: usize = 3;

/// A company moved if so many people have the same at both domains.
const MOVED: usize = 2;

/// What stands before the `@` at more domains than that says nothing of any.
const DOMAINS: usize = 12;

/// What stands before the `@` at both domains, and who it is at either.
type Fellow<'a> = (&'a str, u32, u32);

impl Book {
    /// A part of the suggestions, those with the most messages first.
    pub(crate) fn suggestions(&self, limit: u32) -> PossibleDuplicatesPage {
        let pairs = self.known_pairs();
        let all = u32::try_from(pairs.order.len() + pairs.moves.len()).unwrap_or(u32::MAX);
        let stretch = pairs.order.iter().take(limit as usize);
        let rows = stretch.filter_map(|pair| self.suggestion(*pair, pairs.all.get(pair)?)).collect();
        let moves = pairs.moves.iter().map(|it| CompanyMove {
            from: self.correspondents.domain_text(it.from).to_owned(),
            to: self.correspondents.domain_text(it.to).to_owned(),
            people: it.people.iter().filter_map(|&(one, other)| self.both(one, other)).collect(),
        });
        PossibleDuplicatesPage { all, rows, moves: moves.collect() }
    }

    /// The suggestions that concern someone.
    pub(super) fn suggestions_for(&self, id: PersonId) -> Vec<PossibleDuplicate> {
        let Some(&number) = self.derived.by_id.get(&id) else { return Vec::new() };
        let pairs = self.known_pairs();
        let of = pairs.all.iter().filter(|((one, other), _)| *one == number || *other == number);
        of.filter_map(|(pair, common_traits)| self.suggestion(*pair, common_traits)).collect()
    }

    fn known_pairs(&self) -> &Pairs {
        self.cache.pairs.get_or_init(|| self.pairs())
    }

    fn suggestion(&self, (one, other): (u32, u32), common_traits: &[CommonTrait]) -> Option<PossibleDuplicate> {
        let (one, other) = self.both(one, other)?;
        Some(PossibleDuplicate { one, other, common: common_traits.to_vec() })
    }

    fn both(&self, one: u32, other: u32) -> Option<(PersonRow, PersonRow)> {
        let row = |number| self.derived.person(number).map(|person| self.row_of(person));
        Some((row(one)?, row(other)?))
    }

    /// Every two that may be the same: of each who would stay, the one with more messages, stands first.
    fn pairs(&self) -> Pairs {
        let mut pairs = BTreeMap::new();
        let mut by_name: HashMap<u64, Vec<u32>, FixedState> = HashMap::default();
        let mut by_local: HashMap<&str, Vec<u32>, FixedState> = HashMap::default();
        let mut by_place: HashMap<(&str, u32), Vec<u32>, FixedState> = HashMap::default();
        let mut domains: HashMap<&str, BTreeMap<u32, u32>, FixedState> = HashMap::default();
        for (number, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
            if person.key != 0 {
                by_name.entry(person.key).or_default().push(number);
            }
            for &address in person.addresses.iter().filter(|&&address| !self.correspondents.is_shared(address)) {
                let (local, _) = self.correspondents.address_text(address).split_once('@').unwrap_or_default();
                if local.len() >= MIN_LOCAL_CHARS && local.contains(['.', '_', '-']) {
                    by_local.entry(local).or_default().push(number);
                }
                let domain = self.correspondents.domain(address);
                if local.len() >= MIN_LOCAL_CHARS_WITHIN && domain != NONE {
                    by_place.entry((local, domain)).or_default().push(number);
                    // If there are two, the smaller number stands for both, so that their order does not matter.
                    let stands = domains.entry(local).or_default().entry(domain).or_insert(number);
                    if self.derived.person(*stands).is_some_and(|other| person.id < other.id) {
                        *stands = number;
                    }
                }
            }
        }
        for numbers in by_name.values() {
            self.pair_up(numbers, &mut pairs, |book, one, _| {
                vec![CommonTrait::Name(
                    book.derived.person(one).map_or("", |one| one.name(&book.correspondents)).to_owned(),
                )]
            });
        }
        for (local, numbers) in &by_local {
            self.pair_up(numbers, &mut pairs, |_, _, _| vec![CommonTrait::Local((*local).to_owned())]);
        }
        // A number of several is that of a family or a company.
        for (_, numbers) in
            self.by_phone().iter().filter(|(_, numbers)| (2..=MAX_PHONE_SHARERS).contains(&numbers.len()))
        {
            self.pair_up(numbers, &mut pairs, |book, one, other| {
                let phone = if book.speak_against(one, other) { None } else { book.common_phone(one, other) };
                phone.map(CommonTrait::Phone).into_iter().collect()
            });
        }
        // The same at two hosts of one company: `ada@uni.example`, `ada@smtp1.uni.example`.
        for ((local, _), numbers) in by_place.iter().filter(|(_, numbers)| numbers.len() > 1) {
            self.pair_up(numbers, &mut pairs, |book, one, other| {
                let said = by_local.contains_key(local) || book.speak_against(one, other);
                if said { Vec::new() } else { vec![CommonTrait::Local((*local).to_owned())] }
            });
        }
        for offer in &self.links.offers {
            let other = self.correspondents.known(offer.address).person;
            for &one in offer.people.iter().filter_map(|id| self.derived.by_id.get(id)) {
                self.pair_up(&[one, other], &mut pairs, |book, _, _| {
                    vec![CommonTrait::Answered(MessageKey(book.rows.key(offer.row)))]
                });
            }
        }
        pairs.retain(|_, common_traits| !common_traits.is_empty());
        for ((one, other), common_traits) in &mut pairs {
            let domain = self.common_domain(*one, *other);
            common_traits.extend(domain.map(|domain| CommonTrait::Domain(domain.to_owned())));
        }
        let moves = self.moves(&domains);
        let moved: BTreeSet<(u32, u32)> =
            moves.iter().flat_map(|it| &it.people).flat_map(|&(one, other)| [(one, other), (other, one)]).collect();
        let seen = |number: u32| self.derived.person(number).map_or(0, |person| person.figures.between());
        let mut order: Vec<(u32, u32)> = pairs.keys().copied().filter(|pair| !moved.contains(pair)).collect();
        order.small_sort_by_key(|pair| (Reverse(seen(pair.0) + seen(pair.1)), *pair));
        Pairs { all: pairs, moves, order }
    }

    /// The companies that may have moved. `domains`: for what stands before the `@`, who it is at which domain.
    fn moves(&self, domains: &HashMap<&str, BTreeMap<u32, u32>, FixedState>) -> Vec<Moved> {
        let mut between: BTreeMap<(u32, u32), Vec<Fellow<'_>>> = BTreeMap::new();
        for (local, at) in domains.iter().filter(|(_, at)| (2..=DOMAINS).contains(&at.len())) {
            for (&one, &first) in at {
                for (&other, &second) in at.range(one + 1..) {
                    if !self.speak_against(first, second) {
                        between.entry((one, other)).or_default().push((local, first, second));
                    }
                }
            }
        }
        let last = |number: u32| self.derived.person(number).map_or(i64::MIN, |person| person.figures.last);
        let mut moves = Vec::new();
        for ((one, other), mut people) in between {
            // Those who were joined already speak for it, those of whom was said that they are two do not.
            people.retain(|&(_, first, second)| first == second || self.may_be_one(first, second));
            if people.len() < MOVED || people.iter().all(|(_, first, second)| first == second) {
                continue;
            }
            people.sort_unstable();
            let open = people.into_iter().filter(|(_, first, second)| first != second);
            let open: Vec<(u32, u32)> = open.map(|(_, first, second)| (first, second)).collect();
            let latest = |numbers: &mut dyn Iterator<Item = u32>| numbers.map(last).max();
            let at_one = latest(&mut open.iter().map(|it| it.0));
            let at_other = latest(&mut open.iter().map(|it| it.1));
            let text = |domain| self.correspondents.domain_text(domain);
            let from_one = (at_one, text(other)) < (at_other, text(one));
            let (from, to) = if from_one { (one, other) } else { (other, one) };
            // The one with the most messages stays, as elsewhere.
            let rank = |number: u32| {
                self.derived.person(number).map(|person| (Reverse(person.figures.between()), person.id, number))
            };
            let staying = |(first, second)| if rank(first) <= rank(second) { (first, second) } else { (second, first) };
            moves.push(Moved { from, to, people: open.into_iter().map(staying).collect() });
        }
        moves.small_sort_by_key(|it| {
            (Reverse(it.people.len()), self.correspondents.domain_text(it.from), self.correspondents.domain_text(it.to))
        });
        moves
    }

    /// Whether the names of two are those of two people.
    fn speak_against(&self, one: u32, other: u32) -> bool {
        let (Some(one), Some(other)) = (self.derived.person(one), self.derived.person(other)) else { return true };
        let known = |person: &Person| person.has_name() && !person.is_guessed();
        let differ = || one.key != 0 && other.key != 0 && one.key != other.key;
        known(one)
            && known(other)
            && (differ() || name::contradict(one.name(&self.correspondents), other.name(&self.correspondents)))
    }

    /// Whether two may be offered as one.
    fn may_be_one(&self, one: u32, other: u32) -> bool {
        let (Some(one), Some(other)) = (self.derived.person(one), self.derived.person(other)) else { return false };
        !one.only_looks && !other.only_looks && !self.are_distinct(one, other)
    }

    /// Notes that each of them may be the same as the one with the most messages.
    fn pair_up(
        &self,
        numbers: &[u32],
        pairs: &mut BTreeMap<(u32, u32), Vec<CommonTrait>>,
        why: impl Fn(&Self, u32, u32) -> Vec<CommonTrait>,
    ) {
        let mut people: Vec<(u32, &Person)> =
            numbers.iter().filter_map(|&number| Some((number, self.derived.person(number)?))).collect();
        // One who only looks like another is never offered as the same.
        people.retain(|(_, person)| !person.only_looks);
        people.small_sort_by_key(|(number, person)| (Reverse(person.figures.between()), person.id, *number));
        people.dedup_by_key(|(number, _)| *number);
        let Some(((one, first), others)) = people.split_first() else { return };
        for (other, person) in others {
            if person.group != Listing::Gone && first.group == Listing::Person && !self.are_distinct(first, person) {
                let common_traits = pairs.entry((*one, *other)).or_default();
                common_traits.extend(why(self, *one, *other));
            }
        }
    }

    /// Whether it was said of two, or of any who became part of them, that they are not the same.
    fn are_distinct(&self, one: &Person, other: &Person) -> bool {
        let decided = self.journal.state();
        decided.parts(one.id).any(|one| decided.parts(other.id).any(|other| decided.are_distinct(one, other)))
    }

    /// A phone number that both have, as it is written of the one.
    fn common_phone(&self, one: u32, other: u32) -> Option<String> {
        let phones = |number| {
            let records = self.derived.person(number).map(|person| self.journal.state().records(person.id));
            let items = records.into_iter().flatten().flat_map(|record| record.items.values());
            items.filter(|item| item.kind == ItemKind::Phone).map(|item| item.value.as_str())
        };
        let others: Vec<Option<String>> = phones(other).map(phone_key).collect();
        let is_common = |phone: &&str| {
            let key = phone_key(phone);
            key.is_some() && others.contains(&key)
        };
        phones(one).find(is_common).map(str::to_owned)
    }

    /// A work domain at which the user wrote to both: that someone writes from there is said by them alone.
    fn common_domain(&self, one: u32, other: u32) -> Option<&str> {
        let domains = |number| {
            let addresses = self.derived.person(number).map(|person| person.addresses.as_slice()).unwrap_or_default();
            addresses
                .iter()
                .map(|&address| (address, self.correspondents.domain(address)))
                .filter(|(_, domain)| *domain != NONE)
        };
        let common = domains(one).find_map(|(first, domain)| {
            let (second, _) = domains(other).find(|(_, other)| *other == domain)?;
            (self.is_written_to(first) && self.is_written_to(second)).then_some(domain)
        })?;
        Some(self.correspondents.domain_text(common))
    }
}
