//! What an account is doing, in words.

use crate::calendar::{Moment, when};
use crate::text::{about, counted, messages, people, thousands};
use crate::words::{Words, words};
use kith_engine::api::{AccountView, Brought, Progress, Seconds, Status, Window};

/// What an account is doing, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusView {
    /// Its name for styles and tests.
    pub(crate) name: &'static str,
    /// The status in a sentence.
    pub(crate) line: String,
    /// How many of how many messages are read.
    pub(crate) progress: Option<(u32, u32)>,
    /// What is in the way.
    pub(crate) problem: Option<Words>,
}

/// What an account is doing, as it is shown on the day `today`.
pub(crate) fn status(account: &AccountView, today: i64, clock: impl Fn(Seconds) -> Moment) -> StatusView {
    let view = |name, line| StatusView { name, line, progress: None, problem: None };
    match &account.status {
        Status::Connecting => view("connecting", "Connecting…".into()),
        Status::Looking => view("looking", "Looking through the folders for what is new…".into()),
        Status::Reading(progress) => {
            StatusView { progress: Some((progress.read, progress.of)), ..view("reading", reading(progress)) }
        }
        Status::UpToDate { at, brought } => {
            let checked = at_time(&clock(*at), today);
            let new = match brought.messages {
                0 => String::new(),
                new => format!(", {}", counted(new, "new message", "new messages")),
            };
            view("up-to-date", format!("Up to date. Checked {checked}{new}."))
        }
        Status::Waiting { problem, until } => StatusView {
            problem: Some(words(problem)),
            ..view("waiting", format!("Kith tries again by itself {}.", at_time(&clock(*until), today)))
        },
        Status::Stopped(problem) => StatusView {
            problem: Some(words(problem)),
            ..view("stopped", "Nothing is read until this is settled.".into())
        },
        Status::Disconnected => view("disconnected", "Disconnected. What was read is kept.".into()),
    }
}

/// How far a reading is, in a line.
pub(crate) fn reading(progress: &Progress) -> String {
    let mut parts = Vec::new();
    if !progress.folder.is_empty() {
        parts.push(progress.folder.clone());
    }
    parts.push(format!("{} of {}", thousands(progress.read), messages(progress.of)));
    parts.push(people(progress.people));
    if let Some(seconds) = progress.seconds_left {
        parts.push(format!("about {} left", about(seconds)));
    }
    parts.join(" · ")
}

/// What a first reading brought, in a sentence or two.
pub(crate) fn brought(account: &AccountView, brought: Brought) -> String {
    match (brought.messages, account.messages) {
        (0, 0) if account.window == Window::Everything => "This mailbox holds no mail yet.".into(),
        (0, 0) => format!(
            "No mail in {}. To read further back, remove the account and connect it again with a longer time.",
            window(account.window)
        ),
        (0, _) => "Nothing new: all of its mail was here already.".into(),
        (read, _) => format!("Read {}; found {}.", messages(read), people(brought.people)),
    }
}

/// How far back a mailbox is read, as in "No mail in …".
pub(crate) fn window(window: Window) -> &'static str {
    match window {
        Window::SixMonths => "the last six months",
        Window::Year => "the last year",
        Window::FiveYears => "the last five years",
        Window::Everything => "all its time",
    }
}

fn at_time(moment: &Moment, today: i64) -> String {
    let when = when(moment, today);
    if moment.day_number == today { format!("at {when}") } else { when }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::{AccountId, FailureKind, Problem, ProblemKind, Security};

    fn account(status: Status) -> AccountView {
        AccountView {
            id: AccountId(1),
            sample: false,
            address: "ada@x.example".into(),
            username: "ada@x.example".into(),
            host: "imap.x.example".into(),
            port: 993,
            security: Security::Tls,
            window: Window::SixMonths,
            messages: 0,
            connections: 2,
            audit: None,
            aside: 0,
            status,
        }
    }

    fn shown(status_now: Status) -> StatusView {
        let clock =
            |at: Seconds| Moment { year: 2026, month: 3, day: 12, hour: 14, minute: 5, day_number: at / 86_400 };
        status(&account(status_now), 10, clock)
    }

    #[test]
    fn a_reading_says_where_how_much_and_how_long() {
        let mut progress =
            Progress { folder: "INBOX".into(), read: 1_200, of: 5_012, people: 84, seconds_left: Some(120) };
        assert_eq!(reading(&progress), "INBOX · 1,200 of 5,012 messages · 84 people · about 2 minutes left");
        assert_eq!(shown(Status::Reading(progress.clone())).progress, Some((1_200, 5_012)));
        progress.folder.clear();
        progress.seconds_left = None;
        assert_eq!(reading(&progress), "1,200 of 5,012 messages · 84 people");
    }

    #[test]
    fn up_to_date_says_when() {
        let at = |at, messages| shown(Status::UpToDate { at, brought: Brought { messages, people: 0 } }).line;
        assert_eq!(at(864_000, 0), "Up to date. Checked at 14:05.");
        assert_eq!(at(864_000, 3), "Up to date. Checked at 14:05, 3 new messages.");
        assert_eq!(at(777_600, 0), "Up to date. Checked yesterday, 14:05.");
    }

    #[test]
    fn what_is_in_the_way_has_words() {
        let problem = Problem::new(ProblemKind::NoRelay);
        let waiting = shown(Status::Waiting { problem: problem.clone(), until: 864_000 });
        assert_eq!(waiting.line, "Kith tries again by itself at 14:05.");
        assert_eq!(waiting.problem, Some(words(&problem)));
        let stopped = shown(Status::Stopped(Problem::new(ProblemKind::Mail(FailureKind::LoginRefused))));
        assert_eq!(stopped.name, "stopped");
        assert!(stopped.problem.is_some());
    }

    #[test]
    fn the_end_says_what_came() {
        let mut account = account(Status::Looking);
        let say = |account: &AccountView, messages, people| brought(account, Brought { messages, people });
        assert!(say(&account, 0, 0).starts_with("No mail in the last six months."));
        account.window = Window::Everything;
        assert_eq!(say(&account, 0, 0), "This mailbox holds no mail yet.");
        account.messages = 9;
        assert_eq!(say(&account, 0, 0), "Nothing new: all of its mail was here already.");
        assert_eq!(say(&account, 5_012, 214), "Read 5,012 messages; found 214 people.");
        assert_eq!(say(&account, 1, 1), "Read 1 message; found 1 person.");
    }
}
