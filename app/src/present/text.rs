//! Numbers and times as one reads them.

use crate::i18n::{number, t};

/// A number with its thousands apart: `5,012`.
pub(crate) fn thousands(of: u32) -> String {
    number(of)
}

/// How many of a list that has `most` entries at most, and with so many maybe more: `19`, `20+`.
pub(crate) fn capped(count: usize, most: usize) -> String {
    let shown = thousands(u32::try_from(count.min(most)).unwrap_or(u32::MAX));
    if count < most { shown } else { format!("{shown}+") }
}

/// The parts that are not empty, in one line: `Acme · ada@acme.example`.
pub(crate) fn joined<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut line = String::new();
    for part in parts {
        let part = part.as_ref();
        if !line.is_empty() && !part.is_empty() {
            line.push_str(" · ");
        }
        line.push_str(part);
    }
    line
}

/// `1 message`, `5,012 messages`.
pub(crate) fn messages(number: u32) -> String {
    t::count::messages(number)
}

/// `1 person`, `214 people`.
pub(crate) fn people(number: u32) -> String {
    t::count::people(number)
}

/// About how long, from seconds: never finer than is known.
pub(crate) fn about(seconds: u32) -> String {
    match seconds {
        0..=7 => t::time::about::few_seconds().to_owned(),
        8..=50 => t::time::about::seconds(seconds.div_ceil(10) * 10),
        51..=90 => t::time::about::a_minute().to_owned(),
        91..=3_300 => t::time::about::minutes((seconds + 30) / 60),
        3_301..=5_400 => t::time::about::an_hour().to_owned(),
        _ => t::time::about::hours((u64::from(seconds) + 1_800) / 3_600),
    }
}

/// About how long something took, from seconds: up to a month.
pub(crate) fn took(seconds: u32) -> String {
    match seconds {
        0..=172_799 => about(seconds),
        _ => t::time::about::days((seconds + 43_200) / 86_400),
    }
}

/// When something comes, from the seconds until then: `in 20 s`, `in 3 minutes`. `None`: it is due.
pub(crate) fn due(seconds: i64) -> Option<String> {
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
    Some(if seconds <= 90 { t::time::in_seconds(seconds) } else { t::time::in_about(about(seconds)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_parts_leave_no_separator() {
        for (parts, line) in
            [(["Acme", "Ada"], "Acme · Ada"), (["Acme", ""], "Acme"), (["", "Ada"], "Ada"), (["", ""], "")]
        {
            assert_eq!(joined(parts), line);
        }
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(messages(1), "1 message");
        assert_eq!(messages(0), "0 messages");
        assert_eq!(people(1), "1 person");
        assert_eq!(people(5_012), "5,012 people");
    }

    #[test]
    fn a_full_list_may_go_on() {
        for (count, expected) in [(0, "0"), (19, "19"), (20, "20+"), (21, "20+")] {
            assert_eq!(capped(count, 20), expected);
        }
    }

    #[test]
    fn durations_are_no_finer_than_a_guess() {
        for (seconds, text) in [
            (0, "a few seconds"),
            (8, "10 seconds"),
            (41, "50 seconds"),
            (60, "a minute"),
            (91, "2 minutes"),
            (600, "10 minutes"),
            (3_600, "an hour"),
            (7_200, "2 hours"),
            (u32::MAX, "1193046 hours"),
        ] {
            assert_eq!(about(seconds), text);
        }
    }

    #[test]
    fn what_took_longer_took_days() {
        for (seconds, text) in [(7_200, "2 hours"), (172_799, "48 hours"), (172_800, "2 days"), (2_592_000, "30 days")]
        {
            assert_eq!(took(seconds), text);
        }
    }

    #[test]
    fn what_comes_is_counted_down() {
        for (seconds, text) in [
            (-1, None),
            (0, None),
            (1, Some("in 1 s")),
            (90, Some("in 90 s")),
            (91, Some("in 2 minutes")),
            (3_600, Some("in an hour")),
        ] {
            assert_eq!(due(seconds).as_deref(), text);
        }
    }
}
