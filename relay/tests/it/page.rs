//! The page's side: a relay of the test's own, and a WebSocket to it.

use crate::clock::{Clock, patience};
use crate::script::{PATIENCE, Server, ServerLine, serve};
use futures::{SinkExt, StreamExt};
use kith_relay::{Config, RelayError, Times, run};
use kith_wire::limits::ALIVE_INTERVAL_SECONDS;
use kith_wire::{
    Answer, Ask, CommandRecord, Connect, Failure, FailureKind, PATH, PROTOCOL, Request, Response, Security, UidSet,
    decode, encode,
};
use std::collections::VecDeque;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Waits as the relay does for whatever a test lets time pass for.
pub(crate) fn config() -> Config {
    Config { times: Times { farewell: PATIENCE, ..Times::default() }, ..Config::default() }
}

pub(crate) struct Relay {
    pub(crate) address: SocketAddr,
    /// Where its metrics are.
    pub(crate) metrics: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RelayError>>,
}

impl Relay {
    pub(crate) async fn start(config: Config) -> Self {
        Self::start_on(TcpListener::bind("127.0.0.1:0").await.unwrap(), config)
    }

    pub(crate) fn start_on(listener: TcpListener, config: Config) -> Self {
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let metrics = config.metrics;
        let task = tokio::spawn(run(listener, config, async { drop(stopped.await) }));
        Self { address, metrics, stop, task }
    }

    /// Stops it and waits for its end.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        timeout(patience(), self.task).await.expect("the relay ends").unwrap().unwrap();
    }
}

pub(crate) struct Page {
    pub(crate) socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The commands that the relay told of, as they came.
    pub(crate) spoken: Vec<CommandRecord>,
    /// Every frame as it came.
    pub(crate) frames: Vec<Vec<u8>>,
    /// What was heard while something else was waited for.
    waiting: VecDeque<Response>,
    /// How long an answer is waited for before the test fails.
    pub(crate) patience: Duration,
    next_id: u32,
}

/// The upgrade as the relay's own page asks for it.
pub(crate) fn upgrade(address: SocketAddr) -> client::Request {
    let mut request = format!("ws://{address}{PATH}").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", HeaderValue::try_from(format!("http://{address}")).unwrap());
    headers.insert("sec-websocket-protocol", HeaderValue::from_static(PROTOCOL));
    request
}

/// The account of every test that is not about logging in.
pub(crate) fn account(port: u16, security: Security) -> Connect {
    Connect {
        host: "localhost".to_owned(),
        port,
        security,
        username: "ada".to_owned(),
        password: "secret".into(),
        is_token: false,
        trusted: None,
    }
}

impl Page {
    pub(crate) async fn open(address: SocketAddr) -> Self {
        Self::open_by(upgrade(address)).await
    }

    /// A page that asks for the upgrade in that way.
    pub(crate) async fn open_by(request: client::Request) -> Self {
        let (socket, response) = connect_async(request).await.unwrap();
        assert_eq!(response.headers().get("sec-websocket-protocol").unwrap(), PROTOCOL);
        Self {
            socket,
            spoken: Vec::new(),
            frames: Vec::new(),
            waiting: VecDeque::new(),
            patience: PATIENCE,
            next_id: 0,
        }
    }

    /// A page that is logged in to a plain server on `port`.
    pub(crate) async fn logged_in(relay: &Relay, port: u16) -> Self {
        let mut page = Self::open(relay.address).await;
        let answer = page.ask(Ask::Connect(account(port, Security::Plain))).await;
        assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
        page
    }

    /// Sends a request and returns its number.
    pub(crate) async fn send(&mut self, ask: Ask) -> u32 {
        self.next_id += 1;
        self.send_as(self.next_id, ask).await;
        self.next_id
    }

    pub(crate) async fn send_as(&mut self, id: u32, ask: Ask) {
        self.socket.send(Message::Binary(encode(&Request { id, ask }).unwrap().into())).await.unwrap();
    }

    /// Sends a request and hears its answer.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Answer {
        let id = self.send(ask).await;
        let response = self.hear().await;
        assert_eq!(response.id, id);
        response.answer
    }

    /// Sends a request that must fail, and returns what is said of it.
    pub(crate) async fn fail(&mut self, ask: Ask) -> (FailureKind, String) {
        failure(self.ask(ask).await)
    }

    /// The same with all that is said.
    pub(crate) async fn fail_whole(&mut self, ask: Ask) -> Failure {
        match self.ask(ask).await {
            Answer::Failed(failure) => failure,
            other => panic!("no failure but {other:?}"),
        }
    }

    /// The next answer. Commands that the relay tells of in between are kept aside, signs of life are passed over.
    pub(crate) async fn hear(&mut self) -> Response {
        let within = self.patience.max(patience());
        // In all: a relay that only goes on to live says nothing.
        let heard = timeout(within, async {
            loop {
                match self.hear_any().await {
                    Response { id: 0, answer: Answer::Commands(spoken) } => self.spoken.extend(spoken),
                    Response { id: 0, answer: Answer::Alive } => {}
                    response => return response,
                }
            }
        });
        heard.await.expect("the relay answers")
    }

    pub(crate) async fn hear_any(&mut self) -> Response {
        if let Some(response) = self.waiting.pop_front() {
            return response;
        }
        loop {
            match timeout(self.patience.max(patience()), self.socket.next()).await.expect("the relay says something") {
                Some(Ok(Message::Binary(bytes))) => {
                    self.frames.push(bytes.to_vec());
                    return decode(&bytes).unwrap();
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("no answer but {other:?}"),
            }
        }
    }

    /// Waits until the relay has heard all that was sent so far.
    pub(crate) async fn is_heard(&mut self) {
        self.socket.send(Message::Ping(b"heard?".to_vec().into())).await.unwrap();
        loop {
            match timeout(self.patience.max(patience()), self.socket.next()).await.expect("the relay hears") {
                Some(Ok(Message::Pong(bytes))) if bytes.as_ref() == b"heard?" => return,
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Binary(bytes))) => {
                    self.frames.push(bytes.to_vec());
                    self.waiting.push_back(decode(&bytes).unwrap());
                }
                other => panic!("not heard but {other:?}"),
            }
        }
    }

    /// The next answer, which must be a sign of life: there was nothing else to say.
    pub(crate) async fn hears_only_that_it_lives(&mut self, clock: &Clock) {
        clock.pass(self, Duration::from_secs(ALIVE_INTERVAL_SECONDS)).await;
        loop {
            // It is told late where the journal told something before.
            match clock.until(self.hear_any()).await {
                Response { id: 0, answer: Answer::Commands(spoken) } => self.spoken.extend(spoken),
                response => return assert_eq!(response, Response { id: 0, answer: Answer::Alive }),
            }
        }
    }

    /// The same, whatever is said before.
    pub(crate) async fn went(mut self) -> u16 {
        loop {
            match timeout(patience(), self.socket.next()).await.expect("the relay closes") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("no farewell but {other:?}"),
            }
        }
    }

    /// Waits until the relay closes, and returns the code that it closes with.
    pub(crate) async fn closed(mut self) -> u16 {
        loop {
            match timeout(patience(), self.socket.next()).await.expect("the relay closes") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("no farewell but {other:?}"),
            }
        }
    }
}

pub(crate) fn failure(answer: Answer) -> (FailureKind, String) {
    match answer {
        Answer::Failed(failure) => (failure.kind, failure.words.unwrap_or_default()),
        other => panic!("no failure but {other:?}"),
    }
}

/// The status of an upgrade that is refused.
pub(crate) async fn refused(request: client::Request) -> u16 {
    match connect_async(request).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        other => panic!("not refused but {other:?}"),
    }
}

/// A page with the INBOX of three messages open, on a server that offers `capabilities` and then plays `script`.
pub(crate) async fn opened<Played: Future<Output = ()> + Send + 'static>(
    capabilities: &'static str,
    script: impl FnOnce(ServerLine) -> Played + Send + 'static,
) -> (Page, Server<()>, Relay) {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome(capabilities).await;
        line.open_inbox(3).await;
        script(line).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let answer = page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert!(matches!(answer, Answer::Examined(_)), "{answer:?}");
    page.spoken.clear();
    (page, server, relay)
}

pub(crate) fn uids(ranges: &[(u32, u32)]) -> Answer {
    Answer::Uids(UidSet::from(ranges.to_vec()))
}
