//! People who are in no bucket: those to be added to some, and those with whom the user is losing touch.

use crate::api::{CARD_MESSAGES, Day, LosingTouchRow, MAX_SHOWN, PersonId, SortCard, SortCardsView};
use crate::book::Book;
use crate::book::derive::kept::BesideMail;
use crate::book::derive::people::{Listing, Person};
use kith_domain::{rhythm, strength};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Maximum number of people whose rhythm is computed to find those with whom it has broken off.
const MAX_RHYTHMS: usize = 200;

/// The contact with someone in figures: how often it came from the user and how often from them, and the first and last
/// days.
pub(super) struct Totals {
    pub(super) sent: u32,
    pub(super) received: u32,
    first: Day,
    last: Day,
}

impl Book {
    /// People who are in no bucket, the most recent and strongest first, without some.
    pub(crate) fn cards(&mut self, day: Day, limit: u32, without: &[PersonId]) -> SortCardsView {
        self.know_from(day);
        let without: Vec<PersonId> = without.iter().map(|id| self.journal.state().one(*id)).collect();
        let mut people: Vec<(u64, PersonId)> = self
            .in_no_bucket()
            .filter(|person| !without.contains(&person.id))
            .map(|person| (self.rough_strength(person, day), person.id))
            .collect();
        let all = u32::try_from(people.len()).unwrap_or(u32::MAX);
        people.sort_unstable_by_key(|it| Reverse(*it));
        let cards = people.into_iter().take(limit as usize).filter_map(|(_, id)| self.card(id, day));
        SortCardsView { cards: cards.collect(), all }
    }

    fn card(&self, id: PersonId, day: Day) -> Option<SortCard> {
        let person = self.derived.of(id)?;
        let rhythm = rhythm::rhythm(&self.contact_days(id), day);
        Some(SortCard {
            person: self.row_of(person),
            sent: person.figures.sent,
            received: person.figures.received,
            latest: self.latest_messages(id, CARD_MESSAGES),
            label: strength::strength(&self.gathered(id).months, day).label,
            rhythm,
            colleagues: self.bucket_at_company(person),
        })
    }

    /// The bucket in which most of someone's company are.
    fn bucket_at_company(&self, person: &Person) -> Option<u64> {
        let (company, ..) = self.company_of(person)?;
        let decided = self.journal.state();
        let members = self.people_by_company().get(&company)?;
        let mut counts: BTreeMap<(u32, &str, u64), u32> = BTreeMap::new();
        for bucket in members.iter().flat_map(|member| decided.buckets_of(*member)) {
            *counts.entry(bucket.rank()).or_default() += 1;
        }
        // Of several the first, by their order.
        let most = counts.into_iter().max_by_key(|(rank, count)| (*count, Reverse(*rank)));
        most.map(|((.., bucket), _)| bucket)
    }

    /// People in no bucket with whom a rhythm has broken off, the strongest first.
    pub(in crate::book) fn losing_touch(&self, day: Day) -> Vec<LosingTouchRow> {
        let may = |person: &&Person| {
            let Totals { sent, received, first, last } = self.totals(person);
            rhythm::may_have_broken_off(sent, received, first, last, day)
        };
        let mut people: Vec<(u64, PersonId)> =
            self.in_no_bucket().filter(may).map(|person| (self.rough_strength(person, day), person.id)).collect();
        people.sort_unstable_by_key(|it| Reverse(*it));
        let rows = people.into_iter().take(MAX_RHYTHMS).filter_map(|(_, id)| {
            let days = self.contact_days(id);
            let last = days.iter().copied().filter(|last| *last <= day).max()?;
            let rhythm = rhythm::rhythm(&days, day).filter(|rhythm| rhythm::has_broken_off(last, *rhythm, day))?;
            let person = self.derived.of(id)?;
            let subject = self.last_message(person).map(|(.., subject)| subject).unwrap_or_default();
            Some(LosingTouchRow { person: self.row_of(person), rhythm, last, subject })
        });
        rows.take(MAX_SHOWN).collect()
    }

    /// People with whom there was contact, who are in no bucket and of whom one wants to be reminded.
    fn in_no_bucket(&self) -> impl Iterator<Item = &Person> {
        let decided = self.journal.state();
        self.derived.everybody().map(|(_, person)| person).filter(move |person| {
            person.group == Listing::Person
                && (person.figures.between() > 0 || self.has_beside_mail(person.id))
                && self.kept.of(person.id).is_none()
                && !decided.keeping(person.id).is_some_and(|keeping| keeping.reminders_off)
                && !decided.is_left_out(person.id)
        })
    }

    /// The contact with someone up to today. Most people have only mail, which is already counted.
    pub(super) fn totals(&self, person: &Person) -> Totals {
        let (figures, today) = (&person.figures, self.day());
        let mut beside_mail = Vec::new();
        if self.has_beside_mail(person.id) {
            beside_mail = self.beside_mail(person.id);
            beside_mail.retain(|it| it.day <= today);
        }
        let written = [figures.first, figures.last].map(|at| self.zone.day(at));
        let days = written.into_iter().filter(|_| figures.between() > 0).chain(beside_mail.iter().map(|it| it.day));
        let count = |took_part: fn(&BesideMail) -> bool| {
            u32::try_from(beside_mail.iter().filter(|it| took_part(it)).count()).unwrap_or(u32::MAX)
        };
        Totals {
            sent: figures.sent.saturating_add(count(|it| it.sent)),
            received: figures.received.saturating_add(count(|it| it.received)),
            first: days.clone().min().unwrap_or(today),
            last: days.max().unwrap_or(today),
        }
    }

    fn rough_strength(&self, person: &Person, day: Day) -> u64 {
        let Totals { sent, received, last, .. } = self.totals(person);
        strength::rough_strength(sent, received, last, day)
    }

    /// The days on which there was contact with someone, in no order.
    pub(super) fn contact_days(&self, id: PersonId) -> Vec<Day> {
        let rows = self.contact_rows(id).into_iter().map(|row| self.zone.day(self.rows.date(row)));
        rows.chain(self.days_beside_mail(id)).collect()
    }
}
