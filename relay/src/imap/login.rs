//! Logging in, with any characters in name and password.

use super::capabilities::Capabilities;
use super::command::{Command, Literals, escaped};
use super::link::{Completion, Link, Refusal};
use crate::config::Times;
use crate::trouble::Trouble;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imap_proto::Response;
use kith_wire::{Connect, FailureKind, Security};
use zeroize::Zeroizing;

/// What is said where the user wants no encryption, and the server neither offers it nor goes without.
const ONLY_ENCRYPTED: &str = "This server lets nobody log in without encryption, and offers none here.";

/// Logs in. Returns the capabilities if the server tells them with its yes.
pub(super) async fn log_in(
    link: &mut Link,
    offered: &Capabilities,
    encrypted: bool,
    connect: &Connect,
    times: &Times,
) -> Result<Option<Capabilities>, Trouble> {
    if !encrypted && connect.security != Security::Plain {
        return Err(Trouble::fatal(FailureKind::NoEncryption));
    }
    // To be told that encryption is missing, the user would have to be able to do something about it.
    if !encrypted && offered.has("LOGINDISABLED") {
        return Err(Trouble::fatal(FailureKind::LoginRefused).saying(ONLY_ENCRYPTED));
    }
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
        return Err(Trouble::fatal(FailureKind::LoginRefused).saying("This server lets nobody log in with a password."));
    };
    // A lone star ends an exchange that has nothing more to say (RFC 3501, section 6.2.2).
    command.pieces.push(Zeroizing::new("*".to_owned()));
    let mut told = None;
    let heed = |response: &Response<'_>| {
        if let Some(capabilities) = Capabilities::read(response) {
            told = Some(capabilities);
        }
    };
    match link.run(command, times.command, heed).await? {
        Completion::Ok => {
            link.set_secrets(Vec::new());
            Ok(told)
        }
        Completion::Refused(refusal) => Err(refused(refusal)),
    }
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
fn refused(refusal: Refusal) -> Trouble {
    let about_login = ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"];
    let kind = match refusal.code.as_deref() {
        Some(code) if about_login.contains(&code) => FailureKind::LoginRefused,
        Some("SERVERBUG") => FailureKind::Throttled,
        Some("CONTACTADMIN") => FailureKind::ServerRefused,
        _ if refusal.asks_to_wait() || is_temporary(&refusal.words) => FailureKind::Throttled,
        _ => FailureKind::LoginRefused,
    };
    Trouble::fatal(kind).saying(refusal.words)
}

/// Whether these words say that a login may work later. `Try again.` alone is said of a wrong password, too.
fn is_temporary(words: &str) -> bool {
    const TEMPORARY: [&str; 20] = [
        "temporar",
        "too many",
        "later",
        "try again in",
        "retry in",
        "busy",
        "overload",
        "unavailable",
        "not available",
        "maintenance",
        "internal error",
        "internal server error",
        "internal authentication",
        "server error",
        "system error",
        "system problem",
        "backend",
        "timed out",
        "timeout",
        "limit exceeded",
    ];
    let words = words.to_ascii_lowercase();
    TEMPORARY.iter().any(|said| words.contains(said))
}

#[cfg(test)]
mod tests {
    use super::refused;
    use crate::imap::link::Refusal;
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
            "Application-specific password required: https://support.google.com/accounts/answer/185833",
            "[ALERT] Please log in via your web browser",
            "Authentication failed.",
            "Account is blocked.",
            "LOGIN Failure. Authentication credentials invalid.",
        ] {
            check(None, words, FailureKind::LoginRefused);
        }
        for words in [
            "Temporary authentication failure. [mx1:2026-11-28 10:00:00]",
            "Internal error occurred. Refer to server log for more information.",
            "LOGIN Server error - Please try again later",
            "Too many simultaneous connections. (Failure)",
            "Too many login failures, try later",
            "Server Unavailable. 15",
            "Account is temporarily locked",
            "Server busy",
            "Login timed out",
            "Request is throttled. Suggested Backoff Time: 92415 milliseconds",
        ] {
            check(None, words, FailureKind::Throttled);
            check(Some("ALERT"), words, FailureKind::Throttled);
            check(Some("AUTHENTICATIONFAILED"), words, FailureKind::LoginRefused);
        }
        for code in ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "OVERQUOTA", "THROTTLED"] {
            check(Some(code), "", FailureKind::Throttled);
        }
        check(Some("CONTACTADMIN"), "", FailureKind::ServerRefused);
        // Whatever it means by that, to go without encryption is no way out.
        check(Some("PRIVACYREQUIRED"), "", FailureKind::LoginRefused);
    }
}
