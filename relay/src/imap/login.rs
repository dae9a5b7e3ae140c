//! Logging in, with any characters in name and password.

use super::capabilities::Capabilities;
use super::command::{Command, Literals, escaped};
use super::link::{Completion, Link};
use super::refusal::Refusal;
use crate::config::Times;
use crate::trouble::Trouble;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imap_proto::Response;
use kith_wire::{Connect, FailureKind, Security};
use zeroize::Zeroizing;

/// Logs in. Returns the capabilities if the server tells them with its yes.
pub(super) async fn log_in(
    link: &mut Link,
    offered: &Capabilities,
    encrypted: bool,
    connect: &Connect,
    times: &Times,
) -> Result<Option<Capabilities>, Trouble> {
    check_encrypted(offered, encrypted, connect)?;
    let password = connect.password.reveal();
    if connect.username.contains('\0') || password.contains('\0') {
        return Err(Trouble::fatal(FailureKind::BadRequest));
    }
    let plain = Zeroizing::new(format!("\0{}\0{}", connect.username, password));
    let sasl = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
    // A server may repeat in its refusal what it did not like.
    link.set_secrets(vec![sasl.to_string(), password.to_owned(), escaped(password)]);
    let mut command = if offered.has("AUTH=PLAIN") {
        authenticate_plain(sasl)
    } else if !offered.has("LOGINDISABLED") {
        login(connect)
    } else {
        let by_token = ["AUTH=XOAUTH2", "AUTH=OAUTHBEARER"].iter().any(|way| offered.has(way));
        return Err(Trouble::fatal(if by_token { FailureKind::SignInNeeded } else { FailureKind::NoPasswords }));
    };
    // A lone star ends an exchange that has nothing more to say (RFC 3501, section 6.2.2).
    command.pieces.push(Zeroizing::new("*".to_owned()));
    let mut told = None;
    let heed = |response: &Response<'_>| told = Capabilities::read(response).or_else(|| told.take());
    match link.run(command, times.command, heed).await? {
        Completion::Ok => {
            link.set_secrets(Vec::new());
            Ok(told)
        }
        Completion::Refused(refusal) => Err(refused(refusal)),
    }
}

/// No secret is shown unencrypted, unless the user said yes to that and the server does not forbid it.
pub(super) fn check_encrypted(offered: &Capabilities, encrypted: bool, connect: &Connect) -> Result<(), Trouble> {
    let may_be_plain = connect.security == Security::Plain && !offered.has("LOGINDISABLED");
    if encrypted || may_be_plain { Ok(()) } else { Err(Trouble::fatal(FailureKind::LoginDisabled)) }
}

/// SASL PLAIN (RFC 4616), which takes UTF-8 as it is.
fn authenticate_plain(sasl: Zeroizing<String>) -> Command {
    let mut command = Command::new("AUTHENTICATE PLAIN", "AUTHENTICATE PLAIN …");
    command.pieces.push(sasl);
    command
}

/// LOGIN, which takes any string in a literal.
fn login(connect: &Connect) -> Command {
    let mut command = Command::new("LOGIN", format!("LOGIN \"{}\" …", connect.username));
    for value in [connect.username.as_str(), connect.password.reveal()] {
        command.push(" ");
        command.push_string(value, Literals::Asked);
    }
    command
}

/// A refusal is about name and password, unless the server says that it is about itself: by its code (RFC 5530), or in
/// words alone, as many do. That passes, and must not pass for a wrong password.
pub(super) fn refused(refusal: Refusal) -> Trouble {
    let about_login = ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"];
    let kind = match (refusal.code.as_deref(), refusal.wanted()) {
        (Some("PRIVACYREQUIRED"), _) => FailureKind::PrivacyRequired,
        (_, Some(wanted)) => wanted,
        (Some(code), None) if about_login.contains(&code) => FailureKind::LoginRefused,
        (Some("SERVERBUG"), None) => FailureKind::Unavailable,
        (Some("CONTACTADMIN"), None) => FailureKind::ServerRefused,
        _ if refusal.asks_to_wait() || refusal.is_temporary() => refusal.awaited(),
        _ => FailureKind::LoginRefused,
    };
    Trouble::fatal(kind).saying(refusal.words)
}

#[cfg(test)]
mod tests {
    use super::refused;
    use crate::imap::refusal::Refusal;
    use kith_wire::FailureKind;

    #[test]
    fn a_refusal_is_about_the_login_unless_the_server_says_otherwise() {
        let check = |code: Option<&str>, words: &str, kind| {
            let refusal = Refusal { code: code.map(str::to_owned), words: words.to_owned() };
            assert_eq!(refused(refusal).kind, kind);
        };
        for words in [
            "",
            "LOGIN failed.",
            "Invalid credentials (Failure)",
            "Invalid login or password. Please try again.",
            "Authentication failed.",
            "Account is blocked.",
            "LOGIN Failure. Authentication credentials invalid.",
            "LOGIN invalid credentials or IMAP is disabled",
            "Login fail. Account is abnormal, service is not open, password is incorrect, or system is busy.",
        ] {
            check(None, words, FailureKind::LoginRefused);
        }
        for (words, kind) in [
            ("Temporary authentication failure. [mx1:2026-11-28 10:00:00]", FailureKind::Unavailable),
            ("Internal error occurred. Refer to server log for more information.", FailureKind::Unavailable),
            ("LOGIN Server error - Please try again later", FailureKind::Unavailable),
            ("Too many simultaneous connections. (Failure)", FailureKind::TooManyConnections),
            ("Too many login failures, wait", FailureKind::Throttled),
            ("Server Unavailable. 15", FailureKind::Unavailable),
            ("Account is temporarily locked", FailureKind::Unavailable),
            ("Server busy", FailureKind::Unavailable),
            ("Login timed out", FailureKind::Unavailable),
            ("Request is throttled. Suggested Backoff Time: 92415 milliseconds", FailureKind::Throttled),
        ] {
            check(None, words, kind);
            assert_eq!(kind.general(), FailureKind::Throttled);
            check(Some("AUTHENTICATIONFAILED"), words, FailureKind::LoginRefused);
        }
        for code in ["LIMIT", "OVERQUOTA", "THROTTLED"] {
            check(Some(code), "", FailureKind::Throttled);
        }
        for code in ["UNAVAILABLE", "INUSE", "SERVERBUG"] {
            check(Some(code), "", FailureKind::Unavailable);
        }
        check(
            Some("UNAVAILABLE"),
            "Maximum number of connections from user+IP exceeded",
            FailureKind::TooManyConnections,
        );
        check(Some("CONTACTADMIN"), "", FailureKind::ServerRefused);
        check(Some("PRIVACYREQUIRED"), "", FailureKind::PrivacyRequired);
    }

    #[test]
    fn what_the_user_has_to_do_first_is_known_by_the_servers_words() {
        use FailureKind::{AppPasswordNeeded, ImapOff, NotConnected, SignInNeeded, WebLoginNeeded};
        for (words, kind) in [
            (
                "Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
                AppPasswordNeeded,
            ),
            ("Application password is REQUIRED", AppPasswordNeeded),
            ("Login fail. Please using authorized code to login.", AppPasswordNeeded),
            ("LOGIN failed. LogonDenied-BasicAuthBlocked", SignInNeeded),
            ("Authentication unsuccessful, basic authentication is disabled.", SignInNeeded),
            (
                "Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754",
                WebLoginNeeded,
            ),
            ("Your account is not enabled for IMAP use. Please visit your Gmail settings page", ImapOff),
            ("IMAP access is disabled for your domain.", ImapOff),
            ("You are yet to enable IMAP for your account. Please contact your administrator (Failure)", ImapOff),
            ("User is authenticated but not connected.", NotConnected),
        ] {
            for code in [None, Some("ALERT"), Some("AUTHENTICATIONFAILED"), Some("UNAVAILABLE")] {
                let refusal = Refusal { code: code.map(str::to_owned), words: words.to_owned() };
                assert_eq!(refused(refusal).kind, kind, "{words}");
            }
        }
        let words = "Web login required.".to_owned();
        assert_eq!(refused(Refusal { code: Some("WEBALERT".to_owned()), words }).kind, WebLoginNeeded);
    }
}
