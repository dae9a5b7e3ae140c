//! A mail server (Dovecot) of a test's own, on loopback.

mod certificates;
mod config;
mod look;
mod options;

use crate::maildir::Maildir;
use crate::process::{Running, free_ports};
use anyhow::{Context, Result};
pub use certificates::Certificate;
use look::Look;
pub use options::{Options, PLAIN_HOST, Ports};
use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running mail server with one mailbox; it ends when dropped, and fails if its mailbox was changed by then.
#[derive(Debug)]
pub struct Dovecot {
    // Before the folder, so that it has ended when the folder goes.
    running: Option<Running>,
    options: Options,
    ports: Ports,
    authority: PathBuf,
    folder: tempfile::TempDir,
    /// The mailbox as it stood before anybody used it.
    before: Option<Look>,
}

impl Dovecot {
    /// Starts one, and fills its mailbox by `fill` before it listens.
    pub fn start(options: Options, fill: impl FnOnce(&mut Maildir) -> Result<()>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("kith-dovecot-").tempdir()?;
        // Its processes run as several users, and each must find its way through.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        let files = certificates::make(options.certificate, folder.path())?;
        let ports = match options.ports {
            Some(ports) => ports,
            None => {
                let [tls, starttls, plain] = free_ports()?;
                Ports { tls, starttls, plain }
            }
        };
        let mut maildir = Maildir::new(folder.path().join("home/Maildir"))?;
        fill(&mut maildir)?;
        let users = config::Users::find()?;
        users.give(&folder.path().join("home"))?;
        let text = config::write(folder.path(), &options, ports, &files, &users, maildir.special_uses())?;
        std::fs::write(folder.path().join("dovecot.conf"), text)?;
        let mut server = Self { running: None, options, ports, authority: files.authority, folder, before: None };
        server.restart()?;
        if server.options.is_guarded {
            server.accept_changes()?;
        }
        Ok(server)
    }

    /// The host name to enter for TLS and STARTTLS; its certificate bears it.
    #[must_use]
    pub fn host(&self) -> &'static str {
        "localhost"
    }

    /// Where it listens.
    #[must_use]
    pub fn ports(&self) -> Ports {
        self.ports
    }

    /// The login name.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.options.user
    }

    /// The password.
    #[must_use]
    pub fn password(&self) -> &str {
        &self.options.password
    }

    /// The authority of its certificate, as a PEM file.
    #[must_use]
    pub fn authority(&self) -> &Path {
        &self.authority
    }

    /// The mailbox; what is added to it is there for the next command that looks.
    pub fn maildir(&self) -> Result<Maildir> {
        Maildir::new(self.folder.path().join("home/Maildir"))
    }

    /// Gives the mailbox's files, those that were added, to the user who reads them.
    pub fn hand_over(&self) -> Result<()> {
        config::Users::find()?.give(&self.folder.path().join("home"))
    }

    /// Takes the mailbox as it stands for what it is to be from now on: the test has changed what was there. What it only
    /// adds needs no word.
    pub fn accept_changes(&mut self) -> Result<()> {
        self.before = Some(self.look()?);
        Ok(())
    }

    /// How many letters of Kith's an independent client finds in INBOX.
    pub fn letters(&self) -> Result<usize> {
        Ok(self.look()?.letters())
    }

    fn look(&self) -> Result<Look> {
        let address = format!("{PLAIN_HOST}:{}", self.ports.plain).parse()?;
        let maildir = self.maildir()?;
        Look::take(address, self.user(), self.password(), |folder| maildir.count_own(folder))
            .context("an independent client")
    }

    /// Fails if the mailbox is not as it was but for what the test has put there, for drafts and for one letter.
    fn compare(&mut self) -> Result<()> {
        let Some(before) = self.before.take() else { return Ok(()) };
        if self.running.is_none() {
            self.restart()?;
        }
        before.compare(&self.look()?)
    }

    /// Stops it: every session ends.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Shows another certificate from now on. Who knows its authority has to be told of the new one.
    pub fn exchange_certificate(&mut self, certificate: Certificate) -> Result<()> {
        certificates::make(certificate, self.folder.path())?;
        self.restart()
    }

    /// Ends it as a crash would: every session breaks off, whatever it is doing.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    /// Starts it (again) where it was.
    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        let mut command = Command::new(program()?);
        command.arg("-F").arg("-c").arg(self.folder.path().join("dovecot.conf"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(self.errors())?);
        let mut running = Running::start(&mut command)?;
        for (host, port) in
            [("127.0.0.1", self.ports.tls), ("127.0.0.1", self.ports.starttls), (PLAIN_HOST, self.ports.plain)]
        {
            let address: SocketAddr = format!("{host}:{port}").parse()?;
            running.wait_for(address, || self.log()).context("Dovecot")?;
        }
        self.running = Some(running);
        Ok(())
    }

    /// What it has logged, and what it said before it could log.
    #[must_use]
    pub fn log(&self) -> String {
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        read(self.errors()) + &read(self.folder.path().join("dovecot.log"))
    }

    fn errors(&self) -> PathBuf {
        self.folder.path().join("errors.log")
    }
}

fn program() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    let found = folders.map(|folder| folder.join("dovecot")).find(|file| file.is_file());
    found.context("there is no Dovecot on this machine: `cargo xtask test e2e` sets it up, or says how")
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- Dovecot's log\n{}", self.log());
            return;
        }
        let compared = self.compare();
        assert!(compared.is_ok(), "the mailbox was changed: {compared:?}");
    }
}
