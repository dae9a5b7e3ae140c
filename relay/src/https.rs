//! A small client for https: what discovery and signing in ask of servers of the web.
//!
//! Every connection is dialled by [`Dialler`], so that [`Targets`](crate::Targets) is asked about the addresses that are
//! connected to, for each redirect anew. It speaks https on its own port and nothing else, and an answer is bounded in
//! size and in time. It keeps nothing: no connections, no cookies, no cache.
//!
//! ```text
//! let answer = https.send(Request::get(&url, NamedBy::User)).await?;
//! if answer.status == StatusCode::OK { read(&answer.body) }
//! ```
//!
//! Errors and [`Request`] can be printed: they show neither the address nor what is in the body.

use crate::dial::{Dialler, NamedBy};
use crate::tls::encrypt;
use crate::trouble::Trouble;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

/// Maximum size of the header of an answer, in bytes.
const MAX_HEADER_BYTES: usize = 32 * 1024;

/// Maximum number of its fields.
const MAX_HEADER_FIELDS: usize = 64;

/// Maximum size of an answer's body, in bytes, unless the request says otherwise.
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
    max_body_bytes: usize,
    within: Duration,
}

/// What is answered, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// The host that answered: after redirects it may be another one than was asked.
    pub(crate) host: String,
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HttpsError {
    /// Not https, another port, a user in it, or no host.
    #[error("this is no address for https")]
    Address,
    /// The name, the guard, the connection or TLS.
    #[error("{0}")]
    Unreachable(#[from] Trouble),
    #[error("the answer is no HTTP")]
    Malformed,
    #[error("the answer is too large")]
    TooLarge,
    #[error("there are too many redirects")]
    TooManyRedirects,
    #[error("there was no answer in time")]
    TimedOut,
}

impl Request {
    /// Asks for a document. Redirects are followed, to https alone; each leads to where answers may lead.
    pub(crate) fn get(url: Url, named_by: NamedBy) -> Self {
        Self {
            url,
            named_by,
            method: Method::GET,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            max_body_bytes: MAX_BODY_BYTES,
            within: WITHIN,
        }
    }

    /// Sends something. Redirects are not followed: they are the answer.
    pub(crate) fn post(url: Url, named_by: NamedBy, content_type: HeaderValue, body: impl Into<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, content_type);
        Self { method: Method::POST, headers, body: body.into(), ..Self::get(url, named_by) }
    }

    /// Within a time in all.
    #[must_use]
    pub(crate) fn within(self, within: Duration) -> Self {
        Self { within, ..self }
    }
}

impl Https {
    pub(crate) fn new(dialler: Dialler, tls: TlsConnector, handshake: Duration) -> Self {
        Self { dialler, tls, handshake }
    }

    /// Asks, and reads the whole answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, HttpsError> {
        timeout(request.within, self.follow(request)).await.unwrap_or(Err(HttpsError::TimedOut))
    }

    async fn follow(&self, mut request: Request) -> Result<Answer, HttpsError> {
        for _ in 0..=MAX_REDIRECTS {
            let (answer, location) = self.exchange(&request).await?;
            let is_redirect = matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308);
            match location.filter(|_| is_redirect && request.method == Method::GET) {
                None => return Ok(answer),
                Some(location) => {
                    let to = location.to_str().ok().and_then(|location| request.url.join(location).ok());
                    request.url = to.ok_or(HttpsError::Address)?;
                    request.named_by = NamedBy::Answer;
                }
            }
        }
        Err(HttpsError::TooManyRedirects)
    }

    /// One request and its answer, and where that leads.
    async fn exchange(&self, request: &Request) -> Result<(Answer, Option<HeaderValue>), HttpsError> {
        let host = host(&request.url)?;
        let stream = self.dialler.dial_web(&host, request.named_by).await?;
        let stream = encrypt(&self.tls, &host, stream, self.handshake).await?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(MAX_HEADER_BYTES).max_headers(MAX_HEADER_FIELDS);
        let (mut sender, connection) =
            builder.handshake::<_, Body>(TokioIo::new(stream)).await.map_err(|_| HttpsError::Malformed)?;
        // What came before the connection ended is read on.
        let driven = async {
            let _ = connection.await;
            pending::<Infallible>().await
        };
        let asked = async {
            let written = written(request)?;
            let response = sender.send_request(written).await.map_err(|_| HttpsError::Malformed)?;
            let (head, body) = response.into_parts();
            let body = read(body, request.max_body_bytes).await?;
            let location = head.headers.get(LOCATION).cloned();
            Ok((Answer { status: head.status, host, body }, location))
        };
        tokio::select! {
            answer = asked => answer,
            never = driven => match never {},
        }
    }
}

/// The host of an address that may be asked.
fn host(url: &Url) -> Result<String, HttpsError> {
    // The port of https is none that the address names.
    let is_plain = url.port().is_none() && url.username().is_empty() && url.password().is_none();
    if url.scheme() != "https" || !is_plain {
        return Err(HttpsError::Address);
    }
    match url.host() {
        Some(Host::Domain(name)) => Ok(name.to_owned()),
        Some(Host::Ipv4(address)) => Ok(address.to_string()),
        Some(Host::Ipv6(address)) => Ok(address.to_string()),
        None => Err(HttpsError::Address),
    }
}

fn written(request: &Request) -> Result<http::Request<Body>, HttpsError> {
    let Request { url, method, headers, body, .. } = request;
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
    all.insert(CONNECTION, HeaderValue::from_static("close"));
    Ok(written)
}

async fn read(mut body: Incoming, max_bytes: usize) -> Result<Vec<u8>, HttpsError> {
    let is_too_large = |bytes: u64| usize::try_from(bytes).map_or(true, |bytes| bytes > max_bytes);
    if is_too_large(HttpBody::size_hint(&body).lower()) {
        return Err(HttpsError::TooLarge);
    }
    let mut read = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(bytes) = frame.map_err(|_| HttpsError::Malformed)?.into_data() else { continue };
        if read.len() + bytes.len() > max_bytes {
            return Err(HttpsError::TooLarge);
        }
        read.extend_from_slice(&bytes);
    }
    Ok(read)
}

impl std::fmt::Debug for Request {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{HttpsError, Request, host, written};
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
            assert_eq!(host(&url.parse().unwrap()), expect.map(str::to_owned), "{url}");
        }
    }

    #[test]
    fn a_form_is_sent_to_its_host_and_not_shown() {
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let url = "https://login.example/token?tenant=a".parse().unwrap();
        let request = Request::post(url, NamedBy::Operator, form, "code=secret");
        assert!(!format!("{request:?}").contains("secret"), "{request:?}");
        let written = written(&request).unwrap();
        assert_eq!((written.method(), written.uri().to_string().as_str()), (&Method::POST, "/token?tenant=a"));
        assert_eq!(written.headers().get("host").unwrap(), "login.example");
        assert_eq!(written.headers().get("content-type").unwrap(), "application/x-www-form-urlencoded");
    }
}
