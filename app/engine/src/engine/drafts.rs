//! Drafts that the user wants in their mailbox: each goes over a connection of its own, and is given to the server
//! once. Where it cannot be known whether the server has it, that is said.

use super::error::NOT_FOUND;
use super::interface::Output;
use super::state::{Drafting, Engine, Role};
use crate::api::{AccountId, Decision, FromEngine, NewDraft, Problem, ProblemKind, Whose};
use crate::drafter::{DraftLetter, DraftStep, Drafter};
use crate::session::ConnectionId;
use crate::store::Store;
use kith_domain::address::Address;
use kith_domain::draft::goes_on;
use kith_domain::unanswered::MAX_WISH_DAYS;
use kith_wire::{Connect, Response};

impl<S: Store> Engine<S> {
    /// Puts a draft into the mailbox over which they wrote last. The outcome is told when it is known.
    pub(super) fn draft(&mut self, number: u32, new: NewDraft) -> Result<(), Problem> {
        if new.again {
            return Err(Problem::new(ProblemKind::MaybeSaved));
        }
        let to = Address::parse(&new.to).ok_or(Problem::new(ProblemKind::BadInput))?;
        let people = self.book.whose(Whose::Person(new.person)).ok_or(NOT_FOUND)?;
        let last = self.book.last_at(&people, |account| self.takes_drafts(account).is_some());
        let first = || self.accounts.keys().copied().find(|id| self.takes_drafts(*id).is_some());
        let account = last.as_ref().map(|last| last.account).or_else(first);
        let account = account.ok_or(Problem::new(ProblemKind::NoMailbox))?;
        let (from, connect) = self.takes_drafts(account).ok_or(Problem::new(ProblemKind::NoMailbox))?;
        let (from, connect) = (from.clone(), connect.clone());
        let answers = last.filter(|last| goes_on(&new.subject, &last.subject)).map(|last| last.places);
        let NewDraft { person, subject, text, .. } = new;
        let name = self.book.own_name(&from);
        let letter = DraftLetter { from, name, to, subject, text, date: self.seconds(), id: new.mark };
        let wish = new.remind.map(|days| Decision::DraftWish {
            person,
            draft: letter.reference(),
            subject: letter.subject.clone(),
            day: self.book.day(),
            days: days.min(MAX_WISH_DAYS),
        });
        let drafter = Drafter::new(connect, letter, answers.unwrap_or_default());
        self.open(account, Role::Drafter(Box::new(Drafting { number, drafter, wish })));
        Ok(())
    }

    /// Whose mailbox it is and how to connect to it, if it can take a draft.
    fn takes_drafts(&self, account: AccountId) -> Option<(&Address, &Connect)> {
        let account = &self.accounts.get(&account)?.account;
        account.server().filter(|_| account.out_of_reach().is_none()).map(|server| (&account.address, server))
    }

    /// What came over a connection for a draft.
    pub(super) async fn drafter_heard(&mut self, conn: ConnectionId, response: Response) {
        let Some(Drafting { drafter, .. }) = self.connections.drafting(conn) else { return };
        match drafter.heard(response) {
            Some(DraftStep::Send(request)) => self.send(conn, &request),
            Some(DraftStep::Saved) => {
                let outcome = self.keep_draft_wish(conn).await;
                self.end_draft(conn, outcome);
            }
            Some(DraftStep::Failed(problem)) => self.end_draft(conn, Err(problem)),
            None => {}
        }
    }

    /// The mailbox has the draft: the user is reminded about it, if they asked to be. Where that cannot be stored, the
    /// draft is there all the same.
    async fn keep_draft_wish(&mut self, conn: ConnectionId) -> Result<(), Problem> {
        let Some(wish) = self.connections.drafting(conn).and_then(|drafting| drafting.wish.take()) else {
            return Ok(());
        };
        let stored = self.enter(self.own_mark(), vec![wish]).await;
        stored.map_err(|problem| Problem { kind: ProblemKind::MaybeSaved, ..problem })
    }

    /// A connection for a draft is gone, or is given up for that reason.
    pub(super) fn end_drafter(&mut self, conn: ConnectionId, problem: Problem) {
        if let Some(Drafting { drafter, .. }) = self.connections.drafting(conn) {
            let problem = drafter.ended(problem);
            self.end_draft(conn, Err(problem));
        }
    }

    fn end_draft(&mut self, conn: ConnectionId, outcome: Result<(), Problem>) {
        if let Some(Role::Drafter(drafting)) = self.close(conn) {
            self.out.push(Output::Page(FromEngine::Outcome(drafting.number, outcome)));
        }
    }
}
