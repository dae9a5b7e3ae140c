//! Accounts: connecting, removing, beginning to read, and what they are doing.

use super::{AccountState, Conn, Engine, EngineError, Output, Running};
use crate::account::{Account, Kind};
use crate::api::{
    AccountId, AccountView, FromEngine, NewAccount, Problem, ProblemKind, Progress, Security, Status, Window,
};
use crate::store::{Batch, Store};
use crate::sync::{Session, retry_after};
use kith_wire::FailureKind;

/// How long after a reading the next one begins by itself, in milliseconds.
const READ_EVERY: i64 = 300_000;

impl AccountState {
    pub(super) fn new(account: Account) -> Self {
        let (cursors, status) = (std::collections::BTreeMap::new(), Status::Connecting);
        Self { account, cursors, status, next: None, failures: 0, sample: None }
    }
}

impl<S: Store> Engine<S> {
    /// Tries a login with what the person typed. The outcome is told when it is known.
    pub(super) fn connect(&mut self, number: u32, new: NewAccount) -> Result<(), Problem> {
        let account = Account::typed(self.next_account(), new).ok_or(Problem::new(ProblemKind::BadInput))?;
        if self.accounts.values().any(|state| same_mailbox(&state.account, &account)) {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        self.open_session(account.id, &account.clone(), Some((number, account)));
        Ok(())
    }

    /// Tries a login with another password. The outcome is told when it is known.
    pub(super) fn change_password(&mut self, number: u32, id: AccountId, password: String) -> Result<(), Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let mut account = state.account.clone();
        let Kind::Imap { connect, .. } = &mut account.kind else {
            return Err(Problem::new(ProblemKind::NotFound));
        };
        connect.password = password;
        self.end_sessions_of(id);
        self.open_session(id, &account.clone(), Some((number, account)));
        Ok(())
    }

    /// Removes an account and everything that only it brought.
    pub(super) async fn remove(&mut self, id: AccountId) -> Result<(), Problem> {
        if !self.accounts.contains_key(&id) {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        let batch = Batch { removed: vec![id], ..Batch::default() };
        self.store.commit(batch).await.map_err(EngineError::from)?;
        self.end_sessions_of(id);
        self.accounts.remove(&id);
        self.load_book().await?;
        self.people_changed = true;
        Ok(())
    }

    /// Begins to read an account, unless it is being read.
    pub(super) fn begin(&mut self, id: AccountId) {
        let Some(state) = self.accounts.get_mut(&id) else { return };
        state.next = None;
        let account = state.account.clone();
        if self.sessions.values().any(|running| running.account == id) {
            return;
        }
        match account.kind {
            Kind::Imap { .. } => {
                self.set_status(id, Status::Connecting);
                self.open_session(id, &account, None);
            }
            Kind::Sample { .. } => self.begin_sample(id),
        }
    }

    /// The login worked: from here on the account is kept.
    pub(super) async fn logged_in(&mut self, conn: Conn) {
        let Some(running) = self.sessions.get_mut(&conn) else { return };
        let id = running.account;
        if let Some((number, account)) = running.trial.take() {
            if let Err(error) = self.keep(account).await {
                self.end_session(conn);
                self.out.push(Output::Page(FromEngine::Outcome(number, Err(error.into()))));
                return;
            }
            self.out.push(Output::Page(FromEngine::Outcome(number, Ok(()))));
        }
        self.set_status(id, Status::Looking);
    }

    pub(super) async fn keep(&mut self, account: Account) -> Result<(), EngineError> {
        let batch = Batch { accounts: vec![account.row()?], ..Batch::default() };
        self.store.commit(batch).await?;
        let id = account.id;
        match self.accounts.get_mut(&id) {
            Some(state) => state.account = account,
            None => drop(self.accounts.insert(id, AccountState::new(account))),
        }
        self.own_changed();
        self.settle();
        Ok(())
    }

    /// A session ended for that reason. It is tried again, or the person is asked.
    pub(super) fn failed(&mut self, conn: Conn, problem: Problem) {
        let Some(running) = self.sessions.remove(&conn) else { return };
        self.out.push(Output::Close(conn));
        if let Some((number, _)) = running.trial {
            self.out.push(Output::Page(FromEngine::Outcome(number, Err(problem.clone()))));
        }
        let random = self.moment.random;
        let now = self.moment.now;
        let Some(state) = self.accounts.get_mut(&running.account) else { return };
        if problem.kind == ProblemKind::Mail(FailureKind::LoginRefused) {
            // To go on trying would lock some accounts.
            self.set_status(running.account, Status::Stopped(problem));
            return;
        }
        state.failures = state.failures.saturating_add(1);
        let again = now + retry_after(state.failures, random);
        state.next = Some(again);
        self.set_status(running.account, Status::Waiting { problem, until: again.div_euclid(1_000) });
    }

    /// Everything is read.
    pub(super) fn done(&mut self, conn: Conn) {
        let Some(running) = self.sessions.remove(&conn) else { return };
        self.out.push(Output::Close(conn));
        let brought = crate::api::Brought {
            messages: self.book.messages_of(running.account).saturating_sub(running.messages_before),
            people: self.book.people_count().saturating_sub(running.people_before),
        };
        if let Some(state) = self.accounts.get_mut(&running.account) {
            (state.next, state.failures) = (Some(self.moment.now + READ_EVERY), 0);
        }
        let at = self.seconds();
        self.set_status(running.account, Status::UpToDate { at, brought });
    }

    pub(super) fn set_status(&mut self, id: AccountId, status: Status) {
        if let Some(state) = self.accounts.get_mut(&id) {
            // What it is doing is told at once when it becomes something else; mere progress may wait.
            if std::mem::discriminant(&state.status) != std::mem::discriminant(&status) {
                self.last_told = i64::MIN / 2;
            }
            state.status = status;
            self.overview_changed = true;
        }
    }

    /// Tells how far the reading is.
    pub(super) fn progress(&mut self, conn: Conn) {
        let Some(running) = self.sessions.get_mut(&conn) else { return };
        let Some((folder, read, of)) = running.session.progress() else { return };
        let now = self.moment.now;
        let pace = running.pace.get_or_insert(crate::sync::Pace { since: now });
        let seconds_left = pace.seconds_left(now, read, of);
        let progress = Progress { folder: folder.to_owned(), read, of, people: self.book.people_count(), seconds_left };
        let id = running.account;
        self.set_status(id, Status::Reading(progress));
    }

    pub(super) fn view(&self, state: &AccountState) -> AccountView {
        let id = state.account.id;
        let (sample, connect, window) = match &state.account.kind {
            Kind::Imap { connect, window } => (false, Some(connect), *window),
            Kind::Sample { .. } => (true, None, Window::Everything),
        };
        AccountView {
            id,
            sample,
            address: state.account.address.as_str().to_owned(),
            username: connect.map(|connect| connect.username.clone()).unwrap_or_default(),
            host: connect.map(|connect| connect.host.clone()).unwrap_or_default(),
            port: connect.map_or(0, |connect| connect.port),
            security: connect.map_or(Security::Tls, |connect| connect.security),
            window,
            messages: self.book.messages_of(id),
            connections: 2,
            audit: None,
            aside: 0,
            status: state.status.clone(),
        }
    }

    /// A number that no account had before: the time, so that it holds without a memory of those that were removed.
    pub(super) fn next_account(&self) -> AccountId {
        let now = u32::try_from(self.seconds()).unwrap_or(0);
        let trials = self.sessions.values().map(|running| running.account);
        let last = self.accounts.keys().copied().chain(trials).max().map_or(0, |id| id.0);
        AccountId(now.max(last.saturating_add(1)))
    }

    pub(super) fn end_sessions_of(&mut self, id: AccountId) {
        let ended: Vec<Conn> =
            self.sessions.iter().filter(|(_, running)| running.account == id).map(|(conn, _)| *conn).collect();
        for conn in ended {
            self.end_session(conn);
        }
        let readers: Vec<Conn> =
            self.readers.iter().filter(|(_, (account, _))| *account == id).map(|(conn, _)| *conn).collect();
        for conn in readers {
            self.end_reader(conn, &Problem::new(ProblemKind::NotFound));
        }
    }

    fn end_session(&mut self, conn: Conn) {
        if let Some(running) = self.sessions.remove(&conn) {
            self.out.push(Output::Close(conn));
            if let Some((number, _)) = running.trial {
                let outcome = Err(Problem::new(ProblemKind::NotFound));
                self.out.push(Output::Page(FromEngine::Outcome(number, outcome)));
            }
        }
    }

    fn open_session(&mut self, id: AccountId, account: &Account, trial: Option<(u32, Account)>) {
        let Kind::Imap { connect, .. } = &account.kind else { return };
        let session = Session::new(connect.clone(), account.since(self.seconds()));
        let conn = self.next_conn();
        let running = Running {
            account: id,
            session,
            trial,
            pace: None,
            people_before: self.book.people_count(),
            messages_before: self.book.messages_of(id),
            last_heard: self.moment.now,
        };
        self.sessions.insert(conn, running);
        self.out.push(Output::Open(conn));
    }
}

fn same_mailbox(a: &Account, b: &Account) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Imap { connect: a, .. }, Kind::Imap { connect: b, .. }) => {
            a.host.eq_ignore_ascii_case(&b.host) && a.port == b.port && a.username == b.username
        }
        _ => false,
    }
}
