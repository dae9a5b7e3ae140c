//! Which bucket Kith proposes for someone.

use kith_domain::bucket::{Bucket, nearest};
use kith_domain::day::Interval;

/// The bucket whose interval fits a rhythm, if one does: not a fourth of what would be asked for, nor twice as much.
pub(crate) fn by_rhythm(buckets: &[Bucket], rhythm: u32) -> Option<&Bucket> {
    let rhythm = rhythm.max(1);
    let fits = |bucket: &&Bucket| {
        let days = bucket.interval.map_or(0, Interval::days);
        days <= rhythm.saturating_mul(4) && rhythm <= days.saturating_mul(2)
    };
    nearest(buckets, rhythm).filter(fits)
}
