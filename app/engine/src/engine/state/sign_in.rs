//! A sign-in at a mail provider, and what the relay is asked for it.

use crate::api::{AccountId, Problem, question};
use kith_wire::{Ask, Request, Secret, Tokens};

/// A sign-in of the user's, until an account uses its tokens. There is one at a time.
#[derive(Debug)]
pub(in crate::engine) struct SigningIn {
    /// Which of the relay's.
    pub(in crate::engine) sign_in: String,
    /// Whether its access token is for address books; else it is for mail.
    pub(in crate::engine) for_address_books: bool,
    pub(in crate::engine) stage: SigningInStage,
    /// The numbers of the questions that wait for its end.
    pub(in crate::engine) waiting: Vec<u32>,
}

#[derive(Debug)]
pub(in crate::engine) enum SigningInStage {
    /// The user is on the provider's page.
    Away {
        verifier: Secret,
        /// By which the answer is known that belongs to it.
        state: String,
        /// Where the page leads back to.
        redirect: String,
        /// What the provider calls itself, if that is known.
        issuer: Option<String>,
    },
    /// The relay asks for tokens.
    Asking,
    Over(Result<Tokens, Problem>),
}

/// What the relay is asked over a connection that has nothing to do with a mail server.
#[derive(Debug)]
pub(in crate::engine) struct SignInRequest {
    pub(in crate::engine) ask: Ask,
    pub(in crate::engine) purpose: SignInPurpose,
}

/// What it is for.
#[derive(Debug)]
pub(in crate::engine) enum SignInPurpose {
    /// The question of that number: which sign-ins there are.
    List(u32),
    /// The user signs in. The question that began it, if it waits for the code to enter.
    User(Option<(u32, Box<question::BeginSignIn>)>),
    /// New tokens for the account of the connection, by that refresh token.
    Refresh(Secret),
    /// The same for the address book of that number.
    RefreshBook(u64, Secret),
    /// Which servers of address books take the tokens of a sign-in.
    BookHosts(Box<BookSearch>),
    /// Tokens for those, by that refresh token.
    BookToken(Box<BookSearch>, Secret),
}

/// What is looked for at the servers that take the tokens of a sign-in.
#[derive(Debug)]
pub(in crate::engine) struct BookSearch {
    /// The number of the question.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) what: SearchedBooks,
    /// The mailbox whose sign-in it is, or [`NO_ACCOUNT`](super::NO_ACCOUNT).
    pub(in crate::engine) account: AccountId,
    pub(in crate::engine) sign_in: String,
    /// Those servers, once they are known.
    pub(in crate::engine) hosts: Vec<String>,
}

/// The question.
#[derive(Debug)]
pub(in crate::engine) enum SearchedBooks {
    Books(question::FindAddressBooks),
    Offer(question::AddressBookOffer),
}

impl SignInRequest {
    /// The number of the one request.
    const NUMBER: u32 = 1;

    /// The socket is open.
    pub(in crate::engine) fn opened(&self) -> Request {
        Request { id: Self::NUMBER, ask: self.ask.clone() }
    }
}
