//! When to tell the user who to write to: once a day, at an hour of their choice; and whether they were away.
//!
//! Invariant: what was told, and when they were here last, is given; there is no clock here.

use crate::day::{Day, Zone};

/// The hour of the daily reminder unless the user chose another.
pub const DEFAULT_HOUR: u8 = 9;

/// A user who was away for fewer days than this has missed nothing that they would not see anyway.
pub const MIN_AWAY_DAYS: i32 = 5;

/// From when on the next daily reminder may come, in seconds since 1970-01-01 UTC; that moment may be past. `now`: the
/// same; `hour`: 0 to 23; `told`: the day on which they were told last.
///
/// No one is told twice on a day, nor on one that comes before the last (they flew west, or the clock was set back). A
/// day more than one ahead of today is a clock's that went wrong, and counts for nothing.
#[must_use]
pub fn next_at(now: i64, zone: &Zone, hour: u8, told: Option<Day>) -> i64 {
    let today = zone.day(now);
    let last = told.filter(|told| told.after(today) <= 1);
    let day = last.map_or(today, |last| today.max(last.plus(1)));
    zone.hour(day, hour.min(23))
}

/// Whether someone who comes back today was away since that day.
#[must_use]
pub fn was_away(last: Day, today: Day) -> bool {
    today.after(last) >= MIN_AWAY_DAYS
}

#[cfg(test)]
mod tests {
    use super::{next_at, was_away};
    use crate::day::{Day, Zone, day};

    const MINUTE: i64 = 60;

    /// A moment on that day (UTC), in minutes after midnight.
    fn at(date: &str, minutes: i64) -> i64 {
        i64::from(day(date).0) * 86_400 + minutes * MINUTE
    }

    fn utc() -> Zone {
        Zone::default()
    }

    /// On summer time between the last Sundays of March and October, at one o'clock UTC.
    fn berlin() -> Zone {
        let (spring, autumn) = (at("2026-03-29", 60), at("2026-10-25", 60));
        Zone::of([(i64::MIN, 3_600), (spring, 7_200), (autumn, 3_600)])
    }

    fn ahead(hours: i32) -> Zone {
        Zone::of([(i64::MIN, hours * 3_600)])
    }

    #[test]
    fn one_is_told_once_a_day_from_that_hour_on() {
        let nine = |date: &str| at(date, 9 * 60);
        for (what, now, zone, hour, told, expected) in [
            ("before the hour", at("2026-11-26", 8 * 60), utc(), 9, None, nine("2026-11-26")),
            ("at the hour", nine("2026-11-26"), utc(), 9, Some("2026-11-25"), nine("2026-11-26")),
            ("asleep over it, opened at noon", at("2026-11-26", 720), utc(), 9, Some("2026-11-25"), nine("2026-11-26")),
            ("told already", at("2026-11-26", 720), utc(), 9, Some("2026-11-26"), nine("2026-11-27")),
            ("told, just before midnight", at("2026-11-27", -1), utc(), 9, Some("2026-11-26"), nine("2026-11-27")),
            ("the next day", at("2026-11-27", 0), utc(), 9, Some("2026-11-26"), nine("2026-11-27")),
            ("after a week asleep", at("2026-12-03", 1_000), utc(), 9, Some("2026-11-26"), nine("2026-12-03")),
            (
                "a later hour chosen after it was told",
                nine("2026-11-26"),
                utc(),
                18,
                Some("2026-11-26"),
                at("2026-11-27", 1_080),
            ),
            ("at midnight", at("2026-11-26", 0), utc(), 0, Some("2026-11-25"), at("2026-11-26", 0)),
            ("an hour that no clock has", at("2026-11-26", 0), utc(), 24, None, at("2026-11-26", 23 * 60)),
            (
                "flown west, over midnight",
                at("2026-11-26", 600),
                ahead(-11),
                9,
                Some("2026-11-26"),
                at("2026-11-27", 20 * 60),
            ),
            (
                "flown east, into the next day",
                at("2026-11-26", 600),
                ahead(14),
                0,
                Some("2026-11-26"),
                at("2026-11-26", 600),
            ),
            ("the clock set back by a day", at("2026-11-25", 720), utc(), 9, Some("2026-11-26"), nine("2026-11-27")),
            (
                "a clock mended that ran a year ahead",
                at("2026-11-25", 720),
                utc(),
                9,
                Some("2027-11-26"),
                nine("2026-11-25"),
            ),
            ("winter", at("2026-03-28", 0), berlin(), 9, None, at("2026-03-28", 8 * 60)),
            ("the day on which summer time begins", at("2026-03-29", 0), berlin(), 9, None, at("2026-03-29", 7 * 60)),
            ("an hour that is left out", at("2026-03-29", 0), berlin(), 2, None, at("2026-03-29", 60)),
            ("an hour that comes twice", at("2026-10-25", 0), berlin(), 2, None, at("2026-10-25", 0)),
            (
                "told in the first of the two",
                at("2026-10-25", 61),
                berlin(),
                2,
                Some("2026-10-25"),
                at("2026-10-26", 60),
            ),
        ] {
            assert_eq!(next_at(now, &zone, hour, told.map(day)), expected, "{what}");
        }
    }

    #[test]
    fn five_days_are_away() {
        let today = Day(20_000);
        for (last, expected) in [(0, false), (-4, false), (-5, true), (-400, true), (1, false), (400, false)] {
            assert_eq!(was_away(today.plus(last), today), expected, "{last}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whoever_looks_every_hour_is_told_once_on_every_day(
            hour in 0_u8..24,
            start in 0_i64..86_400,
            zone in -14_i32..15,
        ) {
            let zone = ahead(zone);
            let (mut told, mut days) = (None, Vec::new());
            for step in 0..24 * 10 {
                let now = start + step * 3_600;
                if next_at(now, &zone, hour, told) <= now {
                    told = Some(zone.day(now));
                    days.push(zone.day(now));
                }
            }
            proptest::prop_assert!(days.windows(2).all(|pair| pair[1] == pair[0].plus(1)));
            proptest::prop_assert!(days.len() >= 9);
        }
    }
}
