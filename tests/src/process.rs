//! Programs that run for as long as a test, and where the tools are that tests need.

use anyhow::{Context, Result, bail};
use rustix::process::Signal;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

/// How long a program may take to start or to stop, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked at meanwhile.
const LOOK: Duration = Duration::from_millis(10);

/// Where a tool is, as `cargo xtask test` says in a variable.
pub(crate) fn tool(variable: &str, name: &str) -> Result<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from);
    path.with_context(|| format!("there is no {name} on this machine: `cargo xtask test e2e` sets it up"))
}

/// A running program; told to end when dropped, and killed if it does not.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        Ok(Self(command.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?))
    }

    /// Waits until something listens there. An error holds what `log` says, if the program ends before.
    pub(crate) fn wait_for(&mut self, address: SocketAddr, log: impl Fn() -> String) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(address).is_err() {
            if let Some(status) = self.0.try_wait()? {
                bail!("ended at once ({status}): {}", log());
            }
            if Instant::now() > deadline {
                bail!("does not listen on {address}: {}", log());
            }
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    pub(crate) fn stdin(&mut self) -> Option<std::process::ChildStdin> {
        self.0.stdin.take()
    }

    pub(crate) fn stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.0.stdout.take()
    }

    /// Ends it and what it started, without a warning, as a crash would.
    pub(crate) fn kill(mut self) {
        // Stopped, it starts no more while those below it are found.
        let _ = rustix::process::kill_process(rustix::process::Pid::from_child(&self.0), Signal::STOP);
        let below = descendants(self.0.id());
        let _ = self.0.kill();
        let _ = self.0.wait();
        for pid in below.iter().filter_map(|pid| rustix::process::Pid::from_raw(i32::try_from(*pid).ok()?)) {
            // It may have ended with its parent.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
        // What listened for it listens until it is really gone.
        let deadline = Instant::now() + PATIENCE;
        while below.iter().any(|pid| is_alive(*pid)) && Instant::now() < deadline {
            std::thread::sleep(LOOK);
        }
    }
}

/// Whether a process runs, and is not just still listed.
fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // proc_pid_stat(5): after the name in parentheses the state.
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// The processes that a process started, and those that they started.
#[must_use]
pub fn descendants(pid: u32) -> Vec<u32> {
    let folders = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let parents: Vec<(u32, u32)> = folders
        .filter_map(|folder| {
            let child = folder.file_name().to_str()?.parse().ok()?;
            // proc_pid_stat(5): after the name in parentheses the state, then the parent.
            let stat = std::fs::read_to_string(folder.path().join("stat")).ok()?;
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((child, parent))
        })
        .collect();
    let mut found = vec![pid];
    let mut at = 0;
    while let Some(&above) = found.get(at) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(child, _)| *child));
        at += 1;
    }
    found.split_off(1)
}

impl Drop for Running {
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        if self.0.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        let _ = rustix::process::kill_process(pid, Signal::TERM);
        let deadline = Instant::now() + PATIENCE;
        while self.0.try_wait().is_ok_and(|ended| ended.is_none()) {
            if Instant::now() > deadline {
                let _ = self.0.kill();
                let _ = self.0.wait();
                return;
            }
            std::thread::sleep(LOOK);
        }
    }
}

/// A port on which nothing listens now.
pub(crate) fn free_port() -> Result<u16> {
    let [port] = free_ports()?;
    Ok(port)
}

/// Several of them.
///
/// They lie below those that the system gives to outgoing connections, and this process takes none twice: a port stays
/// free until the program that is to listen there has started, whatever tests beside it connect to or start.
pub(crate) fn free_ports<const N: usize>() -> Result<[u16; N]> {
    static NEXT: OnceLock<AtomicU16> = OnceLock::new();
    // Test programs that run at the same time begin in different places.
    let next = NEXT.get_or_init(|| AtomicU16::new(u16::try_from(std::process::id() * 97 % 12_000).unwrap_or(0)));
    let mut ports = [0; N];
    for port in &mut ports {
        let free = (0..PORTS.len()).find_map(|_| {
            let port = PORTS.start + next.fetch_add(1, Ordering::Relaxed) % (PORTS.end - PORTS.start);
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok().then_some(port)
        });
        *port = free.context("there is no free port")?;
    }
    Ok(ports)
}

/// Below what Linux and macOS choose from for outgoing connections (from 32768 and 49152 on).
const PORTS: std::ops::Range<u16> = 20_000..32_000;
