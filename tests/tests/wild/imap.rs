//! A mail server that speaks IMAP as it should, except where a test has it speak otherwise.

use crate::model::{Folder, Letter, answer, structures};
use kith_engine::api::{NewAccount, Period, Security};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A server on this machine. At its end it makes sure that it heard nothing that changes a mailbox.
pub(crate) struct Imap {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    world: Mutex<World>,
    changed: watch::Sender<()>,
}

/// What it holds and does.
pub(crate) struct World {
    pub(crate) folders: Vec<Folder>,
    /// What it can do, beside IMAP4rev1.
    pub(crate) capabilities: &'static str,
    /// Whether it tells an idle client of what comes.
    pub(crate) tells: bool,
    /// Whether it heeds SINCE.
    pub(crate) knows_since: bool,
    pub(crate) heard: Vec<Heard>,
    /// Changes what it would say.
    pub(crate) whim: Whim,
    /// How often it was asked for the parts of messages.
    pub(crate) looks: usize,
    connections: usize,
    idling: usize,
    given: usize,
}

/// What a server makes of what it would say.
pub(crate) type Whim = Box<dyn FnMut(&Heard, Said) -> Said + Send>;

/// What a client said.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Over which connection, from 1.
    pub(crate) connection: usize,
    /// The command without its tag; at the beginning of a connection nothing.
    pub(crate) line: String,
}

/// What the server says to that.
pub(crate) struct Said {
    /// Whole responses, their line ends included.
    pub(crate) lines: Vec<Vec<u8>>,
    /// What stands behind the tag; without it there is no tagged response.
    pub(crate) result: Option<String>,
    pub(crate) then: Then,
}

pub(crate) enum Then {
    GoOn,
    /// It ends the connection.
    HangUp,
    /// It never says anything again.
    Hang,
    /// It says this for ever.
    Flood(&'static [u8]),
}

impl Heard {
    pub(crate) fn is(&self, command: &str) -> bool {
        self.line.starts_with(command)
    }

    pub(crate) fn is_fetch(&self) -> bool {
        self.is("UID FETCH")
    }
}

impl Said {
    pub(crate) fn result(self, result: &str) -> Self {
        Self { lines: Vec::new(), result: Some(result.to_owned()), ..self }
    }

    /// It says the first so many of its lines, then something else happens.
    pub(crate) fn cut(mut self, lines: usize, then: Then) -> Self {
        self.lines.truncate(lines);
        Self { result: None, then, ..self }
    }

    /// Without what it would say of that message.
    pub(crate) fn without(mut self, uid: u32) -> Self {
        self.lines.retain(|line| !is_of(line, uid));
        self
    }

    pub(crate) fn names(&self, uid: u32) -> bool {
        self.lines.iter().any(|line| is_of(line, uid))
    }

    /// With something more before its lines.
    pub(crate) fn after(mut self, bytes: &str) -> Self {
        self.lines.insert(0, bytes.as_bytes().to_vec());
        self
    }
}

fn is_of(line: &[u8], uid: u32) -> bool {
    String::from_utf8_lossy(line).contains(&format!("(UID {uid} "))
}

impl Imap {
    /// Starts one with an INBOX and a folder for sent mail, each with so many messages, after `set` changed it.
    pub(crate) async fn start(inbox: u32, sent: u32, set: impl FnOnce(&mut World)) -> Self {
        let folders = vec![Folder::with("INBOX", "", inbox), Folder::with("Sent", "\\Sent", sent)];
        let mut world = World {
            folders,
            capabilities: "IDLE SPECIAL-USE",
            tells: true,
            knows_since: true,
            heard: Vec::new(),
            whim: Box::new(|_, said| said),
            looks: 0,
            connections: 0,
            idling: 0,
            given: 0,
        };
        set(&mut world);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared { world: Mutex::new(world), changed: watch::Sender::new(()) });
        let all = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Arc::clone(&all).converse(stream));
            }
        });
        Self { port, shared }
    }

    /// An account on it, of which everything is read.
    pub(crate) fn account(&self) -> NewAccount {
        NewAccount {
            username: "me@home.example".into(),
            password: "pass-word".into(),
            address: "me@home.example".into(),
            host: "127.0.0.1".into(),
            port: self.port,
            security: Security::Plain,
            signed_in: false,
            trusted: None,
            period: Period::Everything,
            stay: true,
            letter: false,
        }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world.lock().unwrap()
    }

    /// Puts a message into a folder, and tells whoever is idle there.
    pub(crate) fn deliver(&self, folder: &str, letter: Letter) -> u32 {
        let uid = self.world().folder(folder).add(letter);
        self.shared.changed.send_replace(());
        uid
    }

    /// How many clients wait for news.
    pub(crate) fn idling(&self) -> usize {
        self.world().idling
    }

    /// Forgets what it heard.
    pub(crate) fn forget(&self) {
        let mut world = self.world();
        world.heard.clear();
        world.given = 0;
    }

    /// How many messages it gave.
    pub(crate) fn given(&self) -> usize {
        self.world().given
    }

    /// How often a command that begins so was heard.
    pub(crate) fn heard(&self, command: &str) -> usize {
        self.world().heard.iter().filter(|heard| heard.is(command)).count()
    }
}

impl Drop for Imap {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.world().heard.iter().for_each(|heard| assert!(only_reads(&heard.line), "{}", heard.line));
        }
    }
}

/// Whether a command is one of the few that Kith speaks, none of which changes a mailbox.
pub(crate) fn only_reads(line: &str) -> bool {
    let known = [
        "CAPABILITY",
        "STARTTLS",
        "LOGIN ",
        "AUTHENTICATE ",
        "ID ",
        "ENABLE ",
        "LIST ",
        "NAMESPACE",
        "STATUS ",
        "EXAMINE ",
        "UID SEARCH ",
        "IDLE",
        "NOOP",
        "CLOSE",
        "UNSELECT",
        "LOGOUT",
    ];
    let numbers = line.starts_with("FETCH ") && [" (UID)", " (UID INTERNALDATE)"].iter().any(|it| line.ends_with(it));
    let peeks = line.starts_with("UID FETCH ") && line.contains("BODY.PEEK[") && !line.contains("BODY[");
    line.is_empty() || peeks || numbers || known.iter().any(|known| line.starts_with(known))
}

/// The end of the question for the parts of messages.
const STRUCTURE: &str = "(UID BODYSTRUCTURE)";

impl World {
    pub(crate) fn folder(&mut self, name: &str) -> &mut Folder {
        self.folders.iter_mut().find(|folder| folder.name == name).unwrap()
    }

    fn hear(&mut self, connection: usize, line: &str, open: &mut Option<String>) -> Said {
        if line.ends_with(STRUCTURE) {
            // Its messages hold no invitations, and these tests are about everything else that is asked.
            self.looks += 1;
            return structures(self, line, open.as_ref());
        }
        let heard = Heard { connection, line: line.to_owned() };
        self.heard.push(heard.clone());
        let usual = answer(self, line, open);
        let said = (self.whim)(&heard, usual);
        self.given += said.lines.iter().filter(|_| heard.is_fetch()).count();
        said
    }

    fn exists(&mut self, open: Option<&String>) -> usize {
        open.map_or(0, |open| self.folder(open).letters.len())
    }
}

impl Shared {
    async fn converse(self: Arc<Self>, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let mut open = None;
        let connection = {
            let mut world = self.world.lock().unwrap();
            world.connections += 1;
            world.connections
        };
        let (mut tag, mut command) = (String::new(), String::new());
        loop {
            let said = self.world.lock().unwrap().hear(connection, &command, &mut open);
            let mut bytes = said.lines.concat();
            if let Some(result) = &said.result {
                bytes.extend_from_slice(format!("{tag} {result}\r\n").as_bytes());
            }
            if stream.write_all(&bytes).await.is_err() {
                return;
            }
            match said.then {
                Then::GoOn if command == "IDLE" && said.result.is_none() => {
                    if self.idle(&mut stream, &tag, open.as_ref()).await.is_none() {
                        return;
                    }
                }
                Then::GoOn => {}
                Then::HangUp => return,
                Then::Hang => return drop(stream.read_to_end(&mut Vec::new()).await),
                Then::Flood(bytes) => {
                    let bytes = bytes.repeat(1_000);
                    while stream.write_all(&bytes).await.is_ok() {}
                    return;
                }
            }
            let mut line = String::new();
            if !matches!(stream.read_line(&mut line).await, Ok(1..)) {
                return;
            }
            let (first, rest) = line.trim_end().split_once(' ').unwrap();
            (tag, command) = (first.to_owned(), rest.to_owned());
        }
    }

    /// Tells of what comes and goes until the client has heard enough; `None` if it went away.
    async fn idle(&self, stream: &mut BufReader<TcpStream>, tag: &str, open: Option<&String>) -> Option<()> {
        let mut changed = self.changed.subscribe();
        let mut known = self.world.lock().unwrap().exists(open);
        self.world.lock().unwrap().idling += 1;
        let mut line = String::new();
        let ended = loop {
            tokio::select! {
                read = stream.read_line(&mut line) => break matches!(read, Ok(1..)).then_some(()),
                _ = changed.changed() => {
                    let (now, tells) = { let mut world = self.world.lock().unwrap(); (world.exists(open), world.tells) };
                    let lost = "* 1 EXPUNGE\r\n".repeat(known.saturating_sub(now));
                    let more = if now > known { format!("* {now} EXISTS\r\n") } else { lost };
                    known = now;
                    if tells && stream.write_all(more.as_bytes()).await.is_err() {
                        break None;
                    }
                }
            }
        };
        self.world.lock().unwrap().idling -= 1;
        ended?;
        let done = if line == "DONE\r\n" { "OK done" } else { "BAD what?" };
        stream.write_all(format!("{tag} {done}\r\n").as_bytes()).await.ok()
    }
}
