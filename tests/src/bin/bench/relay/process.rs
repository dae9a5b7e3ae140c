//! The relay as a process, and what the system says of it.

use anyhow::{Context, Result, ensure};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it is looked meanwhile whether it listens.
const LOOK: Duration = Duration::from_micros(200);

/// A tick of the processor's clock is a hundredth of a second on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// Limits that are not measured here, but stand in the way of what is.
const LIMITS: [&str; 6] = [
    "--max-sessions",
    "--max-sessions-per-key",
    "--max-sessions-per-address",
    "--max-sockets",
    "--max-sockets-per-address",
    "--max-logins",
];

/// A running relay, which ends with this.
pub(crate) struct RelayProcess {
    process: Child,
    pub(crate) address: SocketAddr,
    /// From the start to the first request that was answered.
    pub(crate) started_in: Duration,
}

/// What a process has at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    /// In bytes.
    pub(crate) resident: u64,
    pub(crate) threads: usize,
    pub(crate) sockets: usize,
}

impl RelayProcess {
    /// Starts one that trusts that authority (a PEM file) and takes so many sessions.
    pub(crate) fn start(authority: Option<&Path>, sessions: usize) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut command = Command::new(program()?);
        command.args(["--listen", &address.to_string()]);
        for limit in LIMITS {
            // Sockets are more than sessions: some are only being opened or closed.
            command.args([limit, &(sessions * 2).to_string()]);
        }
        if let Some(authority) = authority {
            command.arg("--ca-file").arg(authority);
        }
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KITH_")) {
            command.env_remove(name);
        }
        let begun = Instant::now();
        let process = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut relay = Self { process, address, started_in: Duration::ZERO };
        while answer(address).is_err() {
            let ended = relay.process.try_wait()?;
            ensure!(ended.is_none(), "the relay ended at once");
            ensure!(begun.elapsed() < PATIENCE, "the relay does not listen");
            std::thread::sleep(LOOK);
        }
        relay.started_in = begun.elapsed();
        Ok(relay)
    }

    /// What it has now.
    pub(crate) fn held(&self) -> Result<Held> {
        let folder = |name: &str| PathBuf::from(format!("/proc/{}/{name}", self.process.id()));
        let files = std::fs::read_dir(folder("fd"))?.flatten();
        let is_socket = |entry: &std::fs::DirEntry| {
            std::fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:"))
        };
        Ok(Held {
            resident: self.kilobytes("smaps_rollup", "Rss")? * 1024,
            threads: std::fs::read_dir(folder("task"))?.count(),
            sockets: files.filter(is_socket).count(),
        })
    }

    /// The most memory that it ever had, in bytes.
    pub(crate) fn most_resident(&self) -> Result<u64> {
        Ok(self.kilobytes("status", "VmHWM")? * 1024)
    }

    /// The processor time that it used so far.
    pub(crate) fn processor_time(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // proc_pid_stat(5): the name stands in parentheses; user and system time are the 12th and 13th after it.
        let (_, fields) = stat.rsplit_once(')').context("no name")?;
        let ticks: u32 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
        Ok(TICK * ticks)
    }

    fn kilobytes(&self, file: &str, field: &str) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/{file}", self.process.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let number = line.and_then(|line| line.split_whitespace().next()).with_context(|| format!("no {field}"))?;
        Ok(number.parse()?)
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Asks for a sign of life.
fn answer(address: SocketAddr) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    ensure!(answer.starts_with("HTTP/1.1 200"), "the relay is not well");
    Ok(())
}

/// The relay that was built along with this program.
pub(crate) fn program() -> Result<PathBuf> {
    let file = std::env::current_exe()?.with_file_name("kith-relay");
    ensure!(file.is_file(), "there is no {}: `cargo xtask bench relay` builds it", file.display());
    Ok(file)
}

/// Lets this process, and those that it starts, open so many files and sockets, or as many as it may.
pub(crate) fn allow_files(wanted: u64) -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    if now.current.is_none_or(|current| current >= wanted) {
        return wanted;
    }
    let within = now.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    match setrlimit(Resource::Nofile, Rlimit { current: Some(within), maximum: now.maximum }) {
        Ok(()) => within,
        Err(_) => now.current.unwrap_or(wanted),
    }
}
