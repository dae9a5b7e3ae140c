//! The program that steers the browser (chromedriver, geckodriver), and commands of its own beyond WebDriver's.

use crate::process::Running;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Stdio;
use std::time::Duration;
use url::{ParseError, Url};

/// How a driver is started.
pub(super) struct Program {
    pub name: OsString,
    pub arguments: &'static [&'static str],
    /// What it prints before the number of its port.
    pub before_port: &'static str,
}

/// A running driver; it ends when dropped. Its browser must be closed before, or stays behind.
pub(super) struct Driver {
    // Held for its end.
    running: Option<Running>,
    port: u16,
}

impl Driver {
    pub(super) fn start(program: &Program) -> Result<Self> {
        let mut command = std::process::Command::new(&program.name);
        command.args(program.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)
            .context("there is no driver for the browser: `cargo xtask test e2e` sets it up, or says how")?;
        let mut lines = BufReader::new(running.stdout().context("the driver has no output")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let rest = line.split_once(program.before_port)?.1;
            rest.trim_end_matches('.').parse().ok()
        });
        let port = port.context("the driver does not tell its port")?;
        // A pipe that no one empties would stop it one day.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { running: Some(running), port })
    }

    /// Kills it and its browser.
    pub(super) fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Gives a command beyond WebDriver's. For the end of a failed test, so it does without async.
    pub(super) fn command(&self, session: &str, command: &Command) -> Option<Value> {
        self.ask("POST", &format!("/session/{session}/{}", command.path), &command.body.to_string())
    }

    /// A picture of the page, as PNG. Likewise.
    pub(super) fn screenshot(&self, session: &str) -> Option<Vec<u8>> {
        let picture = self.ask("GET", &format!("/session/{session}/screenshot"), "")?;
        STANDARD.decode(picture.as_str()?).ok()
    }

    /// Closes the browser. Likewise.
    pub(super) fn close(&self, session: &str) {
        let _ = self.ask("DELETE", &format!("/session/{session}"), "");
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Option<Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let (host, length) = (stream.peer_addr().ok()?, body.len());
        // Firefox's driver needs the host with its port.
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
        // It keeps the connection open whatever it is told, so the length says where the answer ends.
        let mut answer = BufReader::new(stream);
        let mut length = 0;
        for line in answer.by_ref().lines() {
            let line = line.ok()?.to_ascii_lowercase();
            match line.split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().ok()?,
                Some(_) => {}
                None if line.is_empty() => break,
                None => {}
            }
        }
        let mut content = Vec::new();
        answer.take(length).read_to_end(&mut content).ok()?;
        let mut answer: Value = serde_json::from_slice(&content).ok()?;
        answer.get_mut("value").map(Value::take)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if self.running.is_none() {
            return;
        }
        // Chromium's cleans up after itself then, which it does not when a signal ends it. Firefox's knows no such
        // command, and has nothing to clean up.
        let _ = self.ask("GET", "/shutdown", "");
    }
}

/// A command that the standard of WebDriver does not know, or fantoccini does not.
#[derive(Debug)]
pub(super) struct Command {
    /// Below the path of the session.
    pub path: &'static str,
    pub body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
