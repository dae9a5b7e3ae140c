//! What is said of calendars that are read every day.

use crate::features::web_file::model::{self, Said};
use crate::i18n::t;
use crate::present::calendar::Moment;
use crate::present::words::words;
use kith_engine::api::{CalendarView, WebFileProblem};

/// How the address of a calendar begins that can be read.
pub(crate) const SCHEMES: [&str; 3] = ["https://", "webcal://", "webcals://"];

/// How a calendar stands.
pub(crate) fn state(calendar: &CalendarView, clock: impl Fn(i64) -> Moment) -> String {
    let said = Said { reading: t::calendars::reading(), soon: t::calendars::soon(), why_not: why };
    let told = &calendar.told;
    let counted = |day| match told.not_yours {
        0 => t::calendars::read(told.meetings, day),
        others => format!("{} {}", t::calendars::read(told.meetings, day), t::calendars::not_yours(others)),
    };
    model::state(&said, &calendar.status, calendar.last, clock, counted)
}

/// A calendar on the screen: its name, and the server it is on.
pub(crate) fn called(calendar: &CalendarView) -> String {
    match calendar.name.as_str() {
        "" => calendar.place.clone(),
        name => format!("{name} ({})", calendar.place),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::web_file::model::place;
    use kith_engine::api::{CalendarTold, WebFileStatus};

    #[test]
    fn it_is_said_how_a_calendar_stands() {
        let clock = |_| Moment { year: 2026, month: 11, day: 3, hour: 9, minute: 5, day_number: 0 };
        let of = |status, last| CalendarView {
            id: 1,
            name: String::new(),
            place: "x.example".into(),
            status,
            last,
            told: CalendarTold { meetings: 2, ..CalendarTold::default() },
        };
        let mut read = of(WebFileStatus::Read, Some(0));
        assert_eq!(state(&read, clock), "Read on 3 November 2026: 2 meetings with people in Kith.");
        read.told.not_yours = 3;
        let expected =
            "Read on 3 November 2026: 2 meetings with people in Kith. 3 entries don’t name you and don’t count.";
        assert_eq!(state(&read, clock), expected);
        assert_eq!(called(&read), "x.example");
        assert_eq!(called(&CalendarView { name: "Work".into(), ..read }), "Work (x.example)");
        let failed = WebFileStatus::Failed { problem: WebFileProblem::Status(500), next: 0 };
        let expected = "The calendar wasn’t read. The server answered with error 500. Kith tries again at 09:05.";
        assert_eq!(state(&of(failed, None), clock), expected);
    }

    #[test]
    fn an_address_leads_over_an_encrypted_connection() {
        for typed in ["https://x.example/a.ics", " webcal://x.example/a?key=1 ", "WEBCALS://x.example"] {
            assert!(place(typed, &SCHEMES).is_some(), "{typed}");
        }
        for typed in ["", "http://x.example/a.ics", "webcal:///a.ics", "https://x example", "x.example/a.ics"] {
            assert!(place(typed, &SCHEMES).is_none(), "{typed}");
        }
    }
}
