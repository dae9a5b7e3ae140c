//! Bringing everyone up to date: with each batch what it holds, and afresh what a rule reaches back to.

use super::people::{Listing, Person, PersonDecisions};
use crate::api::PersonId;
use crate::book::Book;
use crate::book::facts::correspondents::{CLAIMED, INTERNAL, LIKELY, Mention, NONE, OWN, RULE_ALWAYS_SHOW, TOUCHED};
use crate::book::facts::rows::{IN_SENT, OUT, SENT, TO_ME};
use foldhash::fast::FixedState;
use kith_domain::decision::Visibility;
use kith_domain::message::ParticipantRole;
use kith_domain::noise::Noise;
use kith_domain::person::Figures;
use std::collections::{BTreeSet, HashSet};

/// A place in which a message names someone who is not the user.
#[derive(Clone, Copy)]
struct Naming {
    /// Who, by their number; [`NONE`] if the address is new.
    person: u32,
    address: u32,
    role: ParticipantRole,
    name: Option<u32>,
}

impl Book {
    /// Brings the people up to date with the facts and with what was decided. Gives whether anything about them
    /// changed.
    pub(crate) fn settle(&mut self) -> bool {
        self.revision += 1;
        let said = std::mem::take(&mut self.derived.said_changed);
        self.settle_watching(said);
        if std::mem::take(&mut self.derived.own_changed) || said {
            self.settle_own();
            if said {
                self.take_meetings_of_files();
            }
            // Whether a meeting takes place depends on which answers are the user's.
            if !self.meetings.is_empty() {
                self.meetings.forget_times();
                self.cache.forget_contact();
                self.kept.touch_all();
            }
        }
        self.settle_scope(said);
        self.settle_new_own();
        if self.folders.take_sent_changed() {
            self.settle_unsent();
        }
        let new = self.derived.settled..self.rows.len();
        for row in new.clone() {
            self.settle_sent(row);
            self.settle_out(row);
        }
        self.settle_likely();
        for row in new.clone() {
            self.settle_personal(row);
        }
        self.derived.failures.take();
        let mut changed = said;
        let mut namings = Vec::new();
        let mut added = HashSet::default();
        for row in new.clone() {
            changed |= self.fold_in(row, &mut namings, &mut added);
        }
        // Once for all that is new, and not for each message: one address may bear thousands of names.
        let mut added: Vec<u32> = added.into_iter().collect();
        added.sort_unstable();
        for number in added {
            if let Some(person) = self.derived.person_mut(number) {
                person.refresh(&self.correspondents);
            }
            self.regroup(number);
            self.note_changed(number);
        }
        self.derived.settled = new.end;
        let stale = self.derived.stale.clone();
        changed |= self.settle_said(said);
        // What is worked out anew may begin with another message, and what it answers makes whose an address is. Whose
        // it is does not change with which message it begins, so that the second time is the last.
        while self.links.is_dirty() || !self.derived.touched.is_empty() {
            changed |= self.settle_touched();
            self.relink();
        }
        self.settle_failures();
        self.settle_kept(said, &stale);
        if changed {
            self.cache.clear();
        }
        changed
    }

    /// How many people there are.
    pub(crate) fn people_count(&self) -> u32 {
        self.derived.people
    }

    /// Has the person of an address worked out anew.
    pub(in crate::book) fn touch(&mut self, address: u32) {
        let fellows = match self.derived.person(self.correspondents.known(address).person) {
            Some(person) if person.addresses.len() > 1 => person.addresses.clone(),
            _ => vec![address],
        };
        for address in fellows.into_iter().chain([address]) {
            if !self.correspondents.is(address, TOUCHED) {
                self.correspondents.mark(address, TOUCHED);
                self.derived.touched.push(address);
            }
        }
    }

    /// Has everyone worked out anew whom a message names that says something else now. Those that are not settled
    /// yet will be.
    pub(in crate::book) fn touch_row(&mut self, row: u32) {
        if row < self.derived.settled {
            self.settle_sent(row);
            self.settle_out(row);
            self.settle_personal(row);
            self.links.mark_dirty();
            for party in self.parties_of(row).collect::<Vec<_>>() {
                self.touch(party.address);
            }
        }
    }

    /// The same after a copy named more people.
    pub(in crate::book) fn touch_row_for(&mut self, row: u32, added: &[u32]) {
        if row >= self.derived.settled {
            return;
        }
        if self.settle_sent(row) | self.settle_out(row) || self.rows.is(row, SENT) {
            return self.touch_row(row);
        }
        for party in added.iter().filter_map(|&party| self.correspondents.get(party)).collect::<Vec<_>>() {
            self.touch(party.address);
        }
    }

    /// Notes whether the user wrote a message: it lies in a Sent folder. Where no such folder is read, it is enough
    /// that it is from an own address, which anyone can write. Gives whether that is new.
    pub(super) fn settle_sent(&mut self, row: u32) -> bool {
        let mine = |party: Mention| party.role == ParticipantRole::From && self.correspondents.is(party.address, OWN);
        let without_sent = || {
            let mut folders = self.rows.places(row).filter_map(|place| self.folders.get(place.folder));
            folders.any(|folder| folder.counts && !self.folders.has_sent(folder.account))
        };
        let sent = self.rows.is(row, IN_SENT) || without_sent() && self.parties_of(row).any(mine);
        self.rows.set_mark(row, SENT, sent)
    }

    /// Notes whether a message that bears marks of bulk answers one of the user's and goes to the user alone: then
    /// someone wrote it.
    fn settle_personal(&mut self, row: u32) {
        if self.rows.sort(row).noise == Some(Noise::Bulk) && self.threads.answers(row) != 0 {
            self.rows.note_bulk_answer(row, self.threads.answers(row));
            self.settle_answer(row);
        }
        for answer in self.rows.bulk_answers(self.threads.id(row)) {
            if self.settle_answer(answer) && answer < self.derived.settled {
                self.touch_row(answer);
            }
        }
    }

    fn settle_answer(&mut self, row: u32) -> bool {
        let mut answered = self.threads.with_id(self.threads.answers(row));
        let is_answer = answered.any(|row| self.rows.is(row, SENT) && self.rows.is_counted(row));
        let is_personal = is_answer && self.rows.is(row, TO_ME) && self.recipients(row).count() == 1;
        self.rows.set_personal(row, is_personal)
    }

    /// Notes whether a message goes to the user, and whether nothing is tracked with it: beside the user only those
    /// took part with whom nothing is tracked, or it says that it is from the user and is not. Gives whether anything
    /// of it is new.
    pub(super) fn settle_out(&mut self, row: u32) -> bool {
        let (mut to_me, mut any, mut all) = (false, false, true);
        let (sent, mut posed) = (self.rows.is(row, SENT), false);
        for party in self.parties_of(row) {
            let is_recipient = matches!(party.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc);
            to_me |= is_recipient && self.correspondents.is(party.address, OWN | LIKELY);
            if self.correspondents.is(party.address, OWN) {
                posed |= party.role == ParticipantRole::From && !sent;
            } else if is_recipient || party.role == ParticipantRole::From {
                any = true;
                all &= self.correspondents.is(party.address, INTERNAL);
            }
        }
        let is_new = self.rows.set_mark(row, OUT, any && all || posed);
        self.rows.set_mark(row, TO_ME, to_me) | is_new
    }

    /// Adds a new message to the figures of everyone whom it names, and puts their numbers into `added`. Gives whether
    /// it names anyone but the user.
    fn fold_in(&mut self, row: u32, namings: &mut Vec<Naming>, added: &mut HashSet<u32, FixedState>) -> bool {
        if !self.rows.is_counted(row) {
            return false;
        }
        let tracked = self.rows.is_tracked(row);
        self.links.saw(self.threads.id(row), self.threads.thread(row));
        namings.clear();
        let others = self.parties_of(row).filter(|party| !self.correspondents.is(party.address, OWN | TOUCHED));
        namings.extend(others.map(|party| Naming {
            person: self.correspondents.known(party.address).person,
            address: party.address,
            role: party.role,
            name: Some(party.name).filter(|&name| name != NONE && !self.correspondents.is(party.address, CLAIMED)),
        }));
        // What names someone stands together then, in its order.
        namings.sort_by_key(|naming| (naming.person, if naming.person == NONE { naming.address } else { 0 }));
        let message = self.rows.message(row);
        if tracked {
            self.note_fresh(row, message);
        }
        for places in namings.chunk_by(|a, b| a.person == b.person && (a.person != NONE || a.address == b.address)) {
            let Some(&Naming { person, address, .. }) = places.first() else { continue };
            let number = if person == NONE {
                let home = self.settle_home(address);
                if self.derived.by_id.contains_key(&home) {
                    // Someone who is known has one more address.
                    self.touch(address);
                    continue;
                }
                let said = PersonDecisions::of(self.journal.state(), home, &mut self.correspondents);
                let mut person = Person::new(home, said);
                person.addresses.reserve_exact(1);
                person.addresses.push(address);
                let number = self.derived.insert(person);
                self.correspondents.set_person(address, number);
                number
            } else {
                person
            };
            if let Some(person) = self.derived.person_mut(number) {
                person.named = true;
            }
            added.insert(number);
            if !tracked {
                // Nothing is known of them by it, but that they are there.
                continue;
            }
            let called = self.is_called(number);
            let each = places.iter().map(|naming| (naming.role, naming.name));
            if let Some(person) = self.derived.person_mut(number) {
                person.figures.add(message, called, each);
            }
            let mut linked = places.iter().filter(|naming| message.links(naming.role, false)).peekable();
            if linked.peek().is_some() {
                self.add_contact(number, row, message);
            }
            for naming in linked {
                self.linked(naming.address, row);
            }
        }
        !namings.is_empty()
    }

    /// Brings up to date those of whom something was typed or said.
    fn settle_said(&mut self, everybody: bool) -> bool {
        let mut stale: BTreeSet<PersonId> = std::mem::take(&mut self.derived.stale).into_iter().collect();
        let changed = !stale.is_empty();
        if everybody {
            stale.extend(self.derived.by_id.keys());
            stale.extend(self.journal.state().recorded());
        }
        for id in stale {
            let (id, part) = (self.journal.state().one(id), id);
            self.derived.changed.note(id);
            if let Some(number) = self.derived.by_id.get(&part).copied().filter(|_| part != id) {
                self.absorb_person(number);
            }
            let said = PersonDecisions::of(self.journal.state(), id, &mut self.correspondents);
            match self.derived.by_id.get(&id).copied() {
                None => {
                    let mut person = Person::new(id, said);
                    if person.is_somebody() {
                        person.refresh(&self.correspondents);
                        let number = self.derived.insert(person);
                        self.regroup(number);
                    }
                }
                Some(number) => {
                    let Some(person) = self.derived.person_mut(number) else { continue };
                    let before = std::mem::replace(&mut person.said, said);
                    person.refresh(&self.correspondents);
                    if before.suffices() && !said.suffices() && !person.addresses.is_empty() {
                        person.addresses.clone().into_iter().for_each(|address| self.touch(address));
                    } else if !person.is_somebody() {
                        self.derived.remove(number);
                    } else if before.is_called() != said.is_called() {
                        person.addresses.clone().into_iter().for_each(|address| self.touch(address));
                    } else {
                        self.regroup(number);
                    }
                }
            }
        }
        changed
    }

    /// Nothing is said any more of one who became part of another; without an address there is no one left.
    fn absorb_person(&mut self, number: u32) {
        let Some(id) = self.derived.person(number).map(|person| person.id) else { return };
        let said = PersonDecisions::of(self.journal.state(), id, &mut self.correspondents);
        let Some(person) = self.derived.person_mut(number) else { return };
        person.said = said;
        if !person.is_somebody() {
            self.derived.remove(number);
        }
    }

    /// Works out anew those of the addresses that were touched, after each went to whom it belongs.
    fn settle_touched(&mut self) -> bool {
        let mut changed = false;
        let mut affected = BTreeSet::new();
        for address in std::mem::take(&mut self.derived.touched) {
            self.correspondents.unmark(address, TOUCHED);
            let before = self.correspondents.known(address).person;
            let home = self.settle_home(address);
            let is_own = self.correspondents.is(address, OWN);
            // One that was only said to be someone's, and is so no more, is no one's.
            let is_there = self.scope.homes.contains_key(&address)
                || self.rows.naming(address, &self.correspondents).any(|row| self.rows.is_counted(row));
            let is_theirs = !is_own && is_there;
            if let Some(person) = self.derived.person_mut(before) {
                affected.insert(before);
                if is_theirs && person.id == home {
                    continue;
                }
                person.addresses.retain(|&other| other != address);
                self.correspondents.set_person(address, NONE);
                changed = true;
            }
            if !is_theirs {
                self.links.begins(address, None);
                continue;
            }
            let number = match self.derived.by_id.get(&home) {
                Some(&number) => number,
                None => {
                    let said = PersonDecisions::of(self.journal.state(), home, &mut self.correspondents);
                    self.derived.insert(Person::new(home, said))
                }
            };
            if let Some(person) = self.derived.person_mut(number) {
                let at = person.addresses.partition_point(|&other| other < address);
                person.addresses.insert(at, address);
            }
            self.correspondents.set_person(address, number);
            affected.insert(number);
            changed = true;
        }
        for number in affected {
            self.note_changed(number);
            changed |= self.derive(number);
        }
        changed
    }

    /// Works out from all their messages who someone is. Gives whether that is something else now.
    fn derive(&mut self, number: u32) -> bool {
        let Some(person) = self.derived.person(number) else { return false };
        let (addresses, id) = (person.addresses.clone(), person.id);
        self.kept.touch(id);
        addresses.iter().for_each(|&address| self.settle_claim(address));
        let said = PersonDecisions::of(self.journal.state(), id, &mut self.correspondents);
        let called = said.is_called() || self.ruled(&addresses, RULE_ALWAYS_SHOW).is_some();
        let mut rows: Vec<u32> = Vec::new();
        let mut named = false;
        for &address in &addresses {
            self.correspondents.set_ends(address, NONE, NONE);
            let counted = self.rows.naming(address, &self.correspondents).filter(|&row| self.rows.is_counted(row));
            for row in counted {
                named = true;
                rows.extend(Some(row).filter(|&row| self.rows.is_tracked(row)));
            }
        }
        if addresses.len() > 1 {
            rows.sort_unstable();
            rows.dedup();
        }
        let mut figures = Figures::default();
        let mut first: Vec<(u32, u32)> = Vec::new();
        let mut places = Vec::new();
        for row in rows {
            let message = self.rows.message(row);
            places.clear();
            places.extend(self.parties_of(row).filter(|party| addresses.binary_search(&party.address).is_ok()));
            let each = places.iter().map(|party| {
                let is_known = party.name != NONE && !self.correspondents.is(party.address, CLAIMED);
                (party.role, Some(party.name).filter(|_| is_known))
            });
            figures.add(message, called, each);
            first.extend(
                places.iter().filter(|party| message.links(party.role, false)).map(|party| (party.address, row)),
            );
        }
        for (address, row) in first {
            self.linked(address, row);
        }
        for &address in &addresses {
            let row = self.correspondents.known(address).first;
            self.links.begins(address, self.may_follow(row).then_some(row));
        }
        let Some(person) = self.derived.person_mut(number) else { return false };
        let before = person.clone();
        (person.figures, person.said, person.named) = (figures, said, named);
        person.refresh(&self.correspondents);
        // An address that was said to be theirs waits for the day on which they are known.
        let waits = addresses.iter().any(|address| self.scope.homes.contains_key(address));
        if !person.is_somebody() || !named && !said.suffices() && !waits {
            self.derived.remove(number);
            addresses.iter().for_each(|&address| self.correspondents.set_person(address, NONE));
            return true;
        }
        self.regroup(number);
        self.derived.person(number) != Some(&before)
    }

    /// Notes that a message is between the user and an address.
    fn linked(&mut self, address: u32, row: u32) {
        let known = self.correspondents.known(address);
        let rank = |row| (self.rows.date(row), self.rows.key(row));
        let is_first = known.first == NONE || rank(row) < rank(known.first);
        let is_last = known.last == NONE || rank(row) > rank(known.last);
        let first = if is_first { row } else { known.first };
        self.correspondents.set_ends(address, first, if is_last { row } else { known.last });
        if is_first {
            self.links.begins(address, self.may_follow(row).then_some(row));
        }
        // The user wrote to it: it is theirs.
        if self.rows.is(row, SENT) && self.correspondents.is(address, CLAIMED) {
            self.touch(address);
        }
    }

    /// Notes whether an address is someone's by an answer alone.
    fn settle_claim(&mut self, address: u32) {
        let claimed =
            self.links.join(address).is_some() && self.said_home(address).is_none() && !self.is_written_to(address);
        self.correspondents.set_marks(address, CLAIMED, if claimed { CLAIMED } else { 0 });
    }

    /// Whether the user wrote to an address.
    pub(in crate::book) fn is_written_to(&self, address: u32) -> bool {
        let mut rows = self.rows.naming(address, &self.correspondents);
        rows.any(|row| {
            let is_own = self.rows.is_tracked(row) && self.rows.is(row, SENT);
            is_own && self.recipients(row).any(|party| party.address == address)
        })
    }

    /// Whether a conversation that begins with that message may be one that began with someone else.
    fn may_follow(&self, row: u32) -> bool {
        row != NONE && !self.rows.is(row, SENT) && self.threads.may_answer(row)
    }

    /// Whether the user shows them in People, by name or by a rule.
    pub(in crate::book) fn is_called(&self, number: u32) -> bool {
        let Some(person) = self.derived.person(number) else { return false };
        person.said.is_called() || self.ruled(&person.addresses, RULE_ALWAYS_SHOW).is_some()
    }

    /// Lists someone where they belong.
    fn regroup(&mut self, number: u32) {
        let Some(person) = self.derived.person(number) else { return };
        let group = if self.is_gone(person) || !person.named && !person.said.suffices() {
            Listing::Gone
        } else if person.said.standing != Some(Visibility::Hidden) && self.reason(person).is_person() {
            Listing::Person
        } else {
            Listing::FilteredOut
        };
        if self.derived.regroup(number, group) {
            self.cache.clear();
        }
    }

    /// Works out everyone from all messages, as if nothing were known.
    #[cfg(test)]
    pub(in crate::book) fn settle_afresh(&mut self) {
        self.settle();
        for row in 0..self.rows.len() {
            self.touch_row(row);
        }
        self.settle();
    }
}
