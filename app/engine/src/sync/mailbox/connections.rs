//! The connections of a mailbox: what is heard over them, and what each is to do next.

use super::settings::SyncSettings;
use super::state::MailboxSync;
use super::step::SyncStep;
use crate::api::Problem;
use crate::session::{ConnectionId, problem};
use crate::sync::connection::{Connection, Event, Job};
use crate::sync::sync_run::{ScanResult, Stage, SyncRun};
use kith_wire::{Connect, FailureKind, Request, Response};

/// With this many messages to read a second connection is worth its login.
const MIN_MESSAGES_PER_CONNECTION: u64 = 2_000;

impl MailboxSync {
    /// Begins to read what is new; `full` to compare everything, and to try again what could not be read.
    pub(crate) fn begin(&mut self, full: bool, settings: &SyncSettings) -> Vec<SyncStep> {
        if full {
            self.alone = false;
            self.backfill.wake();
        }
        let goes_on = self.connections.is_empty() && !full;
        match &mut self.run {
            // It waits for a connection only.
            Some(run) if run.stage == Stage::Working && goes_on => {}
            // What it looks at may lie behind it already.
            Some(run) if run.stage == Stage::Working => run.again = Some(run.again.unwrap_or(false) || full),
            Some(run) => run.full |= full,
            None => self.run = Some(SyncRun::new(full)),
        }
        let mut steps = Vec::new();
        if self.connections.is_empty() && !self.dialling {
            // What was in the way of a second connection then may be over.
            (self.alone, self.dialling) = (false, true);
            steps.push(SyncStep::Dial);
        }
        self.assign(settings, &mut steps);
        steps
    }

    /// A connection is being opened.
    pub(crate) fn dialled(&mut self, conn: ConnectionId, connect: Connect) {
        self.dialling = false;
        self.connections.insert(conn, Connection::new(connect));
    }

    /// A connection is logged in already.
    pub(crate) fn adopt(
        &mut self,
        conn: ConnectionId,
        connection: Connection,
        capabilities: &[String],
        settings: &SyncSettings,
    ) -> Vec<SyncStep> {
        self.connections.insert(conn, connection);
        self.logged_in(capabilities);
        self.begin(false, settings)
    }

    /// The socket of a connection is open.
    pub(crate) fn opened(&mut self, conn: ConnectionId) -> Option<Request> {
        self.connections.get_mut(&conn).map(Connection::opened)
    }

    /// The relay answered.
    pub(crate) fn heard(&mut self, conn: ConnectionId, response: Response, settings: &SyncSettings) -> Vec<SyncStep> {
        let Some(connection) = self.connections.get_mut(&conn) else { return Vec::new() };
        let job = connection.job().cloned();
        let (request, event) = connection.heard(response);
        let mut steps: Vec<SyncStep> = request.map(|request| SyncStep::Send(conn, request)).into_iter().collect();
        if let Some(event) = event {
            self.follow(conn, job, event, settings, &mut steps);
        }
        steps
    }

    /// The messages of a [`SyncStep::Store`] are stored: the relay may send more.
    pub(crate) fn stored(&self, conn: ConnectionId) -> Option<SyncStep> {
        self.connections.get(&conn).and_then(Connection::stored).map(|request| SyncStep::Send(conn, request))
    }

    /// A connection ended.
    pub(crate) fn closed(&mut self, conn: ConnectionId, problem: Problem, settings: &SyncSettings) -> Vec<SyncStep> {
        let mut steps = Vec::new();
        let job = self.connections.get(&conn).and_then(Connection::job).cloned();
        self.ended(conn, job, problem, settings, &mut steps);
        steps
    }

    /// Ends all connections, whatever they are doing.
    pub(crate) fn hang_up(&mut self) -> Vec<SyncStep> {
        (self.run, self.dialling) = (None, false);
        self.backfill.stop();
        let jobs = self.connections.values().filter_map(Connection::job).cloned().collect::<Vec<_>>();
        self.calendars.stop(jobs);
        std::mem::take(&mut self.connections).into_keys().map(SyncStep::Close).collect()
    }

    /// Gives every connection that is free something to do, and ends the reading when nothing is left to do.
    pub(super) fn assign(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let free = self.connections.iter().filter(|(_, connection)| connection.is_free());
        // A connection on which a change was announced has that folder open.
        let (told, others): (Vec<_>, Vec<_>) = free.partition(|(_, connection)| connection.is_told());
        let free: Vec<ConnectionId> = told.into_iter().chain(others).map(|(conn, _)| *conn).collect();
        for conn in free {
            let (Some(run), Some(connection)) = (&mut self.run, self.connections.get_mut(&conn)) else { break };
            if let Some(job) = run.next(settings.since) {
                steps.push(SyncStep::Send(conn, connection.begin(job)));
            }
        }
        let is_idle = |connection: &Connection| {
            connection.is_free() || !connection.is_in() || connection.job().is_some_and(Job::is_aside)
        };
        if let Some(run) = &self.run
            && run.stage == Stage::Working
            && run.scans.is_empty()
            && run.backlogs.is_empty()
            && run.unconfirmed.is_empty()
            && self.connections.values().any(Connection::is_in)
            && self.connections.values().all(is_idle)
        {
            self.run_over(settings, steps);
        } else if self.run.as_ref().is_some_and(|run| run.missing() >= MIN_MESSAGES_PER_CONNECTION) {
            self.dial_another(settings, steps);
        } else if self.run.is_none() {
            self.continue_backfill(settings, steps);
            self.continue_calendars(steps);
            self.idle(settings, steps);
        }
    }

    fn run_over(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let Some(run) = self.run.take() else { return };
        match (run.blocked, run.again) {
            (_, Some(full)) => {
                self.run = Some(SyncRun::new(full));
                self.assign(settings, steps);
            }
            (Some(problem), None) => {
                steps.extend(self.hang_up());
                steps.push(SyncStep::Failed(problem));
            }
            (None, None) => {
                steps.push(SyncStep::Done);
                self.continue_backfill(settings, steps);
                self.continue_calendars(steps);
                let (idled, wanted) = self.idle(settings, steps);
                // Only here: a server that ends one connection when another comes would be asked for ever.
                if idled < wanted {
                    self.dial_another(settings, steps);
                }
            }
        }
    }

    fn dial_another(&mut self, settings: &SyncSettings, steps: &mut Vec<SyncStep>) {
        let most = if self.alone { 1 } else { usize::from(settings.connections) };
        let coming = self.connections.values().any(|connection| !connection.is_in());
        if !self.dialling && !coming && self.connections.len() < most {
            self.dialling = true;
            steps.push(SyncStep::Dial);
        }
    }

    fn follow(
        &mut self,
        conn: ConnectionId,
        job: Option<Job>,
        event: Event,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        match event {
            Event::LoggedIn(capabilities) => self.logged_in(&capabilities),
            Event::Listed(folders) => self.folders_listed(folders, settings, steps),
            Event::Status(statuses) => {
                let throttled = statuses.iter().filter_map(|standing| standing.failure.clone()).find(is_throttled);
                if let Some(failure) = throttled {
                    return self.end_all(problem(failure), steps);
                }
                self.folder_statuses(&statuses, settings, steps);
            }
            Event::Scanned(_, opened, uids, _) if job.as_ref().is_some_and(Job::is_backfill) => {
                self.found(opened, uids, settings, steps);
            }
            Event::Scanned(folder, opened, uids, unlisted) => {
                let from = job.as_ref().and_then(Job::from);
                let scanned = ScanResult { opened, uids, unlisted, all: from.is_none(), second: false };
                self.scanned(folder, scanned, from, settings, steps);
            }
            Event::Batch(messages) => return self.batch(conn, job, messages, steps),
            Event::Read(left) => self.read(job.as_ref(), &left, settings, steps),
            Event::Refused(left, problem) => self.refused(job.as_ref(), &left, &problem, settings, steps),
            Event::Calendars(found) => self.calendars_found(job, found, steps),
            Event::Idling => {
                if let Some(Job::Idle { folder, .. }) = job {
                    self.false_changes.entry(folder).or_default().at_opening = 0;
                }
                return;
            }
            Event::Changed => self.changed(job),
            Event::NotDone(problem) => self.not_done(conn, job, &problem, settings, steps),
            Event::Ended(problem) => return self.ended(conn, job, problem, settings, steps),
        }
        self.assign(settings, steps);
    }
}

fn is_throttled(failure: &kith_wire::Failure) -> bool {
    failure.kind.general() == FailureKind::Throttled
}
