//! What the messages answer, as it stands in a snapshot.

use super::{NONE, Threads};
use crate::book::facts::whole::Packed;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What the columns hold of a range of rows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in crate::book) struct ThreadsSlice<'a> {
    #[serde(borrow)]
    ids: Packed<'a>,
    #[serde(borrow)]
    answers: Packed<'a>,
    /// Empty where the server says nothing of threads.
    threads: Vec<u32>,
}

impl Threads {
    pub(in crate::book) fn slice(&self, range: Range<u32>) -> ThreadsSlice<'static> {
        ThreadsSlice {
            ids: self.ids.packed(range.clone()),
            answers: self.answers.packed(range.clone()),
            threads: self.threads.values(range.start..range.end.min(self.ids.len())),
        }
    }

    /// Adds the rows of a slice. `None` if it is not whole.
    pub(in crate::book) fn add_slice(&mut self, slice: ThreadsSlice<'_>) -> Option<()> {
        let first = self.ids.len();
        self.ids.unpack(&slice.ids)?;
        self.answers.unpack(&slice.answers)?;
        self.latest.resize(self.numbers.len(), NONE);
        for (row, thread) in (first..).zip(slice.threads).filter(|(_, thread)| *thread != NONE) {
            self.join(row, thread);
        }
        (self.ids.len() == self.answers.len()).then_some(())
    }
}
