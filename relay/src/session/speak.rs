//! What the page is told.

use super::End;
use super::hear::Pulse;
use axum::extract::ws::Message;
use futures::{Sink, SinkExt};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

/// Sends frames until there are no more to come, and pings in between, to notice a page that is gone without a word.
pub(super) async fn speak(
    mut sink: impl Sink<Message> + Unpin,
    mut frames: mpsc::Receiver<Vec<u8>>,
    pulse: &Pulse,
    every: Duration,
) -> Result<(), End> {
    let patience = every * 2;
    let mut ping = interval_at(Instant::now() + every, every);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            frame = frames.recv() => match frame {
                Some(frame) => Message::Binary(frame.into()),
                None => return Ok(()),
            },
            _ = ping.tick() => Message::Ping(Vec::new().into()),
        };
        if pulse.silence() >= patience {
            return Err(End::Gone);
        }
        match timeout(patience, sink.send(message)).await {
            Ok(Ok(())) => {}
            _ => return Err(End::Gone),
        }
    }
}
