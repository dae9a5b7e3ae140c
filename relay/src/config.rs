//! How the relay behaves, once all that was set is known.

use crate::access::{Exposure, KeyFile};
use crate::origin::Origin;
use crate::targets::Targets;
use crate::values::Network;
use kith_wire::Secret;
use kith_wire::limits::ALIVE_INTERVAL_SECONDS;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

/// How the relay behaves.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Who can reach it.
    pub exposure: Exposure,
    /// The address at which its page is opened, if it was given one.
    pub url: Option<Origin>,
    /// Origins that may open a WebSocket besides the page's own.
    pub allow_origins: Vec<Origin>,
    /// Whether a client that names no origin, as no browser does, may open a WebSocket.
    pub allow_missing_origin: bool,
    /// The proxies in front of it. If there are any, it answers no one else.
    pub proxies: Vec<Network>,
    /// Its own certificate, if it speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// How it gets that certificate, if it does so itself.
    pub acme: Option<Acme>,
    /// Where its access keys are. `None`: it wants none.
    pub keys: Option<KeyFile>,
    /// Where it may connect.
    pub targets: Targets,
    /// The DNS server to ask. `None`: the system's.
    pub dns_server: Option<SocketAddr>,
    /// The directory of mail providers that may be asked, if any: a domain is appended to it.
    pub ispdb: Option<Url>,
    /// The providers at which users may sign in.
    pub sign_ins: Vec<SignIn>,
    /// For tests: other ports than those that are asked for, where the address is this machine's. No operator sets them.
    #[doc(hidden)]
    pub test_ports: BTreeMap<u16, u16>,
    /// Certificate authorities to trust for mail servers, besides the system's.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Whether a mail server on this computer is asked to compress, too. For tests: it costs time there and saves none.
    pub compress_on_loopback: bool,
    /// Where its metrics are served, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// How much of what it bears.
    pub limits: Limits,
    /// How long to wait for what.
    pub times: Times,
}

/// A provider at which users may sign in, and what it knows the relay by (OAuth 2).
#[derive(Clone, Debug)]
pub struct SignIn {
    /// By which accounts keep it.
    pub id: String,
    /// As it is shown.
    pub name: String,
    pub way: SignInWay,
    /// Where tokens are asked for.
    pub token: Url,
    pub client_id: String,
    pub client_secret: Option<Secret>,
    pub scopes: Vec<String>,
    /// The mail servers that take its tokens.
    pub hosts: Vec<String>,
    /// The web servers with address books that take its tokens.
    pub web_hosts: Vec<String>,
    /// What is asked for besides, for these.
    pub book_scopes: Vec<String>,
    /// Whether it says by `email` who signed in: not where anybody can set that field.
    pub names_by_email: bool,
    /// Whether it leads a browser back to nothing but public names and the user's own machine.
    pub is_public_only: bool,
}

/// How users sign in.
#[derive(Clone, Debug)]
pub enum SignInWay {
    /// By a code that they enter at the provider; it is asked for there.
    DeviceCode { device: Url },
    /// On a page of the provider's, which leads back.
    Code { authorize: Url, issuer: Option<String> },
}

impl SignIn {
    /// What a page may know of it.
    pub(crate) fn told(&self) -> kith_wire::SignIn {
        kith_wire::SignIn {
            id: self.id.clone(),
            name: self.name.clone(),
            way: match &self.way {
                SignInWay::DeviceCode { .. } => kith_wire::SignInWay::DeviceCode,
                SignInWay::Code { authorize, issuer } => {
                    kith_wire::SignInWay::Code { authorize: authorize.to_string(), issuer: issuer.clone() }
                }
            },
            client_id: self.client_id.clone(),
            scopes: self.scopes.clone(),
            hosts: self.hosts.clone(),
            web_hosts: self.web_hosts.clone(),
            book_scopes: self.book_scopes.clone(),
            is_public_only: self.is_public_only,
        }
    }
}

/// A certificate with its chain, and its key, in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// How the relay gets its own certificate (ACME, RFC 8555).
#[derive(Clone, Debug)]
pub struct Acme {
    /// The name for which.
    pub host: String,
    /// Where the authority writes to if something is wrong.
    pub email: Option<String>,
    /// The address of the authority's directory.
    pub directory: String,
    /// Certificate authorities to trust for that address, besides the system's.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Where the account with the authority and the certificate are kept.
    pub folder: PathBuf,
}

impl Acme {
    /// The certificate and its key, which are in one file: so they are replaced at once.
    #[must_use]
    pub fn files(&self) -> TlsFiles {
        let file = self.folder.join("certificate.pem");
        TlsFiles { certificate: file.clone(), key: file }
    }
}

/// How much of what there may be at once.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Sessions with mailboxes that are logged in, and with address books.
    pub sessions: usize,
    pub sessions_per_key: usize,
    pub sessions_per_address: usize,
    /// Connections of browsers, whatever they are doing.
    pub sockets: usize,
    pub sockets_per_address: usize,
    /// Logins under way.
    pub logins: usize,
    pub logins_per_address: usize,
    /// Logins that a mail server refused, for each key and address; one is forgotten every [`Times::forget_login`].
    pub refused_logins: u32,
    /// Wrong keys of one address; one is forgotten every [`Times::forget_key`].
    pub wrong_keys: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sessions: 256,
            sessions_per_key: 64,
            sessions_per_address: 128,
            sockets: 4_096,
            sockets_per_address: 512,
            logins: 64,
            logins_per_address: 16,
            refused_logins: 20,
            wrong_keys: 10,
        }
    }
}

/// How long the relay waits.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// For a browser to agree on TLS.
    pub handshake: Duration,
    /// For the header of a request, and for the page's first request after the upgrade.
    pub request: Duration,
    /// For a connection of a browser in all, unless it becomes a WebSocket.
    pub http: Duration,
    /// For a page that is logged in and neither asks for anything nor waits for news.
    pub page_idle: Duration,
    /// For a session in all.
    pub session: Duration,
    /// For the mail server to accept the connection, and as long again for TLS.
    pub connect: Duration,
    /// Before another address of the mail server is tried while the first is still silent (RFC 8305, section 5).
    pub next_address: Duration,
    /// An answer that a target is refused comes at the end of such a time, so that its time does not tell why.
    pub refusal: Duration,
    /// For the mail server's greeting.
    pub greeting: Duration,
    /// For each way in which mail servers of a domain are looked for…
    pub discovery_step: Duration,
    /// …and for all of them.
    pub discovery: Duration,
    /// Between two questions whether a user has signed in, unless the provider says otherwise.
    pub sign_in_interval: Duration,
    /// For a request that is passed on to a web server, with its whole answer.
    pub web: Duration,
    /// For the whole of an answer to a command.
    pub command: Duration,
    /// For the whole of an answer to a search for words, for which a server may have to read every message.
    pub search: Duration,
    /// For the next message of a stream of header blocks. The stream as a whole may take any time.
    pub progress: Duration,
    /// Before IDLE is ended and begun anew. Servers end it after half an hour at the most (RFC 2177), and routers
    /// forget a silent connection sooner.
    pub idle: Duration,
    /// Between two signs of life that the page is given, and that are asked of it. One that gives none for two of these
    /// is gone.
    pub alive: Duration,
    /// Before the first wrong key of an address is answered. Each after it waits twice as long as the one before, up to
    /// 32 times this.
    pub wrong_key: Duration,
    /// Until a refused login is forgotten.
    pub forget_login: Duration,
    /// Until a wrong key is forgotten.
    pub forget_key: Duration,
    /// How often the files of keys and certificates are looked at.
    pub look_at_files: Duration,
    /// For everything to end when the relay stops.
    pub farewell: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            request: Duration::from_secs(10),
            http: Duration::from_secs(5 * 60),
            page_idle: Duration::from_secs(60 * 60),
            session: Duration::from_secs(24 * 60 * 60),
            connect: Duration::from_secs(15),
            next_address: Duration::from_millis(250),
            refusal: Duration::from_secs(1),
            greeting: Duration::from_secs(15),
            discovery_step: Duration::from_secs(5),
            discovery: Duration::from_secs(12),
            sign_in_interval: Duration::from_secs(5),
            web: Duration::from_secs(120),
            command: Duration::from_secs(60),
            search: Duration::from_secs(180),
            progress: Duration::from_secs(60),
            idle: Duration::from_secs(9 * 60),
            alive: Duration::from_secs(ALIVE_INTERVAL_SECONDS),
            wrong_key: Duration::from_millis(250),
            forget_login: Duration::from_secs(30),
            forget_key: Duration::from_secs(60),
            look_at_files: Duration::from_secs(2),
            farewell: Duration::from_secs(5),
        }
    }
}
