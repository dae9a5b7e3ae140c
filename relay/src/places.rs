//! How many there may be of something, in all and for each.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Places, of which each has a share.
#[derive(Clone, Debug)]
pub(crate) struct Places<K: Eq + Hash>(Arc<Inner<K>>);

#[derive(Debug)]
struct Inner<K> {
    in_all: usize,
    each: usize,
    taken: Mutex<Taken<K>>,
}

#[derive(Debug)]
struct Taken<K> {
    in_all: usize,
    by: HashMap<K, usize>,
}

/// A place, for as long as it is held.
#[derive(Debug)]
pub(crate) struct Place<K: Eq + Hash> {
    who: Option<K>,
    of: Arc<Inner<K>>,
}

impl<K: Eq + Hash + Clone> Places<K> {
    pub(crate) fn new(in_all: usize, each: usize) -> Self {
        Self(Arc::new(Inner { in_all, each, taken: Mutex::new(Taken { in_all: 0, by: HashMap::new() }) }))
    }

    /// Takes a place, if there is one left in all and for `who`. For no one in particular only those in all count.
    pub(crate) fn take(&self, who: Option<K>) -> Option<Place<K>> {
        let mut taken = self.0.lock();
        if taken.in_all >= self.0.in_all {
            return None;
        }
        if let Some(who) = &who {
            let count = taken.by.entry(who.clone()).or_default();
            if *count >= self.0.each {
                return None;
            }
            *count += 1;
        }
        taken.in_all += 1;
        drop(taken);
        Some(Place { who, of: self.0.clone() })
    }

    /// How many are taken.
    pub(crate) fn taken(&self) -> usize {
        self.0.lock().in_all
    }

    /// Whether none is left in all.
    pub(crate) fn are_full(&self) -> bool {
        self.taken() >= self.0.in_all
    }
}

impl<K> Inner<K> {
    fn lock(&self) -> MutexGuard<'_, Taken<K>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.of.lock();
        taken.in_all = taken.in_all.saturating_sub(1);
        let Some(who) = self.who.take() else { return };
        if let Some(count) = taken.by.get_mut(&who) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.by.remove(&who);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn are_bounded_in_all_and_for_each_and_come_back() {
        let places = Places::new(3, 2);
        let first = places.take(Some("a")).unwrap();
        let _second = places.take(Some("a")).unwrap();
        assert!(places.take(Some("a")).is_none());
        let _third = places.take(None).unwrap();
        assert!(places.take(Some("b")).is_none() && places.are_full());
        drop(first);
        let again = places.take(Some("b"));
        assert!(again.is_some() && places.take(Some("a")).is_none());
        assert_eq!(places.taken(), 3);
        drop((_second, _third, again));
        assert_eq!(places.taken(), 0);
        assert!(places.0.lock().by.is_empty());
    }
}
