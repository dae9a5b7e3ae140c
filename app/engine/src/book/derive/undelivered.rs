//! Which of the user's messages did not arrive, by the reports that came about them.
//!
//! A report names what it is about in as many ways as there are mail servers: by the message's id, by the addresses
//! that could not be reached, by its subject, or by nothing but coming right after it.

use super::failures::Failures;
use crate::book::Book;
use crate::book::facts::correspondents::OWN;
use crate::book::facts::rows::SENT;
use foldhash::fast::FixedState;
use kith_domain::message::ParticipantRole;
use kith_domain::{noise, search, subject};
use std::collections::{BTreeSet, HashMap};

/// A report comes within this many seconds of the message: mail servers give up after five days at the latest.
const MAX_REPORT_DELAY: i64 = 7 * 86_400;

/// A report that says nothing of the message is about the one that was sent within this many seconds before it, if
/// there is no other.
const MAX_UNNAMED_DELAY: i64 = 300;

impl Book {
    /// Whom a message of the user's did not reach, by their addresses; none if no one said whom. `None`: nothing is
    /// known of it.
    pub(in crate::book) fn undelivered(&self, row: u32) -> Option<&BTreeSet<u32>> {
        self.derived.failures.get_or_init(|| self.failures()).of(row)
    }

    /// Whether a message of the user's reached no one.
    pub(in crate::book) fn reached_nobody(&self, row: u32) -> bool {
        self.undelivered(row).is_some_and(|failed| {
            let others = || self.recipients(row).filter(|party| !self.correspondents.is(party.address, OWN));
            match failed.is_empty() {
                true => others().count() <= 1,
                false => others().all(|party| failed.contains(&party.address)),
            }
        })
    }

    /// The messages of the user's that did not reach someone.
    pub(in crate::book) fn failed_rows(&self) -> impl Iterator<Item = u32> {
        self.derived.failures.get_or_init(|| self.failures()).rows()
    }

    fn failures(&self) -> Failures {
        let mut failures = Failures::default();
        let (mut by_subject, mut by_time): (HashMap<String, Vec<i64>>, Vec<i64>) = Default::default();
        let mut by_address: HashMap<u32, Vec<i64>, FixedState> = HashMap::default();
        for report in self.rows.reports().filter(|&row| self.rows.is_counted(row)) {
            let date = self.rows.date(report);
            let failed: Vec<u32> = self
                .parties_of(report)
                .filter(|party| party.role == ParticipantRole::Failed)
                .map(|party| party.address)
                .collect();
            let mut named = self.threads.with_id(self.threads.answers(report)).filter(|&row| self.rows.is(row, SENT));
            if let Some(row) = named.next() {
                failures.add(row, failed);
            } else if !failed.is_empty() {
                failed.into_iter().for_each(|address| by_address.entry(address).or_default().push(date));
            } else {
                let text = self.subjects.text(self.rows.subject(report));
                match noise::reported(&text).map(base).filter(|about| !about.is_empty()) {
                    Some(about) => by_subject.entry(about).or_default().push(date),
                    None => by_time.push(date),
                }
            }
        }
        for (address, dates) in by_address {
            self.look_for_those_to(address, &dates, &mut failures);
        }
        if !by_subject.is_empty() || !by_time.is_empty() {
            self.look_for(by_subject, by_time, &mut failures);
        }
        failures
    }

    /// Looks for the messages that reports of those dates are about which name an address: the user's latest to it
    /// before each.
    fn look_for_those_to(&self, address: u32, dates: &[i64], failures: &mut Failures) {
        let is_own = |&row: &u32| {
            self.rows.is(row, SENT)
                && self.rows.is_counted(row)
                && self.recipients(row).any(|party| party.address == address)
        };
        let mine = self.rows.naming(address, &self.correspondents).filter(is_own);
        let mut mine: Vec<(i64, u64, u32)> = mine.map(|row| (self.rows.date(row), self.rows.key(row), row)).collect();
        mine.sort_unstable();
        for date in dates {
            let before =
                mine.get(..mine.partition_point(|(sent, ..)| sent - MAX_UNNAMED_DELAY <= *date)).unwrap_or_default();
            if let Some((_, _, row)) = before.last().filter(|(sent, ..)| sent + MAX_REPORT_DELAY >= *date) {
                failures.add(*row, [address]);
            }
        }
    }

    /// Looks for the messages that reports of those dates are about: by subjects, and by nothing but the time.
    fn look_for(&self, mut by_subject: HashMap<String, Vec<i64>>, mut by_time: Vec<i64>, failures: &mut Failures) {
        by_time.sort_unstable();
        by_subject.values_mut().for_each(|dates| dates.sort_unstable());
        // For each report the latest message before it; of those that say nothing, the number of candidates.
        let mut latest: HashMap<(&str, i64), (i64, u64, u32)> = HashMap::new();
        let mut alone: Vec<(u32, u32)> = vec![(0, 0); by_time.len()];
        for row in (0..self.rows.len()).filter(|&row| self.rows.is(row, SENT) && self.rows.is_counted(row)) {
            let sent = self.rows.date(row);
            let about = self.subjects.folded(self.rows.subject(row));
            if let Some((about, dates)) = by_subject.get_key_value(about) {
                let rank = (sent, self.rows.key(row), row);
                for &date in between(dates, sent - MAX_UNNAMED_DELAY, sent + MAX_REPORT_DELAY) {
                    let known = latest.entry((about, date)).or_insert(rank);
                    *known = rank.max(*known);
                }
            }
            let from = by_time.partition_point(|&date| date < sent - 1);
            let until = by_time.partition_point(|&date| date <= sent + MAX_UNNAMED_DELAY);
            for slot in alone.get_mut(from..until).into_iter().flatten() {
                *slot = (slot.0 + 1, row);
            }
        }
        latest.into_values().for_each(|(.., row)| failures.add(row, []));
        alone.into_iter().filter(|(count, _)| *count == 1).for_each(|(_, row)| failures.add(row, []));
    }
}

/// Of sorted dates those within a stretch.
fn between(dates: &[i64], from: i64, until: i64) -> &[i64] {
    let (from, until) = (dates.partition_point(|&date| date < from), dates.partition_point(|&date| date <= until));
    dates.get(from..until).unwrap_or_default()
}

fn base(text: &str) -> String {
    search::fold(text.get(subject::base(text)..).unwrap_or(text))
}
