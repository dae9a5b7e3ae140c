//! What has become of knowing someone: when it began, whether it goes on, and when the two lost touch.

use crate::day::Day;
use crate::rhythm;

/// The contact with someone, from its first day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acquaintance {
    pub first: Day,
    pub last: Day,
    /// The usual number of days between contacts, if there is one.
    pub rhythm: Option<u32>,
    /// The day from which on the two have lost touch, if they have.
    pub lost: Option<Day>,
}

/// What has become of knowing someone, by the days of contact, ascending. Those after today do not count. `None`
/// without any. Only those who have a rhythm can be [lost](rhythm::loses_touch): who wrote once or twice never stopped.
#[must_use]
pub fn acquaintance(days: &[Day], today: Day) -> Option<Acquaintance> {
    let days = days.get(..days.partition_point(|day| *day <= today))?;
    let (first, last) = (*days.first()?, *days.last()?);
    let rhythm = rhythm::rhythm(days, today);
    let lost = rhythm.map(|median| rhythm::loses_touch(last, median)).filter(|lost| *lost <= today);
    Some(Acquaintance { first, last, rhythm, lost })
}

/// The years after the first in which there was contact, by the days of contact, ascending.
pub fn kept_years(days: &[Day]) -> impl Iterator<Item = i32> {
    let mut rest = days;
    let years = std::iter::from_fn(move || {
        let (year, ..) = rest.first()?.civil();
        let next = rest.partition_point(|day| day.civil().0 <= year);
        rest = rest.get(next..)?;
        Some(year)
    });
    years.skip(1)
}

#[cfg(test)]
mod tests {
    use super::{acquaintance, kept_years};
    use crate::day::{Day, day};

    fn days(dates: &[&str]) -> Vec<Day> {
        dates.iter().map(|date| day(date)).collect()
    }

    #[test]
    fn it_begins_goes_on_and_ends() {
        let monthly = &["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"][..];
        let every_100_days = &["2024-01-01", "2024-04-10", "2024-07-19", "2024-10-27"][..];
        for (dates, today, expected) in [
            (&[][..], "2026-01-01", None),
            (&["2026-02-01"], "2026-01-01", None),
            // Once or twice: there is nothing to lose.
            (&["2010-01-01", "2010-01-05"], "2026-01-01", Some(("2010-01-01", "2010-01-05", None, None))),
            (monthly, "2024-09-27", Some(("2024-01-01", "2024-04-01", Some(31), None))),
            (monthly, "2024-09-28", Some(("2024-01-01", "2024-04-01", Some(31), Some("2024-09-28")))),
            (monthly, "2026-01-01", Some(("2024-01-01", "2024-04-01", Some(31), Some("2024-09-28")))),
            // Three times a hundred days, and not half a year.
            (every_100_days, "2025-08-23", Some(("2024-01-01", "2024-10-27", Some(100), None))),
            (every_100_days, "2025-08-24", Some(("2024-01-01", "2024-10-27", Some(100), Some("2025-08-24")))),
        ] {
            let found = acquaintance(&days(dates), day(today));
            let found = found.map(|it| (it.first, it.last, it.rhythm, it.lost));
            let expected = expected.map(|(first, last, rhythm, lost): (_, _, _, Option<&str>)| {
                (day(first), day(last), rhythm, lost.map(day))
            });
            assert_eq!(found, expected, "{dates:?} {today}");
        }
    }

    #[test]
    fn each_year_after_the_first_counts_once() {
        for (dates, expected) in [
            (&[][..], &[][..]),
            (&["2024-01-01"], &[]),
            (&["2024-01-01", "2024-12-31"], &[]),
            (&["2024-12-31", "2025-01-01", "2025-06-01", "2027-01-01"], &[2025, 2027]),
        ] {
            assert_eq!(kept_years(&days(dates)).collect::<Vec<_>>(), expected, "{dates:?}");
        }
    }
}
