//! From a host, a port and a login to a session that is logged in.

use super::bearer;
use super::capabilities::Capabilities;
use super::journal::Journal;
use super::link::{Link, Stream};
use super::login;
use super::read_ahead::ReadAhead;
use super::refusal::Refusal;
use crate::config::{Config, Times};
use crate::dial::Dialler;
use crate::tls::Encryption;
use crate::trouble::Trouble;
use imap_proto::{Response, Status};
use kith_wire::{Connect, Examined, FailureKind, Fingerprint, Security, Step};
use std::time::Duration;

/// How long a server that says nothing is asked whether it speaks TLS.
const PROBE: Duration = Duration::from_secs(5);

/// Opens sessions.
pub(crate) struct Connector {
    dialler: Dialler,
    tls: Encryption,
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

/// Where to connect.
#[derive(Clone, Copy)]
struct Server<'a> {
    host: &'a str,
    port: u16,
    security: Security,
    /// The one certificate that is believed, if the user trusts one.
    trusted: Option<Fingerprint>,
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
    pub(crate) fn new(config: &Config, dialler: Dialler, tls: Encryption) -> Self {
        Self { dialler, tls, times: config.times, compress_on_loopback: config.compress_on_loopback }
    }

    /// Connects and logs in. No password is sent before the connection is encrypted, unless the user said yes to
    /// that ([`Security::Plain`]) and the server offers nothing better.
    pub(crate) async fn connect(&self, connect: &Connect, journal: &Journal) -> Result<Connection, Trouble> {
        let host = connect.host.trim().trim_start_matches('[').trim_end_matches(']');
        let Connect { port, security, trusted, .. } = *connect;
        let server = Server { host, port, security, trusted };
        let Greeted { link, offered, logged_in, encrypted, is_far } = self.open(server, journal).await?;
        let may_compress = is_far || self.compress_on_loopback;
        let (times, capabilities) = (self.times, offered);
        let mut mailbox = Connection { link, times, capabilities, encrypted, may_compress, open: None };
        mailbox.enter(connect, logged_in).await.map_err(|trouble| trouble.at(Step::Login))?;
        Ok(mailbox)
    }

    /// Whether an IMAP server greets there, with TLS and with a certificate for that name. Nothing else is said to it but
    /// goodbye.
    pub(crate) async fn greets(&self, host: &str, port: u16, security: Security) -> Result<(), Trouble> {
        let server = Server { host, port, security, trusted: None };
        // The page did not ask for this command by command.
        let Greeted { mut link, encrypted, .. } = self.open(server, &Journal::default()).await?;
        let _ = link.run("LOGOUT", self.times.command, |_| {}).await;
        if encrypted { Ok(()) } else { Err(Trouble::fatal(FailureKind::NoEncryption)) }
    }

    /// Connects, reads the greeting, and goes over to TLS if that is to be or if it is offered.
    async fn open(&self, server: Server<'_>, journal: &Journal) -> Result<Greeted, Trouble> {
        let tcp = self.dialler.dial(server.host, server.port).await?;
        let is_far = tcp.peer_addr().is_ok_and(|address| !address.ip().to_canonical().is_loopback());
        let tcp: Box<dyn Stream> = Box::new(ReadAhead::new(tcp));
        let mut encrypted = server.security == Security::Tls;
        let stream = if encrypted { self.encrypt(server, tcp).await? } else { tcp };
        let mut link = Link::new(stream, journal.clone());
        let (mut offered, logged_in) = match greet(&mut link, &self.times).await {
            Ok(greeted) => greeted,
            Err(trouble) if trouble.kind == FailureKind::TimedOut && !encrypted && !link.has_received() => {
                return Err(self.silence(server, link, trouble).await.at(Step::Greeting));
            }
            Err(trouble) => return Err(trouble.at(Step::Greeting)),
        };

        if !encrypted && (offered.has("STARTTLS") || server.security == Security::StartTls) {
            // A server that calls us logged in already cannot be asked for STARTTLS (RFC 9051, section 11.1).
            if logged_in || !offered.has("STARTTLS") {
                let forbids = offered.has("LOGINDISABLED") && !offered.has("STARTTLS");
                let kind = if forbids { FailureKind::LoginDisabled } else { FailureKind::NoEncryption };
                return Err(Trouble::fatal(kind).at(Step::Tls));
            }
            link = self.start_tls(link, server, journal).await.map_err(|trouble| trouble.at(Step::Tls))?;
            encrypted = true;
            // What was said before TLS may have been said by anyone (RFC 3501, section 6.2.1).
            offered = ask(&mut link, &self.times).await.map_err(|trouble| trouble.at(Step::Login))?;
        }
        Ok(Greeted { link, offered, logged_in, encrypted, is_far })
    }

    async fn start_tls(&self, mut link: Link, server: Server<'_>, journal: &Journal) -> Result<Link, Trouble> {
        if link.run("STARTTLS", self.times.command, |_| {}).await?.or_refused().is_err() {
            return Err(Trouble::fatal(FailureKind::NoEncryption));
        }
        let Some(stream) = link.into_stream() else {
            return Err(Trouble::fatal(FailureKind::Tls).saying("The server went on sending before encryption began."));
        };
        Ok(Link::new(self.encrypt(server, stream).await?, journal.clone()))
    }

    async fn encrypt(&self, server: Server<'_>, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Trouble> {
        Ok(Box::new(self.tls.encrypt(server.host, server.trusted, stream, self.times.connect).await?))
    }

    /// Why a server says nothing: one that speaks TLS waits for us to begin.
    async fn silence(&self, server: Server<'_>, link: Link, trouble: Trouble) -> Trouble {
        let Some(stream) = link.into_stream() else { return trouble };
        match self.tls.is_spoken_by(server.host, stream, PROBE.min(self.times.connect)).await {
            true => Trouble::fatal(FailureKind::PlainOnTlsPort),
            false => trouble,
        }
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

    /// Logs in, unless the server takes us for logged in.
    async fn enter(&mut self, connect: &Connect, logged_in: bool) -> Result<(), Trouble> {
        if !logged_in {
            self.log_in(connect).await?;
        }
        self.introduce().await
    }

    async fn log_in(&mut self, connect: &Connect) -> Result<(), Trouble> {
        let Self { link, capabilities, encrypted, times, .. } = self;
        let told = match connect.is_token {
            true => bearer::log_in(link, capabilities, *encrypted, connect, times).await?,
            false => login::log_in(link, capabilities, *encrypted, connect, times).await?,
        };
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
                let waits = refusal.asks_to_wait() || refusal.is_temporary();
                let kind = if waits { refusal.awaited() } else { FailureKind::ServerRefused };
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
