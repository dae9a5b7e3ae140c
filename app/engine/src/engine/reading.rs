//! What comes over the connections: batches become facts, and facts become people.

use super::{Conn, Engine, EngineError, Output};
use crate::api::{AccountId, Problem, ProblemKind};
use crate::reader;
use crate::segment::{Read, Run};
use crate::store::{Batch, Segment, Store};
use crate::sync::{Step, Stretch};
use kith_domain::header;
use kith_domain::message::{Facts, MessageKey};
use kith_wire::{RawMessage, Request, UidSet};
use std::collections::HashMap;

/// A connection over which nothing came for this long, in milliseconds, is taken for dead: the relay answers or gives
/// up much sooner.
const SILENCE: i64 = 300_000;

impl<S: Store> Engine<S> {
    pub(super) fn opened(&mut self, conn: Conn) {
        let steps = match (self.sessions.get_mut(&conn), self.readers.get_mut(&conn)) {
            (Some(running), _) => running.session.opened(),
            (None, Some((_, reader))) => {
                let reader::Step::Send(request) = reader.opened() else { return };
                self.send(conn, &request);
                return;
            }
            (None, None) => return,
        };
        for step in steps {
            if let Step::Send(request) = step {
                self.send(conn, &request);
            }
        }
    }

    pub(super) async fn frame(&mut self, conn: Conn, bytes: &[u8]) {
        let response = kith_wire::decode(bytes).ok();
        let other_version = Problem::new(ProblemKind::OtherVersion);
        if let Some(running) = self.sessions.get_mut(&conn) {
            running.last_heard = self.moment.now;
            let Some(response) = response else { return self.failed(conn, other_version) };
            let none = std::collections::BTreeMap::new();
            let cursors = self.accounts.get(&running.account).map_or(&none, |state| &state.cursors);
            let steps = running.session.heard(response, cursors);
            self.follow(conn, steps).await;
        } else if let Some((_, reader)) = self.readers.get_mut(&conn) {
            reader.last_used = self.moment.now;
            let Some(response) = response else { return self.end_reader(conn, &other_version) };
            let steps = reader.heard(response);
            self.follow_reader(conn, steps).await;
        }
    }

    pub(super) fn closed(&mut self, conn: Conn) {
        let problem = Problem::new(ProblemKind::NoRelay);
        self.failed(conn, problem.clone());
        self.end_reader(conn, &problem);
    }

    pub(super) fn send(&mut self, conn: Conn, request: &Request) {
        match kith_wire::encode(request) {
            Ok(frame) => self.out.push(Output::Send(conn, frame)),
            Err(_) => self.closed(conn),
        }
    }

    async fn follow(&mut self, conn: Conn, steps: Vec<Step>) {
        for step in steps {
            match step {
                Step::Send(request) => self.send(conn, &request),
                Step::LoggedIn => self.logged_in(conn).await,
                Step::Store(stretch, messages) => {
                    let Some(account) = self.sessions.get(&conn).map(|running| running.account) else { return };
                    if let Err(error) = self.take(account, &stretch, messages).await {
                        return self.failed(conn, error.into());
                    }
                    if let Some(Step::Send(request)) = self.sessions.get(&conn).and_then(|s| s.session.stored()) {
                        self.send(conn, &request);
                    }
                }
                Step::Done => return self.done(conn),
                Step::Failed(problem) => return self.failed(conn, problem),
            }
        }
        self.progress(conn);
    }

    /// Stores a batch of messages of a folder, with the folder's cursor, and lets people follow from them. A message
    /// that is stored already changes nothing.
    pub(super) async fn take(
        &mut self,
        account: AccountId,
        stretch: &Stretch,
        messages: Vec<RawMessage>,
    ) -> Result<(), EngineError> {
        let cursor = self.accounts.get(&account).and_then(|state| state.cursors.get(&stretch.folder));
        let cursor = cursor.cloned().unwrap_or_default();
        let all: UidSet = messages.iter().map(|message| message.uid).collect();
        let new = cursor.missing(stretch.uid_validity, &all);
        if new.is_empty() {
            return Ok(());
        }
        let read: Vec<Read> = messages.into_iter().filter(|message| new.contains(message.uid)).map(read).collect();
        let mut here: HashMap<MessageKey, &Facts> = HashMap::new();
        let copies: Vec<bool> = read
            .iter()
            .map(|read| {
                let same = here.insert(read.facts.key, &read.facts) == Some(&read.facts);
                same || self.book.knows(account, &read.facts)
            })
            .collect();
        let mut copies = copies.into_iter();
        let run = Run::of(&stretch.folder, stretch.uid_validity, stretch.sent, &read, |_| copies.next() == Some(true));
        let cursor = cursor.after(stretch.uid_validity, &new);
        let batch = Batch {
            segments: vec![Segment { account, bytes: run.pack()? }],
            cursors: vec![cursor.row(account, &stretch.folder)?],
            ..Batch::default()
        };
        let ids = self.store.commit(batch).await?;
        if let Some(state) = self.accounts.get_mut(&account) {
            state.cursors.insert(stretch.folder.clone(), cursor);
            // It gets on: what stops it next is a new trouble, and is tried again soon.
            state.failures = 0;
        }
        for id in ids {
            self.book.absorb(account, id, &run);
        }
        self.settle();
        Ok(())
    }

    pub(super) fn close_silent(&mut self) {
        let deadline = self.moment.now - SILENCE;
        let silent: Vec<Conn> =
            self.sessions.iter().filter(|(_, running)| running.last_heard <= deadline).map(|(conn, _)| *conn).collect();
        for conn in silent {
            self.closed(conn);
        }
    }

    /// When the first connection will have to be closed for silence or want of use, in milliseconds.
    pub(super) fn next_end(&self) -> Option<i64> {
        let silent = self.sessions.values().map(|running| running.last_heard + SILENCE);
        let idle = self
            .readers
            .values()
            .map(|(_, reader)| reader.last_used + if reader.is_idle() { reader::KEPT } else { SILENCE });
        silent.chain(idle).min()
    }

    pub(super) fn close_idle_readers(&mut self) {
        let now = self.moment.now;
        let ended: Vec<Conn> = self
            .readers
            .iter()
            .filter(|(_, (_, reader))| now >= reader.last_used + if reader.is_idle() { reader::KEPT } else { SILENCE })
            .map(|(conn, _)| *conn)
            .collect();
        for conn in ended {
            self.end_reader(conn, &Problem::new(ProblemKind::NoRelay));
        }
    }
}

fn read(message: RawMessage) -> Read {
    let facts = header::read(&message.header, message.received, message.size);
    Read { uid: message.uid, size: message.size, email_id: message.email_id, thread_id: message.thread_id, facts }
}
