//! What the page is told.

use super::end::SessionEnd;
use super::receive::LastHeard;
use crate::config::Times;
use crate::imap::Journal;
use axum::extract::ws::Message;
use futures::{Sink, SinkExt};
use kith_wire::{Answer, Response, encode};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

pub(super) struct Sender<'a> {
    pub(super) last_heard: &'a LastHeard,
    pub(super) journal: &'a Journal,
    pub(super) times: &'a Times,
}

impl Sender<'_> {
    /// Sends frames until there are no more to come. In between pings, to notice a page that is gone without a word;
    /// commands that take long; and signs of life while there is nothing else to say.
    pub(super) async fn send(
        &self,
        mut sink: impl Sink<Message> + Unpin,
        mut frames: mpsc::Receiver<Vec<u8>>,
    ) -> Result<(), SessionEnd> {
        let patience = self.times.ping * 2;
        let (mut ping, mut alive) = (every(self.times.ping), every(self.times.alive));
        loop {
            let message = tokio::select! {
                biased;
                _ = ping.tick() => Message::Ping(Vec::new().into()),
                // Before what the journal tells by itself: that is of later.
                frame = frames.recv() => match frame {
                    Some(frame) => Message::Binary(frame.into()),
                    None => return Ok(()),
                },
                () = self.journal.is_due() => match self.journal.take() {
                    spoken if spoken.is_empty() => continue,
                    spoken => by_itself(Answer::Commands(spoken))?,
                },
                _ = alive.tick() => by_itself(Answer::Alive)?,
            };
            if matches!(message, Message::Binary(_)) {
                alive.reset();
            }
            if self.last_heard.elapsed() >= patience {
                return Err(SessionEnd::Gone);
            }
            match timeout(patience, sink.send(message)).await {
                Ok(Ok(())) => {}
                _ => return Err(SessionEnd::Gone),
            }
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

fn by_itself(answer: Answer) -> Result<Message, SessionEnd> {
    let frame = encode(&Response { id: 0, answer }).map_err(|_| SessionEnd::Broken)?;
    Ok(Message::Binary(frame.into()))
}
