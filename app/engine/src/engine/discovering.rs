//! Finding the mail servers of a domain, for an account that is not there yet.

use super::interface::Output;
use super::state::{Discovering, Engine, NO_ACCOUNT, Role};
use crate::api::{Discovery, FromEngine, Problem, ProblemKind, Query, question};
use crate::discoverer::Discoverer;
use crate::session::ConnectionId;
use crate::store::Store;
use kith_wire::Response;

impl<S: Store> Engine<S> {
    /// Asks the relay. The answer comes when it is through.
    pub(super) fn discover(&mut self, number: u32, question: question::Discovery) -> Result<(), Problem> {
        if question.domain.is_empty() || question.domain.len() > kith_wire::limits::MAX_DOMAIN_BYTES {
            return Err(Problem::new(ProblemKind::BadInput));
        }
        let discoverer = Discoverer::new(question.domain.clone());
        self.open(NO_ACCOUNT, Role::Discoverer(Box::new(Discovering { number, question, discoverer })));
        Ok(())
    }

    /// What came over a connection that discovers.
    pub(super) fn discoverer_heard(&mut self, conn: ConnectionId, response: Response) {
        let heard = self.connections.discovering(conn).and_then(|it| it.discoverer.heard(response));
        if let Some(outcome) = heard {
            self.end_discovery(conn, outcome);
        }
    }

    /// A connection that discovers is gone.
    pub(super) fn discoverer_closed(&mut self, conn: ConnectionId, problem: Problem) {
        if let Some(outcome) = self.connections.discovering(conn).map(|it| it.discoverer.ended(problem)) {
            self.end_discovery(conn, outcome);
        }
    }

    fn end_discovery(&mut self, conn: ConnectionId, outcome: Result<Discovery, Problem>) {
        if let Some(Role::Discoverer(discovering)) = self.close(conn) {
            let answer = outcome.map(|discovery| discovering.question.answer(discovery));
            self.out.push(Output::Page(FromEngine::Answer(discovering.number, answer)));
        }
    }
}
