//! How often two are in contact by themselves, and whether that has broken off.

use crate::day::Day;

/// Minimum number of days of contact for a rhythm.
const MIN_DAYS: usize = 4;

/// A silence is unusual when it is this many times as long as the usual one…
const UNUSUAL_FACTOR: i64 = 3;
/// …and at least this many days long: someone who writes daily may be on a journey.
const MIN_SILENCE_DAYS: i64 = 45;
/// After a silence of fewer days than these no one speaks of having lost touch.
const MIN_LOST_DAYS: i64 = 180;

/// The median of the gaps between days of contact, in days; of two in the middle the mean. Their order does not matter,
/// days that come twice count once, and those after today not at all. `None` with fewer than four days.
#[must_use]
pub fn rhythm(days: &[Day], today: Day) -> Option<u32> {
    let mut days: Vec<Day> = days.iter().copied().filter(|day| *day <= today).collect();
    days.sort_unstable();
    days.dedup();
    if days.len() < MIN_DAYS {
        return None;
    }
    let mut gaps: Vec<u32> =
        days.windows(2).filter_map(|pair| Some(pair.last()?.after(*pair.first()?).unsigned_abs())).collect();
    gaps.sort_unstable();
    let (upper, lower) = (gaps.get(gaps.len() / 2)?, gaps.get((gaps.len() - 1) / 2)?);
    Some(u32::midpoint(*lower, *upper))
}

/// Whether a rhythm has broken off: the silence is more than three times as long as usual, and at least 45 days long.
/// It stays so; who was lost long ago is told by the [`strength`](crate::strength).
#[must_use]
pub fn has_broken_off(last: Day, median: u32, today: Day) -> bool {
    i64::from(today.after(last)) >= unusual(median, MIN_SILENCE_DAYS)
}

/// The day on which a rhythm will have broken off if nothing comes before.
#[must_use]
pub fn breaks_off(last: Day, median: u32) -> Day {
    later(last, unusual(median, MIN_SILENCE_DAYS))
}

/// The day from which on the two have lost touch: the silence is more than three times as long as usual, and at least
/// half a year long.
#[must_use]
pub fn loses_touch(last: Day, median: u32) -> Day {
    later(last, unusual(median, MIN_LOST_DAYS))
}

/// After how many days a silence is more than three times as long as usual, and no fewer than so many.
fn unusual(median: u32, at_least: i64) -> i64 {
    (UNUSUAL_FACTOR * i64::from(median) + 1).max(at_least)
}

fn later(day: Day, days: i64) -> Day {
    day.plus(i32::try_from(days).unwrap_or(i32::MAX))
}

/// After this many days someone is history, and not about to be lost.
const MAX_SILENCE_DAYS: i64 = 730;
/// Minimum number of messages of each side that make a conversation.
const MIN_MESSAGES: u32 = 3;

/// What lasted for fewer days was an occasion: a move, a case, a journey.
const MIN_SPAN_DAYS: i64 = 60;

/// Whether two have been in touch for a while, from totals alone: each side wrote three times and more, over two months
/// and more.
#[must_use]
pub fn is_lasting(sent: u32, received: u32, first: Day, last: Day) -> bool {
    sent.min(received) >= MIN_MESSAGES && i64::from(last.after(first)) >= MIN_SPAN_DAYS
}

/// Whether a rhythm may have broken off, from totals alone: the contact [lasted](is_lasting); the silence is as long as
/// [`has_broken_off`] asks and no longer than two years, and longer than the mean of the gaps before. Few pass, so that
/// only theirs has to be worked out.
#[must_use]
pub fn may_have_broken_off(sent: u32, received: u32, first: Day, last: Day, today: Day) -> bool {
    let silence = i64::from(today.after(last));
    let gaps = i64::from(sent.saturating_add(received)) - 1;
    is_lasting(sent, received, first, last)
        && (MIN_SILENCE_DAYS..=MAX_SILENCE_DAYS).contains(&silence)
        && silence.saturating_mul(gaps) > i64::from(last.after(first))
}

#[cfg(test)]
mod tests {
    use super::{breaks_off, has_broken_off, loses_touch, may_have_broken_off, rhythm};
    use crate::day::Day;

    #[test]
    fn a_glance_tells_whose_rhythm_may_have_broken_off() {
        for (sent, received, first, last, expected) in [
            (10, 10, 0, 900, true),
            (3, 3, 600, 900, true),
            // One side only, or hardly a conversation.
            (20, 0, 0, 900, false),
            (2, 20, 0, 900, false),
            // A busy month and a half.
            (10, 10, 840, 900, true),
            (10, 10, 841, 900, false),
            // 45 days are no silence, two years are history.
            (10, 10, 500, 955, true),
            (10, 10, 500, 956, false),
            (10, 10, 0, 270, true),
            (10, 10, 0, 269, false),
            // Every 190 days and 100 days of silence: that is how they are.
            (3, 3, -50, 900, false),
            (u32::MAX, u32::MAX, i32::MIN, i32::MAX, false),
        ] {
            let may = may_have_broken_off(sent, received, Day(first), Day(last), Day(1_000));
            assert_eq!(may, expected, "{sent} {received} {first} {last}");
        }
    }

    #[test]
    fn a_rhythm_is_the_median_gap() {
        for (days, expected) in [
            (&[][..], None),
            (&[0, 10, 20], None),
            (&[0, 10, 20, 20, 10], None),
            (&[0, 10, 20, 30], Some(10)),
            (&[30, 0, 20, 10, 10], Some(10)),
            // One long silence is no rhythm.
            (&[0, 10, 20, 400], Some(10)),
            (&[0, 10, 30, 60, 100], Some(25)),
            // After today, which is day 1000.
            (&[0, 10, 20, 1_001], None),
            (&[0, 10, 20, 1_000], Some(10)),
            (&[i32::MIN, i32::MAX, 0, 10, 20, 30], Some(10)),
        ] {
            let days: Vec<Day> = days.iter().copied().map(Day).collect();
            assert_eq!(rhythm(&days, Day(1_000)), expected, "{days:?}");
        }
    }

    #[test]
    fn it_has_broken_off_after_three_times_the_usual_silence() {
        for (silence, median, expected) in [
            (90, 30, false),
            (91, 30, true),
            (44, 1, false),
            (45, 1, true),
            (45, 15, false),
            (46, 15, true),
            (0, 0, false),
            (-100, 1, false),
            (5_000, 30, true),
            (5_000, u32::MAX, false),
        ] {
            assert_eq!(has_broken_off(Day(0), median, Day(silence)), expected, "{silence} {median}");
        }
    }

    #[test]
    fn it_is_known_beforehand_on_which_day() {
        for (median, off, lost) in [(0, 45, 180), (14, 45, 180), (15, 46, 180), (59, 178, 180), (60, 181, 181)] {
            assert_eq!((breaks_off(Day(7), median), loses_touch(Day(7), median)), (Day(7 + off), Day(7 + lost)));
            assert!(!has_broken_off(Day(7), median, Day(6 + off)) && has_broken_off(Day(7), median, Day(7 + off)));
        }
        assert_eq!(loses_touch(Day(0), u32::MAX), Day(i32::MAX));
    }
}
