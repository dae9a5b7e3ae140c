//! Reading mailboxes: batches become facts, and facts become people.

use super::access::is_of_access;
use super::error::EngineError;
use super::interface::Output;
use super::meetings::MAX_AGE_SECONDS;
use super::state::{Engine, Reading, Role, is_read};
use crate::api::{AccountId, AccountStatus, FromEngine, Problem, ProblemKind, Progress, SyncResult};
use crate::segment::{Read, Run};
use crate::session::ConnectionId;
use crate::store::{Batch, Segment, Store};
use crate::sync::{BatchSource, Connection, Cursor, Pace, SyncSettings, SyncStep, retry_after, retry_throttled};
use kith_domain::header;
use kith_domain::ids::MessageKey;
use kith_domain::message::Facts;
use kith_wire::{FailureKind, RawMessage, Response, UidSet};
use std::collections::{HashMap, VecDeque};

/// How long after a reading the next one begins by itself, in milliseconds: for folders of which no news is told.
const SYNC_INTERVAL_MS: i64 = 300_000;

/// A connection that was lost while it waited for news is opened again after about this long, in milliseconds.
const RECONNECT_MS: i64 = 1_500;

/// Fewer new messages than this are read without a word about it.
const MIN_ANNOUNCED: u32 = 50;

/// A message that is older than what is read by no more than this, in seconds, counts: a server compares days in a time
/// zone of its own, and is asked from the day before.
const SLACK_SECONDS: i64 = 2 * 86_400;

impl<S: Store> Engine<S> {
    /// Begins to read what is new, or to compare everything, because the user wants it.
    pub(super) async fn begin(&mut self, id: AccountId, full: bool) {
        let Some(state) = self.accounts.get(&id) else { return };
        if state.account.out_of_reach().is_none() && !state.mailbox.is_busy() && state.account.server().is_some() {
            let online = state.mailbox.is_online();
            self.set_status(id, if online { AccountStatus::Looking } else { AccountStatus::Connecting });
        }
        self.begin_quietly(id, full).await;
    }

    /// Begins to read what is new because it is time. While all is well and little comes, that is not worth a word.
    pub(super) async fn begin_quietly(&mut self, id: AccountId, full: bool) {
        let Some(state) = self.accounts.get_mut(&id) else { return };
        state.next = None;
        match state.account.out_of_reach() {
            Some(ProblemKind::Disconnected) => return,
            Some(kind) => return self.stop(id, Problem::new(kind)),
            None => {}
        }
        if state.account.server().is_none() {
            return self.begin_local(id);
        }
        if let Some(problem) = self.access.refused.clone().filter(|_| !state.mailbox.is_in()) {
            return self.stop(id, problem);
        }
        let is_well =
            matches!(state.status, AccountStatus::Looking | AccountStatus::Reading(_)) || is_read(&state.status);
        if !is_well {
            self.set_status(id, AccountStatus::Connecting);
        }
        self.note_beginning(id);
        let Some(terms) = self.terms(id) else { return };
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let steps = state.mailbox.begin(full, &terms);
        self.follow(id, steps).await;
    }

    /// Goes on with a connection that is logged in already.
    pub(super) async fn adopt(&mut self, id: AccountId, conn: ConnectionId, line: Connection, capabilities: &[String]) {
        self.note_beginning(id);
        let Some(terms) = self.terms(id) else { return };
        let Some(state) = self.accounts.get_mut(&id) else { return };
        state.next = None;
        let steps = state.mailbox.adopt(conn, line, capabilities, &terms);
        self.follow(id, steps).await;
    }

    /// What came over a connection of an account's mailbox.
    pub(super) async fn mailbox_heard(&mut self, id: AccountId, conn: ConnectionId, response: Response) {
        let Some(terms) = self.terms(id) else { return };
        // Not before the login: at a start, the page's first questions take priority.
        if self.accounts.get(&id).is_some_and(|state| state.mailbox.is_in()) {
            self.want_calendars(id);
        }
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let steps = state.mailbox.heard(conn, response, &terms);
        if state.reading.is_none() && state.mailbox.is_busy() {
            self.note_beginning(id);
        }
        self.follow(id, steps).await;
        self.progress(id);
    }

    /// A connection of an account's mailbox ended.
    pub(super) async fn mailbox_closed(&mut self, id: AccountId, conn: ConnectionId, problem: Problem) {
        let Some(terms) = self.terms(id) else { return };
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let steps = state.mailbox.closed(conn, problem, &terms);
        self.follow(id, steps).await;
    }

    /// Stores a batch of messages of a folder, with the folder's cursor, and lets people follow from them. A message
    /// that is stored already changes nothing; one that is older than what is read is left out, whatever the server
    /// took its age for.
    pub(super) async fn take(
        &mut self,
        account: AccountId,
        place: &BatchSource,
        messages: Vec<RawMessage>,
    ) -> Result<(), EngineError> {
        let Some(state) = self.accounts.get(&account) else { return Ok(()) };
        let first = state.account.since(self.seconds()).map_or(i64::MIN, |since| since - SLACK_SECONDS);
        let Some(cursor) = state.cursor(place) else { return Ok(()) };
        let all: UidSet = messages.iter().map(|message| message.uid).collect();
        let new = cursor.missing(place.uid_validity, &all);
        // With capacity for all: a list that grows holds its messages twice.
        let mut kept = Vec::with_capacity(messages.len());
        kept.extend(messages.into_iter().filter(|message| new.contains(message.uid)).map(read));
        let outside: UidSet = kept.extract_if(.., |read| read.facts.date < first).map(|read| read.uid).collect();
        self.keep_read(account, place, kept, cursor.after(place.uid_validity, &new.without(&outside), &outside)).await
    }

    /// Stores messages that were sought and found, however old they are: those in which one took part of whose
    /// addresses `is_sought` says so. (A server finds `ann@x.example` in `joann@x.example`, too.)
    pub(super) async fn take_sought(
        &mut self,
        account: AccountId,
        place: &BatchSource,
        messages: Vec<RawMessage>,
        is_sought: impl Fn(&str) -> bool,
    ) -> Result<(), EngineError> {
        let Some(state) = self.accounts.get(&account) else { return Ok(()) };
        let Some(cursor) = state.cursor(place) else { return Ok(()) };
        let all: UidSet = messages.iter().map(|message| message.uid).collect();
        let new = cursor.not_stored(place.uid_validity, &all);
        let read = messages.into_iter().filter(|message| new.contains(message.uid)).map(read);
        let took_part = |read: &Read| read.facts.parties.iter().any(|it| is_sought(it.address.as_str()));
        let read: Vec<Read> = read.filter(took_part).collect();
        let stored: UidSet = read.iter().map(|read| read.uid).collect();
        self.keep_read(account, place, read, cursor.after(place.uid_validity, &stored, &UidSet::new())).await
    }

    /// Stores messages with the cursor of their folder as it is then, and lets people follow from them.
    async fn keep_read(
        &mut self,
        account: AccountId,
        place: &BatchSource,
        mut read: Vec<Read>,
        cursor: Cursor,
    ) -> Result<(), EngineError> {
        let before = self.accounts.get(&account).and_then(|state| state.mailbox.folders.get(&place.folder));
        if before == Some(&cursor) {
            return Ok(());
        }
        // What a folder holds when it is first read is no news.
        let was_read = before.is_some_and(|before| before.audit.is_some());
        let mut here: HashMap<MessageKey, &Facts> = HashMap::new();
        let mut copies: Vec<bool> = read
            .iter()
            .map(|read| {
                let same = here.insert(read.facts.key, &read.facts) == Some(&read.facts);
                same || self.book.knows(account, place.sent, &read.facts)
            })
            .collect();
        // What was read once more and says nothing new is stored already.
        let is_new = |(read, copy): (&Read, &bool)| !copy || !self.is_stored(account, place, read);
        let is_new: Vec<bool> = read.iter().zip(&copies).map(is_new).collect();
        let (mut of_read, mut of_copies) = (is_new.iter(), is_new.iter());
        read.retain(|_| of_read.next() == Some(&true));
        copies.retain(|_| of_copies.next() == Some(&true));
        let since = self.seconds() - MAX_AGE_SECONDS;
        // A copy may be a message that was moved before it was looked at.
        let may_invite = |(read, copy): &(&Read, &bool)| {
            read.facts.date >= since
                && read.facts.bulk.list_id.is_none()
                && !(**copy && self.looks_for_calendars_in(account, read.facts.key))
        };
        let may_invite: UidSet = read.iter().zip(&copies).filter(may_invite).map(|(read, _)| read.uid).collect();
        let may_invite = may_invite.without(&cursor.calendars);
        let parts = Run::parts(&place.folder, place.uid_validity, place.sent, &read, &copies)?;
        let (runs, packed): (Vec<Run<'_>>, Vec<Vec<u8>>) = parts.into_iter().unzip();
        let batch = Batch {
            segments: packed.into_iter().map(|bytes| Segment { account, bytes }).collect(),
            cursors: vec![cursor.row(account, &place.folder)?],
            ..Batch::default()
        };
        self.commit(batch).await?;
        if let Some(state) = self.accounts.get_mut(&account) {
            state.mailbox.folders.insert(place.folder.clone(), cursor);
            if state.account.server().is_some() {
                state.mailbox.want_calendars(&place.folder, place.uid_validity, &may_invite);
            }
            // It gets on: what stops it next is a new trouble, and is tried again soon.
            state.failures = 0;
        }
        for run in &runs {
            self.book.absorb(account, run);
        }
        self.settle();
        let news = self.book.take_news().into_iter().filter(|_| was_read);
        self.out.extend(news.map(|news| Output::Page(FromEngine::Changed(news))));
        Ok(())
    }

    /// Whether it is stored that a message lies there.
    fn is_stored(&self, account: AccountId, place: &BatchSource, read: &Read) -> bool {
        let places = self.book.places(read.facts.key);
        places.into_iter().any(|(folder, uid)| {
            let at = (folder.account, folder.uid_validity, uid);
            at == (account, place.uid_validity, read.uid) && folder.name == place.folder
        })
    }

    /// Ends an account's connections for reading.
    pub(super) fn end_lines_of(&mut self, id: AccountId) {
        let Some(state) = self.accounts.get_mut(&id) else { return };
        state.reading = None;
        let steps = state.mailbox.hang_up();
        self.close_all(steps);
    }

    /// Closes the connections that those steps close.
    fn close_all(&mut self, steps: impl IntoIterator<Item = SyncStep>) {
        for step in steps {
            if let SyncStep::Close(conn) = step {
                self.close(conn);
            }
        }
    }

    /// Tells how far the reading is.
    fn progress(&mut self, id: AccountId) {
        let people = self.book.people_count();
        let now = self.moment.now;
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let (Some((folder, read, of)), Some(reading)) = (state.mailbox.progress(), &mut state.reading) else {
            if matches!(state.status, AccountStatus::Connecting) && state.mailbox.is_in() {
                self.set_status(id, AccountStatus::Looking);
            }
            return;
        };
        if of == 0 || of < MIN_ANNOUNCED && is_read(&state.status) {
            return;
        }
        let pace = reading.pace.get_or_insert(Pace { since: now });
        let seconds_left = pace.seconds_left(now, read, of);
        let progress = Progress { folder: folder.to_owned(), read, of, people, seconds_left };
        self.set_status(id, AccountStatus::Reading(progress));
    }

    async fn follow(&mut self, id: AccountId, steps: Vec<SyncStep>) {
        let mut steps: VecDeque<SyncStep> = steps.into();
        while let Some(step) = steps.pop_front() {
            let done = match step {
                SyncStep::Dial => {
                    self.dial(id);
                    Ok(())
                }
                SyncStep::Send(conn, request) => {
                    self.send(conn, &request);
                    Ok(())
                }
                SyncStep::Close(conn) => {
                    self.close(conn);
                    Ok(())
                }
                SyncStep::Store(conn, place, messages) => {
                    let stored = self.take(id, &place, messages).await;
                    let more = self.accounts.get(&id).and_then(|state| state.mailbox.stored(conn));
                    if let Some(SyncStep::Send(conn, request)) = more {
                        self.send(conn, &request);
                    }
                    stored
                }
                SyncStep::StoreBackfill(conn, place, messages) => {
                    let stored = self.take_backfilled(id, &place, messages).await;
                    let more = self.accounts.get(&id).and_then(|state| state.mailbox.stored(conn));
                    if let Some(SyncStep::Send(conn, request)) = more {
                        self.send(conn, &request);
                    }
                    stored
                }
                SyncStep::StoreCalendars(place, found) => self.take_calendars(id, &place, found).await,
                SyncStep::Keep(folders) => self.keep_cursors(id, &folders).await,
                SyncStep::SpecialUses => {
                    self.settings_changed();
                    self.settle();
                    Ok(())
                }
                SyncStep::Done => {
                    self.done(id);
                    self.after_reading(id).await;
                    steps.extend(self.start_backfill(id));
                    Ok(())
                }
                SyncStep::Lost | SyncStep::Narrowing => {
                    self.soon(id);
                    Ok(())
                }
                SyncStep::Failed(problem) => {
                    self.failed(id, problem);
                    Ok(())
                }
            };
            if let Err(error) = done {
                // Those belong to the mailbox no more: no one else would close them.
                self.close_all(steps);
                self.end_lines_of(id);
                return self.failed(id, error.into());
            }
        }
    }

    /// Stores what was found for the addresses that are reached back for.
    async fn take_backfilled(
        &mut self,
        id: AccountId,
        place: &BatchSource,
        messages: Vec<RawMessage>,
    ) -> Result<(), EngineError> {
        let Some(state) = self.accounts.get(&id) else { return Ok(()) };
        let addresses = state.mailbox.backfill_addresses();
        self.take_sought(id, place, messages, |address| addresses.contains_key(address)).await
    }

    /// Reaches back for the addresses that became someone's, where that was not done yet: what is older than the time
    /// that is read.
    fn start_backfill(&mut self, id: AccountId) -> Vec<SyncStep> {
        let Some(terms) = self.terms(id).filter(|terms| terms.since.is_some()) else { return Vec::new() };
        let wanted = self.book.addresses_given();
        let state = self.accounts.get_mut(&id).filter(|state| is_read(&state.status) && !state.account.disconnected);
        state.map(|state| state.mailbox.start_backfill(wanted, &terms)).unwrap_or_default()
    }

    /// The same in every account, after something was decided.
    pub(super) async fn backfill_all(&mut self) {
        for id in self.accounts.keys().copied().collect::<Vec<_>>() {
            let steps = self.start_backfill(id);
            self.follow(id, steps).await;
        }
    }

    fn dial(&mut self, id: AccountId) {
        let Some(server) = self.accounts.get(&id).and_then(|state| state.account.server()).cloned() else { return };
        let conn = self.open(id, Role::Mailbox);
        if let Some(state) = self.accounts.get_mut(&id) {
            state.mailbox.dialled(conn, server);
        }
    }

    async fn keep_cursors(&mut self, id: AccountId, folders: &[String]) -> Result<(), EngineError> {
        let Some(state) = self.accounts.get(&id) else { return Ok(()) };
        let cursors = folders.iter().filter_map(|folder| Some((folder, state.mailbox.folders.get(folder)?)));
        let cursors = cursors.map(|(folder, cursor)| cursor.row(id, folder)).collect::<Result<_, _>>()?;
        self.commit(Batch { cursors, ..Batch::default() }).await?;
        self.overview_changed = true;
        Ok(())
    }

    /// Everything that the server listed is stored.
    fn done(&mut self, id: AccountId) {
        let (messages, people) = (self.book.messages_of(id), self.book.people_count());
        let at = self.seconds();
        let Some(state) = self.accounts.get_mut(&id) else { return };
        (state.next, state.failures, state.throttled) = (Some(self.moment.now + SYNC_INTERVAL_MS), 0, 0);
        let before = state.reading.take().map(|reading| reading.before).unwrap_or_default();
        let brought = SyncResult {
            messages: messages.saturating_sub(before.messages),
            people: people.saturating_sub(before.people),
        };
        let status = match (state.unlisted(), state.left()) {
            (0, 0) => AccountStatus::UpToDate { at, brought },
            (unlisted, left) => AccountStatus::Incomplete { at, brought, unlisted, left },
        };
        self.set_status(id, status);
    }

    /// The reading failed for that reason. It is tried again, or the user is asked.
    fn failed(&mut self, id: AccountId, problem: Problem) {
        let (now, random) = (self.moment.now, self.moment.random);
        let problem = self.encryption_gone(id, problem);
        if self.can_refresh(id, &problem) {
            return self.soon(id);
        }
        let Some(state) = self.accounts.get_mut(&id) else { return };
        state.reading = None;
        if is_final(problem.kind) {
            return self.stop(id, problem);
        }
        state.failures = state.failures.saturating_add(1);
        let wait = if asks_to_wait(problem.kind) {
            // What was read meanwhile is no sign that it bears more.
            state.throttled = state.throttled.saturating_add(1);
            retry_throttled(state.throttled, random)
        } else {
            retry_after(state.failures, random)
        };
        let again = now + wait;
        state.next = Some(again);
        self.set_status(id, AccountStatus::Waiting { problem, until: again.div_euclid(1_000) });
    }

    /// Only the user can mend it.
    pub(super) fn stop(&mut self, id: AccountId, problem: Problem) {
        if let Some(state) = self.accounts.get_mut(&id) {
            (state.reading, state.next) = (None, None);
        }
        self.set_status(id, AccountStatus::Stopped(problem));
    }

    /// The connections are gone over which news were waited for, as after a sleep or when the server tidies up, or the
    /// server hung up over a message that is being found out. What is shown is still true; it becomes trouble when they
    /// cannot be opened again.
    fn soon(&mut self, id: AccountId) {
        let (now, random) = (self.moment.now, self.moment.random);
        let Some(state) = self.accounts.get_mut(&id) else { return };
        let jitter = i64::try_from(random % 1_000).unwrap_or(0);
        state.next = Some(now + RECONNECT_MS + jitter);
    }

    fn note_beginning(&mut self, id: AccountId) {
        let before = SyncResult { messages: self.book.messages_of(id), people: self.book.people_count() };
        if let Some(state) = self.accounts.get_mut(&id) {
            state.reading.get_or_insert(Reading { before, pace: None });
        }
    }

    fn terms(&self, id: AccountId) -> Option<SyncSettings> {
        let account = &self.accounts.get(&id)?.account;
        let now = self.seconds();
        Some(SyncSettings {
            since: account.since(now),
            said: account.said.clone(),
            connections: account.connections,
            now,
        })
    }
}

/// Whether it stays as it is however often it is tried. To go on trying would lock some accounts.
const fn is_final(kind: ProblemKind) -> bool {
    use FailureKind::{CertificateChanged, LoginRefused, PortRefused};
    let ProblemKind::Mail(failure) = kind else { return false };
    is_of_access(kind)
        || matches!(failure, CertificateChanged)
        || matches!(failure.general(), LoginRefused | PortRefused)
}

/// Whether the mail server or the relay wants to be left alone for a while. A relay that may not connect there says the
/// same as one that does not find the name just now.
const fn asks_to_wait(kind: ProblemKind) -> bool {
    use FailureKind::{TargetRefused, Throttled, TooManyAttempts};
    let ProblemKind::Mail(failure) = kind else { return false };
    matches!(failure.general(), TargetRefused | Throttled | TooManyAttempts)
}

fn read(message: RawMessage) -> Read {
    let facts = header::read(&message.header, message.received, message.size);
    Read { uid: message.uid, size: message.size, email_id: message.email_id, thread_id: message.thread_id, facts }
}
