//! Insights: all figures by one walk over the columns, and the lists behind them. Nothing of it is kept.

mod behind;
mod people;
mod replies;
mod walk;

use crate::api::{
    BothWays, CorrespondentRow, InsightScope, InsightsView, MAX_CORRESPONDENTS, PersonId, Replies, RepliesRow,
    SilentNextRow, StoredMail, Uncounted, YearOfPeople,
};
use crate::book::Book;
use kith_domain::reply;
use kith_domain::small_sort::SmallSort;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use walk::{FIRST_MONTH, Look, Talks, Walked, With};

/// Hours of a week.
const HOURS: usize = 7 * 24;

/// So many answers say how long someone takes.
const MIN_REPLIES: usize = 3;

/// What is counted message by message.
struct Mail {
    /// By month, from that of the year 0 on that is `first`.
    months: Vec<BothWays>,
    first: i32,
    /// The first month with any mail, whatever was asked for.
    begins: Option<i32>,
    hours: Vec<BothWays>,
    /// By person.
    people: Vec<BothWays>,
    /// By account and month.
    stored: Vec<Vec<u32>>,
    uncounted: Uncounted,
}

impl Mail {
    fn new(book: &Book, look: &Look) -> Self {
        let first = FIRST_MONTH;
        let months = usize::try_from(look.day.month() - first + 1).unwrap_or(0);
        Self {
            months: vec![BothWays::default(); months],
            first,
            begins: None,
            hours: vec![BothWays::default(); HOURS],
            people: vec![BothWays::default(); book.derived.places() as usize],
            stored: vec![vec![0; months]; look.accounts.len()],
            uncounted: Uncounted::default(),
        }
    }

    fn add(&mut self, look: &Look, walked: &Walked<'_>) {
        let people = match walked.with {
            With::OddDate => return self.uncounted.odd_dates += 1,
            With::Untracked => {
                self.uncounted.untracked += 1;
                &[][..]
            }
            With::Nobody => {
                self.uncounted.with_nobody += 1;
                &[]
            }
            With::People(people) => people,
        };
        let month = walked.day.month();
        let at = usize::try_from(month - self.first).unwrap_or(usize::MAX);
        for account in walked.accounts {
            let slot = self.stored.get_mut(*account).and_then(|months| months.get_mut(at));
            slot.into_iter().for_each(|count| *count += 1);
        }
        if people.is_empty() {
            return;
        }
        self.begins = Some(self.begins.map_or(month, |begins| begins.min(month)));
        if walked.message.date < look.since {
            return;
        }
        let count = |slot: Option<&mut BothWays>| {
            let Some(slot) = slot else { return };
            *if walked.message.sent { &mut slot.sent } else { &mut slot.received } += 1;
        };
        count(self.months.get_mut(at));
        count(self.hours.get_mut(walked.hour_of_week()));
        people.iter().for_each(|person| count(self.people.get_mut(*person as usize)));
    }

    /// The months from one on, each with its number.
    fn months_from(&self, month: i32) -> Vec<(i32, BothWays)> {
        (self.first..).zip(&self.months).filter(|(number, _)| *number >= month).map(|(n, mail)| (n, *mail)).collect()
    }
}

impl Book {
    /// All figures.
    pub(crate) fn insights(&mut self, scope: &InsightScope) -> InsightsView {
        self.know_from(scope.day);
        let look = Look::of(self, scope);
        let (mut mail, mut talks) = (Mail::new(self, &look), Talks::default());
        self.walk(&look, |walked| {
            mail.add(&look, &walked);
            talks.add(self, &walked);
        });
        talks.sort(self.derived.places());
        let (answered, answered_by) = self.replies(&look, &talks);
        let (years, silent_next) = self.acquaintances(&look, &talks);
        let begins = mail.begins.map(|begins| look.month.map_or(begins, |month| month.max(begins)));
        InsightsView {
            months: begins.map(|begins| mail.months_from(begins)).unwrap_or_default(),
            people: u32::try_from(mail.people.iter().filter(|mail| mail.all() > 0).count()).unwrap_or(u32::MAX),
            correspondents: self.correspondents_by(&mail.people),
            answered,
            answered_by,
            years,
            buckets: self.bucket_health(scope.day),
            silent_next,
            stored: self.stored(&look, &mail),
            uncounted: mail.uncounted,
            hours: mail.hours,
        }
    }

    /// Those with the most mail.
    fn correspondents_by(&self, mail: &[BothWays]) -> Vec<CorrespondentRow> {
        let all = (0..).zip(mail).filter(|(_, mail)| mail.all() > 0);
        let found = all.filter_map(|(number, mail)| Some((self.derived.person(number)?, *mail)));
        let mut found: Vec<_> = found.collect();
        found.small_sort_by_key(|(person, mail)| (Reverse(mail.all()), person.id));
        let rows = found.into_iter().take(MAX_CORRESPONDENTS).map(|(person, mail)| CorrespondentRow {
            id: person.id,
            name: person.name(&self.correspondents).to_owned(),
            mail,
        });
        rows.collect()
    }

    /// How long answers took, in all and by person.
    fn replies(&self, look: &Look, talks: &Talks) -> (Replies, Vec<RepliesRow>) {
        let (mut mine, mut theirs) = (Vec::new(), Vec::new());
        let mut by_person: Vec<(usize, PersonId, Replies)> = Vec::new();
        for (number, person) in self.derived.everybody() {
            let (my_first, their_first) = (mine.len(), theirs.len());
            self.visit_replies(talks, number, &mut |reply| {
                if reply.said.date >= look.since {
                    if reply.said.by_user { &mut mine } else { &mut theirs }.push(reply.seconds);
                }
            });
            let sum_up = |all: &mut Vec<u32>, first: usize| {
                all.get_mut(first..).filter(|own| own.len() >= MIN_REPLIES).and_then(reply::times)
            };
            let replies = Replies { mine: sum_up(&mut mine, my_first), theirs: sum_up(&mut theirs, their_first) };
            if replies != Replies::default() {
                by_person.push((mine.len() - my_first + theirs.len() - their_first, person.id, replies));
            }
        }
        by_person.small_sort_by_key(|(count, id, _)| (Reverse(*count), *id));
        let rows = by_person.into_iter().take(MAX_CORRESPONDENTS).filter_map(|(_, id, replies)| {
            let name = self.derived.of(id)?.name(&self.correspondents).to_owned();
            Some(RepliesRow { id, name, replies })
        });
        (Replies { mine: reply::times(&mut mine), theirs: reply::times(&mut theirs) }, rows.collect())
    }

    /// What became of knowing people, by year; and who falls silent next.
    fn acquaintances(&self, look: &Look, talks: &Talks) -> (Vec<YearOfPeople>, Vec<SilentNextRow>) {
        let (mut years, mut silent_next) = (BTreeMap::new(), Vec::new());
        self.visit_acquaintances(look, talks, |person, known, days| {
            Self::count_years(&mut years, known, days, look.day);
            silent_next.extend(self.silent_next(person, known, look.day));
        });
        let first = years.keys().next().copied().unwrap_or(i32::MAX);
        let first = look.month.map_or(first, |month| first.max(month.div_euclid(12)));
        let all = first..=look.day.civil().0;
        let of = |year| years.get(&year).copied().unwrap_or(YearOfPeople { year, ..YearOfPeople::default() });
        (all.map(of).collect(), Self::soonest(silent_next))
    }

    /// What is stored of each account.
    fn stored(&self, look: &Look, mail: &Mail) -> Vec<StoredMail> {
        let stored = look.accounts.iter().zip(&mail.stored).map(|(account, counts)| {
            let months: Vec<(i32, u32)> = (mail.first..).zip(counts.iter().copied()).collect();
            let is_there = |(_, count): &(i32, u32)| *count > 0;
            let (first, last) = (months.iter().position(is_there), months.iter().rposition(is_there));
            let within = first.zip(last).and_then(|(first, last)| months.get(first..=last));
            StoredMail {
                account: *account,
                months: within.unwrap_or_default().to_vec(),
                folders_left_out: self.folders.uncounted_of(*account).map(str::to_owned).collect(),
            }
        });
        let mut stored: Vec<StoredMail> = stored.collect();
        stored.small_sort_by_key(|stored| stored.account);
        stored
    }
}
