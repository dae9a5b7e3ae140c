//! What can be set: by flag or environment as [`Options`], by a test or another program as [`Config`].

use crate::guard::is_origin;
use anyhow::{Context, ensure};
use clap::Parser;
use kith_wire::limits::ALIVE_INTERVAL_SECONDS;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

/// The variable that says how much to log.
pub const LOG: &str = "KITH_LOG";

const LOG_HELP: &str = "\
The environment variable `KITH_LOG` says how much to log, on standard error: `error`,
`warn`, `info`, `debug`, `trace`, or a filter as of tracing-subscriber. Without it, and
for a value that cannot be read, it is `info`.";

/// Kith's relay: serves the app and connects it with your mail server.
#[derive(Clone, Debug, Parser)]
#[command(name = "kith-relay", version, after_help = LOG_HELP)]
pub struct Options {
    /// Where to listen. Anything but loopback opens the relay to everyone who can reach it.
    #[arg(long, env = "KITH_LISTEN", default_value = "127.0.0.1:8025", value_name = "ADDRESS:PORT")]
    pub listen: SocketAddr,

    /// A page that may use the relay besides the one that it serves, such as `https://kith.example`.
    ///
    /// An origin has a scheme, a host and, if it is not the scheme's own, a port; the relay does not start with anything
    /// else. Can be repeated; in the environment, separate several with commas.
    #[arg(
        long = "allow-origin",
        env = "KITH_ALLOW_ORIGIN",
        value_delimiter = ',',
        value_name = "ORIGIN",
        value_parser = origin
    )]
    pub allow_origins: Vec<String>,

    /// A PEM file with certificate authorities to trust for mail servers, besides the system's.
    #[arg(long, env = "KITH_CA_FILE", value_name = "FILE")]
    pub ca_file: Option<PathBuf>,

    /// How many mailbox sessions may be open at once.
    ///
    /// A browser usually needs two for each account, however many tabs are open, and one more for a minute when the text
    /// of a message is opened.
    #[arg(long, env = "KITH_MAX_SESSIONS", default_value_t = 64, value_name = "COUNT")]
    pub max_sessions: usize,
}

impl Options {
    /// Reads the files that the options name.
    pub fn config(&self) -> anyhow::Result<Config> {
        let mut extra_roots = Vec::new();
        if let Some(file) = &self.ca_file {
            let unread = || format!("The certificate in {} cannot be read.", file.display());
            for root in CertificateDer::pem_file_iter(file).with_context(unread)? {
                extra_roots.push(root.with_context(unread)?);
            }
            ensure!(!extra_roots.is_empty(), "There is no certificate in {}.", file.display());
        }
        Ok(Config {
            allow_origins: self.allow_origins.clone(),
            extra_roots,
            max_sessions: self.max_sessions,
            ..Config::default()
        })
    }
}

/// An origin that can be compared with a browser's. Nothing at all is none, as where a variable is set and empty.
fn origin(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() || is_origin(text) {
        Ok(text.to_owned())
    } else {
        Err("an origin is a scheme, a host and, if it is not the usual one, a port: https://kith.example or \
             http://localhost:8080")
    }
}

/// How the relay behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// Origins (scheme, host, port) that may open a WebSocket besides the page's own.
    pub allow_origins: Vec<String>,
    /// Whether a client that names no origin, as no browser does, may open a WebSocket.
    pub allow_missing_origin: bool,
    /// Certificate authorities to trust besides the system's.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// How many sessions may be open at the same time.
    pub max_sessions: usize,
    /// How long to wait for what.
    pub times: Times,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            allow_origins: Vec::new(),
            allow_missing_origin: false,
            extra_roots: Vec::new(),
            max_sessions: 64,
            times: Times::default(),
        }
    }
}

/// How long the relay waits.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// For the page's first request after the upgrade.
    pub first_request: Duration,
    /// Between two signs of life that are asked of the page. One that gives none for two of these is gone.
    pub ping: Duration,
    /// For the mail server to accept the connection, and as long again for TLS.
    pub connect: Duration,
    /// Before another address of the mail server is tried while the first is still silent (RFC 8305, section 5).
    pub next_address: Duration,
    /// For the mail server's greeting.
    pub greeting: Duration,
    /// For the whole of an answer to a command.
    pub command: Duration,
    /// For the whole of an answer to a search for words, for which a server may have to read every message.
    pub search: Duration,
    /// For the next message of a stream of header blocks. The stream as a whole may take any time.
    pub progress: Duration,
    /// Before IDLE is ended and begun anew. Servers end it after half an hour at the most (RFC 2177), and routers
    /// forget a silent connection sooner.
    pub idle: Duration,
    /// Of silence before the page is told that the session lives.
    pub alive: Duration,
    /// For the farewells of all sessions when the relay stops.
    pub farewell: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            first_request: Duration::from_secs(10),
            ping: Duration::from_secs(30),
            connect: Duration::from_secs(15),
            next_address: Duration::from_millis(250),
            greeting: Duration::from_secs(15),
            command: Duration::from_secs(60),
            search: Duration::from_secs(180),
            progress: Duration::from_secs(60),
            idle: Duration::from_secs(9 * 60),
            alive: Duration::from_secs(ALIVE_INTERVAL_SECONDS),
            farewell: Duration::from_secs(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Options;
    use clap::Parser;

    #[test]
    fn an_origin_that_no_browser_sends_is_refused() {
        let read = |value: &str| Options::try_parse_from(["kith-relay", "--allow-origin", value]);
        for origin in ["kith.example", "localhost:8080", "*", "null", "https://", "https://kith.example/app"] {
            let refused = read(origin).unwrap_err().to_string();
            assert!(refused.contains(&format!("invalid value '{origin}' for '--allow-origin")), "{refused}");
            assert!(refused.contains("https://kith.example or"), "{refused}");
        }
        let options = read("https://kith.example,http://localhost:8080/,,https://[::1]:8443").unwrap();
        assert_eq!(options.config().unwrap().allow_origins, options.allow_origins);
        assert_eq!(options.allow_origins.len(), 4);
        assert!(read("https://kith.example,kith.example").is_err());
        assert!(read("").is_ok());
    }
}
