//! How often the engine is started again, and when.

use std::time::Duration;

/// How often it is started again within [`WITHIN_MS`] after a bug stopped it. Then the user is asked to reload.
const MAX_RESTARTS: usize = 3;
const WITHIN_MS: f64 = 600_000.0;

/// The longest wait before another attempt to load it.
const MAX_WAIT: Duration = Duration::from_secs(60);

/// When it was started again, in milliseconds since 1970-01-01 UTC.
#[derive(Debug, Default)]
pub(super) struct Restarts(Vec<f64>);

impl Restarts {
    /// Whether it may be started again now; if so, that counts.
    pub(super) fn take(&mut self, now: f64) -> bool {
        self.0.retain(|at| (0.0..WITHIN_MS).contains(&(now - at)));
        let is_free = self.0.len() < MAX_RESTARTS;
        if is_free {
            self.0.push(now);
        }
        is_free
    }
}

/// How long to wait before the next attempt to load it, after this many failed.
pub(super) fn wait(failed: u32) -> Duration {
    Duration::from_secs(1 << failed.min(6)).min(MAX_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_few_restarts_in_a_short_time_there_is_none() {
        let mut restarts = Restarts::default();
        assert_eq!([0.0, 1.0, 2.0, 3.0].map(|now| restarts.take(now)), [true, true, true, false]);
        assert!(!restarts.take(WITHIN_MS - 1.0));
        assert_eq!([WITHIN_MS, WITHIN_MS].map(|now| restarts.take(now)), [true, false], "one is long ago");
    }

    #[test]
    fn a_clock_that_was_set_back_does_not_keep_it_from_starting() {
        let mut restarts = Restarts::default();
        assert!((0..3).all(|_| restarts.take(1e12)));
        assert!(restarts.take(5e11));
    }

    #[test]
    fn the_waits_grow_to_a_minute() {
        let seconds = [0, 1, 2, 5, 6, 7, 99].map(|failed| wait(failed).as_secs());
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60]);
    }
}
