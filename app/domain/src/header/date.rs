//! The Date field (RFC 5322, sections 3.3 and 4.3) and what else programs write there.

use crate::search;
use mail_parser::DateTime;
use std::borrow::Cow;

/// Seconds since 1970-01-01 UTC. `None` if it cannot be read, or names a day that never was. Without a zone, or in one
/// that no one knows, UTC is meant (section 4.3).
pub(super) fn read(field: &str) -> Option<i64> {
    let plain = with_dashes(without_comments(field));
    let mut date = Parts::default();
    for word in plain.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty()) {
        date.take(word);
    }
    date.timestamp()
}

#[derive(Default)]
struct Parts {
    year: Option<u32>,
    month: Option<u32>,
    /// What may be a month or a day of the week: `mar.`
    perhaps: Option<u32>,
    day: Option<u32>,
    /// Hour, minute, second.
    time: Option<(u32, u32, u32)>,
    afternoon: Option<bool>,
    /// Seconds east of Greenwich.
    zone: Option<i64>,
}

impl Parts {
    /// Takes the next word for what it looks like.
    fn take(&mut self, word: &str) {
        if let (Some(day), true) = (word.split_once(['T', 't']), self.day.is_none())
            && self.ordered(day.0)
        {
            return self.clock_and_zone(day.1);
        }
        if self.ordered(word) {
        } else if self.time.is_none() && clock(word).is_some() {
            self.clock_and_zone(word);
        } else if word.starts_with(['+', '-']) {
            self.zone = self.zone.or(offset(word));
        } else if word.starts_with(|c: char| c.is_ascii_digit()) {
            self.number_or_joined(word);
        } else {
            self.word(word);
        }
    }

    /// `2006-01-02`, `2006/01/02`.
    fn ordered(&mut self, word: &str) -> bool {
        if !word.contains(['-', '/']) {
            return false;
        }
        let parts: Vec<Option<u32>> = word.split(['-', '/']).map(|part| part.parse().ok()).collect();
        let [Some(year @ 1900..), Some(month), Some(day)] = *parts.as_slice() else { return false };
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        true
    }

    /// `15:04`, `15:04:05.99`, `15:04:05Z`, `15:04:05+01:00`, `3:04PM`.
    fn clock_and_zone(&mut self, word: &str) {
        let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
        let (time, rest) = word.split_at_checked(end).unwrap_or((word, ""));
        self.time = clock(time);
        if !rest.is_empty() {
            self.take(rest);
        }
    }

    /// `2`, `2006`, `02-Jan-2006`.
    fn number_or_joined(&mut self, word: &str) {
        if word.contains('-') {
            return word.split('-').for_each(|part| self.take(part));
        }
        // A zone that lost its sign.
        let is_zone = word.len() == 4 && self.time.is_some() && self.year.is_some() && self.zone.is_none();
        if let Some(zone) = offset(word).filter(|zone| is_zone && zone % 900 == 0) {
            self.zone = Some(zone);
            return;
        }
        let Ok(number) = word.trim_end_matches(['.', 't', 'h', 's', 'n', 'd', 'r']).parse::<u32>() else { return };
        if self.day.is_none() && word.len() <= 4 && (1..=31).contains(&number) {
            self.day = Some(number);
        } else if self.year.is_none() && (self.month.is_some() || self.perhaps.is_some()) {
            // RFC 5322, section 4.3.
            self.year = Some(match number {
                0..50 if word.len() <= 2 => 2000 + number,
                0..1000 => 1900 + number,
                _ => number,
            });
        }
    }

    fn word(&mut self, word: &str) {
        let found = if self.month.is_none() { month(word) } else { None };
        if let Some((month, certain)) = found {
            match certain {
                true => self.month = Some(month),
                false => self.perhaps = Some(month),
            }
        } else if self.time.is_some() {
            match word.to_ascii_lowercase().as_str() {
                "am" => self.afternoon = Some(false),
                "pm" => self.afternoon = Some(true),
                _ => self.zone = self.zone.or_else(|| named(word)),
            }
        }
    }

    fn timestamp(&self) -> Option<i64> {
        let (year, month, day) = (self.year?, self.month.or(self.perhaps)?, self.day?);
        let (hour, minute, second) = self.time?;
        let hour = match (self.afternoon, hour) {
            (Some(false), 12) => 0,
            (Some(true), 1..=11) => hour + 12,
            _ => hour,
        };
        // 24:00 is the end of the day; a second 60 is a leap second.
        if hour > 24 || (hour == 24 && (minute, second) != (0, 0)) || minute > 59 || second > 60 {
            return None;
        }
        let midnight = DateTime {
            year: u16::try_from(year).ok()?,
            month: u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?,
            day: u8::try_from(day).ok()?,
            hour: 0,
            minute: 0,
            second: 0,
            tz_before_gmt: false,
            tz_hour: 0,
            tz_minute: 0,
        };
        let days = midnight.to_timestamp();
        let exists = DateTime::from_timestamp(days);
        if (exists.year, exists.month, exists.day) != (midnight.year, midnight.month, midnight.day) {
            return None;
        }
        Some(days + i64::from(hour * 3600 + minute * 60 + second) - self.zone.unwrap_or(0))
    }
}

/// A month by its name or the beginning of it, in the languages that mail programs write it in, and whether that can be
/// nothing else: some begin as a day of the week does.
fn month(word: &str) -> Option<(u32, bool)> {
    #[rustfmt::skip]
    const NAMES: [(u32, &[&str]); 12] = [
        (1, &["jan", "ene", "gen", "sty", "led", "tam", "oca", "янв", "ian"]),
        (2, &["feb", "fev", "lut", "uno", "hel", "sub", "фев"]),
        (3, &["mar", "mrz", "mae", "maa", "mrt", "bre", "мар"]),
        (4, &["apr", "avr", "abr", "kwi", "dub", "huh", "nis", "апр"]),
        (5, &["may", "mai", "maj", "mei", "mag", "kve", "tou", "маи", "мая"]),
        (6, &["jun", "juin", "giu", "cze", "cer", "cvn", "kes", "haz", "июн", "iun"]),
        (7, &["jul", "juil", "lug", "lip", "cervenec", "cervence", "cvc", "hei", "tem", "июл", "iul"]),
        (8, &["aug", "aou", "ago", "sie", "srp", "elo", "agu", "авг"]),
        (9, &["sep", "set", "wrz", "zar", "syy", "eyl", "сен", "sze"]),
        (10, &["oct", "okt", "ott", "out", "paz", "rij", "lok", "eki", "окт"]),
        (11, &["nov", "lis", "marras", "kas", "ноя", "noi"]),
        (12, &["dec", "dez", "dic", "des", "gru", "pro", "jou", "ara", "дек"]),
    ];
    /// Days of the week that begin as a month does.
    #[rustfmt::skip]
    const DAYS: [&str; 13] = [
        "mardi", "martes", "martedi", "marti", "pazar", "pazartesi", "szerda", "szombat", "maandag", "maanantai",
        "keskiviikko", "subota", "sobota",
    ];
    // Those of RFC 5322, as nearly all mail has them.
    const ENGLISH: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if ENGLISH.iter().any(|day| word.eq_ignore_ascii_case(day)) {
        return None;
    }
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if let Some((month, name)) = (1..).zip(MONTHS).find(|(_, name)| word.eq_ignore_ascii_case(name)) {
        return Some((month, name != "mar"));
    }
    let folded = search::fold(word);
    let folded = folded.trim_matches('.');
    if DAYS.contains(&folded) {
        return None;
    }
    let beginnings = NAMES.iter().flat_map(|(month, names)| names.iter().map(move |name| (name.len(), *month, *name)));
    let (_, month, _) = beginnings.filter(|(_, _, name)| folded.starts_with(name)).max()?;
    Some((month, !matches!(folded, "mar" | "paz" | "sze" | "sub")))
}

/// `2026年10月14日` as `2026-10-14`.
fn with_dashes(field: Cow<'_, str>) -> Cow<'_, str> {
    match field.contains(['年', '년']) {
        true => Cow::Owned(field.replace(['年', '月', '년', '월'], "-").replace(['日', '일'], " ")),
        false => field,
    }
}

/// Hour, minute and second, by colons or by dots, at the beginning of a word.
fn clock(word: &str) -> Option<(u32, u32, u32)> {
    let end = word.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(word.len());
    let digits = word.get(..end)?;
    let mark = if digits.contains(':') { ':' } else { '.' };
    let mut parts = digits.split(mark);
    let hour = parts.next()?.parse().ok().filter(|&hour| hour < 25u32)?;
    let minute = parts.next()?.parse().ok()?;
    let second = match parts.next() {
        Some(second) => second.split('.').next()?.parse().ok()?,
        None if mark == '.' => return None,
        None => 0,
    };
    parts.next().is_none().then_some((hour, minute, second))
}

/// `+0100`, `-05:30`, `+2` in seconds. No place on Earth is more than 15 hours off; longer numbers are no zone.
fn offset(word: &str) -> Option<i64> {
    let mut digits = word.bytes().filter(u8::is_ascii_digit);
    let (mut number, mut count) = (0_i64, 0);
    for digit in digits.by_ref().take(5) {
        number = number * 10 + i64::from(digit - b'0');
        count += 1;
    }
    if count == 0 || digits.next().is_some() {
        return None;
    }
    let (hours, minutes) = if count <= 2 { (number, 0) } else { (number / 100, number % 100) };
    let seconds = hours * 3600 + minutes * 60;
    (hours <= 15 && minutes < 60).then_some(if word.starts_with('-') { -seconds } else { seconds })
}

/// The names of RFC 5322, section 4.3, and those that mail still bears. The military letters were defined the wrong
/// way round once and mean nothing.
fn named(word: &str) -> Option<i64> {
    let upper = word.to_ascii_uppercase();
    for utc in ["GMT", "UTC", "UT"] {
        if let Some(rest) = upper.strip_prefix(utc)
            && rest.starts_with(['+', '-'])
        {
            return offset(rest);
        }
    }
    let minutes = match upper.as_str() {
        "UT" | "UTC" | "GMT" | "Z" | "WET" => 0,
        "BST" | "CET" | "MET" | "MEZ" | "WEST" => 60,
        "CEST" | "MEST" | "MESZ" | "EET" | "SAST" => 120,
        "EEST" | "MSK" => 180,
        "HKT" | "SGT" => 480,
        "JST" | "KST" => 540,
        "AEST" => 600,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        "EDT" => -240,
        "EST" | "CDT" => -300,
        "CST" | "MDT" => -360,
        "MST" | "PDT" => -420,
        "PST" | "AKDT" => -480,
        "AKST" => -540,
        "HST" => -600,
        _ => return None,
    };
    Some(minutes * 60)
}

fn without_comments(field: &str) -> Cow<'_, str> {
    if field.len() < 1000 && !field.contains(['(', ')']) {
        return Cow::Borrowed(field);
    }
    let mut depth = 0usize;
    let mut out = String::with_capacity(field.len().min(64));
    for c in field.chars().take(1000) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    Cow::Owned(out)
}
