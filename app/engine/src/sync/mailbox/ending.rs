//! Connections that end, in the middle of whatever they were doing.

use super::{Mailbox, Step, Terms, purpose_of};
use crate::api::{AsideReason, Problem, ProblemKind, Seconds};
use crate::engine::Conn;
use crate::sync::line::Job;
use crate::sync::round::{Look, SLICE, Stage};
use kith_wire::UidSet;

/// So often a watch that was lost is begun again soon; after that it is left to the next reading. Some servers end one
/// connection when another comes, or whatever waits, and would be asked for ever.
const LOST_WATCHES: u32 = 6;

/// Losses further apart than this, in seconds, have nothing to do with each other.
const APART: Seconds = 600;

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
        if let Some((folder, left)) = line.into_outstanding() {
            if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(&folder)) {
                stretch.missing.extend(&left);
                stretch.readers = stretch.readers.saturating_sub(1);
            }
            if matches!(problem.kind, ProblemKind::Mail(_)) {
                self.hung_up_over(&folder, &left, &problem, terms, steps);
            }
            self.folder_ended(&folder, terms, steps);
        }
        if self.lines.is_empty() && !self.dialling {
            if self.round.take().is_some() || !was_in {
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
        let in_a_row = (last..last + APART).contains(&now);
        self.lost_watches = (if in_a_row { count.saturating_add(1) } else { 1 }, now);
        self.lost_watches.0 <= LOST_WATCHES
    }

    /// The server ended the connection while it was to give those messages. Fewer are asked for next, until it is known
    /// over which one it does so.
    pub(super) fn hung_up_over(
        &mut self,
        folder: &str,
        left: &UidSet,
        problem: &Problem,
        terms: &Terms,
        steps: &mut Vec<Step>,
    ) {
        let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return;
        }
        let alone = left.iter().next().filter(|_| count == 1);
        let before = self.careful.get(folder).and_then(|(_, alone)| *alone);
        if let Some(uid) = alone.filter(|uid| before == Some(*uid)) {
            // Twice, asked for alone: it is this one.
            self.careful.insert(folder.to_owned(), (1, None));
            if let Some(cursor) = self.folders.get_mut(folder) {
                let uids = [uid].into_iter().collect();
                cursor.set_aside(&uids, AsideReason::HangsUp, problem.words.as_deref(), terms.now);
                steps.push(Step::Keep(vec![folder.to_owned()]));
            }
            if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) {
                stretch.missing = stretch.missing.without(left);
            }
            return;
        }
        self.careful.insert(folder.to_owned(), ((count / 2).clamp(1, SLICE), alone));
        if let Some(stretch) = self.round.as_mut().and_then(|round| round.stretch(folder)) {
            stretch.slice = (count / 2).clamp(1, SLICE);
        }
    }
}
