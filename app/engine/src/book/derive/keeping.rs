//! Contact with those who are in some bucket is kept by adding message after message.
//!
//! A message costs the same however many they are. Someone is gathered anew from all their messages only when they come
//! into their first bucket, when contact with them is noted by hand, and when they are worked out anew for another
//! reason; everyone is when days become others, by another time zone or by a clock that was set back.

use super::kept::Contact;
use super::people::Listing;
use crate::api::{Change, PersonId};
use crate::book::Book;
use crate::book::facts::correspondents::{Mention, NONE};
use kith_domain::day::{Day, Zone};
use kith_domain::due::{self, Due, Since};
use kith_domain::message::ParticipantRole;
use kith_domain::noise;
use kith_domain::person::Message;
use kith_domain::small_sort::CollectTree;
use std::collections::{BTreeMap, BTreeSet};

/// A message is worth announcing if it is no older than this, in seconds.
const RECENT_SECONDS: i64 = 2 * 86_400;

impl Book {
    /// The user's time zone. Call [`Book::settle`] afterwards. Gives whether it is another one.
    pub(crate) fn set_zone(&mut self, zone: Zone) -> bool {
        let is_new = self.zone != zone;
        self.zone = zone;
        if is_new {
            self.kept.touch_all();
            self.cache.forget_contact();
        }
        is_new
    }

    /// Sets the current time, in seconds since 1970-01-01 UTC.
    pub(crate) fn set_now(&mut self, now: i64) {
        let before = self.day();
        self.now = now;
        if self.day() != before {
            // Contact on a day that was in the future may count now.
            self.cache.forget_contact();
        }
    }

    pub(crate) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// What day it is for the user.
    pub(crate) fn day(&self) -> Day {
        self.zone.day(self.now)
    }

    /// What came in with the messages of the last [`Book::settle`] and began someone's clock anew, once each.
    pub(crate) fn take_news(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.news)
    }

    /// Whether a message is contact with those to whom it [links](Message::links): what goes to more than twenty is an
    /// announcement, the user's too; and what reached no one is none.
    pub(in crate::book) fn is_contact(&self, row: u32, message: Message) -> bool {
        !message.sent || self.recipients(row).nth(noise::RECIPIENTS).is_none() && !self.reached_nobody(row)
    }

    /// A message that reached no one is no contact. For each message of which that is news, looks again at the contact
    /// with those to whom it went.
    pub(super) fn settle_failures(&mut self) {
        if self.kept.is_empty() || self.rows.reports().next().is_none() && self.derived.reached_nobody.is_empty() {
            return;
        }
        let after: BTreeSet<u32> = self.failed_rows().filter(|&row| self.reached_nobody(row)).collect_set();
        let before = std::mem::replace(&mut self.derived.reached_nobody, after.clone());
        for &row in before.symmetric_difference(&after) {
            let numbers = self.recipients(row).map(|party| self.correspondents.known(party.address).person);
            let people: Vec<PersonId> =
                numbers.filter_map(|number| self.derived.person(number)).map(|person| person.id).collect();
            people.into_iter().for_each(|id| self.kept.touch(id));
        }
    }

    pub(in crate::book) fn recipients(&self, row: u32) -> impl Iterator<Item = Mention> {
        self.parties_of(row)
            .filter(|party| matches!(party.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc))
    }

    /// Adds a new message that links to someone.
    pub(super) fn add_contact(&mut self, person: u32, row: u32, message: Message) {
        if self.kept.is_empty() || !self.is_contact(row, message) {
            return;
        }
        let day = self.zone.day(message.date);
        let Some(person) = self.derived.person(person) else { return };
        self.kept.add(person.id, day, message.sent);
    }

    /// Takes note of a new message, so that it can be told of.
    pub(super) fn note_fresh(&mut self, row: u32, message: Message) {
        let is_recent = (self.now - RECENT_SECONDS..=self.now).contains(&message.date);
        if is_recent {
            self.kept.note_fresh(row);
        }
    }

    /// Brings contacts up to date, after everything else is. `said`: something was decided that may concern anyone;
    /// `stale`: something was decided of these.
    pub(super) fn settle_kept(&mut self, said: bool, stale: &[PersonId]) {
        let day = self.day();
        self.know_from(day);
        self.kept.advance(day);
        let decided = self.journal.state();
        let stale: BTreeSet<PersonId> = match said {
            true => decided.bucketed().chain(self.kept.all().map(|(id, _)| id)).collect(),
            false => stale.iter().map(|id| decided.one(*id)).collect(),
        };
        for id in stale {
            let decided = self.journal.state();
            let is_there = decided.one(id) == id && decided.buckets_of(id).next().is_some();
            if is_there && decided.keeping(id).is_some() {
                self.kept.keep(id, self.beside_mail(id));
            } else {
                self.kept.let_go(id);
            }
        }
        self.gather_stale();
        self.news = self.news_of_fresh(day);
    }

    /// Makes sure that questions about that day can be answered.
    pub(in crate::book) fn know_from(&mut self, day: Day) {
        if self.kept.know_from(day) {
            self.gather_stale();
        }
    }

    fn gather_stale(&mut self) {
        for id in self.kept.take_stale() {
            let gathered = self.gathered(id);
            self.kept.set(id, gathered);
        }
    }

    /// When there was contact with someone, from all their messages.
    pub(in crate::book) fn gathered(&self, id: PersonId) -> Contact {
        let mut contact = self.kept.beside_mail(&self.beside_mail(id));
        for row in self.contact_rows(id) {
            let message = self.rows.message(row);
            contact.add(self.zone.day(message.date), message.sent);
        }
        contact
    }

    /// The messages that are contact with someone, each once; those that are not settled will be added.
    pub(in crate::book) fn contact_rows(&self, id: PersonId) -> Vec<u32> {
        let mut rows = Vec::new();
        let Some(person) = self.derived.of(id) else { return rows };
        for &address in &person.addresses {
            rows.extend(self.rows.naming(address, &self.correspondents).filter(|&row| {
                let message = self.rows.message(row);
                let by = |party: Mention| party.address == address && message.links(party.role, false);
                // An announcement may name thousands of people. Checking for one costs less than going through them.
                row < self.derived.settled
                    && self.rows.is_tracked(row)
                    && self.is_contact(row, message)
                    && self.parties_of(row).any(by)
            }));
        }
        if person.addresses.len() > 1 {
            rows.sort_unstable();
            rows.dedup();
        }
        rows
    }

    fn news_of_fresh(&mut self, day: Day) -> Vec<Change> {
        let mut latest: BTreeMap<PersonId, (i64, bool)> = BTreeMap::new();
        for row in self.kept.take_fresh() {
            let message = self.rows.message(row);
            if !self.is_contact(row, message) {
                continue;
            }
            for party in self.parties_of(row).filter(|party| message.links(party.role, false)) {
                let number = self.correspondents.known(party.address).person;
                let person = self.derived.person(number).filter(|it| number != NONE && it.group == Listing::Person);
                if let Some(person) = person.filter(|person| self.kept.of(person.id).is_some()) {
                    let known = latest.entry(person.id).or_insert((message.date, message.sent));
                    *known = (message.date, message.sent).max(*known);
                }
            }
        }
        let told = latest.into_iter().filter_map(|(id, (date, sent))| {
            let (person, contact) = (self.derived.of(id)?, self.kept.of(id)?);
            let name = person.name(&self.correspondents).to_owned();
            match due::due(&self.journal.state().plan(id), &contact.contacts, day) {
                Due::On(it) if it.since == Since::Contact(self.zone.day(date)) => {
                    Some(Change::InTouch { person: id, name, sent, next: Some(it.shown()) })
                }
                _ => None,
            }
        });
        told.collect()
    }
}
