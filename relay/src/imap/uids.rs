//! UIDs as they come, by the million if need be.

use kith_wire::UidSet;

/// Maximum number of UIDs that are kept one by one before they are joined into ranges.
const MAX_PENDING: usize = 64 * 1024;

/// A folder's UIDs do not fall apart into more ranges than this…
const MAX_RANGES: usize = 500_000;

/// …nor are they more. (A range of them is named by a few bytes.)
const MAX_UIDS: u64 = 20_000_000;

/// A set to which UIDs are added in any order.
#[derive(Debug, Default)]
pub(super) struct Uids {
    set: UidSet,
    pending: Vec<(u32, u32)>,
    /// There were more than there can be. From then on none is kept.
    too_many: bool,
}

impl Uids {
    pub(super) fn push(&mut self, uid: u32) {
        self.push_range(uid, uid);
    }

    pub(super) fn push_range(&mut self, low: u32, high: u32) {
        if self.too_many {
            return;
        }
        match self.pending.last_mut() {
            // Most answers name them in their order.
            Some(last) if last.1.checked_add(1) == Some(low) && low <= high => last.1 = high,
            _ => self.pending.push((low, high)),
        }
        // Joined more rarely the more there are, so that each is sorted a few times at the most.
        if self.pending.len() >= MAX_PENDING.max(self.set.ranges().len()) {
            self.join();
        }
    }

    /// The set, or `None` if it is larger than any folder's. There is no UID 0.
    pub(super) fn into_set(mut self) -> Option<UidSet> {
        self.join();
        (!self.too_many).then(|| self.set.without(&UidSet::from(vec![(0, 0)])))
    }

    fn join(&mut self) {
        self.set.extend(&UidSet::from(std::mem::take(&mut self.pending)));
        if self.set.ranges().len() > MAX_RANGES || self.set.len() > MAX_UIDS {
            *self = Self { too_many: true, ..Self::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_PENDING, MAX_RANGES, Uids};
    use kith_wire::UidSet;

    #[test]
    fn keeps_what_comes_in_any_order() {
        let most = 3 * MAX_PENDING as u32;
        let ups = (1..=most).step_by(3);
        let downs = (1..=most).rev().step_by(2);
        let all: Vec<u32> = ups.chain(downs).chain([u32::MAX, 7, 7, u32::MAX, 0]).collect();
        let mut uids = Uids::default();
        all.iter().for_each(|&uid| uids.push(uid));
        uids.push_range(9, 3);
        let all = all.into_iter().filter(|uid| *uid > 0).collect::<UidSet>();
        assert_eq!(uids.into_set(), Some(all));
    }

    #[test]
    fn a_number_said_over_and_over_takes_no_room() {
        let mut uids = Uids::default();
        for _ in 0..10 * MAX_PENDING {
            uids.push(5);
        }
        assert!(uids.pending.capacity() <= 2 * MAX_PENDING);
        assert_eq!(uids.into_set().unwrap().len(), 1);
    }

    #[test]
    fn more_than_any_folder_holds_is_none_and_takes_no_room() {
        let mut uids = Uids::default();
        for number in 0..2 * MAX_RANGES as u32 + 2 {
            uids.push(number * 2);
        }
        assert!(uids.pending.capacity() + uids.set.ranges().len() <= 2 * MAX_RANGES);
        assert_eq!(uids.into_set(), None);
        let mut uids = Uids::default();
        uids.push_range(1, u32::MAX);
        assert_eq!(uids.into_set(), None);
    }
}
