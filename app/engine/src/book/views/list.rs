//! Lists of people.

use crate::api::{
    CompanyOrder, FilteredOutGroup, Found, Group, ItemKind, Order, PeoplePage, PeopleQuery, PersonField, PersonId,
    PersonRow, Seconds,
};
use crate::book::Book;
use crate::book::cache::Orders;
use crate::book::derive::people::{Listing as Listed, Person};
use crate::book::facts::correspondents::{CLAIMED, NONE};
use kith_domain::query::{self, Filter, Has, Is};
use kith_domain::search;
use std::borrow::Cow;
use std::cmp::Reverse;

impl Book {
    /// A part of a list of people.
    pub(crate) fn people(&self, query: &PeopleQuery) -> PeoplePage {
        let matching = self.matching(query);
        let all = match query.group {
            Group::People => self.people_count(),
            Group::FilteredOut => u32::try_from(self.orders().others.len()).unwrap_or(u32::MAX),
        };
        let stretch = matching.iter().skip(query.offset as usize).take(query.limit as usize);
        PeoplePage {
            matching: u32::try_from(matching.len()).unwrap_or(u32::MAX),
            all,
            offset: query.offset,
            groups: if is_by_why(query) { self.groups_of(&matching) } else { Vec::new() },
            rows: stretch.filter_map(|&number| Some(self.listed(self.derived.person(number)?))).collect(),
        }
    }

    /// Everyone who matches, in the order of the list.
    pub(crate) fn selection(&self, query: &PeopleQuery) -> Vec<PersonId> {
        let numbers = self.matching(query);
        numbers.into_iter().filter_map(|number| Some(self.derived.person(number)?.id)).collect()
    }

    /// What is found by a few words, of every kind.
    pub(crate) fn found(&self, words: &str, limit: u32) -> Found {
        let list = |group| PeopleQuery { filter: words.to_owned(), group, limit, ..PeopleQuery::default() };
        let (people, others) = (self.people(&list(Group::People)), self.people(&list(Group::FilteredOut)));
        let companies = self.companies(words, CompanyOrder::LastContact, 0, limit);
        let folded = query::parse(words).words;
        if folded.is_empty() {
            // Filters are of people alone.
            return Found { people: (people.matching, people.rows), ..Found::default() };
        }
        let tags = self.tags().into_iter().filter(|(tag, _)| search::begins_words(&search::fold(tag), &folded));
        Found {
            people: (people.matching, people.rows),
            filtered_out: (others.matching, others.rows),
            companies: (companies.matching, companies.rows),
            messages: if search::is_enough(&folded) { self.find_newest(&folded, limit) } else { Vec::new() },
            notes: self.notes(&folded, limit as usize),
            tags: tags.take(limit as usize).collect(),
        }
    }

    /// The numbers of everyone who matches, in the order of the list. If no one does by the words as they were typed,
    /// typos are forgiven.
    pub(in crate::book) fn matching(&self, query: &PeopleQuery) -> Vec<u32> {
        let order = match (query.group, query.order) {
            _ if is_by_why(query) => self.by_why().iter().map(|(number, _)| *number).collect(),
            (Group::FilteredOut, _) => Cow::from(&self.orders().others),
            (Group::People, Order::LastContact | Order::Why) => Cow::from(&self.orders().by_last_contact),
            (Group::People, Order::Name) => Cow::from(&self.orders().by_name),
        };
        let sought = query::parse(&query.filter);
        let begun: Vec<bool> = sought.filters.iter().map(|(filter, _)| self.is_begun(filter)).collect();
        let fits = |person: &&Person| {
            let mut filters = sought.filters.iter().zip(&begun);
            filters.all(|((filter, turned), begun)| self.fits(person, filter, *begun) != *turned)
        };
        let found = |by: &dyn Fn(&Person) -> bool| -> Vec<u32> {
            let people = order.iter().filter_map(|&number| Some((number, self.derived.person(number)?)));
            people.filter(|(_, person)| by(person) && fits(person)).map(|(number, _)| number).collect()
        };
        let words = search::Words::of(&sought.words);
        let exact = found(&|person| words.are_in(&person.haystack, person.letters));
        if !exact.is_empty() || !words.may_have_typos() {
            return exact;
        }
        found(&|person| words.resemble(&person.haystack, person.name_length as usize, person.letters))
    }

    /// Whether a filter names a tag that no one bears, perhaps the beginning of one.
    fn is_begun(&self, filter: &Filter) -> bool {
        let Filter::Tag(tag) = filter else { return false };
        let decided = self.journal.state();
        !decided.recorded().into_iter().any(|id| decided.records(id).any(|record| record.tags.contains_key(tag)))
    }

    /// Whether someone is found by a filter; `begun`: see [`Self::is_begun`].
    fn fits(&self, person: &Person, filter: &Filter, begun: bool) -> bool {
        let figures = &person.figures;
        let decided = self.journal.state();
        let items =
            |kind: ItemKind| decided.records(person.id).flat_map(|it| it.items.values()).any(|it| it.kind == kind);
        let tags = || decided.records(person.id).flat_map(|record| record.tags.keys());
        let days_ago = |days: u32| self.now - i64::from(days) * 86_400;
        let last = || self.last_contact(person, self.day()).map(|last| last.at);
        match filter {
            Filter::Tag(tag) => tags().any(|own| own == tag || begun && search::begins_words(own, tag)),
            Filter::Bucket(words) => {
                decided.buckets_of(person.id).any(|it| search::begins_words(&search::fold(&it.name), words))
            }
            Filter::Company(words) => {
                self.company_of(person).is_some_and(|(_, name, _)| search::begins_words(&search::fold(&name), words))
            }
            Filter::From(from) => person.addresses.iter().any(|&address| {
                let text = self.correspondents.address_text(address);
                text == from || text.strip_suffix(from.as_str()).is_some_and(|rest| rest.ends_with(['@', '.']))
            }),
            Filter::Quiet(days) => last().is_none_or(|last| last < days_ago(*days)),
            Filter::Recent(days) => last().is_some_and(|last| last >= days_ago(*days)),
            Filter::More(count) => figures.between() > *count,
            Filter::Fewer(count) => figures.between() < *count,
            Filter::Has(Has::Phone) => items(ItemKind::Phone),
            Filter::Has(Has::Address) => items(ItemKind::Postal),
            Filter::Has(Has::Link) => items(ItemKind::Link),
            Filter::Has(Has::Note) => items(ItemKind::Note),
            Filter::Has(Has::Tag) => tags().next().is_some(),
            Filter::Has(Has::Birthday) => {
                decided.records(person.id).any(|it| it.fields.contains_key(&PersonField::Birthday))
            }
            Filter::Has(Has::Bucket) => decided.buckets_of(person.id).next().is_some(),
            Filter::Has(Has::Company) => self.company_of(person).is_some(),
            Filter::Is(Is::Unanswered) => figures.sent > 0 && figures.received == 0,
            Filter::Is(Is::Unwritten) => figures.received > 0 && figures.sent == 0,
        }
    }

    /// Someone, in the list.
    pub(super) fn listed(&self, person: &Person) -> PersonRow {
        let last = self.last_message(person).filter(|_| person.figures.between() > 0);
        PersonRow { last_subject: last.map(|(.., subject)| subject).unwrap_or_default(), ..self.row_of(person) }
    }

    /// Someone, in one line.
    pub(super) fn row_of(&self, person: &Person) -> PersonRow {
        let (figures, address) = (&person.figures, self.main_address(person));
        PersonRow {
            id: person.id,
            name: self.shown_name(person).to_owned(),
            address: address.to_owned(),
            last_contact: self.last_contact(person, self.day()),
            last_seen: person.named.then_some(figures.last_seen),
            messages: if person.group == Listed::Person { figures.between() } else { figures.seen },
            reason: self.reason(person),
            company: self.company_of(person).map(|(id, name, _)| (id, name)),
            tags: self.tags_of(person.id),
            photo: self.photo_of(person.id),
            last_subject: String::new(),
        }
    }

    /// What someone is called in lists: their name, or their address.
    pub(super) fn shown_name<'a>(&'a self, person: &'a Person) -> &'a str {
        let name = person.name(&self.correspondents);
        if name.is_empty() { self.main_address(person) } else { name }
    }

    /// The address that was used last. Empty if there is none.
    pub(super) fn main_address(&self, person: &Person) -> &str {
        let used = person.addresses.iter().max_by_key(|&&address| {
            let last = self.correspondents.known(address).last;
            let last = (last != NONE).then(|| (self.rows.date(last), self.rows.key(last)));
            // Of two used at once the first by the alphabet, whichever came in first. Someone who answers from
            // elsewhere may be anyone: nothing is written there before the user did so, or said that it is theirs.
            (!self.correspondents.is(address, CLAIMED), last, Reverse(self.correspondents.address_text(address)))
        });
        used.map_or("", |&address| self.correspondents.address_text(address))
    }

    /// Someone's tags, as typed, by their folded form.
    pub(super) fn tags_of(&self, id: PersonId) -> Vec<String> {
        let mut tags: Vec<_> = self.journal.state().records(id).flat_map(|record| &record.tags).collect();
        tags.sort_unstable();
        tags.dedup_by_key(|(folded, _)| *folded);
        tags.into_iter().map(|(_, tag)| tag.clone()).collect()
    }

    /// Everyone in People, by name.
    pub(super) fn by_name(&self) -> impl Iterator<Item = &Person> {
        self.orders().by_name.iter().filter_map(|&number| self.derived.person(number))
    }

    /// Those who are filtered out, by group.
    fn by_why(&self) -> &[(u32, FilteredOutGroup)] {
        self.cache.by_why.get_or_init(|| {
            let why = |number: u32| Some(FilteredOutGroup::from(&self.reason(self.derived.person(number)?)));
            let others = self.orders().others.iter();
            let mut all: Vec<_> = others.filter_map(|&number| Some((number, why(number)?))).collect();
            all.sort_by_key(|(_, why)| *why);
            all
        })
    }

    /// How many of `matching` are in each group. They are a part of [`by_why`](Self::by_why), in its order.
    fn groups_of(&self, matching: &[u32]) -> Vec<(FilteredOutGroup, u32)> {
        let mut groups: Vec<(FilteredOutGroup, u32)> = Vec::new();
        let mut matching = matching.iter().peekable();
        for (number, why) in self.by_why() {
            if matching.next_if_eq(&number).is_none() {
                continue;
            }
            match groups.last_mut().filter(|(last, _)| last == why) {
                Some((_, count)) => *count += 1,
                None => groups.push((*why, 1)),
            }
        }
        groups
    }

    fn orders(&self) -> &Orders {
        self.cache.orders.get_or_init(|| self.sorted())
    }

    fn sorted(&self) -> Orders {
        let in_group = |group| self.derived.everybody().filter(move |(_, person)| person.group == group);
        let day = self.day();
        let last = |person: &Person| self.last_contact(person, day).map(|last| last.at);
        let people = in_group(Listed::Person).map(|(number, person)| (number, Reverse(last(person)), person));
        let mut people: Vec<(u32, Reverse<Option<Seconds>>, &Person)> = people.collect();
        people.sort_unstable_by_key(|(_, last, person)| (*last, person.name_folded(), person.id));
        let by_last_contact = people.iter().map(|(number, ..)| *number).collect();
        people.sort_unstable_by_key(|(_, last, person)| (person.name_folded(), *last, person.id));
        let by_name = people.into_iter().map(|(number, ..)| number).collect();
        let mut others: Vec<(u32, &Person)> = in_group(Listed::FilteredOut).collect();
        others.sort_unstable_by_key(|(_, person)| (Reverse(person.figures.last_seen), person.id));
        let others = others.into_iter().map(|(number, _)| number).collect();
        Orders { by_last_contact, by_name, others }
    }
}

/// Whether the query is for those who are filtered out, by group.
fn is_by_why(query: &PeopleQuery) -> bool {
    query.group == Group::FilteredOut && query.order == Order::Why
}
