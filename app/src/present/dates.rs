//! Dates that are typed and stored: with or without a year.

use super::calendar::{Moment, long_date, month_of};
use crate::i18n::{month as month_in_full, t};
use kith_domain::day::{Day, Yearly};

/// A date as it is kept, as one reads it: `10 December 1815`, `10 December` of any year. What is none stays as it is.
pub(crate) fn date_in_words(kept: &str) -> String {
    let of = |year, month, day| Moment { year, month, day, ..Moment::default() };
    if let Some(day) = Day::parse(kept) {
        let (year, month, day) = day.civil();
        return long_date(&of(year, month.into(), day.into()));
    }
    match kept.strip_prefix("--").and(Yearly::parse(kept)).map(Yearly::date) {
        Some((month, day)) => t::time::day_of_month(day, month_in_full(month.into())),
        None => kept.to_owned(),
    }
}

/// Whether a day was typed, with or without its year, in figures or in words; as it is stored. `10.12.1815` is none:
/// half of the world would take it for October.
pub(crate) fn check_date(text: &str) -> Result<String, &'static str> {
    let wrong = t::wrong::date;
    let text = text.trim().trim_start_matches('-').to_lowercase();
    let figures: Option<Vec<u16>> = text.split('-').map(|part| part.parse().ok()).collect();
    let (year, month, day) = match figures.as_deref() {
        Some(&[year, month, day]) if (1..=9999).contains(&year) => (Some(year), month, day),
        Some(&[month, day]) => (None, month, day),
        _ => in_words(&text).ok_or_else(wrong)?,
    };
    let small = |number: u16| u8::try_from(number).map_err(|_| wrong());
    // 2000 was a leap year.
    Day::of(year.unwrap_or(2000).into(), small(month)?, small(day)?).ok_or_else(wrong)?;
    Ok(match year {
        Some(year) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("--{month:02}-{day:02}"),
    })
}

/// `10 December 1815`, `Dec 10, 1815`, `10 december`: year, month and day of the month.
fn in_words(text: &str) -> Option<(Option<u16>, u16, u16)> {
    let words: Vec<&str> = text.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let (one, other, year) = match *words.as_slice() {
        [one, other] => (one, other, None),
        [one, other, year] if year.len() == 4 => (one, other, Some(year.parse().ok()?)),
        _ => return None,
    };
    let (day, month) = if month_of(other).is_some() { (one, other) } else { (other, one) };
    let day = day.trim_end_matches(char::is_alphabetic);
    Some((year, month_of(month)?, day.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{check_date, date_in_words};

    #[test]
    fn a_typed_date_is_checked() {
        for (typed, expected) in [
            ("1815-12-10", Some("1815-12-10")),
            ("1815-2-1", Some("1815-02-01")),
            ("12-10", Some("--12-10")),
            ("--12-10", Some("--12-10")),
            ("02-29", Some("--02-29")),
            ("2023-02-29", None),
            ("1815-13-01", None),
            ("10.12.1815", None),
            ("soon", None),
            ("10 December 1815", Some("1815-12-10")),
            ("dec 10, 1815", Some("1815-12-10")),
            ("1st of May", None),
            ("1st May", Some("--05-01")),
            ("29 feb", Some("--02-29")),
            ("31 April", None),
            ("3 Ma", None),
            ("3 May 80", None),
        ] {
            assert_eq!(check_date(typed).ok().as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_date_reads_as_one_says_it() {
        for (kept, expected) in [
            ("1815-12-10", "10 December 1815"),
            ("--12-10", "10 December"),
            ("--02-29", "29 February"),
            ("in spring", "in spring"),
            ("", ""),
        ] {
            assert_eq!(date_in_words(kept), expected);
        }
    }
}
