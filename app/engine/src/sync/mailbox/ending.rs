//! Connections that end, in the middle of whatever they were doing.

use super::state::Mailbox;
use super::step::Step;
use super::terms::Terms;
use crate::api::{Problem, ProblemKind, Seconds, SkipReason};
use crate::session::Conn;
use crate::sync::folders::purpose_of;
use crate::sync::line::{Job, Outstanding};
use crate::sync::round::{Look, MAX_UIDS_PER_QUESTION, Stage};
use kith_wire::{FailureKind, UidSet};

/// Maximum number of times in a row that an IDLE that was lost is begun again soon; after that it is left to the next sync
/// run. Some servers end one connection when another comes, or whatever waits, and would be asked for ever.
const MAX_LOST_WATCHES: u32 = 6;

/// Maximum number of times in a row that the server may hang up before it gave a message: as often as the most that are
/// asked for at once can be halved, and some more.
const MAX_HANG_UPS: u32 = 24;

const THROTTLED: ProblemKind = ProblemKind::Mail(FailureKind::Throttled);

/// Losses further apart than this, in seconds, have nothing to do with each other.
const UNRELATED_SECONDS: Seconds = 600;

impl Mailbox {
    /// A connection ended, in the middle of that job.
    pub(super) fn ended(
        &mut self,
        conn: Conn,
        job: Option<Job>,
        problem: Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        let Some(line) = self.lines.remove(&conn) else { return };
        steps.push(Step::Close(conn));
        let was_in = line.was_in;
        // A second login that is not let in says nothing of the first.
        if problem.kind == THROTTLED && (was_in || self.lines.is_empty()) {
            return self.throttled(problem, steps);
        }
        let mut narrows = false;
        if let Some(Outstanding { folder, uids, sought }) = line.into_outstanding() {
            if let Some(stretch) = self.stretch(&folder, sought) {
                stretch.missing.extend(&uids);
                stretch.readers = stretch.readers.saturating_sub(1);
            }
            if matches!(problem.kind, ProblemKind::Mail(_)) {
                narrows = self.hung_up_over(&folder, sought, &uids, &problem, terms, steps);
            }
            match sought {
                true => self.sought_ended(terms, steps),
                false => self.folder_ended(&folder, terms, steps),
            }
        } else if matches!(job, Some(Job::Seek { .. })) {
            self.not_sought(terms);
        }
        if self.lines.is_empty() && !self.dialling {
            if narrows {
                // What was being read stays as it is, and goes on over the next one.
                steps.push(Step::Narrowing);
            } else if self.round.take().is_some() || !was_in {
                steps.push(Step::Failed(problem));
            } else if self.may_watch_again(terms.now) {
                steps.push(Step::Lost);
            }
            return;
        }
        if !was_in {
            self.alone = true;
        }
        let was_waiting = self.round.is_none() && matches!(job, Some(Job::Watch { .. }));
        if was_waiting && self.may_watch_again(terms.now) {
            steps.push(Step::Lost);
        }
        if let (Some(round), Some(job)) = (&mut self.round, job) {
            // What it was doing is done by another.
            match job {
                Job::Look { folder, from, .. } => {
                    let purpose = purpose_of(&folder, &self.listed);
                    round.looks.insert(0, Look { folder, purpose, from });
                }
                Job::List | Job::Stand(_) => round.stage = Stage::ToList,
                Job::Read { .. } | Job::Watch { .. } | Job::Seek { .. } => {}
            }
        }
        self.assign(terms, steps);
    }

    /// A watch was lost: whether to begin it again soon.
    fn may_watch_again(&mut self, now: Seconds) -> bool {
        let (count, last) = self.lost_watches;
        let in_a_row = (last..last + UNRELATED_SECONDS).contains(&now);
        self.lost_watches = (if in_a_row { count.saturating_add(1) } else { 1 }, now);
        self.lost_watches.0 <= MAX_LOST_WATCHES
    }

    /// The server asks to wait: nothing more is asked of it now, and nothing is held against any message.
    pub(super) fn throttled(&mut self, problem: Problem, steps: &mut Vec<Step>) {
        steps.extend(self.hang_up());
        steps.push(Step::Failed(problem));
    }

    /// The server ended the connection when it was asked for those messages. Fewer are asked for next, until it is known
    /// which of them is the cause. Gives whether asking goes on: it does not if the server hangs up whatever it is asked
    /// for, falls silent or talks nonsense.
    fn hung_up_over(
        &mut self,
        folder: &str,
        sought: bool,
        left: &UidSet,
        problem: &Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
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
                cursor.set_aside(sought, &uids, SkipReason::HangsUp, problem.words.as_deref(), terms.now);
                steps.push(Step::Keep(vec![folder.to_owned()]));
            }
            if let Some(stretch) = self.stretch(folder, sought) {
                stretch.missing = stretch.missing.without(left);
            }
            return narrows;
        }
        self.careful.insert(folder.to_owned(), ((count / 2).clamp(1, MAX_UIDS_PER_QUESTION), alone));
        if let Some(stretch) = self.stretch(folder, sought) {
            stretch.slice = (count / 2).clamp(1, MAX_UIDS_PER_QUESTION);
        }
        narrows
    }
}
