//! Meetings, as the page shows them.

use super::super::Book;
use crate::api::{ComingMeeting, MeetingGuest, MeetingRow, PersonId, Seconds};
use crate::book::derive::people::{Listing, Person};
use kith_domain::day::Day;
use kith_domain::meeting::Meeting;
use kith_domain::small_sort::SmallSort;
use std::collections::BTreeSet;
use std::ops::Range;

/// For how many days ahead meetings are shown, today among them.
const COMING_DAYS: i32 = 7;

/// Maximum number of meetings that are shown.
const MAX_COMING: usize = 20;

impl Book {
    /// The meetings from a moment on, with people, within the next days: the next first.
    pub(super) fn coming_meetings(&self, day: Day, now: Seconds) -> Vec<ComingMeeting> {
        let from = if self.zone.day(now) == day { now } else { self.zone.start(day) };
        let until = self.zone.start(day.plus(COMING_DAYS));
        let mut coming: Vec<Meeting> = self.meetings_within(from, until).collect();
        coming.small_sort_by(|a, b| (a.start, &a.subject, &a.with).cmp(&(b.start, &b.subject, &b.with)));
        let coming = coming.into_iter().filter_map(|meeting| {
            let people = self.people_in(&meeting);
            let with: Vec<MeetingGuest> = people.iter().map(|person| self.guest(person)).collect();
            (!with.is_empty()).then(|| ComingMeeting { with, row: self.meeting_row(meeting, &[]) })
        });
        coming.take(MAX_COMING).collect()
    }

    /// The meetings with people that belong to a stretch of their timeline, from its oldest moment to its newest.
    pub(crate) fn timeline_meetings(&self, of: &[PersonId], stretch: &Range<Seconds>) -> Vec<MeetingRow> {
        let mut meetings = self.meetings_with(of);
        // One that was not accepted did not take place as far as anyone knows.
        meetings.retain(|it| (it.accepted || it.start > self.now) && stretch.contains(&it.start));
        meetings.small_sort_by(|a, b| (b.start, &a.subject).cmp(&(a.start, &b.subject)));
        let beside = if let [_] = of { of } else { &[] };
        meetings.into_iter().map(|meeting| self.meeting_row(meeting, beside)).collect()
    }

    fn meeting_row(&self, meeting: Meeting, beside: &[PersonId]) -> MeetingRow {
        let others: BTreeSet<String> = meeting
            .with
            .iter()
            .filter_map(|address| match self.person_at(address).filter(|person| person.group != Listing::Gone) {
                Some(person) if beside.contains(&person.id) => None,
                Some(person) => Some(person.name(&self.correspondents).to_owned()),
                None => Some(address.as_str().to_owned()),
            })
            .collect();
        MeetingRow {
            start: meeting.start,
            end: meeting.end,
            all_day: meeting.all_day,
            subject: meeting.subject,
            accepted: meeting.accepted,
            others: others.into_iter().collect(),
        }
    }

    /// The people with whom a meeting is, each once.
    pub(super) fn people_in(&self, meeting: &Meeting) -> Vec<&Person> {
        let people = meeting.with.iter().filter_map(|address| self.person_at(address));
        let mut people: Vec<&Person> = people.filter(|person| person.group == Listing::Person).collect();
        people.small_sort_by_key(|person| person.id);
        people.dedup_by_key(|person| person.id);
        people
    }

    fn guest(&self, person: &Person) -> MeetingGuest {
        MeetingGuest {
            person: person.id,
            name: person.name(&self.correspondents).to_owned(),
            last: self.last_message(person),
        }
    }
}
