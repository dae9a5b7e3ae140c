//! Signing in at mail providers (OAuth 2): the requests to them for tokens, of which nothing is kept.
//!
//! A page asks for a sign-in by its id, and only the providers that the operator named are asked: no address comes from a
//! page. The client's secret stays here, which is why the page does not ask by itself; few providers would answer it.

mod answer;

use crate::config::{Config, SignIn, SignInWay};
use crate::dial::{Dialler, NamedBy};
use crate::https::{Https, HttpsError, Request};
use crate::trouble::Trouble;
use answer::{DeviceAnswer, Refused, TokenAnswer, read};
use axum::http::HeaderValue;
use kith_wire::{DeviceCode, FailureKind, Grant, Secret, Tokens};
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_rustls::TlsConnector;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// How long a code may be waited for, whatever the provider says.
const MAX_WAIT: Duration = Duration::from_secs(30 * 60);

/// So much longer is waited between two questions once the provider asks for that (RFC 8628, section 3.5).
const SLOWER: Duration = Duration::from_secs(5);

const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The sign-ins of this relay.
pub(crate) struct SignIns {
    all: Vec<SignIn>,
    https: Https,
    /// Between two questions whether the user has entered the code, unless the provider says otherwise.
    interval: Duration,
}

/// A code that the user has yet to enter.
pub(crate) struct Waiting<'a> {
    sign_ins: &'a SignIns,
    sign_in: &'a SignIn,
    device_code: Secret,
    interval: Duration,
    until: Instant,
}

impl SignIns {
    pub(crate) fn new(config: &Config, dialler: Dialler, tls: TlsConnector) -> Self {
        Self {
            all: config.sign_ins.clone(),
            https: Https::new(dialler, tls, config.times.connect),
            interval: config.times.sign_in_interval,
        }
    }

    /// What the page may know of them.
    pub(crate) fn tell(&self) -> Vec<kith_wire::SignIn> {
        self.all.iter().map(SignIn::told).collect()
    }

    /// Asks for a code that the user is to enter at the provider.
    pub(crate) async fn begin(&self, id: &str, for_address_books: bool) -> Result<(DeviceCode, Waiting<'_>), Trouble> {
        let sign_in = self.find(id)?;
        let SignInWay::DeviceCode { device } = &sign_in.way else {
            return Err(Trouble::fatal(FailureKind::BadRequest));
        };
        let scope = scope(sign_in, for_address_books).unwrap_or_else(|| sign_in.scopes.join(" "));
        let answer: DeviceAnswer = self.ask(sign_in, device, &[("scope", &scope)]).await?;
        let within = Duration::from_secs(answer.expires_in).min(MAX_WAIT);
        let waiting = Waiting {
            sign_ins: self,
            sign_in,
            device_code: answer.device_code,
            interval: answer.interval.map_or(self.interval, |seconds| Duration::from_secs(seconds.max(1))),
            until: Instant::now() + within,
        };
        let seconds = u32::try_from(within.as_secs()).unwrap_or(u32::MAX);
        Ok((DeviceCode { code: answer.user_code, page: answer.verification_uri, seconds }, waiting))
    }

    /// Asks for tokens by what the page has.
    pub(crate) async fn tokens(&self, id: &str, grant: &Grant, for_address_books: bool) -> Result<Tokens, Trouble> {
        let sign_in = self.find(id)?;
        let scope = scope(sign_in, for_address_books);
        let scope = scope.as_deref().map(|scope| ("scope", scope));
        let answer = match grant {
            Grant::DeviceCode => return Err(Trouble::fatal(FailureKind::BadRequest)),
            Grant::Code { code, verifier, redirect } => {
                let mut form = vec![
                    ("grant_type", "authorization_code"),
                    ("code", code.reveal()),
                    ("code_verifier", verifier.reveal()),
                    ("redirect_uri", redirect),
                ];
                form.extend(scope);
                self.grant(sign_in, &form).await?
            }
            Grant::Refresh { token } if token.is_empty() => return Err(Trouble::fatal(FailureKind::GrantRefused)),
            Grant::Refresh { token } => {
                let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token.reveal())];
                form.extend(scope);
                self.grant(sign_in, &form).await.map_err(Refused::of_refresh)?
            }
        };
        Ok(answer.tokens(sign_in.names_by_email))
    }

    fn find(&self, id: &str) -> Result<&SignIn, Trouble> {
        self.all.iter().find(|sign_in| sign_in.id == id).ok_or_else(|| Trouble::fatal(FailureKind::NoSignIn))
    }

    async fn grant(&self, sign_in: &SignIn, form: &[(&str, &str)]) -> Result<TokenAnswer, Refused> {
        self.ask(sign_in, &sign_in.token, form).await
    }

    /// Sends a form as the relay's own application.
    async fn ask<T: DeserializeOwned>(&self, sign_in: &SignIn, url: &Url, form: &[(&str, &str)]) -> Result<T, Refused> {
        let mut form = form.to_vec();
        form.push(("client_id", &sign_in.client_id));
        form.extend(sign_in.client_secret.as_ref().map(|secret| ("client_secret", secret.reveal())));
        let body = Zeroizing::new(Serializer::new(String::new()).extend_pairs(&form).finish());
        let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = Request::post(url.clone(), NamedBy::Operator, content_type, body.as_bytes().to_vec());
        let answer = self.https.send(request).await.map_err(unreachable)?;
        // A provider may repeat what it did not like.
        read(answer.status, &answer.body).map_err(|refused| refused.without(form.iter().map(|(_, value)| *value)))
    }
}

impl Waiting<'_> {
    /// The tokens, once the user has entered the code.
    pub(crate) async fn tokens(mut self) -> Result<Tokens, Trouble> {
        loop {
            if timeout_at(self.until, sleep(self.interval)).await.is_err() {
                return Err(Trouble::fatal(FailureKind::SignInExpired));
            }
            let form = [("grant_type", DEVICE_GRANT), ("device_code", self.device_code.reveal())];
            match self.sign_ins.grant(self.sign_in, &form).await {
                Ok(answer) => return Ok(answer.tokens(self.sign_in.names_by_email)),
                Err(Refused::Pending) => {}
                // One that cannot be reached is left alone longer as well.
                Err(Refused::SlowDown) => self.interval += SLOWER,
                Err(Refused::Trouble(trouble)) if trouble.kind == FailureKind::Unavailable => self.interval += SLOWER,
                Err(refused) => return Err(refused.into()),
            }
        }
    }
}

/// What is to be asked for each time. `None`: there is but one thing, which was asked for when the user signed in.
fn scope(sign_in: &SignIn, for_address_books: bool) -> Option<String> {
    let SignIn { scopes, book_scopes, .. } = sign_in;
    let asked = if for_address_books { book_scopes } else { scopes };
    (!book_scopes.is_empty()).then(|| asked.join(" "))
}

fn unreachable(error: HttpsError) -> Refused {
    // Whatever it is in the end, it is the provider that could not be asked, and not the mail server.
    Refused::Trouble(Trouble::fatal(FailureKind::Unavailable).saying(error.to_string()))
}
