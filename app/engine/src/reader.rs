//! Fetching the texts of messages that the user opens, over a connection of its own, so that a long reading does not
//! keep them waiting.

use crate::api::{AccountId, MessageKey, Problem, ProblemKind};
use crate::session::{Heard, Session, problem};
use kith_wire::{Answer, Ask, Connect, Failure, FailureKind, Request, Response};
use std::collections::VecDeque;

/// How long the connection is kept for the next text, in milliseconds.
pub(crate) const KEEP_OPEN_MS: i64 = 60_000;

/// A connection for texts.
#[derive(Debug)]
pub(crate) struct Reader {
    session: Session,
    state: ReaderState,
    queue: VecDeque<WantedText>,
}

/// A text that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WantedText {
    pub(crate) message: MessageKey,
    /// The numbers of the questions that wait for it.
    pub(crate) asked: Vec<u32>,
    /// Where it was seen in this account, the likeliest place last: folder, UIDVALIDITY, UID.
    pub(crate) places: Vec<(String, u32, u32)>,
    /// The accounts in which it was sought, this one included.
    pub(crate) tried: Vec<AccountId>,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum TextStep {
    /// To the relay.
    Send(Request),
    /// A message came: its beginning, and whether it goes on.
    Text(WantedText, Vec<u8>, bool),
    /// A message cannot be had.
    Missed(WantedText, Problem),
    /// The connection is of no use any more.
    Failed(Problem),
}

#[derive(Debug, PartialEq, Eq)]
enum ReaderState {
    /// Nothing is asked for.
    Idle,
    /// The first of the queue is asked for.
    Asking,
}

impl Reader {
    pub(crate) const fn new(connect: Connect) -> Self {
        Self { session: Session::new(connect), state: ReaderState::Idle, queue: VecDeque::new() }
    }

    /// Whether nothing is wanted of it.
    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// Wants a text.
    pub(crate) fn want(&mut self, wanted: WantedText) -> Option<TextStep> {
        match self.queue.iter_mut().find(|queued| queued.message == wanted.message) {
            Some(queued) => queued.asked.extend(wanted.asked),
            None => self.queue.push_back(wanted),
        }
        if self.session.was_in() && self.state == ReaderState::Idle { self.ask_next() } else { None }
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Request {
        self.session.opened()
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, response: Response) -> Vec<TextStep> {
        let answer = match self.session.heard(response) {
            Some(Heard::LoggedIn(_)) => return self.ask_next().into_iter().collect(),
            Some(Heard::Answer(answer)) => answer,
            None => return Vec::new(),
        };
        match (&self.state, answer) {
            (ReaderState::Asking, Answer::Text { bytes, cut }) => {
                let text = self.queue.pop_front().map(|wanted| TextStep::Text(wanted, bytes, cut));
                text.into_iter().chain(self.ask_next()).collect()
            }
            (ReaderState::Asking, Answer::Failed(failure)) if is_of_message(&failure) => {
                let missed = match self.queue.front_mut() {
                    // It may still stand at another place.
                    Some(wanted) if wanted.places.len() > 1 => {
                        wanted.places.pop();
                        None
                    }
                    _ => self.queue.pop_front().map(|wanted| TextStep::Missed(wanted, problem(failure))),
                };
                missed.into_iter().chain(self.ask_next()).collect()
            }
            (_, Answer::Failed(failure)) => vec![TextStep::Failed(problem(failure))],
            _ => vec![TextStep::Failed(Problem::new(ProblemKind::OtherVersion))],
        }
    }

    /// Everything that is still wanted.
    pub(crate) fn into_wanted(self) -> impl Iterator<Item = WantedText> {
        self.queue.into_iter()
    }

    fn ask_next(&mut self) -> Option<TextStep> {
        let place = self.queue.front().and_then(|wanted| wanted.places.last().cloned());
        let Some((folder, uid_validity, uid)) = place else {
            self.state = ReaderState::Idle;
            return None;
        };
        self.state = ReaderState::Asking;
        Some(TextStep::Send(self.session.ask(Ask::Text { folder, uid_validity, uid })))
    }
}

const fn is_of_message(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::Moved | FailureKind::NoFolder | FailureKind::ServerRefused)
}

#[cfg(test)]
mod tests {
    use super::{Reader, TextStep, WantedText};
    use crate::api::{MessageKey, Security};
    use kith_wire::{Answer, Ask, Connect, Failure, FailureKind, Response};

    fn wanted(message: u64, asked: u32, places: &[u32]) -> WantedText {
        let places = places.iter().map(|&uid| ("INBOX".to_owned(), 1, uid)).collect();
        WantedText { message: MessageKey(message), asked: vec![asked], places, tried: Vec::new() }
    }

    fn logged_in() -> Reader {
        let connect = Connect {
            host: "h".into(),
            port: 1,
            security: Security::Tls,
            username: "u".into(),
            password: "p".into(),
            is_token: false,
            trusted: None,
        };
        let mut reader = Reader::new(connect);
        reader.opened();
        assert_eq!(reader.heard(connected(1)), []);
        reader
    }

    fn connected(id: u32) -> Response {
        Response { id, answer: Answer::Connected { capabilities: vec![], encrypted: true, build: String::new() } }
    }

    fn failed(id: u32, kind: FailureKind) -> Response {
        Response { id, answer: Answer::Failed(Failure::new(kind)) }
    }

    fn uid(step: Option<&TextStep>) -> u32 {
        match step {
            Some(TextStep::Send(kith_wire::Request { ask: Ask::Text { uid, .. }, .. })) => *uid,
            other => panic!("expected a question for a text, got {other:?}"),
        }
    }

    #[test]
    fn asks_one_after_the_other_and_each_once() {
        let mut reader = logged_in();
        assert_eq!(uid(reader.want(wanted(1, 10, &[5])).as_ref()), 5);
        assert_eq!(reader.want(wanted(2, 11, &[6])), None);
        assert_eq!(reader.want(wanted(1, 12, &[5])), None);
        let steps = reader.heard(Response { id: 2, answer: Answer::Text { bytes: b"x".to_vec(), cut: false } });
        let Some(TextStep::Text(first, ..)) = steps.first() else { panic!("{steps:?}") };
        assert_eq!(first.asked, [10, 12]);
        assert_eq!(uid(steps.get(1)), 6);
    }

    #[test]
    fn a_message_that_moved_is_sought_at_its_other_places_before_it_is_missed() {
        let mut reader = logged_in();
        assert_eq!(uid(reader.want(wanted(1, 10, &[4, 5])).as_ref()), 5);
        assert_eq!(uid(reader.heard(failed(2, FailureKind::Moved)).first()), 4);
        let steps = reader.heard(failed(3, FailureKind::Moved));
        assert!(matches!(steps.as_slice(), [TextStep::Missed(..)]), "{steps:?}");
        assert!(reader.is_idle());
    }

    #[test]
    fn what_ends_the_connection_keeps_what_is_wanted() {
        let mut reader = logged_in();
        reader.want(wanted(1, 10, &[4]));
        assert!(matches!(reader.heard(failed(2, FailureKind::WentAway)).as_slice(), [TextStep::Failed(_)]));
        assert_eq!(reader.into_wanted().count(), 1);
    }
}
