//! Connections that end, in the middle of whatever they were doing.

use super::settings::SyncSettings;
use super::state::MailboxSync;
use super::step::SyncStep;
use crate::api::{Problem, ProblemKind, Seconds, SkipReason};
use crate::session::ConnectionId;
use crate::sync::connection::{Job, Outstanding};
use crate::sync::folders::special_use_of;
use crate::sync::sync_run::{FolderScan, MAX_UIDS_PER_QUESTION, Stage};
use kith_wire::{FailureKind, UidSet};

/// Maximum number of times in a row that an IDLE that was lost is begun again soon; after that it is left to the next
/// sync run. Some servers end one connection when another comes, or whatever waits, and would be asked for ever.
const MAX_LOST_IDLES: u32 = 6;

/// Maximum number of times in a row that the server may hang up before it gave a message: as often as the most that are
/// asked for at once can be halved, and some more.
const MAX_HANG_UPS: u32 = 24;

/// Losses further apart than this, in seconds, have nothing to do with each other.
const UNRELATED_SECONDS: Seconds = 600;

impl MailboxSync {
    /// A connection ended, in the middle of that job.
    pub(super) fn ended(
        &mut self,
        conn: ConnectionId,
        job: Option<Job>,
        problem: Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) {
        let Some(connection) = self.connections.remove(&conn) else { return };
        if let Some(Job::Calendars { folder, uid_validity, uids }) = &job {
            self.no_calendars(folder, *uid_validity, uids, false);
        }
        steps.push(SyncStep::Close(conn));
        let was_in = connection.was_in();
        // A second login that is not let in says nothing of the first.
        if ends_all(problem.kind) && (was_in || self.connections.is_empty()) {
            return self.end_all(problem, steps);
        }
        let mut narrows = false;
        if let Some(Outstanding { folder, uids, backfill }) = connection.into_outstanding() {
            if let Some(backlog) = self.backlog(&folder, backfill) {
                backlog.missing.extend(&uids);
                backlog.readers = backlog.readers.saturating_sub(1);
            }
            if matches!(problem.kind, ProblemKind::Mail(_)) {
                narrows = self.hung_up_over(&folder, backfill, &uids, &problem, settings, steps);
            }
            match backfill {
                true => self.backfill_ended(settings, steps),
                false => self.folder_ended(&folder, settings, steps),
            }
        } else if matches!(job, Some(Job::Search { .. })) {
            self.not_backfilled(settings);
        }
        if self.connections.is_empty() && !self.dialling {
            if narrows {
                // What was being read stays as it is, and goes on over the next one.
                steps.push(SyncStep::Narrowing);
            } else if self.run.take().is_some() || !was_in {
                steps.push(SyncStep::Failed(problem));
            } else if self.may_idle_again(settings.now) {
                steps.push(SyncStep::Lost);
            }
            return;
        }
        if !was_in {
            self.alone = true;
        }
        let was_waiting = self.run.is_none() && matches!(job, Some(Job::Idle { .. }));
        if was_waiting && self.may_idle_again(settings.now) {
            steps.push(SyncStep::Lost);
        }
        if let (Some(run), Some(job)) = (&mut self.run, job) {
            // What it was doing is done by another.
            match job {
                Job::Scan { folder, from, .. } => {
                    let special_use = special_use_of(&folder, &self.listed);
                    run.scans.insert(0, FolderScan { folder, special_use, from });
                }
                Job::List | Job::Status(_) => run.stage = Stage::ToList,
                Job::Read { .. } | Job::Idle { .. } | Job::Search { .. } | Job::Calendars { .. } => {}
            }
        }
        self.assign(settings, steps);
    }

    /// A watch was lost: whether to begin it again soon.
    fn may_idle_again(&mut self, now: Seconds) -> bool {
        let (count, last) = self.lost_idles;
        let in_a_row = (last..last + UNRELATED_SECONDS).contains(&now);
        self.lost_idles = (if in_a_row { count.saturating_add(1) } else { 1 }, now);
        self.lost_idles.0 <= MAX_LOST_IDLES
    }

    /// The server asks to wait, or the relay lets no one in any more: nothing more is asked now, and nothing is held
    /// against any message.
    pub(super) fn end_all(&mut self, problem: Problem, steps: &mut Vec<SyncStep>) {
        steps.extend(self.hang_up());
        steps.push(SyncStep::Failed(problem));
    }

    /// The server ended the connection when it was asked for those messages. Fewer are asked for next, until it is
    /// known which of them is the cause. Gives whether asking goes on: it does not if the server hangs up whatever it
    /// is asked for, falls silent or talks nonsense.
    fn hung_up_over(
        &mut self,
        folder: &str,
        backfill: bool,
        left: &UidSet,
        problem: &Problem,
        settings: &SyncSettings,
        steps: &mut Vec<SyncStep>,
    ) -> bool {
        let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return false;
        }
        self.hang_ups = self.hang_ups.saturating_add(1);
        let narrows = problem.kind == ProblemKind::Mail(FailureKind::WentAway) && self.hang_ups <= MAX_HANG_UPS;
        let alone = left.iter().next().filter(|_| count == 1);
        let before = self.careful.get(folder).and_then(|(_, alone)| *alone);
        if let Some(uid) = alone.filter(|uid| before == Some(*uid)) {
            // Twice, asked for alone: it is this one.
            self.careful.insert(folder.to_owned(), (1, None));
            if let Some(cursor) = self.folders.get_mut(folder) {
                let uids = [uid].into_iter().collect();
                cursor.skip(backfill, &uids, SkipReason::HangsUp, problem.words.as_deref(), settings.now);
                steps.push(SyncStep::Keep(vec![folder.to_owned()]));
            }
            if let Some(backlog) = self.backlog(folder, backfill) {
                backlog.missing = backlog.missing.without(left);
            }
            return narrows;
        }
        self.careful.insert(folder.to_owned(), ((count / 2).clamp(1, MAX_UIDS_PER_QUESTION), alone));
        if let Some(backlog) = self.backlog(folder, backfill) {
            backlog.slice = (count / 2).clamp(1, MAX_UIDS_PER_QUESTION);
        }
        narrows
    }
}

/// Whether a problem of one connection is one of all, of which no message is the cause.
const fn ends_all(kind: ProblemKind) -> bool {
    use FailureKind::{KeyMissing, KeyRefused, NotConnected, Throttled, TooManyAttempts};
    let ProblemKind::Mail(failure) = kind else { return false };
    matches!(failure, NotConnected)
        || matches!(failure.general(), Throttled | KeyMissing | KeyRefused | TooManyAttempts)
}
