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
    let typed = without_groups(typed);
    let interval = Interval::parse(&typed).or_else(|| in_words(&typed)).ok_or_else(t::wrong::interval)?;
    Ok(interval.to_string())
}

/// The same without what stands between the thousands of a number, as it does in what is shown.
fn without_groups(typed: &str) -> String {
    let signs: Vec<char> = typed.chars().collect();
    let is_digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let parts_thousands = |at: usize, sign: char| {
        let of_three = (1..=3).all(|after| is_digit(at + after)) && !is_digit(at + 4);
        matches!(sign, '.' | ',') && at.checked_sub(1).is_some_and(is_digit) && of_three
    };
    signs.iter().enumerate().filter(|(at, sign)| !parts_thousands(*at, **sign)).map(|(_, sign)| sign).collect()
}

/// The same in the words of the page's language: each is read as the one in English that it stands for.
fn in_words(typed: &str) -> Option<Interval> {
    let known: [(&str, Text); 11] = [
        ("every", t::interval_words::every),
        ("other", t::interval_words::other),
        ("days", t::interval_words::days),
        ("weeks", t::interval_words::weeks),
        ("months", t::interval_words::months),
        ("years", t::interval_words::years),
        ("daily", t::interval_words::daily),
        ("weekly", t::interval_words::weekly),
        ("monthly", t::interval_words::monthly),
        ("quarterly", t::interval_words::quarterly),
        ("yearly", t::interval_words::yearly),
    ];
    let read = |word: &str| {
        let is_meant = |words: &Text| words().split(' ').any(|it| it == word);
        known
            .iter()
            .find(|(_, words)| is_meant(words))
            .map_or_else(|| word.to_owned(), |(english, _)| (*english).to_owned())
    };
    let words: Vec<String> = typed.trim().to_lowercase().split_whitespace().map(read).collect();
    Interval::parse(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{EVERY, USUAL, check_interval, every};
    use crate::i18n::{Forms, Language, speak};
    use kith_domain::day::{Interval, Unit};

    #[test]
    fn what_is_offered_as_an_interval_is_one() {
        for (every, title) in USUAL.iter().chain(EVERY.iter().skip(1)) {
            let title = title();
            assert!(Interval::parse(every).is_some() && Interval::parse(every) == Interval::parse(title), "{title}");
        }
    }

    #[test]
    fn an_interval_that_is_shown_is_read_again() {
        let forms = |between: &'static str| Forms {
            number: Box::new(move |number| (Forms::english().number)(number).replace(',', between)),
            ..Forms::english()
        };
        for (language, between, shown) in
            [(Language::En, ",", "every 1,000 days"), (Language::De, ".", "alle 1.000 Tage")]
        {
            speak(language, forms(between));
            assert_eq!(every(Interval::days_of(1000)), shown);
            for unit in [Unit::Days, Unit::Weeks, Unit::Months] {
                for count in [1, 2, 3, 12, 45, 999, 1_000, 12_345, u16::MAX] {
                    let interval = Interval { count, unit };
                    let shown = every(interval);
                    assert_eq!(check_interval(&shown), Ok(interval.to_string()), "{shown}");
                }
            }
        }
        assert_eq!(check_interval("1,00 days").ok(), None);
    }

    #[test]
    fn an_interval_is_read_in_the_language_of_the_page_and_in_english() {
        speak(Language::De, Forms::english());
        for (typed, expected) in [
            ("Wöchentlich", Some("every 1 week")),
            ("alle 2 Monate", Some("every 2 months")),
            ("45 Tage", Some("every 45 days")),
            ("jeden zweiten Monat", Some("every 2 months")),
            ("every 3 weeks", Some("every 3 weeks")),
            ("bald", None),
        ] {
            let expected = expected.and_then(Interval::parse).map(|it| it.to_string());
            assert_eq!(check_interval(typed).ok(), expected, "{typed}");
        }
    }
}
