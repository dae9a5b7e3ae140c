//! What is said of meetings: by invitations in the mail, by files, and by calendars on the web.

use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::meeting::{Invitation, Meeting};
use kith_domain::small_sort::CollectTree;
#[cfg(test)]
use std::cell::Cell;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Where something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::book) enum SaidBy {
    Mail,
    /// Files that were imported, as the journal has them.
    Files,
    /// The calendar of that number.
    Calendar(u64),
}

/// What is said of one meeting: each thing once, with where it was said.
pub(in crate::book) type Said = BTreeMap<Invitation, BTreeSet<SaidBy>>;

/// Times of a meeting that are contact, with the same people.
#[derive(Clone, Debug)]
pub(in crate::book) struct MeetingTimes {
    pub(in crate::book) with: BTreeSet<Address>,
    /// When each begins, ascending.
    pub(in crate::book) starts: Vec<i64>,
}

/// What is said of one meeting, and what follows from it.
#[derive(Clone, Debug, Default)]
struct OneMeeting {
    said: Said,
    /// The times at which it is contact. Empty until someone asks.
    times: OnceCell<Vec<MeetingTimes>>,
}

/// All that is said of meetings.
#[derive(Clone, Debug, Default)]
pub(in crate::book) struct Meetings {
    /// By the meeting's UID.
    said: BTreeMap<String, OneMeeting>,
    /// The meetings in which an address takes part, by their UIDs. They may be gone.
    of: HashMap<Address, BTreeSet<String>, FixedState>,
    /// By place: the UIDs of the meetings in it, each with the number of invitations.
    places: BTreeMap<SaidBy, BTreeMap<String, u32>>,
    /// How many invitations were looked at.
    #[cfg(test)]
    pub(in crate::book) looked_at: Cell<usize>,
}

impl Meetings {
    /// Takes in what was said. Gives whether it is new.
    pub(in crate::book) fn add(&mut self, invitation: Invitation, by: SaidBy) -> bool {
        for attendee in invitation.organizer.iter().chain(&invitation.attendees) {
            self.of.entry(attendee.address.clone()).or_default().insert(invitation.uid.clone());
        }
        let uid = invitation.uid.clone();
        let of_one = self.said.entry(uid.clone()).or_default();
        let by_now = of_one.said.entry(invitation).or_default();
        let is_first = by_now.is_empty();
        if is_first {
            of_one.times.take();
        }
        if by_now.insert(by) {
            *self.places.entry(by).or_default().entry(uid).or_default() += 1;
        }
        is_first
    }

    /// What is said there is this, and nothing else any more. Gives the UIDs of the meetings of which something else is
    /// said now, and who takes part in them or did.
    pub(in crate::book) fn set(&mut self, by: SaidBy, now: &BTreeSet<Invitation>) -> BTreeSet<Address> {
        let is_old = |(said, places): &(&Invitation, &BTreeSet<SaidBy>)| places.contains(&by) && !now.contains(said);
        let old: Vec<Invitation> = self.of_place(by).flatten().filter(is_old).map(|(said, _)| said.clone()).collect();
        let new: Vec<Invitation> = now.iter().filter(|said| !self.holds(said, by)).cloned().collect();
        #[cfg(test)]
        self.look_at(now.len());
        let uids: BTreeSet<String> = old.iter().chain(&new).map(|said| said.uid.clone()).collect_set();
        let mut people = self.people_in(&uids);
        for said in &old {
            self.remove(said, by);
        }
        for said in new {
            self.add(said, by);
        }
        people.extend(self.people_in(&uids));
        people
    }

    fn remove(&mut self, invitation: &Invitation, by: SaidBy) {
        let Some(of_one) = self.said.get_mut(&invitation.uid) else { return };
        let Some(places) = of_one.said.get_mut(invitation).filter(|places| places.contains(&by)) else { return };
        places.remove(&by);
        if places.is_empty() {
            of_one.said.remove(invitation);
            of_one.times.take();
        }
        if of_one.said.is_empty() {
            self.said.remove(&invitation.uid);
        }
        let Some(uids) = self.places.get_mut(&by) else { return };
        if let Some(left) = uids.get_mut(&invitation.uid) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                uids.remove(&invitation.uid);
            }
        }
    }

    /// Without what the mail and files said.
    pub(in crate::book) fn of_calendars(mut self) -> Self {
        let is_calendar = |place: &SaidBy| matches!(place, SaidBy::Calendar(_));
        self.places.retain(|place, _| is_calendar(place));
        self.said.retain(|_, of_one| {
            of_one.said.retain(|_, places| {
                places.retain(is_calendar);
                !places.is_empty()
            });
            !of_one.said.is_empty()
        });
        self.forget_times();
        self
    }

    /// Whether it was said there.
    pub(in crate::book) fn holds(&self, invitation: &Invitation, by: SaidBy) -> bool {
        self.said(&invitation.uid).and_then(|said| said.get(invitation)).is_some_and(|places| places.contains(&by))
    }

    pub(in crate::book) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// What is said of the meeting of that UID.
    pub(in crate::book) fn said(&self, uid: &str) -> Option<&Said> {
        self.said.get(uid).map(|of_one| &of_one.said)
    }

    /// What is said of each meeting.
    pub(in crate::book) fn all(&self) -> impl Iterator<Item = &Said> {
        self.said.values().map(|of_one| &of_one.said)
    }

    /// The times at which meetings are contact, and with whom. `work_out` is called once for each meeting, and again
    /// only after the meeting changed.
    pub(in crate::book) fn times<'a>(
        &'a self,
        work_out: impl Fn(&Said) -> Vec<Meeting> + 'a,
    ) -> impl Iterator<Item = &'a MeetingTimes> {
        self.said.values().flat_map(move |of_one| of_one.times.get_or_init(|| accepted(work_out(&of_one.said))))
    }

    /// Forgets the times that were worked out.
    pub(in crate::book) fn forget_times(&mut self) {
        self.said.values_mut().for_each(|of_one| drop(of_one.times.take()));
    }

    /// All invitations to each meeting that is in that place.
    pub(in crate::book) fn of_place(&self, by: SaidBy) -> impl Iterator<Item = &Said> {
        let said = self.places.get(&by).into_iter().flatten().filter_map(|(uid, _)| self.said(uid));
        #[cfg(test)]
        let said = said.inspect(|said| self.look_at(said.len()));
        said
    }

    #[cfg(test)]
    fn look_at(&self, count: usize) {
        self.looked_at.set(self.looked_at.get() + count);
    }

    /// What is said of the meetings in which one of these addresses takes part, of each once.
    pub(in crate::book) fn of(&self, addresses: &[Address]) -> impl Iterator<Item = &Said> {
        let uids: BTreeSet<&String> =
            addresses.iter().filter_map(|address| self.of.get(address)).flatten().collect_set();
        uids.into_iter().filter_map(|uid| self.said(uid))
    }

    /// Who takes part in the meetings of those UIDs.
    pub(in crate::book) fn people_in(&self, uids: &BTreeSet<String>) -> BTreeSet<Address> {
        let said = uids.iter().filter_map(|uid| self.said(uid)).flat_map(BTreeMap::keys);
        let people = said.flat_map(|it| it.organizer.iter().chain(&it.attendees));
        people.map(|attendee| attendee.address.clone()).collect_set()
    }
}

/// The times of a meeting that are contact, ascending.
fn accepted(times: Vec<Meeting>) -> Vec<MeetingTimes> {
    // Most times of a series are with the same people.
    let mut starts: BTreeMap<BTreeSet<Address>, Vec<i64>> = BTreeMap::new();
    for Meeting { start, with, .. } in times.into_iter().filter(|meeting| meeting.accepted) {
        starts.entry(with).or_default().push(start);
    }
    starts.into_iter().map(|(with, starts)| MeetingTimes { with, starts }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Meetings, SaidBy};
    use crate::book::tests::meetings::invitation;
    use kith_domain::meeting::{Invitation, Method, meetings};
    use std::cell::Cell;
    use std::collections::BTreeSet;

    fn said(uid: usize, sequence: u32) -> Invitation {
        Invitation { sequence, ..invitation(format!("meeting {uid}"), Method::Request) }
    }

    #[test]
    fn only_meetings_that_changed_are_worked_out_again() {
        let mut all = Meetings::default();
        for uid in 0..100 {
            assert!(all.add(said(uid, 0), SaidBy::Mail));
        }
        let worked_out = |all: &Meetings| {
            let count = Cell::new(0);
            let work_out = |said: &super::Said| {
                count.set(count.get() + 1);
                meetings(&said.keys().cloned().collect::<Vec<_>>(), &|_| false)
            };
            all.times(work_out).for_each(drop);
            count.get()
        };
        assert_eq!((worked_out(&all), worked_out(&all)), (100, 0));
        all.add(said(7, 0), SaidBy::Files);
        assert_eq!(worked_out(&all), 0, "it was said before");
        all.add(said(7, 1), SaidBy::Mail);
        assert_eq!(worked_out(&all), 1);
        all.set(SaidBy::Calendar(1), &BTreeSet::from([said(8, 1), said(200, 0)]));
        assert_eq!(worked_out(&all), 2);
        all.set(SaidBy::Calendar(1), &BTreeSet::new());
        assert_eq!(worked_out(&all), 1, "one is gone, and for the other the mail counts again");
        all.forget_times();
        assert_eq!(worked_out(&all), 100);
    }

    fn uids(meetings: &Meetings, by: SaidBy) -> usize {
        meetings.of_place(by).count()
    }

    #[test]
    fn what_a_place_says_is_found_without_looking_at_other_places() {
        let mut meetings = Meetings::default();
        for uid in 0..1_000 {
            meetings.add(said(uid, 0), SaidBy::Mail);
        }
        let all: BTreeSet<Invitation> = (990..1_010).map(|uid| said(uid, 0)).collect();
        for id in 0..20 {
            meetings.set(SaidBy::Calendar(id), &all);
        }
        assert_eq!((uids(&meetings, SaidBy::Calendar(3)), uids(&meetings, SaidBy::Mail)), (20, 1_000));
        meetings.looked_at.set(0);
        meetings.set(SaidBy::Calendar(3), &(1_000..1_001).map(|uid| said(uid, 0)).collect());
        assert_eq!(uids(&meetings, SaidBy::Calendar(3)), 1);
        // The old invitations, the new one, and the one that was counted.
        assert_eq!(meetings.looked_at.get(), 20 + 1 + 1);
        assert_eq!((uids(&meetings, SaidBy::Calendar(4)), uids(&meetings, SaidBy::Mail)), (20, 1_000));
        meetings.set(SaidBy::Calendar(4), &BTreeSet::new());
        assert_eq!(uids(&meetings, SaidBy::Calendar(4)), 0);
        assert!(meetings.holds(&said(1_005, 0), SaidBy::Calendar(5)) && !meetings.holds(&said(1_005, 0), SaidBy::Mail));
        let meetings = meetings.of_calendars();
        assert_eq!((uids(&meetings, SaidBy::Calendar(5)), uids(&meetings, SaidBy::Mail)), (20, 0));
    }
}
