//! Seeking messages on a mail server, folder by folder, over a connection of its own, so that a long reading does not
//! keep the user waiting.

use crate::api::{Problem, ProblemKind};
use crate::sync::{BatchSource, Connection, Event, Job, MAX_UIDS_PER_QUESTION, searchable};
use kith_wire::limits::{MAX_SEARCH_ADDRESSES, MAX_SEARCH_WORDS, is_searchable};
use kith_wire::{Connect, FailureKind, RawMessage, Request, Response, UidSet};
use std::collections::VecDeque;

/// What is sought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SearchTerms {
    /// Each of them stands somewhere in the message.
    pub(crate) words: Vec<String>,
    /// If there are any, one of them took part.
    pub(crate) addresses: Vec<String>,
}

impl SearchTerms {
    /// The words as typed, with some of these people's addresses; too many addresses say nothing to a server.
    pub(crate) fn new(typed: &str, addresses: &[String]) -> Self {
        let words = typed.split_whitespace().filter(|word| is_searchable(word)).take(MAX_SEARCH_WORDS);
        let some = addresses.iter().filter(|_| addresses.len() <= MAX_SEARCH_ADDRESSES);
        let addresses = some.map(|address| searchable(address).to_owned()).collect();
        Self { words: words.map(str::to_owned).collect(), addresses }
    }
}

/// A connection that seeks.
#[derive(Debug)]
pub(crate) struct ServerSearcher {
    connection: Connection,
    sought: SearchTerms,
    /// The folders that are still to be sought in, and whether each is for sent mail.
    folders: VecDeque<(String, bool)>,
    /// The folder of which something is being read.
    reading: Option<BatchSource>,
    /// What is still to be asked for there.
    left: UidSet,
    /// What was asked for and not given.
    not_given: UidSet,
    /// Why one of the folders could not be sought in.
    trouble: Option<Problem>,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum ServerSearchStep {
    Send(Request),
    /// Those were found; call [`ServerSearcher::read`] with what of them is to be read.
    Found(BatchSource, UidSet),
    /// Store these, then call [`ServerSearcher::stored`].
    Store(BatchSource, Vec<RawMessage>),
    /// It is over; some of it may have failed.
    Over(Option<Problem>),
}

impl ServerSearcher {
    pub(crate) fn new(connect: Connect, sought: SearchTerms, folders: VecDeque<(String, bool)>) -> Self {
        let (left, not_given) = (UidSet::new(), UidSet::new());
        Self { connection: Connection::new(connect), sought, folders, reading: None, left, not_given, trouble: None }
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) -> Request {
        self.connection.opened()
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, response: Response) -> Option<ServerSearchStep> {
        let sent = match self.connection.job() {
            Some(Job::Search { sent, .. }) => *sent,
            _ => false,
        };
        let (request, event) = self.connection.heard(response);
        if let Some(request) = request {
            return Some(ServerSearchStep::Send(request));
        }
        match event? {
            Event::LoggedIn(_) => Some(self.next()),
            Event::Read(left) => {
                // One that is absent from an answer is not always gone: it is asked for once more.
                let again = left.without(&self.not_given);
                if again != left {
                    self.trouble = Some(Problem::new(ProblemKind::Mail(FailureKind::Malformed)));
                }
                self.not_given.extend(&again);
                self.left.extend(&again);
                Some(self.read_on())
            }
            // To search, or to give something that was found: the others may be given.
            Event::Refused(left, problem) => {
                self.trouble = Some(problem);
                let highest = left.ranges().last().map(|&(_, high)| UidSet::from(vec![(high, high)]));
                self.left.extend(&left.without(&highest.unwrap_or_default()));
                Some(self.read_on())
            }
            Event::Scanned(folder, opened, uids, _) => {
                let place = BatchSource { folder, uid_validity: opened.uid_validity, sent };
                Some(ServerSearchStep::Found(place, uids))
            }
            Event::Batch(messages) => self.reading.clone().map(|place| ServerSearchStep::Store(place, messages)),
            Event::NotDone(problem) => {
                self.trouble = Some(problem);
                Some(self.next())
            }
            Event::Ended(problem) => Some(ServerSearchStep::Over(Some(problem))),
            // It asks for nothing of that kind.
            Event::Listed(_) | Event::Status(_) | Event::Calendars(..) | Event::Idling | Event::Changed => None,
        }
    }

    /// Reads these messages of a folder, or goes on.
    pub(crate) fn read(&mut self, place: BatchSource, uids: UidSet) -> ServerSearchStep {
        (self.reading, self.left, self.not_given) = (Some(place), uids, UidSet::new());
        self.read_on()
    }

    /// Reads the next of what was found, or goes on with the next folder.
    fn read_on(&mut self) -> ServerSearchStep {
        // However gapped they are, the request stays below its limit.
        let uids = self.left.take_highest(MAX_UIDS_PER_QUESTION);
        match &self.reading {
            Some(BatchSource { folder, uid_validity, .. }) if !uids.is_empty() => {
                let (folder, uid_validity) = (folder.clone(), *uid_validity);
                ServerSearchStep::Send(self.connection.begin(Job::Read { folder, uid_validity, uids, backfill: true }))
            }
            _ => self.next(),
        }
    }

    /// The messages of a [`ServerSearchStep::Store`] are stored: the relay may send more.
    pub(crate) fn stored(&self) -> Option<Request> {
        self.connection.stored()
    }

    fn next(&mut self) -> ServerSearchStep {
        self.reading = None;
        match self.folders.pop_front() {
            Some((folder, sent)) => {
                let SearchTerms { words, addresses } = self.sought.clone();
                ServerSearchStep::Send(self.connection.begin(Job::Search { folder, sent, words, addresses }))
            }
            None => ServerSearchStep::Over(self.trouble.take()),
        }
    }
}
