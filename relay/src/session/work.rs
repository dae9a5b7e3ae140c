//! Requests, one after the other.

use super::Tally;
use super::credit::Credit;
use super::hear::Heard;
use crate::config::Times;
use crate::imap::{Connector, Mailbox, Outlet};
use crate::trouble::Trouble;
use kith_wire::{Answer, Ask, FailureKind, RawMessage, Request, Response, encode};
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

pub(super) struct Work<'a> {
    pub(super) connector: &'a Connector,
    pub(super) times: &'a Times,
    pub(super) has_place: bool,
    pub(super) credit: &'a Credit,
    pub(super) frames: mpsc::Sender<Vec<u8>>,
    pub(super) tally: &'a mut Tally,
}

/// Batches of one request, each for one permit.
struct Batches<'a> {
    id: u32,
    permits: Arc<Semaphore>,
    frames: &'a mpsc::Sender<Vec<u8>>,
    messages: &'a mut u64,
}

impl Work<'_> {
    /// Works until the page logs out, or until something fails that ends the session.
    pub(super) async fn run(mut self, mut asks: mpsc::Receiver<Heard>) {
        // Whoever only holds a socket open is of no use to anyone.
        let Ok(Some(first)) = timeout(self.times.first_request, asks.recv()).await else { return };
        let Ok(mut mailbox) = self.begin(first).await else { return };
        while let Some(heard) = asks.recv().await {
            self.tally.requests += 1;
            let (id, result) = match heard {
                Heard::Unknown(id) => (id, Err(Trouble::passing(FailureKind::BadRequest))),
                Heard::Request(Request { id, ask: Ask::Logout }) => {
                    mailbox.log_out().await;
                    let _ = self.say(id, Answer::Done).await;
                    return;
                }
                Heard::Request(Request { id, ask }) => (id, self.answer(&mut mailbox, id, ask).await),
            };
            let is_over = match result {
                Ok(answer) => self.say(id, answer).await.is_err(),
                Err(trouble) => self.fail(id, trouble).await,
            };
            if is_over {
                return;
            }
        }
    }

    async fn begin(&mut self, first: Heard) -> Result<Mailbox, ()> {
        self.tally.requests += 1;
        let (id, connected) = match first {
            Heard::Request(Request { id, .. }) if !self.has_place => (id, Err(Trouble::ending(FailureKind::Busy))),
            Heard::Request(Request { id, ask: Ask::Connect(connect) }) => (id, self.connector.connect(&connect).await),
            Heard::Request(Request { id, .. }) | Heard::Unknown(id) => {
                (id, Err(Trouble::ending(FailureKind::BadRequest)))
            }
        };
        match connected {
            Ok(mailbox) => {
                let answer = Answer::Connected { capabilities: mailbox.capabilities(), encrypted: mailbox.encrypted() };
                self.say(id, answer).await.map_err(drop)?;
                Ok(mailbox)
            }
            Err(trouble) => {
                self.fail(id, trouble).await;
                Err(())
            }
        }
    }

    async fn answer(&mut self, mailbox: &mut Mailbox, id: u32, ask: Ask) -> Result<Answer, Trouble> {
        match ask {
            Ask::Folders => mailbox.folders().await.map(Answer::Folders),
            Ask::Open { folder } => mailbox.examine(&folder).await.map(Answer::Opened),
            Ask::Uids { since, .. } => mailbox.uids(since).await.map(Answer::Uids),
            Ask::Headers { uids, credit } => {
                let permits = self.credit.open(id, credit);
                let mut batches = Batches { id, permits, frames: &self.frames, messages: &mut self.tally.messages };
                mailbox.headers(uids, &mut batches).await.map(|()| Answer::Done)
            }
            Ask::Text { folder, uid_validity, uid } => {
                mailbox.text(&folder, uid_validity, uid).await.map(|(bytes, cut)| Answer::Text { bytes, cut })
            }
            // Credit is heard elsewhere, and a session is connected once and logs out once.
            Ask::Connect(_) | Ask::Credit { .. } | Ask::Logout | Ask::Status { .. } | Ask::Watch => {
                Err(Trouble::passing(FailureKind::BadRequest))
            }
        }
    }

    /// Says that something failed; returns whether the session is over with it.
    async fn fail(&mut self, id: u32, trouble: Trouble) -> bool {
        self.tally.failures += 1;
        self.tally.last_failure = Some(trouble.kind);
        let is_over = trouble.ends_session;
        self.say(id, Answer::Failed(trouble.into())).await.is_err() || is_over
    }

    async fn say(&self, id: u32, answer: Answer) -> Result<(), Trouble> {
        say(&self.frames, id, answer).await
    }
}

impl Outlet for Batches<'_> {
    async fn send(&mut self, batch: Vec<RawMessage>) -> Result<(), Trouble> {
        let permit = self.permits.acquire().await.map_err(|_| Trouble::ending(FailureKind::WentAway))?;
        permit.forget();
        *self.messages += u64::try_from(batch.len()).unwrap_or_default();
        say(self.frames, self.id, Answer::Headers(batch)).await
    }
}

async fn say(frames: &mpsc::Sender<Vec<u8>>, id: u32, answer: Answer) -> Result<(), Trouble> {
    let gone = || Trouble::ending(FailureKind::WentAway);
    let frame = encode(&Response { id, answer }).map_err(|_| gone())?;
    frames.send(frame).await.map_err(|_| gone())
}
