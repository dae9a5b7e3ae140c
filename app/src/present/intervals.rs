//! Intervals that are offered, and one that is typed.

use crate::i18n::{Text, t};
use kith_domain::day::{Interval, Unit};

/// How often to be reminded: an interval, or once.
pub(crate) const EVERY: [(&str, Text); 6] = [
    ("", t::interval::once),
    ("1 week", t::interval::week),
    ("2 weeks", t::interval::two_weeks),
    ("1 month", t::interval::month),
    ("3 months", t::interval::three_months),
    ("1 year", t::interval::year),
];

/// The intervals of buckets that are chosen most.
pub(crate) const USUAL: [(&str, Text); 7] = [
    ("1 week", t::interval::week),
    ("2 weeks", t::interval::two_weeks),
    ("1 month", t::interval::month),
    ("2 months", t::interval::two_months),
    ("3 months", t::interval::three_months),
    ("6 months", t::interval::six_months),
    ("12 months", t::interval::year),
];

/// An interval within a sentence: `every 30 days`.
pub(crate) fn every(interval: Interval) -> String {
    let count = u32::from(interval.count);
    match interval.unit {
        Unit::Days => t::interval::every_days(count),
        Unit::Weeks => t::interval::every_weeks(count),
        Unit::Months => t::interval::every_months(count),
    }
}

/// Whether an interval was typed.
pub(crate) fn check_interval(typed: &str) -> Result<String, &'static str> {
    let interval = Interval::parse(typed).ok_or("Enter an interval, like weekly, every 2 months or 45 days.")?;
    Ok(interval.to_string())
}

#[cfg(test)]
mod tests {
    use super::{EVERY, USUAL};
    use kith_domain::day::Interval;

    #[test]
    fn what_is_offered_as_an_interval_is_one() {
        for (every, title) in USUAL.iter().chain(EVERY.iter().skip(1)) {
            let title = title();
            assert!(Interval::parse(every).is_some() && Interval::parse(every) == Interval::parse(title), "{title}");
        }
    }
}
