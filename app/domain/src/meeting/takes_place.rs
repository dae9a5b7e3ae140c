//! When a meeting takes place and with whom, from all that was said of it.
//!
//! The same invitations in another order, or some of them twice, give the same.

use super::invitation::{Answer, Attendee, Instance, Invitation, Method};
use crate::address::Address;
use crate::noise;
use std::collections::{BTreeMap, BTreeSet};

/// Meetings with more attendees are no contact, as messages with more recipients are none.
pub const MAX_ATTENDEES: usize = noise::RECIPIENTS;

/// One time at which a meeting takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// The times at which a meeting takes place, ascending. `invitations`: all that have its UID. What the user declined,
/// what was cancelled, and what is with no one or with too many is not among them.
#[must_use]
pub fn meetings(invitations: &[Invitation], is_own: &dyn Fn(&Address) -> bool) -> Vec<Meeting> {
    let answers = Answers::of(invitations);
    let Some(whole) = whole(invitations) else { return Vec::new() };
    let of_all = |it: &&Invitation| it.method == Method::Cancel && it.instance.is_none();
    if whole.method != Method::Reply
        && invitations.iter().filter(of_all).any(|cancelled| rank(cancelled) >= rank(whole))
    {
        return Vec::new();
    }
    // By when each was to begin: what holds of it now.
    let mut held: BTreeMap<i64, (i64, &Invitation)> =
        whole.starts.iter().map(|start| (*start, (*start, whole))).collect();
    let is_older = |said: &Invitation| whole.instance.is_none() && said.sequence < whole.sequence;
    for (instance, said) in exceptions(invitations) {
        match (said.method, said.starts.first()) {
            (Method::Cancel, _) if instance.and_later => drop(held.split_off(&instance.start)),
            (Method::Cancel, _) => drop(held.remove(&instance.start)),
            // One that was moved before all of them were, and is not one of them any more, went with the others.
            (Method::Request, Some(_)) if is_older(said) && !held.contains_key(&instance.start) => {}
            (Method::Request, Some(start)) => drop(held.insert(instance.start, (*start, said))),
            _ => {}
        }
    }
    let held = held.into_iter().filter_map(|(was, (start, said))| {
        let people = said.organizer.iter().chain(&said.attendees);
        if said.attendees.len() > MAX_ATTENDEES || said.all_day && said.attendees.is_empty() {
            return None;
        }
        let (mut by_user, mut own, mut someone) = (false, Answer::None, false);
        let mut with = BTreeSet::new();
        for attendee in people {
            let answer = answers.of_attendee(attendee, said, was);
            if is_own(&attendee.address) {
                by_user |= said.organizer.as_ref().is_some_and(|organizer| organizer.address == attendee.address);
                own = if own == Answer::None { answer } else { own };
            } else if answer != Answer::Declined {
                someone |= answers.accepted(&attendee.address, was);
                with.insert(attendee.address.clone());
            }
        }
        let accepted = by_user || own == Answer::Accepted || someone;
        (own != Answer::Declined && !with.is_empty()).then(|| Meeting {
            start,
            end: start.saturating_add(said.seconds.into()),
            all_day: said.all_day,
            subject: said.subject.clone(),
            accepted,
            with,
        })
    });
    let mut held: Vec<Meeting> = held.collect();
    held.sort_by_key(|meeting| meeting.start);
    held
}

const fn rank(said: &Invitation) -> (u32, i64) {
    (said.sequence, said.stamp)
}

/// What says when the whole meeting is: the latest invitation. Where there is none, as where the user's calendar sends
/// it, an answer repeats it.
fn whole(invitations: &[Invitation]) -> Option<&Invitation> {
    let latest = |method, of_one: bool| {
        let all = invitations.iter().filter(move |it| it.method == method && it.instance.is_some() == of_one);
        all.filter(|it| !it.starts.is_empty()).max_by_key(|it| (rank(it), *it))
    };
    // Someone may be invited to one of the times alone.
    let first = latest(Method::Request, false).or_else(|| latest(Method::Request, true));
    first.or_else(|| latest(Method::Reply, false)).or_else(|| latest(Method::Reply, true))
}

/// What was said last of single times; at the end what was said of one and all later ones.
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
    latest.sort_by_key(|(instance, _)| instance.and_later);
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
