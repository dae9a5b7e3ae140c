//! The connections to the relay: whose each is, what it is for, and when it was last heard.

use super::books::{BookFinding, BookLine};
use super::sign_in::SignInRequest;
use super::web_files::WebFileReading;
use crate::account::Account;
use crate::api::{AccountId, Decision, Problem, question};
use crate::discoverer::Discoverer;
use crate::drafter::Drafter;
use crate::letter_sender::LetterSender;
use crate::reader::{self, Reader};
use crate::server_search::ServerSearcher;
use crate::session::ConnectionId;
use crate::sync::Connection;
use kith_wire::{Answer, Request};
use std::collections::BTreeMap;

/// A connection over which nothing came for this long, in milliseconds, is taken for dead: the relay says every
/// [`ALIVE_INTERVAL_SECONDS`](kith_wire::limits::ALIVE_INTERVAL_SECONDS) that it lives.
pub(in crate::engine) const MAX_SILENCE_MS: i64 = 100_000;

/// Whose a connection is that belongs to no account: no account has this number.
pub(in crate::engine) const NO_ACCOUNT: AccountId = AccountId(0);

/// All connections.
#[derive(Debug, Default)]
pub(in crate::engine) struct Connections {
    all: BTreeMap<ConnectionId, OpenConnection>,
    /// The number of the last one.
    last: u32,
    /// Those that seem to be dead.
    suspects: BTreeMap<ConnectionId, Suspect>,
}

#[derive(Debug)]
struct OpenConnection {
    account: AccountId,
    role: Role,
    /// When it was last heard, in milliseconds. One for texts, a draft or a letter is heard when something comes of these: that
    /// the relay lives is not enough.
    heard: i64,
    /// By which access key it is let in, as [`Access`](super::Access) counts them.
    access: Option<u32>,
    /// Whether it waits for new tokens, and is not open yet.
    is_held: bool,
}

/// What a connection is for.
#[derive(Debug)]
pub(in crate::engine) enum Role {
    /// The account's mailbox uses it, and knows what it is doing.
    Mailbox,
    /// A login that the user waits for.
    Login(Box<PendingLogin>),
    /// It fetches texts.
    Reader(Reader),
    /// It searches on the server.
    Searcher(Box<ServerSearcher>),
    /// It puts a draft into the mailbox.
    Drafter(Box<Drafting>),
    /// It puts a letter into the mailbox.
    LetterSender(Box<LetterSender>),
    /// It looks for the mail servers of a domain.
    Discoverer(Box<Discovering>),
    /// It asks for something of sign-ins.
    SignIn(Box<SignInRequest>),
    /// It looks for address books.
    BookFinder(Box<BookFinding>),
    /// An address book is synchronised over it.
    AddressBook(BookLine),
    /// A file on a web server is read over it.
    WebFile(Box<WebFileReading>),
}

/// A login that the user waits for.
#[derive(Debug)]
pub(in crate::engine) struct PendingLogin {
    /// The number of their command.
    pub(in crate::engine) number: u32,
    /// The account as it will be if it works.
    pub(in crate::engine) account: Account,
    pub(in crate::engine) connection: Connection,
    pub(in crate::engine) form: UsernameTried,
    /// Whether the user wants a letter about the first reading; `None` if that is not the first.
    pub(in crate::engine) letter: Option<bool>,
}

/// In which form the user name is tried: no more than twice, since servers lock out whoever is refused often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum UsernameTried {
    /// As it was given, and if it is refused as this.
    First(String),
    /// In the other form, after the first was refused for that reason.
    Second(Problem),
    /// As it was given, and no other.
    Only,
}

/// A discovery under way.
#[derive(Debug)]
pub(in crate::engine) struct Discovering {
    /// The number of the question.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) question: question::Discovery,
    pub(in crate::engine) discoverer: Discoverer,
}

/// A draft under way.
#[derive(Debug)]
pub(in crate::engine) struct Drafting {
    /// The number of the command.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) drafter: Drafter,
    /// What is decided once the mailbox has it.
    pub(in crate::engine) wish: Option<Decision>,
}

/// A connection that seems to be dead.
#[derive(Clone, Copy, Debug)]
struct Suspect {
    /// When it was last heard, in milliseconds.
    heard: i64,
    /// How often the engine was woken since, that time included.
    wakes: u32,
}

impl Role {
    /// The socket is open. `None` for one of a mailbox, which says itself what to send.
    pub(in crate::engine) fn opened(&mut self) -> Option<Request> {
        match self {
            Self::Mailbox => None,
            Self::Login(login) => Some(login.connection.opened()),
            Self::Reader(reader) => Some(reader.opened()),
            Self::Searcher(searcher) => Some(searcher.opened()),
            Self::Drafter(drafting) => Some(drafting.drafter.opened()),
            Self::LetterSender(sender) => Some(sender.opened()),
            Self::Discoverer(discovering) => Some(discovering.discoverer.opened()),
            Self::SignIn(request) => Some(request.opened()),
            Self::BookFinder(finding) => finding.opened(),
            Self::AddressBook(book) => Some(book.line.opened()),
            Self::WebFile(reading) => Some(reading.line.opened()),
        }
    }

    pub(in crate::engine) const fn is_login(&self) -> bool {
        matches!(self, Self::Login(_))
    }

    pub(in crate::engine) const fn is_reader(&self) -> bool {
        matches!(self, Self::Reader(_))
    }

    pub(in crate::engine) const fn is_searcher(&self) -> bool {
        matches!(self, Self::Searcher(_))
    }

    pub(in crate::engine) const fn is_drafter(&self) -> bool {
        matches!(self, Self::Drafter(_))
    }

    pub(in crate::engine) const fn is_letter_sender(&self) -> bool {
        matches!(self, Self::LetterSender(_))
    }

    pub(in crate::engine) const fn is_sign_in(&self) -> bool {
        matches!(self, Self::SignIn(_))
    }

    pub(in crate::engine) const fn is_of_address_books(&self) -> bool {
        matches!(self, Self::BookFinder(_) | Self::AddressBook(_))
    }
}

impl Connections {
    /// A new one.
    pub(in crate::engine) fn add(&mut self, account: AccountId, role: Role, now: i64) -> ConnectionId {
        self.last += 1;
        let conn = ConnectionId(self.last);
        self.all.insert(conn, OpenConnection { account, role, heard: now, access: None, is_held: false });
        conn
    }

    /// It waits until it is released.
    pub(in crate::engine) fn hold(&mut self, conn: ConnectionId) {
        if let Some(connection) = self.all.get_mut(&conn) {
            connection.is_held = true;
        }
    }

    /// Those of an account that wait do not any more.
    pub(in crate::engine) fn release(&mut self, account: AccountId) -> Vec<ConnectionId> {
        let held = self.all.iter_mut().filter(|(_, it)| it.account == account && it.is_held);
        held.map(|(conn, connection)| {
            connection.is_held = false;
            *conn
        })
        .collect()
    }

    /// Whether some of an account wait.
    pub(in crate::engine) fn are_held(&self, account: AccountId) -> bool {
        self.all.values().any(|it| it.account == account && it.is_held)
    }

    /// It is closed. Gives what it was for.
    pub(in crate::engine) fn remove(&mut self, conn: ConnectionId) -> Option<Role> {
        self.all.remove(&conn).map(|connection| connection.role)
    }

    /// It is open, and shows that access key.
    pub(in crate::engine) fn note_access(&mut self, conn: ConnectionId, version: u32) {
        if let Some(connection) = self.all.get_mut(&conn) {
            connection.access = Some(version);
        }
    }

    /// Which access key it showed.
    pub(in crate::engine) fn access(&self, conn: ConnectionId) -> Option<u32> {
        self.all.get(&conn).and_then(|connection| connection.access)
    }

    /// Whose it is.
    pub(in crate::engine) fn account(&self, conn: ConnectionId) -> Option<AccountId> {
        self.all.get(&conn).map(|connection| connection.account)
    }

    /// What it is for.
    pub(in crate::engine) fn role(&mut self, conn: ConnectionId) -> Option<&mut Role> {
        self.all.get_mut(&conn).map(|connection| &mut connection.role)
    }

    pub(in crate::engine) fn pending_login(&mut self, conn: ConnectionId) -> Option<&mut PendingLogin> {
        match self.role(conn) {
            Some(Role::Login(login)) => Some(login),
            _ => None,
        }
    }

    pub(in crate::engine) fn searcher(&mut self, conn: ConnectionId) -> Option<&mut ServerSearcher> {
        match self.role(conn) {
            Some(Role::Searcher(searcher)) => Some(searcher),
            _ => None,
        }
    }

    pub(in crate::engine) fn drafting(&mut self, conn: ConnectionId) -> Option<&mut Drafting> {
        match self.role(conn) {
            Some(Role::Drafter(drafting)) => Some(drafting),
            _ => None,
        }
    }

    pub(in crate::engine) fn letter_sender(&mut self, conn: ConnectionId) -> Option<&mut LetterSender> {
        match self.role(conn) {
            Some(Role::LetterSender(sender)) => Some(sender),
            _ => None,
        }
    }

    pub(in crate::engine) fn discovering(&mut self, conn: ConnectionId) -> Option<&mut Discovering> {
        match self.role(conn) {
            Some(Role::Discoverer(discovering)) => Some(discovering),
            _ => None,
        }
    }

    pub(in crate::engine) fn book_finding(&mut self, conn: ConnectionId) -> Option<&mut BookFinding> {
        match self.role(conn) {
            Some(Role::BookFinder(finding)) => Some(finding),
            _ => None,
        }
    }

    pub(in crate::engine) fn book_line(&mut self, conn: ConnectionId) -> Option<&mut BookLine> {
        match self.role(conn) {
            Some(Role::AddressBook(line)) => Some(line),
            _ => None,
        }
    }

    /// The one that fetches an account's texts, to be used now.
    pub(in crate::engine) fn reader_of(&mut self, account: AccountId, now: i64) -> Option<(ConnectionId, &mut Reader)> {
        let mut of_account = self.all.iter_mut().filter(|(_, connection)| connection.account == account);
        of_account.find_map(|(conn, connection)| match &mut connection.role {
            Role::Reader(reader) => {
                connection.heard = now;
                Some((*conn, reader))
            }
            _ => None,
        })
    }

    /// A login worked, and the account's mailbox uses the connection from now on.
    pub(in crate::engine) fn adopt(&mut self, conn: ConnectionId) -> Option<PendingLogin> {
        let role = self.role(conn).filter(|role| role.is_login())?;
        match std::mem::replace(role, Role::Mailbox) {
            Role::Login(login) => Some(*login),
            _ => None,
        }
    }

    /// Those of an account that are for something.
    pub(in crate::engine) fn of(&self, account: AccountId, is_it: impl Fn(&Role) -> bool) -> Vec<ConnectionId> {
        let all = self.all.iter().filter(|(_, connection)| connection.account == account && is_it(&connection.role));
        all.map(|(conn, _)| *conn).collect()
    }

    /// The account of each.
    pub(in crate::engine) fn accounts(&self) -> impl Iterator<Item = AccountId> {
        self.all.values().map(|connection| connection.account)
    }

    pub(in crate::engine) fn is_searching(&self) -> bool {
        self.all.values().any(|connection| connection.role.is_searcher())
    }

    /// Something came over it.
    pub(in crate::engine) fn note_heard(&mut self, conn: ConnectionId, answer: &Answer, now: i64) {
        if let Some(OpenConnection { role, heard, .. }) = self.all.get_mut(&conn)
            && (*answer != Answer::Alive || !role.is_reader() && !role.is_drafter() && !role.is_letter_sender())
        {
            *heard = now;
        }
    }

    /// None was heard later than now.
    pub(in crate::engine) fn clock_set_back(&mut self, now: i64) {
        self.all.values_mut().for_each(|connection| connection.heard = connection.heard.min(now));
    }

    /// Takes those for dead over which nothing came since that moment. Gives those that were taken for it before, and
    /// over which nothing came since; `woken`: the engine was woken now. One that fetches texts is never among them: see
    /// [`Connections::unused`].
    pub(in crate::engine) fn suspect(&mut self, deadline: i64, woken: bool) -> Vec<ConnectionId> {
        let heard = |conn: &ConnectionId| self.all.get(conn).filter(|it| !it.role.is_reader()).map(|it| it.heard);
        self.suspects.retain(|conn, suspect| heard(conn) == Some(suspect.heard));
        for (conn, OpenConnection { heard, .. }) in self.all.iter().filter(|(_, it)| !it.role.is_reader()) {
            if *heard <= deadline || self.suspects.contains_key(conn) {
                let suspect = self.suspects.entry(*conn).or_insert(Suspect { heard: *heard, wakes: 0 });
                suspect.wakes += u32::from(woken);
            }
        }
        let is_dead = |suspect: &Suspect| suspect.wakes > 1;
        let dead = self.suspects.iter().filter(|(_, suspect)| is_dead(suspect)).map(|(conn, _)| *conn).collect();
        self.suspects.retain(|_, suspect| !is_dead(suspect));
        dead
    }

    /// Whether some seem to be dead.
    pub(in crate::engine) fn are_suspected(&self) -> bool {
        !self.suspects.is_empty()
    }

    /// Those for texts that no one wants any more, or over which none came.
    pub(in crate::engine) fn unused(&self, now: i64) -> Vec<ConnectionId> {
        let unused = self.all.iter().filter(|(_, it)| it.role.is_reader() && now >= it.ends());
        unused.map(|(conn, _)| *conn).collect()
    }

    /// When the first will have to be closed for silence or want of use, in milliseconds.
    pub(in crate::engine) fn next_end(&self, now: i64) -> Option<i64> {
        // At once: behind what waits already.
        let suspected = self.are_suspected().then_some(now);
        self.all.values().map(OpenConnection::ends).chain(suspected).min()
    }
}

impl OpenConnection {
    /// When it is to be closed if nothing comes over it, in milliseconds.
    fn ends(&self) -> i64 {
        self.heard
            + match &self.role {
                Role::Reader(reader) if reader.is_idle() => reader::KEEP_OPEN_MS,
                _ => MAX_SILENCE_MS,
            }
    }
}
