//! What Today says, in words.

use crate::calendar::{Moment, ago, month_name, short_date};
use crate::text::{messages, people};
use kith_domain::day::{Day, Interval};
use kith_domain::due::{Since, State};
use kith_engine::api::{AwayView, BirthdayRow, Direction, DueRow, HowMet, Logged, OwnQuestion};

/// How somebody stands: `3 days overdue`, `due today`, `in 5 days`.
pub(crate) fn when(state: State) -> String {
    match state {
        State::Overdue(1) => "a day overdue".into(),
        State::Overdue(days) if days < 60 => format!("{days} days overdue"),
        State::Overdue(days) if days < 730 => format!("{} months overdue", days / 30),
        State::Overdue(days) => format!("{} years overdue", days / 365),
        State::Today => "due today".into(),
        State::Coming(1) => "tomorrow".into(),
        State::Coming(days) => format!("in {days} days"),
        State::Later => "later".into(),
    }
}

/// What speaks for an address being mine: `Received 412 messages.`
pub(crate) fn own_evidence(question: &OwnQuestion) -> String {
    let OwnQuestion { came, sent, named, .. } = question;
    let came = (*came > 0).then(|| format!("received {}", messages(*came)));
    let sent = (*sent > 0).then(|| format!("{} in Sent", messages(*sent)));
    let named = named.then(|| "uses your name".to_owned());
    let all: Vec<String> = [came, sent, named].into_iter().flatten().collect();
    let mut said = all.join(", ");
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if said.is_empty() { said } else { said + "." }
}

/// A day, as a person reads it.
pub(crate) fn date(day: Day) -> String {
    let (year, month, date) = day.civil();
    short_date(&Moment {
        year,
        month: u32::from(month),
        day: u32::from(date),
        day_number: i64::from(day.0),
        ..Moment::default()
    })
}

/// The months of a chart with what each counts: `("Nov", 31)`, the last of them that day's.
pub(crate) fn monthly(counts: &[u32], day: Day) -> Vec<(&'static str, u32)> {
    let first = day.month() + 1 - i32::try_from(counts.len()).unwrap_or_default();
    (first..).zip(counts).map(|(month, count)| (month_name(month), *count)).collect()
}

/// What is told once a day: `3 people to write to`, `Ada, Grace and Jean`.
pub(crate) fn told(names: &[String], count: u32) -> (String, String) {
    let more = count.saturating_sub(u32::try_from(names.len()).unwrap_or(u32::MAX));
    let others = match more {
        0 => None,
        1 => Some("1 other".to_owned()),
        more => Some(format!("{more} others")),
    };
    let all: Vec<&str> = names.iter().map(String::as_str).chain(others.as_deref()).collect();
    let listed = match all.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    match count {
        1 => (format!("Write to {listed}"), "You haven’t been in touch for a while.".to_owned()),
        count => (format!("{count} people to write to"), listed),
    }
}

/// What was missed in a while: `Since your last visit on 19 Nov 2026: 4 people wrote and 3 are now due.` Nothing if
/// that is nothing.
pub(crate) fn missed(away: &AwayView) -> Option<String> {
    let wrote = (away.wrote > 0).then(|| format!("{} wrote", people(away.wrote)));
    let due = (away.due > 0).then(|| match &wrote {
        Some(_) => format!("{} {} now due", away.due, if away.due == 1 { "is" } else { "are" }),
        None => format!("{} {} now due", people(away.due), if away.due == 1 { "is" } else { "are" }),
    });
    let parts: Vec<String> = wrote.into_iter().chain(due).collect();
    (!parts.is_empty()).then(|| format!("Since your last visit on {}: {}.", date(away.since), parts.join(" and ")))
}

/// Why somebody is being lost: `You used to be in touch about every 9 days. Last contact 3 months ago.`
pub(crate) fn broken(rhythm: u32, last: i64, today: i64) -> String {
    let every = if rhythm <= 1 { "nearly every day".to_owned() } else { format!("about every {rhythm} days") };
    format!("You used to be in touch {every}. Last contact {}.", ago(last, today))
}

/// When a birthday is: `today, turns 40`, `tomorrow`, `10 Dec`.
pub(crate) fn birthday(row: &BirthdayRow, today: Day) -> String {
    let when = match row.day.after(today) {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => date(row.day),
    };
    row.turns.map_or(when.clone(), |age| format!("{when}, turns {age}"))
}

/// Why somebody is due then.
pub(crate) fn because(since: Since, interval: Interval, bucket: Option<&str>) -> String {
    let rule = match bucket {
        Some(bucket) => format!("{bucket}, {interval}"),
        None => format!("Their own interval, {interval}"),
    };
    match since {
        Since::Contact(day) => format!("Last contact {}. {rule}.", date(day)),
        Since::Entered(day) => format!("No contact since you added them on {}. {rule}.", date(day)),
        Since::Skipped(day) => format!("Skipped on {}. {rule}.", date(day)),
    }
}

/// The same for a row.
pub(crate) fn reason(row: &DueRow) -> String {
    because(row.since, row.interval, row.bucket.as_ref().map(|(_, name, _)| name.as_str()))
}

/// The last that was between two, in words around how long ago it was: a message, or what was noted by hand after it.
pub(crate) fn latest(
    message: Option<(Direction, i64, String)>,
    met: Option<Logged>,
) -> Option<(&'static str, i64, String)> {
    let written = message.map(|(direction, on, subject)| {
        let who = if direction == Direction::Sent { "You wrote" } else { "They wrote" };
        let subject = if subject.is_empty() { "(no subject)".to_owned() } else { subject };
        (who, on, format!(": {subject}"))
    });
    let met = met.map(|met| {
        let title = met_title(met.how);
        let note = if met.note.is_empty() { String::new() } else { format!(": {}", met.note) };
        (title, i64::from(met.day.0), note)
    });
    // Both days are the person's own.
    written.into_iter().chain(met).max_by_key(|(_, on, _)| *on)
}

/// The address under which a mail program begins a message to somebody: with the subject of what was written last.
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

/// The ways in which people met, each with its words.
pub(crate) const MET: [(HowMet, &str, &str); 5] = [
    (HowMet::Call, "call", "Call"),
    (HowMet::Meeting, "meeting", "Meeting"),
    (HowMet::Letter, "letter", "Letter"),
    (HowMet::Message, "message", "Chat or text"),
    (HowMet::Other, "other", "Something else"),
];

/// A way in which people met, in words.
pub(crate) fn met_title(how: HowMet) -> &'static str {
    MET.iter().find(|(met, ..)| *met == how).map_or("", |(_, _, title)| *title)
}

#[cfg(test)]
mod tests {
    use super::{EVERY, USUAL, because, birthday, latest, mailto, missed, monthly, own_evidence, told, when};
    use kith_domain::day::{Day, Interval};
    use kith_domain::due::{Since, State};
    use kith_engine::api::{AwayView, BirthdayRow, Direction, HowMet, Logged, OwnQuestion, PersonId};

    #[test]
    fn what_speaks_for_an_address_is_said_in_a_sentence() {
        let question = |came, sent, named| OwnQuestion { address: "me@x.example".into(), came, sent, named };
        for (came, sent, named, expected) in [
            (412, 0, false, "Received 412 messages."),
            (1, 3, true, "Received 1 message, 3 messages in Sent, uses your name."),
            (0, 1, false, "1 message in Sent."),
            (0, 0, true, "Uses your name."),
            (0, 0, false, ""),
        ] {
            assert_eq!(own_evidence(&question(came, sent, named)), expected);
        }
    }

    #[test]
    fn how_somebody_stands_is_said_as_one_would() {
        for (state, expected) in [
            (State::Overdue(1), "a day overdue"),
            (State::Overdue(59), "59 days overdue"),
            (State::Overdue(90), "3 months overdue"),
            (State::Overdue(800), "2 years overdue"),
            (State::Today, "due today"),
            (State::Coming(1), "tomorrow"),
            (State::Coming(14), "in 14 days"),
        ] {
            assert_eq!(when(state), expected);
        }
    }

    #[test]
    fn why_somebody_is_due_names_the_day_and_the_rule() {
        let day = Day::of(2026, 8, 24).unwrap();
        let monthly = Interval::days_of(30);
        for (since, bucket, expected) in [
            (Since::Contact(day), Some("Friends"), "Last contact 24 Aug 2026. Friends, every 30 days."),
            (
                Since::Entered(day),
                Some("Friends"),
                "No contact since you added them on 24 Aug 2026. Friends, every 30 days.",
            ),
            (Since::Contact(day), None, "Last contact 24 Aug 2026. Their own interval, every 30 days."),
        ] {
            assert_eq!(because(since, monthly, bucket), expected);
        }
    }

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
    fn what_is_told_names_the_first_and_counts_the_others() {
        for (names, count, expected) in [
            (&["Ada"][..], 1, ("Write to Ada", "You haven’t been in touch for a while.")),
            (&["Ada", "Jean"], 2, ("2 people to write to", "Ada and Jean")),
            (&["Ada", "Jean", "Zoë"], 3, ("3 people to write to", "Ada, Jean and Zoë")),
            (&["Ada", "Jean", "Zoë"], 4, ("4 people to write to", "Ada, Jean, Zoë and 1 other")),
            (&["Ada", "Jean", "Zoë"], 9, ("9 people to write to", "Ada, Jean, Zoë and 6 others")),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(told(&names, count), (expected.0.to_owned(), expected.1.to_owned()));
        }
    }

    #[test]
    fn the_last_between_two_is_a_message_or_what_was_noted_since() {
        let wrote = |on| Some((Direction::Sent, on, "Tea".to_owned()));
        let met = |on, note: &str| Some(Logged { how: HowMet::Call, day: Day(on), note: note.into() });
        for (message, met, expected) in [
            (None, None, None),
            (wrote(5), None, Some(("You wrote", 5, ": Tea"))),
            (wrote(5), met(4, "the lease"), Some(("You wrote", 5, ": Tea"))),
            (wrote(5), met(5, "the lease"), Some(("Call", 5, ": the lease"))),
            (None, met(4, ""), Some(("Call", 4, ""))),
        ] {
            let said = latest(message, met);
            assert_eq!(said.as_ref().map(|(what, on, about)| (*what, *on, about.as_str())), expected);
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
    fn what_is_offered_as_an_interval_is_one() {
        for (every, title) in USUAL.iter().chain(EVERY.iter().skip(1)) {
            assert!(Interval::parse(every).is_some() && Interval::parse(every) == Interval::parse(title), "{title}");
        }
    }

    #[test]
    fn months_of_a_chart_end_with_today() {
        let today = Day::of(2027, 2, 3).unwrap();
        assert_eq!(monthly(&[4, 5, 6], today), [("Dec", 4), ("Jan", 5), ("Feb", 6)]);
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
