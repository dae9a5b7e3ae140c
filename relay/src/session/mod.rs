//! One WebSocket, from the upgrade to the farewell.
//!
//! Three things go on at once and end together: the page is heard ([`receive`]), its requests are worked on one after
//! the other ([`work`]), and answers, pings and signs of life are spoken ([`send`]). When any of them finds that the
//! page is gone, all are dropped, and with them the connection to the mail server.

mod credit;
mod end;
mod queue;
mod receive;
mod send;
mod work;

use crate::admission::Visitor;
use crate::config::Times;
use crate::discovery::Discovery;
use crate::imap::{Connector, Journal};
use crate::metrics::Metrics;
use crate::sign_in::SignIns;
use crate::upgrade::WebSocket;
use crate::web::Web;
use credit::Credit;
use end::SessionEnd;
use futures::{SinkExt, StreamExt};
use queue::queue;
use receive::{LastHeard, receive};
use send::Sender;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;
use tracing::info;
use work::{AnswerSender, SessionCounts, Work};

/// How long a farewell may take that no one may be there to hear.
const FAREWELL_TIMEOUT: Duration = Duration::from_secs(1);

/// What a session needs.
pub(crate) struct Session {
    pub(crate) connector: Arc<Connector>,
    pub(crate) discovery: Arc<Discovery>,
    pub(crate) sign_ins: Arc<SignIns>,
    pub(crate) web: Arc<Web>,
    pub(crate) times: Times,
    /// Which build of the app is served.
    pub(crate) build: Arc<str>,
    /// Whose it is.
    pub(crate) visitor: Visitor,
    pub(crate) metrics: Metrics,
    /// When the relay began.
    pub(crate) epoch: tokio::time::Instant,
    /// Asks it to end.
    pub(crate) stop: CancellationToken,
}

impl Session {
    /// Carries one IMAP session over `socket`, or requests to web servers, or one discovery, or one step of a sign-in.
    pub(crate) async fn run(self, socket: WebSocket) {
        let began = Instant::now();
        let (mut sink, mut stream) = socket.split();
        let (entrance, queue) = queue();
        let (frames_in, frames) = mpsc::channel(1);
        let (credit, last_heard, key) = (Credit::default(), LastHeard::default(), OnceLock::new());
        let mut counts = SessionCounts::default();
        let journal = Journal::default();

        let work = Work {
            connector: &self.connector,
            discovery: &self.discovery,
            sign_ins: &self.sign_ins,
            web: &self.web,
            times: &self.times,
            build: &self.build,
            visitor: self.visitor,
            key: &key,
            credit: &credit,
            answers: AnswerSender { frames: frames_in, journal: journal.clone() },
            counts: &mut counts,
        };
        let speaker = Sender { last_heard: &last_heard, journal: &journal, times: &self.times, epoch: self.epoch };
        let end = tokio::select! {
            end = receive(&mut stream, entrance, &credit, &key, &last_heard) => end,
            end = async {
                // The last answer is spoken before the end.
                match tokio::try_join!(async { work.run(queue).await; Ok(()) }, speaker.send(&mut sink, frames)) {
                    Ok(_) => SessionEnd::Done,
                    Err(end) => end,
                }
            } => end,
            () = self.stop.cancelled() => SessionEnd::Stopped,
            () = sleep(self.times.session) => SessionEnd::Stopped,
        };
        self.metrics.session_ended(end.counted());
        self.metrics.messages.inc_by(counts.messages);
        let farewell = Message::Close(Some(CloseFrame { code: end.code(), reason: "".into() }));
        // The page's own farewell is waited for: a socket that is closed with words unheard takes ours back.
        let parting = async {
            sink.send(farewell).await?;
            while stream.next().await.transpose()?.is_some() {}
            Ok::<_, Error>(())
        };
        let _ = timeout(FAREWELL_TIMEOUT, parting).await;
        info!(
            ?end,
            requests = counts.requests,
            messages = counts.messages,
            failures = counts.failures,
            last_failure = counts.last_failure.map(tracing::field::debug),
            seconds = began.elapsed().as_secs(),
            "session ended"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::{Session, WebSocket};

    /// The size of what a function makes of its arguments, without making it.
    const fn size<A, B, Made>(_: &impl FnOnce(A, B) -> Made) -> usize {
        size_of::<Made>()
    }

    #[test]
    fn a_session_that_waits_is_small() {
        // Every session has room for the largest of what it can do, from its beginning to its end.
        let bytes = size::<Session, WebSocket, _>(&Session::run);
        assert!(bytes < 8 << 10, "{bytes} bytes");
    }
}
