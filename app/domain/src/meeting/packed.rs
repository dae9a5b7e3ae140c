//! What is said of a meeting, as it is stored.

use super::invitation::{Answer, Attendee, Instance, Invitation, Method};
use crate::address::Address;
use serde::{Deserialize, Serialize};

/// What an invitation says of a meeting. It is part of records that were released, and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackedInvitation {
    uid: String,
    sequence: u32,
    stamp: i64,
    method: u8,
    /// Which one of a series it is about, and whether all later ones as well.
    instance: Option<(i64, bool)>,
    organizer: Option<(Address, u8)>,
    attendees: Vec<(Address, u8)>,
    subject: String,
    all_day: bool,
    seconds: u32,
    /// The first one, then for each further one how many seconds it is after the one before.
    starts: Vec<i64>,
}

impl PackedInvitation {
    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let people = self.attendees.iter().map(|(address, _)| address.as_str().len() + 2);
        100 + self.uid.len() + self.subject.len() + people.sum::<usize>() + 5 * self.starts.len()
    }
}

impl From<&Invitation> for PackedInvitation {
    fn from(of: &Invitation) -> Self {
        let attendee = |it: &Attendee| (it.address.clone(), answer_number(it.answer));
        let mut before = 0;
        let starts = of.starts.iter().map(|start| start - std::mem::replace(&mut before, *start));
        Self {
            uid: of.uid.clone(),
            sequence: of.sequence,
            stamp: of.stamp,
            method: match of.method {
                Method::Request => 0,
                Method::Reply => 1,
                Method::Cancel => 2,
                Method::Entry => 3,
            },
            instance: of.instance.map(|instance| (instance.start, instance.and_later)),
            organizer: of.organizer.as_ref().map(attendee),
            attendees: of.attendees.iter().map(attendee).collect(),
            subject: of.subject.clone(),
            all_day: of.all_day,
            seconds: of.seconds,
            starts: starts.collect(),
        }
    }
}

impl From<PackedInvitation> for Invitation {
    fn from(of: PackedInvitation) -> Self {
        let attendee = |(address, said)| Attendee { address, answer: answer(said) };
        let mut before = 0_i64;
        let starts = of.starts.into_iter().map(|after| {
            before = before.saturating_add(after);
            before
        });
        Self {
            uid: of.uid,
            sequence: of.sequence,
            stamp: of.stamp,
            method: match of.method {
                1 => Method::Reply,
                2 => Method::Cancel,
                3 => Method::Entry,
                _ => Method::Request,
            },
            instance: of.instance.map(|(start, and_later)| Instance { start, and_later }),
            organizer: of.organizer.map(attendee),
            attendees: of.attendees.into_iter().map(attendee).collect(),
            subject: of.subject,
            all_day: of.all_day,
            seconds: of.seconds,
            starts: starts.collect(),
        }
    }
}

const fn answer_number(answer: Answer) -> u8 {
    match answer {
        Answer::None => 0,
        Answer::Accepted => 1,
        Answer::Declined => 2,
        Answer::Tentative => 3,
    }
}

const fn answer(number: u8) -> Answer {
    match number {
        1 => Answer::Accepted,
        2 => Answer::Declined,
        3 => Answer::Tentative,
        _ => Answer::None,
    }
}
