//! Which bars stand at the top, from what the accounts do and what this page has seen them do.

use crate::client::watch::Watch;
use crate::i18n::t;
use crate::present::status::{brought, reading};
use crate::present::text::{due, joined, people};
use crate::present::words::{is_not_kept, is_of_key, words};
use kith_engine::api::{AccountId, AccountStatus, AccountView, Overview, Problem, ProblemKind, Seconds};

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) account: AccountId,
    /// What it is about.
    pub(crate) kind: BarKind,
    /// What it says first.
    pub(crate) title: String,
    /// What it says besides.
    pub(crate) detail: String,
    /// How many of how many messages are read.
    pub(crate) progress: Option<(u32, u32)>,
}

/// What a bar is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BarKind {
    /// Mail is coming in.
    Reading,
    /// A reading ended; the bar can be closed.
    Ended,
    /// Something is in the way, and is tried again by itself.
    Waiting,
    /// Something is in the way that the user must mend.
    Stopped,
    /// The password is asked for, since it is not kept.
    Password,
}

impl BarKind {
    /// Its name for styles and tests.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Ended => "ended",
            Self::Waiting => "waiting",
            Self::Stopped => "stopped",
            Self::Password => "password",
        }
    }
}

/// The bars, in the order of the accounts. The same trouble with the relay or its access key is told once for all of
/// them.
pub(crate) fn bars(overview: &Overview, watch: &Watch, now: Seconds) -> Vec<Bar> {
    let mut bars = Vec::new();
    let (mut relay_told, mut key_told) = (false, false);
    for account in &overview.accounts {
        let told = watch.is_told(account.id);
        let connected = || match account.sample {
            true => t::shell::filling_sample().to_owned(),
            false => t::shell::connected(&account.address),
        };
        let bar = |kind, title, detail| Bar { account: account.id, kind, title, detail, progress: None };
        match &account.status {
            AccountStatus::Looking if told => {
                bars.push(bar(BarKind::Reading, connected(), t::shell::checking().to_owned()));
            }
            AccountStatus::Reading(progress) if told || account.sample => bars.push(Bar {
                progress: Some((progress.read, progress.of)),
                ..bar(BarKind::Reading, connected(), joined([reading(progress), people(progress.people)]))
            }),
            AccountStatus::Waiting { problem, until } => {
                let about_relay = problem.kind == ProblemKind::NoRelay;
                if !(about_relay && relay_told) {
                    let detail = match about_relay {
                        true => t::shell::still_here().to_owned(),
                        false => format!("{}.", account.address),
                    };
                    let again = match due(until - now) {
                        Some(due) => t::shell::next_try(due),
                        None => t::shell::trying().to_owned(),
                    };
                    bars.push(bar(BarKind::Waiting, words(problem).what.to_owned(), format!("{detail} {again}")));
                }
                relay_told |= about_relay;
            }
            AccountStatus::Stopped(problem) if is_of_key(problem.kind) && key_told => {}
            AccountStatus::Stopped(problem) => {
                key_told |= is_of_key(problem.kind);
                let is_asked = is_not_kept(problem.kind);
                let kind = if is_asked { BarKind::Password } else { BarKind::Stopped };
                bars.push(bar(kind, words(problem).what.to_owned(), about(problem, &account.address)));
            }
            _ => {
                if let Some(end) = watch.ended(account.id) {
                    bars.push(bar(BarKind::Ended, brought(account, end), account.address.clone()));
                }
            }
        }
    }
    bars
}

/// How often the bars' words go stale, in seconds, where a wait is counted down.
pub(crate) fn counts_down(overview: &Overview) -> Option<u32> {
    let waits = |account: &AccountView| matches!(account.status, AccountStatus::Waiting { .. });
    overview.accounts.iter().any(waits).then_some(1)
}

/// Whose problem it is, where it is an account's own.
fn about(problem: &Problem, address: &str) -> String {
    match problem.kind {
        ProblemKind::Mail(_) if !is_of_key(problem.kind) => address.to_owned(),
        kind if is_not_kept(kind) => address.to_owned(),
        _ => words(problem).todo.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_engine::api::SyncResult;
    use kith_engine::api::{FailureKind, Period, Progress, Security};

    fn overview(statuses: &[AccountStatus]) -> Overview {
        let accounts = (1..).zip(statuses).map(|(id, status)| AccountView {
            id: AccountId(id),
            sample: false,
            address: format!("{id}@x.example"),
            username: String::new(),
            host: String::new(),
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
            status: status.clone(),
        });
        Overview { accounts: accounts.collect(), ..Overview::default() }
    }

    fn reading(of: u32) -> AccountStatus {
        AccountStatus::Reading(Progress { folder: "INBOX".into(), read: 10, of, people: 3, seconds_left: None })
    }

    fn done(messages: u32, people: u32) -> AccountStatus {
        AccountStatus::UpToDate { at: 0, brought: SyncResult { messages, people } }
    }

    /// Lets a page see these states of one account, after `first`, and gives the last bars' kind and title.
    fn check(first: Option<&[AccountStatus]>, then: &[AccountStatus]) -> Vec<(BarKind, String)> {
        let mut watch = Watch::default();
        let mut before = first.map(overview);
        if let Some(first) = &before {
            watch.observe(None, first);
        }
        for status in then {
            let now = overview(std::slice::from_ref(status));
            watch.observe(before.as_ref(), &now);
            before = Some(now);
        }
        let bars = bars(&before.unwrap_or_default(), &watch, 0);
        bars.into_iter().map(|bar| (bar.kind, bar.title)).collect()
    }

    #[test]
    fn a_new_account_is_told_from_the_login_to_the_end() {
        let connected = || vec![(BarKind::Reading, "1@x.example is connected".to_owned())];
        assert_eq!(check(Some(&[]), &[AccountStatus::Looking]), connected());
        assert_eq!(check(Some(&[]), &[AccountStatus::Looking, reading(20)]), connected());
        let end = vec![(BarKind::Ended, "Read 20 messages and found 3 people.".to_owned())];
        assert_eq!(check(Some(&[]), &[AccountStatus::Looking, reading(20), done(20, 3)]), end);
    }

    #[test]
    fn what_came_at_first_stands_until_it_is_dismissed() {
        let end = vec![(BarKind::Ended, "Read 20 messages and found 3 people.".to_owned())];
        let then = [AccountStatus::Looking, done(20, 3), AccountStatus::Looking, done(0, 0)];
        assert_eq!(check(Some(&[]), &then), end);
        let mut watch = Watch::default();
        watch.observe(Some(&Overview::default()), &overview(&[done(20, 3)]));
        watch.dismiss(AccountId(1));
        assert_eq!(watch, Watch::default());
    }

    #[test]
    fn an_everyday_reading_passes_without_a_word() {
        let first: &[AccountStatus] = &[done(0, 0)];
        for then in [
            vec![AccountStatus::Connecting],
            vec![AccountStatus::Looking],
            vec![reading(5)],
            vec![reading(5), done(5, 1)],
        ] {
            assert_eq!(check(Some(first), &then), []);
        }
    }

    #[test]
    fn a_large_reading_found_at_the_start_is_told() {
        assert_eq!(check(None, &[reading(5_000)]).len(), 1);
        assert_eq!(check(None, &[reading(5_000), done(4_990, 7)]).first().map(|bar| bar.0), Some(BarKind::Ended));
        assert_eq!(check(None, &[done(4_990, 7)]), []);
    }

    #[test]
    fn a_relay_that_is_gone_is_told_once() {
        let gone = AccountStatus::Waiting { problem: Problem::new(ProblemKind::NoRelay), until: 0 };
        let busy = AccountStatus::Waiting { problem: Problem::new(ProblemKind::Mail(FailureKind::Busy)), until: 0 };
        let kinds = |statuses: &[AccountStatus]| check(Some(statuses), &[]).len();
        assert_eq!(kinds(&[gone.clone(), gone]), 1);
        assert_eq!(kinds(&[busy.clone(), busy]), 2);
    }
}
