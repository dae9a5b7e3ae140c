//! What stands in a timeline beside the mail.

use crate::api::{BesideMail, ContactKind, Day, LoggedContact, PersonId, PhoneContact, Seconds, TimelineRow};
use crate::book::Book;
use std::cmp::Reverse;
use std::ops::Range;

/// From its oldest moment to its newest: what a stretch of a timeline spans. `is_first`: nothing newer stands before it;
/// `is_last`: nothing older follows.
pub(crate) fn span(rows: &[TimelineRow], is_first: bool, is_last: bool) -> Range<Seconds> {
    let newest = rows.first().filter(|_| !is_first).map_or(Seconds::MAX, |row| row.date);
    let oldest = rows.last().filter(|_| !is_last).map_or(Seconds::MIN, |row| row.date);
    oldest..newest
}

impl Book {
    /// What of a stretch of a timeline is no message, the latest first.
    pub(crate) fn timeline_beside_mail(&self, of: &[PersonId], stretch: &Range<Seconds>) -> BesideMail {
        let meetings = self.timeline_meetings(of, stretch);
        // At a company it is not told with whom a call was.
        let log = if let [person] = of { self.phone_log(*person) } else { None };
        let at = |contact: &PhoneContact| match contact {
            PhoneContact::Call(call) => call.at,
            // Only the day is known: it stands before all else of it.
            PhoneContact::Messages(it) => self.zone.start(it.day.plus(1)) - 1,
        };
        let all = log.into_iter().flat_map(|log| log.all()).filter(|contact| stretch.contains(&at(contact)));
        let mut phone: Vec<PhoneContact> = all.collect();
        phone.sort_by_key(|contact| Reverse(at(contact)));
        BesideMail { meetings, phone }
    }

    /// The latest contact with someone up to a day that was noted by hand, or of which a file of a phone tells.
    pub(super) fn latest_told(&self, person: PersonId, day: Day) -> Option<LoggedContact> {
        let keeping = self.journal.state().keeping(person)?;
        let logged = keeping.logged.iter().filter(|(_, logged)| logged.day <= day);
        let logged = logged.max_by_key(|(item, logged)| (logged.day, **item)).map(|(_, logged)| logged.clone());
        let of = |how, day| LoggedContact { how, day, note: String::new() };
        let calls = keeping.phone.calls().rev().filter(|call| call.way.is_contact());
        let calls = calls.map(|call| of(ContactKind::Call, self.zone.day(call.at)));
        let days = keeping.phone.days().rev().map(|it| of(ContactKind::Message, it.day));
        let is_past = |it: &LoggedContact| it.day <= day;
        let latest = [days.into_iter().find(is_past), calls.into_iter().find(is_past), logged];
        latest.into_iter().flatten().max_by_key(|it| it.day)
    }
}
