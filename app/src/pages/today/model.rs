//! What Today says, in words.

use crate::i18n::t;
use crate::present::calendar::date;
use crate::present::calendar::{ago, month_name};
use crate::present::due::reason;
use kith_domain::day::Day;
use kith_engine::api::{AwayView, BirthdayRow, DueRow};

/// The months of a chart with what each counts: `("Nov", 31)`, the last of them that day's.
pub(crate) fn monthly(counts: &[u32], day: Day) -> Vec<(String, u32)> {
    let first = day.month() + 1 - i32::try_from(counts.len()).unwrap_or_default();
    (first..).zip(counts).map(|(month, count)| (month_name(month), *count)).collect()
}

/// What was missed in a while: `Since your last visit on 19 Nov 2026: 4 people wrote and 3 are now due.` Nothing if
/// that is nothing.
pub(crate) fn missed(away: &AwayView) -> Option<String> {
    let wrote = (away.wrote > 0).then(|| t::today::away::wrote(away.wrote));
    let due = (away.due > 0).then(|| match &wrote {
        Some(_) => t::today::away::due(away.due),
        None => t::today::away::people_due(away.due),
    });
    let what = wrote.into_iter().chain(due).reduce(t::today::away::and);
    what.map(|what| t::today::away::since(date(away.since), what))
}

/// Why someone is being lost: `You used to be in touch about every 9 days. Last contact 3 months ago.`
pub(crate) fn broken(rhythm: u32, last: i64, today: i64) -> String {
    match rhythm {
        0 | 1 => t::today::broken_daily(ago(last, today)),
        days => t::today::broken(ago(last, today), days),
    }
}

/// When a birthday is: `today, turns 40`, `tomorrow`, `10 Dec`.
pub(crate) fn birthday(row: &BirthdayRow, today: Day) -> String {
    let when = match row.day.after(today) {
        0 => t::time::today().to_owned(),
        1 => t::today::tomorrow().to_owned(),
        _ => date(row.day),
    };
    row.turns.map_or(when.clone(), |age| t::today::turns(age, when.clone()))
}

/// The address under which a mail program begins a message to someone: with the subject of what was written last.
pub(crate) fn mailto(address: &str, subject: &str) -> String {
    let subject = kith_domain::subject::answer(subject);
    let mut out = String::from("mailto:");
    encode(address, "@", &mut out);
    if !subject.is_empty() {
        out.push_str("?subject=");
        encode(&subject, "", &mut out);
    }
    out
}

/// RFC 6068, section 2: all but what is plain is written by its bytes.
fn encode(text: &str, also_plain: &str, out: &mut String) {
    for byte in text.bytes() {
        let sign = char::from(byte);
        if sign.is_ascii_alphanumeric() || "-._~".contains(sign) || also_plain.contains(sign) {
            out.push(sign);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// What a row shows, so that it is drawn anew when it shows something else.
pub(crate) fn key(row: &DueRow) -> (u64, Day, Option<Day>, String) {
    (row.person.id.0, row.day, row.snoozed, reason(row))
}

#[cfg(test)]
mod tests {
    use super::{birthday, mailto, missed, monthly};

    use kith_domain::day::Day;

    use kith_engine::api::{AwayView, BirthdayRow, PersonId};

    #[test]
    fn a_message_begins_with_the_subject_of_the_last() {
        for (address, subject, expected) in [
            ("ada@x.example", "", "mailto:ada@x.example"),
            ("ada@x.example", "Re: Tea & cake?", "mailto:ada@x.example?subject=Re%3A%20Tea%20%26%20cake%3F"),
            ("a&b@x.example", "Grüße", "mailto:a%26b@x.example?subject=Re%3A%20Gr%C3%BC%C3%9Fe"),
        ] {
            assert_eq!(mailto(address, subject), expected);
        }
    }

    #[test]
    fn what_was_missed_is_said_if_it_was_anything() {
        let since = Day::of(2026, 11, 19).unwrap();
        for (wrote, due, expected) in [
            (0, 0, None),
            (4, 3, Some("Since your last visit on 19 Nov 2026: 4 people wrote and 3 are now due.")),
            (1, 0, Some("Since your last visit on 19 Nov 2026: 1 person wrote.")),
            (0, 1, Some("Since your last visit on 19 Nov 2026: 1 person is now due.")),
        ] {
            assert_eq!(missed(&AwayView { since, wrote, due }).as_deref(), expected);
        }
    }

    #[test]
    fn months_of_a_chart_end_with_today() {
        let today = Day::of(2027, 2, 3).unwrap();
        assert_eq!(
            monthly(&[4, 5, 6], today),
            [("Dec", 4), ("Jan", 5), ("Feb", 6)].map(|(month, of)| (month.to_owned(), of))
        );
        assert_eq!(monthly(&[], today), []);
    }

    #[test]
    fn a_birthday_says_when_and_how_old() {
        let today = Day::of(2026, 12, 9).unwrap();
        for (day, turns, expected) in
            [(9, Some(40), "today, turns 40"), (10, None, "tomorrow"), (20, Some(1), "20 Dec 2026, turns 1")]
        {
            let day = Day::of(2026, 12, day).unwrap();
            let row = BirthdayRow { person: PersonId(1), name: "Ada".into(), day, turns };
            assert_eq!(birthday(&row, today), expected);
        }
    }
}
