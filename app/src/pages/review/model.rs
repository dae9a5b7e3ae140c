//! What is said of people to review.

use crate::features::web_file::model::{self as web_file, Said};
use crate::i18n::t;
use crate::present::calendar::{Moment, long_date};
use crate::present::text::people;
use crate::present::words::words;
use kith_engine::api::{ReviewReason, ReviewRow, RunOf, UnsubscribeListView, UnsubscribesView, WebFileProblem};

/// Why someone is to be looked at, and since when.
pub(crate) fn why(row: &ReviewRow, clock: impl Fn(i64) -> Moment) -> String {
    let date = long_date(&clock(row.at));
    match (row.why, &row.by) {
        (ReviewReason::Trash, Some(RunOf::Sync(_, book) | RunOf::SyncUndone(_, book))) => {
            t::review::deleted_there(book, date)
        }
        (ReviewReason::Trash, _) => t::review::trash_by_hand(date),
        (ReviewReason::Unsubscribed, Some(RunOf::Unsubscribes(file) | RunOf::Import(file))) => {
            t::review::unsubscribed_in(date, file)
        }
        (ReviewReason::Unsubscribed, _) => t::review::unsubscribed(date),
    }
}

/// What a list of those who unsubscribed would do.
pub(crate) fn list(view: &UnsubscribesView) -> String {
    match (view.addresses, view.tagged, view.untagged) {
        (0, ..) => t::review::list_empty().to_owned(),
        (addresses, 0, 0) => t::review::list_no_one(addresses),
        (addresses, _, 0) => t::review::list_all_marked(addresses),
        (addresses, _, untagged) => t::review::list_marks(addresses, people(untagged)),
    }
}

/// How the address of a list begins that can be read.
pub(crate) const SCHEMES: [&str; 1] = ["https://"];

/// How a list stands that is read every day.
pub(crate) fn list_state(list: &UnsubscribeListView, clock: impl Fn(i64) -> Moment) -> String {
    let said = Said { reading: t::review::list_reading(), soon: t::review::list_soon(), why_not: list_problem };
    web_file::state(&said, &list.status, list.last, clock, |day| t::review::list_read(list.addresses, day))
}

fn list_problem(problem: &WebFileProblem) -> String {
    match problem {
        WebFileProblem::NotFound => t::review::list_not_found().to_owned(),
        WebFileProblem::Refused => t::review::list_refused().to_owned(),
        WebFileProblem::OtherKind => t::review::list_no_list().to_owned(),
        WebFileProblem::TooLarge => t::review::list_too_large().to_owned(),
        WebFileProblem::Unreachable => t::review::list_unreachable().to_owned(),
        WebFileProblem::Certificate => t::review::list_certificate().to_owned(),
        WebFileProblem::Status(status) => t::review::list_status(status),
        WebFileProblem::Other(problem) => words(problem).in_short(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::web_file::model::place;
    use kith_engine::api::{PersonId, PersonRow, Reason, WebFileStatus};

    #[test]
    fn it_is_said_how_a_list_stands_that_is_read_every_day() {
        let of = |status, last| UnsubscribeListView {
            id: 1,
            place: "news.example/list".to_owned(),
            status,
            last,
            addresses: 2,
        };
        let said = |status, last| list_state(&of(status, last), clock);
        assert_eq!(said(WebFileStatus::Read, Some(0)), "Read on 3 November 2026: 2 addresses unsubscribed.");
        let failed = WebFileStatus::Failed { problem: WebFileProblem::Status(500), next: 0 };
        assert_eq!(
            said(failed, Some(0)),
            "The list wasn’t read. The server answered with error 500. Kith tries again at 09:05."
        );
        for (typed, expected) in [
            (" https://x.example/a?b=c ", Some("x.example/a?b=c")),
            ("HTTPS://x.example", Some("x.example")),
            ("http://x.example", None),
            ("https://", None),
            ("https:///a", None),
            ("https://x .example", None),
            ("x.example", None),
        ] {
            assert_eq!(place(typed, &SCHEMES), expected, "{typed}");
        }
    }

    fn clock(at: i64) -> Moment {
        Moment { year: 2026, month: 11, day: 3, hour: 9, minute: 5, day_number: at }
    }

    #[test]
    fn it_is_said_who_put_someone_there() {
        let row = |why, by| ReviewRow {
            person: PersonRow {
                id: PersonId(1),
                name: "Ada".to_owned(),
                address: String::new(),
                last_contact: None,
                last_seen: None,
                messages: 0,
                reason: Reason::Said,
                company: None,
                tags: Vec::new(),
                photo: None,
                last_subject: String::new(),
            },
            why,
            at: 0,
            by,
        };
        let by_book = Some(RunOf::Sync(1, "Work".to_owned()));
        assert_eq!(
            super::why(&row(ReviewReason::Trash, by_book), clock),
            "Deleted from your address book “Work” on 3 November 2026."
        );
        assert_eq!(super::why(&row(ReviewReason::Trash, None), clock), "Tagged “Trash” on 3 November 2026.");
        let by_list = Some(RunOf::Unsubscribes("gone.csv".to_owned()));
        assert_eq!(
            super::why(&row(ReviewReason::Unsubscribed, by_list), clock),
            "Unsubscribed. Read from “gone.csv” on 3 November 2026."
        );
    }

    #[test]
    fn it_is_said_before_what_a_list_does() {
        let of = |addresses, tagged, untagged| list(&UnsubscribesView { addresses, tagged, untagged, people: vec![] });
        assert_eq!(of(0, 0, 0), t::review::list_empty());
        assert_eq!(of(5, 0, 0), "5 addresses unsubscribed. No one in Kith has any of them.");
        assert_eq!(of(5, 2, 0), "5 addresses unsubscribed. Everyone in Kith who has one is marked already.");
        assert_eq!(of(1, 2, 3), "1 address unsubscribed. 3 people in Kith would get the tag “Unsubscribed”.");
    }
}
