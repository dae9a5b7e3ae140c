//! When the engine is to be woken, on a clock that may be set, over nights in which no timer runs.

/// A browser's timer stands still while the computer sleeps; so none waits longer than this, in milliseconds.
const MAX_TIMER_MS: i64 = 60_000;

/// A timer that is late by more than this has slept, in milliseconds.
const ASLEEP_MS: i64 = 60_000;

/// A wake-up that the engine asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    /// When to wake the engine, in milliseconds since 1970-01-01 UTC.
    at: i64,
    /// Since when a timer runs for it.
    since: i64,
    /// When that is to ring.
    rings: i64,
}

/// What a look at the clock says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ring {
    /// Too early: wait on.
    Wait,
    /// Wake the engine.
    Wake,
    /// The computer slept: wake the engine, and tell it so.
    Slept,
}

impl Alarm {
    /// The alarm, and how many milliseconds its timer is to run.
    pub(super) fn set(at: i64, now: i64) -> (Self, u32) {
        let wait = at.saturating_sub(now).clamp(0, MAX_TIMER_MS);
        (Self { at, since: now, rings: now.saturating_add(wait) }, u32::try_from(wait).unwrap_or(0))
    }

    /// When the engine is to be woken.
    pub(super) fn at(self) -> i64 {
        self.at
    }

    /// What is to be done now.
    pub(super) fn look(self, now: i64) -> Ring {
        if now >= self.rings.saturating_add(ASLEEP_MS) {
            Ring::Slept
        } else if now >= self.at || now < self.since {
            // Where the clock was set back, no one knows how long is left; to be woken too early does no harm.
            Ring::Wake
        } else {
            Ring::Wait
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rings_when_it_is_due() {
        let (alarm, wait) = Alarm::set(5_000, 1_000);
        assert_eq!(wait, 4_000);
        assert_eq!(alarm.look(4_999), Ring::Wait);
        assert_eq!(alarm.look(5_000), Ring::Wake);
        assert_eq!(alarm.look(64_999), Ring::Wake);
    }

    #[test]
    fn a_moment_that_is_past_is_due_at_once() {
        let (alarm, wait) = Alarm::set(5, 1_000);
        assert_eq!((wait, alarm.look(1_000)), (0, Ring::Wake));
    }

    #[test]
    fn a_long_wait_is_looked_at_every_minute_and_sleep_is_noticed() {
        let (alarm, wait) = Alarm::set(600_000, 0);
        assert_eq!(wait, 60_000);
        assert_eq!(alarm.look(60_000), Ring::Wait);
        assert_eq!(alarm.look(119_999), Ring::Wait);
        assert_eq!(alarm.look(120_000), Ring::Slept);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_keep_it_from_ringing() {
        let (alarm, _) = Alarm::set(4_005_000, 4_000_000);
        assert_eq!(alarm.look(3_999_999), Ring::Wake);
    }
}
