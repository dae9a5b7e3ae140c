//! A mail server that plays: it says what a script tells it to, over TLS or plain, to thousands at a time.
//!
//! A real one is not measured against here, but for the stream of header blocks: Dovecot has a process for each session
//! that idles, and 5,000 of them do not fit beside what is measured.

use anyhow::{Context, Result, bail};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::path::Path;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What it holds in a command line at the most, in bytes.
const LINE: usize = 2 * 1024;

trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// A running server, which ends with this.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    task: JoinHandle<()>,
}

/// The server's end of a connection.
pub(crate) struct Line(BufReader<Box<dyn Bytes>>);

impl MailServer {
    /// Plays `script` for each connection.
    pub(crate) async fn start<Played>(
        tls: Option<TlsAcceptor>,
        script: impl Fn(Line) -> Played + Clone + Send + 'static,
    ) -> Result<Self>
    where
        Played: Future<Output = Result<()>> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, script) = (tls.clone(), script.clone());
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    let stream: Box<dyn Bytes> = match tls {
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => Box::new(stream),
                            Err(_) => return,
                        },
                        None => Box::new(stream),
                    };
                    // However it ends: the connection is over.
                    let _ = script(Line(BufReader::with_capacity(LINE, stream))).await;
                });
            }
        });
        Ok(Self { port, task })
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    pub(crate) async fn say(&mut self, bytes: impl AsRef<[u8]> + Send) -> Result<()> {
        self.0.write_all(bytes.as_ref()).await?;
        Ok(self.0.flush().await?)
    }

    /// The next line without its end.
    pub(crate) async fn hear(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line).await? == 0 {
            bail!("the relay hung up");
        }
        Ok(line.trim_end().to_owned())
    }

    /// The next command, as its tag and the rest.
    pub(crate) async fn command(&mut self) -> Result<(String, String)> {
        let line = self.hear().await?;
        let (tag, rest) = line.split_once(' ').context("no command")?;
        Ok((tag.to_owned(), rest.to_owned()))
    }

    /// Greets, takes any login, and gives the user's name.
    pub(crate) async fn welcome(&mut self) -> Result<String> {
        const OFFERED: &str = "[CAPABILITY IMAP4rev1 IDLE NAMESPACE OBJECTID]";
        self.say(format!("* OK {OFFERED} Hello.\r\n")).await?;
        let (tag, login) = self.command().await?;
        let user = login.split('"').nth(1).context("no login")?.to_owned();
        if user == "refused" {
            self.say(format!("{tag} NO [AUTHENTICATIONFAILED] No.\r\n")).await?;
            bail!("refused");
        }
        self.say(format!("{tag} OK {OFFERED} Welcome.\r\n")).await?;
        Ok(user)
    }

    /// Answers any command but FETCH as a server with one folder of so many messages would.
    pub(crate) async fn answer(&mut self, messages: u32, tag: &str, command: &str) -> Result<()> {
        let word = command.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let told = match word.as_str() {
            "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\r\n".to_owned(),
            "NAMESPACE" => "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n".to_owned(),
            "STATUS" => format!("* STATUS INBOX (MESSAGES {messages} UIDNEXT {} UIDVALIDITY 7)\r\n", messages + 1),
            "EXAMINE" => {
                format!("* {messages} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT {}] .\r\n", messages + 1)
            }
            "IDLE" => {
                self.say("+ idling\r\n").await?;
                while self.hear().await? != "DONE" {}
                String::new()
            }
            _ => String::new(),
        };
        self.say(format!("{told}{tag} OK done\r\n")).await
    }
}

/// A certificate of its own for `localhost`; the authority goes into a PEM file.
pub(crate) fn certificate(authority: &Path) -> Result<TlsAcceptor> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate()?;
    std::fs::write(authority, params.self_signed(&key)?.pem())?;
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.signed_by(&key, &issuer)?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(anyhow::Error::msg)?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// One FETCH response with a header block.
pub(crate) fn fetched(uid: u32, header: &[u8]) -> Vec<u8> {
    let mut response = format!(
        "* {uid} FETCH (UID {uid} INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4321 \
         BODY[HEADER.FIELDS (FROM TO)] {{{}}}\r\n",
        header.len()
    )
    .into_bytes();
    response.extend_from_slice(header);
    response.extend_from_slice(b")\r\n");
    response
}
