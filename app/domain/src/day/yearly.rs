//! A day that comes every year: a birthday.

use super::date::{Day, number};
use serde::{Deserialize, Serialize};

/// A day that comes every year. 29 February is the 28th where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Yearly {
    month: u8,
    day: u8,
}

impl Yearly {
    /// That day of that month. `None` if no year has it.
    #[must_use]
    pub fn of(month: u8, day: u8) -> Option<Self> {
        // 2000 was a leap year.
        Day::of(2000, month, day).map(|_| Self { month, day })
    }

    /// Reads `1815-12-10`, and `--12-10` where the year is not known, as [`Field::Birthday`] has it.
    ///
    /// [`Field::Birthday`]: crate::decision::Field::Birthday
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some(short) = text.strip_prefix("--") else {
            let (_, month, day) = Day::parse(text)?.civil();
            return Self::of(month, day);
        };
        let (month, day) = short.split_once('-')?;
        Self::of(u8::try_from(number(month, 2)?).ok()?, u8::try_from(number(day, 2)?).ok()?)
    }

    /// Month and day of the month.
    #[must_use]
    pub const fn date(self) -> (u8, u8) {
        (self.month, self.day)
    }

    /// When it next comes, that day included.
    #[must_use]
    pub fn next(self, from: Day) -> Day {
        let this = self.in_year(from.civil().0.into());
        if this >= from { this } else { self.in_year(i64::from(from.civil().0) + 1) }
    }

    fn in_year(self, year: i64) -> Day {
        Day::in_month(year * 12 + i64::from(self.month) - 1, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::Yearly;
    use crate::day::day;

    #[test]
    fn a_birthday_comes_every_year() {
        for (birthday, from, expected) in [
            ("1815-12-10", "2026-12-10", "2026-12-10"),
            ("--12-10", "2026-12-09", "2026-12-10"),
            ("--12-10", "2026-12-11", "2027-12-10"),
            ("1988-02-29", "2027-01-01", "2027-02-28"),
            ("--02-29", "2027-03-01", "2028-02-29"),
            ("--02-29", "2028-02-29", "2028-02-29"),
            ("--01-01", "2026-12-31", "2027-01-01"),
        ] {
            assert_eq!(Yearly::parse(birthday).unwrap().next(day(from)), day(expected), "{birthday} {from}");
        }
    }

    #[test]
    fn what_is_no_day_of_a_year_is_not_read() {
        for text in
            ["", "--", "--2-29", "--02-30", "--13-01", "-02-29", "12-10", "--12-10-", "1815-02-29", "10 December"]
        {
            assert_eq!(Yearly::parse(text), None, "{text}");
        }
    }
}
