//! One mailbox: what is known of its folders, and what its connections are to do next.
//!
//! What is missing is the difference between two sets: the UIDs that the server names, and those that are stored. So a
//! reading that was cut off goes on where it was, whatever cut it off, and nothing depends on the order in which
//! messages come.

mod backfill;
mod ending;
mod reading;
mod watching;

use super::cursor::Cursor;
use super::folders::Listed;
use super::line::{Event, Job, Line};
use super::round::{Looked, Round, Stage};
use crate::api::{Problem, ProblemKind, Purpose, Seconds};
use crate::engine::Conn;
use backfill::Backfill;
pub(crate) use backfill::searchable;
use kith_wire::{Connect, FailureKind, RawMessage, Request, Response};
use std::collections::BTreeMap;
use watching::FalseNews;

/// With so many messages to read a second connection is worth its login.
const WORTH_A_LINE: u64 = 2_000;

/// A mailbox and its connections.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// What is known of each folder, by the name that the server gave it.
    pub(crate) folders: BTreeMap<String, Cursor>,
    /// The folders as they were listed last, in the order of reading.
    pub(crate) listed: Vec<Listed>,
    lines: BTreeMap<Conn, Line>,
    /// A connection is being opened.
    dialling: bool,
    round: Option<Round>,
    gmail: bool,
    /// The server let in no second connection.
    alone: bool,
    /// The folders in the middle of whose messages the connection ended: for each, how many messages to ask for at once from
    /// now on, and the one that was asked for alone when it happened, if one was.
    careful: BTreeMap<String, (u32, Option<u32>)>,
    /// How often in a row that happened without a message having come.
    hang_ups: u32,
    /// How often in a row a folder's news were none.
    false_news: BTreeMap<String, FalseNews>,
    /// How often in a row a connection ended while it waited for news, and when the last one did.
    lost_watches: (u32, Seconds),
    backfill: Backfill,
}

/// What the person wants of the account, and the time.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    /// The first moment that is read; `None` for everything.
    pub(crate) since: Option<Seconds>,
    /// What the person said of folders.
    pub(crate) said: BTreeMap<String, bool>,
    /// How many connections there may be.
    pub(crate) connections: u8,
    pub(crate) now: Seconds,
}

/// Where messages come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The folder's name as the server gave it.
    pub(crate) folder: String,
    pub(crate) uid_validity: u32,
    /// Whether it is for sent mail.
    pub(crate) sent: bool,
}

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Open a connection, and call [`Mailbox::dialled`].
    Dial,
    Send(Conn, Request),
    Close(Conn),
    /// Store these messages, then call [`Mailbox::stored`].
    Store(Conn, Place, Vec<RawMessage>),
    /// The same of what was found for the addresses of [`Mailbox::reached_for`].
    StoreSought(Conn, Place, Vec<RawMessage>),
    /// What folders are for is known, or is otherwise than before.
    Purposes,
    /// Store what is known of those folders.
    Keep(Vec<String>),
    /// Everything that the server had is stored.
    Done,
    /// No connection is left, and the reading did not come to its end.
    Failed(Problem),
    /// A connection is gone that waited for news, and nothing was being read.
    Lost,
    /// The server hung up over a message, and no connection is left. Begin again soon: fewer are asked for then, until it
    /// is known which one it is.
    Narrowing,
}

impl Mailbox {
    /// Begins to read what is new; `full` to compare everything, and to try again what could not be read.
    pub(crate) fn begin(&mut self, full: bool, terms: &Terms) -> Vec<Step> {
        if full {
            self.alone = false;
            self.backfill.wake();
        }
        let goes_on = self.lines.is_empty() && !full;
        match &mut self.round {
            // It waits for a connection only.
            Some(round) if round.stage == Stage::Working && goes_on => {}
            // What it looks at may lie behind it already.
            Some(round) if round.stage == Stage::Working => round.again = Some(round.again.unwrap_or(false) || full),
            Some(round) => round.full |= full,
            None => self.round = Some(Round::new(full)),
        }
        let mut steps = Vec::new();
        if self.lines.is_empty() && !self.dialling {
            // What was in the way of a second connection then may be over.
            (self.alone, self.dialling) = (false, true);
            steps.push(Step::Dial);
        }
        self.assign(terms, &mut steps);
        steps
    }

    /// A connection is being opened.
    pub(crate) fn dialled(&mut self, conn: Conn, connect: Connect, now: i64) {
        self.dialling = false;
        self.lines.insert(conn, Line::new(connect, now));
    }

    /// A connection is logged in already.
    pub(crate) fn adopt(&mut self, conn: Conn, line: Line, capabilities: &[String], terms: &Terms) -> Vec<Step> {
        self.lines.insert(conn, line);
        self.logged_in(capabilities);
        self.begin(false, terms)
    }

    /// Whether that connection is one of this mailbox.
    pub(crate) fn has(&self, conn: Conn) -> bool {
        self.lines.contains_key(&conn)
    }

    /// Whether anything is being read or looked at.
    pub(crate) const fn is_busy(&self) -> bool {
        self.round.is_some()
    }

    /// Whether a connection is logged in.
    pub(crate) fn is_in(&self) -> bool {
        self.lines.values().any(Line::is_in)
    }

    /// No connection was heard later than now.
    pub(crate) fn clock_set_back(&mut self, now: i64) {
        for line in self.lines.values_mut() {
            line.last_heard = line.last_heard.min(now);
        }
    }

    /// Its connections, and when each was last heard, in milliseconds.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (Conn, i64)> + '_ {
        self.lines.iter().map(|(conn, line)| (*conn, line.last_heard))
    }

    /// The folder that is being read, how many messages are read, and of how many. `None` while nothing is.
    pub(crate) fn progress(&self) -> Option<(&str, u32, u32)> {
        let round = self.round.as_ref()?;
        let stretch = round.stretches.iter().find(|s| s.readers > 0).or(round.stretches.first())?;
        Some((&stretch.title, round.read, round.of))
    }

    /// The socket of a connection is open.
    pub(crate) fn opened(&mut self, conn: Conn) -> Option<Step> {
        self.lines.get_mut(&conn).map(|line| Step::Send(conn, line.opened()))
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, conn: Conn, response: Response, now: i64, terms: &Terms) -> Vec<Step> {
        let Some(line) = self.lines.get_mut(&conn) else { return Vec::new() };
        line.last_heard = now;
        let job = line.job().cloned();
        let (request, event) = line.heard(response);
        let mut steps: Vec<Step> = request.map(|request| Step::Send(conn, request)).into_iter().collect();
        if let Some(event) = event {
            self.follow(conn, job, event, terms, &mut steps);
        }
        steps
    }

    /// The messages of a [`Step::Store`] are stored: the relay may send more.
    pub(crate) fn stored(&self, conn: Conn) -> Option<Step> {
        self.lines.get(&conn).and_then(Line::stored).map(|request| Step::Send(conn, request))
    }

    /// A connection ended.
    pub(crate) fn closed(&mut self, conn: Conn, problem: Problem, terms: &Terms) -> Vec<Step> {
        let mut steps = Vec::new();
        let job = self.lines.get(&conn).and_then(Line::job).cloned();
        self.ended(conn, job, problem, terms, &mut steps);
        steps
    }

    /// Ends all connections, whatever they are doing.
    pub(crate) fn hang_up(&mut self) -> Vec<Step> {
        (self.round, self.dialling) = (None, false);
        self.backfill.stop();
        std::mem::take(&mut self.lines).into_keys().map(Step::Close).collect()
    }

    /// Gives every connection that is free something to do, and ends the reading when nothing is left to do.
    fn assign(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let free: Vec<Conn> = self.lines.iter().filter(|(_, line)| line.is_free()).map(|(conn, _)| *conn).collect();
        for conn in free {
            let (Some(round), Some(line)) = (&mut self.round, self.lines.get_mut(&conn)) else { break };
            if let Some(job) = round.next(terms.since) {
                steps.push(Step::Send(conn, line.begin(job)));
            }
        }
        let is_idle = |line: &Line| line.is_free() || !line.is_in() || line.job().is_some_and(Job::is_sought);
        if let Some(round) = &self.round
            && round.stage == Stage::Working
            && round.looks.is_empty()
            && round.stretches.is_empty()
            && round.doubtful.is_empty()
            && self.lines.values().any(Line::is_in)
            && self.lines.values().all(is_idle)
        {
            self.round_over(terms, steps);
        } else if self.round.as_ref().is_some_and(|round| round.missing() >= WORTH_A_LINE) {
            self.dial_another(terms, steps);
        } else if self.round.is_none() {
            self.reach_back(terms, steps);
            self.watch(terms, steps);
        }
    }

    fn round_over(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(round) = self.round.take() else { return };
        match (round.blocked, round.again) {
            (_, Some(full)) => {
                self.round = Some(Round::new(full));
                self.assign(terms, steps);
            }
            (Some(problem), None) => {
                steps.extend(self.hang_up());
                steps.push(Step::Failed(problem));
            }
            (None, None) => {
                steps.push(Step::Done);
                self.reach_back(terms, steps);
                let (watched, wanted) = self.watch(terms, steps);
                // Only here: a server that ends one connection when another comes would be asked for ever.
                if watched < wanted {
                    self.dial_another(terms, steps);
                }
            }
        }
    }

    fn dial_another(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
        let most = if self.alone { 1 } else { usize::from(terms.connections) };
        let coming = self.lines.values().any(|line| !line.is_in());
        if !self.dialling && !coming && self.lines.len() < most {
            self.dialling = true;
            steps.push(Step::Dial);
        }
    }

    fn logged_in(&mut self, capabilities: &[String]) {
        self.gmail = capabilities.iter().any(|name| name == "X-GM-EXT-1");
    }

    fn follow(&mut self, conn: Conn, job: Option<Job>, event: Event, terms: &Terms, steps: &mut Vec<Step>) {
        match event {
            Event::LoggedIn(capabilities) => self.logged_in(&capabilities),
            Event::Listed(folders) => self.folders_listed(folders, terms, steps),
            Event::Stood(standings) => {
                let throttled = standings.iter().filter_map(|standing| standing.failure.clone()).find(is_throttled);
                if let Some(failure) = throttled {
                    let problem = Problem { kind: ProblemKind::Mail(failure.kind), words: failure.words };
                    return self.throttled(problem, steps);
                }
                self.folders_stand(&standings, terms, steps);
            }
            Event::Looked(_, opened, uids, _) if job.as_ref().is_some_and(Job::is_sought) => {
                self.found(opened, uids, terms, steps);
            }
            Event::Looked(folder, opened, uids, unlisted) => {
                let from = job.as_ref().and_then(Job::from);
                let looked = Looked { opened, uids, unlisted, all: from.is_none(), second: false };
                self.looked(folder, looked, from, terms, steps);
            }
            Event::Batch(messages) => return self.batch(conn, job, messages, steps),
            Event::Read(left) => self.read(job.as_ref(), &left, terms, steps),
            Event::Refused(left, problem) => self.refused(job.as_ref(), &left, &problem, terms, steps),
            Event::Watching => {
                if let Some(Job::Watch { folder, .. }) = job {
                    self.false_news.entry(folder).or_default().at_opening = 0;
                }
                return;
            }
            Event::News => self.news(job),
            Event::NotDone(problem) => self.not_done(conn, job, &problem, terms, steps),
            Event::Ended(problem) => return self.ended(conn, job, problem, terms, steps),
        }
        self.assign(terms, steps);
    }
}

fn is_throttled(failure: &kith_wire::Failure) -> bool {
    failure.kind == FailureKind::Throttled
}

/// What a folder is for.
fn purpose_of(folder: &str, listed: &[Listed]) -> Purpose {
    listed.iter().find(|listed| listed.name == folder).map_or(Purpose::Other, |listed| listed.purpose)
}
