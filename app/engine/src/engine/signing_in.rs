//! Signing in at a mail provider: the user's own sign-in, for an account that is to be connected.

use super::error::NOT_FOUND;
use super::interface::Output;
use super::state::{Engine, NO_ACCOUNT, Role, SignInPurpose, SignInRequest, SigningIn, SigningInStage, UsernameTried};
use crate::account::Account;
use crate::api::{AccountId, FromEngine, Problem, ProblemKind, Query, Secret, SignInStep, SignedIn, question};
use crate::session::{ConnectionId, problem};
use crate::store::Store;
use kith_domain::sign_in::{Proof, Return};
use kith_wire::{Answer, Ask, FailureKind, Grant, Response, SignInWay, Tokens};

impl<S: Store> Engine<S> {
    /// Asks the relay which sign-ins there are. The answer comes when it is known.
    pub(super) fn list_sign_ins(&mut self, number: u32) {
        self.ask_for_sign_in(NO_ACCOUNT, Ask::SignIns, SignInPurpose::List(number));
    }

    /// Begins to sign in, in place of any sign-in before. `None`: the answer comes when the relay has a code.
    pub(super) fn begin_sign_in(&mut self, number: u32, question: question::BeginSignIn) -> Option<SignInBegun> {
        self.cancel_sign_in();
        let question::BeginSignIn { sign_in, redirect, address, random, for_address_books } = &question;
        let for_address_books = *for_address_books;
        let id = sign_in.id.clone();
        let begun = |stage| SigningIn { sign_in: id.clone(), for_address_books, stage, waiting: Vec::new() };
        match &sign_in.way {
            SignInWay::DeviceCode => {
                self.signing_in = Some(begun(SigningInStage::Asking));
                let ask = Ask::SignIn { sign_in: id, grant: Grant::DeviceCode, for_address_books };
                self.ask_for_sign_in(NO_ACCOUNT, ask, SignInPurpose::User(Some((number, Box::new(question)))));
                None
            }
            SignInWay::Code { authorize, issuer } => {
                let Some(proof) = Proof::new(&random.0) else {
                    return Some(Err(Problem::new(ProblemKind::BadInput)));
                };
                let page = proof.page(authorize, redirect, address);
                let stage = SigningInStage::Away {
                    verifier: proof.verifier.into(),
                    state: proof.state,
                    redirect: redirect.clone(),
                    issuer: issuer.clone(),
                };
                self.signing_in = Some(begun(stage));
                Some(Ok((question, SignInStep::Open(page))))
            }
        }
    }

    /// The browser came back from the provider's page with this.
    pub(super) fn return_from_sign_in(&mut self, query: &Secret) -> Result<(), Problem> {
        let came = Return::read(query.reveal());
        let signing_in = self.signing_in.as_mut().ok_or(NOT_FOUND)?;
        let SigningInStage::Away { verifier, state, redirect, issuer } = &signing_in.stage else {
            return Err(NOT_FOUND);
        };
        if came.state != *state {
            // Someone else's answer, or one to a sign-in before.
            return Err(NOT_FOUND);
        }
        let is_other = came.issuer.is_some() && issuer.is_some() && came.issuer != *issuer;
        let failed = match came.error {
            _ if is_other => Some(Problem::new(ProblemKind::Mail(FailureKind::SignInMisconfigured))),
            Some(error) => {
                let kind = ProblemKind::Mail(FailureKind::of_sign_in(&error, &came.description));
                let words = if came.description.is_empty() { error } else { came.description };
                Some(Problem { words: Some(words), ..Problem::new(kind) })
            }
            None => None,
        };
        if let Some(problem) = failed {
            self.end_sign_in(Err(problem));
            return Ok(());
        }
        let grant = Grant::Code { code: came.code.into(), verifier: verifier.clone(), redirect: redirect.clone() };
        let sign_in = signing_in.sign_in.clone();
        let ask = Ask::SignIn { sign_in, grant, for_address_books: signing_in.for_address_books };
        signing_in.stage = SigningInStage::Asking;
        self.ask_for_sign_in(NO_ACCOUNT, ask, SignInPurpose::User(None));
        Ok(())
    }

    /// Answers how the sign-in ended: now, or when it does.
    pub(super) fn wait_for_sign_in(&mut self, number: u32) -> Result<(), Problem> {
        self.signing_in.as_mut().ok_or(NOT_FOUND)?.waiting.push(number);
        self.tell_sign_in();
        Ok(())
    }

    /// The user does not sign in after all.
    pub(super) fn cancel_sign_in(&mut self) {
        let is_users = |role: &Role| matches!(role, Role::SignIn(it) if matches!(it.purpose, SignInPurpose::User(_)));
        for conn in self.connections.of(NO_ACCOUNT, is_users) {
            if let Some(Role::SignIn(request)) = self.close(conn) {
                self.answer_begun(request.purpose, Err(NOT_FOUND));
            }
        }
        self.end_sign_in(Err(NOT_FOUND));
        self.signing_in = None;
    }

    /// Logs in with what the sign-in brought. The outcome is told when it is known.
    pub(super) fn sign_in_again(&mut self, number: u32, id: AccountId) -> Result<(), Problem> {
        let state = self.accounts.get(&id).ok_or(NOT_FOUND)?;
        let mut account = state.account.clone();
        self.use_sign_in(&mut account)?;
        account.disconnected = false;
        self.try_login(number, account, UsernameTried::Only, None)
    }

    /// Has an account log in with what the sign-in brought. It is kept: a login may fail for another reason.
    pub(super) fn use_sign_in(&self, account: &mut Account) -> Result<(), Problem> {
        let signing_in = self.signing_in.as_ref().ok_or(NOT_FOUND)?;
        let SigningInStage::Over(Ok(tokens)) = &signing_in.stage else { return Err(NOT_FOUND) };
        if account.set_tokens(signing_in.sign_in.clone(), tokens.clone(), self.seconds()) {
            Ok(())
        } else {
            Err(NOT_FOUND)
        }
    }

    /// That account is kept. If it uses what the sign-in brought, no other may.
    pub(super) fn sign_in_is_used(&mut self, id: AccountId) {
        let Some(server) = self.accounts.get(&id).and_then(|state| state.account.server()) else { return };
        let is_used = |it: &mut SigningIn| match &it.stage {
            SigningInStage::Over(Ok(tokens)) => tokens.access == server.password,
            _ => false,
        };
        self.signing_in.take_if(is_used);
    }

    /// What the relay answered over a connection for a sign-in.
    pub(super) async fn sign_in_heard(&mut self, conn: ConnectionId, response: Response) {
        let outcome = match response.answer {
            Answer::Alive => return,
            Answer::DeviceCode(code) => {
                if let Some(Role::SignIn(request)) = self.connections.role(conn) {
                    let begun = std::mem::replace(&mut request.purpose, SignInPurpose::User(None));
                    self.answer_begun(begun, Ok(SignInStep::Enter(code)));
                }
                return;
            }
            answer @ (Answer::SignIns(_) | Answer::Tokens(_)) => Ok(answer),
            Answer::Failed(failure) => Err(problem(failure)),
            _ => Err(Problem::new(ProblemKind::OtherVersion)),
        };
        self.sign_in_over(conn, outcome).await;
    }

    /// Nothing more is to come over a connection for a sign-in.
    pub(super) async fn sign_in_over(&mut self, conn: ConnectionId, outcome: Result<Answer, Problem>) {
        let account = self.connections.account(conn);
        let Some(Role::SignIn(request)) = self.close(conn) else { return };
        let tokens = match outcome {
            Ok(Answer::SignIns(all)) => {
                return match request.purpose {
                    SignInPurpose::BookHosts(search) => self.book_hosts(*search, Ok(all)),
                    purpose => self.answer_list(purpose, Ok(all)),
                };
            }
            // A relay that is older than the question has none.
            Err(Problem { kind: ProblemKind::Mail(FailureKind::BadRequest), .. })
                if matches!(request.purpose, SignInPurpose::List(_)) =>
            {
                return self.answer_list(request.purpose, Ok(Vec::new()));
            }
            Ok(Answer::Tokens(tokens)) => Ok(tokens),
            Ok(_) => Err(Problem::new(ProblemKind::OtherVersion)),
            Err(problem) => Err(problem),
        };
        match request.purpose {
            SignInPurpose::List(_) => self.answer_list(request.purpose, tokens.map(|_| Vec::new())),
            SignInPurpose::User(Some(_)) => {
                let problem = tokens.err().unwrap_or(Problem::new(ProblemKind::OtherVersion));
                self.signing_in = None;
                self.answer_begun(request.purpose, Err(problem));
            }
            SignInPurpose::User(None) => self.end_sign_in(tokens),
            SignInPurpose::Refresh(used) => {
                if let Some(account) = account {
                    self.refreshed(account, &used, tokens).await;
                }
            }
            SignInPurpose::RefreshBook(book, used) => Box::pin(self.book_refreshed(book, &used, tokens)).await,
            SignInPurpose::BookHosts(search) => self.book_hosts(*search, tokens.map(|_| Vec::new())),
            SignInPurpose::BookToken(search, used) => Box::pin(self.book_token(*search, &used, tokens)).await,
        }
        // What waited for this to be over.
        if let Some(account) = account.filter(|account| self.connections.are_held(*account)) {
            self.refresh(account);
        }
    }

    /// Opens a connection that asks the relay for something of sign-ins.
    pub(super) fn ask_for_sign_in(&mut self, account: AccountId, ask: Ask, purpose: SignInPurpose) {
        self.open(account, Role::SignIn(Box::new(SignInRequest { ask, purpose })));
    }

    /// The user's sign-in ended so.
    fn end_sign_in(&mut self, outcome: Result<Tokens, Problem>) {
        if let Some(signing_in) = &mut self.signing_in {
            signing_in.stage = SigningInStage::Over(outcome);
        }
        self.tell_sign_in();
    }

    /// Tells those who wait how the user's sign-in ended, if it did.
    fn tell_sign_in(&mut self) {
        let Some(SigningIn { stage: SigningInStage::Over(outcome), waiting, .. }) = &mut self.signing_in else {
            return;
        };
        let signed_in = outcome.as_ref().map(|tokens| SignedIn { user: tokens.user.clone() });
        for number in std::mem::take(waiting) {
            let answer = signed_in.clone().map(|signed_in| question::SignedIn.answer(signed_in));
            self.out.push(Output::Page(FromEngine::Answer(number, answer.map_err(Problem::clone))));
        }
    }

    fn answer_begun(&mut self, purpose: SignInPurpose, outcome: Result<SignInStep, Problem>) {
        if let SignInPurpose::User(Some((number, question))) = purpose {
            self.out.push(Output::Page(FromEngine::Answer(number, outcome.map(|step| question.answer(step)))));
        }
    }

    fn answer_list(&mut self, purpose: SignInPurpose, outcome: Result<Vec<kith_wire::SignIn>, Problem>) {
        if let SignInPurpose::List(number) = purpose {
            let answer = outcome.map(|all| question::SignIns.answer(all));
            self.out.push(Output::Page(FromEngine::Answer(number, answer)));
        }
    }
}

/// A question that is answered at once, with its answer.
pub(super) type SignInBegun = Result<(question::BeginSignIn, SignInStep), Problem>;
