//! What a provider answers.

use crate::trouble::Trouble;
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kith_wire::{FailureKind, Secret, Tokens};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

/// How long a token is valid of which the provider does not say so, in seconds.
const USUAL_SECONDS: u64 = 3_600;

/// Maximum length of the name of who signed in, in bytes: as of an address.
const MAX_USER_BYTES: usize = 320;

/// A code to enter (RFC 8628, section 3.2).
#[derive(Deserialize)]
pub(super) struct DeviceAnswer {
    pub(super) device_code: Secret,
    pub(super) user_code: String,
    #[serde(alias = "verification_url")]
    pub(super) verification_uri: String,
    #[serde(deserialize_with = "seconds")]
    pub(super) expires_in: u64,
    pub(super) interval: Option<u64>,
}

/// Tokens (RFC 6749, section 5.1).
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    access_token: Secret,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: u64,
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
}

/// Who signed in, of what an id token says of that.
#[derive(Deserialize)]
struct Claims {
    email: Option<String>,
    preferred_username: Option<String>,
    upn: Option<String>,
}

/// Why there is nothing (yet).
pub(super) enum Refused {
    /// The user has not entered the code yet.
    Pending,
    /// The same, and it was asked too often.
    SlowDown,
    /// What is asked for goes beyond what the user agreed to, or does not exist.
    Scope(Trouble),
    Trouble(Trouble),
}

/// A refusal (RFC 6749, section 5.2).
#[derive(Deserialize)]
struct ErrorAnswer {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// What an answer says.
pub(super) fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<T, Refused> {
    if status.is_success()
        && let Ok(answer) = serde_json::from_slice(body)
    {
        return Ok(answer);
    }
    // Some refuse with the status of a success.
    let Ok(ErrorAnswer { error, error_description }) = serde_json::from_slice(body) else {
        return Err(Refused::Trouble(Trouble::fatal(FailureKind::Unavailable)));
    };
    Err(match error.as_str() {
        "authorization_pending" => Refused::Pending,
        "slow_down" => Refused::SlowDown,
        _ => {
            let words = if error_description.is_empty() { &error } else { &error_description };
            let trouble = Trouble::fatal(FailureKind::of_sign_in(&error, &error_description)).saying(words);
            if error == "invalid_scope" { Refused::Scope(trouble) } else { Refused::Trouble(trouble) }
        }
    })
}

impl TokenAnswer {
    /// As the page gets them. `by_email`: whether the provider says by `email` who signed in; where anybody can set that
    /// field, it proves nothing.
    pub(super) fn tokens(self, by_email: bool) -> Tokens {
        let Self { access_token, expires_in, refresh_token, id_token } = self;
        let seconds = if expires_in == 0 { USUAL_SECONDS } else { expires_in };
        Tokens {
            access: access_token,
            seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
            refresh: refresh_token.filter(|token| !token.is_empty()),
            user: id_token.and_then(|token| user(token.reveal(), by_email)),
        }
    }
}

/// Who signed in, by an id token. It came from the provider itself over TLS, so its signature need not be checked (`OpenID`
/// Connect Core, section 3.1.3.7).
fn user(id_token: &str, by_email: bool) -> Option<String> {
    let payload = id_token.split('.').nth(1)?.trim_end_matches('=');
    let Claims { email, preferred_username, upn } =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let user = email.filter(|_| by_email).or(preferred_username).or(upn)?;
    let is_sane = !user.is_empty() && user.len() <= MAX_USER_BYTES && !user.contains(char::is_control);
    is_sane.then_some(user)
}

/// Seconds, which some write as a string.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Number(seconds) => seconds,
        Written::Text(text) => text.parse().unwrap_or_default(),
    })
}

impl Refused {
    /// Without these in the provider's words.
    pub(super) fn without<'a>(self, secrets: impl Iterator<Item = &'a str>) -> Self {
        match self {
            Self::Trouble(trouble) => Self::Trouble(trouble.without(secrets)),
            Self::Scope(trouble) => Self::Scope(trouble.without(secrets)),
            other => other,
        }
    }

    /// The same where tokens were to be refreshed: who signed in before more was asked for has to sign in again.
    pub(super) fn of_refresh(self) -> Self {
        match self {
            Self::Scope(trouble) => Self::Trouble(trouble.of_kind(FailureKind::GrantRefused)),
            other => other,
        }
    }
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Trouble(trouble) | Refused::Scope(trouble) => trouble,
            // Asked for anything but what the user has to enter, this makes no sense.
            Refused::Pending | Refused::SlowDown => Self::fatal(FailureKind::Unavailable),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Refused, TokenAnswer, read, user};
    use axum::http::StatusCode;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use kith_wire::{FailureKind, Tokens};

    fn tokens(status: StatusCode, body: &str) -> Result<Tokens, Option<FailureKind>> {
        read::<TokenAnswer>(status, body.as_bytes()).map(|answer| answer.tokens(true)).map_err(
            |refused| match refused {
                Refused::Trouble(trouble) | Refused::Scope(trouble) => Some(trouble.kind),
                Refused::Pending | Refused::SlowDown => None,
            },
        )
    }

    #[test]
    fn tokens_are_read_as_providers_write_them() {
        let ok = |body| tokens(StatusCode::OK, body).unwrap();
        let full =
            ok(r#"{"token_type":"Bearer","access_token":"a","expires_in":3599,"refresh_token":"r","scope":"x"}"#);
        let expect = Tokens { access: "a".into(), seconds: 3_599, refresh: Some("r".into()), user: None };
        assert_eq!(full, expect);
        assert_eq!(ok(r#"{"access_token":"a","expires_in":"3599","refresh_token":""}"#).refresh, None);
        assert_eq!(ok(r#"{"access_token":"a","expires_in":"3599"}"#).seconds, 3_599);
        assert_eq!(ok(r#"{"access_token":"a"}"#).seconds, 3_600);
        for (status, body) in [
            (StatusCode::OK, "{}"),
            (StatusCode::OK, "<html>"),
            (StatusCode::BAD_GATEWAY, "<html>"),
            (StatusCode::BAD_REQUEST, ""),
            (StatusCode::SERVICE_UNAVAILABLE, r#"{"error":"temporarily_unavailable"}"#),
        ] {
            assert_eq!(tokens(status, body), Err(Some(FailureKind::Unavailable)), "{body}");
        }
        let pending = r#"{"error":"authorization_pending","error_description":"AADSTS70016"}"#;
        assert_eq!(tokens(StatusCode::BAD_REQUEST, pending), Err(None));
        let refused = r#"{"error":"invalid_grant"}"#;
        for status in [StatusCode::BAD_REQUEST, StatusCode::OK] {
            assert_eq!(tokens(status, refused), Err(Some(FailureKind::GrantRefused)));
        }
    }

    #[test]
    fn who_signed_in_is_read_from_what_proves_it() {
        let token = |claims: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        let both = token(r#"{"email":"mail@x.example","preferred_username":"upn@x.example","sub":"1"}"#);
        assert_eq!(user(&both, true).as_deref(), Some("mail@x.example"));
        assert_eq!(user(&both, false).as_deref(), Some("upn@x.example"));
        assert_eq!(user(&token(r#"{"upn":"upn@x.example"}"#), false).as_deref(), Some("upn@x.example"));
        for token in [token(r#"{"email":"mail@x.example"}"#), token("{}"), token("x"), "a.?.b".into(), String::new()] {
            assert_eq!(user(&token, false), None, "{token}");
        }
    }
}
