//! A mail server that says what a test tells it to, byte for byte.

use crate::clock::patience;
use std::future::Future;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Far longer than anything takes, so that a test that waits in vain fails instead of hanging.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// A server that plays its script once, for the first connection.
pub(crate) struct Server<T> {
    pub(crate) port: u16,
    task: JoinHandle<T>,
}

/// Where connections of a server come in.
pub(crate) struct Door(TcpListener);

/// The server's end of a connection.
pub(crate) struct ServerLine(BufReader<Box<dyn Bytes>>);

pub(crate) async fn serve<T, Played>(script: impl FnOnce(ServerLine) -> Played + Send + 'static) -> Server<T>
where
    T: Send + 'static,
    Played: Future<Output = T> + Send + 'static,
{
    serve_all(|door| async move { script(door.next().await).await }).await
}

/// A server that plays its script once, for as many connections as that lets in.
pub(crate) async fn serve_all<T, Played>(script: impl FnOnce(Door) -> Played + Send + 'static) -> Server<T>
where
    T: Send + 'static,
    Played: Future<Output = T> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    Server { port, task: tokio::spawn(script(Door(listener))) }
}

impl Door {
    /// The next connection.
    pub(crate) async fn next(&self) -> ServerLine {
        let (stream, _) = timeout(patience(), self.0.accept()).await.expect("the relay connects").unwrap();
        ServerLine(BufReader::new(Box::new(stream)))
    }
}

impl<T> Server<T> {
    /// What the script returned. Fails if it failed, or if it does not come to its end.
    pub(crate) async fn end(self) -> T {
        timeout(patience(), self.task).await.expect("the script comes to its end").unwrap()
    }
}

impl ServerLine {
    pub(crate) async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_say(bytes).await.unwrap();
    }

    /// Fails once the relay has closed the connection.
    pub(crate) async fn try_say(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.0.write_all(bytes.as_ref()).await?;
        self.0.flush().await
    }

    /// The next line without its end, or `None` if there is no more.
    pub(crate) async fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        match timeout(patience(), self.0.read_line(&mut line)).await.expect("the relay says something") {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line.strip_suffix("\r\n").expect("a whole line").to_owned()),
        }
    }

    pub(crate) async fn hear_bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        timeout(patience(), self.0.read_exact(&mut bytes)).await.unwrap().unwrap();
        bytes
    }

    /// The next command, as its tag and the rest.
    pub(crate) async fn command(&mut self) -> (String, String) {
        let line = self.hear().await.expect("a command");
        let (tag, rest) = line.split_once(' ').unwrap();
        (tag.to_owned(), rest.to_owned())
    }

    /// Hears exactly `command` and answers with `untagged` lines and a tagged `result`, or OK.
    pub(crate) async fn expect(&mut self, command: &str, untagged: &str) {
        self.expect_result(command, untagged, "OK done").await;
    }

    pub(crate) async fn expect_result(&mut self, command: &str, untagged: &str, result: &str) {
        let (tag, rest) = self.command().await;
        assert_eq!(rest, command);
        self.say(format!("{untagged}{tag} {result}\r\n")).await;
    }

    /// Greets with these capabilities and takes any login.
    pub(crate) async fn welcome(&mut self, capabilities: &str) {
        let told = format!("[CAPABILITY {}]", format!("IMAP4rev1 {capabilities}").trim());
        self.say(format!("* OK {told} Scripted.\r\n")).await;
        let (tag, login) = self.command().await;
        assert_eq!(login, "LOGIN \"ada\" \"secret\"");
        self.say(format!("{tag} OK {told} Logged in\r\n")).await;
    }

    /// Answers EXAMINE of INBOX.
    pub(crate) async fn open_inbox(&mut self, exists: u32) {
        let told = format!("* {exists} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 900] .\r\n");
        self.expect_result("EXAMINE \"INBOX\"", &told, "OK [READ-ONLY] open").await;
    }

    /// Goes over to TLS.
    pub(crate) async fn encrypt(self, acceptor: &TlsAcceptor) -> Self {
        self.try_encrypt(acceptor).await.unwrap()
    }

    pub(crate) async fn try_encrypt(self, acceptor: &TlsAcceptor) -> std::io::Result<Self> {
        assert!(self.0.buffer().is_empty());
        let stream = acceptor.accept(self.0.into_inner()).await?;
        Ok(Self(BufReader::new(Box::new(stream))))
    }

    /// Hears whatever comes, until the relay has closed the connection.
    pub(crate) async fn hear_out(mut self) -> Vec<u8> {
        let mut all = Vec::new();
        let _ = timeout(patience(), self.0.read_to_end(&mut all)).await.expect("the relay closes the connection");
        all
    }

    /// Waits until the relay has closed the connection.
    pub(crate) async fn gone(mut self) {
        assert_eq!(self.hear().await, None, "the relay closes the connection");
    }
}

/// One FETCH response with a header block.
pub(crate) fn fetched(sequence: u32, uid: u32, header: impl AsRef<[u8]>) -> Vec<u8> {
    let header = header.as_ref();
    let mut response = format!(
        "* {sequence} FETCH (UID {uid} INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" FLAGS (\\Seen $Kept) \
         RFC822.SIZE 4321 BODY[HEADER.FIELDS (FROM SENDER)] {{{}}}\r\n",
        header.len()
    )
    .into_bytes();
    response.extend_from_slice(header);
    response.extend_from_slice(b")\r\n");
    response
}
