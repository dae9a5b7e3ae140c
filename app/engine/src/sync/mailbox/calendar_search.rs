//! Looking for calendars in messages: invitations, and answers to them.
//!
//! It is done between readings, by one connection, the newest messages first, and of each message once: the cursor of
//! the folder notes which were looked at, in the transaction that stores what was found. What fails is asked for in
//! smaller parts; a message that cannot be looked at by itself is left until the next start. One that is not there any
//! more is looked at where else it lies, now or as soon as that is known.

use super::state::MailboxSync;
use super::step::SyncStep;
use crate::sync::batch_source::BatchSource;
use crate::sync::connection::{CalendarsFound, Connection, Job};
use crate::sync::cursor::Cursor;
use kith_wire::UidSet;

impl MailboxSync {
    /// Looks for calendars in these messages as well, once nothing is being read. Those that are looked at now are not
    /// looked at twice.
    pub(crate) fn want_calendars(&mut self, folder: &str, uid_validity: u32, uids: &UidSet) {
        let now = self.looked_at_now(folder, uid_validity);
        let uids = now.fold(uids.clone(), |left, now| left.without(now));
        self.calendars.want(folder.to_owned(), uid_validity, &uids);
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
    pub(super) fn calendars_found(&mut self, job: Option<Job>, found: CalendarsFound, steps: &mut Vec<SyncStep>) {
        let Some(Job::Calendars { folder, uid_validity, uids }) = job else { return };
        let left = uids.without(&found.looked_at).without(&found.missing);
        if left == uids {
            return self.calendars.failed(&folder, uid_validity, &uids);
        }
        self.calendars.want(folder.clone(), uid_validity, &left);
        self.calendars.leave(&folder, uid_validity, &found.missing);
        self.calendars.worked();
        let sent = self.folders.get(&folder).is_some_and(Cursor::is_sent);
        steps.push(SyncStep::StoreCalendars(BatchSource { folder, uid_validity, sent }, found));
    }

    /// Whether a message will be looked at there, or is now.
    pub(crate) fn looks_for_calendars(&self, folder: &str, uid_validity: u32, uid: u32) -> bool {
        self.calendars.wants(folder, uid_validity, uid)
            || self.looked_at_now(folder, uid_validity).any(|uids| uids.contains(uid))
    }

    /// The messages of a folder that connections look at now.
    fn looked_at_now(&self, folder: &str, uid_validity: u32) -> impl Iterator<Item = &UidSet> {
        self.connections.values().filter_map(move |connection| match connection.job() {
            Some(Job::Calendars { folder: of, uid_validity: under, uids }) => {
                (of == folder && *under == uid_validity).then_some(uids)
            }
            _ => None,
        })
    }

    /// Whether a message cannot be looked at there, at least until the next start.
    pub(crate) fn left_calendars(&self, folder: &str, uid_validity: u32, uid: u32) -> bool {
        self.calendars.is_left(folder, uid_validity, uid)
    }

    /// Calendars could not be looked for, or the connection ended; `is_unknown`: the relay does not know the question.
    pub(super) fn no_calendars(&mut self, folder: &str, uid_validity: u32, uids: &UidSet, is_unknown: bool) {
        if is_unknown {
            self.calendars.give_up();
        }
        self.calendars.failed(folder, uid_validity, uids);
    }
}
