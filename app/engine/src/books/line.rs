//! A connection to the relay over which requests to web servers go, one at a time.

use crate::api::{BookProblem, Problem, ProblemKind};
use kith_wire::{Answer, Ask, Failure, FailureKind, Request, Response, WebAnswer, WebRequest};

/// The connection.
#[derive(Debug)]
pub(crate) struct WebLine {
    /// To which its requests may go.
    hosts: Vec<String>,
    last_id: u32,
    is_ready: bool,
}

/// What is to be made of a response.
#[derive(Debug)]
pub(crate) enum WebHeard {
    /// Requests can be passed on from now on.
    Ready,
    Answer(WebAnswer),
    /// The request came to nothing; the server may have done what was asked all the same.
    Failed(Problem),
    /// Nothing more comes over this connection.
    Ended(Problem),
}

impl WebLine {
    pub(crate) const fn new(hosts: Vec<String>) -> Self {
        Self { hosts, last_id: 0, is_ready: false }
    }

    pub(crate) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// The socket is open: the first request.
    pub(crate) fn opened(&mut self) -> Request {
        self.ask_for(Ask::Web { hosts: self.hosts.clone() })
    }

    pub(crate) fn ask(&mut self, request: WebRequest) -> Request {
        self.ask_for(Ask::Request(Box::new(request)))
    }

    const fn ask_for(&mut self, ask: Ask) -> Request {
        self.last_id += 1;
        Request { id: self.last_id, ask }
    }

    /// The relay answered. `None` for a sign of life.
    pub(crate) fn heard(&mut self, response: Response) -> Option<WebHeard> {
        let is_to_last = response.id == self.last_id;
        match response.answer {
            Answer::Alive => None,
            Answer::Done if is_to_last && !self.is_ready => {
                self.is_ready = true;
                Some(WebHeard::Ready)
            }
            Answer::Web(answer) if is_to_last => Some(WebHeard::Answer(answer)),
            Answer::Failed(failure) if is_to_last && self.is_ready => Some(WebHeard::Failed(problem(failure))),
            // A relay that is older than these requests knows none of them.
            Answer::Failed(Failure { kind: FailureKind::BadRequest, .. }) if !self.is_ready => {
                Some(WebHeard::Ended(Problem::new(ProblemKind::OtherVersion)))
            }
            Answer::Failed(failure) => Some(WebHeard::Ended(problem(failure))),
            _ => Some(WebHeard::Ended(Problem::new(ProblemKind::OtherVersion))),
        }
    }
}

/// What the relay says of a server of address books, as a problem.
pub(crate) fn problem(failure: Failure) -> Problem {
    let book = match failure.kind.general() {
        FailureKind::NameNotFound
        | FailureKind::Refused
        | FailureKind::TimedOut
        | FailureKind::Tls
        | FailureKind::WentAway
        | FailureKind::Unavailable
        | FailureKind::TargetRefused
        | FailureKind::PortRefused => BookProblem::Unreachable,
        FailureKind::Certificate => BookProblem::Certificate,
        FailureKind::Malformed | FailureKind::BadRequest => BookProblem::Unreadable,
        // What is about the relay or its access key is worded for every connection alike.
        _ => return crate::session::problem(failure),
    };
    let Failure { words, certificate, .. } = failure;
    Problem { words, certificate, ..Problem::new(ProblemKind::Book(book)) }
}
