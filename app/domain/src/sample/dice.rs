//! Chance that comes out the same every time (splitmix64).

/// A row of dice throws, determined by its seed.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `low` to `high`, both included.
    pub(super) const fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).unsigned_abs().saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// True this many times in a hundred.
    pub(super) const fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    /// Below `count`; 0 if there is nothing to choose from.
    pub(super) fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % (count.max(1) as u64)).unwrap_or(0)
    }

    pub(super) fn pick<T: Copy + Default>(&mut self, all: &[T]) -> T {
        let index = self.index(all.len());
        all.get(index).copied().unwrap_or_default()
    }
}

/// A seed made from others.
pub(super) const fn mix(seed: u64, number: u64) -> u64 {
    Dice::new(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93)).next()
}
