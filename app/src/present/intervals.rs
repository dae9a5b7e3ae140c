//! Intervals that are offered, and one that is typed.

use kith_domain::day::Interval;

/// How often to be reminded: an interval, or once.
pub(crate) const EVERY: [(&str, &str); 6] = [
    ("", "Once"),
    ("1 week", "Every week"),
    ("2 weeks", "Every 2 weeks"),
    ("1 month", "Every month"),
    ("3 months", "Every 3 months"),
    ("1 year", "Every year"),
];

/// The intervals of buckets that are chosen most.
pub(crate) const USUAL: [(&str, &str); 7] = [
    ("1 week", "Every week"),
    ("2 weeks", "Every 2 weeks"),
    ("1 month", "Every month"),
    ("2 months", "Every 2 months"),
    ("3 months", "Every 3 months"),
    ("6 months", "Every 6 months"),
    ("12 months", "Every year"),
];

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
            assert!(Interval::parse(every).is_some() && Interval::parse(every) == Interval::parse(title), "{title}");
        }
    }
}
