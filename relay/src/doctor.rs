//! Tries what a browser needs of a relay, step by step, as seen from this machine.

use crate::origin::Origin;
use crate::tls;
use kith_wire::{PATH, PROTOCOL};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};

/// How long a step may take.
const STEP: Duration = Duration::from_secs(10);

/// The most of an answer that is read, in bytes.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

/// What was tried, and how it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    Good(String),
    /// What went wrong, and what to do.
    Bad(String, String),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Tries the relay at `url`. Ends at the first thing that does not work, since nothing after it can. `roots`:
/// certificate authorities to trust besides the system's.
pub async fn examine(url: &Origin, roots: Vec<CertificateDer<'static>>, mut tell: impl FnMut(Finding)) -> bool {
    let ended = steps(url, roots, &mut tell).await;
    let is_well = ended.is_ok();
    if let Err((what, todo)) = ended {
        tell(Finding::Bad(what, todo));
    }
    is_well
}

async fn steps(
    url: &Origin,
    roots: Vec<CertificateDer<'static>>,
    tell: &mut impl FnMut(Finding),
) -> Result<(), (String, String)> {
    let mut good = |what: String| tell(Finding::Good(what));
    let (host, port) = (url.host(), url.port());

    let addresses: Vec<_> = match timeout(STEP, lookup_host((host, port))).await {
        Ok(Ok(addresses)) => addresses.collect(),
        _ => Vec::new(),
    };
    let Some(first) = addresses.first() else {
        let todo = "Add an A or AAAA record for it where your domain is managed, and wait until it is known.";
        return Err((format!("The name {host} has no address."), todo.to_owned()));
    };
    good(format!("The name {host} leads to {}.", first.ip()));

    connect(url, &addresses).await?;
    good(format!("Something listens on port {port}."));

    if url.is_encrypted() {
        open(url, &addresses, roots.clone()).await?;
        good("TLS works, and the certificate is valid.".to_owned());
    } else if !url.is_local() {
        let todo = "Browsers give a page what Kith needs only over https, or on the machine itself: set up TLS.";
        return Err((format!("{url} is not encrypted."), todo.to_owned()));
    }

    let answer = get(&mut open(url, &addresses, roots.clone()).await?, url, "/healthz").await?;
    if !answer.starts_with("HTTP/1.1 200 ") || !answer.contains("\r\n\r\nok") {
        return Err(no_relay(&answer));
    }
    good("The relay answers.".to_owned());

    let answer = get(&mut open(url, &addresses, roots.clone()).await?, url, "/").await?;
    if !answer.starts_with("HTTP/1.1 200 ") {
        return Err((
            "The relay serves no page.".to_owned(),
            "It was built without one: build it with cargo xtask dist, or take a release.".to_owned(),
        ));
    }
    good("The page is there.".to_owned());

    upgrade(open(url, &addresses, roots).await?, url).await?;
    good("A WebSocket gets through to the relay.".to_owned());
    Ok(())
}

async fn connect(url: &Origin, addresses: &[std::net::SocketAddr]) -> Result<TcpStream, (String, String)> {
    match timeout(STEP, TcpStream::connect(addresses)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err((
            format!("Nothing can be reached on port {} of {}: {error}.", url.port(), url.host()),
            "See that the relay or its proxy runs, listens on that port, and that firewall and router let it through."
                .to_owned(),
        )),
        Err(_) => Err((
            format!("Port {} of {} does not answer.", url.port(), url.host()),
            "A firewall or a router drops it: open the port, or forward it to this machine.".to_owned(),
        )),
    }
}

async fn open(
    url: &Origin,
    addresses: &[std::net::SocketAddr],
    roots: Vec<CertificateDer<'static>>,
) -> Result<Box<dyn Stream>, (String, String)> {
    let stream = connect(url, addresses).await?;
    if !url.is_encrypted() {
        return Ok(Box::new(stream));
    }
    let name = ServerName::try_from(url.host().to_owned())
        .map_err(|_| (format!("{} cannot be in a certificate.", url.host()), "Use a name.".to_owned()))?;
    let tls = tls::connector(roots).map_err(|error| {
        ("The system's certificate authorities cannot be used.".to_owned(), format!("Install them: {error}."))
    })?;
    match timeout(STEP, tls.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Box::new(stream)),
        Ok(Err(error)) => Err(no_tls(&error)),
        Err(_) => Err((
            "TLS was not agreed upon in time.".to_owned(),
            "See that what listens on that port speaks TLS.".to_owned(),
        )),
    }
}

fn no_tls(error: &io::Error) -> (String, String) {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer)) => (
            "The certificate is by an authority that is not known here.".to_owned(),
            "If the authority is your own, name its file with --ca-file. Otherwise give the relay or the proxy the \
             certificate with its whole chain."
                .to_owned(),
        ),
        Some(rustls::Error::InvalidCertificate(why)) => (
            format!("The certificate is not valid: {why}."),
            "Renew it, or give the relay or the proxy the one that was made for this name, with its whole chain."
                .to_owned(),
        ),
        _ => (
            format!("No TLS was agreed upon: {error}."),
            "See that what listens on that port speaks TLS, and not plain HTTP.".to_owned(),
        ),
    }
}

async fn get(stream: &mut Box<dyn Stream>, url: &Origin, path: &str) -> Result<String, (String, String)> {
    let asked = timeout(STEP, async {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", url.authority());
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(MAX_ANSWER_BYTES).read_to_end(&mut answer).await?;
        Ok::<_, io::Error>(String::from_utf8_lossy(&answer).into_owned())
    });
    match asked.await {
        Ok(Ok(answer)) if !answer.is_empty() => Ok(answer),
        _ => Err((
            "What listens there does not answer a request.".to_owned(),
            "See that the proxy passes requests on to the relay, and that the relay runs.".to_owned(),
        )),
    }
}

fn no_relay(answer: &str) -> (String, String) {
    let first = answer.lines().next().unwrap_or_default();
    let todo = if answer.contains("Kith is not served by this name") {
        "The relay does not know this name: set --url to it, and see that the proxy passes the Host header on."
    } else if answer.contains("answers its proxies only") {
        "The request came from an address that is not one of --behind-proxy: add the proxy's address."
    } else if answer.contains("set up for this machine alone") {
        "Start the relay with --behind-proxy and --url."
    } else if ["502", "503", "504"].iter().any(|code| first.split(' ').nth(1) == Some(code)) {
        "The proxy does not reach the relay: see that it runs, and at the address that the proxy names."
    } else {
        "Something else answers there: see where the proxy sends requests for this name."
    };
    (format!("The answer is not the relay's: {first}."), todo.to_owned())
}

async fn upgrade(stream: Box<dyn Stream>, url: &Origin) -> Result<(), (String, String)> {
    let scheme = if url.is_encrypted() { "wss" } else { "ws" };
    let wrong = |what: String| (what, "See docs/self-hosting.md for how a proxy passes WebSockets on.".to_owned());
    let mut request = format!("{scheme}://{}{PATH}", url.authority())
        .into_client_request()
        .map_err(|error| wrong(format!("{url} is no address of a WebSocket: {error}.")))?;
    let origin = HeaderValue::try_from(url.to_string()).map_err(|error| wrong(error.to_string()))?;
    request.headers_mut().insert("origin", origin);
    request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(PROTOCOL));
    match timeout(STEP, client_async(request, stream)).await {
        Ok(Ok((mut socket, _))) => {
            let _ = timeout(STEP, socket.close(None)).await;
            Ok(())
        }
        Ok(Err(Error::Http(answer))) if answer.status() == StatusCode::FORBIDDEN => Err((
            "The relay refuses its own page.".to_owned(),
            format!("Set --url to {url}, and see that the proxy passes the Origin header on."),
        )),
        Ok(Err(Error::Http(answer))) => Err(wrong(format!("The WebSocket was answered with {}.", answer.status()))),
        Ok(Err(error)) => Err(wrong(format!("No WebSocket gets through: {error}."))),
        Err(_) => Err(wrong("No WebSocket gets through: there was no answer.".to_owned())),
    }
}
