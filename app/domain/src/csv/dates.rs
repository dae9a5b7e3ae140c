//! Dates as tables have them.

use super::uses::DateOrder;
use crate::contact::normal::yearly;
use crate::search::fold;

/// The first three letters of the months, in English and German.
const MONTHS: [&[&str]; 12] = [
    &["jan"],
    &["feb"],
    &["mar", "mrz"],
    &["apr"],
    &["may", "mai"],
    &["jun"],
    &["jul"],
    &["aug"],
    &["sep"],
    &["oct", "okt"],
    &["nov"],
    &["dec", "dez"],
];

/// A date as Kith has it. `None` of what is none, and of a year with two digits, which can be of any century.
pub(super) fn date(text: &str, order: DateOrder) -> Option<String> {
    if let Some(day) = yearly(text) {
        return Some(day);
    }
    let words = words(text);
    let month = words.iter().find_map(|word| month(word));
    let mut numbers = words.iter().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let (first, second, third) = (numbers.next()?, numbers.next(), numbers.next());
    let (year, month, day) = match (month, second, third) {
        (Some(month), None, _) => (None, month, first),
        (Some(month), Some(year), None) if first.len() < 3 => (Some(year), month, first),
        (Some(month), Some(day), None) => (Some(first), month, day),
        (None, Some(month), Some(day)) if first.len() == 4 => (Some(first), month.parse().ok()?, day),
        (None, Some(second), year) => match order {
            DateOrder::DayMonth => (year, second.parse().ok()?, first),
            DateOrder::MonthDay => (year, first.parse().ok()?, second),
        },
        _ => return None,
    };
    let day: u8 = day.parse().ok()?;
    let year = year.filter(|year| !is_zero(year));
    match year {
        Some(year) => yearly(&format!("{year}-{month:02}-{day:02}")),
        None => yearly(&format!("--{month:02}-{day:02}")),
    }
}

/// Whether it stands for no date: `0/0/00`.
pub(super) fn is_zero(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| !sign.is_alphanumeric() || sign == '0')
}

/// The order that all dates of a column have. `None` if they would have either.
pub(super) fn order<'a>(cells: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    for cell in cells {
        let numbers: Vec<u16> = words(cell).iter().filter_map(|word| word.parse().ok()).collect();
        match numbers.as_slice() {
            [first, second, ..] if *first > 12 && *first <= 31 && *second <= 12 => return Some(DateOrder::DayMonth),
            [first, second, ..] if *second > 12 && *second <= 31 && *first <= 12 => return Some(DateOrder::MonthDay),
            // A point stands behind the day.
            [_, _, ..] if cell.contains('.') => return Some(DateOrder::DayMonth),
            _ => {}
        }
    }
    None
}

/// Numbers and words. A time is none.
fn words(text: &str) -> Vec<&str> {
    let parts = text.split_whitespace().filter(|part| !part.contains(':'));
    parts.flat_map(|part| part.split(|sign: char| !sign.is_alphanumeric())).filter(|word| !word.is_empty()).collect()
}

fn month(word: &str) -> Option<u8> {
    let folded = fold(word);
    let start = folded.get(..3)?;
    let at = MONTHS.iter().position(|names| names.contains(&start))?;
    u8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::{date, is_zero, order};
    use crate::csv::DateOrder::{self, DayMonth, MonthDay};

    #[test]
    fn dates_are_read_in_their_order() {
        for (text, order, expected) in [
            ("12.10.1815", DayMonth, "1815-10-12"),
            ("12/10/1815", MonthDay, "1815-12-10"),
            ("1/2/1990", MonthDay, "1990-01-02"),
            ("1815-12-10", MonthDay, "1815-12-10"),
            ("1815/12/10", DayMonth, "1815-12-10"),
            ("--12-10", DayMonth, "--12-10"),
            ("12.10.", DayMonth, "--10-12"),
            ("10 December 1815", DayMonth, "1815-12-10"),
            ("Dec 10, 1815", DayMonth, "1815-12-10"),
            ("10. März", MonthDay, "--03-10"),
            ("12/10/1815 00:00:00", MonthDay, "1815-12-10"),
            ("12/10/0000", MonthDay, "--12-10"),
            ("12.10.85", DayMonth, ""),
            ("30.02.1990", DayMonth, ""),
            ("0/0/00", DayMonth, ""),
            ("circa 1800", DayMonth, ""),
            ("", DayMonth, ""),
        ] {
            assert_eq!(date(text, order).unwrap_or_default(), expected, "{text}");
        }
        assert!(is_zero("0/0/00") && !is_zero("") && !is_zero("01/00"));
    }

    #[test]
    fn a_column_has_one_order() {
        let of = |cells: &[&str]| -> Option<DateOrder> { order(cells.iter().copied()) };
        assert_eq!(of(&["1/2/1990", "12/31/1990"]), Some(MonthDay));
        assert_eq!(of(&["1/2/1990", "31/12/1990"]), Some(DayMonth));
        assert_eq!(of(&["1.2.1990"]), Some(DayMonth));
        assert_eq!(of(&["1/2/1990", "1990-12-31"]), None);
    }
}
