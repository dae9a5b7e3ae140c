//! HTTP/1.1 for servers of which a test decides the answers: without TLS, which the test's world puts in front, and with
//! a connection for each request.

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    /// The path, and the query if there is one.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a client gets.
#[derive(Clone, Debug)]
pub enum Reply {
    Whole(Answer),
    /// The first half of its bytes, then the connection ends.
    Half(Answer),
    /// Nothing: the connection ends.
    Nothing,
}

/// What answers.
pub trait Service: Send + Sync + 'static {
    fn reply(&self, request: Request) -> impl Future<Output = Reply> + Send;
}

/// A server on loopback. It ends when dropped.
pub struct Server {
    address: SocketAddr,
    _task: JoinSet<()>,
}

impl Request {
    #[must_use]
    pub fn new(method: &str, target: impl Into<String>) -> Self {
        Self { method: method.to_owned(), target: target.into(), ..Self::default() }
    }

    /// With a header field, in place of one of that name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        put(&mut self.headers, name, value.into());
        self
    }

    #[must_use]
    pub fn with_body(self, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        get(&self.headers, name)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Answer {
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// With a header field, in place of one of that name.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        put(&mut self.headers, name, value.into());
        self
    }

    /// Without a header field.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// With a body of that type.
    #[must_use]
    pub fn with_body(self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..self.with("Content-Type", content_type) }
    }

    /// The value of a header field.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        get(&self.headers, name)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Server {
    pub async fn start(service: Arc<impl Service>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let service = Arc::clone(&service);
                // Whoever hangs up in the middle has heard enough.
                connections.spawn(async move { drop(answer(stream, &*service).await) });
                while connections.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, _task: task })
    }

    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Asks a server of this machine.
pub async fn send(server: SocketAddr, request: &Request) -> Result<Answer> {
    let mut stream = TcpStream::connect(server).await?;
    let start = format!("{} {} HTTP/1.1", request.method, request.target);
    let own = [("Host", server.to_string()), ("Connection", "close".to_owned())];
    stream.write_all(&written(&start, &request.headers, &own, &request.body)).await?;
    let mut stream = BufReader::new(stream);
    let (start, headers) = head(&mut stream).await?.context("no answer")?;
    let status = start.split(' ').nth(1).and_then(|status| status.parse().ok());
    let mut answer = Answer { status: status.with_context(|| start.clone())?, headers, body: Vec::new() };
    // Without a length, it ends with the connection.
    match length(&answer.headers)? {
        Some(length) => answer.body = body(&mut stream, length).await?,
        None => drop(stream.read_to_end(&mut answer.body).await?),
    }
    Ok(answer)
}

/// What stands in `Authorization` (RFC 7617).
#[must_use]
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

async fn answer(stream: TcpStream, service: &impl Service) -> Result<()> {
    let mut stream = BufReader::new(stream);
    let Some((start, headers)) = head(&mut stream).await? else { return Ok(()) };
    let mut words = start.split(' ').map(str::to_owned);
    let (method, target) = words.next().zip(words.next()).with_context(|| start.clone())?;
    let length = length(&headers)?.unwrap_or_default();
    let body = body(&mut stream, length).await?;
    let reply = service.reply(Request { method, target, headers, body }).await;
    let own = [("Connection", "close".to_owned())];
    let bytes = |answer: Answer| written(&format!("HTTP/1.1 {} .", answer.status), &answer.headers, &own, &answer.body);
    let bytes = match reply {
        Reply::Whole(answer) => bytes(answer),
        Reply::Half(answer) => {
            let mut bytes = bytes(answer);
            bytes.truncate(bytes.len() / 2);
            bytes
        }
        Reply::Nothing => Vec::new(),
    };
    stream.write_all(&bytes).await?;
    Ok(stream.shutdown().await?)
}

/// The first line and the header fields; nothing, if the connection ends before.
async fn head(stream: &mut BufReader<TcpStream>) -> Result<Option<(String, Vec<(String, String)>)>> {
    let mut start = String::new();
    if stream.read_line(&mut start).await? == 0 {
        return Ok(None);
    }
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        ensure!(line.ends_with('\n'), "the connection ended within the header");
        if line.trim_end().is_empty() {
            return Ok(Some((start.trim_end().to_owned(), headers)));
        }
        let (name, value) = line.split_once(':').with_context(|| line.clone())?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

async fn body(stream: &mut BufReader<TcpStream>, length: usize) -> Result<Vec<u8>> {
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

fn length(headers: &[(String, String)]) -> Result<Option<usize>> {
    ensure!(get(headers, "Transfer-Encoding").is_none(), "a body in chunks");
    Ok(get(headers, "Content-Length").map(str::parse).transpose()?)
}

/// A message as it goes over the wire. The length and the fields in `own` are this connection's.
fn written(start: &str, headers: &[(String, String)], own: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut text = format!("{start}\r\nContent-Length: {}\r\n", body.len());
    let is_own = |name: &str| own.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let passed = headers.iter().map(|(name, value)| (name.as_str(), value));
    let passed = passed.filter(|(name, _)| !is_own(name) && !name.eq_ignore_ascii_case("Content-Length"));
    for (name, value) in own.iter().map(|(name, value)| (*name, value)).chain(passed) {
        text.extend([name, ": ", value.as_str(), "\r\n"]);
    }
    [text.as_bytes(), b"\r\n", body].concat()
}

fn get<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn put(headers: &mut Vec<(String, String)>, name: &str, value: String) {
    headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    headers.push((name.to_owned(), value));
}
