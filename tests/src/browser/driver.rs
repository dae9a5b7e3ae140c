//! The program that steers the browser (chromedriver), and what it can do beyond WebDriver.

use crate::process::Running;
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Stdio;
use std::time::Duration;
use url::{ParseError, Url};

/// A running chromedriver; it ends when dropped. Its browser must be closed before, or stays behind.
pub(super) struct Driver {
    // Held for its end.
    running: Option<Running>,
    port: u16,
}

impl Driver {
    pub(super) fn start() -> Result<Self> {
        let mut command = std::process::Command::new("chromedriver");
        command.args(["--port=0", "--allowed-ips=127.0.0.1"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut running = Running::start(&mut command)
            .context("there is no driver for the browser: `cargo xtask test e2e` sets it up, or says how")?;
        let mut lines = BufReader::new(running.stdout().context("chromedriver has no output")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let rest = line.split_once("started successfully on port ")?.1;
            rest.trim_end_matches('.').parse().ok()
        });
        let port = port.context("chromedriver does not tell its port")?;
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

    /// What the page reported since it was asked last. For the end of a failed test, so it does without async.
    pub(super) fn log(&self, session: &str) -> Option<Value> {
        self.ask("POST", &format!("/session/{session}/se/log"), r#"{"type":"browser"}"#)
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
        let length = body.len();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
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
        // It cleans up after itself, which it does not when a signal ends it.
        let _ = self.ask("GET", "/shutdown", "");
    }
}

/// The entries of a log, each with its level before it.
pub(super) fn heard(entries: &Value) -> Vec<String> {
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entries = entries.as_array().into_iter().flatten();
    entries.map(|entry| format!("{} {}", text(entry, "level"), text(entry, "message"))).collect()
}

/// A command that WebDriver's standard does not know.
#[derive(Debug)]
pub(super) struct Command {
    path: &'static str,
    body: Value,
}

impl Command {
    /// A command of the Chrome DevTools Protocol.
    pub(super) fn devtools(command: &str, parameters: Value) -> Self {
        Self { path: "goog/cdp/execute", body: json!({"cmd": command, "params": parameters}) }
    }

    /// What the page reported since it was asked last.
    pub(super) fn log() -> Self {
        Self { path: "se/log", body: json!({"type": "browser"}) }
    }
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
