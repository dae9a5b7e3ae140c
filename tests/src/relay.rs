//! The relay, as its own program.

use crate::process::{Running, free_port};
use anyhow::{Context, Result, ensure};
use kith_world::World;
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
    /// The ports of its world, if it is not the real one.
    ports: Option<String>,
    folder: tempfile::TempDir,
}

impl Relay {
    /// Starts one that trusts the mail servers of that authority (a PEM file) besides the system's.
    pub fn start(authority: Option<&Path>) -> Result<Self> {
        Self::start_with(authority, &[])
    }

    /// The same with more on its command line.
    pub fn start_with(authority: Option<&Path>, arguments: &[String]) -> Result<Self> {
        let mut relay = Self::new(authority.map(Path::to_owned), arguments.to_vec())?;
        relay.restart()?;
        Ok(relay)
    }

    /// The same in a world of the test's own, in which names, web servers and mail servers are those that the test put
    /// there: it asks that world's DNS server, trusts its authority as well, and finds the ports 443, 993 and 143 where
    /// the world listens. Other ports of this machine are what they are, and `localhost` is.
    pub fn start_in(world: &World, authority: Option<&Path>, arguments: &[String]) -> Result<Self> {
        let mut relay = Self::new(None, arguments.to_vec())?;
        let known = authority.map(std::fs::read_to_string).transpose()?.unwrap_or_default();
        let file = relay.folder.path().join("authorities.pem");
        std::fs::write(&file, format!("{}\n{known}", world.authority()))?;
        relay.authority = Some(file);
        relay.arguments.extend(["--dns-server".to_owned(), world.dns().to_string()]);
        relay.ports = Some(world.ports_as_text());
        relay.restart()?;
        Ok(relay)
    }

    /// From now on it has these settings as well, as they stand in its file.
    pub fn configure(&mut self, settings: &str) -> Result<()> {
        let file = self.folder.path().join("kith-relay.toml");
        std::fs::write(&file, settings)?;
        self.arguments.extend(["--config".to_owned(), file.display().to_string()]);
        self.restart()
    }

    fn new(authority: Option<PathBuf>, arguments: Vec<String>) -> Result<Self> {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        Ok(Self { running: None, address, authority, arguments, ports: None, folder: tempfile::tempdir()? })
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
        if let Some(ports) = &self.ports {
            command.env("KITH_TEST_PORTS", ports);
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
