//! What the page does, as far as the relay can tell.

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use kith_wire::{Answer, Ask, Connect, PATH, PROTOCOL, Request, Response, Security, decode, encode};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// So many pages come from the same address: a household.
const PAGES_AN_ADDRESS: u32 = 4;

pub(crate) struct Page {
    socket: WebSocketStream<TcpStream>,
    last_id: u32,
}

/// A connection from an address of loopback that few others have.
pub(crate) async fn dial(relay: SocketAddr, number: u32) -> Result<TcpStream> {
    let household = number / PAGES_AN_ADDRESS;
    let [_, _, high, low] = (household + 1).to_be_bytes();
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((Ipv4Addr::new(127, 77, high, low), 0)))?;
    let stream = socket.connect(relay).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A server to log in to.
pub(crate) fn account(port: u16, security: Security, user: &str) -> Ask {
    Ask::Connect(Connect {
        host: "localhost".to_owned(),
        port,
        security,
        username: user.to_owned(),
        password: "secret".into(),
        is_token: false,
        trusted: None,
    })
}

impl Page {
    pub(crate) async fn open(relay: SocketAddr, number: u32) -> Result<Self> {
        let mut request = format!("ws://{relay}{PATH}").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("origin", HeaderValue::try_from(format!("http://{relay}"))?);
        headers.insert("sec-websocket-protocol", HeaderValue::from_static(PROTOCOL));
        let (socket, _) = client_async(request, dial(relay, number).await?).await?;
        Ok(Self { socket, last_id: 0 })
    }

    /// Sends a request and gives its number.
    pub(crate) async fn send(&mut self, ask: Ask) -> Result<u32> {
        self.last_id += 1;
        self.send_as(self.last_id, ask).await?;
        Ok(self.last_id)
    }

    pub(crate) async fn send_as(&mut self, id: u32, ask: Ask) -> Result<()> {
        self.send_bytes(encode(&Request { id, ask })?).await
    }

    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) -> Result<()> {
        Ok(self.socket.send(Message::Binary(bytes.into())).await?)
    }

    /// The next answer that is not said by itself.
    pub(crate) async fn hear(&mut self) -> Result<Answer> {
        let heard = timeout(PATIENCE, async {
            loop {
                match self.socket.next().await.context("the relay is gone")?? {
                    Message::Binary(bytes) => match decode::<Response>(&bytes)? {
                        Response { id: 0, answer: Answer::Commands(_) | Answer::Alive } => {}
                        response => return anyhow::Ok(response.answer),
                    },
                    Message::Close(_) => bail!("the relay closed"),
                    _ => {}
                }
            }
        });
        heard.await.context("no answer")?
    }

    /// Sends a request and hears its answer, which must not be a failure.
    pub(crate) async fn ask(&mut self, ask: Ask) -> Result<Answer> {
        self.send(ask).await?;
        match self.hear().await? {
            Answer::Failed(failure) => bail!("{:?}", failure.kind),
            answer => Ok(answer),
        }
    }

    /// Has header blocks sent, credit as the engine gives it. Gives how many came.
    pub(crate) async fn headers(&mut self, uids: kith_wire::UidSet) -> Result<usize> {
        /// Batches that the engine lets be under way.
        const CREDIT: u32 = 4;
        let id = self.send(Ask::Headers { uids, credit: CREDIT }).await?;
        let mut count = 0;
        loop {
            match self.hear().await? {
                Answer::Headers(batch) => {
                    count += batch.len();
                    self.send_as(id, Ask::Credit { batches: 1 }).await?;
                }
                Answer::Done => return Ok(count),
                other => bail!("{other:?}"),
            }
        }
    }

    /// Logs in, looks at the folders and waits for news.
    pub(crate) async fn idle(&mut self, account: Ask) -> Result<()> {
        let connected = self.ask(account).await?;
        ensure!(matches!(connected, Answer::Connected { .. }), "{connected:?}");
        self.ask(Ask::List).await?;
        self.ask(Ask::Examine { folder: "INBOX".to_owned() }).await?;
        self.ask(Ask::Idle).await.map(drop)
    }

    /// Answers pings until the relay is gone.
    pub(crate) async fn stay(mut self) {
        while let Some(Ok(_)) = self.socket.next().await {}
    }
}
