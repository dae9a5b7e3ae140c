//! Web servers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

/// How a page is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// With a status, and a body.
    Answer { status: u16, body: String },
    /// With a redirect of that status.
    Redirect { status: u16, to: String },
    /// Not at all.
    Silence,
    /// With a body that does not end…
    Endless,
    /// …or comes a byte at a time.
    Drip(String),
    /// With these bytes, whatever they are.
    Raw(String),
}

/// All pages of all hosts.
#[derive(Default)]
pub(crate) struct Pages {
    pages: Mutex<HashMap<(String, String), Page>>,
    asked: Mutex<Vec<String>>,
    /// Hosts that are other servers of this machine, which speak no TLS.
    behind: Mutex<HashMap<String, SocketAddr>>,
    open: AtomicUsize,
}

impl Page {
    /// A page that is there.
    #[must_use]
    pub fn ok(body: impl Into<String>) -> Self {
        Self::Answer { status: 200, body: body.into() }
    }

    /// A file that says that `server` is the mail server, in the format of Thunderbird's autoconfig, with TLS on port 993
    /// and with the address as the user name.
    #[must_use]
    pub fn config(provider: &str, server: &str) -> Self {
        Self::ok(format!(
            "<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\">\n <emailProvider id=\"a\">\n  \
             <displayName>{provider}</displayName>\n  <incomingServer type=\"imap\">\n   <hostname>{server}</hostname>\n   \
             <port>993</port>\n   <socketType>SSL</socketType>\n   <username>%EMAILADDRESS%</username>\n   \
             <authentication>password-cleartext</authentication>\n  </incomingServer>\n </emailProvider>\n\
             </clientConfig>\n"
        ))
    }

    /// Leads elsewhere.
    #[must_use]
    pub fn redirect(to: impl Into<String>) -> Self {
        Self::Redirect { status: 302, to: to.into() }
    }
}

impl Pages {
    pub(crate) fn add(&self, host: &str, path: &str, page: Page) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.insert((host.to_owned(), path.to_owned()), page);
    }

    pub(crate) fn put_behind(&self, host: &str, address: SocketAddr) {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), address);
    }

    fn behind(&self, host: &str) -> Option<SocketAddr> {
        self.behind.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied()
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::SeqCst)
    }

    /// The page, once it is noted that it was asked for.
    fn find(&self, host: &str, head: &str) -> Option<Page> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{host} {head}"));
        let path = head.split(' ').nth(1)?.to_owned();
        self.pages.lock().unwrap_or_else(PoisonError::into_inner).get(&(host.to_owned(), path)).cloned()
    }
}

/// Serves whoever comes.
pub(crate) async fn serve(listener: TcpListener, tls: TlsAcceptor, pages: Arc<Pages>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, pages) = (tls.clone(), pages.clone());
        tokio::spawn(async move {
            pages.open.fetch_add(1, Ordering::SeqCst);
            // Whoever hangs up in the middle has heard enough.
            let _ = answer(stream, &tls, &pages).await;
            pages.open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

async fn answer(stream: TcpStream, tls: &TlsAcceptor, pages: &Pages) -> std::io::Result<()> {
    let stream = tls.accept(stream).await?;
    let host = stream.get_ref().1.server_name().unwrap_or_default().to_owned();
    if let Some(address) = pages.behind(&host) {
        let (mut stream, mut server) = (stream, TcpStream::connect(address).await?);
        return copy_bidirectional(&mut stream, &mut server).await.map(drop);
    }
    let (read, mut write) = tokio::io::split(stream);
    let mut read = BufReader::new(read);
    let mut head = String::new();
    while read.read_line(&mut head).await? > 2 {}
    let length = |line: &str| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok();
    if let Some(length) = head.lines().find_map(length) {
        let mut body = String::new();
        (&mut read).take(length).read_to_string(&mut body).await?;
        head += &body;
    }
    let page = pages.find(&host, &head).unwrap_or(Page::Answer { status: 404, body: "not found".to_owned() });
    let gone = async {
        let mut rest = Vec::new();
        let _ = read.read_to_end(&mut rest).await;
    };
    tokio::select! {
        said = say(&mut write, &page) => said?,
        () = gone => return Ok(()),
    }
    write.shutdown().await
}

async fn say(write: &mut (impl AsyncWrite + Unpin), page: &Page) -> std::io::Result<()> {
    let head = |status: u16, length: usize| format!("HTTP/1.1 {status} .\r\nContent-Length: {length}\r\n\r\n");
    match page {
        Page::Answer { status, body } => {
            write.write_all(format!("{}{body}", head(*status, body.len())).as_bytes()).await?;
        }
        Page::Redirect { status, to } => {
            let answer = format!("HTTP/1.1 {status} .\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            write.write_all(answer.as_bytes()).await?;
        }
        Page::Silence => std::future::pending().await,
        Page::Endless => {
            write.write_all(b"HTTP/1.1 200 .\r\n\r\n").await?;
            loop {
                write.write_all(&[b' '; 4096]).await?;
            }
        }
        Page::Drip(body) => {
            write.write_all(head(200, body.len()).as_bytes()).await?;
            for byte in body.as_bytes() {
                write.write_all(&[*byte]).await?;
                write.flush().await?;
                sleep(Duration::from_millis(100)).await;
            }
        }
        Page::Raw(bytes) => write.write_all(bytes.as_bytes()).await?,
    }
    write.flush().await
}
