//! Threads, each folded below its latest message.

use super::conversations::Conversations;
use crate::api::{MessageKey, PersonId, TimelinePlace, TimelineRow};
use crate::book::Book;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// A thread that was silent for longer begins anew, in seconds: the same subject may come again after years.
const MAX_SILENCE: i64 = 90 * 86_400;

impl Book {
    /// A part of the threads between the user and people, each by its latest message, newest first; and how many
    /// they are.
    pub(crate) fn folded_timeline(&self, of: &[PersonId], offset: u32, limit: u32) -> (u32, Vec<TimelineRow>) {
        let threads = self.threads_with(of);
        let all = u32::try_from(threads.len()).unwrap_or(u32::MAX);
        let heads = threads.iter().filter_map(|rows| {
            let (head, below) = rows.split_first()?;
            Some((*head, u32::try_from(below.len()).unwrap_or(u32::MAX)))
        });
        (all, self.timeline_rows(of, heads.skip(offset as usize).take(limit as usize)))
    }

    /// The messages that are folded below one, newest first.
    pub(crate) fn folded_below(&self, of: &[PersonId], message: MessageKey) -> Vec<TimelineRow> {
        let threads = self.threads_with(of);
        let found = threads.iter().filter_map(|rows| rows.split_first());
        let found = found.into_iter().find(|(head, _)| self.rows.key(**head) == message.0);
        let below = found.map(|(_, below)| below).unwrap_or_default();
        self.timeline_rows(of, below.iter().map(|row| (*row, 0)))
    }

    /// Where a message is among the folded ones. `None`: it is not between the user and them.
    pub(crate) fn place_of(&self, of: &[PersonId], message: MessageKey) -> Option<TimelinePlace> {
        let row = self.rows.find(message.0)?;
        let threads = self.threads_with(of);
        let above = threads.iter().position(|rows| rows.contains(&row))?;
        let head = threads.get(above)?.first()?;
        Some(TimelinePlace { above: u32::try_from(above).unwrap_or(u32::MAX), row: MessageKey(self.rows.key(*head)) })
    }

    /// The threads between the user and people, those with the latest message first; of each its rows, newest
    /// first.
    fn threads_with(&self, of: &[PersonId]) -> Vec<Vec<u32>> {
        let rows = self.in_time_order(self.linked_rows(of));
        let mut ties = Conversations::default();
        rows.iter().for_each(|row| self.follow(*row, &mut ties));
        let mut places: HashMap<u32, usize, FixedState> = HashMap::default();
        let mut found: Vec<Vec<u32>> = Vec::new();
        for row in rows {
            let top = ties.top(self.knot(row));
            let open = places.get(&top).and_then(|at| found.get_mut(*at)).filter(|rows| {
                rows.last().is_some_and(|newer| self.rows.date(*newer) - self.rows.date(row) <= MAX_SILENCE)
            });
            match open {
                Some(rows) => rows.push(row),
                None => {
                    places.insert(top, found.len());
                    found.push(vec![row]);
                }
            }
        }
        found
    }
}
