//! What invitations say of meetings.

use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::meeting::Invitation;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All invitations.
#[derive(Debug, Default)]
pub(in crate::book) struct Meetings {
    /// By the meeting's UID: each once.
    said: BTreeMap<String, BTreeSet<Invitation>>,
    /// The meetings in which an address takes part, by their UIDs.
    of: HashMap<Address, BTreeSet<String>, FixedState>,
}

impl Meetings {
    /// Takes in what an invitation says. Gives whether it is new.
    pub(in crate::book) fn add(&mut self, invitation: Invitation) -> bool {
        for attendee in invitation.organizer.iter().chain(&invitation.attendees) {
            self.of.entry(attendee.address.clone()).or_default().insert(invitation.uid.clone());
        }
        self.said.entry(invitation.uid.clone()).or_default().insert(invitation)
    }

    pub(in crate::book) fn holds(&self, invitation: &Invitation) -> bool {
        self.said.get(&invitation.uid).is_some_and(|said| said.contains(invitation))
    }

    pub(in crate::book) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// What is said of each meeting.
    pub(in crate::book) fn all(&self) -> impl Iterator<Item = &BTreeSet<Invitation>> {
        self.said.values()
    }

    /// What is said of the meetings in which one of these addresses takes part, of each once.
    pub(in crate::book) fn of(&self, addresses: &[Address]) -> impl Iterator<Item = &BTreeSet<Invitation>> {
        let uids: BTreeSet<&String> = addresses.iter().filter_map(|address| self.of.get(address)).flatten().collect();
        uids.into_iter().filter_map(|uid| self.said.get(uid))
    }

    /// Who takes part in the meeting of that UID.
    pub(in crate::book) fn addresses(&self, uid: &str) -> BTreeSet<Address> {
        let said = self.said.get(uid).into_iter().flatten();
        let people = said.flat_map(|it| it.organizer.iter().chain(&it.attendees));
        people.map(|attendee| attendee.address.clone()).collect()
    }
}
