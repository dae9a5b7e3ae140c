//! What rules for people have still to do.

use crate::api::PersonId;
use std::collections::{BTreeSet, VecDeque};

/// What rules for people have still to do. None of it is stored: after a start everybody is looked at.
#[derive(Debug, Default)]
pub(in crate::engine) struct Ruling {
    /// Of whom it is to be looked which rules hold for them.
    pub(in crate::engine) people: BTreeSet<PersonId>,
    /// Rules that are applied to everybody, the first of them under way.
    pub(in crate::engine) runs: VecDeque<RuleRun>,
    /// What they do with those people could not be stored: not before that time again, in milliseconds.
    pub(in crate::engine) not_before: i64,
}

/// A rule that is applied to everybody for whom it holds.
#[derive(Debug)]
pub(in crate::engine) struct RuleRun {
    /// The number of the command.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) rule: u64,
    pub(in crate::engine) mark: u64,
    /// To whom it is still to be applied.
    pub(in crate::engine) people: Vec<PersonId>,
}

impl Ruling {
    /// When there is something to do next, if there is anything.
    pub(in crate::engine) fn next(&self, now: i64) -> Option<i64> {
        match (self.runs.is_empty(), self.people.is_empty()) {
            (false, _) => Some(now),
            (true, false) => Some(self.not_before.max(now)),
            (true, true) => None,
        }
    }
}
