//! A sign-in at a mail provider, and what the relay is asked for it.

use crate::api::{Problem, question};
use kith_wire::{Ask, Request, Secret, Tokens};

/// A sign-in of the user's, until an account uses its tokens. There is one at a time.
#[derive(Debug)]
pub(in crate::engine) struct SigningIn {
    /// Which of the relay's.
    pub(in crate::engine) sign_in: String,
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
}

impl SignInRequest {
    /// The number of the one request.
    const NUMBER: u32 = 1;

    /// The socket is open.
    pub(in crate::engine) fn opened(&self) -> Request {
        Request { id: Self::NUMBER, ask: self.ask.clone() }
    }
}
