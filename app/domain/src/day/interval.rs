//! How often: every few days, weeks or months.

use super::date::{Day, saturated};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Every `count` days, weeks or months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interval {
    pub count: u16,
    pub unit: Unit,
}

/// What an interval is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    Days,
    Weeks,
    /// Months of the calendar.
    Months,
}

impl Interval {
    /// This many days.
    #[must_use]
    pub const fn days_of(count: u16) -> Self {
        Self { count, unit: Unit::Days }
    }

    /// One interval after a day. A month after the 31st is the last of a month that is shorter.
    #[must_use]
    pub fn after(self, day: Day) -> Day {
        self.times(1, day)
    }

    /// The day a number of intervals after a day, counted from that day: two months after 31 January is 31 March.
    #[must_use]
    pub fn times(self, times: u32, day: Day) -> Day {
        let count = i64::from(self.count) * i64::from(times);
        match self.unit {
            Unit::Days => saturated(i64::from(day.0) + count),
            Unit::Weeks => saturated(i64::from(day.0) + 7 * count),
            Unit::Months => Day::in_month(i64::from(day.month()) + count, day.civil().2),
        }
    }

    /// The first of the days that are whole intervals after `base` (which is one itself) that is not before `from`.
    #[must_use]
    pub fn next(self, base: Day, from: Day) -> Day {
        if self.count == 0 || from <= base {
            return base;
        }
        let count = i64::from(self.count);
        let passed = match self.unit {
            Unit::Days => (i64::from(from.0) - i64::from(base.0)) / count,
            Unit::Weeks => (i64::from(from.0) - i64::from(base.0)) / (7 * count),
            Unit::Months => i64::from(from.month() - base.month()) / count,
        };
        // At most the days of the whole calendar.
        let passed = passed as u32;
        let last = self.times(passed, base);
        if last >= from { last } else { self.times(passed + 1, base) }
    }

    /// About how many days, at least one: for proportions. Months have their mean length.
    #[must_use]
    pub const fn days(self) -> u32 {
        let count = self.count as u32;
        let days = match self.unit {
            Unit::Days => count,
            Unit::Weeks => 7 * count,
            // 365.25 days in twelve of them.
            Unit::Months => count * 1_461 / 48,
        };
        if days == 0 { 1 } else { days }
    }

    /// Reads `every 30 days`, `2 weeks`, `every month`, `year`, `10d`, `45` (days), `weekly`, `every other month`,
    /// `once a quarter`, `half-yearly`, whatever the case. `None` for what is none, for zero, and for more than can be
    /// counted.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        let text = text.replace("half-", "half ").replace("semi-", "semi").replace("bi-", "bi");
        let words: Vec<&str> = text.split_whitespace().collect();
        let words = match words.as_slice() {
            ["twice", "a" | "per" | "every", "year"] => return Some(Self { count: 6, unit: Unit::Months }),
            ["once", "every" | "per", rest @ ..] | ["every" | "each" | "once" | "per", rest @ ..] => rest,
            all => all,
        };
        match words {
            [adverb] if words.len() == text.split_whitespace().count() => often(adverb).or_else(|| counted(adverb)),
            ["half", "a", "year"] | ["half", "year" | "yearly"] => Some(Self { count: 6, unit: Unit::Months }),
            [one] => counted(one),
            [count, name] => Self::of(number(count)?, unit(name)?),
            ["a" | "the", count, name] => Self::of(number(count)?, unit(name)?),
            _ => None,
        }
    }

    fn of(count: u16, (unit, times): (Unit, u16)) -> Option<Self> {
        let count = count.checked_mul(times).filter(|count| *count > 0)?;
        Some(Self { count, unit })
    }
}

/// `weekly` and the like.
fn often(word: &str) -> Option<Interval> {
    let (count, unit) = match word {
        "daily" => (1, Unit::Days),
        "weekly" => (1, Unit::Weeks),
        "fortnightly" | "biweekly" => (2, Unit::Weeks),
        "monthly" => (1, Unit::Months),
        "bimonthly" => (2, Unit::Months),
        "quarterly" => (3, Unit::Months),
        "halfyearly" | "semiannually" | "semiannual" | "biannually" | "biannual" => (6, Unit::Months),
        "yearly" | "annually" | "annual" => (12, Unit::Months),
        "biennially" | "biennial" => (24, Unit::Months),
        _ => return None,
    };
    Some(Interval { count, unit })
}

/// `month`, `10d`, `45`.
fn counted(word: &str) -> Option<Interval> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (count, name) = word.split_at_checked(digits)?;
    match (count, name) {
        ("", name) => Interval::of(1, unit(name)?),
        (count, "") => Interval::of(count.parse().ok()?, (Unit::Days, 1)),
        (count, name) => Interval::of(count.parse().ok()?, unit(name)?),
    }
}

/// How many: in figures, in a word, `other` of every other.
fn number(word: &str) -> Option<u16> {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    match word {
        "a" | "an" => Some(1),
        "other" | "second" | "2nd" => Some(2),
        "third" | "3rd" => Some(3),
        "fourth" | "4th" => Some(4),
        _ if word.bytes().all(|byte| byte.is_ascii_digit()) => word.parse().ok(),
        _ => (1..).zip(WORDS).find(|(_, name)| *name == word).map(|(count, _)| count),
    }
}

/// What is counted, and how many of its unit it is.
fn unit(word: &str) -> Option<(Unit, u16)> {
    Some(match word {
        "d" | "day" | "days" => (Unit::Days, 1),
        "w" | "wk" | "wks" | "week" | "weeks" => (Unit::Weeks, 1),
        "fortnight" | "fortnights" => (Unit::Weeks, 2),
        "m" | "mo" | "mth" | "mths" | "month" | "months" => (Unit::Months, 1),
        "q" | "quarter" | "quarters" => (Unit::Months, 3),
        "y" | "yr" | "yrs" | "year" | "years" => (Unit::Months, 12),
        _ => return None,
    })
}

/// As `every 30 days`, `every week`.
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::Weeks => "week",
            Unit::Months => "month",
        };
        match self.count {
            1 => write!(f, "every {unit}"),
            count => write!(f, "every {count} {unit}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Unit};
    use crate::day::{Day, day};
    use proptest::strategy::Strategy;

    const fn every(count: u16, unit: Unit) -> Interval {
        Interval { count, unit }
    }

    #[test]
    fn an_interval_ends_so_many_days_weeks_or_months_later() {
        for (from, times, interval, expected) in [
            ("2026-11-26", 1, every(30, Unit::Days), "2026-12-26"),
            ("2026-11-26", 0, every(30, Unit::Days), "2026-11-26"),
            ("2026-11-26", 1, every(2, Unit::Weeks), "2026-12-10"),
            ("2026-11-26", 1, every(1, Unit::Months), "2026-12-26"),
            ("2026-11-26", 1, every(2, Unit::Months), "2027-01-26"),
            ("2027-01-28", 1, every(1, Unit::Months), "2027-02-28"),
            ("2027-01-29", 1, every(1, Unit::Months), "2027-02-28"),
            ("2027-01-31", 1, every(1, Unit::Months), "2027-02-28"),
            ("2028-01-31", 1, every(1, Unit::Months), "2028-02-29"),
            ("2028-02-29", 1, every(12, Unit::Months), "2029-02-28"),
            ("2028-02-29", 4, every(12, Unit::Months), "2032-02-29"),
            ("2027-03-31", 1, every(1, Unit::Months), "2027-04-30"),
            // No drift.
            ("2027-01-31", 2, every(1, Unit::Months), "2027-03-31"),
            ("2027-01-31", 25, every(1, Unit::Months), "2029-02-28"),
            ("2026-12-31", 1, every(0, Unit::Months), "2026-12-31"),
        ] {
            assert_eq!(interval.times(times, day(from)), day(expected), "{from} {times} {interval}");
        }
        assert_eq!(every(u16::MAX, Unit::Months).times(u32::MAX, Day(i32::MAX)), Day(i32::MAX));
        assert_eq!(every(30, Unit::Days).after(Day(7)), Day(37));
    }

    #[test]
    fn the_next_is_counted_from_where_it_began() {
        for (base, interval, from, expected) in [
            ("2026-11-26", every(7, Unit::Days), "2026-11-26", "2026-11-26"),
            ("2026-11-26", every(7, Unit::Days), "2020-01-01", "2026-11-26"),
            ("2026-11-26", every(7, Unit::Days), "2026-11-27", "2026-12-03"),
            ("2026-11-26", every(1, Unit::Weeks), "2026-12-03", "2026-12-03"),
            ("2027-01-31", every(1, Unit::Months), "2027-02-28", "2027-02-28"),
            ("2027-01-31", every(1, Unit::Months), "2027-03-01", "2027-03-31"),
            ("2027-01-31", every(3, Unit::Months), "2027-03-01", "2027-04-30"),
            ("2026-11-26", every(0, Unit::Days), "2027-03-01", "2026-11-26"),
        ] {
            assert_eq!(interval.next(day(base), day(from)), day(expected), "{base} {interval} {from}");
        }
    }

    #[test]
    fn it_is_about_so_many_days_long() {
        for (interval, expected) in [
            (every(30, Unit::Days), 30),
            (every(2, Unit::Weeks), 14),
            (every(1, Unit::Months), 30),
            (every(3, Unit::Months), 91),
            (every(12, Unit::Months), 365),
            (every(0, Unit::Weeks), 1),
            (every(u16::MAX, Unit::Months), 1_994_721),
        ] {
            assert_eq!(interval.days(), expected, "{interval}");
        }
    }

    #[test]
    fn it_is_said_in_words() {
        for (text, interval, words) in [
            ("every 30 days", every(30, Unit::Days), "every 30 days"),
            ("every day", every(1, Unit::Days), "every day"),
            ("Every  2 Weeks ", every(2, Unit::Weeks), "every 2 weeks"),
            ("every week", every(1, Unit::Weeks), "every week"),
            ("1 month", every(1, Unit::Months), "every month"),
            ("2 years", every(24, Unit::Months), "every 24 months"),
            ("10d", every(10, Unit::Days), "every 10 days"),
            ("45", every(45, Unit::Days), "every 45 days"),
            ("daily", every(1, Unit::Days), "every day"),
            ("Weekly.", every(1, Unit::Weeks), "every week"),
            ("fortnightly", every(2, Unit::Weeks), "every 2 weeks"),
            ("every fortnight", every(2, Unit::Weeks), "every 2 weeks"),
            ("3 fortnights", every(6, Unit::Weeks), "every 6 weeks"),
            ("bi-weekly", every(2, Unit::Weeks), "every 2 weeks"),
            ("monthly", every(1, Unit::Months), "every month"),
            ("every other month", every(2, Unit::Months), "every 2 months"),
            ("every second week", every(2, Unit::Weeks), "every 2 weeks"),
            ("quarterly", every(3, Unit::Months), "every 3 months"),
            ("once a quarter", every(3, Unit::Months), "every 3 months"),
            ("half-yearly", every(6, Unit::Months), "every 6 months"),
            ("half a year", every(6, Unit::Months), "every 6 months"),
            ("twice a year", every(6, Unit::Months), "every 6 months"),
            ("yearly", every(12, Unit::Months), "every 12 months"),
            ("annually", every(12, Unit::Months), "every 12 months"),
            ("once every two weeks", every(2, Unit::Weeks), "every 2 weeks"),
            ("six weeks", every(6, Unit::Weeks), "every 6 weeks"),
            ("a month", every(1, Unit::Months), "every month"),
            ("6 wks", every(6, Unit::Weeks), "every 6 weeks"),
        ] {
            assert_eq!(Interval::parse(text), Some(interval), "{text}");
            assert_eq!(interval.to_string(), words);
        }
        for text in [
            "",
            "every",
            "0 days",
            "every 70000 days",
            "9999 years",
            "-3 days",
            "3-4 weeks",
            "days 3",
            "٣ days",
            "every weekly",
            "often",
            "half",
            "a",
            "every other",
            "two",
            "3 4 days",
            "0 weeks",
            "40000 fortnights",
        ] {
            assert_eq!(Interval::parse(text), None, "{text}");
        }
    }

    fn intervals() -> impl Strategy<Value = Interval> {
        let unit = proptest::sample::select(vec![Unit::Days, Unit::Weeks, Unit::Months]);
        (1_u16.., unit).prop_map(|(count, unit)| every(count, unit))
    }

    proptest::proptest! {
        #[test]
        fn words_are_read_back(interval in intervals()) {
            proptest::prop_assert_eq!(Interval::parse(&interval.to_string()), Some(interval));
        }

        #[test]
        fn a_later_day_is_never_followed_earlier(interval in intervals(), days in -100_000..100_000, more in 0..90) {
            let (one, other) = (Day(days), Day(days + more));
            proptest::prop_assert!(interval.after(one) <= interval.after(other));
            proptest::prop_assert!(interval.after(one) > one);
        }

        #[test]
        fn the_next_is_the_first_that_is_not_before(
            count in 1_u16..40,
            unit in proptest::sample::select(vec![Unit::Days, Unit::Weeks, Unit::Months]),
            base in 0..20_000,
            from in 0..40_000,
        ) {
            let interval = every(count, unit);
            let naive = (0..).map(|times| interval.times(times, Day(base))).find(|day| *day >= Day(from));
            proptest::prop_assert_eq!(Some(interval.next(Day(base), Day(from))), naive);
        }
    }
}
