//! What Today says, in words.

use crate::i18n::t;
use crate::present::calendar::ago;
use crate::present::calendar::date;
use crate::present::due::{reason, when};
use crate::present::text::people;
use kith_domain::day::Day;
use kith_engine::api::{AwayView, BirthdayRow, DueRow, TodayView};

/// What matters today, in one sentence: `3 people to write to, and Ada has been waiting for your reply for 5 days.`
/// `day_of`: on which day a moment is.
pub(crate) fn summary(view: &TodayView, today: Day, day_of: impl Fn(i64) -> i64) -> String {
    let due = (view.due_count > 0).then(|| t::today::sum::write(people(view.due_count)));
    // Who waits longest.
    let waits = view.waiting_for_you.last().and_then(|row| {
        let days = u32::try_from(i64::from(today.0) - day_of(row.date)).ok().filter(|days| *days > 0)?;
        Some(t::today::sum::waits(days, &row.person.name))
    });
    let count = view.reminders.iter().filter(|it| it.day <= today).count();
    let reminders = (count > 0).then(|| t::today::sum::reminders(u32::try_from(count).unwrap_or(u32::MAX)));
    let meetings = view.meetings.iter().filter(|it| day_of(it.row.start) <= i64::from(today.0)).count();
    let meetings = (meetings > 0).then(|| t::today::sum::meetings(u32::try_from(meetings).unwrap_or(u32::MAX)));
    let unanswered = view.no_answer.first().map(|row| {
        let count = u32::try_from(view.no_answer.len()).unwrap_or(u32::MAX);
        t::today::sum::unanswered(count, &row.waiting.person.name)
    });
    let parts: Vec<String> = [due, meetings, reminders, unanswered, waits].into_iter().flatten().collect();
    match parts.as_slice() {
        [] => match view.coming.first() {
            Some(next) => t::today::sum::next(&next.person.name, when(next.state)),
            None => t::today::caught_up().to_owned(),
        },
        [one] => t::today::sum::one(one),
        [rest @ .., last] => t::today::sum::and(rest.join(", "), last),
    }
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

/// Why someone is being lost: `Last contact 3 months ago, before that about every 9 days.`
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

/// What a row shows, so that it is drawn anew when it shows something else.
pub(crate) fn key(row: &DueRow) -> (u64, Day, Option<Day>, String) {
    (row.person.id.0, row.day, row.snoozed, reason(row))
}

#[cfg(test)]
mod tests {
    use super::{birthday, missed, summary};

    use kith_domain::day::Day;

    use kith_engine::api::{
        AnswerReminder, AnswerRule, AwayView, BirthdayRow, MessageKey, PersonId, PersonRow, Reason, ReminderRow,
        TodayView, UnansweredRow, WaitingRow,
    };

    #[test]
    fn a_sentence_says_what_matters() {
        let today = Day(20_000);
        let waits = |days: i64| WaitingRow {
            person: PersonRow {
                id: PersonId(1),
                name: "Ada".into(),
                address: String::new(),
                last_contact: None,
                last_seen: None,
                messages: 1,
                reason: Reason::Said,
                company: None,
                tags: Vec::new(),
                photo: None,
                last_subject: String::new(),
            },
            message: MessageKey(1),
            date: i64::from(today.0) - days,
            subject: String::new(),
        };
        let reminder = ReminderRow { id: 1, person: None, text: "Call".into(), day: today, every: None };
        let unanswered = |count: usize| {
            let row =
                UnansweredRow { waiting: waits(9), reminder: AnswerReminder { day: today, why: AnswerRule::Snoozed } };
            vec![row; count]
        };
        let said = |due_count, waiting: &[i64], reminders: usize, silent: usize| {
            let view = TodayView {
                no_answer: unanswered(silent),
                due_count,
                waiting_for_you: waiting.iter().map(|days| waits(*days)).collect(),
                reminders: vec![reminder.clone(); reminders],
                ..TodayView::default()
            };
            summary(&view, today, |date| date)
        };
        for (text, expected) in [
            (said(0, &[], 0, 0), "You’re all caught up."),
            (said(3, &[], 0, 0), "3 people to write to."),
            (said(1, &[2, 5], 0, 0), "1 person to write to, and Ada has been waiting for your reply for 5 days."),
            (said(0, &[0], 2, 0), "2 reminders due."),
            (said(0, &[], 0, 1), "Ada hasn’t answered your message."),
            (said(1, &[], 0, 2), "1 person to write to, and 2 of your messages have no answer yet."),
            (
                said(2, &[1], 1, 0),
                "2 people to write to, 1 reminder due, and Ada has been waiting for your reply for a day.",
            ),
        ] {
            assert_eq!(text, expected);
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
