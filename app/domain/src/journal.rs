//! The journal: what was decided, entry by entry, and the state that follows from it.

use crate::decided::Decided;
use crate::decision::{Decision, Restored};
use crate::entry::{Entry, Stamp};
use crate::forgetting::Forgetting;
use std::collections::{BTreeMap, BTreeSet};

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
        let is_next = last && !undoes && !self.undone.contains(&entry.mark) && !self.aside.contains(&entry.mark);
        if is_next {
            self.state.apply(&entry);
        }
        self.by_mark.insert(entry.mark, entry.stamp);
        self.entries.insert(entry.stamp, entry);
        if !is_next {
            self.begin_afresh();
        }
    }

    /// Forgets an entry that could not be stored.
    pub fn undo(&mut self, mark: u64) {
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

    /// What the backups that were restored set aside. A restoring is later than all entries that it names, so the
    /// latest comes first: its word about an entry is the last. One that is undone says nothing, and what came with it
    /// holds only where a later one says so.
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
        for entry in self.remembered() {
            match self.undone.contains(&entry.mark) {
                false => state.apply(entry),
                true => state.apply_undone(entry),
            }
        }
        self.state = state;
    }
}

#[cfg(test)]
mod tests;
