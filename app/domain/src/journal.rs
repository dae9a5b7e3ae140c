//! The journal: what was decided, entry by entry, and the state that follows from it.

use crate::decided::Decided;
use crate::decision::{Decision, Restored};
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

    /// The stamp of such a text.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let digits = |from, to| text.get(from..to);
        if text.len() != 32 {
            return None;
        }
        Some(Self {
            at: u64::from_str_radix(digits(0, 16)?, 16).ok()?,
            count: u32::from_str_radix(digits(16, 24)?, 16).ok()?,
            device: u32::from_str_radix(digits(24, 32)?, 16).ok()?,
        })
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
    /// The marks of entries that a restored backup took the place of, or that came with one that is undone.
    aside: BTreeSet<u64>,
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
        let reaches_back = |decision: &Decision| {
            matches!(decision, Decision::Undo { .. } | Decision::Forget(_) | Decision::Restore(_))
        };
        let undoes = entry.decisions.iter().any(reaches_back);
        if last && !undoes && !self.undone.contains(&entry.mark) && !self.aside.contains(&entry.mark) {
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

    /// Every entry, in their order, whether it holds or not.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Whether an entry is set aside by a backup that was restored, or by one that was restored and is undone.
    #[must_use]
    pub fn is_aside(&self, mark: u64) -> bool {
        self.aside.contains(&mark)
    }

    /// The entries, the latest first, each with whether it is undone; without what was forgotten or set aside.
    pub fn latest(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.remembered().rev().map(|entry| (entry, self.undone.contains(&entry.mark)))
    }

    /// The entries without what was forgotten.
    fn remembered(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        let held = self.entries.iter().filter(|(_, entry)| !self.aside.contains(&entry.mark));
        held.filter_map(|(stamp, entry)| match self.left.get(stamp) {
            Some(left) => left.as_ref(),
            None => Some(entry),
        })
    }

    /// The latest place in the order.
    #[must_use]
    pub fn last(&self) -> Stamp {
        self.entries.last_key_value().map(|(stamp, _)| *stamp).unwrap_or_default()
    }

    /// What the backups that were restored set aside. A restoring is later than all entries that it names, so the latest
    /// comes first: its word about an entry is the last. One that is undone says nothing, and what came with it holds
    /// only where a later one says so.
    fn set_aside(&self) -> BTreeSet<u64> {
        let (mut said, mut came) = (BTreeMap::new(), BTreeSet::new());
        // The last word about each entry, as far as was gone back.
        let mut undone: BTreeMap<u64, bool> = BTreeMap::new();
        for entry in self.entries.values().rev() {
            if said.get(&entry.mark).copied().unwrap_or_else(|| came.contains(&entry.mark)) {
                continue;
            }
            for decision in entry.decisions.iter().rev() {
                match decision {
                    Decision::Undo { mark, undone: is } => drop(undone.entry(*mark).or_insert(*is)),
                    Decision::Restore(Restored { added, .. }) if undone.get(&entry.mark) == Some(&true) => {
                        came.extend(added.iter().copied());
                    }
                    Decision::Restore(Restored { back, replaced, .. }) => {
                        for mark in back {
                            said.entry(*mark).or_insert(false);
                        }
                        for mark in replaced {
                            said.entry(*mark).or_insert(true);
                        }
                    }
                    _ => {}
                }
            }
        }
        for mark in came {
            said.entry(mark).or_insert(true);
        }
        said.into_iter().filter_map(|(mark, is_aside)| is_aside.then_some(mark)).collect()
    }

    /// Works everything out from all entries.
    ///
    /// The last word about an entry counts. One that undoes is not undone itself: its contrary is said instead.
    fn begin_afresh(&mut self) {
        self.aside = self.set_aside();
        self.undone.clear();
        let held = self.entries.values().filter(|entry| !self.aside.contains(&entry.mark));
        for decision in held.flat_map(|entry| &entry.decisions) {
            match decision {
                Decision::Undo { mark, undone: true } => drop(self.undone.insert(*mark)),
                Decision::Undo { mark, undone: false } => drop(self.undone.remove(mark)),
                _ => {}
            }
        }
        self.left.clear();
        let holds = |entry: &&Entry| !self.undone.contains(&entry.mark) && !self.aside.contains(&entry.mark);
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
