//! Accounts: connecting, changing, removing.

use super::error::EngineError;
use super::interface::Output;
use super::records::FirstReadingV1;
use super::state::{AccountState, Engine, PendingLogin, Role, UsernameTried};
use crate::account::Account;
use crate::api::{AccountId, AccountStatus, FromEngine, NewAccount, Period, Problem, ProblemKind, Secret};
use crate::session::ConnectionId;
use crate::store::{Batch, Store};
use crate::sync::{Connection, Cursor, Event};
use kith_wire::{FailureKind, Fingerprint, Response, UidSet};

/// The most connections to one mail server at once.
const MAX_CONNECTIONS: u8 = 4;

impl<S: Store> Engine<S> {
    /// Tries a login with what the user typed. The outcome is told when it is known.
    pub(super) fn connect(&mut self, number: u32, new: NewAccount) -> Result<(), Problem> {
        let letter = new.letter;
        let mut account = self.typed(self.next_account(), new)?;
        // The user name of one that was connected before is known to be right.
        let (other, letter) = match self.take_place_of(&mut account)? {
            true => (None, None),
            false => (account.other_username(), Some(letter)),
        };
        self.try_login(number, account, other.map_or(UsernameTried::Only, UsernameTried::First), letter)
    }

    /// The account that the user typed in, signed in if they were.
    fn typed(&self, id: AccountId, new: NewAccount) -> Result<Account, Problem> {
        let is_signed_in = new.signed_in;
        let mut account = Account::typed(id, new).ok_or(Problem::new(ProblemKind::BadInput))?;
        if is_signed_in {
            self.use_sign_in(&mut account)?;
        }
        Ok(account)
    }

    /// Makes a new account the one that reads the same mailbox and was disconnected, if there is one: what was read
    /// before is not read again.
    fn take_place_of(&self, account: &mut Account) -> Result<bool, Problem> {
        let same = self.accounts.values().map(|state| &state.account).find(|other| other.is_same_mailbox(account));
        let Some(same) = same else { return Ok(false) };
        if !same.disconnected {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        (account.id, account.said) = (same.id, same.said.clone());
        account.connections = same.connections;
        if same.is_kept_encrypted() {
            account.keep_encrypted();
        }
        let trusted = same.server().and_then(|server| server.trusted);
        if let Some(server) = account.server_mut() {
            server.trusted = server.trusted.or(trusted);
        }
        Ok(true)
    }

    /// As [`Engine::connect`], for the account of that number whose settings could not be read: what was read from it
    /// is its mail again.
    pub(super) fn connect_again(&mut self, number: u32, id: AccountId, new: NewAccount) -> Result<(), Problem> {
        let account = self.typed(id, new)?;
        if self.accounts.values().any(|state| state.account.is_same_mailbox(&account)) {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        if !self.damage.lost.contains(&id) {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        let other = account.other_username();
        self.try_login(number, account, other.map_or(UsernameTried::Only, UsernameTried::First), None)
    }

    /// Tries a login with another password. The outcome is told when it is known.
    pub(super) fn change_password(&mut self, number: u32, id: AccountId, password: Secret) -> Result<(), Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let mut account = state.account.clone();
        if !account.set_password(password) {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        account.disconnected = false;
        self.try_login(number, account, UsernameTried::Only, None)
    }

    /// Reads from that far back from now on.
    pub(super) async fn set_period(&mut self, id: AccountId, period: Period) -> Result<(), Problem> {
        self.change(id, |account| account.set_period(period)).await
    }

    /// Lets a folder count, or not.
    pub(super) async fn set_folder(&mut self, id: AccountId, folder: String, counts: bool) -> Result<(), Problem> {
        self.change(id, |account| account.said.extend([(folder, counts)])).await
    }

    /// Uses at most this many connections at once.
    pub(super) async fn set_connections(&mut self, id: AccountId, connections: u8) -> Result<(), Problem> {
        if !(1..=MAX_CONNECTIONS).contains(&connections) {
            return Err(Problem::new(ProblemKind::BadInput));
        }
        self.change(id, |account| account.connections = connections).await
    }

    /// Trusts that certificate of its server from now on, or none but those that authorities vouch for.
    pub(super) async fn trust_certificate(
        &mut self,
        id: AccountId,
        trusted: Option<Fingerprint>,
    ) -> Result<(), Problem> {
        let trust =
            |account: &mut Account| account.server_mut().map(|server| server.trusted = trusted).unwrap_or_default();
        self.change(id, trust).await
    }

    /// Ends the connection for good and forgets the password. What was read stays.
    pub(super) async fn disconnect(&mut self, id: AccountId) -> Result<(), Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let mut account = state.account.clone();
        if !account.forget_secrets() {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        account.disconnected = true;
        self.keep(account).await?;
        self.end_connections_of(id);
        self.set_status(id, AccountStatus::Disconnected);
        Ok(())
    }

    /// Removes an account and everything that only it brought. With the sample all goes that was decided about it, and
    /// what was `made` under those numbers.
    pub(super) async fn remove(&mut self, id: AccountId, made: Vec<u64>) -> Result<(), Problem> {
        let state = self.accounts.get(&id);
        if state.is_none() && !self.damage.lost.contains(&id) {
            return Err(Problem::new(ProblemKind::NotFound));
        }
        let mut batch = Batch { removed: vec![id], ..Batch::default() };
        let is_sample = state.is_some_and(|state| state.account.is_sample());
        let forget = match is_sample && self.book.has_decided() {
            true => Some(self.forget(id, made, &mut batch)?),
            false => None,
        };
        self.commit(batch).await?;
        forget.into_iter().for_each(|entry| self.book.decide(entry));
        self.end_connections_of(id);
        let gone = self.accounts.remove(&id);
        self.damage.forget_account(id);
        self.texts.iter_mut().for_each(|texts| texts.forget_account(id));
        self.activity.remove(&id);
        if gone.is_some_and(|state| state.first_reading.is_some()) {
            self.forget_first_reading(id).await;
        }
        self.load_book().await?;
        self.people_changed = true;
        Ok(())
    }

    pub(super) async fn keep(&mut self, account: Account) -> Result<(), EngineError> {
        self.keep_new(account, None).await
    }

    /// The same of one that is read for the first time, with whether the user wants a letter about that.
    async fn keep_new(&mut self, account: Account, letter: Option<bool>) -> Result<(), EngineError> {
        let id = account.id;
        let first_reading = letter.map(FirstReadingV1::ahead);
        let mut batch = Batch { accounts: vec![account.row()?], ..Batch::default() };
        if let Some(first_reading) = &first_reading {
            batch.device.push(self.first_readings_row(id, Some(first_reading))?);
        }
        let now = self.seconds();
        let longer = self.accounts.get(&id).filter(|state| account.reaches_further_than(&state.account, now));
        // What was too old may not be any more, also where the reading that left it out did not come to its end.
        let mut cursors: Vec<(String, Cursor)> = Vec::new();
        for (folder, cursor) in longer.into_iter().flat_map(|state| &state.mailbox.folders) {
            if !cursor.outside.is_empty() {
                let cursor = Cursor { outside: UidSet::new(), ..cursor.clone() };
                batch.cursors.push(cursor.row(id, folder)?);
                cursors.push((folder.clone(), cursor));
            }
        }
        let found = if self.damage.lost.contains(&id) { self.cursors_of(id).await? } else { Vec::new() };
        self.commit(batch).await?;
        match self.accounts.get_mut(&id) {
            Some(state) => {
                state.account = account;
                state.mailbox.folders.extend(cursors);
            }
            None => {
                let mut state = AccountState::new(account);
                state.mailbox.folders.extend(found);
                state.first_reading = first_reading;
                self.accounts.insert(id, state);
                self.damage.forget_account(id);
            }
        }
        self.settings_changed();
        self.settle();
        Ok(())
    }

    /// What is stored of the folders of an account.
    async fn cursors_of(&self, id: AccountId) -> Result<Vec<(String, Cursor)>, EngineError> {
        let rows = self.store.cursors().await?.into_iter().filter(|row| row.account == id);
        Ok(rows.map(|row| (row.folder.clone(), Cursor::from_row(&row).unwrap_or_default())).collect())
    }

    /// What came over the connection of a login that the user waits for.
    pub(super) async fn pending_login_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(pending_login) = self.connections.pending_login(conn) else { return };
        match pending_login.connection.heard(response).1 {
            Some(Event::LoggedIn(capabilities)) => self.pending_login_worked(conn, &capabilities).await,
            Some(Event::Ended(problem)) => self.pending_login_failed(conn, problem),
            _ => {}
        }
    }

    /// A login that the user waits for did not work: the other form of the user name is tried, if it was not yet. Else
    /// nothing changes.
    pub(super) fn pending_login_failed(&mut self, conn: ConnectionId, problem: Problem) {
        let Some(Role::Login(mut pending_login)) = self.close(conn) else { return };
        let problem = match std::mem::replace(&mut pending_login.form, UsernameTried::Only) {
            UsernameTried::First(other) if problem.kind == ProblemKind::Mail(FailureKind::LoginRefused) => {
                match self.try_other_username(&pending_login, other, problem) {
                    Ok(()) => return,
                    Err(problem) => problem,
                }
            }
            // What the server said of the name that the user gave.
            UsernameTried::Second(first) => first,
            UsernameTried::First(_) | UsernameTried::Only => problem,
        };
        let problem = self.encryption_gone(pending_login.account.id, problem);
        if !self.accounts.contains_key(&pending_login.account.id) {
            // No one can ask for it.
            self.activity.remove(&pending_login.account.id);
        }
        self.out.push(Output::Page(FromEngine::Outcome(pending_login.number, Err(problem))));
    }

    fn try_other_username(&mut self, tried: &PendingLogin, other: String, refusal: Problem) -> Result<(), Problem> {
        let mut account = tried.account.clone();
        if let Some(connect) = account.server_mut() {
            connect.username = other;
        }
        let is_new = !self.accounts.contains_key(&account.id) && !self.damage.lost.contains(&account.id);
        let letter = if is_new && self.take_place_of(&mut account)? { None } else { tried.letter };
        self.try_login(tried.number, account, UsernameTried::Second(refusal), letter)
    }

    /// A connection of an account is encrypted. What was once encrypted is never read plainly again, where whoever
    /// takes the offer of it out of the way could read along.
    pub(super) async fn keep_encrypted(&mut self, id: AccountId, conn: ConnectionId) -> Result<(), EngineError> {
        if let Some(pending_login) = self.connections.pending_login(conn) {
            pending_login.account.keep_encrypted();
            return Ok(());
        }
        let Some(mut account) = self.accounts.get(&id).map(|state| state.account.clone()) else { return Ok(()) };
        if account.keep_encrypted() { self.keep(account).await } else { Ok(()) }
    }

    /// The problem of an account, where it is that a server which did encrypt does not any more.
    pub(super) fn encryption_gone(&self, id: AccountId, problem: Problem) -> Problem {
        let is_kept = self.accounts.get(&id).is_some_and(|state| state.account.is_kept_encrypted());
        let is_plain = |kind| matches!(kind, ProblemKind::Mail(it) if it.general() == FailureKind::NoEncryption);
        if is_kept && is_plain(problem.kind) {
            return Problem { kind: ProblemKind::EncryptionGone, ..problem };
        }
        problem
    }

    /// A number that no account had before: the time, so that it holds without a memory of those that were removed.
    pub(super) fn next_account(&self) -> AccountId {
        let now = u32::try_from(self.seconds()).unwrap_or(0);
        let connected = self.connections.accounts();
        let lost = self.damage.lost.iter().copied();
        let last = self.accounts.keys().copied().chain(connected).chain(lost).max().map_or(0, |id| id.0);
        AccountId(now.max(last.saturating_add(1)))
    }

    /// The login worked: from here on the account is kept.
    async fn pending_login_worked(&mut self, conn: ConnectionId, capabilities: &[String]) {
        let tried = self.connections.pending_login(conn).map(|pending_login| &pending_login.account);
        let mut others = self.accounts.values().map(|state| &state.account);
        if tried.is_some_and(|tried| others.any(|other| other.id != tried.id && other.is_same_mailbox(tried))) {
            // Another login to it, from another tab say, came first.
            return self.pending_login_failed(conn, Problem::new(ProblemKind::AlreadyConnected));
        }
        let Some(PendingLogin { number, mut account, connection, letter, .. }) = self.connections.adopt(conn) else {
            return;
        };
        let id = account.id;
        if let Some(AccountState { account: now, .. }) = self.accounts.get(&id) {
            // What the user changed while the login was tried holds.
            (account.said, account.connections) = (now.said.clone(), now.connections);
            if !now.disconnected {
                account.set_period(now.period());
            }
        }
        if let Err(error) = self.keep_new(account, letter).await {
            self.close(conn);
            self.out.push(Output::Page(FromEngine::Outcome(number, Err(error.into()))));
            return;
        }
        self.sign_in_is_used(id);
        self.out.push(Output::Page(FromEngine::Outcome(number, Ok(()))));
        self.end_lines_of(id);
        self.set_status(id, AccountStatus::Looking);
        self.adopt(id, conn, connection, capabilities).await;
    }

    pub(super) fn try_login(
        &mut self,
        number: u32,
        account: Account,
        form: UsernameTried,
        letter: Option<bool>,
    ) -> Result<(), Problem> {
        let connect = account.server().cloned().ok_or(Problem::new(ProblemKind::BadInput))?;
        let (id, connection) = (account.id, Connection::new(connect));
        self.open(id, Role::Login(Box::new(PendingLogin { number, account, connection, form, letter })));
        Ok(())
    }

    /// Changes an account's settings, and reads what that brings.
    async fn change(&mut self, id: AccountId, change: impl FnOnce(&mut Account)) -> Result<(), Problem> {
        let state = self.accounts.get(&id).ok_or(Problem::new(ProblemKind::NotFound))?;
        let mut account = state.account.clone();
        change(&mut account);
        if account != state.account {
            self.keep(account).await?;
            // Connections beyond the limit, and a reading under other terms, end here.
            self.end_lines_of(id);
            self.begin(id, false).await;
        }
        Ok(())
    }
}
