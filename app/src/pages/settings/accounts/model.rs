//! What the card of an account says.

use crate::i18n::t;
use crate::pages::settings::tried::is_of_settings;
use crate::present::calendar::{Moment, lately};
use crate::present::status::{not_listed, window};
use crate::present::text::{messages, thousands};
use crate::present::words::is_of_key;
use kith_engine::api::{AccountId, AccountStatus, AccountView, Audit, FailureKind, Problem, ProblemKind, Seconds};

/// What can be done with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConnectionKind {
    /// The sample mailbox.
    Sample,
    /// It is read.
    Connected,
    /// It is not read any more, and what was read is kept.
    Disconnected,
}

/// What can be done with an account.
pub(crate) fn kind(account: &AccountView) -> ConnectionKind {
    match account.status {
        _ if account.sample => ConnectionKind::Sample,
        AccountStatus::Disconnected => ConnectionKind::Disconnected,
        _ => ConnectionKind::Connected,
    }
}

/// Whether an account is just being looked through, so that there is no sense in asking for it.
pub(crate) fn at_work(account: &AccountView) -> bool {
    matches!(account.status, AccountStatus::Connecting | AccountStatus::Looking | AccountStatus::Reading(_))
}

/// What is in the way of an account.
pub(crate) fn problem(account: &AccountView) -> Option<&Problem> {
    match &account.status {
        AccountStatus::Stopped(problem) | AccountStatus::Waiting { problem, .. } => Some(problem),
        _ => None,
    }
}

/// What is in the way of an account, if that is about its mail server.
pub(crate) fn of_server(account: &AccountView) -> Option<&Problem> {
    problem(account).filter(|it| matches!(it.kind, ProblemKind::Mail(kind) if !is_of_key(ProblemKind::Mail(kind))))
}

/// Whether another server, port or "Use SSL" is what may help. A wait alone calls for none: that server worked before.
pub(crate) fn wants_other_server(account: &AccountView) -> bool {
    let is_told = |problem: &&Problem| match (&account.status, problem.kind) {
        (AccountStatus::Stopped(_), _) | (_, ProblemKind::EncryptionGone) => true,
        (_, kind) => kind == ProblemKind::Mail(FailureKind::CertificateName),
    };
    problem(account).filter(is_told).is_some_and(|problem| is_of_settings(problem.kind, &account.host, account.port))
}

/// Whether a password is what is missing.
pub(crate) fn lacks_password(account: &AccountView) -> bool {
    account.sign_in.is_none() && (keeps_no_password(account) || is_refused(account))
}

/// Whether it waits for the password because that is not kept.
pub(crate) fn keeps_no_password(account: &AccountView) -> bool {
    problem(account).is_some_and(|problem| problem.kind == ProblemKind::PasswordNotKept)
}

/// Whether it is to be signed in again.
pub(crate) fn signed_out(account: &AccountView) -> bool {
    let is_not_kept = problem(account).is_some_and(|problem| problem.kind == ProblemKind::SignInNotKept);
    account.sign_in.is_some() && (is_not_kept || is_refused(account))
}

/// Whether what it logs in with is refused.
fn is_refused(account: &AccountView) -> bool {
    problem(account).is_some_and(|problem| match problem.kind {
        // No other password is what is missing there.
        ProblemKind::Mail(
            FailureKind::SignInNeeded | FailureKind::NoPasswords | FailureKind::PrivacyRequired | FailureKind::ImapOff,
        ) => false,
        // Exchange says so of a mailbox whose password was changed, too.
        ProblemKind::Mail(FailureKind::NotConnected) => true,
        ProblemKind::Mail(failure) => failure.general() == FailureKind::LoginRefused,
        _ => false,
    })
}

/// Which of the accounts asks for the access key of the relay: the first that stopped for want of one, for all of them.
pub(crate) fn asks_for_key(accounts: &[AccountView]) -> Option<AccountId> {
    let wants = |account: &&AccountView| matches!(&account.status, AccountStatus::Stopped(it) if is_of_key(it.kind));
    accounts.iter().find(wants).map(|account| account.id)
}

/// How often the words of these accounts go stale, in seconds.
pub(crate) fn stale_after(accounts: &[AccountView]) -> Option<u32> {
    let waits = |account: &AccountView| matches!(account.status, AccountStatus::Waiting { .. });
    match accounts {
        [] => None,
        accounts if accounts.iter().any(waits) => Some(1),
        _ => Some(20),
    }
}

/// How what is stored compares with what the server holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AuditView {
    /// In words.
    pub(crate) line: String,
    /// What could not be read, in words, which lead to the list of it.
    pub(crate) skipped: Option<String>,
    /// Whether everything that the server holds is stored.
    pub(crate) whole: bool,
}

/// How what is stored compares with what the server holds, in words: "84,112 of 84,112 messages, checked 2 minutes
/// ago", or what is missing.
pub(crate) fn audit(account: &AccountView, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> AuditView {
    let Some(audit) = account.audit else {
        let things = (account.skipped > 0).then(|| could_not(account.skipped));
        let line = t::accounts::not_compared().to_owned();
        return AuditView { line, skipped: things, whole: false };
    };
    let missing = audit.on_server.saturating_sub(audit.stored).saturating_sub(audit.unlisted);
    let unread = missing.min(account.skipped);
    let mut line = compared(&audit, now, clock);
    if missing > unread {
        line = t::accounts::still_to_read(thousands(missing - unread), line);
    }
    let skipped = match (unread, account.skipped) {
        (_, 0) => None,
        (0, things) => Some(could_not(things)),
        (unread, _) => Some(t::accounts::skipped(thousands(unread))),
    };
    AuditView { line, skipped, whole: missing == 0 && audit.unlisted == 0 }
}

fn could_not(things: u32) -> String {
    t::accounts::skipped_items(things)
}

/// "1,200 of 1,200 messages, checked 2 minutes ago", and what the mail server counts and does not list.
pub(crate) fn compared(audit: &Audit, now: Seconds, clock: impl Fn(Seconds) -> Moment) -> String {
    let checked = lately(audit.at, now, clock);
    let line = t::accounts::compared(checked, messages(audit.on_server), thousands(audit.stored));
    if audit.unlisted == 0 { line } else { format!("{line} ({})", not_listed(audit.unlisted)) }
}

/// How it is read: "Reads the last 6 months, over up to 2 connections".
pub(crate) fn manner(account: &AccountView) -> String {
    t::accounts::manner(account.connections.into(), window(account.period))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::status::tests::account as in_state;
    use kith_engine::api::{Period, SyncResult};

    const NOW: Seconds = 1_000_000;

    fn account() -> AccountView {
        in_state(AccountStatus::UpToDate { at: NOW, brought: SyncResult::default() })
    }

    #[test]
    fn the_audit_says_what_is_there_and_what_is_missing() {
        // On the server, stored, aside; the line, what could not be read, whether it is whole.
        type Case = ((u32, u32, u32), &'static str, Option<&'static str>, bool);
        const CASES: [Case; 6] = [
            ((84_112, 84_112, 0), "84,112 of 84,112 messages, checked 2 minutes ago", None, true),
            ((84_112, 84_100, 12), "84,100 of 84,112 messages, checked 2 minutes ago", Some("12 skipped"), false),
            ((100, 90, 0), "90 of 100 messages, checked 2 minutes ago, 10 still to read", None, false),
            ((100, 90, 4), "90 of 100 messages, checked 2 minutes ago, 6 still to read", Some("4 skipped"), false),
            ((1, 1, 1), "1 of 1 message, checked 2 minutes ago", Some("1 item skipped"), true),
            ((0, 0, 0), "0 of 0 messages, checked 2 minutes ago", None, true),
        ];
        for ((on_server, stored, skipped), line, could_not, whole) in CASES {
            let found = Audit { on_server, stored, unlisted: 0, at: NOW - 130 };
            let view = audit(&AccountView { audit: Some(found), skipped, ..account() }, NOW, |_| Moment::default());
            assert_eq!((view.line.as_str(), view.skipped.as_deref(), view.whole), (line, could_not, whole));
        }
    }

    #[test]
    fn what_the_server_counts_and_does_not_list_is_said_and_is_not_still_to_be_read() {
        let found = Audit { on_server: 3_000, stored: 998, unlisted: 2_000, at: NOW - 130 };
        let view = audit(&AccountView { audit: Some(found), skipped: 2, ..account() }, NOW, |_| Moment::default());
        let line = "998 of 3,000 messages, checked 2 minutes ago \
                    (the mail server counts 2,000 messages that it doesn’t list)";
        assert_eq!((view.line.as_str(), view.whole), (line, false));
        assert_eq!(view.skipped.as_deref(), Some("2 skipped"));
    }

    #[test]
    fn before_the_first_audit_nothing_is_claimed() {
        let view = audit(&AccountView { skipped: 2, ..account() }, NOW, |_| Moment::default());
        assert_eq!(view.line, "Not yet compared with the mail server");
        assert_eq!((view.skipped.as_deref(), view.whole), (Some("2 items skipped"), false));
    }

    #[test]
    fn one_account_asks_for_the_access_key_of_all() {
        let stopped = |id, kind| {
            let status = AccountStatus::Stopped(Problem::new(ProblemKind::Mail(kind)));
            AccountView { id: AccountId(id), status, ..account() }
        };
        let all = [
            AccountView { id: AccountId(1), ..account() },
            stopped(2, FailureKind::LoginRefused),
            stopped(3, FailureKind::KeyMissing),
            stopped(4, FailureKind::KeyRefused),
        ];
        assert_eq!(asks_for_key(&all), Some(AccountId(3)));
        assert_eq!(asks_for_key(&all[..2]), None);
    }

    #[test]
    fn a_password_is_asked_for_only_where_it_was_refused_or_not_kept() {
        let stopped =
            |kind| lacks_password(&AccountView { status: AccountStatus::Stopped(Problem::new(kind)), ..account() });
        assert!(stopped(ProblemKind::Mail(FailureKind::LoginRefused)));
        assert!(stopped(ProblemKind::PasswordNotKept));
        assert!(stopped(ProblemKind::Mail(FailureKind::AppPasswordNeeded)));
        assert!(stopped(ProblemKind::Mail(FailureKind::NotConnected)));
        for kind in [
            FailureKind::Certificate,
            FailureKind::ImapOff,
            FailureKind::NoPasswords,
            FailureKind::PrivacyRequired,
            FailureKind::SignInNeeded,
        ] {
            assert!(!stopped(ProblemKind::Mail(kind)), "{kind:?}");
        }
        assert!(!lacks_password(&account()));
    }

    #[test]
    fn the_way_to_another_server_is_told_where_that_may_help() {
        let problem = |kind| Problem::new(kind);
        let stopped = |kind| AccountView { status: AccountStatus::Stopped(problem(kind)), ..account() };
        let waiting =
            |kind| AccountView { status: AccountStatus::Waiting { problem: problem(kind), until: NOW }, ..account() };
        assert!(wants_other_server(&stopped(ProblemKind::Mail(FailureKind::PortRefused))));
        assert!(wants_other_server(&waiting(ProblemKind::EncryptionGone)));
        assert!(wants_other_server(&waiting(ProblemKind::Mail(FailureKind::CertificateName))));
        for kind in [FailureKind::TimedOut, FailureKind::Refused, FailureKind::LoginRefused] {
            assert!(!wants_other_server(&waiting(ProblemKind::Mail(kind))), "{kind:?}");
        }
        assert!(!wants_other_server(&stopped(ProblemKind::Mail(FailureKind::LoginRefused))));
        assert!(!wants_other_server(&account()));
    }

    #[test]
    fn a_wait_is_counted_in_seconds() {
        let waiting = AccountStatus::Waiting { problem: Problem::new(ProblemKind::NoRelay), until: NOW };
        assert_eq!(stale_after(&[]), None);
        assert_eq!(stale_after(&[account()]), Some(20));
        assert_eq!(stale_after(&[account(), AccountView { status: waiting, ..account() }]), Some(1));
    }

    #[test]
    fn how_it_is_read_is_said_in_a_line() {
        assert_eq!(manner(&account()), "Reads the last 6 months, over up to 2 connections");
        let one = AccountView { connections: 1, period: Period::Everything, ..account() };
        assert_eq!(manner(&one), "Reads everything, over up to 1 connection");
    }
}
