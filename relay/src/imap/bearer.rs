//! Logging in with a token: OAUTHBEARER (RFC 7628), and XOAUTH2, which Google and Microsoft had before it.

use super::capabilities::Capabilities;
use super::command::Command;
use super::link::{Completion, Link};
use super::login::{check_encrypted, refused};
use crate::config::Times;
use crate::trouble::Trouble;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imap_proto::Response;
use kith_wire::{Connect, FailureKind};
use serde::Deserialize;
use zeroize::Zeroizing;

/// How a token is shown to a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mechanism {
    OauthBearer,
    Xoauth2,
}

/// Why a server refuses a token (RFC 7628, section 3.2.2), of what it says of that.
#[derive(Deserialize)]
struct Challenge {
    status: String,
}

/// Logs in. Returns the capabilities if the server tells them with its yes.
pub(super) async fn log_in(
    link: &mut Link,
    offered: &Capabilities,
    encrypted: bool,
    connect: &Connect,
    times: &Times,
) -> Result<Option<Capabilities>, Trouble> {
    check_encrypted(offered, encrypted, connect)?;
    let token = connect.password.reveal();
    // Neither may end the field in which it stands (RFC 7628, section 3.1).
    let is_sayable = |text: &str| !text.contains(|sign: char| sign.is_control());
    if !is_sayable(&connect.username) || !is_sayable(token) {
        return Err(Trouble::fatal(FailureKind::BadRequest));
    }
    let Some(mechanism) = Mechanism::offered(offered) else {
        return Err(Trouble::fatal(FailureKind::TokenRefused).saying("This server lets nobody log in with a token."));
    };
    let sasl = Zeroizing::new(STANDARD.encode(mechanism.message(connect).as_bytes()));
    link.set_secrets(vec![sasl.to_string(), token.to_owned()]);
    let name = format!("AUTHENTICATE {}", mechanism.name());
    let shown = format!("{name} …");
    let mut command = Command::new(name, shown);
    if offered.has("SASL-IR") {
        command.push(" ");
        command.push(&sasl);
    } else {
        command.pieces.push(sasl);
    }
    // The server says why it refuses, and wants an answer to that before it does.
    command.pieces.push(Zeroizing::new(mechanism.dismissal().to_owned()));
    let (mut told, mut challenge) = (None, None);
    let heed = |response: &Response<'_>| {
        told = Capabilities::read(response).or_else(|| told.take());
        challenge = Challenge::read(response).or_else(|| challenge.take());
    };
    match link.run(command, times.command, heed).await? {
        Completion::Ok => {
            link.set_secrets(Vec::new());
            Ok(told)
        }
        Completion::Refused(refusal) => {
            let trouble = refused(refusal);
            let is_about_server = challenge.is_some_and(|challenge| challenge.is_about_server());
            Err(match trouble.kind {
                FailureKind::LoginRefused if is_about_server => trouble.of_kind(FailureKind::Unavailable),
                FailureKind::LoginRefused | FailureKind::SignInNeeded => trouble.of_kind(FailureKind::TokenRefused),
                _ => trouble,
            })
        }
    }
}

impl Mechanism {
    /// The better one of those that a server offers.
    fn offered(by: &Capabilities) -> Option<Self> {
        let all = [Self::OauthBearer, Self::Xoauth2];
        all.into_iter().find(|mechanism| by.has(&format!("AUTH={}", mechanism.name())))
    }

    const fn name(self) -> &'static str {
        match self {
            Self::OauthBearer => "OAUTHBEARER",
            Self::Xoauth2 => "XOAUTH2",
        }
    }

    fn message(self, connect: &Connect) -> Zeroizing<String> {
        let Connect { host, port, username, password, .. } = connect;
        let token = password.reveal();
        Zeroizing::new(match self {
            Self::OauthBearer => {
                // As SASL writes names (RFC 5801, section 4).
                let name = username.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={name},\u{1}host={host}\u{1}port={port}\u{1}auth=Bearer {token}\u{1}\u{1}")
            }
            Self::Xoauth2 => format!("user={username}\u{1}auth=Bearer {token}\u{1}\u{1}"),
        })
    }

    /// What is said to a reason for refusing: nothing, which is written so in base64.
    const fn dismissal(self) -> &'static str {
        match self {
            Self::OauthBearer => "AQ==",
            Self::Xoauth2 => "",
        }
    }
}

impl Challenge {
    fn read(response: &Response<'_>) -> Option<Self> {
        let Response::Continue(text) = response else { return None };
        let json = STANDARD.decode(text.information.as_deref()?.trim()).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// Whether the server could not ask about the token, as HTTP counts reasons.
    fn is_about_server(&self) -> bool {
        self.status.len() == 3 && self.status.starts_with('5')
    }
}

#[cfg(test)]
mod tests {
    use super::Mechanism;
    use kith_wire::{Connect, Security};

    #[test]
    fn a_token_is_written_as_the_standards_say() {
        let connect = Connect {
            host: "imap.example".to_owned(),
            port: 993,
            security: Security::Tls,
            username: "a=b,c@x.example".to_owned(),
            password: "vF9dft4qmT".into(),
            is_token: true,
            trusted: None,
        };
        assert_eq!(
            Mechanism::OauthBearer.message(&connect).as_str(),
            "n,a=a=3Db=2Cc@x.example,\u{1}host=imap.example\u{1}port=993\u{1}auth=Bearer vF9dft4qmT\u{1}\u{1}"
        );
        assert_eq!(
            Mechanism::Xoauth2.message(&connect).as_str(),
            "user=a=b,c@x.example\u{1}auth=Bearer vF9dft4qmT\u{1}\u{1}"
        );
    }
}
