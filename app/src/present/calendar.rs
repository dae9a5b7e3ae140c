//! Days and dates in words. What the clock on the wall shows is given, so that this needs neither clock nor time zone.

use crate::i18n::{month as month_in_full, short_month, t};
use kith_domain::day::Day;

/// A moment, as calendar and clock show it where the user is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i32,
    /// The month, from 1.
    pub(crate) month: u32,
    /// The day of the month, from 1.
    pub(crate) day: u32,
    /// The hour, 0 to 23.
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    /// Which day it is, counted from 1970-01-01 of the same calendar.
    pub(crate) day_number: i64,
}

impl Moment {
    /// The beginning of a day.
    pub(crate) fn of_day(day: Day) -> Self {
        let (year, month, date) = day.civil();
        Self { year, month: u32::from(month), day: u32::from(date), day_number: i64::from(day.0), ..Self::default() }
    }
}

/// How long ago that day was, in the words one would use: whole local days, weeks, months, years.
///
/// A day to come is "today": clocks differ, and no one wrote tomorrow.
pub(crate) fn ago(day: i64, today: i64) -> String {
    let days = u32::try_from(today - day).unwrap_or_default();
    match days {
        0 => t::time::today().to_owned(),
        1 => t::time::yesterday().to_owned(),
        2..=13 => t::time::days_ago(days),
        14..=59 => t::time::weeks_ago(days / 7),
        60..=349 => t::time::months_ago((days * 2 + 30) / 61),
        350..=547 => t::time::a_year_ago().to_owned(),
        _ => t::time::years_ago(days.saturating_mul(4).saturating_add(730) / 1_461),
    }
}

/// `14:05`.
pub(crate) fn clock(moment: &Moment) -> String {
    format!("{:02}:{:02}", moment.hour, moment.minute)
}

/// The short name of a month, counted from January of the year 0.
pub(crate) fn month_name(month: i32) -> String {
    short_month(u32::try_from(month.rem_euclid(12)).unwrap_or_default() + 1)
}

/// Which month, from 1, that word names, in lower case: in full or by its first three letters and more.
pub(crate) fn month_of(word: &str) -> Option<u16> {
    let names = |month: u32| word.chars().count() >= 3 && month_in_full(month).to_lowercase().starts_with(word);
    let month = (1..=12).find(|month| names(*month))?;
    u16::try_from(month).ok()
}

/// `12 March 2024`.
pub(crate) fn long_date(moment: &Moment) -> String {
    t::time::date(moment.day, month_in_full(moment.month), moment.year)
}

/// `March 2024`.
pub(crate) fn month_title(moment: &Moment) -> String {
    t::time::month_of_year(month_in_full(moment.month), moment.year)
}

/// A time that matters now: `14:05`, or with its day where that is another: `yesterday, 14:05`, `12 March 2024, 14:05`.
pub(crate) fn when(moment: &Moment, today: i64) -> String {
    match today - moment.day_number {
        0 => clock(moment),
        1 => t::time::day_and_clock(clock(moment), t::time::yesterday()),
        _ => t::time::day_and_clock(clock(moment), long_date(moment)),
    }
}

/// A time that passed a moment ago, by how long ago that is; one further back as [`when`] has it. Both times are in
/// seconds since 1970-01-01 UTC.
pub(crate) fn lately(at: i64, now: i64, clock: impl Fn(i64) -> Moment) -> String {
    let count = |passed: i64, unit: i64| u32::try_from(passed / unit).unwrap_or_default();
    match now - at {
        // Clocks differ a little.
        -60..60 => t::time::just_now().to_owned(),
        60..120 => t::time::a_minute_ago().to_owned(),
        passed @ 120..3_600 => t::time::minutes_ago(count(passed, 60)),
        3_600..7_200 => t::time::an_hour_ago().to_owned(),
        passed @ 7_200..21_600 => t::time::hours_ago(count(passed, 3_600)),
        _ => when(&clock(at), clock(now).day_number),
    }
}

/// A day where there is little room: `12 Mar 2024`.
pub(crate) fn short_date(moment: &Moment) -> String {
    t::time::date(moment.day, short_month(moment.month), moment.year)
}

/// A date in a line of the timeline, where the year stands above: `12 Mar`.
pub(crate) fn timeline_date(moment: &Moment) -> String {
    t::time::day_of_month(moment.day, short_month(moment.month))
}

/// A day, as a person reads it.
pub(crate) fn date(day: Day) -> String {
    short_date(&Moment::of_day(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment { year: 2024, month: 3, day: 12, hour: 9, minute: 5, day_number: 19_794 }
    }

    #[test]
    fn distances_have_words() {
        for (days, words) in [
            (-2, "today"),
            (0, "today"),
            (1, "yesterday"),
            (2, "2 days ago"),
            (13, "13 days ago"),
            (14, "2 weeks ago"),
            (35, "5 weeks ago"),
            (59, "8 weeks ago"),
            (60, "2 months ago"),
            (183, "6 months ago"),
            (349, "11 months ago"),
            (350, "a year ago"),
            (547, "a year ago"),
            (548, "2 years ago"),
            (731, "2 years ago"),
            (3_653, "10 years ago"),
        ] {
            assert_eq!(ago(100_000 - days, 100_000), words, "{days} days");
        }
    }

    #[test]
    fn distances_never_shrink_as_days_pass() {
        let size = |days: i64| {
            let words = ago(0, days);
            let number: i64 = words.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(1);
            let unit = ["today", "yesterday", "days", "weeks", "months", "a year", "years"]
                .iter()
                .position(|unit| words.contains(unit));
            (unit, number)
        };
        for days in 0..5_000 {
            assert!(size(days) <= size(days + 1), "{days}: {} then {}", ago(0, days), ago(0, days + 1));
        }
    }

    #[test]
    fn dates_read_well() {
        let moment = moment();
        assert_eq!(long_date(&moment), "12 March 2024");
        assert_eq!(month_title(&moment), "March 2024");
        assert_eq!(short_date(&moment), "12 Mar 2024");
        assert_eq!(timeline_date(&moment), "12 Mar");
        assert_eq!(when(&moment, 19_794), "09:05");
        assert_eq!(when(&moment, 19_795), "yesterday, 09:05");
        assert_eq!(when(&moment, 19_796), "12 March 2024, 09:05");
    }

    #[test]
    fn what_was_a_moment_ago_says_how_long() {
        let clock = |at: i64| Moment { hour: 9, minute: 5, day_number: at.div_euclid(86_400), ..moment() };
        for (passed, words) in [
            (-3_600, "09:05"),
            (-5, "just now"),
            (59, "just now"),
            (60, "a minute ago"),
            (130, "2 minutes ago"),
            (3_599, "59 minutes ago"),
            (3_600, "an hour ago"),
            (7_200, "2 hours ago"),
            (21_600, "09:05"),
            (86_400, "yesterday, 09:05"),
            (864_000, "12 March 2024, 09:05"),
        ] {
            assert_eq!(lately(860_000 - passed, 860_000, clock), words, "{passed} seconds");
        }
    }

    #[test]
    fn a_month_that_does_not_exist_has_no_name() {
        for month in [0, 13] {
            assert!(["January 2024", " 2024"].contains(&month_title(&Moment { month, ..moment() }).as_str()));
        }
    }
}
