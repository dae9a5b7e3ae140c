//! The tokens of address books that are signed in by themselves: new ones are asked for before those that there are run
//! out, and stored before they are used.

use crate::api::{Problem, Secret};
use crate::books::record::{Book, BookLogin};
use crate::engine::state::{Engine, NO_ACCOUNT, SignInPurpose};
use crate::store::Store;
use kith_wire::{Ask, Grant, Tokens};

/// So long before a token runs out a new one is asked for, in seconds.
const AHEAD_SECONDS: i64 = 300;

impl<S: Store> Engine<S> {
    /// Asks for new tokens if those that there are run out. Gives whether it does.
    pub(super) fn refresh_book(&mut self, id: u64) -> bool {
        let now = self.seconds();
        let login = self.address_books.get(&id).map(|state| state.book.login.clone());
        let Some(BookLogin::Tokens { sign_in, refresh: token, until, .. }) = login else { return false };
        if until - AHEAD_SECONDS > now {
            return false;
        }
        let grant = Grant::Refresh { token: token.clone() };
        let ask = Ask::SignIn { sign_in, grant, for_address_books: true };
        self.ask_for_sign_in(NO_ACCOUNT, ask, SignInPurpose::RefreshBook(id, token));
        true
    }

    /// The provider gave new tokens for the one that was `used`, or did not.
    pub(in crate::engine) async fn book_refreshed(&mut self, id: u64, used: &Secret, outcome: Result<Tokens, Problem>) {
        let Some(state) = self.address_books.get(&id) else { return };
        let BookLogin::Tokens { sign_in, refresh, .. } = &state.book.login else { return };
        if refresh != used {
            return;
        }
        let outcome = match outcome {
            Ok(tokens) => {
                let login = BookLogin::Tokens {
                    sign_in: sign_in.clone(),
                    access: tokens.access,
                    refresh: tokens.refresh.unwrap_or_else(|| refresh.clone()),
                    until: self.seconds() + i64::from(tokens.seconds),
                };
                let book = Book { login, ..state.book.clone() };
                match self.keep_book(book).await {
                    Ok(()) => self.go_on_with_book(id).await,
                    Err(error) => Err(error.into()),
                }
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = outcome {
            self.run_failed(id, problem);
        }
    }
}
