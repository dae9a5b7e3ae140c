//! Chromium: how it is started, and what only the Chrome DevTools Protocol does.

use super::driver::{Command, Program};
use super::screen::View;
use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};
use std::path::Path;

/// A running Chromium.
pub(super) struct Chromium {
    client: Client,
}

/// Its driver.
pub(super) fn program() -> Program {
    Program {
        name: "chromedriver".into(),
        arguments: &["--port=0", "--allowed-ips=127.0.0.1"],
        before_port: "started successfully on port ",
    }
}

/// With what it is started on this machine, whoever starts it.
pub(crate) fn arguments() -> Vec<&'static str> {
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A container's shared memory may be too small for it.
        "--disable-dev-shm-usage",
    ];
    if rustix::process::geteuid().is_root() {
        // Its sandbox does not work for root.
        arguments.push("--no-sandbox");
    }
    arguments
}

/// How it is to be started: with that profile, and so that a name leads to this machine and certificates with the key
/// of that hash are trusted.
pub(super) fn capabilities(profile: &Path, trusted: Option<(&str, &str)>) -> Result<Capabilities> {
    let mut arguments: Vec<String> = arguments().into_iter().map(str::to_owned).collect();
    arguments.push(format!("--user-data-dir={}", profile.display()));
    if let Some((host, pin)) = trusted {
        arguments.push(format!("--host-resolver-rules=MAP {host} 127.0.0.1"));
        arguments.push(format!("--ignore-certificate-errors-spki-list={pin}"));
    }
    let capabilities = json!({
        "goog:chromeOptions": {"args": arguments},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    capabilities.as_object().cloned().context("capabilities are an object")
}

/// The command that asks what the page reported since it was asked last.
pub(super) fn log() -> Command {
    Command { path: "se/log", body: json!({"type": "browser"}) }
}

/// What it answers: the entries, each with its level before it.
pub(super) fn entries(answer: &Value) -> Vec<String> {
    let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let entries = answer.as_array().into_iter().flatten();
    entries.map(|entry| format!("{} {}", text(entry, "level"), text(entry, "message"))).collect()
}

impl Chromium {
    pub(super) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Gives a command of the protocol to the page of the window that is looked at.
    pub(super) async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let body = json!({"cmd": command, "params": parameters});
        self.client.issue_cmd(Command { path: "goog/cdp/execute", body }).await.with_context(|| command.to_owned())
    }

    /// What the page reported since it was asked last.
    pub(super) async fn heard(&self) -> Result<Vec<String>> {
        Ok(entries(&self.client.issue_cmd(log()).await?))
    }

    pub(super) async fn show(&self, view: View) -> Result<()> {
        let metrics = json!({
            "width": view.width, "height": view.height(), "deviceScaleFactor": 1, "mobile": view.is_phone(),
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        let media = json!({"features": [
            {"name": "prefers-color-scheme", "value": view.scheme.name()},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    pub(super) async fn run_in_every_page(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await.map(drop)
    }

    pub(super) async fn clear_site(&self, origin: &str) -> Result<()> {
        let what = json!({"origin": origin, "storageTypes": "all"});
        self.devtools("Storage.clearDataForOrigin", what).await.map(drop)
    }
}
