//! Who may come in by a token (RFC 6750).

use crate::http::{Answer, Request, basic, send};
use serde_json::Value;
use url::Url;

/// Which tokens are good.
#[derive(Clone, Debug)]
pub enum Tokens {
    These(Vec<String>),
    /// Those that a server takes for active, which is asked there (RFC 7662).
    AskedAt(String),
}

impl Tokens {
    /// Whether a request has a good one.
    pub(crate) async fn admit(&self, request: &Request) -> bool {
        let Some(token) = request.header("Authorization").and_then(|who| who.strip_prefix("Bearer ")) else {
            return false;
        };
        match self {
            Self::These(tokens) => tokens.iter().any(|known| known == token),
            Self::AskedAt(url) => is_active(url, token).await == Some(true),
        }
    }
}

/// What is said to who has none.
pub(crate) fn unauthorized() -> Answer {
    Answer::new(401).with("WWW-Authenticate", "Bearer error=\"invalid_token\"")
}

async fn is_active(url: &str, token: &str) -> Option<bool> {
    let url = Url::parse(url).ok()?;
    let server = url.socket_addrs(|| None).ok()?.into_iter().next()?;
    let who = basic(url.username(), url.password().unwrap_or_default());
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("token", token).finish();
    let request = Request::new("POST", url.path()).with("Authorization", who);
    let request = request.with("Content-Type", "application/x-www-form-urlencoded").with_body(body);
    let answer = send(server, &request).await.ok()?;
    serde_json::from_slice::<Value>(&answer.body).ok()?.get("active")?.as_bool()
}
