//! Scripts in the workers of a page, which WebDriver does not reach.

use super::clock::{connect, say};
use super::session::Browser;
use anyhow::{Context, Result, bail};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// How long a worker may take to be found and to run a script.
const PATIENCE: Duration = Duration::from_secs(20);

impl Browser {
    /// Runs a script in every worker that there is now, of whichever tab; there must be one at least. Needs
    /// [`OnlyChromium::ScriptInWorkers`](super::OnlyChromium).
    pub async fn run_in_workers(&self, script: &str) -> Result<()> {
        tokio::time::timeout(PATIENCE, self.reach_workers(script)).await.context("no worker ran the script")?
    }

    async fn reach_workers(&self, script: &str) -> Result<()> {
        let mut socket = connect(self).await?;
        let attach = json!({"autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true});
        say(&mut socket, None, "Target.setAutoAttach", attach.clone()).await?;
        while let Some(message) = socket.next().await {
            let Message::Text(text) = message? else { continue };
            let event: Value = serde_json::from_str(&text)?;
            if let Some(result) = event.pointer("/result/result") {
                // Nothing else that is said here is answered like that.
                match event.pointer("/result/exceptionDetails") {
                    Some(wrong) => bail!("the script failed: {wrong}"),
                    None if result.get("type").is_some() => return Ok(()),
                    None => continue,
                }
            }
            if event.get("method") != Some(&json!("Target.attachedToTarget")) {
                continue;
            }
            let session = event.pointer("/params/sessionId").and_then(Value::as_str).context("no session")?;
            match event.pointer("/params/targetInfo/type").and_then(Value::as_str) {
                // Only a page that is attached to tells of its workers.
                Some("page") => say(&mut socket, Some(session), "Target.setAutoAttach", attach.clone()).await?,
                Some("worker") => {
                    say(&mut socket, Some(session), "Runtime.evaluate", json!({"expression": script})).await?;
                }
                _ => {}
            }
        }
        bail!("the browser went away")
    }
}
