//! What every connection to a mail server shares: it has a number, logs in, numbers what it asks, and knows an answer
//! by its number.

use crate::api::{Problem, ProblemKind};
use kith_wire::{Ask, Connect, Failure, Request, Response};

/// Numbers the connections to the relay. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u32);

/// The session of a connection.
#[derive(Debug)]
pub(crate) struct Session {
    connect: Connect,
    last_id: u32,
}

impl Session {
    pub(crate) const fn new(connect: Connect) -> Self {
        Self { connect, last_id: 0 }
    }

    /// The first request.
    pub(crate) fn log_in(&mut self) -> Request {
        self.ask(Ask::Connect(self.connect.clone()))
    }

    /// The next request.
    pub(crate) const fn ask(&mut self, ask: Ask) -> Request {
        self.last_id += 1;
        Request { id: self.last_id, ask }
    }

    /// Lets the relay send another batch of what was asked for last.
    pub(crate) const fn credit(&self) -> Request {
        Request { id: self.last_id, ask: Ask::Credit { batches: 1 } }
    }

    /// Whether a response is to the last request, or concerns the session as a whole. Others are to what is over.
    pub(crate) const fn is_to_last(&self, response: &Response) -> bool {
        response.id == self.last_id || response.id == 0
    }
}

/// What a mail server or the relay says, as a problem.
pub(crate) fn problem(failure: Failure) -> Problem {
    Problem { kind: ProblemKind::Mail(failure.kind), words: failure.words }
}
