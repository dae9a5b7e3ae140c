//! Looking for calendars in messages: invitations, and answers to them.
//!
//! It is done between readings, by one connection, the newest messages first, and of each message once: the cursor of
//! the folder notes which were looked at, in the transaction that stores what was found. What fails is asked for in
//! smaller parts; a message that cannot be looked at by itself is left until the next start.

use super::state::MailboxSync;
use super::step::SyncStep;
use crate::sync::batch_source::BatchSource;
use crate::sync::connection::{Connection, Job};
use crate::sync::cursor::Cursor;
use kith_wire::{RawCalendar, UidSet};
use std::collections::BTreeMap;

/// How many messages are looked at at once: so few that what comes meanwhile does not wait for long.
const MAX_AT_ONCE: u32 = 200;

/// Messages in which calendars are to be looked for.
#[derive(Debug)]
pub(super) struct Calendars {
    /// By folder, under its numbering.
    wanted: BTreeMap<(String, u32), UidSet>,
    /// How many are asked for at once.
    slice: u32,
    /// The relay does not know the question.
    is_unknown: bool,
}

impl Default for Calendars {
    fn default() -> Self {
        Self { wanted: BTreeMap::new(), slice: MAX_AT_ONCE, is_unknown: false }
    }
}

impl Calendars {
    fn next(&mut self) -> Option<Job> {
        if self.is_unknown {
            return None;
        }
        let mut wanted = self.wanted.first_entry()?;
        let uids = wanted.get_mut().take_highest(self.slice);
        let (folder, uid_validity) = wanted.key().clone();
        if wanted.get().is_empty() {
            wanted.remove();
        }
        Some(Job::Calendars { folder, uid_validity, uids })
    }

    /// It did not work: those are asked for again in smaller parts. One that was asked for by itself is not.
    fn failed(&mut self, folder: &str, uid_validity: u32, uids: &UidSet) {
        let count = u32::try_from(uids.len()).unwrap_or(u32::MAX);
        self.slice = (count / 2).clamp(1, MAX_AT_ONCE);
        if count > 1 {
            self.want(folder.to_owned(), uid_validity, uids);
        }
    }

    /// What is under way is begun again another time.
    pub(super) fn stop(&mut self, jobs: Vec<Job>) {
        for job in jobs {
            if let Job::Calendars { folder, uid_validity, uids } = job {
                self.want(folder, uid_validity, &uids);
            }
        }
    }

    fn want(&mut self, folder: String, uid_validity: u32, uids: &UidSet) {
        if !uids.is_empty() {
            self.wanted.entry((folder, uid_validity)).or_default().extend(uids);
        }
    }
}

impl MailboxSync {
    /// Looks for calendars in these messages as well, once nothing is being read.
    pub(crate) fn want_calendars(&mut self, folder: &str, uid_validity: u32, uids: &UidSet) {
        self.calendars.want(folder.to_owned(), uid_validity, uids);
    }

    /// Lets a connection that is free look for calendars, one at a time.
    pub(super) fn continue_calendars(&mut self, steps: &mut Vec<SyncStep>) {
        let looks = |connection: &Connection| matches!(connection.job(), Some(Job::Calendars { .. }));
        if self.connections.values().any(looks) {
            return;
        }
        // Rather one that has nothing to do than one that waits for news.
        let free = self.connections.iter_mut().filter(|(_, connection)| connection.is_free());
        let Some((conn, connection)) = free.min_by_key(|(_, connection)| connection.job().is_some()) else { return };
        if let Some(job) = self.calendars.next() {
            steps.push(SyncStep::Send(*conn, connection.begin(job)));
        }
    }

    /// What was found, and in which messages it was looked for.
    pub(super) fn calendars_found(
        &mut self,
        job: Option<Job>,
        found: Vec<RawCalendar>,
        looked_at: UidSet,
        steps: &mut Vec<SyncStep>,
    ) {
        let Some(Job::Calendars { folder, uid_validity, uids }) = job else { return };
        if looked_at.is_empty() {
            return self.calendars.failed(&folder, uid_validity, &uids);
        }
        self.calendars.want(folder.clone(), uid_validity, &uids.without(&looked_at));
        self.calendars.slice = self.calendars.slice.saturating_mul(2).min(MAX_AT_ONCE);
        let sent = self.folders.get(&folder).is_some_and(Cursor::is_sent);
        steps.push(SyncStep::StoreCalendars(BatchSource { folder, uid_validity, sent }, found, looked_at));
    }

    /// Calendars could not be looked for, or the connection ended; `is_unknown`: the relay does not know the question.
    pub(super) fn no_calendars(&mut self, folder: &str, uid_validity: u32, uids: &UidSet, is_unknown: bool) {
        self.calendars.is_unknown |= is_unknown;
        self.calendars.failed(folder, uid_validity, uids);
    }
}
