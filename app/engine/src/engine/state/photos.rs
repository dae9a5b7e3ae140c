//! Photos that wait to be made small.

use crate::api::PersonId;
use std::collections::VecDeque;

/// Photos that wait to be made small, the first of them perhaps under way.
#[derive(Debug, Default)]
pub(in crate::engine) struct Photos {
    waiting: VecDeque<(Vec<u8>, PhotoTask)>,
    /// The one that is under way, by its number.
    under_way: Option<(u64, PhotoTask)>,
    last: u64,
}

/// For what a photo is made small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum PhotoTask {
    /// The user chose it, by the command of that number.
    Set { order: u32, mark: u64, person: PersonId },
    /// It came with someone who was imported.
    Import { person: PersonId },
    /// It came with that card from the address book of that number, in that run.
    Sync { run: u64, book: u64, person: PersonId, card: String },
}

impl Photos {
    pub(in crate::engine) fn push(&mut self, bytes: Vec<u8>, task: PhotoTask) {
        self.waiting.push_back((bytes, task));
    }

    /// The next one, if none is under way, with the number under which it is told of.
    pub(in crate::engine) fn next(&mut self) -> Option<(u64, Vec<u8>)> {
        if self.under_way.is_some() {
            return None;
        }
        let (bytes, task) = self.waiting.pop_front()?;
        self.last += 1;
        self.under_way = Some((self.last, task));
        Some((self.last, bytes))
    }

    /// How many came with someone who was imported.
    pub(in crate::engine) fn imports(&self) -> usize {
        let is_import = |task: &PhotoTask| matches!(task, PhotoTask::Import { .. });
        let under_way = self.under_way.iter().map(|(_, task)| task);
        self.waiting.iter().map(|(_, task)| task).chain(under_way).filter(|task| is_import(task)).count()
    }

    /// Forgets those that came with someone who was imported.
    pub(in crate::engine) fn forget_imports(&mut self) {
        self.waiting.retain(|(_, task)| !matches!(task, PhotoTask::Import { .. }));
    }

    /// For what the one of that number was made small, if it is under way.
    pub(in crate::engine) fn take(&mut self, number: u64) -> Option<PhotoTask> {
        let (_, task) = self.under_way.take_if(|(known, _)| *known == number)?;
        Some(task)
    }
}
