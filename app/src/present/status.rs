//! What an account is doing, in words.

use super::calendar::{Moment, when};
use super::text::{about, due, messages, people, thousands};
use super::words::{Words, awaited, is_not_kept, words};
use crate::i18n::t;
use kith_engine::api::{AccountStatus, AccountView, FailureKind, Period, ProblemKind, Progress, Seconds, SyncResult};

/// What an account is doing, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusView {
    /// Its name for styles and tests.
    pub(crate) name: &'static str,
    /// The status in a line.
    pub(crate) line: String,
    /// The same without what changes all the time: what is said aloud.
    pub(crate) heard: String,
    /// How many of how many messages are read.
    pub(crate) progress: Option<(u32, u32)>,
    /// What is in the way.
    pub(crate) problem: Option<Words>,
}

/// What an account is doing, as it is shown at `now`.
pub(crate) fn status(account: &AccountView, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> StatusView {
    let view = |name, line: &str| StatusView {
        name,
        line: line.to_owned(),
        heard: line.to_owned(),
        progress: None,
        problem: None,
    };
    match &account.status {
        AccountStatus::Connecting => view("connecting", t::connect::connecting()),
        AccountStatus::Looking => view("looking", t::status::checking()),
        AccountStatus::Reading(progress) => StatusView {
            line: reading(progress),
            progress: Some((progress.read, progress.of)),
            ..view("reading", &where_reading(progress))
        },
        AccountStatus::Incomplete { at, unlisted, left, .. } => {
            let mut why = Vec::new();
            why.extend((*unlisted > 0).then(|| not_listed(*unlisted)));
            why.extend((*left > 0).then(|| t::status::unread(*left)));
            let heard = t::status::incomplete(why.into_iter().reduce(t::status::and).unwrap_or_default());
            StatusView {
                line: format!("{heard}, {}", when(&clock(*at), clock(now).day_number)),
                ..view("incomplete", &heard)
            }
        }
        AccountStatus::UpToDate { at, brought } => {
            let (at, today) = (clock(*at), clock(now).day_number);
            let when = when(&at, today);
            let since = match at.day_number == today {
                true => t::status::up_to_date_at(when),
                false => t::status::up_to_date_as_of(when),
            };
            let with_new = |line: &str| match brought.messages {
                0 => line.to_owned(),
                new => format!("{line}, {}", t::count::new_messages(new)),
            };
            StatusView { line: with_new(&since), ..view("up-to-date", &with_new(t::status::up_to_date())) }
        }
        AccountStatus::Waiting { problem, until } => {
            let heard = match problem.kind {
                ProblemKind::Mail(FailureKind::Throttled) => t::status::slowed_down().to_owned(),
                kind => t::status::waiting(awaited(kind)),
            };
            let line = match due(until - now) {
                Some(due) => t::status::next_try(due, &heard),
                None => t::status::trying(&heard),
            };
            let mut words = words(problem);
            if let ProblemKind::Mail(kind) = problem.kind {
                words.todo = todo_while_waiting(kind).unwrap_or(words.todo);
            }
            StatusView { line, problem: Some(words), ..view("waiting", &heard) }
        }
        AccountStatus::Stopped(problem) => {
            let words = words(problem);
            let name = if is_not_kept(problem.kind) { "password" } else { "stopped" };
            StatusView { problem: Some(words.clone()), ..view(name, words.what) }
        }
        AccountStatus::Disconnected => view("disconnected", t::status::disconnected()),
    }
}

/// What there is to do while Kith tries again by itself. What is said else is meant for whoever just entered the server,
/// and this one worked before. `None` where that is to be said here, too: it does not pass by itself.
fn todo_while_waiting(kind: FailureKind) -> Option<&'static str> {
    match kind {
        FailureKind::NotConnected => None,
        FailureKind::TooManyConnections => Some(t::status::tries_again_with_fewer()),
        kind if kind.general() == FailureKind::Certificate => None,
        _ => Some(t::status::tries_again()),
    }
}

/// What a mail server counts and does not list, in words.
pub(crate) fn not_listed(unlisted: u32) -> String {
    t::status::not_listed(unlisted)
}

/// How far a reading is, in a line.
pub(crate) fn reading(progress: &Progress) -> String {
    let (what, read, of) = (where_reading(progress), thousands(progress.read), thousands(progress.of));
    match progress.seconds_left {
        Some(seconds) => t::status::progress_left(about(seconds), of, read, what),
        None => t::status::progress(of, read, what),
    }
}

fn where_reading(progress: &Progress) -> String {
    if progress.folder.is_empty() { t::status::reading().into() } else { t::status::reading_folder(&progress.folder) }
}

/// What a first reading brought, in a sentence or two.
pub(crate) fn brought(account: &AccountView, brought: SyncResult) -> String {
    match (brought.messages, account.messages) {
        (0, 0) if account.period == Period::Everything => t::status::empty().into(),
        (0, 0) => t::status::none_in(window(account.period)),
        (0, _) => t::status::nothing_new().into(),
        (read, _) => t::status::found(messages(read), people(brought.people)),
    }
}

/// How far back a mailbox is read, as in "Reads …" and "No mail in …".
pub(crate) fn window(window: Period) -> &'static str {
    match window {
        Period::SixMonths => t::period::last_six_months(),
        Period::Year => t::period::last_year(),
        Period::FiveYears => t::period::last_five_years(),
        Period::Everything => t::period::all(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use kith_engine::api::{AccountId, Problem, Security};

    /// An account that is in that state, and of which nothing was read.
    pub(crate) fn account(status: AccountStatus) -> AccountView {
        AccountView {
            id: AccountId(1),
            sample: false,
            address: "ada@x.example".into(),
            username: "ada@x.example".into(),
            host: "imap.x.example".into(),
            port: 993,
            security: Security::Tls,
            sign_in: None,
            trusted: None,
            period: Period::SixMonths,
            messages: 0,
            connections: 2,
            audit: None,
            skipped: 0,
            first_reading: None,
            status,
        }
    }

    const NOW: Seconds = 10 * 86_400;

    fn shown(status_now: AccountStatus) -> StatusView {
        let clock =
            |at: Seconds| Moment { year: 2026, month: 3, day: 12, hour: 14, minute: 5, day_number: at / 86_400 };
        status(&account(status_now), NOW, clock)
    }

    #[test]
    fn a_reading_says_where_how_much_and_how_long() {
        let mut progress =
            Progress { folder: "Sent".into(), read: 12_400, of: 31_000, people: 84, seconds_left: Some(120) };
        let view = shown(AccountStatus::Reading(progress.clone()));
        assert_eq!(view.line, "Reading Sent, 12,400 of 31,000, about 2 minutes");
        assert_eq!((view.heard.as_str(), view.progress), ("Reading Sent", Some((12_400, 31_000))));
        progress.folder.clear();
        progress.seconds_left = None;
        assert_eq!(reading(&progress), "Reading, 12,400 of 31,000");
    }

    #[test]
    fn up_to_date_says_since_when() {
        let at = |at, messages| shown(AccountStatus::UpToDate { at, brought: SyncResult { messages, people: 0 } }).line;
        assert_eq!(at(NOW, 0), "Up to date, 14:05");
        assert_eq!(at(NOW, 3), "Up to date, 14:05, 3 new messages");
        assert_eq!(at(NOW - 86_400, 0), "Up to date as of yesterday, 14:05");
    }

    #[test]
    fn what_is_not_complete_is_not_called_up_to_date() {
        let incomplete =
            |unlisted, left| AccountStatus::Incomplete { at: NOW, brought: SyncResult::default(), unlisted, left };
        assert_eq!(shown(incomplete(0, 383)).line, "Incomplete: 383 messages couldn’t be read yet, 14:05");
        let view = shown(incomplete(2_000, 0));
        let line = "Incomplete: the mail server counts 2,000 messages that it doesn’t list, 14:05";
        assert_eq!((view.name, view.line.as_str()), ("incomplete", line));
    }

    #[test]
    fn a_server_that_asks_to_slow_down_is_quoted() {
        let problem = Problem::new(ProblemKind::Mail(FailureKind::Throttled));
        let view = shown(AccountStatus::Waiting { problem, until: NOW + 30 });
        assert_eq!(view.line, "The mail server asked Kith to slow down, next try in 30 s");
    }

    #[test]
    fn a_wait_says_for_what_and_counts_down() {
        let waiting = |kind, until| shown(AccountStatus::Waiting { problem: Problem::new(kind), until });
        let view = waiting(ProblemKind::NoRelay, NOW + 20);
        assert_eq!(view.line, "Waiting for Kith’s server, next try in 20 s");
        assert_eq!(view.heard, "Waiting for Kith’s server", "or each second would be said aloud");
        assert_eq!(view.problem, Some(words(&Problem::new(ProblemKind::NoRelay))));
        let broken = ProblemKind::Mail(FailureKind::WentAway);
        assert_eq!(waiting(broken, NOW + 200).line, "Waiting for the mail server, next try in 3 minutes");
        let todo = waiting(broken, NOW + 1).problem.map(|words| words.todo);
        assert_eq!(todo, Some("Kith will try again on its own."));
        assert_eq!(waiting(broken, NOW - 1).line, "Waiting for the mail server, trying again");
        let full = waiting(ProblemKind::StorageFull, NOW + 60);
        assert_eq!(full.line, "Waiting for free space on this device, next try in 60 s");
    }

    #[test]
    fn a_wait_keeps_the_advice_that_helps() {
        let todo = |kind| {
            let problem = Problem::new(ProblemKind::Mail(kind));
            let own = words(&problem).todo;
            shown(AccountStatus::Waiting { problem, until: NOW }).problem.map(|words| (words.todo == own, words.todo))
        };
        assert!(todo(FailureKind::NotConnected).is_some_and(|(is_own, _)| is_own));
        assert!(todo(FailureKind::CertificateUnknown).is_some_and(|(is_own, _)| is_own));
        assert!(todo(FailureKind::TooManyConnections).is_some_and(|(_, todo)| {
            todo.contains(t::accounts::connections()) && todo.starts_with(t::status::tries_again())
        }));
        assert_eq!(todo(FailureKind::TimedOut), Some((false, t::status::tries_again())));
    }

    #[test]
    fn what_the_user_must_mend_is_the_status() {
        let stopped = shown(AccountStatus::Stopped(Problem::new(ProblemKind::Mail(FailureKind::LoginRefused))));
        assert_eq!((stopped.name, stopped.line.as_str()), ("stopped", "The mail server refused the password"));
        assert!(stopped.problem.is_some());
        // It is so because the user wants it so.
        assert_eq!(shown(AccountStatus::Stopped(Problem::new(ProblemKind::PasswordNotKept))).name, "password");
        assert_eq!(shown(AccountStatus::Disconnected).name, "disconnected");
    }

    #[test]
    fn the_end_says_what_came() {
        let mut account = account(AccountStatus::Looking);
        let say = |account: &AccountView, messages, people| brought(account, SyncResult { messages, people });
        assert!(say(&account, 0, 0).starts_with("No mail in the last 6 months."));
        account.period = Period::Everything;
        assert_eq!(say(&account, 0, 0), "This mailbox has no mail yet.");
        account.messages = 9;
        assert_eq!(say(&account, 0, 0), "Nothing new. All of its mail was already here.");
        assert_eq!(say(&account, 5_012, 214), "Read 5,012 messages and found 214 people.");
        assert_eq!(say(&account, 1, 1), "Read 1 message and found 1 person.");
    }
}
