//! Sets of UIDs, as ranges.

use serde::{Deserialize, Serialize};

/// A set of IMAP UIDs, kept as ascending, disjoint, non-adjacent inclusive ranges.
///
/// A mailbox of a hundred thousand messages is usually a few dozen ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(u32, u32)>", into = "Vec<(u32, u32)>")]
pub struct UidSet {
    ranges: Vec<(u32, u32)>,
}

impl UidSet {
    /// The empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { ranges: Vec::new() }
    }

    /// The inclusive ranges, ascending.
    #[must_use]
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.ranges
    }

    /// How many UIDs are in the set.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.ranges.iter().map(|&(low, high)| u64::from(high - low) + 1).sum()
    }

    /// Whether the set holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether `uid` is in the set.
    #[must_use]
    pub fn contains(&self, uid: u32) -> bool {
        let after = self.ranges.partition_point(|&(low, _)| low <= uid);
        after.checked_sub(1).and_then(|at| self.ranges.get(at)).is_some_and(|&(_, high)| uid <= high)
    }

    /// Adds one UID.
    pub fn insert(&mut self, uid: u32) {
        if self.contains(uid) {
            return;
        }
        let at = self.ranges.partition_point(|&(low, _)| low < uid);
        self.ranges.insert(at, (uid, uid));
        self.join_around(at);
    }

    /// Takes one UID out. Returns whether it was there.
    pub fn remove(&mut self, uid: u32) -> bool {
        let Some(at) = self.ranges.partition_point(|&(low, _)| low <= uid).checked_sub(1) else { return false };
        let Some(&(low, high)) = self.ranges.get(at).filter(|&&(_, high)| uid <= high) else { return false };
        let below = (low < uid).then(|| (low, uid - 1));
        let above = (uid < high).then(|| (uid + 1, high));
        self.ranges.splice(at..=at, below.into_iter().chain(above));
        true
    }

    /// Adds every UID of `other`.
    pub fn extend(&mut self, other: &Self) {
        if other.is_empty() {
            return;
        }
        let mut all = std::mem::take(&mut self.ranges);
        all.extend_from_slice(&other.ranges);
        *self = Self::from(all);
    }

    /// The UIDs of this set that are not in `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::new();
        let mut taken = other.ranges.iter().copied().peekable();
        for &(low, high) in &self.ranges {
            let mut start = Some(low);
            while let Some(&(from, to)) = taken.peek() {
                let Some(at) = start else { break };
                if to < at {
                    taken.next();
                    continue;
                }
                if from > high {
                    break;
                }
                if from > at {
                    left.push((at, from - 1));
                }
                if to >= high {
                    start = None;
                } else {
                    start = to.checked_add(1);
                    taken.next();
                }
            }
            if let Some(at) = start {
                left.push((at, high));
            }
        }
        Self { ranges: left }
    }

    /// Takes the `count` highest UIDs out of the set.
    pub fn take_highest(&mut self, count: u32) -> Self {
        let mut taken = Vec::new();
        let mut wanted = count;
        while wanted > 0 {
            let Some((low, high)) = self.ranges.pop() else { break };
            let size = (high - low).saturating_add(1);
            if size > wanted {
                let cut = high - wanted;
                self.ranges.push((low, cut));
                taken.push((cut + 1, high));
                wanted = 0;
            } else {
                taken.push((low, high));
                wanted -= size;
            }
        }
        taken.reverse();
        Self { ranges: taken }
    }

    /// Every UID, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.ranges.iter().flat_map(|&(low, high)| low..=high)
    }

    fn join_around(&mut self, at: usize) {
        let start = at.saturating_sub(1);
        let end = (at + 2).min(self.ranges.len());
        let around: Vec<_> = self.ranges.drain(start..end).collect();
        let joined = Self::from(around);
        self.ranges.splice(start..start, joined.ranges);
    }
}

impl From<Vec<(u32, u32)>> for UidSet {
    /// Sorts, drops ranges that end before they begin, and joins those that touch.
    fn from(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.retain(|&(low, high)| low <= high);
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match joined.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => joined.push((low, high)),
            }
        }
        Self { ranges: joined }
    }
}

impl From<UidSet> for Vec<(u32, u32)> {
    fn from(set: UidSet) -> Self {
        set.ranges
    }
}

impl FromIterator<u32> for UidSet {
    fn from_iter<I: IntoIterator<Item = u32>>(uids: I) -> Self {
        Self::from(uids.into_iter().map(|uid| (uid, uid)).collect::<Vec<_>>())
    }
}

impl std::fmt::Display for UidSet {
    /// The `sequence-set` of RFC 3501, section 9: `1:3,7`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (low, high)) in self.ranges.iter().enumerate() {
            if at > 0 {
                out.write_str(",")?;
            }
            if low == high { write!(out, "{low}")? } else { write!(out, "{low}:{high}")? }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::UidSet;
    use std::collections::BTreeSet;

    /// A small xorshift, so that the sets are many and the same in every run.
    fn numbers(mut seed: u64, count: usize, below: u32) -> Vec<u32> {
        (0..count)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                (seed % u64::from(below)) as u32 + 1
            })
            .collect()
    }

    #[test]
    fn agrees_with_a_set_of_numbers() {
        for seed in 1..200_u64 {
            let (a, b) = (numbers(seed, 40, 60), numbers(seed * 7919, 30, 60));
            let (plain_a, plain_b): (BTreeSet<_>, BTreeSet<_>) =
                (a.iter().copied().collect(), b.iter().copied().collect());
            let (set_a, set_b): (UidSet, UidSet) = (a.iter().copied().collect(), b.iter().copied().collect());

            assert_eq!(set_a.iter().collect::<BTreeSet<_>>(), plain_a);
            assert_eq!(set_a.len(), plain_a.len() as u64);
            assert_eq!(set_a.without(&set_b).iter().collect::<BTreeSet<_>>(), &plain_a - &plain_b);
            let mut joined = set_a.clone();
            joined.extend(&set_b);
            assert_eq!(joined.iter().collect::<BTreeSet<_>>(), &plain_a | &plain_b);
            let mut one_by_one = UidSet::new();
            a.iter().for_each(|&uid| one_by_one.insert(uid));
            assert_eq!(one_by_one, set_a);
            (1..=60).for_each(|uid| assert_eq!(set_a.contains(uid), plain_a.contains(&uid)));
            let mut left = set_a.clone();
            plain_b.iter().for_each(|&uid| assert_eq!(left.remove(uid), plain_a.contains(&uid)));
            assert_eq!(left, set_a.without(&set_b));

            let mut rest = set_a.clone();
            let highest = rest.take_highest(7);
            assert_eq!(
                highest.iter().collect::<Vec<_>>(),
                plain_a.iter().rev().take(7).rev().copied().collect::<Vec<_>>()
            );
            assert_eq!(rest, set_a.without(&highest));
        }
    }

    #[test]
    fn is_written_as_a_sequence_set() {
        let set: UidSet = [7, 1, 2, 3, u32::MAX].into_iter().collect();
        assert_eq!(set.to_string(), "1:3,7,4294967295");
    }

    #[test]
    fn bears_the_highest_uid_there_is() {
        let mut set = UidSet::from(vec![(u32::MAX - 1, u32::MAX)]);
        set.insert(u32::MAX);
        assert_eq!(set.len(), 2);
        assert!(set.clone().remove(u32::MAX) && !set.clone().remove(0));
        assert_eq!(set.without(&UidSet::from(vec![(u32::MAX, u32::MAX)])).to_string(), "4294967294");
        let mut all = UidSet::from(vec![(0, u32::MAX)]);
        assert_eq!(all.len(), 1 << 32);
        assert_eq!(all.take_highest(1).to_string(), "4294967295");
    }
}
