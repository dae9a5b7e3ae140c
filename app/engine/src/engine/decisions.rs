//! What the user decides: an entry of the journal first, and only then anything that follows from it.

use super::error::{EngineError, NOT_FOUND};
use super::records::{pack_entry, unpack_entry};
use super::state::Engine;
use crate::api::{Damaged, Decision, Problem, RunOf, UndoneSync};
use crate::store::{Batch, DecisionRow, PhotoRow, Store};
use kith_domain::entry::{Entry, Stamp};
use kith_domain::journal::Journal;

impl<S: Store> Engine<S> {
    /// Reads the journal.
    pub(super) async fn load_journal(&mut self) -> Result<(), EngineError> {
        let rows = self.store.decisions().await?;
        self.take_journal(rows);
        Ok(())
    }

    /// The journal of those rows. An entry that cannot be read, as one from a newer Kith, stays where it is and is
    /// counted.
    pub(super) fn take_journal(&mut self, rows: Vec<DecisionRow>) {
        let mut entries = Vec::new();
        for row in rows {
            match unpack_entry(&row.bytes) {
                Ok(entry) => entries.push(entry),
                Err(_) => self.damage.note(Damaged::Decision, None),
            }
        }
        self.book.set_journal(Journal::of(entries));
    }

    /// Decides something. What was decided under that mark before is not decided again.
    pub(super) async fn decide(&mut self, mark: u64, decisions: Vec<Decision>) -> Result<(), Problem> {
        self.decide_with(mark, decisions, Vec::new()).await
    }

    /// The same, with the photos of which it speaks.
    pub(super) async fn decide_with(
        &mut self,
        mark: u64,
        decisions: Vec<Decision>,
        photos: Vec<PhotoRow>,
    ) -> Result<(), Problem> {
        if decisions.is_empty() || self.book.journal().entry(mark).is_some() {
            return Ok(());
        }
        self.enter_with(mark, decisions, photos).await?;
        // The user waits for it.
        self.last_told = i64::MIN / 2;
        self.backfill_all().await;
        Ok(())
    }

    /// Makes an entry of the journal.
    pub(super) async fn enter(&mut self, mark: u64, decisions: Vec<Decision>) -> Result<(), Problem> {
        self.enter_with(mark, decisions, Vec::new()).await
    }

    /// The same, with the photos of which it speaks.
    pub(super) async fn enter_with(
        &mut self,
        mark: u64,
        decisions: Vec<Decision>,
        photos: Vec<PhotoRow>,
    ) -> Result<(), Problem> {
        let (entry, row) = self.entry(mark, decisions)?;
        self.commit(Batch { decisions: vec![row], photos, ..Batch::default() }).await?;
        self.note_for_books(&entry.decisions);
        self.book.decide(entry);
        self.settle();
        // Whatever was decided may show, also where no one came or went.
        self.people_changed = true;
        Ok(())
    }

    /// A mark for an entry that the engine makes by itself.
    pub(super) fn own_mark(&self) -> u64 {
        self.free_mark(self.moment.random)
    }

    /// A mark that no entry has: that one, or one of the next.
    pub(super) fn free_mark(&self, mut mark: u64) -> u64 {
        while self.book.journal().entry(mark).is_some() {
            mark = mark.wrapping_add(1);
        }
        mark
    }

    /// The address book whose run it is, if that is connected.
    fn synced_by(&self, run: u64) -> Option<u64> {
        let mut runs = self.book.journal().all().filter_map(Entry::run);
        match runs.find(|known| known.id == run)?.of {
            RunOf::Sync(book, _) => Some(book).filter(|book| self.address_books.contains_key(book)),
            _ => None,
        }
    }

    /// Undoes all entries of a run, or lets them hold again.
    pub(super) async fn undo_run(&mut self, mark: u64, run: u64, undone: bool) -> Result<(), Problem> {
        // What an address book was told goes back there as well.
        if let Some(book) = self.synced_by(run).filter(|_| undone) {
            return self.undo_sync(book, UndoneSync::Run(run), mark).await;
        }
        let entries = self.book.journal().all().filter(|entry| entry.run().is_some_and(|known| known.id == run));
        let mut decisions: Vec<_> = entries.map(|entry| Decision::Undo { mark: entry.mark, undone }).collect();
        if let Some(importing) = &self.importing
            && importing.run() == Some(run)
        {
            self.stop_import();
        }
        if decisions.is_empty() {
            return Err(NOT_FOUND);
        }
        if undone {
            decisions.extend(self.book.kept_without(run));
        }
        self.decide(mark, decisions).await
    }

    /// The next entry of the journal, and how it is stored.
    pub(super) fn entry(&self, mark: u64, decisions: Vec<Decision>) -> Result<(Entry, DecisionRow), EngineError> {
        self.entry_after(self.book.journal().last(), mark, decisions)
    }

    /// An entry that is later than that one, and how it is stored.
    pub(super) fn entry_after(
        &self,
        last: Stamp,
        mark: u64,
        decisions: Vec<Decision>,
    ) -> Result<(Entry, DecisionRow), EngineError> {
        let device = match self.book.journal().last().device {
            // The first entry names the device.
            0 => u32::try_from(self.moment.random & 0x7fff_ffff).unwrap_or(1).max(1),
            device => device,
        };
        let at = u64::try_from(self.moment.now).unwrap_or(0);
        let entry = Entry { stamp: last.next(at, device), mark, decisions, at };
        let bytes = pack_entry(&entry)?;
        let id = entry.stamp.text();
        Ok((entry, DecisionRow { id, bytes }))
    }
}
