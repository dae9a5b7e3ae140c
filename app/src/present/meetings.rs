//! Meetings in words.

use super::calendar::{Moment, ago, clock, timeline_date};
use crate::i18n::t;
use kith_engine::api::{ComingMeeting, Direction, MeetingGuest, MeetingRow};

/// When a meeting is that comes: `Today 10:00`, `Tomorrow`, `12 Mar, 10:00`.
pub(crate) fn begins(row: &MeetingRow, begin: &Moment, today: i64) -> String {
    match (begin.day_number - today, row.all_day) {
        // One that began yesterday and is not over.
        (..=0, true) => t::meetings::today_all_day().to_owned(),
        (..=0, false) => t::meetings::today(clock(begin)),
        (1, true) => t::meetings::tomorrow_all_day().to_owned(),
        (1, false) => t::meetings::tomorrow(clock(begin)),
        (_, true) => timeline_date(begin),
        (_, false) => t::meetings::later(timeline_date(begin), clock(begin)),
    }
}

/// What it is about.
pub(crate) fn subject(row: &MeetingRow) -> &str {
    if row.subject.is_empty() { t::common::no_subject() } else { &row.subject }
}

/// With whom it is: the people first, then who else takes part.
pub(crate) fn guests(coming: &ComingMeeting) -> Vec<String> {
    let people = coming.with.iter().map(|guest| guest.name.clone());
    let others = coming.row.others.iter().filter(|other| coming.with.iter().all(|guest| guest.name != **other));
    people.chain(others.cloned()).collect()
}

/// The last words with someone: `You wrote to Ada yesterday: The draft`.
pub(crate) fn last_words(guest: &MeetingGuest, day: impl Fn(i64) -> i64, today: i64) -> Option<String> {
    let (direction, date, subject) = guest.last.as_ref()?;
    let when = ago(day(*date), today);
    let subject = if subject.is_empty() { t::common::no_subject() } else { subject };
    Some(match direction {
        Direction::Sent => t::meetings::you_wrote(&guest.name, subject, when),
        Direction::Received => t::meetings::they_wrote(&guest.name, subject, when),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::PersonId;

    fn row(all_day: bool) -> MeetingRow {
        let (subject, others) = ("Plans".to_owned(), vec!["Ada".to_owned(), "bob@x.example".to_owned()]);
        MeetingRow { start: 0, end: 0, all_day, subject, accepted: true, others }
    }

    #[test]
    fn it_is_said_when_a_meeting_begins() {
        let begin = Moment { year: 2026, month: 12, day: 1, hour: 10, minute: 5, day_number: 20 };
        for (today, all_day, words) in [
            (20, false, "Today 10:05"),
            (21, true, "Today"),
            (19, false, "Tomorrow 10:05"),
            (19, true, "Tomorrow"),
            (18, false, "1 Dec, 10:05"),
        ] {
            assert_eq!(begins(&row(all_day), &begin, today), words);
        }
    }

    #[test]
    fn it_is_said_with_whom_and_what_was_written_last() {
        let last = |direction| Some((direction, 700_000, String::new()));
        let guest = |direction| MeetingGuest { person: PersonId(1), name: "Ada".to_owned(), last: last(direction) };
        let coming = ComingMeeting { row: row(false), with: vec![guest(Direction::Sent)] };
        assert_eq!(guests(&coming), ["Ada", "bob@x.example"]);
        let words = |guest: &MeetingGuest| last_words(guest, |at| at / 86_400, 9).unwrap();
        assert_eq!(words(&guest(Direction::Sent)), "You wrote to Ada yesterday: (no subject)");
        assert_eq!(words(&guest(Direction::Received)), "Ada wrote yesterday: (no subject)");
    }
}
