//! When a meeting takes place and with whom, from all that was said of it.
//!
//! The same invitations in another order, or some of them twice, give the same.

use super::invitation::{Answer, Attendee, Instance, Invitation, Method};
use crate::address::Address;
use crate::noise;
use crate::small_sort::{CollectTree, SmallSort};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Meetings with more attendees are no contact, as messages with more recipients are none.
pub const MAX_ATTENDEES: usize = noise::RECIPIENTS;

/// One time at which a meeting takes place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Meeting {
    /// In seconds since 1970-01-01 UTC.
    pub start: i64,
    pub end: i64,
    pub all_day: bool,
    pub subject: String,
    /// Whether it is settled that it takes place: the user called it or accepted it, or someone accepted. If not, it is
    /// no contact.
    pub accepted: bool,
    /// With whom: who called it and who was invited, without the user and those who declined.
    pub with: BTreeSet<Address>,
}

/// Why a time of a meeting does not count as contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NoContact {
    Cancelled,
    /// The user declined.
    Declined,
    /// No one else takes part, or no one who did not decline.
    Alone,
    /// More take part than [`MAX_ATTENDEES`].
    TooMany,
    /// It is only in a calendar and names none of the user's addresses there: it is someone else's.
    NotYours,
}

/// The times at which a meeting takes place, ascending. `invitations`: all that have its UID. What the user declined,
/// what was cancelled, and what is with no one or with too many is not among them.
#[must_use]
pub fn meetings(invitations: &[Invitation], is_own: &dyn Fn(&Address) -> bool) -> Vec<Meeting> {
    let mut held: Vec<Meeting> = judged(invitations, is_own).into_iter().filter_map(Result::ok).collect();
    held.small_sort_by_key(|meeting| meeting.start);
    held
}

/// The same in no order, with the reasons why the others do not count as contact.
#[must_use]
pub fn judged(invitations: &[Invitation], is_own: &dyn Fn(&Address) -> bool) -> Vec<Result<Meeting, NoContact>> {
    let cancelled = || invitations.iter().filter(|it| it.method == Method::Cancel);
    let Some(whole) = whole(invitations) else {
        return cancelled().map(|_| Err(NoContact::Cancelled)).take(1).collect();
    };
    let of_all = |it: &&Invitation| it.instance.is_none();
    if whole.method != Method::Reply && cancelled().filter(of_all).any(|cancelled| rank(cancelled) >= rank(whole)) {
        return vec![Err(NoContact::Cancelled)];
    }
    let case = Case {
        answers: Answers::of(invitations),
        entries: Entries::of(invitations, is_own),
        is_in_mail: invitations.iter().any(|it| matches!(it.method, Method::Request | Method::Reply)),
        is_own,
    };
    held(invitations, whole).into_iter().map(|(was, (start, said))| case.judge(said, was, start)).collect()
}

/// By when each time was to begin: when it begins, and what holds of it now.
fn held<'a>(invitations: &'a [Invitation], whole: &'a Invitation) -> BTreeMap<i64, (i64, &'a Invitation)> {
    let mut held: BTreeMap<i64, (i64, &Invitation)> =
        whole.starts.iter().map(|start| (*start, (*start, whole))).collect_map();
    let is_older = |said: &Invitation| whole.instance.is_none() && said.sequence < whole.sequence;
    for (instance, said) in exceptions(invitations) {
        match (said.method, said.starts.first()) {
            (Method::Cancel, _) if instance.and_later => drop(held.split_off(&instance.start)),
            (Method::Cancel, _) => drop(held.remove(&instance.start)),
            // One that was moved before all of them were, and is not one of them any more, went with the others.
            (Method::Request | Method::Entry, Some(_)) if is_older(said) && !held.contains_key(&instance.start) => {}
            (Method::Request | Method::Entry, Some(start)) => {
                if instance.and_later {
                    // All later ones move by as much.
                    let by = start.saturating_sub(instance.start);
                    let later = held.range_mut(instance.start..);
                    later.for_each(|(was, now)| *now = (was.saturating_add(by), said));
                }
                held.insert(instance.start, (*start, said));
            }
            _ => {}
        }
    }
    held
}

/// What decides whether each time of a meeting is contact.
struct Case<'a> {
    answers: Answers<'a>,
    entries: Entries<'a>,
    /// Whether it came by mail. Then it is for the user, even if it went to a list and does not name them.
    is_in_mail: bool,
    is_own: &'a dyn Fn(&Address) -> bool,
}

impl Case<'_> {
    fn judge(&self, said: &Invitation, was: i64, start: i64) -> Result<Meeting, NoContact> {
        if said.attendees.len() > MAX_ATTENDEES {
            return Err(NoContact::TooMany);
        }
        if said.all_day && said.attendees.is_empty() {
            return Err(NoContact::Alone);
        }
        // `own`: what the user answered; `None` if they are not named.
        let (mut by_user, mut own, mut someone) = (false, None::<Answer>, false);
        let mut with = BTreeSet::new();
        for attendee in said.organizer.iter().chain(&said.attendees) {
            let answer = self.answers.of_attendee(attendee, said, was);
            if (self.is_own)(&attendee.address) {
                by_user |= said.organizer.as_ref().is_some_and(|organizer| organizer.address == attendee.address);
                own = given_or(own, answer);
            } else if answer != Answer::Declined {
                someone |= self.answers.accepted(&attendee.address, was);
                with.insert(attendee.address.clone());
            }
        }
        own = match self.entries.answer(was) {
            Some(answer) => given_or(own, answer),
            None => own,
        };
        let accepted = by_user || own == Some(Answer::Accepted) || someone;
        match own {
            Some(Answer::Declined) => Err(NoContact::Declined),
            _ if with.is_empty() => Err(NoContact::Alone),
            None if !self.is_in_mail => Err(NoContact::NotYours),
            _ => Ok(Meeting {
                start,
                end: start.saturating_add(said.seconds.into()),
                all_day: said.all_day,
                subject: said.subject.clone(),
                accepted,
                with,
            }),
        }
    }
}

/// An entry in a calendar that names the user, with the user's answer there. The latest is the greatest.
type Entry<'a> = ((u32, i64), &'a Invitation, Answer);

/// What the user answered, according to calendars.
#[derive(Default)]
struct Entries<'a> {
    /// To all times.
    all: Option<Entry<'a>>,
    /// To the time that was to begin then, or from then on.
    at: BTreeMap<i64, Entry<'a>>,
    /// To all times from then on. If one of an earlier time was said later, that one.
    from: BTreeMap<i64, Entry<'a>>,
}

impl<'a> Entries<'a> {
    fn of(invitations: &'a [Invitation], is_own: &dyn Fn(&Address) -> bool) -> Self {
        let mut entries = Self::default();
        for said in invitations.iter().filter(|said| said.method == Method::Entry) {
            let people = said.organizer.iter().chain(&said.attendees).filter(|who| is_own(&who.address));
            let Some(answer) = people.fold(None, |own, who| given_or(own, who.answer)) else { continue };
            let entry = (rank(said), said, answer);
            let Some(instance) = said.instance else {
                entries.all = entries.all.max(Some(entry));
                continue;
            };
            let at = entries.at.entry(instance.start).or_insert(entry);
            *at = (*at).max(entry);
            if instance.and_later {
                let from = entries.from.entry(instance.start).or_insert(entry);
                *from = (*from).max(entry);
            }
        }
        let mut latest = None;
        for entry in entries.from.values_mut() {
            *entry = latest.map_or(*entry, |latest: Entry<'a>| latest.max(*entry));
            latest = Some(*entry);
        }
        entries
    }

    /// To the time that was to begin then. The latest entry counts, but one about that time alone comes first.
    fn answer(&self, was: i64) -> Option<Answer> {
        let before = || self.from.range(..was).next_back().map(|(_, entry)| *entry);
        self.at.get(&was).copied().or_else(|| before().max(self.all)).map(|(_, _, answer)| answer)
    }
}

/// `own`, unless the user gave no answer there. Then `answer`.
fn given_or(own: Option<Answer>, answer: Answer) -> Option<Answer> {
    own.filter(|own| *own != Answer::None).or(Some(answer))
}

const fn rank(said: &Invitation) -> (u32, i64) {
    (said.sequence, said.stamp)
}

/// What says when the whole meeting is: the latest invitation. Where there is none, as where the user's calendar sends
/// it, an answer repeats it.
fn whole(invitations: &[Invitation]) -> Option<&Invitation> {
    let latest = |says_when: bool, of_one: bool| {
        let is = move |it: &&Invitation| match says_when {
            true => it.method.says_when(),
            false => it.method == Method::Reply,
        };
        let all = invitations.iter().filter(move |it| is(it) && it.instance.is_some() == of_one);
        all.filter(|it| !it.starts.is_empty()).max_by_key(|it| (rank(it), *it))
    };
    // Someone may be invited to one of the times alone.
    let ways = [(true, false), (true, true), (false, false), (false, true)];
    ways.into_iter().find_map(|(says_when, of_one)| latest(says_when, of_one))
}

/// What was said last of single times, and of one and all later ones, in the order in which it was said. Of what was said
/// at once, as in a file, that of single times comes after where all later ones move to, and before their end.
fn exceptions(invitations: &[Invitation]) -> Vec<(Instance, &Invitation)> {
    let mut latest: BTreeMap<Instance, &Invitation> = BTreeMap::new();
    for said in invitations.iter().filter(|said| said.method != Method::Reply) {
        let Some(instance) = said.instance else { continue };
        let known = latest.entry(instance).or_insert(said);
        if (rank(said), said) > (rank(known), *known) {
            *known = said;
        }
    }
    let mut latest: Vec<_> = latest.into_iter().collect();
    let place = |instance: &Instance, said: &Invitation| match (instance.and_later, said.method) {
        (false, _) => 1,
        (true, Method::Cancel) => 2,
        (true, _) => 0,
    };
    latest.small_sort_by_key(|(instance, said)| (rank(said), place(instance, said), *instance));
    latest
}

/// What people answered, to all times or to one of them: the latest of each, with when they did.
struct Answers<'a>(BTreeMap<(&'a Address, Option<i64>), (i64, Answer)>);

impl<'a> Answers<'a> {
    fn of(invitations: &'a [Invitation]) -> Self {
        let mut latest = BTreeMap::new();
        for said in invitations.iter().filter(|said| said.method == Method::Reply) {
            // An answer is of one person.
            if let [attendee] = said.attendees.as_slice() {
                let instance = said.instance.map(|instance| instance.start);
                let known = latest.entry((&attendee.address, instance)).or_insert((said.stamp, attendee.answer));
                *known = (*known).max((said.stamp, attendee.answer));
            }
        }
        Self(latest)
    }

    fn answer(&self, address: &Address, was: i64) -> Option<(i64, Answer)> {
        [Some(was), None].into_iter().find_map(|instance| self.0.get(&(address, instance)).copied())
    }

    fn accepted(&self, address: &Address, was: i64) -> bool {
        self.answer(address, was).is_some_and(|(_, answer)| answer == Answer::Accepted)
    }

    /// What someone answered by an answer of their own, or as the invitation says, whichever is later.
    fn of_attendee(&self, attendee: &Attendee, said: &Invitation, was: i64) -> Answer {
        match self.answer(&attendee.address, was) {
            Some((at, answer)) if attendee.answer == Answer::None || at >= said.stamp => answer,
            _ => attendee.answer,
        }
    }
}
