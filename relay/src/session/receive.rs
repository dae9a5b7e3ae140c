//! What the page says.

use super::credit::Credit;
use super::end::SessionEnd;
use super::queue::{QueueSender, QueuedRequest};
use futures::{Stream, StreamExt};
use kith_wire::limits::MAX_FOLDERS;
use kith_wire::{Ask, Request, Secret, decode};
use serde::Deserialize;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// When the page was last heard.
#[derive(Debug)]
pub(super) struct LastHeard(Mutex<Instant>);

/// What every request has, of whatever version.
#[derive(Deserialize)]
struct Numbered {
    id: u32,
}

/// Hears until the page is gone: credit and its key at once, requests into the queue.
pub(super) async fn receive<E>(
    stream: &mut (impl Stream<Item = Result<Message, E>> + Unpin),
    queue: QueueSender,
    credit: &Credit,
    key: &OnceLock<Secret>,
    last_heard: &LastHeard,
) -> SessionEnd {
    while let Some(message) = stream.next().await {
        last_heard.set_now();
        let heard = match message {
            Err(_) => return SessionEnd::Broken,
            Ok(Message::Close(_)) => return SessionEnd::Gone,
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => continue,
            Ok(Message::Text(_)) => return SessionEnd::Nonsense,
            Ok(Message::Binary(bytes)) => bytes,
        };
        let request = match decode::<Request>(&heard) {
            Ok(Request { id, ask: Ask::Credit { batches } }) => {
                credit.add(id, batches);
                continue;
            }
            Ok(Request { ask: Ask::Access { key: shown }, .. }) => {
                // One that came too late, or a second one, is of no use.
                let _ = key.set(shown);
                continue;
            }
            // Many times as large as it came, and not kept to wait.
            Ok(Request { id, ask: Ask::Status { folders } }) if folders.len() > MAX_FOLDERS => {
                QueuedRequest::Unknown(id)
            }
            Ok(request) => QueuedRequest::Request(request),
            Err(_) => match decode::<Numbered>(&heard) {
                Ok(Numbered { id }) => QueuedRequest::Unknown(id),
                Err(_) => return SessionEnd::Nonsense,
            },
        };
        if queue.push(request, heard.len()).is_err() {
            return SessionEnd::Nonsense;
        }
    }
    SessionEnd::Gone
}

impl LastHeard {
    /// How long the page has given no sign of life.
    pub(super) fn elapsed(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    fn set_now(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

impl Default for LastHeard {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}
