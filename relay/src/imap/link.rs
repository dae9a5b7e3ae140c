//! Commands and responses over one connection.

use super::command::Command;
use super::deflate::Deflate;
use super::framer::{Frame, Framer};
use super::journal::Journal;
use super::namespaces::Namespaces;
use super::reader::{nothing, read};
use super::refusal::Refusal;
use super::search_results;
use super::uids::Uids;
use crate::speech;
use crate::trouble::{Trouble, one_line};
use imap_proto::{MailboxDatum, Response, Status};
use kith_wire::FailureKind;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// Plain or encrypted bytes to a server.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// More responses in a row than this that cannot be parsed, or that only say something to people, are no IMAP.
const MAX_USELESS: u32 = 10_000;

/// Maximum number of lines of folders that cannot be parsed and are kept.
const MAX_UNREAD_FOLDERS: usize = 100;

/// One connection to an IMAP server.
pub(super) struct Link {
    framer: Framer<Box<dyn Stream>>,
    journal: Journal,
    /// What must not be passed on, even where the server repeats it.
    secrets: Vec<Zeroizing<String>>,
    /// What the server said when it announced the end of the session.
    farewell: Option<Refusal>,
    useless: u32,
    /// What the searches under way found so far, if there are any.
    found: Option<Uids>,
    /// How many answers to a search could not be parsed.
    lost_searches: u64,
    /// Lines of a list of folders that could not be parsed.
    unread_folders: Vec<Vec<u8>>,
    /// Whose folders are, once the server said so.
    namespaces: Option<Namespaces>,
    folder: OpenFolder,
}

/// What the server tells of the open folder without being asked (RFC 3501, section 7).
#[derive(Debug, Default)]
struct OpenFolder {
    exists: u32,
    changed: bool,
    /// How often a message went, by which the numbers of those after it changed.
    shifts: u64,
}

/// How the server answered a command.
#[derive(Debug)]
pub(super) enum Completion {
    Ok,
    /// NO or BAD.
    Refused(Refusal),
}

/// The tag of a command under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag(String);

impl Link {
    pub(super) fn new(stream: Box<dyn Stream>, journal: Journal) -> Self {
        Self {
            framer: Framer::new(stream),
            journal,
            secrets: Vec::new(),
            farewell: None,
            useless: 0,
            found: None,
            lost_searches: 0,
            unread_folders: Vec::new(),
            namespaces: None,
            folder: OpenFolder::default(),
        }
    }

    /// Sends a command of one piece and returns its tag at once; several may be under way.
    pub(super) async fn send(&mut self, command: impl Into<Command>, within: Duration) -> Result<Tag, Trouble> {
        let Command { line, shown, .. } = command.into();
        self.allow();
        let tag = Tag(self.journal.begin(&shown));
        let written = Zeroizing::new(format!("{} {}\r\n", tag.0, line.as_str()));
        self.send_raw(written.as_bytes(), within).await?;
        Ok(tag)
    }

    /// Sends bytes as they are: the rest of a command after the server asked for it.
    pub(super) async fn send_raw(&mut self, bytes: &[u8], within: Duration) -> Result<(), Trouble> {
        let stream = self.framer.get_mut();
        let written = timeout(within, async {
            stream.write_all(bytes).await?;
            stream.flush().await
        });
        match written.await {
            Err(_) => Err(Trouble::fatal(FailureKind::TimedOut)),
            Ok(Err(_)) => Err(self.went_away()),
            Ok(Ok(())) => Ok(()),
        }
    }

    /// What `look` makes of the next response of any kind, within a time.
    pub(super) async fn read<T>(
        &mut self,
        within: Duration,
        look: impl FnOnce(&Response<'_>) -> T + Send,
    ) -> Result<T, Trouble> {
        match timeout(within, self.next(look)).await {
            Err(_) => Err(Trouble::fatal(FailureKind::TimedOut)),
            Ok(result) => result,
        }
    }

    /// What `look` makes of the first response, which must be a greeting (RFC 3501, section 7.1).
    pub(super) async fn greeting<T>(
        &mut self,
        within: Duration,
        look: impl FnOnce(&Response<'_>) -> T + Send,
    ) -> Result<T, Trouble> {
        match timeout(within, self.framer.next()).await {
            Ok(Ok(Some(greeting))) => match (speech::of_another(&greeting), read(&greeting, &mut Vec::new())) {
                (None, Some(greeting)) => Ok(look(&greeting)),
                _ => Err(speech::no_greeting(&greeting)),
            },
            Ok(Err(error)) if error.kind() == io::ErrorKind::QuotaExceeded => Err(Trouble::fatal(FailureKind::NotImap)),
            // Bytes without a line end are no greeting either.
            _ if !self.framer.unparted().is_empty() => Err(speech::no_greeting(self.framer.unparted())),
            Ok(_) => Err(Trouble::fatal(FailureKind::WentAway)),
            Err(_) if self.framer.has_received() => Err(Trouble::fatal(FailureKind::NotImap)),
            Err(_) => Err(Trouble::fatal(FailureKind::TimedOut)),
        }
    }

    /// Sends a command and shows every response to `heed` until the command is answered.
    pub(super) async fn run(
        &mut self,
        command: impl Into<Command>,
        within: Duration,
        heed: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Completion, Trouble> {
        let mut command = command.into();
        let pieces = std::mem::take(&mut command.pieces);
        let ended = timeout(within, async {
            let tag = self.send(command, within).await?;
            self.go_on(&tag, pieces, within, heed).await
        });
        ended.await.unwrap_or_else(|_| Err(Trouble::fatal(FailureKind::TimedOut)))
    }

    /// Has both sides compress from now on (RFC 4978), unless the server will not. No other command may be under way.
    pub(super) async fn compress(&mut self, within: Duration) -> Result<(), Trouble> {
        if let Completion::Ok = self.run("COMPRESS DEFLATE", within, |_| {}).await? {
            let deflate = |stream, read| Box::new(Deflate::new(stream, read)) as Box<dyn Stream>;
            self.framer.wrap(Box::new(tokio::io::empty()), deflate);
        }
        Ok(())
    }

    /// Shows every response to `heed` until the command of that tag is answered.
    pub(super) async fn finish(
        &mut self,
        tag: &Tag,
        within: Duration,
        heed: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Completion, Trouble> {
        let ended = timeout(within, self.go_on(tag, Vec::new(), within, heed));
        ended.await.unwrap_or_else(|_| Err(Trouble::fatal(FailureKind::TimedOut)))
    }

    /// The same, and waits for the answer to another command, too, that was sent before it.
    pub(super) async fn finish_after(
        &mut self,
        before: Option<&Tag>,
        tag: &Tag,
        within: Duration,
        mut heed: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Completion, Trouble> {
        let Some(before) = before else { return self.finish(tag, within, heed).await };
        let (mut first, mut completion) = (None, None);
        let ended = timeout(within, async {
            // The server answers in whatever order it likes.
            while first.is_none() || completion.is_none() {
                let look = |response: &Response<'_>| {
                    heed(response);
                    (before.completion(response), tag.completion(response))
                };
                let (one, other) = self.next(look).await?;
                first = first.take().or(one);
                completion = completion.take().or(other);
            }
            Ok::<_, Trouble>(())
        });
        ended.await.unwrap_or_else(|_| Err(Trouble::fatal(FailureKind::TimedOut)))?;
        Ok(completion.map_or(Completion::Ok, |completion| self.redact_completion(completion)))
    }

    /// Sends a piece each time the server asks for more, until it has decided: it may refuse before it heard all.
    async fn go_on(
        &mut self,
        tag: &Tag,
        pieces: Vec<Zeroizing<String>>,
        within: Duration,
        mut heed: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Completion, Trouble> {
        let mut pieces = pieces.into_iter();
        loop {
            let look = |response: &Response<'_>| {
                heed(response);
                (tag.completion(response), matches!(response, Response::Continue(_)))
            };
            let (completion, wants_more) = self.next(look).await?;
            if let Some(completion) = completion {
                return Ok(self.redact_completion(completion));
            }
            if let Some(piece) = wants_more.then(|| pieces.next()).flatten() {
                let written = Zeroizing::new(format!("{}\r\n", piece.as_str()));
                self.send_raw(written.as_bytes(), within).await?;
            }
        }
    }

    /// What `look` makes of the next response of any kind, whenever it comes. One that cannot be read is passed over:
    /// its text is nowhere kept, since it may be mail. Nothing is lost if this is given up half-way.
    pub(super) async fn next<T>(&mut self, look: impl FnOnce(&Response<'_>) -> T + Send) -> Result<T, Trouble> {
        loop {
            let frame = match self.framer.next().await {
                Ok(Some(frame)) => frame,
                Err(error) if error.kind() == io::ErrorKind::QuotaExceeded => {
                    let words = "The server says more than any answer holds.";
                    return Err(Trouble::fatal(FailureKind::NotImap).saying(words));
                }
                // Only what is compressed can be broken.
                Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                    let words = "What the server sends is compressed and cannot be read.";
                    return Err(Trouble::fatal(FailureKind::Malformed).saying(words));
                }
                Ok(None) | Err(_) => return Err(self.went_away()),
            };
            let mut room = Vec::new();
            if let Some(response) = self.understand(&frame, &mut room) {
                match response {
                    Response::Data { .. } => self.count_useless()?,
                    _ => self.useless = 0,
                }
                self.heed(&response);
                self.check_connected(&response)?;
                return Ok(look(&response));
            }
            self.pass_over(&frame)?;
        }
    }

    /// What a response says. What the parser does not know of is kept aside until it is asked for.
    fn understand<'a>(&mut self, frame: &'a Frame, room: &'a mut Vec<u8>) -> Option<Response<'a>> {
        if let Some(is_whole) = search_results::read(frame, self.found.as_mut()) {
            return is_whole.then(nothing);
        }
        if starts(frame, "* NAMESPACE ") {
            // They do not change.
            self.namespaces.get_or_insert_with(|| Namespaces::read(frame));
            return Some(nothing());
        }
        read(frame, room)
    }

    /// The server gets on: it may say as much again before it says too much.
    pub(super) fn allow(&mut self) {
        self.framer.allow();
    }

    /// From now on what searches find is kept.
    pub(super) fn expect_found(&mut self) {
        self.found = Some(Uids::default());
    }

    /// What searches found since that was said.
    pub(super) fn take_found(&mut self) -> Uids {
        self.found.take().unwrap_or_default()
    }

    /// How many messages the open folder holds by the server's last word.
    pub(super) fn exists(&self) -> u32 {
        self.folder.exists
    }

    /// Whether messages came into the open folder or went since this was last asked.
    pub(super) fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.folder.changed)
    }

    /// How often messages of open folders got other numbers so far, since one before them went.
    pub(super) fn shifts(&self) -> u64 {
        self.folder.shifts
    }

    /// Keeps in mind that the open folder changed.
    pub(super) fn set_changed(&mut self) {
        self.folder.changed = true;
    }

    /// How many answers so far may have been searches whose numbers are lost.
    pub(super) fn lost_searches(&self) -> u64 {
        self.lost_searches + self.framer.lost_searches()
    }

    /// Lines of a list of folders that could not be parsed since this was last asked.
    pub(super) fn take_unread_folders(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.unread_folders)
    }

    /// Whose folders are, if the server said so in this session.
    pub(super) const fn namespaces(&self) -> Option<&Namespaces> {
        self.namespaces.as_ref()
    }

    /// From now on these are left out of what the server says.
    pub(super) fn set_secrets(&mut self, secrets: Vec<String>) {
        self.secrets = secrets.into_iter().map(Zeroizing::new).collect();
    }

    /// Whether the server has sent anything at all.
    pub(super) fn has_received(&self) -> bool {
        self.framer.has_received()
    }

    /// The stream beneath, if the server has sent nothing that was not yet read.
    pub(super) fn into_stream(self) -> Option<Box<dyn Stream>> {
        self.framer.into_inner()
    }

    /// Takes note of what concerns the connection and not one command.
    fn heed(&mut self, response: &Response<'_>) {
        match response {
            // The first is the one that counts, and blotting out costs something.
            Response::Data { status: Status::Bye, outcome } if self.farewell.is_none() => {
                let Refusal { code, words } = Refusal::from(outcome);
                self.farewell = Some(Refusal { code, words: self.redact(words) });
            }
            Response::Done { tag, status, outcome } if self.journal.is_under_way(&tag.0) => {
                let ended = match status {
                    Status::Ok => kith_wire::Outcome::Ok,
                    Status::No => kith_wire::Outcome::No,
                    _ => kith_wire::Outcome::Bad,
                };
                let words =
                    (ended != kith_wire::Outcome::Ok).then(|| one_line(&self.redact(Refusal::from(outcome).words)));
                self.journal.end(&tag.0, ended, words.flatten());
            }
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                self.folder.changed |= self.folder.exists != *count;
                self.folder.exists = *count;
            }
            Response::Expunge(_) => self.folder.lose(1),
            Response::Vanished { earlier: false, uids } => {
                // Expunged one by one, as the server counts them (RFC 7162, section 3.2.10).
                let count = uids.iter().map(|range| u64::from(range.end().abs_diff(*range.start())) + 1).sum();
                self.folder.lose(count);
            }
            _ => {}
        }
    }

    fn pass_over(&mut self, frame: &Frame) -> Result<(), Trouble> {
        if starts(frame, "* SEARCH") || starts(frame, "* ESEARCH") {
            self.lost_searches += 1;
        }
        if self.unread_folders.len() < MAX_UNREAD_FOLDERS && starts(frame, "* LIST ") {
            self.unread_folders.push(frame.to_vec());
        }
        self.count_useless()
    }

    fn count_useless(&mut self) -> Result<(), Trouble> {
        self.useless += 1;
        if self.useless > MAX_USELESS { Err(Trouble::fatal(FailureKind::NotImap)) } else { Ok(()) }
    }

    fn redact_completion(&self, completion: Completion) -> Completion {
        match completion {
            Completion::Ok => Completion::Ok,
            Completion::Refused(Refusal { code, words }) => {
                Completion::Refused(Refusal { code, words: self.redact(words) })
            }
        }
    }

    /// Where there is no mailbox behind the login, no other command is of any use.
    fn check_connected(&self, response: &Response<'_>) -> Result<(), Trouble> {
        match response {
            Response::Done { status: Status::No | Status::Bad, outcome, .. } => {
                let refusal = Refusal::from(outcome);
                let trouble = || Trouble::fatal(FailureKind::NotConnected).saying(self.redact(refusal.words.clone()));
                if refusal.is_not_connected() { Err(trouble()) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// The server's words without our secrets.
    fn redact(&self, words: String) -> String {
        let secrets = self.secrets.iter().filter(|secret| !secret.is_empty());
        secrets.fold(words, |words, secret| words.replace(secret.as_str(), "…"))
    }

    fn went_away(&self) -> Trouble {
        match &self.farewell {
            Some(refusal) if refusal.asks_to_wait() => Trouble::fatal(refusal.awaited()).saying(&refusal.words),
            Some(refusal) => Trouble::fatal(FailureKind::WentAway).saying(&refusal.words),
            None => Trouble::fatal(FailureKind::WentAway),
        }
    }
}

fn starts(frame: &[u8], with: &str) -> bool {
    frame.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
}

impl OpenFolder {
    fn lose(&mut self, count: u64) {
        self.exists = u32::try_from(u64::from(self.exists).saturating_sub(count)).unwrap_or_default();
        self.changed = true;
        self.shifts += 1;
    }
}

impl Tag {
    /// The answer to this command, if `response` is it.
    pub(super) fn completion(&self, response: &Response<'_>) -> Option<Completion> {
        match response {
            Response::Done { tag, status, outcome } if tag.0 == self.0 => Some(match status {
                Status::Ok => Completion::Ok,
                _ => Completion::Refused(Refusal::from(outcome)),
            }),
            _ => None,
        }
    }
}

impl Completion {
    /// Takes a refusal for what it is when the command ought to have worked.
    pub(super) fn or_refused(self) -> Result<(), Trouble> {
        match self {
            Self::Ok => Ok(()),
            Self::Refused(refusal) => {
                let kind = if refusal.asks_to_wait() { FailureKind::Throttled } else { FailureKind::ServerRefused };
                Err(Trouble::recoverable(kind).saying(refusal.words))
            }
        }
    }
}
