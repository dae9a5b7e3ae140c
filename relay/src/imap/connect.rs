//! From a host, a port and a login to a session that is logged in.

use super::capabilities::Capabilities;
use super::journal::Journal;
use super::link::{Link, Refusal, Stream};
use super::login;
use super::read_ahead::ReadAhead;
use crate::config::{Config, Times};
use crate::dial::Dialler;
use crate::tls;
use crate::trouble::Trouble;
use imap_proto::{Response, Status};
use kith_wire::{Connect, Examined, FailureKind, Security};
use tokio_rustls::TlsConnector;

/// Opens sessions.
#[derive(Clone)]
pub(crate) struct Connector {
    dialler: Dialler,
    tls: TlsConnector,
    times: Times,
    compress_on_loopback: bool,
}

/// A session that is logged in.
pub(crate) struct Connection {
    pub(super) link: Link,
    pub(super) times: Times,
    pub(super) capabilities: Capabilities,
    pub(super) encrypted: bool,
    /// Whether the server may still be asked to compress: once, and not where the way to it is no way at all.
    pub(super) may_compress: bool,
    /// The open folder, by its name as the server gave it.
    pub(super) open: Option<(String, Examined)>,
}

/// A server that has greeted.
struct Greeted {
    link: Link,
    offered: Capabilities,
    /// Whether it takes us for logged in already.
    logged_in: bool,
    encrypted: bool,
    /// Whether it is on another machine.
    is_far: bool,
}

impl Connector {
    pub(crate) fn new(config: &Config, dialler: Dialler, tls: TlsConnector) -> Self {
        Self { dialler, tls, times: config.times, compress_on_loopback: config.compress_on_loopback }
    }

    /// Connects and logs in. No password is sent before the connection is encrypted, unless the user said yes to
    /// that ([`Security::Plain`]) and the server offers nothing better.
    pub(crate) async fn connect(&self, connect: &Connect, journal: &Journal) -> Result<Connection, Trouble> {
        let host = connect.host.trim().trim_start_matches('[').trim_end_matches(']');
        let Greeted { link, offered, logged_in, encrypted, is_far } =
            self.open(host, connect.port, connect.security, journal).await?;
        let may_compress = is_far || self.compress_on_loopback;
        let (times, capabilities) = (self.times, offered);
        let mut mailbox = Connection { link, times, capabilities, encrypted, may_compress, open: None };
        if !logged_in {
            mailbox.log_in(connect).await?;
        }
        mailbox.introduce().await?;
        Ok(mailbox)
    }

    /// Whether an IMAP server greets there, with TLS and with a certificate for that name. Nothing else is said to it but
    /// goodbye.
    pub(crate) async fn greets(&self, host: &str, port: u16, security: Security) -> Result<(), Trouble> {
        // The page did not ask for this command by command.
        let Greeted { mut link, encrypted, .. } = self.open(host, port, security, &Journal::default()).await?;
        let _ = link.run("LOGOUT", self.times.command, |_| {}).await;
        if encrypted { Ok(()) } else { Err(Trouble::fatal(FailureKind::NoEncryption)) }
    }

    /// Connects, reads the greeting, and goes over to TLS if that is to be or if it is offered.
    async fn open(&self, host: &str, port: u16, security: Security, journal: &Journal) -> Result<Greeted, Trouble> {
        let tcp = self.dialler.dial(host, port).await?;
        let is_far = tcp.peer_addr().is_ok_and(|address| !address.ip().to_canonical().is_loopback());
        let tcp: Box<dyn Stream> = Box::new(ReadAhead::new(tcp));
        let mut encrypted = security == Security::Tls;
        let stream = if encrypted { self.encrypt(host, tcp).await? } else { tcp };
        let mut link = Link::new(stream, journal.clone());
        let (mut offered, logged_in) = greet(&mut link, &self.times).await?;

        if !encrypted && (offered.has("STARTTLS") || security == Security::StartTls) {
            // A server that calls us logged in already cannot be asked for STARTTLS (RFC 9051, section 11.1).
            if logged_in || !offered.has("STARTTLS") {
                return Err(Trouble::fatal(FailureKind::NoEncryption));
            }
            link = self.start_tls(link, host, journal).await?;
            encrypted = true;
            // What was said before TLS may have been said by anyone (RFC 3501, section 6.2.1).
            offered = ask(&mut link, &self.times).await?;
        }
        Ok(Greeted { link, offered, logged_in, encrypted, is_far })
    }

    async fn start_tls(&self, mut link: Link, host: &str, journal: &Journal) -> Result<Link, Trouble> {
        if link.run("STARTTLS", self.times.command, |_| {}).await?.or_refused().is_err() {
            return Err(Trouble::fatal(FailureKind::NoEncryption));
        }
        let Some(stream) = link.into_stream() else {
            return Err(Trouble::fatal(FailureKind::Tls).saying("The server spoke on before encryption began."));
        };
        Ok(Link::new(self.encrypt(host, stream).await?, journal.clone()))
    }

    async fn encrypt(&self, host: &str, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Trouble> {
        Ok(Box::new(tls::encrypt(&self.tls, host, stream, self.times.connect).await?))
    }
}

impl Connection {
    /// What the server says it can do.
    pub(crate) fn capabilities(&self) -> Vec<String> {
        self.capabilities.names()
    }

    /// Whether the bytes to the server are encrypted.
    pub(crate) fn encrypted(&self) -> bool {
        self.encrypted
    }

    /// Says goodbye. The server's answer is of no consequence.
    pub(crate) async fn log_out(mut self) {
        let _ = self.link.run("LOGOUT", self.times.command, |_| {}).await;
    }

    async fn log_in(&mut self, connect: &Connect) -> Result<(), Trouble> {
        let told = login::log_in(&mut self.link, &self.capabilities, self.encrypted, connect, &self.times).await?;
        // They may differ once logged in: most servers say so by themselves.
        self.capabilities = match told {
            Some(capabilities) => capabilities,
            None => ask(&mut self.link, &self.times).await?,
        };
        Ok(())
    }

    /// Some hosts refuse to open a folder for a client that does not say what it is (RFC 2971).
    async fn introduce(&mut self) -> Result<(), Trouble> {
        if self.capabilities.has("ID") {
            self.link.run("ID (\"name\" \"Kith\")", self.times.command, |_| {}).await?;
        }
        Ok(())
    }
}

/// Reads the greeting. Returns what the server offers and whether it takes us for logged in.
async fn greet(link: &mut Link, times: &Times) -> Result<(Capabilities, bool), Trouble> {
    let look = |greeting: &Response<'_>| {
        let Response::Data { status, outcome } = greeting else { return Err(Trouble::fatal(FailureKind::NotImap)) };
        match status {
            Status::Ok => Ok((Capabilities::read(greeting), false)),
            Status::PreAuth => Ok((Capabilities::read(greeting), true)),
            Status::Bye => {
                let refusal = Refusal::from(outcome);
                let kind = if refusal.asks_to_wait() { FailureKind::Throttled } else { FailureKind::ServerRefused };
                Err(Trouble::fatal(kind).saying(refusal.words))
            }
            _ => Err(Trouble::fatal(FailureKind::NotImap)),
        }
    };
    let (told, logged_in) = link.greeting(times.greeting, look).await??;
    let capabilities = match told {
        Some(capabilities) => capabilities,
        None => ask(link, times).await?,
    };
    Ok((capabilities, logged_in))
}

async fn ask(link: &mut Link, times: &Times) -> Result<Capabilities, Trouble> {
    let mut capabilities = Capabilities::default();
    let heed = |response: &Response<'_>| {
        if let Some(told) = Capabilities::read(response) {
            capabilities = told;
        }
    };
    link.run("CAPABILITY", times.command, heed).await?.or_refused()?;
    Ok(capabilities)
}
