//! Importing a calendar: it is read, looked at, and what makes a difference is written in entries of one run.
//!
//! Killed in the middle, a part is there under that run; the same file again goes on with the rest.

use super::state::{CalendarStage, Engine, ImportStage};
use crate::api::{
    CalendarPreview, Decision, ImportChoices, ImportOutcome, ImportView, Problem, ProblemKind, Run, RunOf,
};
use crate::book::Book;
use crate::store::Store;
use kith_domain::charset::{decode, encoding};
use kith_domain::ids::derived;
use kith_domain::meeting::{CalendarError, PackedInvitation};
use std::collections::VecDeque;

/// About so many bytes are written in one entry of the journal.
const SLICE_BYTES: usize = 50_000;

/// Within so many bytes a calendar says that it is one.
const HEAD_BYTES: usize = 1_000;

/// Whether a file is a calendar.
pub(super) fn is_calendar(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let text = decode(head, encoding(head));
    let begins = |line: &str| line.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR");
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(begins)
}

/// How the import of a calendar stands.
pub(super) fn calendar_view(stage: &CalendarStage, book: &Book) -> ImportView {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    match stage {
        CalendarStage::Unread => ImportView::Reading { read: 0, of: 1 },
        CalendarStage::Read(Ok(read)) => ImportView::Calendar(Box::new(book.judge_calendar(read).preview)),
        CalendarStage::Read(Err(error)) => {
            let kind = match error {
                CalendarError::TooLarge => ProblemKind::TooLong,
                CalendarError::NoCalendar | CalendarError::TooDeep => ProblemKind::BadInput,
            };
            ImportView::Calendar(Box::new(CalendarPreview {
                problem: Some(Problem::new(kind)),
                ..CalendarPreview::default()
            }))
        }
        CalendarStage::Writing { left, done, .. } => {
            ImportView::Writing { done: count(*done), of: count(done + left.len()) }
        }
    }
}

impl<S: Store> Engine<S> {
    /// Goes on with the import of a calendar. `begun`: the run under which it is to be written.
    pub(super) async fn go_on_with_calendar(
        &mut self,
        stage: CalendarStage,
        bytes: &[u8],
        name: &str,
        begun: &mut Option<(u64, ImportChoices)>,
    ) -> ImportStage {
        match stage {
            CalendarStage::Unread => ImportStage::Calendar(CalendarStage::Read(self.entries_of_calendar(bytes))),
            CalendarStage::Read(Ok(read)) => match begun.take() {
                None => ImportStage::Calendar(CalendarStage::Read(Ok(read))),
                Some((id, _)) => {
                    let judged = self.book.judge_calendar(&read);
                    let outcome = ImportOutcome { meetings: judged.preview.meetings, ..ImportOutcome::default() };
                    let left = slices(judged.new.iter().map(PackedInvitation::from));
                    let run = Run { id, of: RunOf::Import(name.to_owned()) };
                    ImportStage::Calendar(CalendarStage::Writing { run, left, done: 0, outcome })
                }
            },
            stage @ CalendarStage::Read(Err(_)) => {
                *begun = None;
                ImportStage::Calendar(stage)
            }
            CalendarStage::Writing { run, mut left, done, outcome } => {
                let Some(slice) = left.pop_front() else { return ImportStage::Done(outcome) };
                let mark = self.free_mark(derived(run.id, &[b"slice", &(done as u64).to_le_bytes()]));
                let decisions = vec![Decision::Run(run.clone()), Decision::Meetings(slice)];
                if let Err(problem) = self.enter(mark, decisions).await {
                    return ImportStage::Done(ImportOutcome { problem: Some(problem), stopped: true, ..outcome });
                }
                let outcome = ImportOutcome { run: Some(run.id), ..outcome };
                ImportStage::Calendar(CalendarStage::Writing { run, left, done: done + 1, outcome })
            }
        }
    }
}

/// In pieces of a manageable size.
fn slices(all: impl Iterator<Item = PackedInvitation>) -> VecDeque<Vec<PackedInvitation>> {
    let (mut slices, mut size) = (VecDeque::<Vec<PackedInvitation>>::new(), 0);
    for said in all {
        size += said.size();
        match slices.back_mut().filter(|_| size <= SLICE_BYTES) {
            Some(slice) => slice.push(said),
            None => {
                size = said.size();
                slices.push_back(vec![said]);
            }
        }
    }
    slices
}
