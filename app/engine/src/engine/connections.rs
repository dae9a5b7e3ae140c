//! The connections to the relay: whose each is, what comes over it, and which are to end.

use super::interface::Output;
use super::state::{Engine, Suspect, is_read};
use crate::api::{AccountId, AccountStatus, Problem, ProblemKind};
use crate::reader;
use crate::session::ConnectionId;
use crate::store::Store;
use crate::sync::SyncStep;
use kith_wire::{Answer, Request};
use std::collections::BTreeMap;

/// A connection over which nothing came for this long, in milliseconds, is taken for dead: the relay says every
/// [`ALIVE_SECONDS`](kith_wire::limits::ALIVE_INTERVAL_SECONDS) that it lives.
pub(super) const MAX_SILENCE_MS: i64 = 100_000;

/// After the network was gone, a connection that should have given a sign of life meanwhile is taken for dead at once.
const MAX_SILENCE_ONLINE_MS: i64 = 40_000;

/// The longest that anything waits for its time, in milliseconds.
const MAX_WAIT_MS: i64 = 400_000;

impl<S: Store> Engine<S> {
    pub(super) fn opened(&mut self, conn: ConnectionId) {
        let request = if let Some(pending_login) = self.pending_logins.get_mut(&conn) {
            Some(pending_login.connection.opened())
        } else if let Some((_, reader)) = self.readers.get_mut(&conn) {
            let reader::TextStep::Send(request) = reader.opened() else { return };
            Some(request)
        } else if let Some(request) = self.searcher_opened(conn).or_else(|| self.drafter_opened(conn)) {
            Some(request)
        } else {
            let opened = self.accounts.values_mut().find_map(|state| state.mailbox.opened(conn));
            let Some(SyncStep::Send(_, request)) = opened else { return };
            Some(request)
        };
        if let Some(request) = request {
            self.send(conn, &request);
        }
    }

    pub(super) async fn frame(&mut self, conn: ConnectionId, bytes: &[u8]) {
        let Ok(response) = kith_wire::decode::<kith_wire::Response>(bytes) else {
            return self.closed(conn, Problem::new(ProblemKind::OtherVersion)).await;
        };
        if let Answer::Commands(commands) = response.answer {
            let account = self.mailbox_of(conn).or(self.pending_login_of(conn));
            let account = account.or(self.readers.get(&conn).map(|(account, _)| *account)).or(self.searcher_of(conn));
            let account = account.or(self.drafter_of(conn));
            if let Some(account) = account {
                self.activity.entry(account).or_default().note(conn, commands);
                self.activity_changed = true;
            }
            return;
        }
        let now = self.moment.now;
        if self.pending_logins.contains_key(&conn) {
            if let Some(pending_login) = self.pending_logins.get_mut(&conn) {
                pending_login.connection.last_heard = now;
            }
            self.pending_login_heard(conn, response).await;
        } else if let Some((_, reader)) = self.readers.get_mut(&conn) {
            if response.answer != Answer::Alive {
                reader.last_used = now;
                let steps = reader.heard(response);
                self.follow_reader(conn, steps).await;
            }
        } else if self.searcher_of(conn).is_some() {
            self.searcher_heard(conn, response).await;
        } else if self.drafter_of(conn).is_some() {
            if response.answer != Answer::Alive {
                self.drafter_heard(conn, response);
            }
        } else if let Some(account) = self.mailbox_of(conn) {
            self.mailbox_heard(account, conn, response).await;
        }
    }

    /// A connection is gone, or is given up for that reason.
    pub(super) async fn closed(&mut self, conn: ConnectionId, problem: Problem) {
        self.pending_login_failed(conn, problem.clone());
        self.end_reader(conn, &problem);
        self.end_drafter(conn, problem.clone());
        self.end_searcher(conn, Some(problem.clone()));
        if let Some(account) = self.mailbox_of(conn) {
            self.mailbox_closed(account, conn, problem).await;
        }
    }

    pub(super) fn send(&mut self, conn: ConnectionId, request: &Request) {
        // Every request of ours can be written: it is numbers and strings.
        if let Ok(frame) = kith_wire::encode(request) {
            self.out.push(Output::Send(conn, frame));
        }
    }

    /// Takes connections for dead over which nothing came for so long, and ends those that were taken for it before and
    /// over which nothing came since; also those for texts that no one wants any more.
    ///
    /// After the engine stood still for a while, what came meanwhile waits behind what it is told first. So a
    /// connection is ended only by a [`Input::Wake`](super::interface::Input::Wake) that the engine asked for after it
    /// was suspected: all that had come by then was heard.
    pub(super) async fn end_silent(&mut self, silence: i64, woken: bool) {
        let deadline = self.moment.now - silence;
        let mailboxes = self.accounts.values().flat_map(|state| state.mailbox.connections());
        let pending_logins =
            self.pending_logins.iter().map(|(conn, pending_login)| (*conn, pending_login.connection.last_heard));
        let heard =
            mailboxes.chain(pending_logins).chain(self.searchers()).chain(self.drafters()).collect::<BTreeMap<_, _>>();
        let mut suspects = std::mem::take(&mut self.suspects);
        suspects.retain(|conn, suspect| heard.get(conn) == Some(&suspect.heard));
        for (conn, heard) in heard {
            let is_silent = heard <= deadline;
            if is_silent || suspects.contains_key(&conn) {
                let suspect = suspects.entry(conn).or_insert(Suspect { heard, wakes: 0 });
                suspect.wakes += u32::from(woken);
            }
        }
        let dead: Vec<ConnectionId> =
            suspects.iter().filter(|(_, suspect)| suspect.wakes > 1).map(|(conn, _)| *conn).collect();
        suspects.retain(|_, suspect| suspect.wakes <= 1);
        self.suspects = suspects;
        for conn in dead {
            self.closed(conn, Problem::new(ProblemKind::NoRelay)).await;
        }
        let now = self.moment.now;
        let ended = self.readers.iter().filter(|(_, (_, reader))| now >= ends(reader)).map(|(conn, _)| *conn);
        for conn in ended.collect::<Vec<_>>() {
            self.end_reader(conn, &Problem::new(ProblemKind::NoRelay));
        }
    }

    /// When the first connection will have to be closed for silence or want of use, in milliseconds.
    pub(super) fn next_end(&self) -> Option<i64> {
        let mailboxes = self.accounts.values().flat_map(|state| state.mailbox.connections()).map(|(_, heard)| heard);
        let pending_logins = self.pending_logins.values().map(|pending_login| pending_login.connection.last_heard);
        let readers = self.readers.values().map(|(_, reader)| ends(reader));
        let others = self.searchers().chain(self.drafters()).map(|(_, heard)| heard);
        // At once: behind what waits already.
        let suspected = (!self.suspects.is_empty()).then_some(self.moment.now);
        mailboxes
            .chain(pending_logins)
            .chain(others)
            .map(|heard| heard + MAX_SILENCE_MS)
            .chain(readers)
            .chain(suspected)
            .min()
    }

    /// Ends every connection of an account.
    pub(super) fn end_connections_of(&mut self, id: AccountId) {
        self.end_lines_of(id);
        self.end_searchers_of(id);
        self.end_drafters_of(id);
        let pending_logins: Vec<ConnectionId> = self
            .pending_logins
            .iter()
            .filter(|(conn, _)| self.pending_login_of(**conn) == Some(id))
            .map(|(conn, _)| *conn)
            .collect();
        for conn in pending_logins {
            self.pending_login_failed(conn, Problem::new(ProblemKind::NotFound));
        }
        let readers: Vec<ConnectionId> =
            self.readers.iter().filter(|(_, (account, _))| *account == id).map(|(conn, _)| *conn).collect();
        for conn in readers {
            self.end_reader(conn, &Problem::new(ProblemKind::NotFound));
        }
    }

    /// The network is back, or the machine woke: what waits is tried now, or once it is known which connections are
    /// dead.
    pub(super) async fn online(&mut self) {
        self.end_silent(MAX_SILENCE_ONLINE_MS, false).await;
        if self.suspects.is_empty() {
            self.begin_waiting().await;
        } else {
            self.begins_waiting = true;
        }
    }

    /// Begins to read the accounts that wait for their time.
    pub(super) async fn begin_waiting(&mut self) {
        self.begins_waiting = false;
        let waits = |status: &AccountStatus| matches!(status, AccountStatus::Waiting { .. }) || is_read(status);
        let waiting: Vec<AccountId> =
            self.accounts.iter().filter(|(_, state)| waits(&state.status)).map(|(id, _)| *id).collect();
        for id in waiting {
            self.begin_quietly(id, false).await;
        }
    }

    /// The clock was set back: what was to happen at a time must not wait until that time comes round again.
    pub(super) fn clock_set_back(&mut self) {
        let now = self.moment.now;
        for state in self.accounts.values_mut() {
            state.next = state.next.map(|next| next.min(now + MAX_WAIT_MS));
            state.mailbox.clock_set_back(now);
        }
        for pending_login in self.pending_logins.values_mut() {
            pending_login.connection.last_heard = pending_login.connection.last_heard.min(now);
        }
        self.searchers_set_back();
        for drafting in self.drafts.values_mut() {
            drafting.drafter.last_used = drafting.drafter.last_used.min(now);
        }
        for (_, reader) in self.readers.values_mut() {
            reader.last_used = reader.last_used.min(now);
        }
        self.last_wake = None;
    }

    fn mailbox_of(&self, conn: ConnectionId) -> Option<AccountId> {
        self.accounts.iter().find(|(_, state)| state.mailbox.has(conn)).map(|(id, _)| *id)
    }
}

/// When a connection for texts is to be closed, in milliseconds.
fn ends(reader: &reader::Reader) -> i64 {
    reader.last_used + if reader.is_idle() { reader::KEEP_OPEN_MS } else { MAX_SILENCE_MS }
}
