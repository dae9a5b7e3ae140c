//! A clock that a test sets, for pages and for the workers that they start.
//!
//! A page is reached by a script that runs before its own. A worker is not: Chromium's own tools (Chrome DevTools
//! Protocol) hold each where it begins, until its clock was set. So a clock needs [`OnlyChromium::ClockOfWorkers`].
//!
//! [`OnlyChromium::ClockOfWorkers`]: super::OnlyChromium

use super::session::Browser;
use anyhow::{Context, Result};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

/// The clock of a browser, which runs as the machine's does, so far ahead.
pub struct Clock {
    /// In milliseconds.
    ahead: Arc<AtomicI64>,
    tools: JoinHandle<Result<()>>,
}

impl Clock {
    /// Takes over the clock of a browser in which no page of Kith is open yet.
    pub async fn of(browser: &Browser) -> Result<Self> {
        let mut socket = connect(browser).await?;
        say(&mut socket, None, "Target.setAutoAttach", hold()).await?;
        let ahead = Arc::new(AtomicI64::new(0));
        let tools = tokio::spawn(tend(socket, Arc::clone(&ahead)));
        Ok(Self { ahead, tools })
    }

    /// Sets it so many days ahead, for pages that are opened or loaded anew from now on.
    pub async fn set(&self, browser: &Browser, days: i64) -> Result<()> {
        let ahead = days * 86_400_000;
        self.ahead.store(ahead, Ordering::SeqCst);
        browser.run_in_every_page(&shift(ahead)).await
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.tools.abort();
    }
}

/// Speaks with the browser's own tools.
pub(super) async fn connect(browser: &Browser) -> Result<Socket> {
    let file = std::fs::read_to_string(browser.profile().path().join("DevToolsActivePort"))?;
    let (port, path) = file.trim().split_once('\n').context("the browser does not say where its tools are")?;
    let address = format!("127.0.0.1:{port}");
    Ok(client_async(format!("ws://{address}{path}"), TcpStream::connect(&address).await?).await?.0)
}

pub(super) type Socket = WebSocketStream<TcpStream>;

/// Sets the clock of each worker that begins, and lets it go on; lets everything else go on.
async fn tend(mut socket: Socket, ahead: Arc<AtomicI64>) -> Result<()> {
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message? else { continue };
        let event: Value = serde_json::from_str(&text)?;
        if event.get("method") != Some(&json!("Target.attachedToTarget")) {
            continue;
        }
        let session = event.pointer("/params/sessionId").and_then(Value::as_str).context("no session")?;
        match event.pointer("/params/targetInfo/type").and_then(Value::as_str) {
            // Only a page that is attached to tells of its workers.
            Some("page") => say(&mut socket, Some(session), "Target.setAutoAttach", hold()).await?,
            Some("worker") => {
                let expression = shift(ahead.load(Ordering::SeqCst));
                say(&mut socket, Some(session), "Runtime.evaluate", json!({"expression": expression})).await?;
            }
            _ => {}
        }
        say(&mut socket, Some(session), "Runtime.runIfWaitingForDebugger", json!({})).await?;
    }
    Ok(())
}

fn hold() -> Value {
    json!({"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true})
}

/// Gives a command; its answer is not waited for, since commands of one target are carried out in their order.
pub(super) async fn say(socket: &mut Socket, session: Option<&str>, method: &str, params: Value) -> Result<()> {
    let mut message = json!({"id": 1, "method": method, "params": params});
    if let (Some(session), Some(message)) = (session, message.as_object_mut()) {
        message.insert("sessionId".into(), json!(session));
    }
    Ok(socket.send(Message::text(message.to_string())).await?)
}

/// A script that sets the clock so many milliseconds ahead of the machine's, whatever it was set to before.
fn shift(ahead: i64) -> String {
    format!(
        "(() => {{
            const real = self.realDate ?? Date;
            self.realDate = real;
            self.Date = class Date extends real {{
                constructor(...parts) {{ if (parts.length) super(...parts); else super(real.now() + {ahead}); }}
                static now() {{ return real.now() + {ahead}; }}
            }};
        }})();"
    )
}
