//! The relay as the program that a user starts.

use crate::script::PATIENCE;
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

/// A relay in a process of its own, which ends with it.
pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    pub(crate) process: Child,
    /// What it writes from now on, at its most talkative…
    pub(crate) log: BufReader<ChildStderr>,
    /// …and what it wrote before.
    pub(crate) written: String,
}

impl Program {
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[]).await
    }

    /// The same with more in its environment.
    pub(crate) async fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_kith-relay"))
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .envs(environment.iter().copied())
            .env("KITH_LOG", "trace")
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap());
        let mut written = String::new();
        let address = loop {
            timeout(PATIENCE, log.read_line(&mut written)).await.unwrap().unwrap();
            if let Some((_, rest)) = written.split_once("Kith is served on http://") {
                break rest.trim().parse().unwrap();
            }
        };
        Self { address, process, log, written }
    }

    /// Sends it a signal by its short name.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let process = self.process.id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", name, &process]).status().unwrap().success());
    }

    /// Reads on until it has written that.
    pub(crate) async fn written_until(&mut self, word: &str) {
        while !self.written.contains(word) {
            let read = timeout(PATIENCE, self.log.read_line(&mut self.written)).await.unwrap().unwrap();
            assert!(read > 0, "it ended: {}", self.written);
        }
    }
}

#[tokio::test]
async fn an_origin_without_a_scheme_stops_the_start() {
    let relay = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith-relay"));
        command.args(["--listen", "127.0.0.1:0"]).kill_on_drop(true);
        command
    };
    let by_option = relay().args(["--allow-origin", "kith.example"]).output();
    let mut by_environment = relay();
    let by_environment = by_environment.env("KITH_ALLOW_ORIGIN", "https://kith.example,kith.example").output();
    for output in [timeout(PATIENCE, by_option).await, timeout(PATIENCE, by_environment).await] {
        let output = output.unwrap().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("invalid value 'kith.example' for '--allow-origin <ORIGIN>'"), "{said}");
        assert!(said.contains("an origin is a scheme, a host"), "{said}");
    }
}
