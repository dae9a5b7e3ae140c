//! Messages that did not arrive.

use foldhash::fast::FixedState;
use std::collections::{BTreeSet, HashMap};

/// Which messages did not arrive, and for each the addresses that it did not reach. Where no report says which, there
/// are none.
#[derive(Debug, Default)]
pub(in crate::book) struct Failures {
    of: HashMap<u32, BTreeSet<u32>, FixedState>,
}

impl Failures {
    pub(super) fn add(&mut self, row: u32, addresses: impl IntoIterator<Item = u32>) {
        self.of.entry(row).or_default().extend(addresses);
    }

    /// Whom a message did not reach. `None`: nothing is known of it.
    pub(super) fn of(&self, row: u32) -> Option<&BTreeSet<u32>> {
        self.of.get(&row)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        self.of.keys().copied()
    }
}
