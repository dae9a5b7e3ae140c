//! Waiting for news of the open folder.

use super::connect::Connection;
use super::link::{Completion, Tag};
use super::refusal::Refusal;
use crate::trouble::Trouble;
use futures::FutureExt;
use imap_proto::Response;
use kith_wire::FailureKind;
use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// A server that ends the wait by itself is not asked again sooner than this after it was asked last…
const MIN_IDLE_INTERVAL: Duration = Duration::from_secs(1);

/// …and twice as long after each further time that it does so at once, up to this.
const MAX_IDLE_PAUSE: Duration = Duration::from_secs(60);

/// Who is told of news.
pub(crate) trait IdleObserver: Send {
    /// The server tells by itself from now on.
    fn idling(&mut self) -> impl Future<Output = Result<(), Trouble>> + Send;

    /// Messages came or went.
    fn changed(&mut self) -> impl Future<Output = Result<(), Trouble>> + Send;
}

/// How one wait came to its end.
enum Ended<T> {
    /// What was waited for besides news.
    Asked(T),
    /// It is time to ask anew.
    Due,
    /// The server ended it.
    ByServer,
}

impl Connection {
    /// Tells `observer` whenever messages come into the open folder or go, until `until` resolves (IDLE, RFC 2177).
    ///
    /// Changes that the server told of earlier, in answers to other commands, and that no search has seen since are
    /// news at once. Changes that it tells of while the wait is being ended are told of before this returns. Changed
    /// flags are no news.
    pub(crate) async fn idle<T: Send>(
        &mut self,
        observer: &mut impl IdleObserver,
        until: impl Future<Output = T> + Send,
    ) -> Result<T, Trouble> {
        if self.open.is_none() {
            return Err(Trouble::recoverable(FailureKind::BadRequest));
        }
        if !self.capabilities.has("IDLE") {
            return Err(Trouble::recoverable(FailureKind::ServerRefused).saying("The server does not tell by itself."));
        }
        let mut until = pin!(until);
        let mut is_told = false;
        let mut again = MIN_IDLE_INTERVAL;
        loop {
            let began = Instant::now();
            let tag = self.link.send("IDLE", self.times.command).await?;
            let is_idle = self.begin_idle(&tag).await?;
            if !is_told {
                observer.idling().await?;
                is_told = true;
            }
            self.tell(observer).await?;
            let ended = match is_idle {
                true => self.wait_idle(&tag, observer, until.as_mut(), began + self.times.idle).await?,
                false => Ended::ByServer,
            };
            match ended {
                Ended::ByServer => {
                    let pause = again.saturating_sub(began.elapsed());
                    again = if pause.is_zero() { MIN_IDLE_INTERVAL } else { MAX_IDLE_PAUSE.min(again * 2) };
                    tokio::select! {
                        asked = until.as_mut() => return Ok(asked),
                        () = sleep(pause) => {}
                    }
                }
                Ended::Due => self.end_idle(&tag, observer).await?,
                Ended::Asked(asked) => {
                    self.end_idle(&tag, observer).await?;
                    return Ok(asked);
                }
            }
        }
    }

    /// Waits for the server's leave. Returns whether the wait goes on, and was not ended as soon as it began.
    async fn begin_idle(&mut self, tag: &Tag) -> Result<bool, Trouble> {
        let began = Instant::now();
        loop {
            let look = |response: &Response<'_>| (tag.completion(response), matches!(response, Response::Continue(_)));
            let patience = self.times.command.saturating_sub(began.elapsed());
            match self.link.read(patience, look).await? {
                (Some(Completion::Ok), _) => return Ok(false),
                // Also where it cannot for now: the folder can be looked at without.
                (Some(Completion::Refused(Refusal { words, .. })), _) => {
                    return Err(Trouble::recoverable(FailureKind::ServerRefused).saying(words));
                }
                (None, true) => return Ok(true),
                (None, false) => {}
            }
        }
    }

    async fn wait_idle<T>(
        &mut self,
        tag: &Tag,
        observer: &mut impl IdleObserver,
        mut until: Pin<&mut impl Future<Output = T>>,
        due: Instant,
    ) -> Result<Ended<T>, Trouble> {
        let mut due = pin!(sleep_until(due));
        loop {
            let look = |response: &Response<'_>| tag.completion(response);
            let mut completion = tokio::select! {
                completion = self.link.next(look) => completion?,
                asked = until.as_mut() => return Ok(Ended::Asked(asked)),
                () = due.as_mut() => return Ok(Ended::Due),
            };
            // What came in one go is told in one.
            while completion.is_none() {
                let Some(more) = self.link.next(look).now_or_never() else { break };
                completion = more?;
            }
            self.tell(observer).await?;
            if completion.is_some() {
                return Ok(Ended::ByServer);
            }
        }
    }

    async fn end_idle(&mut self, tag: &Tag, observer: &mut impl IdleObserver) -> Result<(), Trouble> {
        self.link.send_raw(b"DONE\r\n", self.times.command).await?;
        // Whether it ended well or not: it ended.
        self.link.finish(tag, self.times.command, |_| {}).await?;
        self.tell(observer).await
    }

    async fn tell(&mut self, observer: &mut impl IdleObserver) -> Result<(), Trouble> {
        if self.link.take_changed() { observer.changed().await } else { Ok(()) }
    }
}
