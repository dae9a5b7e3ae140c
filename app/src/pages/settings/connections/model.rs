//! Connections to address books in words.

use crate::i18n::t;
use crate::present::calendar::{Moment, when};
use crate::present::card_fields::{field_name, value_in_words};
use crate::present::status::StatusView;
use crate::present::text::{due, thousands};
use crate::present::words::words;
use kith_domain::contact::Labelled;
use kith_engine::api::{
    AddressBookView, BookLimit, BookProblem, BookStatus, CardChange, CardChangeKind, CardDirection, CardField,
    CardReview, ProblemKind, Seconds, SyncLogRow,
};

/// What a connection is doing, as it is shown at `now`.
pub(crate) fn status(book: &AddressBookView, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> StatusView {
    let view = |name, line: &str| StatusView {
        name,
        line: line.to_owned(),
        heard: line.to_owned(),
        progress: None,
        problem: None,
    };
    match &book.status {
        BookStatus::Looking { of: 0, .. } => view("looking", t::connections::status::looking()),
        BookStatus::Looking { read, of } => StatusView {
            line: t::connections::status::looking_at(thousands(*of), thousands(*read)),
            progress: Some((*read, *of)),
            ..view("looking", t::connections::status::looking())
        },
        BookStatus::Looked => view("looked", t::connections::status::looked()),
        BookStatus::Syncing { of: 0, .. } => view("syncing", t::connections::status::syncing()),
        BookStatus::Syncing { done, of } => StatusView {
            line: t::connections::status::syncing_at(thousands(*done), thousands(*of)),
            progress: Some((*done, *of)),
            ..view("syncing", t::connections::status::syncing())
        },
        BookStatus::UpToDate => {
            let heard = view("up-to-date", t::status::up_to_date());
            match book.last {
                None => heard,
                Some(at) => StatusView { line: since(&clock(at), clock(now).day_number), ..heard },
            }
        }
        BookStatus::Waiting { problem, until } => {
            let words = words(problem);
            let line = match due(until - now) {
                Some(due) => t::status::next_try(due, words.what),
                None => t::status::trying(words.what),
            };
            StatusView { line, problem: Some(words.clone()), ..view("waiting", words.what) }
        }
        BookStatus::Stopped(problem) => {
            let words = words(problem);
            StatusView { problem: Some(words.clone()), ..view("stopped", words.what) }
        }
        BookStatus::Disappeared { cards, of } => {
            view("disappeared", &t::connections::status::disappeared(thousands(*cards), thousands(*of)))
        }
        BookStatus::Off => view("paused", t::connections::status::paused()),
    }
}

fn since(at: &Moment, today: i64) -> String {
    let when = when(at, today);
    if at.day_number == today { t::status::up_to_date_at(when) } else { t::status::up_to_date_as_of(when) }
}

/// Whether it goes stale as time passes, and after how many seconds.
pub(crate) fn stale_after(books: &[AddressBookView]) -> Option<u32> {
    let waits = |book: &AddressBookView| matches!(book.status, BookStatus::Waiting { .. });
    match books {
        [] => None,
        books if books.iter().any(waits) => Some(1),
        _ => Some(60),
    }
}

/// Whether it is at work, so that there is no sense in asking for a sync.
pub(crate) const fn at_work(status: &BookStatus) -> bool {
    matches!(status, BookStatus::Looking { .. } | BookStatus::Syncing { .. } | BookStatus::Looked)
}

/// Whether its first sync is still to be started.
pub(crate) const fn is_new(status: &BookStatus) -> bool {
    matches!(status, BookStatus::Looking { .. } | BookStatus::Looked)
}

/// Whether another way to sign in is what may help.
pub(crate) const fn wants_login(status: &BookStatus) -> bool {
    use BookProblem::{LoginRefused, SignInNeeded};
    match status {
        BookStatus::Stopped(problem) => {
            matches!(problem.kind, ProblemKind::Book(LoginRefused | SignInNeeded) | ProblemKind::NotFound)
        }
        _ => false,
    }
}

/// What the server of an address book cannot do, and what follows.
pub(crate) fn limit(limit: BookLimit) -> &'static str {
    match limit {
        BookLimit::ReadOnly => t::connections::limit::read_only(),
        BookLimit::NoChanges => t::connections::limit::no_changes(),
        BookLimit::NoTags => t::connections::limit::no_tags(),
        BookLimit::NoCustomFields => t::connections::limit::no_custom_fields(),
        BookLimit::NoPhotos => t::connections::limit::no_photos(),
    }
}

/// Why a card is to be looked at.
pub(crate) fn review(why: &CardReview) -> String {
    match why {
        CardReview::DeletedHere => t::connections::review::deleted_here().to_owned(),
        CardReview::Unclear(_) => t::connections::review::unclear().to_owned(),
        CardReview::Unreadable => t::connections::review::unreadable().to_owned(),
        CardReview::Refused(status) => t::connections::review::refused(status),
        CardReview::PhotoRefused(status) => t::connections::review::photo_refused(status),
    }
}

/// What a sync changed of someone.
pub(crate) fn change(change: &CardChange) -> String {
    match (&change.what, change.direction) {
        (CardChangeKind::Created, CardDirection::In) => t::connections::log::created_in().to_owned(),
        (CardChangeKind::Created, CardDirection::Out) => t::connections::log::created_out().to_owned(),
        (CardChangeKind::Linked, _) => t::connections::log::linked().to_owned(),
        (CardChangeKind::Deleted, _) => t::connections::log::deleted().to_owned(),
        (CardChangeKind::Field { field: CardField::Photo, .. }, _) => t::connections::log::photo().to_owned(),
        (CardChangeKind::Field { field, before, after, .. }, _) => {
            let value = |it: &Labelled| value_in_words(field, it);
            let name = field_name(field);
            match (before.as_ref().map(value), after.as_ref().map(value)) {
                (Some(before), Some(after)) => t::connections::log::changed(after, before, name),
                (None, Some(after)) => t::connections::log::added(after, name),
                (Some(before), None) => t::connections::log::removed(before, name),
                (None, None) => name,
            }
        }
    }
}

/// What lost where both sides had changed a field.
pub(crate) fn kept(change: &CardChange) -> Option<String> {
    match &change.what {
        CardChangeKind::Field { kept: Some(kept), field, .. } if *field != CardField::Photo => {
            Some(t::connections::log::kept(value_in_words(field, kept)))
        }
        _ => None,
    }
}

/// On which side it was changed.
pub(crate) fn direction(direction: CardDirection) -> &'static str {
    match direction {
        CardDirection::In => t::connections::log::into_kith(),
        CardDirection::Out => t::connections::log::to_book(),
    }
}

/// Whether a change can be undone by itself. Others are undone with their run.
pub(crate) const fn can_undo(row: &SyncLogRow) -> bool {
    matches!(row.change.what, CardChangeKind::Field { .. }) && !row.undone
}

/// The changes of each run, in the order of the rows.
pub(crate) fn by_run(rows: Vec<SyncLogRow>) -> Vec<(u64, Vec<SyncLogRow>)> {
    let mut runs: Vec<(u64, Vec<SyncLogRow>)> = Vec::new();
    for row in rows {
        match runs.last_mut() {
            Some((run, of)) if *run == row.run => of.push(row),
            _ => runs.push((row.run, vec![row])),
        }
    }
    runs
}

/// The changes of a run, those of one person in one direction together, in the order of the rows.
pub(crate) fn by_person(rows: Vec<SyncLogRow>) -> Vec<Vec<SyncLogRow>> {
    let of = |row: &SyncLogRow| (row.change.person, row.change.direction);
    let mut people: Vec<Vec<SyncLogRow>> = Vec::new();
    for row in rows {
        match people.last_mut().filter(|last| last.last().map(of) == Some(of(&row))) {
            Some(last) => last.push(row),
            None => people.push(vec![row]),
        }
    }
    people
}

/// The number of a connection as it is in addresses.
pub(crate) fn slug(book: u64) -> String {
    format!("{book:016x}")
}

/// The connection that an address speaks of.
pub(crate) fn book_of(slug: &str) -> Option<u64> {
    u64::from_str_radix(slug, 16).ok()
}

/// Whether what was typed may be a place to look for address books: an email address, a domain or a server's address.
pub(crate) fn is_place(typed: &str) -> bool {
    let typed = typed.trim();
    let (host, is_plain) = match typed.split_once("://") {
        Some(("https", rest)) => (rest.split('/').next().unwrap_or_default(), true),
        Some(_) => return false,
        None => (typed.rsplit_once('@').map_or(typed, |(_, domain)| domain), !typed.starts_with('@')),
    };
    is_plain && !host.is_empty() && host.contains(['.', ':']) && !typed.contains(char::is_whitespace)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use kith_engine::api::{BookSettings, ChangeKey, Mapping, PersonId, Problem, Side};

    const NOW: Seconds = 1_000_000;

    pub(crate) fn book(status: BookStatus) -> AddressBookView {
        AddressBookView {
            id: 1,
            settings: BookSettings {
                name: "Contacts".to_owned(),
                on: true,
                winner: Side::There,
                mapping: Mapping::default(),
            },
            url: "https://dav.example/ada/contacts/".to_owned(),
            username: Some("ada".to_owned()),
            account: None,
            status,
            last: None,
            linked: 0,
            limits: Vec::new(),
            review: Vec::new(),
        }
    }

    fn line(status: BookStatus) -> String {
        super::status(&book(status), NOW, |_| Moment::default()).line
    }

    #[test]
    fn what_it_is_doing_is_said() {
        let problem = || Problem::new(ProblemKind::Book(BookProblem::LoginRefused));
        assert_eq!(line(BookStatus::Looking { read: 0, of: 0 }), "Reading the address book…");
        assert_eq!(line(BookStatus::Looking { read: 100, of: 5_000 }), "Reading the address book: 100 of 5,000");
        assert_eq!(line(BookStatus::Syncing { done: 7, of: 9 }), "Syncing: 7 of 9");
        assert_eq!(line(BookStatus::UpToDate), "Up to date");
        assert_eq!(line(BookStatus::Disappeared { cards: 90, of: 100 }), "90 of 100 entries disappeared at once");
        assert!(line(BookStatus::Looked).contains("first sync"));
        assert!(line(BookStatus::Off).contains("resume"));
        let stopped = super::status(&book(BookStatus::Stopped(problem())), NOW, |_| Moment::default());
        assert_eq!((stopped.name, stopped.problem.is_some()), ("stopped", true));
        let waiting = BookStatus::Waiting { problem: problem(), until: NOW + 20 };
        assert!(line(waiting).contains("20 s"));
    }

    #[test]
    fn another_way_to_sign_in_is_offered_where_that_may_help() {
        let stopped = |kind| wants_login(&BookStatus::Stopped(Problem::new(ProblemKind::Book(kind))));
        assert!(stopped(BookProblem::LoginRefused) && stopped(BookProblem::SignInNeeded));
        assert!(!stopped(BookProblem::Certificate) && !wants_login(&BookStatus::UpToDate));
    }

    #[test]
    fn the_time_of_the_last_sync_is_told_with_its_day_where_that_is_another() {
        let shown = |last| {
            let book = AddressBookView { last: Some(last), ..book(BookStatus::UpToDate) };
            let clock = |at: Seconds| Moment { hour: 14, minute: 5, day_number: at / 86_400, ..Moment::default() };
            super::status(&book, NOW, clock).line
        };
        assert_eq!(shown(NOW), "Up to date, 14:05");
        assert!(shown(NOW - 86_400).contains("yesterday, 14:05"));
    }

    fn field(field: CardField, before: Option<&str>, after: Option<&str>, kept: Option<&str>) -> CardChange {
        let value = |text: Option<&str>| text.map(|text| Labelled::new("", text));
        let what = CardChangeKind::Field { field, before: value(before), after: value(after), kept: value(kept) };
        CardChange { person: PersonId(1), name: "Ada".to_owned(), direction: CardDirection::In, what }
    }

    #[test]
    fn a_change_says_what_was_and_what_is() {
        assert_eq!(change(&field(CardField::Role, Some("Poet"), Some("Countess"), None)), "Role: “Poet” → “Countess”");
        assert_eq!(change(&field(CardField::Tag, None, Some("client"), None)), "Tag: “client” added");
        assert_eq!(change(&field(CardField::Tag, Some("client"), None, None)), "Tag: “client” removed");
        let birthday = field(CardField::Birthday, None, Some("1815-12-10"), None);
        assert_eq!(change(&birthday), "Birthday: “10 December 1815” added");
        assert_eq!(change(&field(CardField::Photo, None, Some("00ff"), None)), "Photo changed");
        let created = CardChange { what: CardChangeKind::Created, ..birthday };
        assert_eq!(change(&created), "New in Kith");
        assert_eq!(change(&CardChange { direction: CardDirection::Out, ..created }), "New in the address book");
    }

    #[test]
    fn what_lost_is_told() {
        let lost = field(CardField::Role, Some("Poet"), Some("Countess"), Some("Writer"));
        assert!(kept(&lost).is_some_and(|kept| kept.contains("“Writer”")));
        assert_eq!(kept(&field(CardField::Role, None, Some("Poet"), None)), None);
    }

    #[test]
    fn changes_stand_under_their_run() {
        let row = |run, place| SyncLogRow {
            at: NOW,
            run,
            key: ChangeKey { mark: 1, place },
            change: field(CardField::Role, None, Some("Poet"), None),
            undone: false,
        };
        let runs = by_run(vec![row(2, 0), row(2, 1), row(1, 0)]);
        assert_eq!(runs.iter().map(|(run, rows)| (*run, rows.len())).collect::<Vec<_>>(), [(2, 2), (1, 1)]);
        assert!(can_undo(&row(1, 0)) && !can_undo(&SyncLogRow { undone: true, ..row(1, 0) }));
    }

    #[test]
    fn changes_of_one_person_stand_together() {
        let row = |person, direction| SyncLogRow {
            at: NOW,
            run: 1,
            key: ChangeKey { mark: 1, place: 0 },
            change: CardChange {
                person: PersonId(person),
                direction,
                ..field(CardField::Role, None, Some("Poet"), None)
            },
            undone: false,
        };
        let rows = [(1, CardDirection::In), (1, CardDirection::In), (1, CardDirection::Out), (2, CardDirection::Out)];
        let people = by_person(rows.map(|(person, direction)| row(person, direction)).into());
        assert_eq!(people.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 1]);
    }

    #[test]
    fn a_place_is_an_address_a_domain_or_a_server() {
        for (typed, is) in [
            ("ada@example.com", true),
            (" example.com ", true),
            ("https://cloud.example.com/remote.php/dav", true),
            ("https://localhost:8443/", true),
            ("http://cloud.example.com", false),
            ("ada", false),
            ("@example.com", false),
            ("", false),
            ("https:///x", false),
            ("two words.example", false),
        ] {
            assert_eq!(is_place(typed), is, "{typed}");
        }
    }

    #[test]
    fn a_connection_is_found_by_its_address_again() {
        for id in [0, 7, u64::MAX] {
            assert_eq!(book_of(&slug(id)), Some(id));
        }
        assert_eq!(book_of("connect"), None);
    }

    #[test]
    fn a_wait_is_counted_in_seconds() {
        let waiting = BookStatus::Waiting { problem: Problem::new(ProblemKind::NoRelay), until: NOW };
        assert_eq!(stale_after(&[]), None);
        assert_eq!(stale_after(&[book(BookStatus::UpToDate)]), Some(60));
        assert_eq!(stale_after(&[book(BookStatus::UpToDate), book(waiting)]), Some(1));
    }
}
