//! What the page is told.

use super::end::SessionEnd;
use super::receive::LastHeard;
use crate::config::Times;
use crate::imap::Journal;
use bytes::Bytes;
use futures::{Sink, SinkExt};
use kith_wire::{Answer, Response, encode};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

/// Longer messages are sent in pieces of so many bytes, which the page never sees. Every session keeps a buffer of the
/// largest frame that it ever sent.
const MAX_FRAME: usize = 16 * 1024;

/// Signs of life of all sessions come at so many moments in their interval.
const MOMENTS: u32 = 30;

pub(super) struct Sender<'a> {
    pub(super) last_heard: &'a LastHeard,
    pub(super) journal: &'a Journal,
    pub(super) times: &'a Times,
    /// When the relay began.
    pub(super) epoch: Instant,
}

impl Sender<'_> {
    /// Sends frames until there are no more to come. In between, commands that take long, and signs of life: one for the
    /// page, which it waits for, and a ping, to notice a page that is gone without a word.
    pub(super) async fn send(
        &self,
        mut sink: impl Sink<Message> + Unpin,
        mut frames: mpsc::Receiver<Vec<u8>>,
    ) -> Result<(), SessionEnd> {
        let patience = self.times.alive * 2;
        let mut alive = every(self.times.alive, self.epoch);
        loop {
            let (ping, message) = tokio::select! {
                biased;
                _ = alive.tick() => (Some(Message::Ping(Bytes::new())), by_itself(Answer::Alive)?),
                // Before what the journal tells by itself: that is of later.
                frame = frames.recv() => match frame {
                    Some(frame) => (None, frame.into()),
                    None => return Ok(()),
                },
                () = self.journal.is_due() => match self.journal.take() {
                    spoken if spoken.is_empty() => continue,
                    spoken => (None, by_itself(Answer::Commands(spoken))?),
                },
            };
            if self.last_heard.elapsed() >= patience {
                return Err(SessionEnd::Gone);
            }
            let sent = timeout(patience, async {
                // Both at once: they cost little more than one of them.
                for frame in ping.into_iter().chain(pieces(message)) {
                    sink.feed(frame).await?;
                }
                sink.flush().await
            });
            if !matches!(sent.await, Ok(Ok(()))) {
                return Err(SessionEnd::Gone);
            }
        }
    }
}

/// The signs of life of a session: at the moments at which others give theirs, too. To wake up costs more than to speak.
fn every(period: Duration, epoch: Instant) -> Interval {
    let (now, step) = (Instant::now(), period / MOMENTS);
    let since_moment = now.duration_since(epoch).as_nanos() % step.as_nanos().max(1);
    let moment = now - Duration::from_nanos(u64::try_from(since_moment).unwrap_or_default());
    let mut interval = interval_at(moment + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    interval
}

/// A message as frames (RFC 6455, section 5.4).
fn pieces(message: Bytes) -> impl Iterator<Item = Message> {
    let mut kind = Some(Data::Binary);
    let mut rest = Some(message);
    std::iter::from_fn(move || {
        let mut piece = rest.take()?;
        if piece.len() > MAX_FRAME {
            rest = Some(piece.split_off(MAX_FRAME));
        }
        let kind = OpCode::Data(kind.take().unwrap_or(Data::Continue));
        Some(Message::Frame(Frame::message(piece, kind, rest.is_none())))
    })
}

fn by_itself(answer: Answer) -> Result<Bytes, SessionEnd> {
    encode(&Response { id: 0, answer }).map(Bytes::from).map_err(|_| SessionEnd::Broken)
}

#[cfg(test)]
mod tests {
    use super::{MAX_FRAME, every, pieces};
    use std::time::Duration;
    use tokio::time::{Instant, advance};
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

    #[test]
    fn a_long_message_is_sent_in_pieces() {
        for (length, expected) in [(0, 1), (1, 1), (MAX_FRAME, 1), (MAX_FRAME + 1, 2), (3 * MAX_FRAME + 9, 4)] {
            let message: Vec<u8> = (0..=u8::MAX).cycle().take(length).collect();
            let (mut joined, mut count) = (Vec::new(), 0);
            for piece in pieces(message.clone().into()) {
                let Message::Frame(frame) = piece else { panic!("no frame") };
                count += 1;
                assert!(frame.payload().len() <= MAX_FRAME);
                let kind = if count == 1 { Data::Binary } else { Data::Continue };
                assert_eq!(frame.header().opcode, OpCode::Data(kind));
                joined.extend_from_slice(frame.payload());
                assert_eq!(frame.header().is_final, joined.len() == length);
            }
            assert!(joined == message && count == expected, "{length} bytes in {count} pieces");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_give_their_signs_of_life_together() {
        let (epoch, period) = (Instant::now(), Duration::from_secs(30));
        advance(Duration::from_millis(7_300)).await;
        let mut one = every(period, epoch);
        advance(Duration::from_millis(600)).await;
        let mut other = every(period, epoch);
        for _ in 0..3 {
            assert_eq!(one.tick().await, other.tick().await);
        }
        assert_eq!(epoch.elapsed(), Duration::from_secs(7 + 90));
    }
}
