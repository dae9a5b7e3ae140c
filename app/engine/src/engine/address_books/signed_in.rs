//! Looking for the address books of someone who signed in at a provider: the relay says which servers take its tokens,
//! and the provider gives one for them.

use super::refreshing::{for_books, of_sign_in};
use crate::api::{
    AccountId, AddressBookOffer, BookCredentials, BookProblem, FromEngine, Problem, ProblemKind, Query, Secret,
    question,
};
use crate::books::finder::Finder;
use crate::engine::error::NOT_FOUND;
use crate::engine::interface::Output;
use crate::engine::state::{BookSearch, Engine, NO_ACCOUNT, SearchedBooks, SignInPurpose, SigningInStage};
use crate::store::Store;
use kith_wire::{Ask, SignIn, Tokens};

/// What tokens for address books come from.
pub(super) struct TokenSource {
    sign_in: String,
    refresh: Secret,
    /// Whether one is there already.
    is_ready: bool,
}

impl<S: Store> Engine<S> {
    /// What tokens come from for whoever asks. `None`: they do not ask by tokens.
    pub(super) fn token_source(&self, credentials: &BookCredentials) -> Result<Option<TokenSource>, Problem> {
        match credentials {
            BookCredentials::Password { .. } => Ok(None),
            BookCredentials::Account(id) => {
                let state = self.accounts.get(id).ok_or(NOT_FOUND)?;
                let is_ready = self.book_access(*id).is_some();
                Ok(state.account.tokens.clone().map(|it| TokenSource {
                    sign_in: it.sign_in,
                    refresh: it.refresh,
                    is_ready,
                }))
            }
            BookCredentials::SignIn => {
                let signing_in = self.signing_in.as_ref().ok_or(NOT_FOUND)?;
                let SigningInStage::Over(Ok(tokens)) = &signing_in.stage else { return Err(NOT_FOUND) };
                Ok(Some(TokenSource {
                    sign_in: signing_in.sign_in.clone(),
                    refresh: tokens.refresh.clone().unwrap_or_default(),
                    is_ready: signing_in.for_address_books,
                }))
            }
        }
    }

    /// Looks for address books as someone who signed in. First the relay is asked where.
    pub(super) fn find_signed_in(&mut self, number: u32, question: question::FindAddressBooks, source: &TokenSource) {
        let account = match question.0.credentials {
            BookCredentials::Account(account) => account,
            BookCredentials::Password { .. } | BookCredentials::SignIn => NO_ACCOUNT,
        };
        self.ask_for_hosts(number, SearchedBooks::Books(question), account, &source.sign_in);
    }

    /// Looks whether the sign-in of a mailbox is for address books as well. Gives whether there is such a mailbox.
    pub(super) fn offer_signed_in(&mut self, number: u32, question: &question::AddressBookOffer) -> bool {
        let is_it = |address: &str| address.eq_ignore_ascii_case(&question.address);
        let account = self.accounts.values().find(|state| is_it(state.account.address.as_str()));
        let sign_in = account.and_then(|state| state.account.tokens.as_ref()).map(|tokens| tokens.sign_in.clone());
        if let Some(sign_in) = &sign_in {
            self.ask_for_hosts(number, SearchedBooks::Offer(question.clone()), NO_ACCOUNT, sign_in);
        }
        sign_in.is_some()
    }

    fn ask_for_hosts(&mut self, number: u32, what: SearchedBooks, account: AccountId, sign_in: &str) {
        let search = BookSearch { number, what, account, sign_in: sign_in.to_owned(), hosts: Vec::new() };
        self.ask_for_sign_in(NO_ACCOUNT, Ask::SignIns, SignInPurpose::BookHosts(Box::new(search)));
    }

    /// The relay said which sign-ins there are, or did not.
    pub(in crate::engine) fn book_hosts(&mut self, search: BookSearch, outcome: Result<Vec<SignIn>, Problem>) {
        let all = match outcome {
            Ok(all) => all,
            Err(problem) => return self.end_book_search(search, Err(problem)),
        };
        let hosts = all.into_iter().find(|it| it.id == search.sign_in).map(|it| it.web_hosts).unwrap_or_default();
        let SearchedBooks::Books(question) = &search.what else {
            return self.end_book_search(search, Ok(hosts.into_iter().next()));
        };
        if hosts.is_empty() {
            return self.end_book_search(search, Err(Problem::new(ProblemKind::Book(BookProblem::NotFound))));
        }
        let source = match self.token_source(&question.0.credentials) {
            Ok(source) => source.ok_or(NOT_FOUND),
            Err(problem) => Err(problem),
        };
        let search = BookSearch { hosts, ..search };
        match source {
            Ok(TokenSource { is_ready: true, .. }) => self.search_now(search),
            Ok(TokenSource { sign_in, refresh, .. }) => {
                let ask = for_books(sign_in, refresh.clone());
                self.ask_for_sign_in(search.account, ask, SignInPurpose::BookToken(Box::new(search), refresh));
            }
            Err(problem) => self.end_book_search(search, Err(problem)),
        }
    }

    /// The provider gave tokens for address books, or did not.
    pub(in crate::engine) async fn book_token(
        &mut self,
        search: BookSearch,
        used: &Secret,
        outcome: Result<Tokens, Problem>,
    ) {
        let kept = match outcome {
            Ok(tokens) => match search.account {
                NO_ACCOUNT => {
                    self.keep_signed_in(used, tokens);
                    Ok(())
                }
                account => match self.keep_book_access(account, used, tokens).await {
                    Ok(()) => Ok(()),
                    Err(error) => Err(error.into()),
                },
            },
            Err(problem) => Err(of_sign_in(problem)),
        };
        match kept {
            Ok(()) => self.search_now(search),
            Err(problem) => self.end_book_search(search, Err(problem)),
        }
    }

    /// The sign-in that is over has these tokens from now on.
    fn keep_signed_in(&mut self, used: &Secret, tokens: Tokens) {
        let Some(signing_in) = &mut self.signing_in else { return };
        if let SigningInStage::Over(Ok(known)) = &mut signing_in.stage
            && known.refresh.as_ref() == Some(used)
        {
            let refresh = tokens.refresh.or_else(|| known.refresh.clone());
            *known = Tokens { refresh, user: known.user.clone(), ..tokens };
            signing_in.for_address_books = true;
        }
    }

    fn search_now(&mut self, search: BookSearch) {
        let BookSearch { number, what: SearchedBooks::Books(question), hosts, .. } = search else { return };
        self.begin_finding(number, question, Finder::signed_in(hosts));
    }

    fn end_book_search(&mut self, search: BookSearch, outcome: Result<Option<String>, Problem>) {
        let answer = match search.what {
            SearchedBooks::Books(question) => outcome.map(|_| question.answer(Vec::new())),
            SearchedBooks::Offer(question) => {
                let place = question.address.clone();
                outcome.map(|host| question.answer(host.map(|host| AddressBookOffer { place, host })))
            }
        };
        self.out.push(Output::Page(FromEngine::Answer(search.number, answer)));
    }
}
