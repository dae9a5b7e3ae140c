//! The connections to the relay: what comes over them, and which are to end.

use super::interface::Output;
use super::state::{Engine, Role, is_read};
use crate::api::{AccountId, AccountStatus, Problem, ProblemKind};
use crate::outlined::outlined_future;
use crate::session::ConnectionId;
use crate::store::Store;
use kith_wire::{Answer, Request, Response};

/// After the network was gone, a connection that should have given a sign of life meanwhile is taken for dead at once.
const MAX_SILENCE_ONLINE_MS: i64 = 40_000;

/// The longest name of a build that is accepted.
const MAX_BUILD_LENGTH: usize = 64;

/// The longest that anything waits for its time, in milliseconds.
const MAX_WAIT_MS: i64 = 400_000;

impl<S: Store> Engine<S> {
    /// Opens a connection; one that logs in with a token that runs out, when there is a new one.
    pub(super) fn open(&mut self, account: AccountId, role: Role) -> ConnectionId {
        let needs_tokens = self.needs_tokens(account, &role);
        let conn = self.connections.add(account, role, self.moment.now);
        if needs_tokens {
            self.connections.hold(conn);
            self.refresh(account);
        } else {
            self.out.push(Output::Open(conn));
        }
        conn
    }

    /// Closes a connection. Gives what it was for.
    pub(super) fn close(&mut self, conn: ConnectionId) -> Option<Role> {
        let role = self.connections.remove(conn)?;
        self.out.push(Output::Close(conn));
        Some(role)
    }

    pub(super) fn send(&mut self, conn: ConnectionId, request: &Request) {
        // Every request of ours can be written: it is numbers and strings.
        if let Ok(frame) = kith_wire::encode(request) {
            self.out.push(Output::Send(conn, frame));
        }
    }

    pub(super) fn opened(&mut self, conn: ConnectionId) {
        let account = self.connections.account(conn).and_then(|id| self.accounts.get_mut(&id));
        let (request, is_new) = match self.connections.role(conn) {
            Some(Role::Mailbox) => (account.and_then(|state| state.mailbox.opened(conn)), false),
            Some(role) => (role.opened(), role.is_login()),
            None => (None, false),
        };
        if let Some(request) = request {
            self.show_access_key(conn);
            let request = if is_new { request } else { self.with_token(conn, request) };
            self.send(conn, &request);
        }
    }

    pub(super) async fn frame(&mut self, conn: ConnectionId, bytes: Vec<u8>) {
        let response = kith_wire::decode::<Response>(&bytes);
        // A batch is half a megabyte, and no longer needed while it is stored.
        drop(bytes);
        let Ok(response) = response else {
            return self.closed(conn, Problem::new(ProblemKind::OtherVersion)).await;
        };
        let Some(account) = self.connections.account(conn) else { return };
        if let Answer::Commands(commands) = response.answer {
            self.activity.entry(account).or_default().note(conn, commands);
            self.activity_changed = true;
            return;
        }
        self.connections.note_heard(conn, &response.answer, self.moment.now);
        if !self.hear_of_access(conn, &response.answer).await {
            return self.closed(conn, Problem::new(ProblemKind::NoRelay)).await;
        }
        self.hear_of_token(account, &response.answer);
        if let Answer::Connected { build, .. } = &response.answer {
            self.hear_of_build(build);
        }
        if let Answer::Connected { encrypted: true, .. } = response.answer
            && let Err(error) = self.keep_encrypted(account, conn).await
        {
            return self.closed(conn, error.into()).await;
        }
        match self.connections.role(conn) {
            Some(Role::Mailbox) => self.mailbox_heard(account, conn, response).await,
            Some(Role::Login(_)) => outlined_future(self.pending_login_heard(conn, response)).await,
            Some(Role::Searcher(_)) => outlined_future(self.searcher_heard(conn, account, response)).await,
            Some(Role::Reader(reader)) => {
                let steps = reader.heard(response);
                outlined_future(self.follow_reader(conn, account, steps)).await;
            }
            Some(Role::Drafter(_)) => outlined_future(self.drafter_heard(conn, response)).await,
            Some(Role::LetterSender(_)) => outlined_future(self.letter_sender_heard(conn, account, response)).await,
            Some(Role::Discoverer(_)) => self.discoverer_heard(conn, response),
            Some(Role::SignIn(_)) => outlined_future(self.sign_in_heard(conn, response)).await,
            Some(Role::BookFinder(_)) => self.book_finder_heard(conn, response),
            Some(Role::AddressBook(_)) => outlined_future(self.book_heard(conn, response)).await,
            Some(Role::WebFile(_)) => outlined_future(self.web_file_heard(conn, response)).await,
            None => {}
        }
    }

    /// The relay says which build of the app it serves.
    fn hear_of_build(&mut self, build: &str) {
        if build.len() <= MAX_BUILD_LENGTH && self.relay_build != build {
            build.clone_into(&mut self.relay_build);
            self.overview_changed = true;
        }
    }

    /// A connection is gone, or is given up for that reason.
    pub(super) async fn closed(&mut self, conn: ConnectionId, problem: Problem) {
        let Some(account) = self.connections.account(conn) else { return };
        match self.connections.role(conn) {
            Some(Role::Mailbox) => self.mailbox_closed(account, conn, problem).await,
            Some(Role::Login(_)) => self.pending_login_failed(conn, problem),
            Some(Role::Reader(_)) => self.end_reader(conn, &problem),
            Some(Role::Searcher(_)) => self.end_searcher(conn, Some(problem)),
            Some(Role::Drafter(_)) => self.end_drafter(conn, problem),
            Some(Role::LetterSender(_)) => self.letter_not_sent(conn, account).await,
            Some(Role::Discoverer(_)) => self.discoverer_closed(conn, problem),
            Some(Role::SignIn(_)) => self.sign_in_over(conn, Err(problem)).await,
            Some(Role::BookFinder(_)) => self.book_finder_closed(conn, problem),
            Some(Role::AddressBook(_)) => self.book_closed(conn, problem),
            Some(Role::WebFile(_)) => self.web_file_closed(conn, problem),
            None => {}
        }
    }

    /// Takes connections for dead over which nothing came for so long, and ends those that were taken for it before and
    /// over which nothing came since; also those for texts that no one wants any more.
    ///
    /// After the engine stood still for a while, what came meanwhile waits behind what it is told first. So a
    /// connection is ended only by an [`Input::Wake`](super::interface::Input::Wake) that the engine asked for after it
    /// was suspected: all that had come by then was heard.
    pub(super) async fn end_silent(&mut self, silence: i64, woken: bool) {
        for conn in self.connections.suspect(self.moment.now - silence, woken) {
            self.closed(conn, Problem::new(ProblemKind::NoRelay)).await;
        }
        for conn in self.connections.unused(self.moment.now) {
            self.end_reader(conn, &Problem::new(ProblemKind::NoRelay));
        }
    }

    /// Ends every connection of an account.
    pub(super) fn end_connections_of(&mut self, id: AccountId) {
        self.end_lines_of(id);
        for conn in self.connections.of(id, Role::is_searcher) {
            self.end_searcher(conn, Some(Problem::new(ProblemKind::Disconnected)));
        }
        for conn in self.connections.of(id, Role::is_drafter) {
            self.end_drafter(conn, Problem::new(ProblemKind::NoMailbox));
        }
        // What became of the letter is found out when the account is read again.
        for conn in self.connections.of(id, Role::is_letter_sender) {
            self.close(conn);
        }
        for conn in self.connections.of(id, Role::is_of_address_books) {
            self.book_finder_closed(conn, Problem::new(ProblemKind::NotFound));
            self.book_closed(conn, Problem::new(ProblemKind::Disconnected));
        }
        for conn in self.connections.of(id, Role::is_login) {
            self.pending_login_failed(conn, Problem::new(ProblemKind::NotFound));
        }
        for conn in self.connections.of(id, Role::is_reader) {
            self.end_reader(conn, &Problem::new(ProblemKind::NotFound));
        }
    }

    /// The network is back, or the machine woke: what waits is tried now, or once it is known which connections are
    /// dead.
    pub(super) async fn online(&mut self) {
        self.end_silent(MAX_SILENCE_ONLINE_MS, false).await;
        if self.connections.are_suspected() {
            self.begins_waiting = true;
        } else {
            self.begin_waiting().await;
        }
    }

    /// Begins to read the accounts that wait for their time.
    pub(super) async fn begin_waiting(&mut self) {
        self.begins_waiting = false;
        let waits = |status: &AccountStatus| matches!(status, AccountStatus::Waiting { .. }) || is_read(status);
        let waiting: Vec<AccountId> =
            self.accounts.iter().filter(|(_, state)| waits(&state.status)).map(|(id, _)| *id).collect();
        for id in waiting {
            self.begin_quietly(id, false).await;
        }
        self.begin_waiting_books();
        self.begin_waiting_web_files();
    }

    /// The clock was set back: what was to happen at a time must not wait until that time comes round again.
    pub(super) fn clock_set_back(&mut self) {
        let now = self.moment.now;
        for state in self.accounts.values_mut() {
            state.next = state.next.map(|next| next.min(now + MAX_WAIT_MS));
        }
        self.clock_set_back_for_books();
        self.begin_waiting_web_files();
        self.connections.clock_set_back(now);
        self.active = self.active.min(now);
        self.last_wake = None;
    }
}
