//! From moments to days: the user's time zone.

use super::date::{Day, saturated};
use crate::small_sort::SmallSort;

const DAY: i64 = 86_400;

/// The user's time zone, as a table that the caller makes: from which moment on clocks are how far ahead of UTC.
/// Without a table they show UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// From (seconds since 1970-01-01 UTC), and seconds ahead of UTC. Sorted. The first holds before, too.
    changes: Vec<(i64, i32)>,
}

impl Zone {
    /// The zone of a table: from (seconds since 1970-01-01 UTC), and seconds ahead of UTC. Of two that begin at once
    /// the latter counts; a clock that is a day or more from UTC is none.
    pub fn of(table: impl IntoIterator<Item = (i64, i32)>) -> Self {
        let is_clock = |(_, ahead): &(i64, i32)| i64::from(ahead.unsigned_abs()) < DAY;
        let mut changes: Vec<(i64, i32)> = table.into_iter().filter(is_clock).collect();
        changes.reverse();
        changes.small_sort_by_key(|(from, _)| *from);
        changes.dedup_by_key(|(from, _)| *from);
        Self { changes }
    }

    /// The day on which a moment lies, in seconds since 1970-01-01 UTC.
    #[must_use]
    pub fn day(&self, seconds: i64) -> Day {
        self.clock(seconds).0
    }

    /// The same with the hour that the clock shows, 0 to 23.
    #[must_use]
    pub fn clock(&self, seconds: i64) -> (Day, u8) {
        let shown = seconds.saturating_add(self.ahead(seconds).into());
        (saturated(shown.div_euclid(DAY)), (shown.rem_euclid(DAY) / 3_600) as u8)
    }

    /// How many seconds clocks are ahead of UTC at a moment.
    #[must_use]
    pub fn ahead(&self, seconds: i64) -> i32 {
        let next = self.changes.partition_point(|(from, _)| *from <= seconds);
        self.changes.get(next.saturating_sub(1)).map_or(0, |(_, ahead)| *ahead)
    }

    /// The first moment of a day, in seconds since 1970-01-01 UTC: midnight; where there is none, what comes in its
    /// place; where there are two, the first. Of a day that was left out, the first moment after it.
    #[must_use]
    pub fn start(&self, day: Day) -> i64 {
        self.hour(day, 0)
    }

    /// The first moment at which the clock of a day shows that hour, in seconds since 1970-01-01 UTC. Where the clock
    /// leaves that hour out, what comes in its place; where it shows it twice, the first.
    #[must_use]
    pub fn hour(&self, day: Day, hour: u8) -> i64 {
        let shown = i64::from(day.0) * DAY + i64::from(hour) * 3_600;
        let reached = |(from, to, ahead): (i64, i64, i32)| {
            let at = from.max(shown - i64::from(ahead));
            (at < to).then_some(at)
        };
        // No clock is a day from UTC: what ended a day before was over.
        let later = self.changes.get(1..).unwrap_or_default();
        let over = later.partition_point(|(from, _)| *from <= shown - DAY);
        (over..=later.len()).map(|index| self.stretch(index)).find_map(reached).unwrap_or(shown)
    }

    /// From when to before when clocks are how far ahead.
    fn stretch(&self, index: usize) -> (i64, i64, i32) {
        let (from, ahead) = self.changes.get(index).copied().unwrap_or_default();
        let to = self.changes.get(index + 1).map_or(i64::MAX, |(from, _)| *from);
        (if index == 0 { i64::MIN } else { from }, to, ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Zone};
    use crate::day::{Day, day};

    const HOUR: i64 = 3_600;

    /// A moment on that day (UTC), in minutes after midnight.
    fn at(date: &str, minutes: i64) -> i64 {
        i64::from(day(date).0) * DAY + minutes * 60
    }

    /// Hours ahead of UTC, and from a moment on how many.
    fn zone(before: i64, changes: &[(i64, i64)]) -> Zone {
        let changes = changes.iter().map(|(from, minutes)| (*from, (minutes * 60) as i32));
        Zone::of([(at("1900-01-01", 0), (before * 60) as i32)].into_iter().chain(changes))
    }

    fn berlin() -> Zone {
        zone(60, &[(at("2026-03-29", 60), 120), (at("2026-10-25", 60), 60)])
    }

    #[test]
    fn a_moment_lies_on_the_persons_own_day() {
        for (zone, seconds, expected) in [
            (Zone::default(), at("2026-11-26", 0), "2026-11-26"),
            (Zone::default(), at("2026-11-26", 0) - 1, "2026-11-25"),
            (berlin(), at("2026-01-10", 23 * 60), "2026-01-11"),
            (berlin(), at("2026-01-10", 23 * 60) - 1, "2026-01-10"),
            (berlin(), at("2026-07-10", 22 * 60), "2026-07-11"),
            (berlin(), at("2026-07-10", 22 * 60) - 1, "2026-07-10"),
            // Before the table begins, and after it ends.
            (berlin(), at("1850-01-10", 23 * 60), "1850-01-11"),
            (berlin(), at("2040-07-10", 22 * 60), "2040-07-10"),
            (zone(-8 * 60, &[]), at("2026-11-26", 0), "2026-11-25"),
            (zone(14 * 60, &[]), at("2026-11-26", 10 * 60), "2026-11-27"),
        ] {
            assert_eq!(zone.day(seconds), day(expected), "{zone:?} {seconds}");
        }
        assert_eq!((berlin().day(i64::MAX), berlin().day(i64::MIN)), (Day(i32::MAX), Day(i32::MIN)));
    }

    #[test]
    fn a_moment_has_the_hour_that_the_clock_shows() {
        for (zone, seconds, expected) in [
            (Zone::default(), -1, ("1969-12-31", 23)),
            (Zone::default(), at("2026-11-26", 59), ("2026-11-26", 0)),
            (berlin(), at("2026-01-10", 23 * 60), ("2026-01-11", 0)),
            // One o'clock UTC: an hour is left out, and comes twice.
            (berlin(), at("2026-03-29", 59), ("2026-03-29", 1)),
            (berlin(), at("2026-03-29", 60), ("2026-03-29", 3)),
            (berlin(), at("2026-10-25", 59), ("2026-10-25", 2)),
            (berlin(), at("2026-10-25", 60), ("2026-10-25", 2)),
        ] {
            assert_eq!(zone.clock(seconds), (day(expected.0), expected.1), "{zone:?} {seconds}");
        }
    }

    #[test]
    fn a_day_begins_at_its_first_moment() {
        let sao_paulo = zone(-3 * 60, &[(at("2018-11-04", 180), -2 * 60), (at("2019-02-17", 120), -3 * 60)]);
        let havana = zone(-4 * 60, &[(at("2026-11-01", 300), -5 * 60)]);
        let st_johns = zone(-150, &[(at("2006-10-29", 151), -210)]);
        let apia = zone(-10 * 60, &[(at("2011-12-30", 600), 14 * 60)]);
        for (zone, date, expected) in [
            (Zone::default(), "2026-11-26", at("2026-11-26", 0)),
            (berlin(), "2026-03-29", at("2026-03-28", 23 * 60)),
            (berlin(), "2026-03-30", at("2026-03-29", 22 * 60)),
            (berlin(), "2026-10-25", at("2026-10-24", 22 * 60)),
            (berlin(), "2026-10-26", at("2026-10-25", 23 * 60)),
            // No midnight: the day begins at one.
            (sao_paulo.clone(), "2018-11-04", at("2018-11-04", 180)),
            // The hour before midnight comes twice.
            (sao_paulo, "2019-02-17", at("2019-02-17", 180)),
            // Midnight comes twice.
            (havana, "2026-11-01", at("2026-11-01", 240)),
            // A minute after midnight it is an hour earlier again.
            (st_johns, "2006-10-29", at("2006-10-29", 150)),
            // A day that never was.
            (apia.clone(), "2011-12-30", at("2011-12-30", 600)),
            (apia, "2011-12-31", at("2011-12-30", 600)),
        ] {
            assert_eq!(zone.start(day(date)), expected, "{zone:?} {date}");
        }
    }

    #[test]
    fn a_table_is_put_in_order_and_what_is_no_clock_left_out() {
        let expected = Zone { changes: vec![(0, 60), (10, 120)] };
        assert_eq!(Zone::of([(10, 60), (0, 60), (10, 120), (20, 86_400), (30, i32::MIN)]), expected);
    }

    proptest::proptest! {
        #[test]
        fn nothing_before_its_start_lies_on_a_day_or_after(
            table in proptest::collection::vec((-40 * HOUR..40 * HOUR, -86_399_i32..86_400), 0..5),
            days in -4_i32..4,
            before in 0..90 * HOUR,
        ) {
            let (zone, day) = (Zone::of(table), Day(days));
            let start = zone.start(day);
            proptest::prop_assert!(zone.day(start) >= day);
            proptest::prop_assert!(zone.day(start - 1) < day);
            proptest::prop_assert!(zone.day(start - 1 - before) < day);
            proptest::prop_assert!(start <= zone.start(day.plus(1)));
        }
    }
}
