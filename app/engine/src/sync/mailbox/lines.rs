//! The connections of a mailbox: what is heard over them, and what each is to do next.

use super::state::Mailbox;
use super::step::Step;
use super::terms::Terms;
use crate::api::{Problem, ProblemKind};
use crate::session::Conn;
use crate::sync::line::{Event, Job, Line};
use crate::sync::round::{Looked, Round, Stage};
use kith_wire::{Connect, FailureKind, Response};

/// With this many messages to read a second connection is worth its login.
const MIN_MESSAGES_PER_CONNECTION: u64 = 2_000;

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
    pub(super) fn assign(&mut self, terms: &Terms, steps: &mut Vec<Step>) {
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
        } else if self.round.as_ref().is_some_and(|round| round.missing() >= MIN_MESSAGES_PER_CONNECTION) {
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
