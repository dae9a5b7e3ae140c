//! Mail servers.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What is behind a name on the ports of mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailServer {
    /// One that greets, and lets nobody in: with TLS from the first byte…
    Tls,
    /// …or with STARTTLS.
    StartTls,
    /// What greets with TLS, but not as IMAP does.
    NotImap,
    /// Another mail server at that address, without encryption of its own: with TLS in front of it.
    Behind(SocketAddr),
}

/// All of them.
#[derive(Default)]
pub(crate) struct Servers {
    by_host: Mutex<HashMap<String, MailServer>>,
    heard: Mutex<Vec<String>>,
}

impl Servers {
    pub(crate) fn add(&self, host: &str, server: MailServer) {
        self.by_host.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), server);
    }

    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn find(&self, host: &str) -> Option<MailServer> {
        self.by_host.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied()
    }

    fn hear(&self, line: &str) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
    }
}

/// Serves whoever comes, on the port for TLS or on the other one.
pub(crate) async fn serve(listener: TcpListener, is_encrypted: bool, tls: TlsAcceptor, servers: Arc<Servers>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, servers) = (tls.clone(), servers.clone());
        tokio::spawn(async move {
            // Whoever hangs up in the middle has heard enough.
            let _ = if is_encrypted {
                encrypted(stream, &tls, &servers).await
            } else {
                plain(stream, &tls, &servers).await
            };
        });
    }
}

async fn encrypted(stream: TcpStream, tls: &TlsAcceptor, servers: &Servers) -> std::io::Result<()> {
    let mut stream = tls.accept(stream).await?;
    let host = stream.get_ref().1.server_name().unwrap_or_default().to_owned();
    match servers.find(&host) {
        Some(MailServer::Tls) => {
            stream.write_all(b"* OK [CAPABILITY IMAP4rev1] Hello\r\n").await?;
            converse(stream, servers).await
        }
        Some(MailServer::NotImap) => stream.write_all(b"+OK POP3 ready\r\n").await,
        Some(MailServer::Behind(address)) => {
            let mut behind = TcpStream::connect(address).await?;
            copy_bidirectional(&mut stream, &mut behind).await.map(drop)
        }
        Some(MailServer::StartTls) | None => Ok(()),
    }
}

/// Which host is meant is known only after STARTTLS.
async fn plain(stream: TcpStream, tls: &TlsAcceptor, servers: &Servers) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Hello\r\n").await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    servers.hear(line.trim_end());
    let Some(tag) = line.trim_end().strip_suffix(" STARTTLS") else { return Ok(()) };
    stream.write_all(format!("{tag} OK begin\r\n").as_bytes()).await?;
    let stream = tls.accept(stream.into_inner()).await?;
    let host = stream.get_ref().1.server_name().unwrap_or_default().to_owned();
    match servers.find(&host) {
        Some(MailServer::StartTls) => converse(stream, servers).await,
        _ => Ok(()),
    }
}

/// Says what it can do, and lets nobody in.
async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, servers: &Servers) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        servers.hear(line.trim_end());
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        let answer = match command {
            "CAPABILITY" => format!("* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"),
            "LOGOUT" => format!("* BYE\r\n{tag} OK done\r\n"),
            _ => format!("{tag} NO not here\r\n"),
        };
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
        if command == "LOGOUT" {
            return Ok(());
        }
    }
}
