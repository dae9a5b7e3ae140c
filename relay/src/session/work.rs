//! Requests, one after the other.

use super::credit::Credit;
use super::queue::{Heard, Queue};
use crate::config::Times;
use crate::imap::{Connector, Journal, Mailbox, Observer, Outlet};
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
    pub(super) voice: Voice,
    pub(super) tally: &'a mut Tally,
}

/// What a session did: no more than may stand in a log.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) requests: u64,
    pub(super) messages: u64,
    pub(super) failures: u64,
    pub(super) last_failure: Option<FailureKind>,
}

/// What answers go through.
pub(super) struct Voice {
    pub(super) frames: mpsc::Sender<Vec<u8>>,
    pub(super) journal: Journal,
}

/// Batches of one request, each for one permit.
struct Batches<'a> {
    id: u32,
    permits: Arc<Semaphore>,
    voice: &'a Voice,
    messages: &'a mut u64,
}

/// News for one request.
struct News<'a> {
    id: u32,
    voice: &'a Voice,
}

impl Work<'_> {
    /// Works until the page logs out, or until something fails that ends the session.
    pub(super) async fn run(mut self, mut queue: Queue) {
        // Whoever only holds a socket open is of no use to anyone.
        let Ok(Some(first)) = timeout(self.times.first_request, queue.first()).await else { return };
        let Ok(mut mailbox) = self.begin(first).await else { return };
        queue.open();
        let mut next = queue.next().await;
        while let Some(heard) = next.take() {
            self.tally.requests += 1;
            let (id, result) = match heard {
                Heard::Unknown(id) => (id, Err(Trouble::passing(FailureKind::BadRequest))),
                Heard::Request(Request { id, ask: Ask::Logout }) => {
                    mailbox.log_out().await;
                    let _ = self.voice.say(id, Answer::Done).await;
                    return;
                }
                Heard::Request(Request { id, ask: Ask::Watch }) => {
                    let watched = mailbox.watch(&mut News { id, voice: &self.voice }, queue.next()).await;
                    (id, watched.map(|asked| next = asked).map(|()| Answer::Done))
                }
                Heard::Request(Request { id, ask }) => (id, self.answer(&mut mailbox, id, ask).await),
            };
            let is_over = match result {
                Ok(answer) => self.voice.say(id, answer).await.is_err(),
                Err(trouble) => self.fail(id, trouble).await,
            };
            if is_over {
                return;
            }
            if next.is_none() {
                next = queue.next().await;
            }
        }
    }

    async fn begin(&mut self, first: Heard) -> Result<Mailbox, ()> {
        self.tally.requests += 1;
        let (id, connected) = match first {
            Heard::Request(Request { id, .. }) if !self.has_place => (id, Err(Trouble::ending(FailureKind::Busy))),
            Heard::Request(Request { id, ask: Ask::Connect(connect) }) => {
                (id, self.connector.connect(&connect, &self.voice.journal).await)
            }
            Heard::Request(Request { id, .. }) | Heard::Unknown(id) => {
                (id, Err(Trouble::ending(FailureKind::BadRequest)))
            }
        };
        match connected {
            Ok(mailbox) => {
                let answer = Answer::Connected { capabilities: mailbox.capabilities(), encrypted: mailbox.encrypted() };
                self.voice.say(id, answer).await.map_err(drop)?;
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
            Ask::Status { folders } => mailbox.status(&folders).await.map(Answer::Status),
            Ask::Uids { since, from, one_by_one } => mailbox.uids(since, from, one_by_one).await.map(Answer::Uids),
            Ask::Search { words, addresses } => mailbox.search(&words, &addresses).await.map(Answer::Uids),
            Ask::Headers { uids, credit } => {
                let permits = self.credit.open(id, credit);
                let mut batches = Batches { id, permits, voice: &self.voice, messages: &mut self.tally.messages };
                mailbox.headers(uids, &mut batches).await.map(|()| Answer::Done)
            }
            Ask::Text { folder, uid_validity, uid } => {
                mailbox.text(&folder, uid_validity, uid).await.map(|(bytes, cut)| Answer::Text { bytes, cut })
            }
            Ask::Draft(draft) => mailbox.draft(&draft).await.map(|()| Answer::Done),
            // Credit, waits and farewells are heard elsewhere, and a session is connected once.
            Ask::Connect(_) | Ask::Credit { .. } | Ask::Logout | Ask::Watch => {
                Err(Trouble::passing(FailureKind::BadRequest))
            }
        }
    }

    /// Says that something failed; returns whether the session is over with it.
    async fn fail(&mut self, id: u32, trouble: Trouble) -> bool {
        self.tally.failures += 1;
        self.tally.last_failure = Some(trouble.kind);
        let is_over = trouble.ends_session;
        if is_over {
            self.voice.journal.lose();
        }
        self.voice.say(id, Answer::Failed(trouble.into())).await.is_err() || is_over
    }
}

impl Outlet for Batches<'_> {
    async fn send(&mut self, batch: Vec<RawMessage>) -> Result<(), Trouble> {
        let permit = self.permits.acquire().await.map_err(|_| Trouble::ending(FailureKind::WentAway))?;
        permit.forget();
        *self.messages += u64::try_from(batch.len()).unwrap_or_default();
        self.voice.say(self.id, Answer::Headers(batch)).await
    }
}

impl Observer for News<'_> {
    async fn watching(&mut self) -> Result<(), Trouble> {
        self.voice.say(self.id, Answer::Watching).await
    }

    async fn news(&mut self) -> Result<(), Trouble> {
        self.voice.say(self.id, Answer::News).await
    }
}

impl Voice {
    /// Answers a request, after the commands that led to the answer.
    async fn say(&self, id: u32, answer: Answer) -> Result<(), Trouble> {
        let spoken = self.journal.take();
        if !spoken.is_empty() {
            self.send(Response { id: 0, answer: Answer::Spoken(spoken) }).await?;
        }
        self.send(Response { id, answer }).await
    }

    async fn send(&self, response: Response) -> Result<(), Trouble> {
        let gone = || Trouble::ending(FailureKind::WentAway);
        let frame = encode(&response).map_err(|_| gone())?;
        self.frames.send(frame).await.map_err(|_| gone())
    }
}
