//! One WebSocket, from the upgrade to the farewell.
//!
//! Three things go on at once and end together: the page is heard ([`hear`]), its requests are worked on one after
//! the other ([`work`]), and answers, pings and signs of life are spoken ([`speak`]). When any of them finds that the page is gone,
//! all are dropped, and with them the connection to the mail server.

mod credit;
mod end;
mod hear;
mod queue;
mod speak;
mod work;

use crate::config::Times;
use crate::imap::{Connector, Journal};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use credit::Credit;
use end::End;
use futures::{SinkExt, StreamExt};
use hear::{Pulse, hear};
use queue::queue;
use speak::Speaker;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::info;
use work::{Tally, Voice, Work};

/// How long a farewell may take that nobody may be there to hear.
const FAREWELL: Duration = Duration::from_secs(1);

/// What a session needs.
pub(crate) struct Session {
    pub(crate) connector: Connector,
    pub(crate) times: Times,
    /// Its place among those that may be open, if there was one left.
    pub(crate) place: Option<OwnedSemaphorePermit>,
    /// Asks it to end.
    pub(crate) stop: CancellationToken,
}

impl Session {
    /// Carries one IMAP session over `socket`.
    pub(crate) async fn run(self, socket: WebSocket) {
        let began = Instant::now();
        let (mut sink, mut stream) = socket.split();
        let (entrance, queue) = queue();
        let (frames_in, frames) = mpsc::channel(1);
        let (credit, pulse) = (Credit::default(), Pulse::default());
        let mut tally = Tally::default();
        let journal = Journal::default();

        let work = Work {
            connector: &self.connector,
            times: &self.times,
            has_place: self.place.is_some(),
            credit: &credit,
            voice: Voice { frames: frames_in, journal: journal.clone() },
            tally: &mut tally,
        };
        let speaker = Speaker { pulse: &pulse, journal: &journal, times: &self.times };
        let end = tokio::select! {
            end = hear(&mut stream, entrance, &credit, &pulse) => end,
            end = async {
                // The last answer is spoken before the end.
                match tokio::try_join!(async { work.run(queue).await; Ok(()) }, speaker.speak(&mut sink, frames)) {
                    Ok(_) => End::Done,
                    Err(end) => end,
                }
            } => end,
            () = self.stop.cancelled() => End::Stopped,
        };
        let farewell = Message::Close(Some(CloseFrame { code: end.code(), reason: "".into() }));
        // The page's own farewell is waited for: a socket that is closed with words unheard takes ours back.
        let parting = async {
            sink.send(farewell).await?;
            while stream.next().await.transpose()?.is_some() {}
            Ok::<_, axum::Error>(())
        };
        let _ = timeout(FAREWELL, parting).await;
        info!(
            ?end,
            requests = tally.requests,
            messages = tally.messages,
            failures = tally.failures,
            last_failure = tally.last_failure.map(tracing::field::debug),
            seconds = began.elapsed().as_secs(),
            "session ended"
        );
    }
}
