//! Commands and responses over one connection.

use super::framer::Framer;
use crate::trouble::Trouble;
use async_imap::Client;
use async_imap::imap_proto::{Outcome, Response, Status};
use kith_wire::FailureKind;
use std::fmt::Debug;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Plain or encrypted bytes to a server.
pub(super) trait Stream: AsyncRead + AsyncWrite + Debug + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Debug + Send + Unpin> Stream for S {}

/// So many responses in a row that cannot be parsed are no IMAP.
const UNREADABLE: u32 = 10_000;

/// One connection to an IMAP server.
#[derive(Debug)]
pub(super) struct Link {
    /// Always there, but while it is being replaced.
    client: Option<Client<Framer<Box<dyn Stream>>>>,
    tags: u32,
    /// What the server said when it announced the end of the session.
    farewell: Option<String>,
    unreadable: u32,
}

/// How the server answered a command.
#[derive(Debug)]
pub(super) enum Verdict {
    Ok,
    /// NO or BAD.
    Refused(Refusal),
}

/// The server's reason, as it says it.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    /// The response code in upper case, without what follows its name (RFC 5530).
    pub(super) code: Option<String>,
    /// The human part.
    pub(super) words: String,
}

/// The tag of a command under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Link {
    pub(super) fn new(stream: Box<dyn Stream>) -> Self {
        Self { client: Some(Client::new(Framer::new(stream))), tags: 0, farewell: None, unreadable: 0 }
    }

    /// Sends a command and returns its tag at once; several may be under way.
    pub(super) async fn send(&mut self, command: &str, within: Duration) -> Result<Tag, Trouble> {
        self.tags = self.tags.wrapping_add(1);
        let tag = Tag(format!("K{}", self.tags));
        self.send_raw(format!("{} {command}\r\n", tag.0).as_bytes(), within).await?;
        Ok(tag)
    }

    /// Sends bytes as they are: the rest of a command after the server asked for it.
    pub(super) async fn send_raw(&mut self, bytes: &[u8], within: Duration) -> Result<(), Trouble> {
        let stream = self.client()?.get_mut();
        let written = timeout(within, async {
            stream.write_all(bytes).await?;
            stream.flush().await
        });
        match written.await {
            Err(_) => Err(Trouble::ending(FailureKind::TimedOut)),
            Ok(Err(_)) => Err(self.went_away()),
            Ok(Ok(())) => Ok(()),
        }
    }

    /// What `look` makes of the next response of any kind. One that cannot be parsed is passed over: its text is nowhere kept, since it
    /// may be mail.
    pub(super) async fn read<T>(
        &mut self,
        within: Duration,
        look: impl FnOnce(&Response<'_>) -> T + Send,
    ) -> Result<T, Trouble> {
        match timeout(within, self.read_without_end(look)).await {
            Err(_) => Err(Trouble::ending(FailureKind::TimedOut)),
            Ok(result) => result,
        }
    }

    /// What `look` makes of the first response, which must be a greeting (RFC 3501, section 7.1).
    pub(super) async fn greeting<T>(
        &mut self,
        within: Duration,
        look: impl FnOnce(&Response<'_>) -> T + Send,
    ) -> Result<T, Trouble> {
        let client = self.client()?;
        client.get_mut().begin_turn();
        match timeout(within, client.read_response()).await {
            Ok(Ok(Some(greeting))) => Ok(look(greeting.parsed())),
            Ok(_) if client.get_ref().broken().is_some() => Err(Trouble::ending(FailureKind::WentAway)),
            Ok(_) => Err(Trouble::ending(FailureKind::NotImap)),
            // Bytes without a line end are no greeting either.
            Err(_) if client.get_ref().has_received() => Err(Trouble::ending(FailureKind::NotImap)),
            Err(_) => Err(Trouble::ending(FailureKind::TimedOut)),
        }
    }

    /// Sends a command and shows every untagged response to `heed` until the command is answered.
    pub(super) async fn run(
        &mut self,
        command: &str,
        within: Duration,
        mut heed: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Verdict, Trouble> {
        let ended = timeout(within, async {
            let tag = self.send(command, within).await?;
            loop {
                let look = |response: &Response<'_>| {
                    heed(response);
                    tag.verdict(response)
                };
                if let Some(verdict) = self.read_without_end(look).await? {
                    return Ok(verdict);
                }
            }
        });
        ended.await.unwrap_or_else(|_| Err(Trouble::ending(FailureKind::TimedOut)))
    }

    /// The stream beneath, if the server has sent nothing that was not yet read.
    pub(super) fn into_stream(self) -> Option<Box<dyn Stream>> {
        self.client?.into_inner().into_inner()
    }

    async fn read_without_end<T>(&mut self, look: impl FnOnce(&Response<'_>) -> T + Send) -> Result<T, Trouble> {
        loop {
            let client = self.client()?;
            client.get_mut().begin_turn();
            match client.read_response().await {
                Ok(Some(response)) => {
                    self.unreadable = 0;
                    if let Response::Data { status: Status::Bye, outcome } = response.parsed() {
                        self.farewell = Some(Refusal::from(outcome).words);
                    }
                    return Ok(look(response.parsed()));
                }
                Ok(None) => return Err(self.went_away()),
                Err(_) if client.get_ref().broken().is_some() => return Err(self.went_away()),
                // async-imap reads nothing more after a response that it cannot parse. The framer beneath knows
                // where that one ended, so a fresh reader goes on after it.
                Err(_) => {
                    self.client = self.client.take().map(|client| Client::new(client.into_inner()));
                    self.unreadable += 1;
                    if self.unreadable > UNREADABLE {
                        return Err(Trouble::ending(FailureKind::Malformed));
                    }
                }
            }
        }
    }

    fn client(&mut self) -> Result<&mut Client<Framer<Box<dyn Stream>>>, Trouble> {
        self.client.as_mut().ok_or_else(|| Trouble::ending(FailureKind::WentAway))
    }

    fn went_away(&self) -> Trouble {
        Trouble::ending(FailureKind::WentAway).saying(self.farewell.as_deref().unwrap_or_default())
    }
}

impl Tag {
    /// The answer to this command, if `response` is it.
    pub(super) fn verdict(&self, response: &Response<'_>) -> Option<Verdict> {
        match response {
            Response::Done { tag, status, outcome } if tag.0 == self.0 => Some(match status {
                Status::Ok => Verdict::Ok,
                _ => Verdict::Refused(Refusal::from(outcome)),
            }),
            _ => None,
        }
    }
}

impl Verdict {
    /// Takes a refusal for what it is when the command ought to have worked.
    pub(super) fn or_refused(self) -> Result<(), Trouble> {
        match self {
            Self::Ok => Ok(()),
            Self::Refused(refusal) => Err(Trouble::passing(FailureKind::ServerRefused).saying(refusal.words)),
        }
    }
}

impl From<&Outcome<'_>> for Refusal {
    /// The parser takes the codes that it knows out of the text; those of RFC 5530 it leaves in.
    fn from(outcome: &Outcome<'_>) -> Self {
        let text = outcome.information.as_deref().unwrap_or_default().trim();
        match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((code, words)) => {
                Self { code: code.split(' ').next().map(str::to_ascii_uppercase), words: words.trim().to_owned() }
            }
            None => Self { code: None, words: text.to_owned() },
        }
    }
}
