//! What a calendar of the user's own says that is not known.

use crate::api::{CalendarLeftOut, CalendarPreview, MAX_CALENDAR_PEOPLE, MetPerson, PersonId, Seconds};
use crate::book::Book;
use crate::book::facts::meetings::SaidBy;
use kith_domain::meeting::{Invitation, Meeting, NoContact, judged, meetings};
use std::collections::{BTreeMap, BTreeSet};

/// A calendar beside what is known.
#[derive(Debug, Default)]
pub(crate) struct JudgedCalendar {
    pub(crate) preview: CalendarPreview,
    /// What it says that makes a difference.
    pub(crate) new: Vec<Invitation>,
}

impl Book {
    /// Looks what of a calendar makes a difference: to when there were meetings with people, or will be.
    pub(crate) fn judge_calendar(&self, read: &[Invitation]) -> JudgedCalendar {
        let mut by_uid: BTreeMap<&str, Vec<&Invitation>> = BTreeMap::new();
        for said in read {
            by_uid.entry(&said.uid).or_default().push(said);
        }
        let (mut out, mut met) = (JudgedCalendar::default(), BTreeMap::<PersonId, (u32, Seconds)>::new());
        let mut left_out: BTreeMap<CalendarLeftOut, u32> = BTreeMap::new();
        for (uid, said) in by_uid {
            let known: Vec<Invitation> =
                self.meetings.said(uid).into_iter().flat_map(|it| it.keys().cloned()).collect();
            let all: BTreeSet<Invitation> = known.iter().cloned().chain(said.iter().copied().cloned()).collect();
            let all: Vec<Invitation> = all.into_iter().collect();
            let (before, after) = (self.contact_in(&known), self.contact_in(&all));
            if before == after {
                match before.is_empty() {
                    true => *left_out.entry(self.no_contact(&all)).or_default() += 1,
                    false => out.preview.known += 1,
                }
                continue;
            }
            out.preview.entries += 1;
            out.new.extend(said.into_iter().cloned());
            for meeting in after.iter().filter(|meeting| !before.contains(meeting)) {
                out.preview.meetings += 1;
                let (first, last) = out.preview.span.unwrap_or((meeting.start, meeting.start));
                out.preview.span = Some((first.min(meeting.start), last.max(meeting.start)));
                for person in self.people_in(meeting) {
                    let (count, last) = met.entry(person.id).or_insert((0, meeting.start));
                    (*count, *last) = (*count + 1, meeting.start.max(*last));
                }
            }
        }
        out.preview.people = u32::try_from(met.len()).unwrap_or(u32::MAX);
        out.preview.left_out = left_out.into_iter().collect();
        out.preview.with = self.most_met(met);
        out
    }

    /// Those with the most meetings first.
    fn most_met(&self, met: BTreeMap<PersonId, (u32, Seconds)>) -> Vec<MetPerson> {
        let mut met: Vec<(PersonId, (u32, Seconds))> = met.into_iter().collect();
        met.sort_by_key(|(id, (meetings, last))| (std::cmp::Reverse((*meetings, *last)), *id));
        let named = met.into_iter().take(MAX_CALENDAR_PEOPLE).filter_map(|(person, (meetings, last))| {
            Some(MetPerson { person, name: self.called(person)?, meetings, last })
        });
        named.collect()
    }

    /// How many meetings with people a calendar says of.
    pub(crate) fn meetings_of_calendar(&self, id: u64) -> u32 {
        let by = SaidBy::Calendar(id);
        let said = self.meetings.all().filter(|said| said.values().any(|places| places.contains(&by)));
        let all = said.map(|said| self.contact_in(&said.keys().cloned().collect::<Vec<_>>()).len());
        u32::try_from(all.sum::<usize>()).unwrap_or(u32::MAX)
    }

    /// The times at which a meeting is contact with people.
    fn contact_in(&self, said: &[Invitation]) -> Vec<Meeting> {
        let mut all = meetings(said, &|address| self.is_own(address));
        all.retain(|meeting| meeting.accepted && !self.people_in(meeting).is_empty());
        all
    }

    /// Why a meeting is contact with no one.
    fn no_contact(&self, said: &[Invitation]) -> CalendarLeftOut {
        let judged = judged(said, &|address| self.is_own(address));
        let is_with_people = |meeting: &Meeting| !self.people_in(meeting).is_empty();
        match judged.iter().find(|it| it.is_ok()).or(judged.first()) {
            Some(Ok(_)) if judged.iter().flatten().any(is_with_people) => CalendarLeftOut::NotAccepted,
            Some(Ok(_)) => CalendarLeftOut::Unknown,
            Some(Err(NoContact::Cancelled)) => CalendarLeftOut::Cancelled,
            Some(Err(NoContact::Declined)) => CalendarLeftOut::Declined,
            Some(Err(NoContact::TooMany)) => CalendarLeftOut::TooMany,
            Some(Err(NoContact::Alone)) | None => CalendarLeftOut::Alone,
        }
    }
}
