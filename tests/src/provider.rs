//! A mail provider at which users sign in: a real OAuth server (npm's `oidc-provider`) of a test's own, with a user in it
//! who does what the test wants.

use crate::process::{Running, tool};
use anyhow::{Context, Result, bail};
use kith_world::World;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

const SCRIPT: &str = include_str!("provider.mjs");

/// Its name in the test's world.
pub const HOST: &str = "id.example";

/// How it is to be.
#[derive(Clone, Copy, Debug)]
pub struct ProviderOptions<'a> {
    /// Who signs in there.
    pub user: &'a str,
    /// Where Kith is opened, without a slash at its end.
    pub kith: &'a str,
    /// Whether a refresh token is good for one use only.
    pub rotates: bool,
}

/// A running provider; it ends when dropped.
pub struct Provider {
    // Told to end by the end of what it reads.
    tasks: Option<ChildStdin>,
    said: BufReader<ChildStdout>,
    _running: Running,
    address: SocketAddr,
}

impl Provider {
    /// Starts one that is [`HOST`] in a world.
    pub fn start(world: &World, options: ProviderOptions<'_>) -> Result<Self> {
        let ProviderOptions { user, kith, rotates } = options;
        let folder = tool("KITH_OIDC_PROVIDER", "OAuth server")?;
        // A module is looked for above the script that names it.
        let script = folder.join("kith-provider.mjs");
        if std::fs::read_to_string(&script).ok().as_deref() != Some(SCRIPT) {
            let new = tempfile::NamedTempFile::new_in(&folder)?;
            std::fs::write(new.path(), SCRIPT)?;
            new.persist(&script)?;
        }
        let settings = json!({
            "issuer": format!("https://{HOST}"), "redirects": [format!("{kith}/signed-in")], "user": user,
            "rotates": rotates,
        });
        let mut command = Command::new("node");
        command.arg(&script).arg(settings.to_string());
        // What it warns of is true, and meant for who lets the world in.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)?;
        let tasks = running.stdin();
        let said = BufReader::new(running.stdout().context("it says nothing")?);
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut provider = Self { tasks, said, _running: running, address };
        let port = provider.hear()?.as_u64().and_then(|port| u16::try_from(port).ok());
        provider.address.set_port(port.context("it listens nowhere")?);
        world.web_host(HOST, provider.address)?;
        Ok(provider)
    }

    /// Where it listens without TLS.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where a mail server asks about a token.
    #[must_use]
    pub fn introspection(&self) -> String {
        format!("http://dovecot:secret@{}/token/introspection", self.address)
    }

    /// The user enters a code, and allows what is asked, or denies it.
    pub fn enter(&mut self, code: &str, allows: bool) -> Result<()> {
        self.order(&json!({ "task": "enter", "code": code, "answer": answer(allows) })).map(drop)
    }

    /// The user opens a page, and allows what is asked, or denies it. Gives what is behind the question mark of the
    /// address that it leads back to.
    pub fn open(&mut self, page: &str, allows: bool) -> Result<String> {
        let back = self.order(&json!({ "task": "open", "page": page, "answer": answer(allows) }))?;
        Ok(back.as_str().context("it does not lead back")?.to_owned())
    }

    /// Takes back the access tokens, or all that it gave.
    pub fn revoke(&mut self, all: bool) -> Result<()> {
        self.order(&json!({ "task": "revoke", "all": all })).map(drop)
    }

    /// The tokens that it gave.
    pub fn tokens(&mut self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.order(&json!({ "task": "tokens" }))?)?)
    }

    /// How often tokens were refreshed.
    pub fn refreshes(&mut self) -> Result<u64> {
        self.order(&json!({ "task": "refreshes" }))?.as_u64().context("it does not count")
    }

    /// The settings of a relay that knows it, as they stand in its file. It is a client with a secret there, or a public
    /// one where the user enters a code.
    #[must_use]
    pub fn settings(&self, by_device: bool, mail_host: &str) -> String {
        let scopes = "scopes = [\"openid\", \"email\", \"offline_access\", \"imap\"]";
        let common = format!("{scopes}\ntoken-url = \"https://{HOST}/token\"\nhosts = [\"{mail_host}\"]\n");
        if by_device {
            return format!(
                "[[sign-in]]\nname = \"Device\"\nway = \"device\"\nclient-id = \"device\"\n\
                 device-url = \"https://{HOST}/device/auth\"\n{common}"
            );
        }
        format!(
            "[[sign-in]]\nname = \"Web\"\nclient-id = \"web\"\nclient-secret = \"of the web client\"\n\
             issuer = \"https://{HOST}\"\nauthorize-url = \"http://{}/auth\"\n{common}",
            self.address
        )
    }

    fn order(&mut self, task: &Value) -> Result<Value> {
        writeln!(self.tasks.as_mut().context("it hears nothing")?, "{task}")?;
        self.hear()
    }

    fn hear(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.said.read_line(&mut line)?;
        let mut heard: Value = serde_json::from_str(&line).with_context(|| format!("it says {line:?}"))?;
        match heard.get_mut("said") {
            Some(said) => Ok(said.take()),
            None => bail!("{heard}"),
        }
    }
}

fn answer(allows: bool) -> &'static str {
    if allows { "allow" } else { "deny" }
}
