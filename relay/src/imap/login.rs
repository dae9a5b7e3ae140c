//! Logging in, with any characters in name and password.

use super::connect::Capabilities;
use super::link::{Command, Link, Refusal, Tag, Verdict};
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
    let mut told = None;
    let sasl = STANDARD.encode(format!("\0{}\0{}", connect.username, connect.password));
    // A server may repeat in its refusal what it did not like.
    link.hide(vec![sasl.clone(), connect.password.clone(), escaped(&connect.password)]);
    let verdict = if offered.has("AUTH=PLAIN") {
        authenticate_plain(link, sasl, times, &mut told).await?
    } else if !offered.has("LOGINDISABLED") {
        login(link, connect, times, &mut told).await?
    } else {
        return Err(
            Trouble::ending(FailureKind::LoginRefused).saying("This server lets nobody log in with a password.")
        );
    };
    match verdict {
        Verdict::Ok => {
            link.hide(Vec::new());
            Ok(told)
        }
        Verdict::Refused(Refusal { code, words }) => Err(refused(Refusal { code, words: link.discreet(words) })),
    }
}

/// SASL PLAIN (RFC 4616), which takes UTF-8 as it is.
async fn authenticate_plain(
    link: &mut Link,
    sasl: String,
    times: &Times,
    told: &mut Option<Capabilities>,
) -> Result<Verdict, Trouble> {
    let command = Command { line: "AUTHENTICATE PLAIN".to_owned(), shown: "AUTHENTICATE PLAIN …".to_owned() };
    let tag = link.send(command, times.command).await?;
    answer_in_turn(link, &tag, vec![format!("{sasl}\r\n").into_bytes()], times, told).await
}

/// LOGIN, with literals for what a quoted string cannot hold (RFC 3501, section 4.3).
async fn login(
    link: &mut Link,
    connect: &Connect,
    times: &Times,
    told: &mut Option<Capabilities>,
) -> Result<Verdict, Trouble> {
    let mut lines = vec!["LOGIN".to_owned()];
    for value in [&connect.username, &connect.password] {
        let text = quoted(value).unwrap_or_else(|| format!("{{{}}}", value.len()));
        let is_literal = text.starts_with('{');
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(&text);
        }
        if is_literal {
            lines.push(value.clone());
        }
    }
    let mut lines = lines.into_iter();
    let shown = format!("LOGIN \"{}\" …", connect.username);
    let tag = link.send(Command { line: lines.next().unwrap_or_default(), shown }, times.command).await?;
    let rest = lines.map(|line| format!("{line}\r\n").into_bytes()).collect();
    answer_in_turn(link, &tag, rest, times, told).await
}

/// Sends one line each time the server asks for more, until it has decided.
async fn answer_in_turn(
    link: &mut Link,
    tag: &Tag,
    lines: Vec<Vec<u8>>,
    times: &Times,
    told: &mut Option<Capabilities>,
) -> Result<Verdict, Trouble> {
    let mut lines = lines.into_iter();
    loop {
        let look = |response: &Response<'_>| {
            if let Some(capabilities) = Capabilities::told_by(response) {
                *told = Some(capabilities);
            }
            (tag.verdict(response), matches!(response, Response::Continue(_)))
        };
        let (verdict, wants_more) = link.read(times.command, look).await?;
        if let Some(verdict) = verdict {
            return Ok(verdict);
        }
        if wants_more {
            // A lone star ends an exchange that has nothing more to say (RFC 3501, section 6.2.2).
            let line = lines.next().unwrap_or_else(|| b"*\r\n".to_vec());
            link.send_raw(&line, times.command).await?;
        }
    }
}

/// A quoted string, if it can hold the value.
pub(super) fn quoted(value: &str) -> Option<String> {
    let fits = value.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control());
    fits.then(|| format!("\"{}\"", escaped(value)))
}

/// What stands between the quotes.
pub(super) fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
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
    use super::{quoted, refused};
    use crate::imap::link::Refusal;
    use kith_wire::FailureKind;

    #[test]
    fn quotes_what_can_be_quoted() {
        assert_eq!(quoted(r#"a"b\c d"#).as_deref(), Some(r#""a\"b\\c d""#));
        assert_eq!(quoted("").as_deref(), Some("\"\""));
        assert_eq!(quoted("pässword"), None);
        assert_eq!(quoted("a\r\nb"), None);
    }

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
