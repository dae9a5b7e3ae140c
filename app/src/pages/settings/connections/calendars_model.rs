//! What is said of calendars that are read every day.

use crate::i18n::t;
use crate::present::calendar::{Moment, clock as hour, long_date};
use crate::present::words::words;
use kith_engine::api::{CalendarView, WebFileProblem, WebFileStatus};

/// How a calendar stands.
pub(crate) fn state(calendar: &CalendarView, clock: impl Fn(i64) -> Moment) -> String {
    match (&calendar.status, calendar.last) {
        (WebFileStatus::Reading, _) => t::calendars::reading().to_owned(),
        (WebFileStatus::Failed { problem, next }, _) => {
            format!("{} {}", why(problem), t::review::list_next(hour(&clock(*next))))
        }
        (WebFileStatus::Read, Some(at)) => t::calendars::read(calendar.meetings, long_date(&clock(at))),
        (WebFileStatus::Read, None) => t::calendars::soon().to_owned(),
    }
}

/// Its name, for styles and tests.
pub(crate) const fn name(status: &WebFileStatus) -> &'static str {
    match status {
        WebFileStatus::Reading => "reading",
        WebFileStatus::Failed { .. } => "failed",
        WebFileStatus::Read => "read",
    }
}

fn why(problem: &WebFileProblem) -> String {
    match problem {
        WebFileProblem::NotFound => t::calendars::not_found().to_owned(),
        WebFileProblem::Refused => t::calendars::refused().to_owned(),
        WebFileProblem::OtherKind => t::calendars::no_calendar().to_owned(),
        WebFileProblem::TooLarge => t::calendars::too_large().to_owned(),
        WebFileProblem::Unreachable => t::calendars::unreachable().to_owned(),
        WebFileProblem::Certificate => t::calendars::certificate().to_owned(),
        WebFileProblem::Status(status) => t::calendars::status(status),
        WebFileProblem::Other(problem) => words(problem).in_short(),
    }
}

/// Whether a calendar can be read at an address that was typed.
pub(crate) fn is_address(typed: &str) -> bool {
    let typed = typed.trim();
    let begins = |scheme: &&str| typed.get(..scheme.len()).is_some_and(|it| it.eq_ignore_ascii_case(scheme));
    let scheme = ["https://", "webcal://", "webcals://"].into_iter().find(begins);
    let rest = scheme.and_then(|scheme| typed.get(scheme.len()..)).unwrap_or_default();
    !rest.is_empty() && !rest.starts_with(['/', '?', '#']) && !rest.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_a_calendar_stands() {
        let clock = |_| Moment { year: 2026, month: 11, day: 3, hour: 9, minute: 5, day_number: 0 };
        let of = |status, last| CalendarView { id: 1, place: "x.example".into(), status, last, meetings: 2 };
        assert_eq!(
            state(&of(WebFileStatus::Read, Some(0)), clock),
            "Read on 3 November 2026: 2 meetings with people in Kith."
        );
        let failed = WebFileStatus::Failed { problem: WebFileProblem::Status(500), next: 0 };
        let expected = "The calendar wasn’t read. The server answered with error 500. Kith tries again at 09:05.";
        assert_eq!(state(&of(failed, None), clock), expected);
    }

    #[test]
    fn an_address_leads_over_an_encrypted_connection() {
        for typed in ["https://x.example/a.ics", " webcal://x.example/a?key=1 ", "WEBCALS://x.example"] {
            assert!(is_address(typed), "{typed}");
        }
        for typed in ["", "http://x.example/a.ics", "webcal:///a.ics", "https://x example", "x.example/a.ics"] {
            assert!(!is_address(typed), "{typed}");
        }
    }
}
