//! Sorting, and building trees, with little code.
//!
//! The standard library's sort is compiled once for each type and comparison, at 5 kB each, and collecting into a tree
//! sorts too. Over more than a hundred places, that was a tenth of the engine's program. Where there is little to sort,
//! such as what a page shows, one sort serves every type. For sorting all messages or people, the standard library is
//! faster.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts like the standard library: items that compare as equal keep their order.
pub trait SmallSort {
    type Item;

    fn small_sort_by(&mut self, compare: impl FnMut(&Self::Item, &Self::Item) -> Ordering);

    fn small_sort_by_key<K: Ord>(&mut self, mut key: impl FnMut(&Self::Item) -> K) {
        self.small_sort_by(|one, other| key(one).cmp(&key(other)));
    }
}

impl<T> SmallSort for [T] {
    type Item = T;

    fn small_sort_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let swaps = swaps(self.len(), &mut |one, other| match (self.get(one), self.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        });
        for (at, with) in swaps.into_iter().enumerate() {
            self.swap(at, with);
        }
    }
}

/// The place with which each place swaps its item, in order from the first.
#[inline(never)]
fn swaps(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| compare(*one, *other));
    for place in 0..count {
        let from = |at: usize| order.get(at).copied().unwrap_or(at);
        let mut at = from(place);
        // That place was swapped already: its item is now where it took its own from.
        while at < place {
            at = from(at);
        }
        if let Some(swap) = order.get_mut(place) {
            *swap = at;
        }
    }
    order
}

/// Collects iterators into trees, one entry at a time.
pub trait CollectTree: Iterator + Sized {
    fn collect_set(self) -> BTreeSet<Self::Item>
    where
        Self::Item: Ord,
    {
        let mut set = BTreeSet::new();
        set.extend(self);
        set
    }

    /// Of entries with the same key, the last one counts.
    fn collect_map<K: Ord, V>(self) -> BTreeMap<K, V>
    where
        Self: Iterator<Item = (K, V)>,
    {
        let mut map = BTreeMap::new();
        map.extend(self);
        map
    }
}

impl<I: Iterator> CollectTree for I {}

#[cfg(test)]
mod tests {
    use super::{CollectTree, SmallSort};
    use std::collections::{BTreeMap, BTreeSet};

    /// Many sequences of a few keys, each with its place.
    fn lists() -> impl Iterator<Item = Vec<(u32, usize)>> {
        (0..400_u32).map(|seed| {
            let mut state = seed;
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) % 7
            };
            (0..seed as usize % 50).map(|place| (next(), place)).collect()
        })
    }

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        for list in lists() {
            let (mut expected, mut sorted) = (list.clone(), list.clone());
            expected.sort_by_key(|(key, _)| *key);
            sorted.small_sort_by_key(|(key, _)| *key);
            assert_eq!(sorted, expected);
            expected.sort_by(|one, other| other.cmp(one));
            sorted.small_sort_by(|one, other| other.cmp(one));
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn trees_hold_what_the_standard_library_puts_into_them() {
        for list in lists() {
            let entries = || list.iter().copied();
            assert_eq!(entries().collect_set(), entries().collect::<BTreeSet<_>>());
            assert_eq!(entries().collect_map(), entries().collect::<BTreeMap<_, _>>());
        }
    }
}
