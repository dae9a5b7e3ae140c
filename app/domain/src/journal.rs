//! The journal: what was decided, entry by entry, and the state that follows from it.

use crate::decided::Decided;
use crate::decision::Decision;
use crate::forgetting::Forgetting;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// When an entry was made, such that entries of several devices have one order: a hybrid logical clock (Kulkarni et
/// al., 2014). Later than every entry that its maker knew, whatever their clocks say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01 UTC.
    pub at: u64,
    /// Tells apart what was decided within the same millisecond, or while the clock stood behind.
    pub count: u32,
    /// The device.
    pub device: u32,
}

impl Stamp {
    /// The next one after this, on a device at a time.
    #[must_use]
    pub fn next(self, now: u64, device: u32) -> Self {
        match now > self.at {
            true => Self { at: now, count: 0, device },
            false => Self { at: self.at, count: self.count.saturating_add(1), device },
        }
    }

    /// A text whose order is that of stamps.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:016x}{:08x}{:08x}", self.at, self.count, self.device)
    }
}

/// An entry of the journal. Never changed once it is made. As it is stored, version 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the order of all.
    pub stamp: Stamp,
    /// A number by chance, by which the entry is known again when the same command comes twice.
    pub mark: u64,
    /// What was decided at once, and is undone at once.
    pub decisions: Vec<Decision>,
    /// When it was made by its maker's clock, in milliseconds since 1970-01-01 UTC: the time that is shown. The stamp may
    /// be far ahead of it, for ever after a clock that once was.
    pub at: u64,
}

/// An entry as it was stored before it told the time apart from its place in the order, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryV1 {
    /// As [`Entry::stamp`].
    pub stamp: Stamp,
    /// As [`Entry::mark`].
    pub mark: u64,
    /// As [`Entry::decisions`].
    pub decisions: Vec<Decision>,
}

impl From<EntryV1> for Entry {
    fn from(EntryV1 { stamp, mark, decisions }: EntryV1) -> Self {
        Self { stamp, mark, decisions, at: stamp.at }
    }
}

/// All entries, in their order.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    entries: BTreeMap<Stamp, Entry>,
    by_mark: BTreeMap<u64, Stamp>,
    /// The marks of entries that do not hold.
    undone: BTreeSet<u64>,
    /// What is left of entries of which a part was forgotten. `None`: nothing.
    left: BTreeMap<Stamp, Option<Entry>>,
    state: Decided,
}

impl Journal {
    /// The journal of those entries.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut journal = Self::default();
        for entry in entries {
            journal.by_mark.insert(entry.mark, entry.stamp);
            journal.entries.insert(entry.stamp, entry);
        }
        journal.begin_afresh();
        journal
    }

    /// Takes an entry in, whatever its place. One that is there already changes nothing.
    pub fn add(&mut self, entry: Entry) {
        if self.by_mark.contains_key(&entry.mark) || self.entries.contains_key(&entry.stamp) {
            return;
        }
        let last = self.entries.last_key_value().is_none_or(|(last, _)| *last < entry.stamp);
        let reaches_back = |decision: &Decision| matches!(decision, Decision::Undo { .. } | Decision::Forget(_));
        let undoes = entry.decisions.iter().any(reaches_back);
        if last && !undoes && !self.undone.contains(&entry.mark) {
            self.state.apply(&entry);
        }
        self.by_mark.insert(entry.mark, entry.stamp);
        self.entries.insert(entry.stamp, entry);
        if !last || undoes {
            self.begin_afresh();
        }
    }

    /// Forgets an entry that could not be stored.
    pub fn take_back(&mut self, mark: u64) {
        if let Some(stamp) = self.by_mark.remove(&mark) {
            self.entries.remove(&stamp);
            self.begin_afresh();
        }
    }

    /// The state that follows from all entries.
    #[must_use]
    pub const fn state(&self) -> &Decided {
        &self.state
    }

    /// The entry with that mark.
    #[must_use]
    pub fn entry(&self, mark: u64) -> Option<&Entry> {
        self.entries.get(self.by_mark.get(&mark)?)
    }

    /// The entries, the latest first, each with whether it is undone; without what was forgotten.
    pub fn latest(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.remembered().rev().map(|entry| (entry, self.undone.contains(&entry.mark)))
    }

    /// The entries without what was forgotten.
    fn remembered(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter_map(|(stamp, entry)| match self.left.get(stamp) {
            Some(left) => left.as_ref(),
            None => Some(entry),
        })
    }

    /// The latest place in the order.
    #[must_use]
    pub fn last(&self) -> Stamp {
        self.entries.last_key_value().map(|(stamp, _)| *stamp).unwrap_or_default()
    }

    /// Works everything out from all entries.
    ///
    /// The last word about an entry counts. One that undoes is not undone itself: its contrary is said instead.
    fn begin_afresh(&mut self) {
        self.undone.clear();
        for decision in self.entries.values().flat_map(|entry| &entry.decisions) {
            match decision {
                Decision::Undo { mark, undone: true } => drop(self.undone.insert(*mark)),
                Decision::Undo { mark, undone: false } => drop(self.undone.remove(mark)),
                _ => {}
            }
        }
        self.left.clear();
        let holds = |entry: &&Entry| !self.undone.contains(&entry.mark);
        for entry in self.entries.values().filter(holds) {
            for decision in &entry.decisions {
                if let Decision::Forget(what) = decision {
                    let mut forgetting = Forgetting::of(what);
                    for (stamp, before) in self.entries.range(..entry.stamp) {
                        let now = self.left.get(stamp).map_or(Some(before), Option::as_ref);
                        let left = now.map(|now| forgetting.leaves(now));
                        if let Some(left) = left.filter(|left| left.as_ref() != now) {
                            self.left.insert(*stamp, left);
                        }
                    }
                }
            }
        }
        let mut state = Decided::default();
        self.remembered().filter(holds).for_each(|entry| state.apply(entry));
        self.state = state;
    }
}

#[cfg(test)]
mod tests;
