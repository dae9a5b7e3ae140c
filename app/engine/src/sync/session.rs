//! One connection that reads a mailbox, as a state machine: answers go in, steps come out.

use super::Cursor;
use super::folders::{Choice, choose};
use crate::api::{Problem, ProblemKind, Seconds};
use kith_wire::{Answer, Ask, Connect, Failure, FailureKind, RawMessage, Request, Response, UidSet};
use std::collections::BTreeMap;

/// How many batches may be under way: enough that the relay reads on while one is being stored.
const CREDIT: u32 = 4;

/// The most UIDs in one question. However gapped they are, it stays far below the relay's limit for a request.
const SLICE: u32 = 20_000;

/// So many messages that the server refuses to give are gone past before the folder is left for the next sync.
const REFUSED: u32 = 20;

/// Reads a mailbox over one connection.
#[derive(Debug)]
pub(crate) struct Session {
    connect: Connect,
    since: Option<Seconds>,
    state: State,
    last_id: u32,
    /// The folder that matters most.
    first: Option<String>,
    plan: Vec<Stretch>,
    read: u32,
    of: u32,
    /// What was asked for and has not come yet.
    asked: UidSet,
    /// Whether what did not come was asked for again.
    asked_again: bool,
    /// How many to ask for at once: fewer after a refusal, until it is known which message the server cannot give.
    slice: u32,
    refused: u32,
    /// Why something of weight stays unread: then it is not said that everything is there.
    left_out: Option<Problem>,
}

/// A folder with what is missing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The folder's name as the server gave it.
    pub(crate) folder: String,
    /// As it is shown.
    pub(crate) title: String,
    /// Whether it is for sent mail.
    pub(crate) sent: bool,
    pub(crate) uid_validity: u32,
    /// Not read yet.
    pub(crate) missing: UidSet,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// To the relay.
    Send(Request),
    /// The login worked.
    LoggedIn,
    /// Store these messages of that folder, then call [`Session::stored`].
    Store(Stretch, Vec<RawMessage>),
    /// Everything is read; the connection ends.
    Done,
    /// It cannot go on; the connection ends.
    Failed(Problem),
}

#[derive(Debug, PartialEq)]
enum State {
    /// The socket is not open yet.
    Opening,
    LoggingIn,
    Listing,
    /// Looking for what is missing, folder by folder.
    Looking {
        left: Vec<Choice>,
        at: Choice,
        uid_validity: Option<u32>,
    },
    /// Opening the first folder of the plan to read it.
    Reopening,
    /// Its headers come.
    Reading,
    /// Ended, well or badly.
    Ended,
}

impl Session {
    pub(crate) const fn new(connect: Connect, since: Option<Seconds>) -> Self {
        let state = State::Opening;
        Self {
            connect,
            since,
            state,
            last_id: 0,
            first: None,
            plan: Vec::new(),
            read: 0,
            of: 0,
            asked: UidSet::new(),
            asked_again: false,
            slice: SLICE,
            refused: 0,
            left_out: None,
        }
    }

    /// The folder that is being read, how many messages are read, and of how many. `None` before reading begins.
    pub(crate) fn progress(&self) -> Option<(&str, u32, u32)> {
        match self.state {
            State::Reopening | State::Reading => {
                self.plan.first().map(|stretch| (stretch.title.as_str(), self.read, self.of))
            }
            _ => None,
        }
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Vec<Step> {
        self.state = State::LoggingIn;
        vec![self.ask(Ask::Connect(self.connect.clone()))]
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, response: Response, cursors: &BTreeMap<String, Cursor>) -> Vec<Step> {
        if response.id != self.last_id && response.id != 0 || self.state == State::Ended {
            return Vec::new();
        }
        match (std::mem::replace(&mut self.state, State::Ended), response.answer) {
            (State::LoggingIn, Answer::Connected { .. }) => {
                self.state = State::Listing;
                vec![Step::LoggedIn, self.ask(Ask::Folders)]
            }
            (State::Listing, Answer::Folders(folders)) => {
                let mut left = choose(&folders);
                self.first = left.first().map(|choice| choice.name.clone());
                left.reverse();
                self.look_on(left)
            }
            (State::Looking { left, at, .. }, Answer::Opened(opened)) => {
                self.state = State::Looking { left, at, uid_validity: Some(opened.uid_validity) };
                vec![self.ask(Ask::Uids { since: self.since, from: None })]
            }
            (State::Looking { left, at, uid_validity: Some(uid_validity) }, Answer::Uids(uids)) => {
                let missing = match cursors.get(&at.name) {
                    Some(cursor) => cursor.missing(uid_validity, &uids),
                    None => uids,
                };
                if !missing.is_empty() {
                    self.of = self.of.saturating_add(u32::try_from(missing.len()).unwrap_or(u32::MAX));
                    let Choice { name: folder, title, sent } = at;
                    self.plan.push(Stretch { folder, title, sent, uid_validity, missing });
                }
                self.look_on(left)
            }
            // One folder that cannot be opened is no reason to leave the others unread. But without the first one
            // (INBOX, or all mail) it cannot be said that everything is there.
            (State::Looking { left, at, .. }, Answer::Failed(failure)) if is_of_folder(&failure) => {
                if self.first.as_ref() == Some(&at.name) {
                    self.left_out = Some(problem(failure));
                }
                self.look_on(left)
            }
            (State::Reopening, Answer::Opened(opened)) => match self.plan.first() {
                Some(stretch) if stretch.uid_validity == opened.uid_validity => self.ask_slice(),
                // Renumbered between the look and the reading: the next sync sees it afresh.
                _ => self.read_next(),
            },
            (State::Reading, Answer::Headers(batch)) => self.batch(batch),
            (State::Reading, Answer::Done) => self.end_of_slice(),
            (State::Reading, Answer::Failed(failure)) if failure.kind == FailureKind::ServerRefused => {
                self.refused(failure)
            }
            (State::Reopening | State::Reading, Answer::Failed(failure)) if is_of_folder(&failure) => {
                self.left_out = Some(problem(failure));
                self.read_next()
            }
            (_, Answer::Failed(failure)) => vec![Step::Failed(problem(failure))],
            _ => vec![Step::Failed(Problem::new(ProblemKind::OtherVersion))],
        }
    }

    /// The messages of a [`Step::Store`] are stored: the relay may send more.
    pub(crate) fn stored(&self) -> Option<Step> {
        let request = Request { id: self.last_id, ask: Ask::Credit { batches: 1 } };
        (self.state == State::Reading).then_some(Step::Send(request))
    }

    fn ask(&mut self, ask: Ask) -> Step {
        self.last_id += 1;
        Step::Send(Request { id: self.last_id, ask })
    }

    fn look_on(&mut self, mut left: Vec<Choice>) -> Vec<Step> {
        match left.pop() {
            Some(at) => {
                let folder = at.name.clone();
                self.state = State::Looking { left, at, uid_validity: None };
                vec![self.ask(Ask::Open { folder })]
            }
            None => self.read_on(),
        }
    }

    /// Reads the first folder of the plan.
    fn read_on(&mut self) -> Vec<Step> {
        (self.slice, self.refused) = (SLICE, 0);
        match self.plan.first() {
            Some(stretch) => {
                let folder = stretch.folder.clone();
                self.state = State::Reopening;
                vec![self.ask(Ask::Open { folder })]
            }
            None => {
                let end = self.left_out.take().map_or(Step::Done, Step::Failed);
                vec![self.ask(Ask::Logout), end]
            }
        }
    }

    /// Leaves the first folder of the plan behind.
    fn read_next(&mut self) -> Vec<Step> {
        if !self.plan.is_empty() {
            let stretch = self.plan.remove(0);
            let unread = u32::try_from(stretch.missing.len()).unwrap_or(u32::MAX);
            self.of = self.of.saturating_sub(unread);
        }
        self.read_on()
    }

    fn batch(&mut self, batch: Vec<RawMessage>) -> Vec<Step> {
        self.state = State::Reading;
        let Some(stretch) = self.plan.first_mut() else { return Vec::new() };
        // Only what was asked for and did not come yet: a server may say more, or say it twice.
        let mut wanted = Vec::with_capacity(batch.len());
        let mut came = Vec::with_capacity(batch.len());
        for message in batch {
            if stretch.missing.contains(message.uid) && !came.contains(&message.uid) {
                came.push(message.uid);
                wanted.push(message);
            }
        }
        let came: UidSet = came.into_iter().collect();
        stretch.missing = stretch.missing.without(&came);
        self.asked = self.asked.without(&came);
        self.read = self.read.saturating_add(u32::try_from(wanted.len()).unwrap_or(u32::MAX));
        let stretch = Stretch { missing: UidSet::new(), ..stretch.clone() };
        vec![Step::Store(stretch, wanted)]
    }

    /// Asks for the newest that are missing of the folder.
    fn ask_slice(&mut self) -> Vec<Step> {
        let mut missing = self.plan.first().map(|stretch| stretch.missing.clone()).unwrap_or_default();
        if missing.is_empty() {
            return self.read_next();
        }
        self.asked = missing.take_highest(self.slice);
        self.asked_again = false;
        self.ask_headers()
    }

    fn ask_headers(&mut self) -> Vec<Step> {
        self.state = State::Reading;
        vec![self.ask(Ask::Headers { uids: self.asked.clone(), credit: CREDIT })]
    }

    /// The relay has sent all that the server gave. What did not come is asked for once more: a UID that is absent from
    /// an answer is not always gone.
    fn end_of_slice(&mut self) -> Vec<Step> {
        if !self.asked.is_empty() && !self.asked_again {
            self.asked_again = true;
            return self.ask_headers();
        }
        self.pass_over();
        self.slice = self.slice.saturating_mul(2).min(SLICE);
        self.ask_slice()
    }

    /// The server refuses to give something of what was asked for. Half of it is asked for, until it is known what, and
    /// that is gone past.
    fn refused(&mut self, failure: Failure) -> Vec<Step> {
        let asked = u32::try_from(self.asked.len()).unwrap_or(u32::MAX);
        self.slice = (asked / 2).max(1);
        if asked <= 1 {
            self.pass_over();
            self.left_out = Some(problem(failure));
            self.refused += 1;
            if self.refused >= REFUSED {
                return self.read_next();
            }
        }
        self.ask_slice()
    }

    /// Leaves what was asked for and did not come to the next sync.
    fn pass_over(&mut self) {
        let passed = std::mem::take(&mut self.asked);
        self.of = self.of.saturating_sub(u32::try_from(passed.len()).unwrap_or(u32::MAX));
        if let Some(stretch) = self.plan.first_mut() {
            stretch.missing = stretch.missing.without(&passed);
        }
    }
}

fn problem(failure: Failure) -> Problem {
    Problem { kind: ProblemKind::Mail(failure.kind), words: failure.words }
}

/// Whether a failure concerns the folder alone, so that the connection goes on. A folder that has no UIDVALIDITY is
/// malformed; nothing of it could be kept.
const fn is_of_folder(failure: &Failure) -> bool {
    matches!(failure.kind, FailureKind::NoFolder | FailureKind::ServerRefused | FailureKind::Malformed)
}
