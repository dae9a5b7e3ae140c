//! Connections that end, in the middle of whatever they were doing.

use super::{Mailbox, Step, Terms, purpose_of};
use crate::api::{AsideReason, Problem, ProblemKind};
use crate::engine::Conn;
use crate::sync::line::Job;
use crate::sync::round::{Look, SLICE, Stage};
use kith_wire::UidSet;

impl Mailbox {
    /// A connection ended.
    pub(super) fn ended(&mut self, conn: Conn, problem: Problem, terms: &Terms, steps: &mut Vec<Step>) {
        let Some(line) = self.lines.remove(&conn) else { return };
        steps.push(Step::Close(conn));
        let was_in = line.is_in();
        let job = line.job().cloned();
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
            let was_reading = self.round.take().is_some();
            steps.push(if was_reading || !was_in { Step::Failed(problem) } else { Step::Lost });
            return;
        }
        if !was_in {
            self.alone = true;
        }
        if let (Some(round), Some(job)) = (&mut self.round, job) {
            // What it was doing is done by another.
            match job {
                Job::Look { folder, from, .. } => {
                    let purpose = purpose_of(&folder, &self.listed);
                    round.looks.insert(0, Look { folder, purpose, from });
                }
                Job::List | Job::Stand(_) => round.stage = Stage::ToList,
                Job::Read { .. } | Job::Watch { .. } => {}
            }
        }
        self.assign(terms, steps);
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
                steps.push(Step::Keep(folder.to_owned()));
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
