//! Which meetings of a calendar count, from a file or on the web, and why the others do not.

use crate::api::{
    CalendarLeftOut, CalendarPreview, CalendarTold, MAX_CALENDAR_PEOPLE, MetPerson, OwnQuestion, PersonId, Seconds,
};
use crate::book::Book;
use crate::book::derive::people::Listing;
use crate::book::facts::meetings::SaidBy;
use kith_domain::address::Address;
use kith_domain::meeting::{Invitation, Meeting, NoContact, judged, meetings, owner};
use kith_domain::small_sort::{CollectTree, SmallSort};
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
        let (mut left_out, mut not_yours) = (BTreeMap::<CalendarLeftOut, u32>::new(), Vec::new());
        for (uid, said) in by_uid {
            let known: Vec<Invitation> =
                self.meetings.said(uid).into_iter().flat_map(|it| it.keys().cloned()).collect();
            let all: BTreeSet<Invitation> = known.iter().cloned().chain(said.iter().copied().cloned()).collect_set();
            let all: Vec<Invitation> = all.into_iter().collect();
            let (before, after) = (self.contact_in(&known), self.contact_in(&all));
            if before == after {
                if before.is_empty() {
                    let why = self.no_contact(&judged(&all, &|address| self.is_own(address)));
                    *left_out.entry(why).or_default() += 1;
                    if why == CalendarLeftOut::NotYours {
                        not_yours.push(all);
                    }
                } else {
                    out.preview.known += 1;
                }
                continue;
            }
            out.preview.entries += 1;
            out.new.extend(said.into_iter().cloned());
            let before: BTreeSet<Meeting> = before.into_iter().collect();
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
        out.preview.owner = self.possible_owner(&not_yours);
        out.preview.with = self.most_met(met);
        out
    }

    /// Those with the most meetings first.
    fn most_met(&self, met: BTreeMap<PersonId, (u32, Seconds)>) -> Vec<MetPerson> {
        let mut met: Vec<(PersonId, (u32, Seconds))> = met.into_iter().collect();
        met.small_sort_by_key(|(id, (meetings, last))| (std::cmp::Reverse((*meetings, *last)), *id));
        let named = met.into_iter().take(MAX_CALENDAR_PEOPLE).filter_map(|(person, (meetings, last))| {
            Some(MetPerson { person, name: self.called(person)?, meetings, last })
        });
        named.collect()
    }

    /// What a calendar on the web contains.
    pub(crate) fn told_by_calendar(&self, id: u64) -> CalendarTold {
        let (mut meetings, mut not_yours) = (0, Vec::new());
        for said in self.meetings.of_place(SaidBy::Calendar(id)) {
            let said: Vec<Invitation> = said.keys().cloned().collect();
            let judged = judged(&said, &|address| self.is_own(address));
            let held = judged.iter().flatten().filter(|meeting| self.is_contact_with_people(meeting)).count();
            meetings += held;
            if held == 0 && self.no_contact(&judged) == CalendarLeftOut::NotYours {
                not_yours.push(said);
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        CalendarTold {
            meetings: count(meetings),
            not_yours: count(not_yours.len()),
            owner: self.possible_owner(&not_yours),
        }
    }

    /// The question whether the owner of a calendar with these meetings, which do not name the user, is the user. Not
    /// asked for addresses in People, or for those that the user has already answered.
    fn possible_owner(&self, not_yours: &[Vec<Invitation>]) -> Option<OwnQuestion> {
        let may_be = |address: &Address| {
            let is_person = self.person_at(address).is_some_and(|person| person.group == Listing::Person);
            !is_person && !self.journal.state().own_addresses.contains_key(address)
        };
        let (address, entries) = owner(not_yours.iter().map(Vec::as_slice), &may_be)?;
        let address = address.as_str().to_owned();
        Some(OwnQuestion { address, received: 0, sent: 0, named: false, entries })
    }

    /// The times at which a meeting is contact with people.
    fn contact_in(&self, said: &[Invitation]) -> Vec<Meeting> {
        let mut all = meetings(said, &|address| self.is_own(address));
        all.retain(|meeting| self.is_contact_with_people(meeting));
        all
    }

    fn is_contact_with_people(&self, meeting: &Meeting) -> bool {
        meeting.accepted && !self.people_in(meeting).is_empty()
    }

    /// Why a meeting is contact with no one.
    fn no_contact(&self, judged: &[Result<Meeting, NoContact>]) -> CalendarLeftOut {
        let is_with_people = |meeting: &Meeting| !self.people_in(meeting).is_empty();
        match judged.iter().find(|it| it.is_ok()).or(judged.first()) {
            Some(Ok(_)) if judged.iter().flatten().any(is_with_people) => CalendarLeftOut::NotAccepted,
            Some(Ok(_)) => CalendarLeftOut::Unknown,
            Some(Err(NoContact::Cancelled)) => CalendarLeftOut::Cancelled,
            Some(Err(NoContact::Declined)) => CalendarLeftOut::Declined,
            Some(Err(NoContact::TooMany)) => CalendarLeftOut::TooMany,
            Some(Err(NoContact::NotYours)) => CalendarLeftOut::NotYours,
            Some(Err(NoContact::Alone)) | None => CalendarLeftOut::Alone,
        }
    }
}
