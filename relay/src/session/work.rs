//! Requests, one after the other.

use super::credit::Credit;
use super::queue::{QueueReceiver, QueuedRequest};
use crate::admission::{Admitted, LoggedIn, Visitor};
use crate::config::Times;
use crate::discovery::Discovery;
use crate::imap::{BatchSink, Connection, Connector, IdleObserver, Journal};
use crate::sign_in::SignIns;
use crate::trouble::Trouble;
use crate::web::{Web, WebSession};
use kith_wire::{Answer, Ask, Connect, FailureKind, Grant, RawMessage, Request, Response, Secret, encode};
use std::sync::{Arc, OnceLock};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

pub(super) struct Work<'a> {
    pub(super) connector: &'a Connector,
    pub(super) discovery: &'a Discovery,
    pub(super) sign_ins: &'a SignIns,
    pub(super) web: &'a Web,
    pub(super) times: &'a Times,
    pub(super) build: &'a str,
    pub(super) visitor: Visitor,
    /// The access key that the page showed, if it did.
    pub(super) key: &'a OnceLock<Secret>,
    pub(super) credit: &'a Credit,
    pub(super) answers: AnswerSender,
    pub(super) counts: &'a mut SessionCounts,
}

/// What a session did: no more than may stand in a log.
#[derive(Debug, Default)]
pub(super) struct SessionCounts {
    pub(super) requests: u64,
    pub(super) messages: u64,
    pub(super) failures: u64,
    pub(super) last_failure: Option<FailureKind>,
}

/// What answers go through.
pub(super) struct AnswerSender {
    pub(super) frames: mpsc::Sender<Vec<u8>>,
    pub(super) journal: Journal,
}

/// Batches of one request, each for one permit.
struct HeaderBatches<'a> {
    id: u32,
    permits: Arc<Semaphore>,
    answers: &'a AnswerSender,
    messages: &'a mut u64,
}

/// News for one request.
struct IdleAnswers<'a> {
    id: u32,
    answers: &'a AnswerSender,
}

impl<'a> Work<'a> {
    /// Works until the page logs out, until its key is revoked, or until something fails that ends the session.
    pub(super) async fn run(mut self, mut queue: QueueReceiver) {
        // A page that only holds a socket open is of no use to anyone.
        let Ok(Some(first)) = timeout(self.times.request, queue.first()).await else { return };
        // What comes first is on the heap: a session that waits for news for days would keep room for it.
        let first = match first {
            QueuedRequest::Request(Request { id, ask: Ask::Discover { domain } }) => {
                return Box::pin(self.discover(id, &domain)).await;
            }
            QueuedRequest::Request(Request { id, ask: Ask::SignIns }) => return Box::pin(self.sign_in(id, None)).await,
            QueuedRequest::Request(Request { id, ask: Ask::SignIn { sign_in, grant, for_address_books } }) => {
                return Box::pin(self.sign_in(id, Some((&sign_in, &grant, for_address_books)))).await;
            }
            QueuedRequest::Request(Request { id, ask: Ask::FindAddressBooks { domain } }) => {
                return Box::pin(self.find_address_books(id, &domain)).await;
            }
            QueuedRequest::Request(Request { id, ask: Ask::Web { hosts } }) => {
                return Box::pin(self.pass_requests_on(id, &hosts, queue)).await;
            }
            first => first,
        };
        let Ok((connection, logged_in)) = Box::pin(self.begin(first)).await else { return };
        queue.open();
        let revoked = tokio::select! {
            () = self.go_on(connection, queue) => false,
            () = logged_in.is_revoked() => true,
        };
        if revoked {
            self.fail(0, Trouble::fatal(FailureKind::KeyRefused)).await;
        }
    }

    async fn go_on(&mut self, mut connection: Connection, mut queue: QueueReceiver) {
        let mut next = None;
        loop {
            let heard = match next.take() {
                Some(heard) => heard,
                None => match self.next(&mut queue).await {
                    Some(heard) => heard,
                    None => return,
                },
            };
            self.counts.requests += 1;
            let (id, result) = match heard {
                QueuedRequest::Unknown(id) => (id, Err(Trouble::recoverable(FailureKind::BadRequest))),
                QueuedRequest::Request(Request { id, ask: Ask::Logout }) => {
                    connection.log_out().await;
                    let _ = self.answers.say(id, Answer::Done).await;
                    return;
                }
                QueuedRequest::Request(Request { id, ask: Ask::Idle }) => {
                    let watched = connection.idle(&mut IdleAnswers { id, answers: &self.answers }, queue.next()).await;
                    (id, watched.map(|asked| next = asked).map(|()| Answer::Done))
                }
                QueuedRequest::Request(Request { id, ask }) => (id, self.answer(&mut connection, id, ask).await),
            };
            if self.conclude(id, result).await {
                return;
            }
        }
    }

    /// The next request, or `None` if there will be none.
    async fn next(&mut self, queue: &mut QueueReceiver) -> Option<QueuedRequest> {
        if let Ok(heard) = timeout(self.times.page_idle, queue.next()).await {
            return heard;
        }
        self.fail(0, Trouble::fatal(FailureKind::WentAway)).await;
        None
    }

    /// Passes requests on until the page logs out, or until its key is revoked. It takes as much room as a mailbox session.
    async fn pass_requests_on(&mut self, id: u32, hosts: &[String], mut queue: QueueReceiver) {
        self.counts.requests += 1;
        let (mut session, admitted) = match self.begin_web(hosts).await {
            Ok(begun) => begun,
            Err(trouble) => {
                self.fail(id, trouble).await;
                return;
            }
        };
        if self.answers.say(id, Answer::Done).await.is_err() {
            return;
        }
        queue.open();
        let passed_on = async {
            while let Some(heard) = self.next(&mut queue).await {
                self.counts.requests += 1;
                let (id, result) = match heard {
                    QueuedRequest::Request(Request { id, ask: Ask::Request(request) }) => {
                        (id, session.pass_on(*request, &admitted).await.map(Answer::Web))
                    }
                    QueuedRequest::Request(Request { id, ask: Ask::Logout }) => {
                        let _ = self.answers.say(id, Answer::Done).await;
                        return;
                    }
                    QueuedRequest::Request(Request { id, .. }) | QueuedRequest::Unknown(id) => {
                        (id, Err(Trouble::recoverable(FailureKind::BadRequest)))
                    }
                };
                if self.conclude(id, result).await {
                    return;
                }
            }
        };
        let revoked = tokio::select! {
            () = passed_on => false,
            () = admitted.is_revoked() => true,
        };
        if revoked {
            self.fail(0, Trouble::fatal(FailureKind::KeyRefused)).await;
        }
    }

    async fn begin_web(&self, hosts: &[String]) -> Result<(WebSession<'a>, LoggedIn), Trouble> {
        let admitted = self.visitor.clone().enter(self.key.get()).await?;
        Ok((self.web.begin(hosts)?, admitted.waits()?))
    }

    async fn begin(&mut self, first: QueuedRequest) -> Result<(Connection, LoggedIn), ()> {
        self.counts.requests += 1;
        let (id, begun) = match first {
            QueuedRequest::Request(Request { id, ask: Ask::Connect(connect) }) => (id, self.log_in(&connect).await),
            QueuedRequest::Request(Request { id, .. }) | QueuedRequest::Unknown(id) => {
                (id, Err(Trouble::fatal(FailureKind::BadRequest)))
            }
        };
        match begun {
            Ok((connection, logged_in)) => {
                let answer = Answer::Connected {
                    capabilities: connection.capabilities(),
                    encrypted: connection.encrypted(),
                    build: self.build.to_owned(),
                };
                self.answers.say(id, answer).await.map_err(drop)?;
                Ok((connection, logged_in))
            }
            Err(trouble) => {
                self.fail(id, trouble).await;
                Err(())
            }
        }
    }

    /// Tells of mail servers as they are found. Whoever may log in may look for them, and takes as much room.
    async fn discover(&mut self, id: u32, domain: &str) {
        self.counts.requests += 1;
        let looked = match self.visitor.clone().enter(self.key.get()).await {
            Ok(_admitted) => {
                let (found, mut heard) = mpsc::channel(1);
                let told = async {
                    while let Some(found) = heard.recv().await {
                        self.answers.say(id, Answer::Discovered(found)).await?;
                    }
                    Ok(())
                };
                tokio::try_join!(self.discovery.look(domain, found), told).map(drop)
            }
            Err(trouble) => Err(trouble),
        };
        match looked {
            Ok(()) => drop(self.answers.say(id, Answer::Done).await),
            Err(trouble) => drop(self.fail(id, trouble).await),
        }
    }

    /// Tells where a domain says that its address books are. Whoever may log in may ask.
    async fn find_address_books(&mut self, id: u32, domain: &str) {
        self.counts.requests += 1;
        let found = match self.visitor.clone().enter(self.key.get()).await {
            Ok(_admitted) => self.discovery.address_books(domain).await.map(Answer::AddressBooks),
            Err(trouble) => Err(trouble),
        };
        self.conclude(id, found).await;
    }

    /// Says which sign-ins there are, or asks for the tokens of one. Whoever may log in may do so.
    async fn sign_in(&mut self, id: u32, asked: Option<(&str, &Grant, bool)>) {
        self.counts.requests += 1;
        let answer = match (self.visitor.clone().enter(self.key.get()).await, asked) {
            (Ok(_admitted), None) => Ok(Answer::SignIns(self.sign_ins.tell())),
            (Ok(admitted), Some((sign_in, Grant::DeviceCode, for_address_books))) => {
                self.wait_for_code(id, admitted, sign_in, for_address_books).await
            }
            (Ok(admitted), Some((sign_in, grant, for_address_books))) => {
                match self.sign_ins.tokens(sign_in, grant, for_address_books).await {
                    Ok(tokens) => Ok(Answer::Tokens(tokens)),
                    Err(trouble) => {
                        admitted.failed(trouble.kind);
                        Err(trouble)
                    }
                }
            }
            (Err(trouble), _) => Err(trouble),
        };
        self.conclude(id, answer).await;
    }

    /// Tells of a code that the user is to enter, and waits until they did. It takes as much room as a mailbox session.
    async fn wait_for_code(
        &mut self,
        id: u32,
        admitted: Admitted,
        sign_in: &str,
        for_address_books: bool,
    ) -> Result<Answer, Trouble> {
        let (code, waiting) = match self.sign_ins.begin(sign_in, for_address_books).await {
            Ok(begun) => begun,
            Err(trouble) => {
                admitted.failed(trouble.kind);
                return Err(trouble);
            }
        };
        let waits = admitted.waits()?;
        self.answers.say(id, Answer::DeviceCode(code)).await?;
        tokio::select! {
            tokens = waiting.tokens() => tokens.map(Answer::Tokens),
            () = waits.is_revoked() => Err(Trouble::fatal(FailureKind::KeyRefused)),
        }
    }

    async fn log_in(&mut self, connect: &Connect) -> Result<(Connection, LoggedIn), Trouble> {
        let admitted = self.visitor.clone().enter(self.key.get()).await?;
        match self.connector.connect(connect, &self.answers.journal).await {
            Ok(connection) => match admitted.logged_in() {
                Ok(logged_in) => Ok((connection, logged_in)),
                Err(trouble) => {
                    connection.log_out().await;
                    Err(trouble)
                }
            },
            Err(trouble) => {
                admitted.failed(trouble.kind);
                Err(trouble)
            }
        }
    }

    async fn answer(&mut self, connection: &mut Connection, id: u32, ask: Ask) -> Result<Answer, Trouble> {
        match ask {
            Ask::List => connection.folders().await.map(Answer::Folders),
            Ask::Examine { folder } => connection.examine(&folder).await.map(Answer::Examined),
            Ask::Status { folders } => connection.status(&folders).await.map(Answer::Status),
            Ask::Uids { since, from, one_by_one } => connection.uids(since, from, one_by_one).await.map(Answer::Uids),
            Ask::Search { words, addresses } => connection.search(&words, &addresses).await.map(Answer::Uids),
            Ask::Headers { uids, credit } => {
                let permits = self.credit.open(id, credit);
                let mut batches =
                    HeaderBatches { id, permits, answers: &self.answers, messages: &mut self.counts.messages };
                connection.headers(uids, &mut batches).await.map(|()| Answer::Done)
            }
            Ask::Calendars { uids } => connection.calendars(uids).await,
            Ask::Text { folder, uid_validity, uid } => {
                connection.text(&folder, uid_validity, uid).await.map(|(bytes, cut)| Answer::Text { bytes, cut })
            }
            Ask::Append(draft) => connection.append_draft(&draft).await.map(|()| Answer::Done),
            Ask::Letter(letter) => connection.append_letter(&letter).await.map(|()| Answer::Done),
            // Credit, waits and farewells are heard elsewhere, and a session is connected once.
            Ask::Connect(_)
            | Ask::Discover { .. }
            | Ask::SignIns
            | Ask::SignIn { .. }
            | Ask::FindAddressBooks { .. }
            | Ask::Web { .. }
            | Ask::Request(_)
            | Ask::Access { .. }
            | Ask::Credit { .. }
            | Ask::Logout
            | Ask::Idle => Err(Trouble::recoverable(FailureKind::BadRequest)),
        }
    }

    /// Says what became of a request; returns whether the session is over with it.
    async fn conclude(&mut self, id: u32, result: Result<Answer, Trouble>) -> bool {
        match result {
            Ok(answer) => self.answers.say(id, answer).await.is_err(),
            Err(trouble) => self.fail(id, trouble).await,
        }
    }

    /// Says that something failed; returns whether the session is over with it.
    async fn fail(&mut self, id: u32, trouble: Trouble) -> bool {
        self.counts.failures += 1;
        self.counts.last_failure = Some(trouble.kind);
        let is_over = trouble.is_fatal;
        if is_over {
            self.answers.journal.lose();
        }
        self.answers.say(id, Answer::Failed(trouble.into())).await.is_err() || is_over
    }
}

impl BatchSink for HeaderBatches<'_> {
    async fn send(&mut self, batch: Vec<RawMessage>) -> Result<(), Trouble> {
        let permit = self.permits.acquire().await.map_err(|_| Trouble::fatal(FailureKind::WentAway))?;
        permit.forget();
        *self.messages += u64::try_from(batch.len()).unwrap_or_default();
        self.answers.say(self.id, Answer::Headers(batch)).await
    }
}

impl IdleObserver for IdleAnswers<'_> {
    async fn idling(&mut self) -> Result<(), Trouble> {
        self.answers.say(self.id, Answer::Idling).await
    }

    async fn changed(&mut self) -> Result<(), Trouble> {
        self.answers.say(self.id, Answer::FolderChanged).await
    }
}

impl AnswerSender {
    /// Answers a request, after the commands that led to the answer.
    async fn say(&self, id: u32, answer: Answer) -> Result<(), Trouble> {
        let spoken = self.journal.take();
        if !spoken.is_empty() {
            self.send(Response { id: 0, answer: Answer::Commands(spoken) }).await?;
        }
        self.send(Response { id, answer }).await
    }

    async fn send(&self, response: Response) -> Result<(), Trouble> {
        let gone = || Trouble::fatal(FailureKind::WentAway);
        let frame = encode(&response).map_err(|_| gone())?;
        // It may be large, and the page slow.
        drop(response);
        self.frames.send(frame).await.map_err(|_| gone())
    }
}
