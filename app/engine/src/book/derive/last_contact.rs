//! The last contact with someone, of any kind. Every page gets it from here.

use super::people::Person;
use crate::api::{ContactWay, LastContact, PersonId, Seconds};
use crate::book::Book;
use crate::book::cache::LastBesideMail;
use crate::book::facts::correspondents::NONE;
use crate::book::facts::rows::SENT;
use foldhash::fast::FixedState;
use kith_domain::day::Day;
use kith_domain::phone::PhoneContact;
use std::collections::HashMap;

impl Book {
    /// The last contact with someone up to that day.
    pub(in crate::book) fn last_contact(&self, person: &Person, day: Day) -> Option<LastContact> {
        let written = self.last_contact_row(person, day).map(|row| {
            let way = if self.rows.is(row, SENT) { ContactWay::Sent } else { ContactWay::Received };
            LastContact { at: self.rows.date(row), way }
        });
        written.into_iter().chain(self.last_beside_mail(person.id, day)).max_by_key(|last| last.at)
    }

    /// The same with what it was about, which may be empty.
    pub(in crate::book) fn last_contact_about(&self, person: &Person, day: Day) -> Option<(LastContact, String)> {
        let last = self.last_contact(person, day)?;
        let about = match last.way {
            ContactWay::Sent | ContactWay::Received => {
                self.last_contact_row(person, day).map(|row| self.subjects.text(self.rows.subject(row)))
            }
            ContactWay::Meeting => {
                let mut meetings = self.meetings_with(&[person.id]).into_iter();
                meetings.find(|it| it.accepted && it.start == last.at).map(|it| it.subject)
            }
            ContactWay::Logged(_) => {
                let logged = self.journal.state().keeping(person.id).into_iter().flat_map(|it| it.logged.values());
                logged
                    .rev()
                    .find(|it| self.end_of(it.day) == last.at && ContactWay::Logged(it.how) == last.way)
                    .map(|it| it.note.clone())
            }
            ContactWay::Call(_) | ContactWay::Messages(_) => None,
        };
        Some((last, about.unwrap_or_default()))
    }

    /// The last message up to that day that is contact with someone.
    fn last_contact_row(&self, person: &Person, day: Day) -> Option<u32> {
        let until = self.zone.start(day.plus(1));
        let last = |address: &u32| Some(self.correspondents.known(*address).last).filter(|row| *row != NONE);
        let latest = person.addresses.iter().filter_map(last).min_by_key(|row| self.newest_first(*row))?;
        if self.rows.date(latest) < until && self.is_contact(latest, self.rows.message(latest)) {
            return Some(latest);
        }
        // The latest is an announcement or from a later day: look for an earlier one.
        let rows = self.contact_rows(person.id).into_iter().filter(|row| self.rows.date(*row) < until);
        rows.min_by_key(|row| self.newest_first(*row))
    }

    /// When the first contact with someone was. If it was not mail, when that day began.
    pub(in crate::book) fn first_contact(&self, id: PersonId) -> Option<Seconds> {
        let written = self.contact_rows(id).into_iter().map(|row| self.rows.date(row));
        let beside_mail = self.days_beside_mail(id).into_iter().filter(|day| *day <= self.day());
        written.chain(beside_mail.map(|day| self.zone.start(day))).min()
    }

    /// Whether there was contact with someone other than by mail.
    pub(in crate::book) fn has_beside_mail(&self, id: PersonId) -> bool {
        self.last_beside_mail(id, self.day()).is_some()
    }

    fn last_beside_mail(&self, id: PersonId, day: Day) -> Option<LastContact> {
        let known = self.cache.beside_mail.get_or_init(|| self.all_last_beside_mail(self.day()));
        match known.day == day {
            true => known.of.get(&id).copied(),
            false => {
                self.last_met(id, day).into_iter().chain(self.last_logged_or_phone(id, day)).max_by_key(|last| last.at)
            }
        }
    }

    /// The cost grows with the number of people with such contact, and of guests of meetings.
    fn all_last_beside_mail(&self, day: Day) -> LastBesideMail {
        let mut of: HashMap<PersonId, LastContact, FixedState> = HashMap::default();
        let told = self.journal.state().told();
        of.extend(told.filter_map(|id| Some((id, self.last_logged_or_phone(id, day)?))));
        for (id, at) in self.last_meetings(day) {
            let met = LastContact { at, way: ContactWay::Meeting };
            let last = of.entry(id).or_insert(met);
            if last.at < at {
                *last = met;
            }
        }
        LastBesideMail { day, of }
    }

    /// The last meeting with someone up to that day.
    fn last_met(&self, id: PersonId, day: Day) -> Option<LastContact> {
        let until = self.zone.start(day.plus(1));
        let met = self.meetings_with(&[id]).into_iter().filter(|it| it.accepted && it.start < until);
        met.map(|it| LastContact { at: it.start, way: ContactWay::Meeting }).max_by_key(|last| last.at)
    }

    /// The last contact with someone up to that day that was logged by hand or came from a phone.
    fn last_logged_or_phone(&self, id: PersonId, day: Day) -> Option<LastContact> {
        let keeping = self.journal.state().keeping(id)?;
        let until = self.zone.start(day.plus(1));
        let logged =
            keeping.logged.values().map(|it| LastContact { at: self.end_of(it.day), way: ContactWay::Logged(it.how) });
        let calls = keeping.phone.calls().rev().filter(|call| call.way.is_contact());
        let calls = calls.map(|it| LastContact { at: it.at, way: ContactWay::Call(it.way) });
        let days = keeping.phone.days().rev();
        let days = days.map(|it| LastContact { at: self.end_of(it.day), way: ContactWay::Messages(it.app) });
        let is_past = |last: &LastContact| last.at < until;
        let last = [calls.into_iter().find(is_past), days.into_iter().find(is_past)];
        last.into_iter().flatten().chain(logged.filter(is_past)).max_by_key(|last| last.at)
    }

    /// When a call began, or the end of a day with messages.
    pub(in crate::book) fn time_of(&self, contact: &PhoneContact) -> Seconds {
        match contact {
            PhoneContact::Call(call) => call.at,
            PhoneContact::Messages(it) => self.end_of(it.day),
        }
    }

    /// The last second of a day. Contact without a time comes after everything else on that day.
    fn end_of(&self, day: Day) -> Seconds {
        self.zone.start(day.plus(1)) - 1
    }
}
