//! The browser's own tools (Chrome DevTools Protocol) for what WebDriver does not reach: the worker, whole processes.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use kith_tests::browser::Browser;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Message, protocol::WebSocketConfig};
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// A connection to a browser's tools.
pub(crate) struct DevTools {
    socket: WebSocketStream<TcpStream>,
    last: u64,
    events: Vec<Value>,
}

/// What the tools are attached to.
pub(crate) struct Target(String);

impl DevTools {
    pub(crate) async fn connect(browser: &Browser) -> Result<Self> {
        let file = std::fs::read_to_string(browser.profile().path().join("DevToolsActivePort"))?;
        let (port, path) = file.trim().split_once('\n').context("the browser does not say where its tools are")?;
        let address = format!("127.0.0.1:{port}");
        let stream = TcpStream::connect(&address).await?;
        // A profile of a long run is large.
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let (socket, _) = client_async_with_config(format!("ws://{address}{path}"), stream, Some(config)).await?;
        Ok(Self { socket, last: 0, events: Vec::new() })
    }

    /// Gives a command to the browser, or to a target.
    pub(crate) async fn command(&mut self, target: Option<&Target>, method: &str, params: Value) -> Result<Value> {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let (Some(Target(session)), Some(message)) = (target, message.as_object_mut()) {
            message.insert("sessionId".into(), json!(session));
        }
        self.socket.send(Message::text(message.to_string())).await?;
        loop {
            let answer = tokio::time::timeout(Duration::from_secs(60), self.socket.next()).await;
            let answer = answer.with_context(|| format!("no answer to {method}"))?.context("the browser is gone")??;
            let Message::Text(text) = answer else { continue };
            let mut value: Value = serde_json::from_str(&text)?;
            if value.get("id") != Some(&json!(id)) {
                self.events.push(value);
                continue;
            }
            if let Some(error) = value.get("error") {
                bail!("{method}: {error}");
            }
            return Ok(value.get_mut("result").map(Value::take).unwrap_or_default());
        }
    }

    /// Attaches to Kith's page and to its engine's worker.
    pub(crate) async fn attach(&mut self) -> Result<(Target, Target)> {
        let found = self.command(None, "Target.getTargets", json!({})).await?;
        let targets = found.get("targetInfos").and_then(Value::as_array).cloned().unwrap_or_default();
        let kind = |target: &Value| target.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        let page = targets.iter().find(|target| kind(target) == "page").context("there is no page")?;
        let params = json!({"targetId": page.get("targetId"), "flatten": true});
        let attached = self.command(None, "Target.attachToTarget", params).await?;
        let page = Target(text(&attached, "sessionId")?);
        // Only a page that is attached to tells of its workers.
        self.events.clear();
        let params = json!({"autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true});
        self.command(Some(&page), "Target.setAutoAttach", params).await?;
        self.command(Some(&page), "Runtime.enable", json!({})).await?;
        let worker = self
            .events
            .iter()
            .filter_map(|event| event.get("params"))
            .find(|params| params.pointer("/targetInfo/type").and_then(Value::as_str) == Some("worker"));
        let worker = Target(text(worker.context("the page has no worker")?, "sessionId")?);
        self.command(Some(&worker), "Runtime.enable", json!({})).await?;
        Ok((page, worker))
    }

    /// How large the memories of the wasm programs in a target are, in bytes.
    pub(crate) async fn wasm_memory(&mut self, target: &Target) -> Result<u64> {
        let prototype = json!({"expression": "WebAssembly.Memory.prototype"});
        let prototype = self.command(Some(target), "Runtime.evaluate", prototype).await?;
        let id = prototype.pointer("/result/objectId").context("no prototype")?;
        let all = self.command(Some(target), "Runtime.queryObjects", json!({"prototypeObjectId": id})).await?;
        let id = all.pointer("/objects/objectId").context("no objects")?;
        let sum = "function() { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }";
        let params = json!({"objectId": id, "functionDeclaration": sum, "returnByValue": true});
        let sum = self.command(Some(target), "Runtime.callFunctionOn", params).await?;
        sum.pointer("/result/value").and_then(Value::as_u64).context("no sum")
    }

    /// The memory that the processes of the browser's tabs have for themselves, in bytes.
    pub(crate) async fn tab_memory(&mut self) -> Result<u64> {
        let info = self.command(None, "SystemInfo.getProcessInfo", json!({})).await?;
        let processes = info.get("processInfo").and_then(Value::as_array).cloned().unwrap_or_default();
        let renderers = processes.iter().filter(|it| it.get("type").and_then(Value::as_str) == Some("renderer"));
        let own = |process: &Value| {
            let id = process.get("id").and_then(Value::as_u64)?;
            let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let lines = rollup.lines().filter(|line| line.starts_with("Private_"));
            Some(lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).sum::<u64>() * 1_024)
        };
        renderers.filter_map(own).max().context("there is no tab")
    }
}

fn text(value: &Value, key: &str) -> Result<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned).with_context(|| format!("no {key}"))
}
