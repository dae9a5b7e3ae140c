//! When there was contact with those who are in some bucket.

use crate::api::PersonId;
use foldhash::fast::FixedState;
use kith_domain::contacts::Contacts;
use kith_domain::day::Day;
use kith_domain::strength::Months;
use std::collections::HashMap;

/// Everyone who is in some bucket.
#[derive(Debug, Default)]
pub(in crate::book) struct Kept {
    people: HashMap<PersonId, Contact, FixedState>,
    /// The first day that can be asked about.
    known: Day,
    /// Whose contacts are to be gathered anew.
    stale: Vec<PersonId>,
    /// Messages of these days that came in, and of which no one was told yet.
    fresh: Vec<u32>,
}

/// A day of contact other than by mail, and which of the two took part: on a day with messages it may be one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::book) struct BesideMail {
    pub(in crate::book) day: Day,
    /// The user.
    pub(in crate::book) sent: bool,
    /// The other.
    pub(in crate::book) received: bool,
}

impl BesideMail {
    pub(super) const fn both(day: Day) -> Self {
        Self { day, sent: true, received: true }
    }
}

/// When there was contact with someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::book) struct Contact {
    pub(in crate::book) contacts: Contacts,
    pub(in crate::book) months: Months,
    /// Contact other than by mail.
    beside_mail: Vec<BesideMail>,
    is_stale: bool,
}

/// A journey to where it is still yesterday does no harm.
const BEHIND_DAYS: i32 = 2;

/// Maximum number of messages that are announced at once.
const MAX_ANNOUNCED: usize = 1_000;

impl Kept {
    pub(in crate::book) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub(in crate::book) fn of(&self, id: PersonId) -> Option<&Contact> {
        self.people.get(&id)
    }

    pub(in crate::book) fn all(&self) -> impl Iterator<Item = (PersonId, &Contact)> {
        self.people.iter().map(|(id, contact)| (*id, contact))
    }

    /// Has someone gathered anew, if they are in some bucket.
    pub(in crate::book) fn touch(&mut self, id: PersonId) {
        let Some(contact) = self.people.get_mut(&id) else { return };
        if !std::mem::replace(&mut contact.is_stale, true) {
            self.stale.push(id);
        }
    }

    pub(super) fn touch_all(&mut self) {
        self.people.values_mut().for_each(|contact| contact.is_stale = true);
        self.stale = self.people.keys().copied().collect();
    }

    /// Someone is in some bucket, and there was this contact with them other than by mail.
    pub(super) fn keep(&mut self, id: PersonId, beside_mail: Vec<BesideMail>) {
        match self.people.get(&id) {
            Some(contact) if contact.beside_mail == beside_mail => {}
            _ => {
                self.people.insert(id, Contact::new(self.known, &beside_mail));
                self.touch(id);
            }
        }
    }

    /// Someone is in no bucket any more.
    pub(super) fn let_go(&mut self, id: PersonId) {
        self.people.remove(&id);
    }

    /// Adds contact with someone, if they are in some bucket.
    pub(super) fn add(&mut self, id: PersonId, day: Day, by_user: bool) {
        self.people.get_mut(&id).into_iter().for_each(|contact| contact.add(day, by_user));
    }

    /// A message of these days came in.
    pub(super) fn note_fresh(&mut self, row: u32) {
        if !self.is_empty() && self.fresh.len() < MAX_ANNOUNCED {
            self.fresh.push(row);
        }
    }

    /// The messages of these days of which no one was told yet.
    pub(super) fn take_fresh(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.fresh)
    }

    /// Makes sure that questions about that day can be answered. Gives whether everyone is to be gathered anew for it.
    pub(super) fn know_from(&mut self, day: Day) -> bool {
        let is_new = day < self.known;
        if is_new {
            self.known = day.plus(-BEHIND_DAYS);
            self.touch_all();
        }
        is_new
    }

    /// Forgets what no question from that day on needs.
    pub(super) fn advance(&mut self, today: Day) {
        let known = today.plus(-BEHIND_DAYS);
        if known > self.known {
            self.known = known;
            self.people.values_mut().for_each(|contact| contact.contacts.advance(known));
        }
    }

    /// Those whose contacts are to be gathered anew.
    pub(super) fn take_stale(&mut self) -> Vec<PersonId> {
        let mut stale = std::mem::take(&mut self.stale);
        stale.retain(|id| self.people.contains_key(id));
        stale
    }

    /// The contacts of someone are gathered.
    pub(super) fn set(&mut self, id: PersonId, contact: Contact) {
        self.people.insert(id, contact);
    }

    /// Contact with someone of whom no message is known.
    pub(super) fn beside_mail(&self, beside_mail: &[BesideMail]) -> Contact {
        Contact::new(self.known, beside_mail)
    }
}

impl Contact {
    /// With someone of whom no message is known.
    fn new(known: Day, beside_mail: &[BesideMail]) -> Self {
        let mut contact = Self {
            contacts: Contacts::new(known),
            months: Months::default(),
            beside_mail: beside_mail.to_vec(),
            is_stale: false,
        };
        for BesideMail { day, sent, received } in beside_mail {
            contact.contacts.add(*day, *sent);
            if *sent {
                contact.months.add(day.month(), true);
            }
            if *received {
                contact.months.add(day.month(), false);
            }
        }
        contact
    }

    pub(super) fn add(&mut self, day: Day, by_user: bool) {
        self.contacts.add(day, by_user);
        self.months.add(day.month(), by_user);
    }
}
