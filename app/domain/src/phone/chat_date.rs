//! The dates of an exported chat, which are written in the order of the phone's language.

use crate::day::Day;
use serde::{Deserialize, Serialize};

/// In which order a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DateOrder {
    DayMonth,
    MonthDay,
    YearMonthDay,
}

impl DateOrder {
    const ALL: [Self; 3] = [Self::DayMonth, Self::MonthDay, Self::YearMonthDay];
}

/// WhatsApp exists since 2009.
const FIRST_YEAR: i32 = 2009;

/// The most characters of a date with its time, and how many of these are letters: `a. m.`, `klo`.
const MAX_CHARS: usize = 40;
const MAX_LETTERS: usize = 10;

/// One in this many dates may be invalid.
const MAX_WRONG: usize = 50;

/// The numbers of a date, as they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ChatDate {
    numbers: [i32; 3],
    /// Whether the first has four digits.
    is_year_first: bool,
}

impl ChatDate {
    /// Of the beginning of a line: a date and a time. `None` if it is none.
    pub(super) fn read(written: &str) -> Option<Self> {
        let mut numbers: Vec<(i32, usize)> = Vec::with_capacity(6);
        let (mut letters, mut before) = (0, ' ');
        // What stands between the numbers.
        let mut between: Vec<char> = Vec::new();
        for (at, sign) in written.chars().enumerate() {
            if at >= MAX_CHARS {
                return None;
            }
            if let Some(digit) = digit(sign) {
                match numbers.last_mut() {
                    Some((number, digits)) if before.is_ascii_digit() && *digits < 4 => {
                        (*number, *digits) = (*number * 10 + digit, *digits + 1);
                    }
                    Some(_) if before.is_ascii_digit() => return None,
                    _ => {
                        between.push(before);
                        numbers.push((digit, 1));
                    }
                }
                before = '0';
                continue;
            }
            letters += usize::from(sign.is_alphabetic());
            // Of ". " and "年 " the sign tells.
            if !sign.is_whitespace() || before.is_ascii_digit() {
                before = sign;
            }
        }
        let [(first, digits), second, third, (hour, _), (minute, _), rest @ ..] = numbers.as_slice() else {
            return None;
        };
        let is_date_sign = |sign: &char| matches!(sign, '.' | '/' | '-' | '年' | '月' | '년' | '월' | '\u{200f}' | ' ');
        let is_time_sign = |sign: &char| matches!(sign, ':' | '.' | 'h' | '時' | '时');
        let is_right = between.get(1..3).is_some_and(|signs| signs.iter().all(is_date_sign))
            && between.get(4).is_some_and(is_time_sign)
            && rest.len() <= 1
            && *hour <= 24
            && *minute < 60
            && letters <= MAX_LETTERS;
        is_right.then_some(Self { numbers: [*first, second.0, third.0], is_year_first: *digits == 4 })
    }

    /// The day, read in that order. `None` if there is none.
    pub(super) fn day(self, order: DateOrder) -> Option<Day> {
        let [first, second, third] = self.numbers;
        let (year, month, day) = match order {
            DateOrder::DayMonth => (third, second, first),
            DateOrder::MonthDay => (third, first, second),
            DateOrder::YearMonthDay => (first, second, third),
        };
        if self.is_year_first != (order == DateOrder::YearMonthDay && year >= 100) {
            return None;
        }
        let year = match year {
            0..100 => 2_000 + year,
            // The Buddhist calendar.
            2_500.. => year - 543,
            _ => year,
        };
        let day = Day::of(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
        (year >= FIRST_YEAR).then_some(day)
    }
}

/// The orders in which the dates of a chat can be read, up to the latest day there can be: one, or several where that
/// cannot be told. Messages follow one another, so of several the one counts by which fewest go back.
pub(super) fn orders(dates: &[ChatDate], latest: Day) -> Vec<DateOrder> {
    let possible = DateOrder::ALL.into_iter().filter_map(|order| {
        let all = || dates.iter().filter_map(|date| date.day(order).filter(|day| *day <= latest));
        let days: Vec<Day> = all().collect();
        let wrong = dates.len() - days.len();
        let back = days.windows(2).filter(|pair| pair.first() > pair.last()).count();
        // A line within a message may look like the beginning of one.
        (wrong * MAX_WRONG <= dates.len() && !days.is_empty()).then_some((wrong + back, order, days))
    });
    let mut best: Vec<_> = possible.collect();
    let fewest = best.iter().map(|(wrong, ..)| *wrong).min();
    best.retain(|(wrong, ..)| Some(*wrong) == fewest);
    // Two that give the same days are one.
    best.dedup_by(|(.., one), (.., other)| one == other);
    let mut orders: Vec<DateOrder> = best.into_iter().map(|(_, order, _)| order).collect();
    if orders.len() > 1 {
        // Hardly any phone puts a two-digit year first.
        orders.retain(|order| *order != DateOrder::YearMonthDay);
    }
    orders
}

/// A digit, of whatever script a phone writes.
fn digit(sign: char) -> Option<i32> {
    const ZEROS: [char; 6] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}'];
    let of = |zero: char| u32::from(sign).checked_sub(u32::from(zero)).filter(|digit| *digit < 10);
    ZEROS.into_iter().find_map(of).and_then(|digit| i32::try_from(digit).ok())
}
