//! What tells which addresses are the user's.

use super::tally::Tallies;
use crate::api::AccountId;
use foldhash::fast::FixedState;
use kith_domain::own;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What tells which addresses are the user's.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct Own {
    pub(in crate::book) accounts: Vec<u32>,
    /// What is the user's beyond doubt, under whatever spelling.
    #[serde(skip)]
    pub(super) certain: own::MailboxSpellings,
    /// The addresses of which the user said whether they are the user's.
    #[serde(skip)]
    pub(super) answered: HashSet<u32, FixedState>,
    /// So many addresses were compared with what is certain.
    pub(super) compared: u32,
    /// For each account, how many messages in its Sent folders each address is the From of.
    pub(super) sent_from: BTreeMap<AccountId, HashMap<u32, u32, FixedState>>,
    /// How many messages in Sent folders each address is the From of under each name.
    sent_as: HashMap<(u32, u32), u32, FixedState>,
    /// For each address that is not the user's, how many letters went to it alone.
    pub(in crate::book) letters: HashMap<u32, u32, FixedState>,
    /// How many letters were delivered to each address.
    pub(in crate::book) delivered: HashMap<u32, u32, FixedState>,
    /// The addresses for which `letters` or `delivered` is high, or once was.
    pub(in crate::book) many: BTreeSet<u32>,
    /// Those that are likely the user's, ascending.
    pub(in crate::book) likely: Vec<u32>,
    /// Of those that may be: what their messages say.
    #[serde(skip)]
    pub(super) tallies: Tallies,
}

impl Own {
    /// How many messages in Sent folders an address is the From of.
    pub(in crate::book) fn sent(&self, address: u32) -> u32 {
        self.sent_from.values().filter_map(|counts| counts.get(&address)).sum()
    }

    /// Counts who wrote a message of an account's Sent folder, or takes that back.
    pub(in crate::book) fn count_sent(&mut self, account: AccountId, from: u32, add: bool) {
        count(self.sent_from.entry(account).or_default().entry(from).or_default(), add);
    }

    /// Counts under which name someone wrote a message of a Sent folder, or takes that back.
    pub(super) fn count_name(&mut self, from: u32, name: u32, add: bool) {
        count(self.sent_as.entry((from, name)).or_default(), add);
    }

    pub(super) fn forget_counts(&mut self) {
        self.sent_from.clear();
        self.sent_as.clear();
        self.letters.clear();
        self.delivered.clear();
        self.tallies.clear();
    }

    /// The names under which messages in Sent folders were written, each with the address.
    pub(super) fn names(&self) -> impl Iterator<Item = (u32, u32)> {
        self.sent_as.iter().filter(|(_, count)| **count > 0).map(|(&of, _)| of)
    }

    /// Counts a letter that went to an address alone, or takes that back.
    pub(super) fn count_letter(&mut self, to: u32, add: bool) {
        let letters = self.letters.entry(to).or_default();
        count(letters, add);
        if *letters >= own::MIN_LETTERS {
            self.many.insert(to);
        }
    }

    /// Counts a letter that was delivered to an address, or takes that back.
    pub(super) fn count_delivered(&mut self, to: u32, add: bool) {
        let delivered = self.delivered.entry(to).or_default();
        count(delivered, add);
        if *delivered >= own::MIN_LETTERS {
            self.many.insert(to);
        }
    }
}

fn count(of: &mut u32, add: bool) {
    *of = if add { *of + 1 } else { of.saturating_sub(1) };
}
