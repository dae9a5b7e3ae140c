//! Whose an address is: by the user's word, by an answer, or its own.
//!
//! An address whose first message answers one of the user's that went to one person alone is that person's, if it bears
//! their name or is at their work domain: they answered from elsewhere. Anything less is no more than a suggestion. As
//! names are free to forge, and Message-IDs known to all who saw the conversation, nothing is written to such an
//! address, and nothing follows from it, before the user wrote to it or said that it is theirs: see
//! [`crate::book::facts::correspondents::CLAIMED`].

use super::links::{Join, Offer};
use crate::api::PersonId;
use crate::book::Book;
use crate::book::facts::correspondents::{FOREIGN, INTERNAL, LIST, Mention, NONE, OWN};
use crate::book::facts::rows::SENT;
use kith_domain::message::ParticipantRole;
use kith_domain::{name, noise};

impl Book {
    /// Whose an address is.
    pub(in crate::book) fn home(&self, address: u32) -> PersonId {
        self.said_home(address)
            .or_else(|| self.links.join(address).map(|join| join.home))
            .unwrap_or_else(|| self.own_home(address))
    }

    /// The same, and notes whether they are known by it.
    pub(super) fn settle_home(&mut self, address: u32) -> PersonId {
        let home = self.home(address);
        let foreign = if home == PersonId::of(self.correspondents.address_text(address)) { 0 } else { FOREIGN };
        self.correspondents.set_marks(address, FOREIGN, foreign);
        home
    }

    /// Looks again at every address that came in with an answer.
    pub(super) fn relink(&mut self) {
        if !self.links.take_dirty() {
            return;
        }
        let mut candidates: Vec<(i64, u64, u32, u32)> = self
            .links
            .candidates()
            .map(|(address, row)| (self.rows.date(row), self.rows.key(row), address, row))
            .collect();
        // What is answered is older than the answer: when an address comes up, it is known whose those before it are.
        candidates.sort_unstable();
        let before = self.links.take_joins();
        self.cache.pairs.take();
        for (_, _, address, row) in candidates {
            self.links.answers(self.threads.answers(row), self.threads.thread(row));
            if !self.correspondents.is(address, OWN | INTERNAL | LIST)
                && !self.correspondents.is_automated_sender(address)
                && self.said_home(address).is_none()
            {
                self.look_at(address, row);
            }
        }
        self.links.moved(&before).into_iter().for_each(|address| self.touch(address));
    }

    /// Decides whose an address is whose first message is that one.
    fn look_at(&mut self, address: u32, row: u32) {
        let Some(target) = self.answered(row) else { return };
        let mut recipients: Vec<Mention> = Vec::new();
        for party in self.parties_of(target) {
            let is_recipient = matches!(party.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc);
            let known = recipients.iter().any(|other| other.address == party.address);
            if is_recipient && !known && !self.correspondents.is(party.address, OWN) {
                recipients.push(party);
            }
        }
        let own = self.own_home(address);
        let mut homes: Vec<(PersonId, Mention)> = Vec::new();
        for party in recipients {
            let home = self.home(party.address);
            if !homes.iter().any(|(other, _)| *other == home) {
                homes.push((home, party));
            }
        }
        if homes.iter().any(|(home, _)| *home == own) {
            return;
        }
        let written =
            self.parties_of(row).find(|party| party.role == ParticipantRole::From && party.address == address);
        let written = self.name_of(written);
        let speaks_against = |party: &Mention| {
            name::contradict(self.name_of(Some(*party)), written) || self.correspondents.is_shared(party.address)
        };
        let is_open = |home: PersonId| !self.journal.state().are_distinct(home, own);
        match homes.as_slice() {
            [] => {}
            [(home, party)] if is_open(*home) && !speaks_against(party) && self.agree(party, address, written) => {
                let join = Join { to: party.address, row, home: *home };
                self.links.add_join(address, join);
            }
            [(home, _)] => {
                let people = vec![*home].into_iter().filter(|home| is_open(*home)).collect();
                self.offer(address, row, people);
            }
            several => {
                // Of several, those whose name does not speak against it; without any name that is said of no one.
                let fits = |(home, party): &&(PersonId, Mention)| {
                    is_open(*home) && !speaks_against(party) && self.are_called_alike(party, written)
                };
                let people = several.iter().filter(fits).map(|(home, _)| *home).collect();
                self.offer(address, row, people);
            }
        }
    }

    /// Whether an address whose owner calls themselves so may be that of someone to whom the user wrote so: by the
    /// name, or by the work domain.
    fn agree(&self, party: &Mention, address: u32, written: &str) -> bool {
        let domain = self.correspondents.domain(address);
        domain != NONE && domain == self.correspondents.domain(party.address) || self.are_called_alike(party, written)
    }

    fn are_called_alike(&self, party: &Mention, written: &str) -> bool {
        let key = name::key(written);
        !key.is_empty() && key == name::key(self.name_of(Some(*party)))
    }

    /// The addresses that are someone's by an answer, with that.
    pub(in crate::book) fn joins(&self) -> impl Iterator<Item = (u32, Join)> {
        self.links.joins()
    }

    fn offer(&mut self, address: u32, row: u32, people: Vec<PersonId>) {
        if !people.is_empty() {
            self.links.offers.push(Offer { address, row, people });
        }
    }

    /// The message of the user's that a message answers, if it is there and tracked.
    pub(in crate::book) fn answered(&self, row: u32) -> Option<u32> {
        let date = self.rows.date(row);
        let is_own =
            |&other: &u32| self.rows.is(other, SENT) && self.rows.is_tracked(other) && self.rows.date(other) < date;
        let rank = |&other: &u32| (self.rows.date(other), self.rows.key(other));
        let answers = self.threads.answers(row);
        match answers {
            // Without a word about what it answers: the latest of the user's in the same thread before it.
            0 => self.threads.of_thread(self.threads.thread(row)).filter(is_own).max_by_key(rank),
            id => self.threads.with_id(id).filter(is_own).min_by_key(rank),
        }
    }

    fn name_of(&self, party: Option<Mention>) -> &str {
        match party {
            Some(party) if party.name != NONE => self.correspondents.name_text(party.name),
            _ => "",
        }
    }

    pub(in crate::book) fn said_home(&self, address: u32) -> Option<PersonId> {
        self.scope.homes.get(&address).copied()
    }

    /// Who an address is by itself.
    pub(super) fn own_home(&self, address: u32) -> PersonId {
        let (text, decided) = (self.correspondents.address_text(address), self.journal.state());
        let own = PersonId::of(text);
        // A service may have an address for each ticket: they are one, unless something was said of one of them.
        let service = noise::service_address(text, self.correspondents.known(address).form)
            .filter(|_| !decided.mentions(own) && !self.correspondents.is(address, LIST));
        decided.one(service.map_or(own, |service| PersonId::of(&service)))
    }
}
