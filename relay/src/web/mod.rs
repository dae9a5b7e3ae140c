//! Passing requests on to web servers that keep address books: what a page may not ask by itself.
//!
//! Nothing here understands an address book. A session names its hosts at its beginning; each of its requests goes to one
//! of them, over https, through the guard of all that dials. No redirect is followed. A connection is kept for the next
//! request while the server does so, and nothing that changes something is ever sent twice.

mod answer;
mod request;

use crate::admission::LoggedIn;
use crate::config::Config;
use crate::dial::{Dialler, NamedBy};
use crate::https::{Https, HttpsError, Line, Place, Request};
use crate::trouble::Trouble;
use axum::http::{self, StatusCode};
use kith_wire::limits::{MAX_WEB_ANSWER_BYTES, MAX_WEB_HOSTS};
use kith_wire::{FailureKind, WebAnswer, WebRequest};
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Host;

/// Passes requests on.
pub(crate) struct Web {
    https: Https,
    /// For each of them.
    within: Duration,
}

/// The requests of one session.
pub(crate) struct WebSession<'a> {
    web: &'a Web,
    /// Where they may go.
    hosts: Vec<Host>,
    /// Where the last one went, while the connection may be good for another.
    kept: Option<(Place, Line)>,
}

impl Web {
    pub(crate) fn new(config: &Config, dialler: Dialler, tls: TlsConnector) -> Self {
        Self { https: Https::new(dialler, tls, config.times.connect), within: config.times.web }
    }

    /// A session whose requests may go to these hosts.
    pub(crate) fn begin(&self, hosts: &[String]) -> Result<WebSession<'_>, Trouble> {
        let nonsense = || Trouble::fatal(FailureKind::BadRequest);
        if hosts.is_empty() || hosts.len() > MAX_WEB_HOSTS {
            return Err(nonsense());
        }
        let hosts = hosts.iter().map(|host| Host::parse(host).map_err(|_| nonsense())).collect::<Result<_, _>>()?;
        Ok(WebSession { web: self, hosts, kept: None })
    }
}

impl WebSession<'_> {
    /// Passes a request on, and its answer back. No failure ends the session. A server that refuses who asks counts as one
    /// that refuses a login.
    pub(crate) async fn pass_on(&mut self, asked: WebRequest, by: &LoggedIn) -> Result<WebAnswer, Trouble> {
        let is_login = asked.authorization.is_some();
        if is_login {
            by.may_try_to_log_in()?;
        }
        let answered = self.answer(asked).await;
        match &answered {
            Ok(answer) if is_login && answer.status == StatusCode::UNAUTHORIZED => by.failed(FailureKind::LoginRefused),
            Ok(_) => {}
            Err(trouble) => by.failed(trouble.kind),
        }
        answered
    }

    async fn answer(&mut self, asked: WebRequest) -> Result<WebAnswer, Trouble> {
        let nonsense = || Trouble::recoverable(FailureKind::BadRequest);
        let is_safe = asked.method.is_safe();
        let request = request::read(asked, &self.hosts).ok_or_else(nonsense)?;
        match timeout(self.web.within, self.exchange(&request, is_safe)).await {
            Ok(Ok(answered)) => answer::told(answered).ok_or_else(|| Trouble::recoverable(FailureKind::Malformed)),
            Ok(Err(error)) => Err(trouble(error)),
            Err(_) => Err(trouble(HttpsError::TimedOut)),
        }
    }

    async fn exchange(&mut self, request: &Request, is_safe: bool) -> Result<http::Response<Vec<u8>>, HttpsError> {
        let place = request.place()?;
        // Given up in the middle, it is gone.
        let kept = self.kept.take().filter(|(kept_at, _)| *kept_at == place).map(|(_, line)| line);
        if let Some(mut line) = kept
            && line.is_open()
        {
            match line.exchange(request.written()?, MAX_WEB_ANSWER_BYTES).await {
                // The server closed it meanwhile.
                Err(HttpsError::Unsent) => {}
                Err(HttpsError::WentAway) if is_safe => {}
                Err(error) => return Err(error),
                Ok(answered) => {
                    self.kept = Some((place, line));
                    return Ok(answered);
                }
            }
        }
        let mut line = self.web.https.open(&place, NamedBy::User).await?;
        let answered = line.exchange(request.written()?, MAX_WEB_ANSWER_BYTES).await?;
        self.kept = Some((place, line));
        Ok(answered)
    }
}

fn trouble(error: HttpsError) -> Trouble {
    use FailureKind::{NotImap, Pop3, Smtp, Tls, TlsOnPlainPort};
    Trouble::recoverable(match error {
        // What answers without TLS is named as if a mail server was meant.
        HttpsError::Unreachable(trouble) if matches!(trouble.kind, NotImap | Pop3 | Smtp | TlsOnPlainPort) => {
            return trouble.of_kind(Tls).survived();
        }
        HttpsError::Unreachable(trouble) => return trouble.survived(),
        HttpsError::Address => FailureKind::BadRequest,
        HttpsError::Malformed | HttpsError::TooManyRedirects => FailureKind::Malformed,
        HttpsError::TooLarge => FailureKind::TooLarge,
        HttpsError::TimedOut => FailureKind::TimedOut,
        HttpsError::Unsent | HttpsError::WentAway => FailureKind::WentAway,
    })
}
