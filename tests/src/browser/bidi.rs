//! WebDriver BiDi: commands over a socket, and what the pages report meanwhile.

use anyhow::{Context, Result, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};
use url::Url;

/// How long a command may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

type Socket = WebSocketStream<TcpStream>;

/// A connection to a browser.
pub(super) struct Bidi {
    sink: tokio::sync::Mutex<SplitSink<Socket, Message>>,
    last: AtomicU64,
    heard: Arc<Heard>,
    reading: JoinHandle<()>,
}

/// What came over it.
#[derive(Default)]
struct Heard {
    /// What the pages reported: the entries of their logs, each with its level before it.
    entries: Mutex<Vec<String>>,
    /// Who waits for the answer to a command.
    waiting: Mutex<BTreeMap<u64, oneshot::Sender<Value>>>,
}

impl Bidi {
    /// Connects, and has every page report from now on.
    pub(super) async fn connect(address: &str) -> Result<Self> {
        let url = Url::parse(address)?;
        let host = url.host_str().context("the address has no host")?;
        let stream = TcpStream::connect((host, url.port().context("the address has no port")?)).await?;
        let (sink, stream) = client_async(address, stream).await?.0.split();
        let heard = Arc::new(Heard::default());
        let reading = tokio::spawn(read(stream, Arc::clone(&heard)));
        let bidi = Self { sink: tokio::sync::Mutex::new(sink), last: AtomicU64::new(0), heard, reading };
        bidi.command("session.subscribe", json!({"events": ["log.entryAdded"]})).await?;
        Ok(bidi)
    }

    /// Gives a command, and waits for its answer.
    pub(super) async fn command(&self, method: &str, params: Value) -> Result<Value> {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let (answer, answered) = oneshot::channel();
        self.heard.waiting.lock().unwrap_or_else(PoisonError::into_inner).insert(id, answer);
        let command = json!({"id": id, "method": method, "params": params});
        self.sink.lock().await.send(Message::text(command.to_string())).await?;
        let answer =
            tokio::time::timeout(PATIENCE, answered).await.with_context(|| format!("no answer to {method}"))?;
        let mut answer = answer.context("the browser is gone")?;
        if let Some(error) = answer.get("error") {
            bail!("{method}: {error}: {}", answer.get("message").unwrap_or(&Value::Null));
        }
        Ok(answer.get_mut("result").map(Value::take).unwrap_or_default())
    }

    /// What the pages reported since it was asked last, as far as it came.
    pub(super) fn entries(&self) -> Vec<String> {
        std::mem::take(&mut *self.heard.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Bidi {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

async fn read(mut stream: SplitStream<Socket>, heard: Arc<Heard>) {
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(text) = message else { continue };
        let Ok(message) = serde_json::from_str::<Value>(&text) else { continue };
        if let Some(id) = message.get("id").and_then(Value::as_u64) {
            let waiting = heard.waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            // Who waited may have given up.
            let _ = waiting.map(|waiting| waiting.send(message));
        } else if message.get("method").and_then(Value::as_str) == Some("log.entryAdded") {
            let entry = message.get("params").map(entry).unwrap_or_default();
            heard.entries.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        }
    }
    // No answer comes any more.
    heard.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// An entry of a log in the words of Chromium's driver: `SEVERE` for an error.
fn entry(entry: &Value) -> String {
    let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    let level = match text("level") {
        "error" => "SEVERE",
        "warn" => "WARNING",
        _ => "INFO",
    };
    let frame = entry.pointer("/stackTrace/callFrames/0");
    let place = frame.map(|frame| {
        let part = |key: &str| frame.get(key).map(Value::to_string).unwrap_or_default();
        format!(" ({}:{})", part("url").trim_matches('"'), part("lineNumber"))
    });
    format!("{level} {}{}", text("text"), place.unwrap_or_default())
}
