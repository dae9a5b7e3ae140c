//! Logging in, with any characters in name and password.

use super::command::{Command, Literals, escaped};
use super::connect::Capabilities;
use super::link::{Link, Refusal, Verdict};
use crate::config::Times;
use crate::trouble::Trouble;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imap_proto::Response;
use kith_wire::{Connect, FailureKind, Security};

/// Logs in. Returns the capabilities if the server tells them with its yes.
pub(super) async fn log_in(
    link: &mut Link,
    offered: &Capabilities,
    encrypted: bool,
    connect: &Connect,
    times: &Times,
) -> Result<Option<Capabilities>, Trouble> {
    let may_be_plain = connect.security == Security::Plain && !offered.has("LOGINDISABLED");
    if !encrypted && !may_be_plain {
        return Err(Trouble::ending(FailureKind::NoEncryption));
    }
    if connect.username.contains('\0') || connect.password.contains('\0') {
        return Err(Trouble::ending(FailureKind::BadRequest));
    }
    let sasl = STANDARD.encode(format!("\0{}\0{}", connect.username, connect.password));
    // A server may repeat in its refusal what it did not like.
    link.hide(vec![sasl.clone(), connect.password.clone(), escaped(&connect.password)]);
    let mut command = if offered.has("AUTH=PLAIN") {
        authenticate_plain(sasl)
    } else if !offered.has("LOGINDISABLED") {
        login(connect)
    } else {
        return Err(
            Trouble::ending(FailureKind::LoginRefused).saying("This server lets nobody log in with a password.")
        );
    };
    // A lone star ends an exchange that has nothing more to say (RFC 3501, section 6.2.2).
    command.pieces.push("*".to_owned());
    let mut told = None;
    let heed = |response: &Response<'_>| {
        if let Some(capabilities) = Capabilities::told_by(response) {
            told = Some(capabilities);
        }
    };
    match link.run(command, times.command, heed).await? {
        Verdict::Ok => {
            link.hide(Vec::new());
            Ok(told)
        }
        Verdict::Refused(refusal) => Err(refused(refusal)),
    }
}

/// SASL PLAIN (RFC 4616), which takes UTF-8 as it is.
fn authenticate_plain(sasl: String) -> Command {
    let mut command = Command::new("AUTHENTICATE PLAIN", "AUTHENTICATE PLAIN …");
    command.pieces.push(sasl);
    command
}

/// LOGIN, which takes any string in a literal.
fn login(connect: &Connect) -> Command {
    let mut command = Command::new("LOGIN", format!("LOGIN \"{}\" …", connect.username));
    for value in [&connect.username, &connect.password] {
        command.push(" ");
        command.push_string(value, Literals::Asked);
    }
    command
}

/// A refusal is about name and password, unless the server says that it is about itself (RFC 5530). Gmail says in words
/// alone that too many connections are open: that passes, and must not pass for a wrong password.
fn refused(refusal: Refusal) -> Trouble {
    let words = refusal.words.to_ascii_lowercase();
    let is_full = words.contains("too many") && words.contains("connections");
    let own_fault = ["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "OVERQUOTA"];
    let kind = match refusal.code.as_deref() {
        Some("PRIVACYREQUIRED") => FailureKind::NoEncryption,
        Some(code) if own_fault.contains(&code) => FailureKind::ServerRefused,
        _ if is_full => FailureKind::ServerRefused,
        _ => FailureKind::LoginRefused,
    };
    Trouble::ending(kind).saying(refusal.words)
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
        check(None, "", FailureKind::LoginRefused);
        check(Some("AUTHENTICATIONFAILED"), "Too many failures", FailureKind::LoginRefused);
        check(Some("UNAVAILABLE"), "", FailureKind::ServerRefused);
        check(Some("ALERT"), "Too many simultaneous connections. (Failure)", FailureKind::ServerRefused);
        check(Some("PRIVACYREQUIRED"), "", FailureKind::NoEncryption);
    }
}
