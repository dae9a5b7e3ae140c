//! A day, and its date.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the user's own calendar: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The day of that date. `None` if there never was one.
    #[must_use]
    pub fn of(year: i32, month: u8, day: u8) -> Option<Self> {
        let is_real = (1..=12).contains(&month) && (1..=length(year.into(), month)).contains(&day);
        is_real.then(|| from_civil(year.into(), month, day))
    }

    /// Year, month (1 to 12) and day of the month.
    #[must_use]
    pub fn civil(self) -> (i32, u8, u8) {
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years that begin in March.
        let days = i64::from(self.0) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march + 2) / 5 + 1;
        let month = if march < 10 { march + 3 } else { march - 9 };
        ((year + era * 400 + i64::from(month <= 2)) as i32, month as u8, day as u8)
    }

    /// The day of the week, 0 for Monday to 6 for Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        (i64::from(self.0) + 3).rem_euclid(7) as u8
    }

    /// The month in which it lies: months since January of the year 0.
    #[must_use]
    pub fn month(self) -> i32 {
        let (year, month, _) = self.civil();
        year * 12 + i32::from(month) - 1
    }

    /// The last day of a month, by the number that [`Day::month`] gives.
    #[must_use]
    pub fn last_of(month: i32) -> Self {
        Self::in_month(month.into(), 31)
    }

    /// The first day of a month, likewise.
    #[must_use]
    pub fn first_of(month: i32) -> Self {
        Self::in_month(month.into(), 1)
    }

    /// The day this many days later. The calendar ends where numbers do.
    #[must_use]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// How many days it is after another; below zero if it is before.
    #[must_use]
    pub const fn after(self, other: Self) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// Reads `2026-11-26`, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
        parts.next().is_none().then_some(())?;
        Self::of(year.into(), u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// That day of a month, or its last where it is shorter.
    pub(super) fn in_month(month: i64, day: u8) -> Self {
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u8 + 1);
        from_civil(year, month, day.min(length(year, month)))
    }
}

/// As `2026-11-26`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A date that there is.
fn from_civil(year: i64, month: u8, day: u8) -> Day {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    saturated(days)
}

pub(super) fn saturated(days: i64) -> Day {
    Day(days.clamp(i32::MIN.into(), i32::MAX.into()) as i32)
}

/// How many days a month has.
const fn length(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// This many digits, and nothing else.
pub(super) fn number(text: &str, digits: usize) -> Option<u16> {
    let is_plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[cfg(test)]
mod tests {
    use super::{Day, day};

    #[test]
    fn a_date_is_a_day_and_back() {
        for (text, days, weekday) in [
            ("1970-01-01", 0, 3),
            ("1969-12-31", -1, 2),
            ("2000-02-29", 11_016, 1),
            ("2000-03-01", 11_017, 2),
            ("2026-11-26", 20_783, 3),
            ("1815-12-10", -56_270, 6),
            ("0000-01-01", -719_528, 5),
        ] {
            assert_eq!(Day::parse(text), Some(Day(days)), "{text}");
            assert_eq!((Day(days).to_string().as_str(), Day(days).weekday()), (text, weekday));
        }
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "2026",
            "2026-11",
            "2026-11-26-",
            "2026-1-26",
            "26-11-26",
            "2026-00-01",
            "2026-13-01",
            "2026-04-31",
            "2025-02-29",
            "1900-02-29",
            "2026-11-00",
            "+026-11-26",
            "2026-11-2 ",
            "2026/11/26",
            "--12-10",
            "２026-11-26",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_has_a_number_and_a_last_day() {
        for (text, month, last) in [
            ("2024-02-10", 2024 * 12 + 1, "2024-02-29"),
            ("2026-12-31", 2026 * 12 + 11, "2026-12-31"),
            ("2027-01-01", 2027 * 12, "2027-01-31"),
        ] {
            assert_eq!((day(text).month(), Day::last_of(month).to_string().as_str()), (month, last));
        }
    }

    #[test]
    fn the_calendar_ends_where_numbers_do() {
        for end in [Day(i32::MIN), Day(i32::MAX)] {
            let (year, month, date) = end.civil();
            assert_eq!(Day::of(year, month, date), Some(end));
            assert_eq!(end.plus(end.0.signum()), end);
        }
        assert_eq!(Day::of(i32::MAX, 12, 31), Some(Day(i32::MAX)));
    }

    proptest::proptest! {
        #[test]
        fn every_day_has_one_date(days in proptest::num::i32::ANY, near in -719_528_i32..2_932_896) {
            for days in [Day(days), Day(near)] {
                let (year, month, date) = days.civil();
                proptest::prop_assert_eq!(Day::of(year, month, date), Some(days));
            }
            proptest::prop_assert_eq!(Day::parse(&Day(near).to_string()), Some(Day(near)));
            proptest::prop_assert_eq!(Day(near).plus(1).weekday(), (Day(near).weekday() + 1) % 7);
            proptest::prop_assert!(Day::last_of(Day(near).month() - 1) < Day(near));
            proptest::prop_assert_eq!(Day::last_of(Day(near).month() - 1).plus(1), Day::first_of(Day(near).month()));
            proptest::prop_assert!(Day::last_of(Day(near).month()) >= Day(near));
        }
    }
}
