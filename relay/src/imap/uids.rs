//! UIDs as they come, by the million if need be.

use kith_wire::UidSet;

/// So many are kept one by one before they are joined into ranges.
const PENDING: usize = 64 * 1024;

/// A set to which UIDs are added in any order.
#[derive(Debug, Default)]
pub(super) struct Uids {
    set: UidSet,
    pending: Vec<(u32, u32)>,
}

impl Uids {
    pub(super) fn push(&mut self, uid: u32) {
        self.push_range(uid, uid);
    }

    pub(super) fn push_range(&mut self, low: u32, high: u32) {
        match self.pending.last_mut() {
            // Most answers name them in their order.
            Some(last) if last.1.checked_add(1) == Some(low) && low <= high => last.1 = high,
            _ => self.pending.push((low, high)),
        }
        // Joined more rarely the more there are, so that each is sorted a few times at the most.
        if self.pending.len() >= PENDING.max(self.set.ranges().len()) {
            self.join();
        }
    }

    pub(super) fn into_set(mut self) -> UidSet {
        self.join();
        self.set
    }

    fn join(&mut self) {
        self.set.extend(&UidSet::from(std::mem::take(&mut self.pending)));
    }
}

#[cfg(test)]
mod tests {
    use super::{PENDING, Uids};
    use kith_wire::UidSet;

    #[test]
    fn keeps_what_comes_in_any_order() {
        let most = 3 * PENDING as u32;
        let ups = (1..=most).step_by(3);
        let downs = (1..=most).rev().step_by(2);
        let all: Vec<u32> = ups.chain(downs).chain([u32::MAX, 7, 7, u32::MAX, 0]).collect();
        let mut uids = Uids::default();
        all.iter().for_each(|&uid| uids.push(uid));
        uids.push_range(9, 3);
        assert_eq!(uids.into_set(), all.into_iter().collect::<UidSet>());
    }

    #[test]
    fn a_number_said_over_and_over_takes_no_room() {
        let mut uids = Uids::default();
        for _ in 0..10 * PENDING {
            uids.push(5);
        }
        assert!(uids.pending.capacity() <= 2 * PENDING);
        assert_eq!(uids.into_set().len(), 1);
    }
}
