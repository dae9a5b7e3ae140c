//! What became of knowing people, and how those in buckets fare.

use super::walk::{Look, Talks};
use crate::api::{Became, BucketHealth, SilentNextRow, YearOfPeople};
use crate::book::Book;
use crate::book::derive::people::{Listing, Person};
use crate::book::views::sorting::Totals;
use crate::book::views::today::is_due;
use kith_domain::acquaintance::{Acquaintance, acquaintance, kept_years};
use kith_domain::day::Day;
use kith_domain::rhythm;
use kith_domain::small_sort::SmallSort;
use std::collections::BTreeMap;

/// Maximum number of those who are about to fall silent.
const MAX_SILENT_NEXT: usize = 10;

/// They fall silent within this many days.
const SOON_DAYS: i32 = 60;

impl Book {
    /// Everyone with whom there was contact: who, what became of it, and the days of it, ascending. What was noted by
    /// hand, meetings, calls and messages of a phone are contact whatever the account.
    pub(super) fn visit_acquaintances(
        &self,
        look: &Look,
        talks: &Talks,
        mut visit: impl FnMut(&Person, Acquaintance, &[Day]),
    ) {
        let (mut days, meetings) = (Vec::new(), self.days_of_meetings());
        for (number, person) in self.derived.everybody().filter(|(_, person)| person.group == Listing::Person) {
            days.clear();
            days.extend(talks.of(number).iter().map(|said| self.zone.day(said.date)));
            if !(look.is_of_one && days.is_empty()) {
                let met = meetings.get(&person.id).into_iter().flatten().copied();
                let told = self.told_beside_mail(person.id).map(|it| it.day);
                days.extend(told.chain(met).filter(|day| *day <= look.day));
            }
            days.sort_unstable();
            days.dedup();
            if let Some(known) = acquaintance(&days, look.day) {
                visit(person, known, &days);
            }
        }
    }

    /// Adds what became of knowing someone to the years.
    pub(super) fn count_years(years: &mut BTreeMap<i32, YearOfPeople>, known: Acquaintance, days: &[Day], today: Day) {
        for (year, became) in became(known, days, today) {
            let it = years.entry(year).or_insert(YearOfPeople { year, ..YearOfPeople::default() });
            match became {
                Became::Made => it.made += 1,
                Became::Kept => it.kept += 1,
                Became::Lost => it.lost += 1,
            }
        }
    }

    /// Someone, if the rhythm with them breaks off soon.
    pub(super) fn silent_next(&self, person: &Person, known: Acquaintance, today: Day) -> Option<SilentNextRow> {
        let rhythm = known.rhythm?;
        let breaks_off = rhythm::breaks_off(known.last, rhythm);
        let is_lasting = || {
            let Totals { sent, received, .. } = self.totals(person);
            rhythm::is_lasting(sent, received, known.first, known.last)
        };
        let decided = self.journal.state();
        let is_wanted = || {
            !decided.keeping(person.id).is_some_and(|keeping| keeping.reminders_off) && !decided.is_left_out(person.id)
        };
        let is_next = (today.plus(1)..=today.plus(SOON_DAYS)).contains(&breaks_off)
            && i64::from(today.after(known.last)) > i64::from(rhythm)
            && is_lasting()
            && is_wanted();
        is_next.then(|| SilentNextRow { person: self.row_of(person), rhythm, last: known.last, breaks_off })
    }

    /// The first of them.
    pub(super) fn soonest(mut rows: Vec<SilentNextRow>) -> Vec<SilentNextRow> {
        rows.small_sort_by_key(|row| (row.breaks_off, row.person.id));
        rows.truncate(MAX_SILENT_NEXT);
        rows
    }

    /// How the people in each bucket fare.
    pub(super) fn bucket_health(&self, day: Day) -> Vec<BucketHealth> {
        let mut buckets: Vec<_> = self.journal.state().buckets.values().collect();
        buckets.small_sort_by(|a, b| a.rank().cmp(&b.rank()));
        let health = |id: u64, name: &str| BucketHealth { id, name: name.to_owned(), in_time: 0, late: 0, others: 0 };
        let mut all: Vec<BucketHealth> = buckets.into_iter().map(|bucket| health(bucket.id, &bucket.name)).collect();
        for held in self.held(day) {
            let late = held.reminder().map(|it| is_due(it.state(day)));
            for place in &held.plan.buckets {
                let Some(health) = all.iter_mut().find(|health| health.id == place.bucket) else { continue };
                match late {
                    Some(true) => health.late += 1,
                    Some(false) => health.in_time += 1,
                    None => health.others += 1,
                }
            }
        }
        all
    }
}

/// What became of knowing someone, and in which years.
pub(super) fn became(known: Acquaintance, days: &[Day], today: Day) -> impl Iterator<Item = (i32, Became)> {
    let made = std::iter::once((known.first.civil().0, Became::Made));
    let past = days.get(..days.partition_point(|day| *day <= today)).unwrap_or_default();
    let kept = kept_years(past).map(|year| (year, Became::Kept));
    made.chain(kept).chain(known.lost.map(|lost| (lost.civil().0, Became::Lost)))
}
