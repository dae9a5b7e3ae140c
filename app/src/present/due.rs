//! When and why someone is due.

use super::calendar::date;
use super::intervals::every;
use crate::i18n::{Text, t};
use kith_domain::day::Interval;
use kith_domain::due::{DueState, Since};
use kith_engine::api::{ContactKind, DueRow};

/// How someone stands: `3 days overdue`, `due today`, `in 5 days`.
pub(crate) fn when(state: DueState) -> String {
    match state {
        DueState::Overdue(1) => t::today::when::overdue_day().into(),
        DueState::Overdue(days) if days < 60 => t::today::when::overdue_days(days),
        DueState::Overdue(days) if days < 730 => t::today::when::overdue_months(days / 30),
        DueState::Overdue(days) => t::today::when::overdue_years(days / 365),
        DueState::Today => t::today::when::today().into(),
        DueState::Coming(1) => t::today::tomorrow().into(),
        DueState::Coming(days) => t::today::when::in_days(days),
        DueState::Later => t::today::when::later().into(),
    }
}

/// Why someone is due then.
pub(crate) fn because(since: Since, interval: Interval, bucket: Option<&str>) -> String {
    let rule = match bucket {
        Some(bucket) => format!("{bucket}, {interval}", interval = every(interval)),
        None => t::today::own_interval(every(interval)),
    };
    match since {
        Since::Contact(day) => t::today::since_contact(date(day), rule),
        Since::Entered(day) => t::today::since_entered(date(day), rule),
        Since::Skipped(day) => t::today::since_skipped(date(day), rule),
    }
}

/// Why a row is due.
pub(crate) fn reason(row: &DueRow) -> String {
    because(row.since, row.interval, row.bucket.as_ref().map(|(_, name, _)| name.as_str()))
}

/// The ways in which people met, each with its words.
pub(crate) const MET: [(ContactKind, &str, Text); 5] = [
    (ContactKind::Call, "call", t::met::call),
    (ContactKind::Meeting, "meeting", t::met::meeting),
    (ContactKind::Letter, "letter", t::met::letter),
    (ContactKind::Message, "message", t::met::message),
    (ContactKind::Other, "other", t::met::other_way),
];

/// A way in which people met, in words.
pub(crate) fn logged_title(how: ContactKind) -> &'static str {
    MET.iter().find(|(logged, ..)| *logged == how).map_or("", |(_, _, title)| title())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_domain::day::Day;

    #[test]
    fn how_someone_stands_is_said_as_one_would() {
        for (state, expected) in [
            (DueState::Overdue(1), "a day overdue"),
            (DueState::Overdue(59), "59 days overdue"),
            (DueState::Overdue(90), "3 months overdue"),
            (DueState::Overdue(800), "2 years overdue"),
            (DueState::Today, "due today"),
            (DueState::Coming(1), "tomorrow"),
            (DueState::Coming(14), "in 14 days"),
        ] {
            assert_eq!(when(state), expected);
        }
    }

    #[test]
    fn why_someone_is_due_names_the_day_and_the_rule() {
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
}
