//! A small client for https: what discovery, signing in and address books ask of servers of the web.
//!
//! Every connection is dialled by [`Dialler`], so that [`Targets`](crate::Targets) is asked about the addresses that are
//! connected to, for each redirect anew. It speaks https and nothing else, and an answer is bounded in size and in time.
//! It keeps no cookies and no cache, and a connection only for whoever holds its [`Line`].
//!
//! ```text
//! let answer = https.send(Request::get(url, NamedBy::User)).await?;
//! if answer.status == StatusCode::OK { read(&answer.body) }
//! ```
//!
//! Errors and [`Request`] can be printed: they show neither the address nor what is in the body.

mod error;
mod line;

pub(crate) use error::HttpsError;
pub(crate) use line::Line;

use crate::dial::{Dialler, NamedBy, WEB_PORT};
use crate::tls::encrypt;
use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode};
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Maximum size of an answer's body, in bytes, to what the relay asks by itself.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// How long a request may take with all its redirects, unless it says otherwise.
const WITHIN: Duration = Duration::from_secs(10);

/// How many redirects are followed.
const MAX_REDIRECTS: usize = 3;

/// Asks servers of the web.
#[derive(Clone)]
pub(crate) struct Https {
    dialler: Dialler,
    tls: TlsConnector,
    /// For the certificates of both sides to be agreed upon.
    handshake: Duration,
}

/// What is asked.
pub(crate) struct Request {
    url: Url,
    named_by: NamedBy,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
    within: Duration,
}

/// What is answered, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// The host that answered: after redirects it may be another one than was asked.
    pub(crate) host: String,
    pub(crate) body: Vec<u8>,
}

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) host: String,
    port: u16,
}

impl Request {
    /// Asks for a document. Redirects are followed, to https alone; each leads to where answers may lead.
    pub(crate) fn get(url: Url, named_by: NamedBy) -> Self {
        Self::new(Method::GET, url, named_by, HeaderMap::new(), Bytes::new())
    }

    /// Sends something. Redirects are not followed: they are the answer.
    pub(crate) fn post(url: Url, named_by: NamedBy, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, content_type)]);
        Self::new(Method::POST, url, named_by, headers, body.into())
    }

    pub(crate) fn new(method: Method, url: Url, named_by: NamedBy, headers: HeaderMap, body: Bytes) -> Self {
        Self { url, named_by, method, headers, body, within: WITHIN }
    }

    /// Within a time in all.
    #[must_use]
    pub(crate) fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }

    /// Where it goes.
    pub(crate) fn place(&self) -> Result<Place, HttpsError> {
        Place::of(&self.url)
    }

    /// As it is sent.
    pub(crate) fn written(&self) -> Result<http::Request<Body>, HttpsError> {
        let Self { url, method, headers, body, .. } = self;
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let mut written = http::Request::new(Body::from(body.clone()));
        *written.method_mut() = method.clone();
        *written.uri_mut() = path.parse().map_err(|_| HttpsError::Address)?;
        let all = written.headers_mut();
        *all = headers.clone();
        all.insert(HOST, HeaderValue::try_from(url.authority()).map_err(|_| HttpsError::Address)?);
        all.insert(USER_AGENT, HeaderValue::from_static("Kith"));
        // It would have to be bounded after it is unpacked.
        all.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        Ok(written)
    }
}

impl Place {
    /// Where an address leads that may be asked.
    pub(crate) fn of(url: &Url) -> Result<Self, HttpsError> {
        let has_no_user = url.username().is_empty() && url.password().is_none();
        let (true, "https", Some(port)) = (has_no_user, url.scheme(), url.port_or_known_default()) else {
            return Err(HttpsError::Address);
        };
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(HttpsError::Address),
        };
        Ok(Self { host, port })
    }

    /// The same where only the port of https is meant.
    fn on_usual_port(url: &Url) -> Result<Self, HttpsError> {
        Self::of(url).and_then(|place| if place.port == WEB_PORT { Ok(place) } else { Err(HttpsError::Address) })
    }
}

impl Https {
    pub(crate) fn new(dialler: Dialler, tls: TlsConnector, handshake: Duration) -> Self {
        Self { dialler, tls, handshake }
    }

    /// Asks on the port of https, and reads the whole answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, HttpsError> {
        timeout(request.within, self.follow(request)).await.unwrap_or(Err(HttpsError::TimedOut))
    }

    /// Connects to a server.
    pub(crate) async fn open(&self, place: &Place, named_by: NamedBy) -> Result<Line, HttpsError> {
        let stream = self.dialler.dial_web(&place.host, place.port, named_by).await?;
        Line::over(encrypt(&self.tls, &place.host, stream, self.handshake).await?).await
    }

    async fn follow(&self, mut request: Request) -> Result<Answer, HttpsError> {
        for _ in 0..=MAX_REDIRECTS {
            let place = Place::on_usual_port(&request.url)?;
            let mut line = self.open(&place, request.named_by).await?;
            let mut written = request.written()?;
            written.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            let (head, body) = line.exchange(written, MAX_BODY_BYTES).await?.into_parts();
            let is_redirect = matches!(head.status.as_u16(), 301 | 302 | 303 | 307 | 308);
            match head.headers.get(LOCATION).filter(|_| is_redirect && request.method == Method::GET) {
                None => return Ok(Answer { status: head.status, host: place.host, body }),
                Some(location) => {
                    let to = location.to_str().ok().and_then(|location| request.url.join(location).ok());
                    request.url = to.ok_or(HttpsError::Address)?;
                    request.named_by = NamedBy::Answer;
                }
            }
        }
        Err(HttpsError::TooManyRedirects)
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{HttpsError, Place, Request};
    use crate::dial::NamedBy;
    use axum::http::{HeaderValue, Method};

    #[test]
    fn only_https_on_its_own_port_is_asked() {
        for (url, expect) in [
            ("https://example.org/a?b", Ok("example.org")),
            ("https://EXAMPLE.org:443/", Ok("example.org")),
            ("https://bücher.example/", Ok("xn--bcher-kva.example")),
            ("https://[::1]/", Ok("::1")),
            // As browsers read it: what is connected to is what the guard sees.
            ("https://0x7f.1/", Ok("127.0.0.1")),
            ("http://example.org/", Err(HttpsError::Address)),
            ("https://example.org:8443/", Err(HttpsError::Address)),
            ("https://ada@example.org/", Err(HttpsError::Address)),
            ("https://:secret@example.org/", Err(HttpsError::Address)),
            ("file:///etc/passwd", Err(HttpsError::Address)),
            ("data:text/xml,a", Err(HttpsError::Address)),
        ] {
            let place = Place::on_usual_port(&url.parse().unwrap());
            assert_eq!(place.map(|place| place.host), expect.map(str::to_owned), "{url}");
        }
    }

    #[test]
    fn an_address_book_may_be_on_any_port() {
        let place = Place::of(&"https://dav.example:5232/ada/".parse().unwrap()).unwrap();
        assert_eq!((place.host.as_str(), place.port), ("dav.example", 5232));
        assert_eq!(Place::of(&"http://dav.example:443/".parse().unwrap()), Err(HttpsError::Address));
    }

    #[test]
    fn a_form_is_sent_to_its_host_and_not_shown() {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let url = "https://login.example/token?tenant=a".parse().unwrap();
        let request = Request::post(url, NamedBy::Operator, form, "code=secret");
        assert!(!format!("{request:?}").contains("secret"), "{request:?}");
        let written = request.written().unwrap();
        assert_eq!((written.method(), written.uri().to_string().as_str()), (&Method::POST, "/token?tenant=a"));
        assert_eq!(written.headers().get("host").unwrap(), "login.example");
        assert_eq!(written.headers().get("content-type").unwrap(), "application/x-www-form-urlencoded");
    }
}
