//! The tokens of accounts that are signed in: new ones are asked for before those that there are run out, and stored
//! before they are used.

use super::error::EngineError;
use super::interface::Output;
use super::state::{Engine, Refused, Role, SignInPurpose};
use crate::account::AccountTokens;
use crate::api::{AccountId, Problem, ProblemKind, Secret};
use crate::session::ConnectionId;
use crate::store::{Batch, Store};
use kith_wire::{Answer, Ask, Failure, FailureKind, Grant, Request, Tokens};

/// So long before a token runs out a new one is asked for, in seconds.
const AHEAD_SECONDS: i64 = 300;

impl<S: Store> Engine<S> {
    /// Whether a connection has to wait for new tokens of its account.
    pub(super) fn needs_tokens(&self, account: AccountId, role: &Role) -> bool {
        let logs_in = !matches!(
            role,
            Role::Login(_)
                | Role::Discoverer(_)
                | Role::SignIn(_)
                | Role::AddressBook(_)
                | Role::BookFinder(_)
                | Role::WebFile(_)
        );
        let Some(state) = self.accounts.get(&account).filter(|_| logs_in) else { return false };
        let runs_out = |tokens: &AccountTokens| tokens.until - AHEAD_SECONDS <= self.seconds();
        let is_of_no_use = state.refused == Refused::Once || state.has_unsaved_tokens;
        state.account.tokens.as_ref().is_some_and(|tokens| is_of_no_use || runs_out(tokens))
    }

    /// Asks for new tokens of an account, unless that is under way.
    pub(super) fn refresh(&mut self, account: AccountId) {
        let Some(tokens) = self.accounts.get(&account).and_then(|state| state.account.tokens.clone()) else { return };
        if self.connections.of(account, Role::is_sign_in).is_empty() {
            let AccountTokens { sign_in, refresh: token, .. } = tokens;
            let grant = Grant::Refresh { token: token.clone() };
            let ask = Ask::SignIn { sign_in, grant, for_address_books: false };
            self.ask_for_sign_in(account, ask, SignInPurpose::Refresh(token));
        }
    }

    /// The provider gave new tokens for the one that was `used`, or did not. Those who waited for them go on, or end.
    pub(super) async fn refreshed(&mut self, id: AccountId, used: &Secret, outcome: Result<Tokens, Problem>) {
        let kept = match outcome {
            Ok(tokens) => self.keep_tokens(id, used, tokens).await.map_err(Problem::from),
            Err(problem) => Err(problem),
        };
        Box::pin(self.go_on_with_books_of(id)).await;
        for conn in self.connections.release(id) {
            match &kept {
                Ok(()) => self.out.push(Output::Open(conn)),
                Err(problem) => Box::pin(self.closed(conn, problem.clone())).await,
            }
        }
    }

    /// Stores the tokens, unless the user ended the connection meanwhile, or signed in again.
    async fn keep_tokens(&mut self, id: AccountId, used: &Secret, tokens: Tokens) -> Result<(), EngineError> {
        let now = self.seconds();
        let Some(state) = self.accounts.get_mut(&id) else { return Ok(()) };
        let Some(AccountTokens { sign_in, .. }) = state.account.tokens.clone().filter(|it| it.refresh == *used) else {
            return Ok(());
        };
        // They are kept also where they cannot be stored, since the provider may take those before for spent. But they
        // are not used then: they bring the next ones.
        state.account.set_tokens(sign_in, tokens, now);
        state.has_unsaved_tokens = true;
        if state.refused == Refused::Once {
            state.refused = Refused::Renewed;
        }
        let row = state.account.row()?;
        self.commit(Batch { accounts: vec![row], ..Batch::default() }).await?;
        if let Some(state) = self.accounts.get_mut(&id) {
            state.has_unsaved_tokens = false;
        }
        Ok(())
    }

    /// A request with the token that the account has by now.
    pub(super) fn with_token(&self, conn: ConnectionId, request: Request) -> Request {
        let server = || self.accounts.get(&self.connections.account(conn)?)?.account.server();
        match (request.ask, server()) {
            (Ask::Connect(connect), Some(server)) if connect.is_token && server.is_token => {
                let password = server.password.clone();
                Request { ask: Ask::Connect(kith_wire::Connect { password, ..connect }), ..request }
            }
            (ask, _) => Request { ask, ..request },
        }
    }

    /// Hears what an answer says of the account's token.
    pub(super) fn hear_of_token(&mut self, account: AccountId, answer: &Answer) {
        let Some(state) = self.accounts.get_mut(&account).filter(|state| state.account.tokens.is_some()) else {
            return;
        };
        match answer {
            Answer::Connected { .. } => state.refused = Refused::No,
            Answer::Failed(Failure { kind: FailureKind::TokenRefused, .. }) if state.refused == Refused::No => {
                state.refused = Refused::Once;
            }
            _ => {}
        }
    }

    /// Whether an account that failed for that reason is to be tried with new tokens.
    pub(super) fn can_refresh(&self, id: AccountId, problem: &Problem) -> bool {
        problem.kind == ProblemKind::Mail(FailureKind::TokenRefused)
            && self.accounts.get(&id).is_some_and(|state| state.refused == Refused::Once)
    }
}
