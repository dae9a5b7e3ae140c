//! Which addresses are the user's: those that are certain, and those that are likely, of which the user is asked.

use super::people::Listing;
use crate::api::OwnQuestion;
use crate::book::Book;
use crate::book::facts::correspondents::{LIKELY, LIST, Mention, NONE, OWN};
use crate::book::facts::rows::{COUNTS, IN_SENT, SENT};
use crate::book::facts::strings::hash;
use foldhash::fast::FixedState;
use kith_domain::address::Address;
use kith_domain::message::ParticipantRole;
use kith_domain::noise::Noise;
use kith_domain::small_sort::{CollectTree, SmallSort};
use kith_domain::{name, own};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// An address may be the user's if at least this many messages of others name the user at it, under the user's own
/// name.
const MIN_NAMED: u32 = 3;

impl Book {
    /// The addresses of the accounts, which are the user's. Call [`Book::settle`] afterwards.
    pub(crate) fn set_own(&mut self, addresses: Vec<Address>) {
        self.own.accounts =
            addresses.iter().filter_map(|address| self.correspondents.address(address.as_str())).collect();
        self.derived.own_changed = true;
    }

    /// Works out which addresses are the user's: those of the accounts, those of which the user said so, and other
    /// spellings of either.
    pub(super) fn settle_own(&mut self) {
        let said: Vec<(String, bool)> = self
            .journal
            .state()
            .own_addresses
            .iter()
            .map(|(address, mine)| (address.as_str().to_owned(), *mine))
            .collect();
        let mut mine = self.own.accounts.clone();
        self.own.answered.clear();
        for (address, is_own) in said {
            let Some(number) = self.correspondents.address(&address) else { continue };
            self.own.answered.insert(number);
            mine.extend(Some(number).filter(|_| is_own));
        }
        self.own.certain =
            own::MailboxSpellings::of(mine.iter().map(|&address| self.correspondents.address_text(address)));
        mine.extend((0..self.correspondents.addresses()).filter(|&address| self.is_spelling(address)));
        self.own.compared = self.correspondents.addresses();
        mine.sort_unstable();
        mine.dedup();
        let before = std::mem::replace(&mut self.derived.own_addresses, mine.clone());
        for &address in before.iter().filter(|address| mine.binary_search(address).is_err()) {
            self.correspondents.unmark(address, OWN);
            self.own_anew(address);
        }
        for &address in mine.iter().filter(|address| before.binary_search(address).is_err()) {
            self.correspondents.mark(address, OWN);
            self.own_anew(address);
        }
        // With the user's addresses the own domains may be others.
        if before != mine && self.internal_domains() != self.scope.internal {
            self.derived.said_changed = true;
        }
    }

    /// Addresses that were named for the first time may be spellings of the user's.
    pub(super) fn settle_new_own(&mut self) {
        let new =
            std::mem::replace(&mut self.own.compared, self.correspondents.addresses())..self.correspondents.addresses();
        for address in new {
            if !self.correspondents.is(address, OWN) && self.is_spelling(address) {
                self.derived.own_addresses.push(address);
                self.derived.own_addresses.sort_unstable();
                self.correspondents.mark(address, OWN);
                self.own_anew(address);
            }
        }
    }

    /// Whether an address is the user's.
    pub(crate) fn is_own(&self, address: &Address) -> bool {
        match self.correspondents.number(address) {
            Some(number) => self.correspondents.is(number, OWN),
            // No message names it; a calendar may spell an address in another way than the mail does.
            None => self.own.certain.hold(address.as_str()),
        }
    }

    /// Whether an address is one of the user's under another spelling, and nothing was said of it itself.
    fn is_spelling(&self, address: u32) -> bool {
        !self.own.answered.contains(&address) && self.own.certain.hold(self.correspondents.address_text(address))
    }

    /// After an address became the user's, or no longer is: who wrote what may be another now, and who took part.
    pub(super) fn own_anew(&mut self, address: u32) {
        self.touch(address);
        self.rows_anew(address, self.derived.settled);
        self.own.letters.remove(&address);
        let rows: Vec<u32> = self.rows.naming(address, &self.correspondents).collect();
        for row in rows {
            // Who has which part in a message may depend on which addresses are the user's.
            self.rows.note_changed(row);
            self.count_letter_to(row, Some(address), true);
        }
        self.links.mark_dirty();
    }

    /// Looks again at every message before that one that names an address: whether the user wrote it, and whether it
    /// goes to the user.
    pub(super) fn rows_anew(&mut self, address: u32, until: u32) {
        let rows: Vec<u32> = self.rows.naming(address, &self.correspondents).filter(|&row| row < until).collect();
        for row in rows {
            if self.settle_sent(row) | self.settle_out(row) || self.rows.through(row).is_some() {
                self.touch_row(row);
            }
        }
    }

    /// After folders for sent mail were found, or do not count any more: what only says that it is from the user is the
    /// user's no longer, or again.
    pub(super) fn settle_unsent(&mut self) {
        for address in self.derived.own_addresses.clone() {
            self.rows_anew(address, self.derived.settled);
        }
    }

    /// Counts a letter for the one address to which it went, and for those to which it was delivered, or takes that
    /// back.
    pub(in crate::book) fn count_letter(&mut self, row: u32, add: bool) {
        self.count_letter_to(row, None, add);
        if self.rows.delivered(row).is_empty() || !self.is_letter(row) {
            return;
        }
        for &address in self.rows.delivered(row) {
            self.own.count_delivered(address, add);
        }
    }

    fn count_letter_to(&mut self, row: u32, only: Option<u32>, add: bool) {
        let Some(to) = self.letter_to(row) else { return };
        if self.correspondents.is(to, OWN) || only.is_some_and(|only| only != to) {
            return;
        }
        self.own.count_letter(to, add);
    }

    /// Whether a message came to the user, and neither over a list nor to many nor from a program in someone's name.
    fn is_letter(&self, row: u32) -> bool {
        let noise = self.rows.sort(row).noise();
        self.rows.is(row, COUNTS)
            && !self.rows.is(row, IN_SENT)
            && !matches!(noise, Some(Noise::List | Noise::Mass | Noise::Automatic))
    }

    /// The one address to which someone's letter went that came to the user: not over a list, not to many, not from
    /// where it went. What people of one domain write to another address there tells nothing: a firm has lists, too.
    pub(super) fn letter_to(&self, row: u32) -> Option<u32> {
        if !self.is_letter(row) {
            return None;
        }
        let (mut from, mut to) = (None, None);
        for party in self.named_in(row) {
            match party.role {
                ParticipantRole::From => from = from.or(Some(party.address)),
                ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc
                    if to.is_none_or(|to| to == party.address) =>
                {
                    to = Some(party.address)
                }
                ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc => return None,
                _ => {}
            }
        }
        let (from, to) = from.zip(to)?;
        let domain = self.correspondents.domain(to);
        let is_among = domain != NONE && domain == self.correspondents.domain(from);
        (from != to && !is_among).then_some(to)
    }

    /// Whether it is not known, nor was said, whether an address is the user's.
    pub(super) fn is_open(&self, address: u32) -> bool {
        !self.correspondents.is(address, OWN | LIST)
            && !self.correspondents.is_automated_sender(address)
            && !self.own.answered.contains(&address)
    }

    /// The addresses of which the user is asked whether they are theirs, those that matter most first.
    pub(crate) fn own_questions(&self) -> Vec<OwnQuestion> {
        let mut asked: BTreeMap<u32, bool> = self.own.likely.iter().map(|&address| (address, false)).collect_map();
        let names: HashSet<u64, FixedState> = {
            let own = self.own.names().filter(|(from, _)| self.correspondents.is(*from, OWN));
            let keys = own.map(|(_, name)| name::key(self.correspondents.name_text(name)));
            keys.filter(|key| !key.is_empty()).map(|key| hash(key.as_str()).max(1)).collect()
        };
        for (_, person) in self.derived.everybody() {
            if person.group != Listing::Gone && names.contains(&person.key) {
                asked.extend(person.addresses.iter().filter(|&&it| self.is_open(it)).map(|&it| (it, true)));
            }
        }
        let questions = asked.into_iter().filter_map(|(address, named)| {
            let (mut came, mut wrote) = (0, false);
            for row in self.rows.naming(address, &self.correspondents).filter(|&row| self.rows.is(row, COUNTS)) {
                let is_to = |party: Mention| {
                    party.address == address
                        && matches!(party.role, ParticipantRole::To | ParticipantRole::Cc | ParticipantRole::Bcc)
                };
                let to = self.parties_of(row).any(is_to);
                came += u32::from(to && !self.rows.is(row, SENT));
                wrote |= to && self.rows.is(row, SENT);
            }
            let came = came.max(self.own.delivered.get(&address).copied().unwrap_or_default());
            // Someone with the user's name may be anyone.
            let is_likely = self.correspondents.is(address, LIKELY);
            (is_likely || wrote || came >= MIN_NAMED).then(|| OwnQuestion {
                address: self.correspondents.address_text(address).to_owned(),
                received: came,
                sent: self.own.sent(address),
                named,
                entries: 0,
            })
        });
        let mut questions: Vec<OwnQuestion> = questions.collect();
        questions.small_sort_by(|a, b| {
            (Reverse(a.received + a.sent), &a.address).cmp(&(Reverse(b.received + b.sent), &b.address))
        });
        questions
    }
}
