//! How long things take: time left, and the waits between tries.

/// How fast messages come, for the time that is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// When the first message was waited for, in milliseconds.
    pub(crate) since: i64,
}

impl Pace {
    /// Seconds left, once two seconds and one message have gone by: before that it would be a guess.
    pub(crate) fn seconds_left(self, now: i64, read: u32, of: u32) -> Option<u32> {
        let passed = now - self.since;
        if read == 0 || passed < 2_000 {
            return None;
        }
        let left = passed.saturating_mul(i64::from(of.saturating_sub(read))) / i64::from(read);
        u32::try_from((left + 999) / 1_000).ok()
    }
}

/// How long to wait before the next try, in milliseconds: 4 s after the first failure, twice as long after each
/// further one, at most 5 minutes; a fifth more or less at random, so that not everyone comes back at once.
pub(crate) fn retry_after(failures: u32, random: u64) -> i64 {
    doubled(4_000, failures, 300_000, random)
}

/// The same after the server asked to slow down: 30 s at first, at most a quarter of an hour.
pub(crate) fn retry_throttled(times: u32, random: u64) -> i64 {
    doubled(30_000, times, 900_000, random)
}

fn doubled(first: i64, times: u32, most: i64, random: u64) -> i64 {
    let wait = first << times.saturating_sub(1).min(7);
    let wait = wait.min(most);
    let fifth = wait / 5;
    let jitter = i64::try_from(random % 2_001).unwrap_or(0) - 1_000;
    wait + fifth * jitter / 1_000
}

#[cfg(test)]
mod tests {
    use super::{Pace, retry_after, retry_throttled};

    #[test]
    fn time_left_follows_the_rate_so_far() {
        let pace = Pace { since: 1_000 };
        assert_eq!(pace.seconds_left(2_000, 500, 1_000), None, "too early to say");
        assert_eq!(pace.seconds_left(11_000, 0, 1_000), None, "nothing came yet");
        assert_eq!(pace.seconds_left(11_000, 500, 1_000), Some(10));
        assert_eq!(pace.seconds_left(11_000, 1_000, 1_000), Some(0));
        assert_eq!(pace.seconds_left(11_000, 1_001, 1_000), Some(0));
    }

    #[test]
    fn waits_grow_to_five_minutes_give_or_take_a_fifth() {
        for (failures, wait) in [(1, 4_000), (2, 8_000), (4, 32_000), (7, 256_000), (8, 300_000), (99, 300_000)] {
            assert_eq!(retry_after(failures, 1_000), wait);
            assert_eq!(retry_after(failures, 0), wait - wait / 5);
            assert_eq!(retry_after(failures, 2_000), wait + wait / 5);
        }
        for (times, wait) in [(1, 30_000), (2, 60_000), (5, 480_000), (6, 900_000), (99, 900_000)] {
            assert_eq!(retry_throttled(times, 1_000), wait);
        }
    }
}
