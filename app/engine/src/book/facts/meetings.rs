//! What is said of meetings: by invitations in the mail, by files, and by calendars on the web.

use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::meeting::Invitation;
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

/// All that is said of meetings.
#[derive(Clone, Debug, Default)]
pub(in crate::book) struct Meetings {
    /// By the meeting's UID.
    said: BTreeMap<String, Said>,
    /// The meetings in which an address takes part, by their UIDs. They may be gone.
    of: HashMap<Address, BTreeSet<String>, FixedState>,
}

impl Meetings {
    /// Takes in what was said. Gives whether it is new.
    pub(in crate::book) fn add(&mut self, invitation: Invitation, by: SaidBy) -> bool {
        for attendee in invitation.organizer.iter().chain(&invitation.attendees) {
            self.of.entry(attendee.address.clone()).or_default().insert(invitation.uid.clone());
        }
        let by_now = self.said.entry(invitation.uid.clone()).or_default().entry(invitation).or_default();
        by_now.insert(by) && by_now.len() == 1
    }

    /// What is said there is this, and nothing else any more. Gives the UIDs of the meetings of which something else is
    /// said now, and who takes part in them or did.
    pub(in crate::book) fn set(&mut self, by: SaidBy, now: &BTreeSet<Invitation>) -> BTreeSet<Address> {
        let is_old = |(said, places): &(&Invitation, &BTreeSet<SaidBy>)| places.contains(&by) && !now.contains(said);
        let old = self.said.values().flatten().filter(is_old).map(|(said, _)| said.clone());
        let old: Vec<Invitation> = old.collect();
        let is_new = |said: &&Invitation| {
            !self.said.get(&said.uid).and_then(|all| all.get(*said)).is_some_and(|places| places.contains(&by))
        };
        let new: Vec<Invitation> = now.iter().filter(is_new).cloned().collect();
        let uids: BTreeSet<String> = old.iter().chain(&new).map(|said| said.uid.clone()).collect();
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
        let Some(said) = self.said.get_mut(&invitation.uid) else { return };
        if let Some(places) = said.get_mut(invitation) {
            places.remove(&by);
            if places.is_empty() {
                said.remove(invitation);
            }
        }
        if said.is_empty() {
            self.said.remove(&invitation.uid);
        }
    }

    /// Without what the mail and files said.
    pub(in crate::book) fn of_calendars(mut self) -> Self {
        self.said.retain(|_, said| {
            said.retain(|_, places| {
                places.retain(|place| matches!(place, SaidBy::Calendar(_)));
                !places.is_empty()
            });
            !said.is_empty()
        });
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
        self.said.get(uid)
    }

    /// What is said of each meeting.
    pub(in crate::book) fn all(&self) -> impl Iterator<Item = &Said> {
        self.said.values()
    }

    /// What is said of the meetings in which one of these addresses takes part, of each once.
    pub(in crate::book) fn of(&self, addresses: &[Address]) -> impl Iterator<Item = &Said> {
        let uids: BTreeSet<&String> = addresses.iter().filter_map(|address| self.of.get(address)).flatten().collect();
        uids.into_iter().filter_map(|uid| self.said.get(uid))
    }

    /// Who takes part in the meetings of those UIDs.
    pub(in crate::book) fn people_in(&self, uids: &BTreeSet<String>) -> BTreeSet<Address> {
        let said = uids.iter().filter_map(|uid| self.said.get(uid)).flat_map(BTreeMap::keys);
        let people = said.flat_map(|it| it.organizer.iter().chain(&it.attendees));
        people.map(|attendee| attendee.address.clone()).collect()
    }
}
