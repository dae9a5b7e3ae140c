//! Which addresses are likely the user's, by the messages that name them.
//!
//! Every batch may tell more. So what the messages of a candidate say is kept, and with each batch only those messages
//! are looked at that came or changed.

use super::tally::{Part, Tallies, Tally};
use crate::book::Book;
use crate::book::facts::correspondents::{LIKELY, NONE};
use crate::book::facts::rows::{COUNTS, SENT};
use foldhash::fast::FixedState;
use kith_domain::message::ParticipantRole;
use kith_domain::own;
use std::collections::{BTreeSet, HashMap};

impl Book {
    /// Notes which addresses are likely the user's. What goes to them goes to the user, until the user says that they
    /// are not.
    pub(super) fn settle_likely(&mut self) {
        let mut tallies = std::mem::take(&mut self.own.tallies);
        self.bring_up_to_date(&mut tallies);
        let mut kept = Tallies::default();
        let mut tally = |address: u32| {
            let tally =
                kept.entry(address).or_insert_with(|| tallies.remove(&address).unwrap_or_else(|| self.tally(address)));
            (tally.is_another(), tally.tells_by_letters())
        };
        let mut likely: Vec<u32> = Vec::new();
        for &address in &self.own.many {
            let much = |of: &HashMap<u32, u32, FixedState>| {
                own::is_much(of.get(&address).copied().unwrap_or_default(), self.counted)
            };
            let mut is_likely = || {
                much(&self.own.delivered) && !tally(address).0
                    || much(&self.own.letters)
                        && !own::is_list_like(self.correspondents.address_text(address))
                        && tally(address).1
            };
            if self.is_open(address) && is_likely() {
                likely.push(address);
            }
        }
        for counts in self.own.sent_from.values() {
            let from = counts.iter().map(|(&address, &count)| (address, count));
            likely.extend(own::aliases(from).filter(|&alias| self.is_open(alias) && !tally(alias).0));
        }
        let is_kept = !kept.is_empty();
        self.own.tallies = kept;
        self.rows.keep_changed(is_kept);
        self.threads.keep_changed(is_kept);
        likely.sort_unstable();
        likely.dedup();
        if likely == self.own.likely {
            return;
        }
        let before = std::mem::replace(&mut self.own.likely, likely.clone());
        // The new messages were looked at before this was known.
        let until = self.rows.len();
        for &address in before.iter().filter(|address| likely.binary_search(address).is_err()) {
            self.correspondents.unmark(address, LIKELY);
            self.rows_anew(address, until);
        }
        for &address in likely.iter().filter(|address| before.binary_search(address).is_err()) {
            self.correspondents.mark(address, LIKELY);
            self.rows_anew(address, until);
        }
    }

    /// Looks at the messages that came or changed since.
    fn bring_up_to_date(&mut self, tallies: &mut Tallies) {
        if tallies.is_empty() {
            return;
        }
        let mut rows: BTreeSet<u32> = self.rows.take_changed().into_iter().collect();
        let (mut ids, answering) = self.threads.take_changed();
        rows.extend(answering);
        ids.extend(rows.iter().flat_map(|&row| self.threads.ids(row)));
        for (&address, tally) in tallies.iter_mut() {
            // Whether a letter answers someone else depends on the message that it answers.
            let letters = ids.iter().flat_map(|&id| tally.answering(id)).copied();
            let letters: Vec<u32> = letters.filter(|row| !rows.contains(row)).collect();
            for row in rows.iter().copied().chain(letters) {
                self.put_into(tally, address, row);
            }
        }
        #[cfg(test)]
        for (&address, tally) in tallies.iter() {
            tally.assert_says(&self.tally(address), self.correspondents.address_text(address));
        }
    }

    /// What all messages say that name an address.
    fn tally(&self, address: u32) -> Tally {
        let mut tally = Tally::default();
        for row in self.rows.naming(address, &self.correspondents) {
            self.put_into(&mut tally, address, row);
        }
        tally
    }

    fn put_into(&self, tally: &mut Tally, address: u32, row: u32) {
        let part = self.part_of(row, address);
        tally.put(row, part, self.threads.answers(row));
    }

    /// What a message says of an address. `None` if it does not count, or says nothing of it.
    fn part_of(&self, row: u32, address: u32) -> Option<Part> {
        if !self.rows.is(row, COUNTS) || !self.named_in(row).any(|party| party.address == address) {
            return None;
        }
        let is_letter = self.letter_to(row) == Some(address);
        let from =
            if is_letter { self.parties_of(row).find(|party| party.role == ParticipantRole::From) } else { None };
        let from = from.map(|party| party.address);
        let is_another = self.is_to_or_from_another(row, address);
        let part = Part {
            is_letter,
            from: from.unwrap_or(NONE),
            is_among: from.is_some_and(|from| self.answers_another(row, from)),
            other: is_another.then(|| self.rows.is(row, SENT)),
        };
        (part.is_letter || part.other.is_some()).then_some(part)
    }

    /// Whether a message that `from` wrote answers one that neither they nor the user wrote.
    fn answers_another(&self, row: u32, from: u32) -> bool {
        let by_another = |other: u32| {
            let mut parties = self.parties_of(other);
            !self.rows.is(other, SENT)
                && !parties.any(|party| party.role == ParticipantRole::From && party.address == from)
        };
        self.threads.with_id(self.threads.answers(row)).any(by_another)
    }

    /// Whether a message is one that the user wrote to an address, or one that came from there.
    fn is_to_or_from_another(&self, row: u32, address: u32) -> bool {
        let sent = self.rows.is(row, SENT);
        let personal = self.rows.sort(row).noise().is_none();
        self.parties_of(row).any(|party| {
            party.address == address
                && match party.role {
                    ParticipantRole::From => !sent && personal,
                    ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc => sent,
                    _ => false,
                }
        })
    }
}
