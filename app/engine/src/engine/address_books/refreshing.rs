//! The tokens for address books of those who signed in: new ones are asked for before those that there are run out.
//!
//! An address book has tokens of its own, which are stored before they are used, or uses a mailbox's sign-in. What that
//! mailbox's access token opens need not be an address book, so one for address books is asked for beside it, and kept
//! only as long as this program runs.

use crate::api::{AccountId, BookProblem, Problem, ProblemKind, Seconds, Secret};
use crate::books::record::{Book, BookLogin};
use crate::engine::error::EngineError;
use crate::engine::state::{BookAccess, BookRun, BookStage, Engine, NO_ACCOUNT, Role, SignInPurpose};
use crate::store::{Batch, Store};
use kith_wire::{Ask, FailureKind, Grant, Tokens};

/// So long before a token runs out a new one is asked for, in seconds.
const AHEAD_SECONDS: i64 = 300;

/// A token that lives for a shorter time is taken to live so long, in seconds: with one that is refused before its time
/// the sync waits as after any failure, and does not ask for one token after another.
const MIN_LIFE_SECONDS: i64 = 60;

impl<S: Store> Engine<S> {
    /// The mailbox's token for address books, if one is there that is good for a while.
    pub(super) fn book_access(&self, id: AccountId) -> Option<Secret> {
        let access = self.accounts.get(&id)?.book_access.as_ref()?;
        (access.until - AHEAD_SECONDS > self.seconds()).then(|| access.token.clone())
    }

    /// Asks for new tokens if those that there are run out. Gives whether it does.
    pub(super) fn refresh_book(&mut self, id: u64) -> bool {
        let login = self.address_books.get(&id).map(|state| state.book.login.clone());
        let (account, sign_in, token) = match login {
            Some(BookLogin::Tokens { sign_in, refresh, until, .. }) if until - AHEAD_SECONDS <= self.seconds() => {
                (NO_ACCOUNT, sign_in, refresh)
            }
            Some(BookLogin::Account(account)) if self.book_access(account).is_none() => {
                let tokens = self.accounts.get(&account).and_then(|state| state.account.tokens.clone());
                let Some(tokens) = tokens else { return false };
                // One refresh token is never used twice at once: some are good for one time.
                if !self.connections.of(account, Role::is_sign_in).is_empty() {
                    return true;
                }
                (account, tokens.sign_in, tokens.refresh)
            }
            _ => return false,
        };
        let ask = for_books(sign_in, token.clone());
        self.ask_for_sign_in(account, ask, SignInPurpose::RefreshBook(id, token));
        true
    }

    /// The provider gave new tokens for the one that was `used`, or did not.
    pub(in crate::engine) async fn book_refreshed(&mut self, id: u64, used: &Secret, outcome: Result<Tokens, Problem>) {
        let Some(login) = self.address_books.get(&id).map(|state| state.book.login.clone()) else { return };
        let kept = match (outcome, login) {
            (Ok(tokens), BookLogin::Tokens { sign_in, refresh, .. }) if refresh == *used => {
                self.keep_book_tokens(id, sign_in, refresh, tokens).await
            }
            (Ok(tokens), BookLogin::Account(account)) => self.keep_book_access(account, used, tokens).await,
            (Ok(_), _) => return,
            (Err(problem), _) => return self.run_failed(id, of_sign_in(problem)),
        };
        let outcome = match kept {
            Ok(()) => self.go_on_with_book(id).await,
            Err(error) => Err(error.into()),
        };
        if let Err(problem) = outcome {
            self.run_failed(id, problem);
        }
    }

    async fn keep_book_tokens(
        &mut self,
        id: u64,
        sign_in: String,
        before: Secret,
        tokens: Tokens,
    ) -> Result<(), EngineError> {
        let Some(state) = self.address_books.get(&id) else { return Ok(()) };
        let login = BookLogin::Tokens {
            sign_in,
            access: tokens.access,
            refresh: tokens.refresh.unwrap_or(before),
            until: until(self.seconds(), tokens.seconds),
        };
        let book = Book { login, ..state.book.clone() };
        self.keep_book(book).await
    }

    /// Keeps a mailbox's token for address books. What brings the next tokens may be another one from now on.
    pub(super) async fn keep_book_access(
        &mut self,
        id: AccountId,
        used: &Secret,
        tokens: Tokens,
    ) -> Result<(), EngineError> {
        let until = until(self.seconds(), tokens.seconds);
        let Some(state) = self.accounts.get_mut(&id) else { return Ok(()) };
        state.book_access = Some(BookAccess { token: tokens.access, until });
        let known = state.account.tokens.as_mut().filter(|known| known.refresh == *used);
        let (Some(known), Some(refresh)) = (known, tokens.refresh.filter(|refresh| refresh != used)) else {
            return Ok(());
        };
        known.refresh = refresh;
        let row = state.account.row()?;
        self.commit(Batch { accounts: vec![row], ..Batch::default() }).await.map(drop)
    }

    /// A sign-in of an account is over: address books that waited for it go on.
    pub(in crate::engine) async fn go_on_with_books_of(&mut self, account: AccountId) {
        let waits = |id: &u64| {
            self.address_books.get(id).is_some_and(|state| {
                let is_waiting = |run: &BookRun| run.stage == BookStage::Connecting && run.conn.is_none();
                state.book.login == BookLogin::Account(account) && state.run.as_ref().is_some_and(is_waiting)
            })
        };
        for id in self.address_books.keys().copied().filter(waits).collect::<Vec<_>>() {
            if let Err(problem) = self.go_on_with_book(id).await {
                self.run_failed(id, problem);
            }
        }
    }

    /// A token was refused before its time: another is asked for the next time.
    pub(super) fn forget_book_token(&mut self, id: u64) {
        let Some(state) = self.address_books.get_mut(&id) else { return };
        match &mut state.book.login {
            BookLogin::Tokens { until, .. } => *until = 0,
            BookLogin::Account(account) => {
                if let Some(state) = self.accounts.get_mut(account) {
                    state.book_access = None;
                }
            }
            BookLogin::Password { .. } => {}
        }
    }

    /// Whether an address book is read by tokens.
    pub(super) fn has_tokens(&self, login: &BookLogin) -> bool {
        match login {
            BookLogin::Password { .. } => false,
            BookLogin::Tokens { .. } => true,
            BookLogin::Account(id) => self.accounts.get(id).is_some_and(|state| state.account.tokens.is_some()),
        }
    }
}

/// What a provider's refusal means for an address book: to most sign-ins the user can agree once more, for address books
/// as well.
pub(super) fn of_sign_in(problem: Problem) -> Problem {
    match problem.kind {
        ProblemKind::Mail(FailureKind::GrantRefused | FailureKind::ConsentNeeded) => {
            Problem { words: problem.words, ..Problem::new(ProblemKind::Book(BookProblem::SignInNeeded)) }
        }
        _ => problem,
    }
}

/// Until when a new token counts as valid. One with a short life is used for half of it.
pub(super) fn until(now: Seconds, seconds: u32) -> Seconds {
    let life = i64::from(seconds).max(MIN_LIFE_SECONDS);
    now + life.max(life / 2 + AHEAD_SECONDS)
}

/// What asks for tokens for address books.
pub(super) fn for_books(sign_in: String, refresh: Secret) -> Ask {
    Ask::SignIn { sign_in, grant: Grant::Refresh { token: refresh }, for_address_books: true }
}
