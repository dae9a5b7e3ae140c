//! The snapshot of the book, beside the segments: a start reads it instead of them, and of the segments only those that
//! came since.
//!
//! It is written part by part, each when the engine is woken and nothing else is to be done, and only when all parts are
//! stored is it said what it covers. If anything changes meanwhile it is begun anew. It is dropped, and everything read
//! from the segments, unless program, accounts and segments are the very ones of which it was made, and each part is as
//! it was written. Everything in it follows from what is stored beside it, so that losing it loses nothing.

use super::error::EngineError;
use super::load::Begun;
use super::records::SnapshotV1;
use super::state::{Engine, SnapshotWriting};
use crate::api::AccountId;
use crate::book::{self, Book};
use crate::store::{Batch, SegmentId, SnapshotRow, Store};
use std::collections::VecDeque;

/// How many parts are requested ahead: a browser takes a while for each, and reads several at once.
const PARTS_AHEAD: usize = 4;

impl<S: Store> Engine<S> {
    /// What the stored snapshot covers, by its first part, if it belongs to this program, these accounts and these
    /// segments.
    pub(super) fn snapshot(&self, first: &[u8], segments: &[(SegmentId, AccountId)]) -> Option<SnapshotV1> {
        let record = SnapshotV1::unpack(first).ok()?;
        if record.program != book::PROGRAM || record.accounts != self.account_numbers() || self.is_damaged() {
            return None;
        }
        (covered(segments, record.last_segment) == record.segments).then_some(record)
    }

    /// The book of a snapshot. `None` if any part of it is not as it was written.
    pub(super) async fn book_of(&self, record: &SnapshotV1) -> Option<Book> {
        let mut book = Book::default();
        book.now = self.seconds();
        book.set_zone(self.book.zone().clone());
        book.set_journal(self.book.journal().clone());
        book.set_calendars_of(&self.book);
        let mut numbers = 1..=u32::try_from(record.parts.len()).ok()?;
        let mut coming = VecDeque::new();
        for (number, digest) in (0..).zip(&record.parts) {
            // The database reads the next ones while this one is taken in.
            for number in numbers.by_ref().take(PARTS_AHEAD - coming.len()) {
                coming.push_back(Begun::of(self.store.snapshot_part(number)).await);
            }
            let part = coming.pop_front()?.end().await.ok()??;
            if book::digest(&part) != *digest {
                return None;
            }
            book.add_part(number, &part)?;
        }
        book.resume_from_parts(record.decided);
        Some(book)
    }

    /// When something is to be done for the snapshot.
    pub(super) fn next_snapshot(&mut self) -> Option<i64> {
        self.snapshots.note(self.book.revision(), self.moment.now);
        let is_busy = self.accounts.values().any(|state| state.mailbox.is_busy() || state.local.is_some())
            || self.importing.as_ref().is_some_and(|importing| importing.is_active());
        let next = self.snapshots.next(self.book.all_messages(), self.moment.now);
        next.filter(|_| !is_busy && !self.is_damaged())
    }

    /// Writes the next part of a snapshot, if it is time.
    pub(super) async fn step_snapshot(&mut self) {
        if self.next_snapshot().is_none_or(|at| at > self.moment.now) {
            return;
        }
        let step = match self.snapshots.writing.take() {
            Some(writing) if writing.revision == self.book.revision() => self.write_part(writing).await,
            // It is begun anew once there is quiet again.
            Some(_) => Ok(None),
            None => self.begin_snapshot().await,
        };
        match step {
            Ok(writing) => self.snapshots.writing = writing,
            // There is no room, say: what is stored of it is of no use.
            Err(_) => {
                self.snapshots.is_off = true;
                let _forgotten = self.store.commit(Batch { forgets_snapshot: true, ..Batch::default() }).await;
            }
        }
    }

    /// Lets go of the former snapshot, and notes what the new one covers.
    async fn begin_snapshot(&mut self) -> Result<Option<SnapshotWriting>, EngineError> {
        self.store.commit(Batch { forgets_snapshot: true, ..Batch::default() }).await?;
        (self.snapshots.covers, self.snapshots.newer) = (None, 0);
        let segments = self.store.segment_ids().await?;
        let last_segment = segments.last().map_or(0, |(id, _)| id.0);
        let record = SnapshotV1 {
            program: book::PROGRAM.to_owned(),
            accounts: self.account_numbers(),
            last_segment,
            segments: covered(&segments, last_segment),
            decided: self.book.decided(),
            messages: self.book.all_messages(),
            parts: Vec::new(),
        };
        Ok(Some(SnapshotWriting { revision: self.book.revision(), parts: self.book.parts(), record }))
    }

    /// Writes the next part, or, after the last one, what the snapshot covers.
    async fn write_part(&mut self, mut writing: SnapshotWriting) -> Result<Option<SnapshotWriting>, EngineError> {
        let number = u32::try_from(writing.record.parts.len()).unwrap_or(u32::MAX);
        let is_whole = number >= writing.parts;
        let row = match is_whole {
            true => SnapshotRow { number: 0, bytes: writing.record.pack()? },
            false => SnapshotRow { number: number + 1, bytes: self.book.part(number)? },
        };
        let digest = book::digest(&row.bytes);
        self.store.commit(Batch { snapshot: vec![row], ..Batch::default() }).await?;
        if is_whole {
            self.snapshots.covers = Some(writing.record.messages);
            return Ok(None);
        }
        writing.record.parts.push(digest);
        Ok(Some(writing))
    }

    /// Whether something is stored that a start has to look at itself.
    fn is_damaged(&self) -> bool {
        !self.damage.lost.is_empty() || self.damage.has_segments()
    }

    fn account_numbers(&self) -> Vec<u32> {
        self.accounts.keys().map(|id| id.0).collect()
    }
}

/// A hash of the numbers of all segments up to that one, and of whose each is.
fn covered(segments: &[(SegmentId, AccountId)], last: u32) -> u64 {
    let numbers = segments.iter().filter(|(id, _)| id.0 <= last).flat_map(|(id, account)| [id.0, account.0]);
    book::digest(&numbers.flat_map(u32::to_le_bytes).collect::<Vec<u8>>())
}
