//! The relay, as its own program.

use crate::process::{Running, free_port};
use anyhow::{Context, Result, ensure};
use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A relay on loopback that serves the built page.
pub struct Relay {
    running: Option<Running>,
    address: SocketAddr,
    authority: Option<PathBuf>,
    arguments: Vec<String>,
    folder: tempfile::TempDir,
}

impl Relay {
    /// Starts one that trusts the mail servers of that authority (a PEM file) besides the system's.
    pub fn start(authority: Option<&Path>) -> Result<Self> {
        Self::start_with(authority, &[])
    }

    /// The same with more on its command line.
    pub fn start_with(authority: Option<&Path>, arguments: &[String]) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let authority = authority.map(Path::to_owned);
        let mut relay =
            Self { running: None, address, authority, arguments: arguments.to_vec(), folder: tempfile::tempdir()? };
        relay.restart()?;
        Ok(relay)
    }

    /// The page's address, with a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it as a crash would: every session breaks off.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    /// Starts it again where it was.
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        let program = program()?;
        let log = File::options().create(true).append(true).open(self.log_file())?;
        let mut command = Command::new(program);
        command
            .args(["--listen", &self.address.to_string()])
            .args(&self.arguments)
            .env("RUST_LOG", "debug")
            .env("NO_COLOR", "1");
        if let Some(authority) = &self.authority {
            command.arg("--ca-file").arg(authority);
        }
        let mut running = Running::start(command.stdout(log.try_clone()?).stderr(log))?;
        running.wait_for(self.address, || self.log()).context("the relay")?;
        self.running = Some(running);
        Ok(())
    }

    /// Everything it has said since the first start.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("relay.log")
    }
}

/// Gives the program a task and returns what it says, as `kith-relay key add`.
pub fn command(arguments: &[&str]) -> Result<String> {
    let output = Command::new(program()?).args(arguments).output()?;
    ensure!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The relay that was built along with this test, or this program: tests stand a folder deeper.
fn program() -> Result<PathBuf> {
    let this = std::env::current_exe()?;
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join("kith-relay")).find(|file| file.is_file());
    found.with_context(|| format!("there is no kith-relay by {}: `cargo xtask test e2e` builds it", this.display()))
}
