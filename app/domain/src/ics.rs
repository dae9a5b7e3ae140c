//! A calendar file (iCalendar, RFC 5545) of what is due, for calendars that remind when nothing else can.
//!
//! Each event is of a whole day and known again by its UID: a file that is read in again moves the events that are
//! there already, and doubles none.

use crate::content_line::{escaped, fold};
use crate::day::{Day, Interval, Unit, Yearly, Zone};
use crate::ids::{MessageKey, PersonId};
use serde::{Deserialize, Serialize};

/// Something on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub person: PersonId,
    /// Of what kind. With the person it says which event it is.
    pub kind: EventKind,
    /// The day; of one that comes again, its first that is in the file.
    pub day: Day,
    /// Whether it comes again.
    pub again: Option<Repeat>,
    /// What the calendar shows.
    pub summary: String,
    /// Why. May be empty.
    pub description: String,
}

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// They are due by the interval of a bucket or of their own.
    Due,
    /// A reminder that the user made, by its number.
    Reminder(u64),
    Birthday,
    /// A message has no answer.
    NoAnswer(MessageKey),
}

/// How an event comes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Repeat {
    /// Every year.
    Yearly(Yearly),
    /// Whole intervals after that day.
    Every(Interval, Day),
}

/// The file. `written`: when, in seconds since 1970-01-01 UTC. Each event rings at that hour (0 to 23) of its day,
/// wherever the calendar is.
///
/// A calendar without any event is none (RFC 5545, section 3.6), and many programs refuse it.
#[must_use]
pub fn calendar(events: &[Event], written: i64, hour: u8) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&format!("{name}:{value}"), "\r\n", &mut out);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Kith//Follow-ups//EN");
    line("CALSCALE", "GREGORIAN");
    let written = moment(written);
    // Of a whole day that has no zone: counted from its midnight, wherever that is (section 3.8.6.3).
    let trigger = format!("PT{}H", hour.min(23));
    for event in events {
        let summary = text(&event.summary);
        line("BEGIN", "VEVENT");
        line("UID", &uid(event.person, event.kind));
        line("DTSTAMP", &written);
        line("DTSTART;VALUE=DATE", &date(event.day));
        if let Some(rule) = event.again.and_then(rule) {
            line("RRULE", &rule);
        }
        line("SUMMARY", &summary);
        if !event.description.is_empty() {
            line("DESCRIPTION", &text(&event.description));
        }
        // A due person leaves the user free to meet others.
        line("TRANSP", "TRANSPARENT");
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &summary);
        line("TRIGGER", &trigger);
        line("END", "VALARM");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    out
}

/// By what an event is known again, whatever else changes.
#[must_use]
pub fn uid(person: PersonId, kind: EventKind) -> String {
    let kind = match kind {
        EventKind::Due => "due".to_owned(),
        EventKind::Reminder(id) => format!("reminder-{id:016x}"),
        EventKind::Birthday => "birthday".to_owned(),
        EventKind::NoAnswer(message) => format!("no-answer-{:016x}", message.0),
    };
    format!("{:016x}-{kind}@kith", person.0)
}

/// Section 3.3.10. A day that a month does not have is left out by a calendar; we mean the last one instead.
fn rule(again: Repeat) -> Option<String> {
    let (count, unit, day) = match again {
        Repeat::Yearly(yearly) => match yearly.date() {
            (2, 29) => return Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1".to_owned()),
            _ => return Some("FREQ=YEARLY".to_owned()),
        },
        Repeat::Every(Interval { count: 0, .. }, _) => return None,
        Repeat::Every(Interval { count, unit }, base) => (count, unit, base.civil().2),
    };
    Some(match unit {
        Unit::Days => format!("FREQ=DAILY;INTERVAL={count}"),
        Unit::Weeks => format!("FREQ=WEEKLY;INTERVAL={count}"),
        Unit::Months if day > 28 => {
            let days: Vec<String> = (28..=day).map(|day| day.to_string()).collect();
            format!("FREQ=MONTHLY;INTERVAL={count};BYMONTHDAY={};BYSETPOS=-1", days.join(","))
        }
        Unit::Months => format!("FREQ=MONTHLY;INTERVAL={count}"),
    })
}

/// Section 3.3.11: no control characters but the tab; the ends of lines as `\n`.
fn text(value: &str) -> String {
    let is_kept = |sign: &char| !crate::tidy::unwanted(*sign) || matches!(sign, '\n' | '\t');
    escaped(&value.chars().filter(is_kept).collect::<String>())
}

fn date(day: Day) -> String {
    day.to_string().replace('-', "")
}

fn moment(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{}T{hour:02}{minute:02}{second:02}Z", date(Zone::default().day(seconds)))
}

#[cfg(test)]
mod tests {
    use super::{Event, EventKind, Repeat, calendar, moment, rule, text, uid};
    use crate::day::{Interval, Yearly, day};
    use crate::ids::{MessageKey, PersonId};

    /// 2026-11-26 at 08:09:10 UTC.
    const WRITTEN: i64 = 20_783 * 86_400 + 8 * 3_600 + 9 * 60 + 10;

    fn event() -> Event {
        Event {
            person: PersonId(0xada),
            kind: EventKind::Due,
            day: day("2026-12-01"),
            again: None,
            summary: "Write to Ada; soon".into(),
            description:
                "Last contact 1 November,\nevery 30 days. Her last subject was \"Größe der Maschine\\Analyse\".".into(),
        }
    }

    #[test]
    fn a_calendar_says_who_is_due_when_and_why() {
        let birthday = Event {
            kind: EventKind::Birthday,
            day: day("2026-12-10"),
            again: Yearly::parse("1815-12-10").map(Repeat::Yearly),
            summary: "Birthday of Ada".into(),
            description: String::new(),
            ..event()
        };
        let expected = "BEGIN:VCALENDAR\r\n\
            VERSION:2.0\r\n\
            PRODID:-//Kith//Follow-ups//EN\r\n\
            CALSCALE:GREGORIAN\r\n\
            BEGIN:VEVENT\r\n\
            UID:0000000000000ada-due@kith\r\n\
            DTSTAMP:20261126T080910Z\r\n\
            DTSTART;VALUE=DATE:20261201\r\n\
            SUMMARY:Write to Ada\\; soon\r\n\
            DESCRIPTION:Last contact 1 November\\,\\nevery 30 days. Her last subject was \r\n \
            \"Größe der Maschine\\\\Analyse\".\r\n\
            TRANSP:TRANSPARENT\r\n\
            BEGIN:VALARM\r\n\
            ACTION:DISPLAY\r\n\
            DESCRIPTION:Write to Ada\\; soon\r\n\
            TRIGGER:PT9H\r\n\
            END:VALARM\r\n\
            END:VEVENT\r\n\
            BEGIN:VEVENT\r\n\
            UID:0000000000000ada-birthday@kith\r\n\
            DTSTAMP:20261126T080910Z\r\n\
            DTSTART;VALUE=DATE:20261210\r\n\
            RRULE:FREQ=YEARLY\r\n\
            SUMMARY:Birthday of Ada\r\n\
            TRANSP:TRANSPARENT\r\n\
            BEGIN:VALARM\r\n\
            ACTION:DISPLAY\r\n\
            DESCRIPTION:Birthday of Ada\r\n\
            TRIGGER:PT9H\r\n\
            END:VALARM\r\n\
            END:VEVENT\r\n\
            END:VCALENDAR\r\n";
        assert_eq!(calendar(&[event(), birthday], WRITTEN, 9), expected);
        let head = expected.split("BEGIN:VEVENT").next().unwrap();
        assert_eq!(calendar(&[], WRITTEN, 9), format!("{head}END:VCALENDAR\r\n"));
    }

    #[test]
    fn it_rings_at_an_hour_of_the_day() {
        for (hour, expected) in
            [(0, "TRIGGER:PT0H"), (18, "TRIGGER:PT18H"), (23, "TRIGGER:PT23H"), (24, "TRIGGER:PT23H")]
        {
            assert!(calendar(&[event()], WRITTEN, hour).contains(&format!("{expected}\r\n")), "{hour}");
        }
    }

    #[test]
    fn an_event_is_known_again() {
        let (ada, bob) = (PersonId(0xada), PersonId(u64::MAX));
        for (person, kind, expected) in [
            (ada, EventKind::Due, "0000000000000ada-due@kith"),
            (ada, EventKind::Birthday, "0000000000000ada-birthday@kith"),
            (ada, EventKind::Reminder(7), "0000000000000ada-reminder-0000000000000007@kith"),
            (ada, EventKind::NoAnswer(MessageKey(7)), "0000000000000ada-no-answer-0000000000000007@kith"),
            (bob, EventKind::Due, "ffffffffffffffff-due@kith"),
        ] {
            assert_eq!(uid(person, kind), expected);
        }
        let moved = Event { day: day("2027-01-01"), summary: "Write".into(), ..event() };
        let uids =
            |event: Event| calendar(&[event], WRITTEN, 9).lines().find(|it| it.starts_with("UID:")).map(str::to_owned);
        assert_eq!(uids(moved), uids(event()));
    }

    #[test]
    fn what_comes_again_does_so_at_the_end_of_shorter_months_too() {
        let every = |interval: &str, base: &str| Repeat::Every(Interval::parse(interval).unwrap(), day(base));
        let yearly = |text: &str| Repeat::Yearly(Yearly::parse(text).unwrap());
        for (again, expected) in [
            (yearly("--02-28"), "FREQ=YEARLY"),
            (yearly("1988-02-29"), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"),
            (every("day", "2026-01-31"), "FREQ=DAILY;INTERVAL=1"),
            (every("2 weeks", "2026-01-31"), "FREQ=WEEKLY;INTERVAL=2"),
            (every("month", "2026-01-28"), "FREQ=MONTHLY;INTERVAL=1"),
            (every("month", "2026-01-29"), "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29;BYSETPOS=-1"),
            (every("3 months", "2026-01-31"), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ] {
            assert_eq!(rule(again).as_deref(), Some(expected), "{again:?}");
        }
        assert_eq!(rule(Repeat::Every(Interval::days_of(0), day("2026-01-31"))), None);
    }

    #[test]
    fn a_moment_is_in_utc_and_text_without_harm() {
        for (seconds, expected) in [(0, "19700101T000000Z"), (-1, "19691231T235959Z"), (WRITTEN, "20261126T080910Z")] {
            assert_eq!(moment(seconds), expected);
        }
        for (value, expected) in [
            ("a, b; c", "a\\, b\\; c"),
            ("a\r\nb\n", "a\\nb\\n"),
            ("back\\slash", "back\\\\slash"),
            ("\tbell\u{7}\u{202e}\u{85}", "\tbell"),
            ("\"as: is\"", "\"as: is\""),
        ] {
            assert_eq!(text(value), expected, "{value:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_was_folded_and_escaped_comes_back(
            summary in "[\\PC\t\n\\\\,;:\"]{0,120}",
            description in "[a-c\n\\\\,;éß€🙂 ]{1,300}",
        ) {
            // What is not seen is left out.
            let seen = |sign: &char| matches!(sign, '\t' | '\n') || !crate::tidy::unwanted(*sign);
            let summary: String = summary.chars().filter(seen).collect();
            let event = Event { summary: summary.clone(), description: description.clone(), ..event() };
            let file = calendar(&[event], WRITTEN, 9);
            proptest::prop_assert!(file.ends_with("END:VCALENDAR\r\n"));
            proptest::prop_assert!(file.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])));
            let whole = file.replace("\r\n ", "");
            let values = |name: &str| -> Vec<String> {
                whole.split("\r\n").filter_map(|line| line.strip_prefix(name)).map(unescaped).collect()
            };
            proptest::prop_assert_eq!(values("SUMMARY:"), [summary.clone()]);
            proptest::prop_assert_eq!(values("DESCRIPTION:"), [description, summary]);
        }
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut signs = value.chars();
        while let Some(sign) = signs.next() {
            out.extend(match sign {
                '\\' => signs.next().map(|sign| if sign == 'n' { '\n' } else { sign }),
                sign => Some(sign),
            });
        }
        out
    }
}
