//! What the page says.

use super::credit::Credit;
use super::end::End;
use super::queue::{Entrance, Heard};
use axum::extract::ws::Message;
use futures::{Stream, StreamExt};
use kith_wire::limits::FOLDERS;
use kith_wire::{Ask, Request, decode};
use serde::Deserialize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// When the page was last heard.
#[derive(Debug)]
pub(super) struct Pulse(Mutex<Instant>);

/// What every request has, of whatever version.
#[derive(Deserialize)]
struct Numbered {
    id: u32,
}

/// Hears until the page is gone: credit at once, requests into the queue.
pub(super) async fn hear<E>(
    stream: &mut (impl Stream<Item = Result<Message, E>> + Unpin),
    queue: Entrance,
    credit: &Credit,
    pulse: &Pulse,
) -> End {
    while let Some(message) = stream.next().await {
        pulse.felt();
        let heard = match message {
            Err(_) => return End::Broken,
            Ok(Message::Close(_)) => return End::Gone,
            Ok(Message::Ping(_) | Message::Pong(_)) => continue,
            Ok(Message::Text(_)) => return End::Nonsense,
            Ok(Message::Binary(bytes)) => bytes,
        };
        let request = match decode::<Request>(&heard) {
            Ok(Request { id, ask: Ask::Credit { batches } }) => {
                credit.add(id, batches);
                continue;
            }
            // Many times as large as it came, and not kept to wait.
            Ok(Request { id, ask: Ask::Status { folders } }) if folders.len() > FOLDERS => Heard::Unknown(id),
            Ok(request) => Heard::Request(request),
            Err(_) => match decode::<Numbered>(&heard) {
                Ok(Numbered { id }) => Heard::Unknown(id),
                Err(_) => return End::Nonsense,
            },
        };
        if queue.push(request, heard.len()).is_err() {
            return End::Nonsense;
        }
    }
    End::Gone
}

impl Pulse {
    /// How long the page has given no sign of life.
    pub(super) fn silence(&self) -> Duration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    fn felt(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

impl Default for Pulse {
    fn default() -> Self {
        Self(Mutex::new(Instant::now()))
    }
}
