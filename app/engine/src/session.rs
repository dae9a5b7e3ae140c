//! What every connection to a mail server shares: it has a number, logs in, numbers what it asks, and knows an answer
//! by its number.

use crate::api::{Problem, ProblemKind};
use kith_wire::{Answer, Ask, Connect, Failure, Request, Response};

/// Numbers the connections to the relay. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u32);

/// The session of a connection.
#[derive(Debug)]
pub(crate) struct Session {
    connect: Connect,
    last_id: u32,
    login: Login,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Login {
    /// The socket is not open yet.
    Ahead,
    UnderWay,
    Done,
}

/// What is to be made of a response.
#[derive(Debug)]
pub(crate) enum Heard {
    /// The login worked; what the server can do, in upper case.
    LoggedIn(Vec<String>),
    /// What was asked for last, or why it cannot be had.
    Answer(Answer),
}

impl Session {
    pub(crate) const fn new(connect: Connect) -> Self {
        Self { connect, last_id: 0, login: Login::Ahead }
    }

    /// The socket is open: the first request.
    pub(crate) fn opened(&mut self) -> Request {
        self.login = Login::UnderWay;
        self.ask(Ask::Connect(self.connect.clone()))
    }

    /// Whether the login worked, even if the connection ended since.
    pub(crate) const fn was_in(&self) -> bool {
        matches!(self.login, Login::Done)
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

    /// The relay answered. `None` for a sign of life, and for an answer to what is over (the end of an IDLE, say): one
    /// that is neither to the last request nor of number 0, which concerns the session as a whole.
    pub(crate) fn heard(&mut self, response: Response) -> Option<Heard> {
        let is_to_last = response.id == self.last_id || response.id == 0;
        match response.answer {
            Answer::Alive => None,
            _ if !is_to_last => None,
            Answer::Connected { capabilities, .. } if self.login == Login::UnderWay => {
                self.login = Login::Done;
                Some(Heard::LoggedIn(capabilities))
            }
            answer => Some(Heard::Answer(answer)),
        }
    }
}

/// What a mail server or the relay says, as a problem.
pub(crate) fn problem(failure: Failure) -> Problem {
    let Failure { kind, words, step, certificate } = failure;
    Problem { kind: ProblemKind::Mail(kind), words, step, certificate }
}

#[cfg(test)]
mod tests {
    use super::{Heard, Session};
    use crate::api::Security;
    use kith_wire::{Answer, Ask, Connect, Response};

    #[test]
    fn logs_in_once_and_hears_what_is_said_to_the_last_request() {
        let (host, username, password) = ("h".into(), "u".into(), "p".into());
        let mut session = Session::new(Connect {
            host,
            port: 1,
            security: Security::Tls,
            username,
            password,
            is_token: false,
            trusted: None,
        });
        let (capabilities, build) = (vec!["IDLE".to_owned()], String::new());
        let connected =
            || Answer::Connected { capabilities: capabilities.clone(), encrypted: true, build: build.clone() };
        let login = session.opened().id;
        assert!(!session.was_in());
        let heard = session.heard(Response { id: login, answer: connected() });
        assert!(matches!(heard, Some(Heard::LoggedIn(capabilities)) if capabilities == ["IDLE"]));
        assert!(session.was_in());
        let asked = session.ask(Ask::List).id;
        for (id, answer) in [(login, Answer::Done), (asked, Answer::Alive)] {
            assert!(session.heard(Response { id, answer }).is_none());
        }
        for (id, answer) in [(asked, Answer::Done), (0, Answer::Done), (asked, connected())] {
            assert!(matches!(session.heard(Response { id, answer }), Some(Heard::Answer(_))));
        }
    }
}
