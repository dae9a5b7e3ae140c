//! What the user does with a connection to an address book.

use super::refreshing::until;
use crate::api::{
    BookCredentials, BookLimit, BookProblem, BookSettings, BookStatus, CardField, CardVerdict, ContactRule, Damaged,
    Decision, NewAddressBook, Problem, ProblemKind, RuleAction, RulePlace, Side, SyncOut,
};
use crate::books::record::{Book, BookLogin, Card, CardState};
use crate::dav::url::Url;
use crate::engine::error::{EngineError, NOT_FOUND};
use crate::engine::state::{BookState, Engine, SigningInStage};
use crate::graph::is_graph;
use crate::store::{Batch, Store};
use kith_domain::contact_rule::Condition;
use kith_domain::ids::derived;
use kith_domain::mapping::Mapping;
use kith_wire::WebAuthorization;

impl<S: Store> Engine<S> {
    /// Reads the connections. Their cards are read when they are needed first.
    pub(in crate::engine) async fn load_address_books(&mut self) -> Result<(), EngineError> {
        for row in self.store.address_books().await? {
            let Ok(book) = Book::from_row(&row) else {
                self.damage.note(Damaged::AddressBook, None);
                continue;
            };
            let mut state = BookState::new(book);
            state.next = state.book.settings.on.then_some(self.moment.now);
            self.address_books.insert(row.id, state);
        }
        Ok(())
    }

    /// Connects an address book, and begins to look what is there.
    pub(in crate::engine) async fn connect_address_book(&mut self, new: NewAddressBook) -> Result<(), Problem> {
        let NewAddressBook { id, login, url, name, limits } = new;
        if self.address_books.contains_key(&id) {
            return Ok(());
        }
        let bad = Problem::new(ProblemKind::BadInput);
        let url = Url::read(&url).map(Url::folder).ok_or(bad.clone())?.to_string();
        if self.connected_book(&url, &login.credentials).is_some() {
            return Err(Problem::new(ProblemKind::AlreadyConnected));
        }
        let name = if name.trim().is_empty() { Url::read(&url).ok_or(bad)?.host } else { name.trim().to_owned() };
        let login = self.book_login(&login.credentials, &login.place)?;
        let mut mapping = Mapping::default();
        if limits.contains(&BookLimit::NoPhotos) {
            mapping.pairs.retain(|pair| pair.there != CardField::Photo);
        }
        let settings = BookSettings { name, on: true, winner: Side::There, mapping };
        let book =
            Book { id, settings, url, login, limits, old_mapping: None, is_started: false, token: None, last: None };
        let is_signed_in = matches!(book.login, BookLogin::Tokens { .. });
        self.keep_book(book.clone()).await?;
        self.signing_in.take_if(|_| is_signed_in);
        self.address_books.insert(id, BookState::new(book));
        self.begin_book(id);
        Ok(())
    }

    /// The number under which an address book is connected already. Who asks tells those of Graph apart: they all have
    /// one address.
    pub(super) fn connected_book(&self, url: &str, credentials: &BookCredentials) -> Option<u64> {
        let is_by_user = Url::read(url).is_some_and(|url| is_graph(&url.host));
        let is_same_user = |login: &BookLogin| match credentials {
            BookCredentials::Account(account) => *login == BookLogin::Account(*account),
            BookCredentials::Password { .. } | BookCredentials::SignIn => false,
        };
        let mut all = self.address_books.values().map(|state| &state.book);
        all.find(|book| book.url == url && (!is_by_user || is_same_user(&book.login))).map(|book| book.id)
    }

    /// What is kept of the credentials that the user gave.
    fn book_login(&self, given: &BookCredentials, place: &str) -> Result<BookLogin, Problem> {
        match given {
            BookCredentials::Password { username, password } => {
                let username = if username.trim().is_empty() { place.trim() } else { username.trim() };
                Ok(BookLogin::Password { username: username.to_owned(), password: password.clone() })
            }
            BookCredentials::Account(id) if self.accounts.contains_key(id) => Ok(BookLogin::Account(*id)),
            BookCredentials::Account(_) => Err(NOT_FOUND),
            BookCredentials::SignIn => {
                let signing_in = self.signing_in.as_ref().ok_or(NOT_FOUND)?;
                let SigningInStage::Over(Ok(tokens)) = &signing_in.stage else { return Err(NOT_FOUND) };
                Ok(BookLogin::Tokens {
                    sign_in: signing_in.sign_in.clone(),
                    access: tokens.access.clone(),
                    refresh: tokens.refresh.clone().unwrap_or_default(),
                    // One that is for mail is not used here.
                    until: match signing_in.for_address_books {
                        true => until(self.seconds(), tokens.seconds),
                        false => 0,
                    },
                })
            }
        }
    }

    /// What the server is shown of credentials that are only tried.
    pub(in crate::engine) fn tried_authorization(
        &self,
        given: &BookCredentials,
        place: &str,
    ) -> Result<WebAuthorization, Problem> {
        self.authorization(&self.book_login(given, place)?)
    }

    /// What the server of an address book is shown.
    pub(in crate::engine) fn authorization(&self, login: &BookLogin) -> Result<WebAuthorization, Problem> {
        Ok(match login {
            BookLogin::Password { username, password } => {
                WebAuthorization::Basic { username: username.clone(), password: password.clone() }
            }
            BookLogin::Tokens { access, .. } => WebAuthorization::Bearer { token: access.clone() },
            BookLogin::Account(id) if self.has_tokens(login) => {
                let token = self.book_access(*id).ok_or(Problem::new(ProblemKind::Book(BookProblem::SignInNeeded)))?;
                WebAuthorization::Bearer { token }
            }
            BookLogin::Account(id) => {
                let account = self.accounts.get(id).map(|state| &state.account).ok_or(NOT_FOUND)?;
                if let Some(kind) = account.out_of_reach() {
                    return Err(Problem::new(kind));
                }
                let server = account.server().ok_or(NOT_FOUND)?;
                let (password, address) = (server.password.clone(), account.address.as_str());
                // Who is known by a part of the address to the mail server is known by all of it here.
                let is_part = address.split('@').next() == Some(server.username.as_str());
                let username = if is_part { address.to_owned() } else { server.username.clone() };
                WebAuthorization::Basic { username, password }
            }
        })
    }

    /// Stores a connection.
    pub(super) async fn keep_book(&mut self, book: Book) -> Result<(), EngineError> {
        let row = book.row()?;
        self.commit(Batch { address_books: vec![row], ..Batch::default() }).await?;
        if let Some(state) = self.address_books.get_mut(&book.id) {
            state.book = book;
        }
        self.books_changed = true;
        Ok(())
    }

    /// The first sync, with the rules that it begins with.
    pub(in crate::engine) async fn start_sync(&mut self, id: u64, out: SyncOut, mark: u64) -> Result<(), Problem> {
        let state = self.address_books.get(&id).ok_or(NOT_FOUND)?;
        if state.book.is_started {
            return Ok(());
        }
        let book = Book { is_started: true, ..state.book.clone() };
        let rule = |place, what: &[u8], conditions: Vec<Condition>| {
            let actions: Vec<RuleAction> = Vec::new();
            let rule = ContactRule { place, needs_all: false, conditions, actions, on: true };
            Decision::ContactRule { id: derived(id, &[what]), rule: Some(rule) }
        };
        let out = rule(RulePlace::Out(id), b"out", conditions_of(out));
        let decisions = vec![rule(RulePlace::In(id), b"in", Vec::new()), out];
        let (entry, row) = self.entry(self.free_mark(mark), decisions)?;
        let batch = Batch {
            decisions: vec![row],
            address_books: vec![book.row().map_err(EngineError::from)?],
            ..Batch::default()
        };
        self.commit(batch).await?;
        self.book.decide(entry);
        self.settle();
        self.people_changed = true;
        self.end_run(id);
        if let Some(state) = self.address_books.get_mut(&id) {
            state.book = book;
            state.preview = None;
            state.status = BookStatus::Syncing { done: 0, of: 0 };
        }
        self.begin_book(id);
        Ok(())
    }

    /// Synchronises now.
    pub(in crate::engine) fn sync_address_book(&mut self, id: u64) -> Result<(), Problem> {
        let state = self.address_books.get_mut(&id).ok_or(NOT_FOUND)?;
        state.failures = 0;
        state.cards.try_refused_again();
        state.takes_again = true;
        self.begin_book(id);
        Ok(())
    }

    /// Changes what the user chose.
    pub(in crate::engine) async fn set_address_book(&mut self, id: u64, settings: BookSettings) -> Result<(), Problem> {
        let state = self.address_books.get(&id).ok_or(NOT_FOUND)?;
        if settings.name.trim().is_empty() || settings.mapping.problem(&self.book.journal().state().fields).is_some() {
            return Err(Problem::new(ProblemKind::BadInput));
        }
        let is_remapped = settings.mapping != state.book.settings.mapping;
        let before = || state.book.old_mapping.clone().unwrap_or_else(|| state.book.settings.mapping.clone());
        let old_mapping = if is_remapped { Some(before()) } else { state.book.old_mapping.clone() };
        let book = Book { settings, old_mapping, ..state.book.clone() };
        self.keep_book(book.clone()).await?;
        // What is under way goes by what was chosen before.
        self.end_run(id);
        if book.settings.on {
            self.begin_book(id);
        } else if let Some(state) = self.address_books.get_mut(&id) {
            (state.status, state.next) = (BookStatus::Off, None);
        }
        Ok(())
    }

    /// Logs in with that from now on.
    pub(in crate::engine) async fn set_book_login(
        &mut self,
        id: u64,
        credentials: BookCredentials,
    ) -> Result<(), Problem> {
        let state = self.address_books.get(&id).ok_or(NOT_FOUND)?;
        let place = match &state.book.login {
            BookLogin::Password { username, .. } => username.clone(),
            _ => String::new(),
        };
        let login = self.book_login(&credentials, &place)?;
        let is_signed_in = matches!(login, BookLogin::Tokens { .. });
        let book = Book { login, ..state.book.clone() };
        self.keep_book(book).await?;
        self.signing_in.take_if(|_| is_signed_in);
        self.end_run(id);
        self.sync_address_book(id)
    }

    /// Forgets a connection. People stay, and so do the cards on the server.
    pub(in crate::engine) async fn remove_address_book(&mut self, id: u64) -> Result<(), Problem> {
        if !self.address_books.contains_key(&id) {
            return Err(NOT_FOUND);
        }
        let mut batch = Batch { removed_address_books: vec![id], ..Batch::default() };
        let theirs = |rule: &ContactRule| rule.place == RulePlace::In(id) || rule.place == RulePlace::Out(id);
        let rules = self.book.journal().state().contact_rules.iter().filter(|(_, rule)| theirs(rule));
        let decisions: Vec<_> = rules.map(|(id, _)| Decision::ContactRule { id: *id, rule: None }).collect();
        let mut entry = None;
        if !decisions.is_empty() {
            let (made, row) = self.entry(self.own_mark(), decisions)?;
            batch.decisions.push(row);
            entry = Some(made);
        }
        self.commit(batch).await?;
        entry.into_iter().for_each(|entry| self.book.decide(entry));
        self.settle();
        self.end_run(id);
        self.address_books.remove(&id);
        (self.books_changed, self.people_changed) = (true, true);
        Ok(())
    }

    /// The user said what the cards are that disappeared at once.
    pub(in crate::engine) fn answer_disappeared(&mut self, id: u64, are_deleted: bool) -> Result<(), Problem> {
        let state = self.address_books.get_mut(&id).ok_or(NOT_FOUND)?;
        if !matches!(state.status, BookStatus::Disappeared { .. }) {
            return Err(NOT_FOUND);
        }
        state.disappeared = Some(are_deleted);
        self.begin_book(id);
        Ok(())
    }

    /// The user said what a card is.
    pub(in crate::engine) async fn decide_card(
        &mut self,
        id: u64,
        key: &str,
        verdict: CardVerdict,
    ) -> Result<(), Problem> {
        let mut card = self.stored_card(id, key).await?.ok_or(NOT_FOUND)?;
        let is_written = card.state.person().is_some() || card.state == CardState::Group;
        match verdict {
            CardVerdict::LeaveOut if card.state == CardState::Group => {
                self.keep_card(id, key, &Card { refused: None, ..card }).await?;
                self.leave_group(id, key);
            }
            CardVerdict::LeaveOut => {
                card.state = match card.state {
                    CardState::Of(person) | CardState::Pending(person) | CardState::DeletedHere(person) => {
                        CardState::IgnoredOf(vec![person])
                    }
                    CardState::Unclear(people) => CardState::IgnoredOf(people),
                    _ => CardState::Ignored,
                };
                self.keep_card(id, key, &card).await?;
            }
            // What was refused is tried again.
            _ if is_written => self.sync_address_book(id)?,
            CardVerdict::Of(person) => self.take_in_as(id, card, Some(person)).await?,
            CardVerdict::New => self.take_in_as(id, card, None).await?,
        }
        self.books_changed = true;
        Ok(())
    }
}

/// Whom the first rule lets go out: those who are there already, and whom the user chose.
fn conditions_of(out: SyncOut) -> Vec<Condition> {
    match out {
        SyncOut::NoOne => vec![Condition::ThereAlready(true)],
        SyncOut::Bucket(bucket) => vec![Condition::ThereAlready(true), Condition::Bucket { bucket, is_in: true }],
        SyncOut::Everyone => Vec::new(),
    }
}
