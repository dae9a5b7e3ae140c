//! Contact other than by mail: noted by hand, meetings, and calls and messages of a phone.

use super::kept::BesideMail;
use crate::api::PersonId;
use crate::book::Book;
use kith_domain::day::Day;

impl Book {
    /// Contact with someone other than by mail. Nothing counts before its day.
    pub(in crate::book) fn beside_mail(&self, id: PersonId) -> Vec<BesideMail> {
        let meetings = self.meetings_with(&[id]).into_iter().filter(|meeting| meeting.accepted);
        let meetings = meetings.map(|meeting| BesideMail::both(self.zone.day(meeting.start)));
        self.told_beside_mail(id).chain(meetings).collect()
    }

    /// What of it is no meeting: noted by hand, or told by files of a phone.
    pub(in crate::book) fn told_beside_mail(&self, id: PersonId) -> impl Iterator<Item = BesideMail> {
        let keeping = self.journal.state().keeping(id);
        let logged = keeping.into_iter().flat_map(|keeping| keeping.logged.values());
        let phone = || keeping.map(|keeping| &keeping.phone).into_iter();
        let calls = phone().flat_map(|phone| phone.calls()).filter(|call| call.way.is_contact());
        let messages = phone().flat_map(|phone| phone.days());
        let messages = messages.map(|it| BesideMail { day: it.day, sent: it.sent > 0, received: it.received > 0 });
        logged
            .map(|logged| BesideMail::both(logged.day))
            .chain(calls.map(|call| BesideMail::both(self.zone.day(call.at))))
            .chain(messages)
    }

    /// The days of it.
    pub(in crate::book) fn days_beside_mail(&self, id: PersonId) -> Vec<Day> {
        self.beside_mail(id).into_iter().map(|it| it.day).collect()
    }
}
