//! The start: everything that is stored is read.

use super::error::EngineError;
use super::records::{
    AccessKeyV1, BackupV1, CalendarsV2, DailyReminderV1, DamageV1, DeviceRecord, FirstReadingsV1, LockV1, SnapshotV1,
    UnsubscribeListsV1,
};
use super::renewing::Old;
use super::state::{AccountState, Engine, Snapshots, tell_sent};
use crate::account::Account;
use crate::api::{AccountId, Damaged, FolderUse};
use crate::book::Book;
use crate::interactions::{self, Interaction, holds_interactions};
use crate::segment::Run;
use crate::store::{Batch, DeviceRow, Segment, SegmentId, Store};
use crate::sync::Cursor;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// How many segments are read from the store at a time: a few at first, so that they are taken in while the database
/// reads on.
const SEGMENTS_PER_READ: u32 = 64;
const SEGMENTS_AT_FIRST: u32 = 12;

/// A segment of fewer bytes is small: a message or two that came by themselves.
const SMALL_BYTES: usize = 4_096;

/// Once there are this many small segments they are joined, so that a start does not grow with the times that mail
/// came.
const MIN_JOINED: usize = 64;

/// Room is made for this many messages at most, whatever the cursors say.
const EXPECTED: usize = 1 << 20;

impl<S: Store> Engine<S> {
    pub(super) async fn load(&mut self) -> Result<(), EngineError> {
        // All of it is asked for at once: no answer waits for the one before it.
        let accounts = Begun::of(self.store.accounts()).await;
        let cursors = Begun::of(self.store.cursors()).await;
        let device = Begun::of(self.store.device()).await;
        let decisions = Begun::of(self.store.decisions()).await;
        let snapshot = Begun::of(self.store.snapshot_part(0)).await;
        let segments = Begun::of(self.store.segment_ids()).await;
        let (accounts, cursors) = (accounts.end().await?, cursors.end().await?);
        let (device, decisions) = (device.end().await?, decisions.end().await?);
        let (snapshot, segments) = (snapshot.end().await.ok().flatten(), segments.end().await);
        for row in accounts {
            match Account::from_row(&row) {
                Ok(account) => drop(self.accounts.insert(row.id, AccountState::new(account))),
                // What was read from it is there all the same, and what was decided, and the other accounts.
                Err(_) => self.damage.lose_account(row.id),
            }
        }
        for row in cursors {
            if let Some(state) = self.accounts.get_mut(&row.account) {
                // Of a folder whose row cannot be read nothing is known: it is read again, and its messages are known
                // by their identity. That is no reason to show nothing at all.
                let cursor = Cursor::from_row(&row).unwrap_or_else(|_| {
                    self.damage.note(Damaged::Folder, Some(row.account));
                    Cursor::default()
                });
                state.mailbox.folders.insert(row.folder.clone(), cursor);
            }
        }
        self.take_device(device);
        self.take_journal(decisions);
        let stored = snapshot.zip(segments.ok());
        match stored.and_then(|(first, segments)| self.snapshot(&first, &segments)) {
            Some(record) => self.take_snapshot(&record).await?,
            None => self.load_book().await?,
        }
        self.load_address_books().await?;
        self.read_damaged_again().await;
        Ok(())
    }

    /// Reads what this device keeps.
    pub(super) async fn load_device(&mut self) -> Result<(), EngineError> {
        let rows = self.store.device().await?;
        self.take_device(rows);
        Ok(())
    }

    /// Takes what this device keeps. A row that cannot be read is as none, and is said.
    fn take_device(&mut self, rows: Vec<DeviceRow>) {
        for row in rows {
            let read = match row.name.as_str() {
                DailyReminderV1::ROW => DailyReminderV1::unpack(&row.bytes).map(|kept| self.daily_reminder.kept = kept),
                BackupV1::ROW => BackupV1::unpack(&row.bytes).map(|row| self.backed_up = row),
                DamageV1::ROW => DamageV1::unpack(&row.bytes).map(|row| self.damage.set_handled(&row)),
                FirstReadingsV1::ROW => FirstReadingsV1::unpack(&row.bytes).map(|row| self.take_first_readings(row)),
                LockV1::ROW => LockV1::unpack(&row.bytes).map(|row| self.lock = row),
                UnsubscribeListsV1::ROW => {
                    UnsubscribeListsV1::unpack(&row.bytes).map(|row| self.take_unsubscribe_lists(row))
                }
                CalendarsV2::ROW => CalendarsV2::unpack(&row.bytes).map(|row| self.take_stored_calendars(row)),
                AccessKeyV1::ROW => AccessKeyV1::unpack(&row.bytes).map(|row| self.access.kept = row),
                // Another version's.
                _ => Ok(()),
            };
            if read.is_err() {
                self.damage.note(Damaged::Device, None);
            }
        }
    }

    /// Reads all facts. Until all of them are read, the book stays what it was.
    pub(super) async fn load_book(&mut self) -> Result<(), EngineError> {
        let mut book = Book::default();
        book.now = self.seconds();
        book.set_journal(self.book.journal().clone());
        book.set_zone(self.book.zone().clone());
        book.set_calendars_of(&self.book);
        // Known before the messages come, so that each counts at once for whom it should.
        tell_settings(&self.accounts, &mut book);
        book.settle();
        book.expect(self.accounts.values().map(most_in_a_folder).sum::<usize>().min(EXPECTED));
        self.snapshots = Snapshots::default();
        self.take_book(book, None).await
    }

    /// The same from a snapshot, if all parts of it are there.
    async fn take_snapshot(&mut self, record: &SnapshotV1) -> Result<(), EngineError> {
        let Some(mut book) = self.book_of(record).await else { return self.load_book().await };
        tell_settings(&self.accounts, &mut book);
        book.settle();
        self.snapshots.covers = Some(record.messages);
        self.take_book(book, Some(SegmentId(record.last_segment))).await
    }

    /// Takes the segments after that one in, and makes the book the one that there is.
    async fn take_book(&mut self, mut book: Book, after: Option<SegmentId>) -> Result<(), EngineError> {
        let (mut small, mut copies_first) = (Vec::new(), Vec::new());
        let (mut damaged, mut old) = (Vec::new(), Old::default());
        let mut interactions = Vec::new();
        let mut segments = self.store.segments_after(after, SEGMENTS_AT_FIRST).await?;
        while let Some((last, _)) = segments.last() {
            // The database reads the next ones while these are taken in.
            let coming = Begun::of(self.store.segments_after(Some(*last), SEGMENTS_PER_READ)).await;
            // An account's segments go with it; none may bring back people whom no one could remove.
            let is_there = |id| self.accounts.contains_key(&id) || self.damage.lost.contains(&id);
            self.snapshots.newer += u32::try_from(segments.len()).unwrap_or(u32::MAX);
            for (id, segment) in segments.into_iter().filter(|(_, of)| is_there(of.account)) {
                if holds_interactions(&segment.bytes) {
                    match interactions::unpack(&segment.bytes) {
                        Ok(found) => interactions.push((id, segment.account, segment.bytes.len(), found)),
                        Err(_) => damaged.push((id, segment.account)),
                    }
                    continue;
                }
                let Ok(run) = Run::unpack(&segment.bytes) else {
                    damaged.push((id, segment.account));
                    continue;
                };
                if !book.absorb(segment.account, &run) {
                    copies_first.push(segment.clone());
                }
                old.note(id, &segment, &run);
                if segment.bytes.len() < SMALL_BYTES && !Run::is_old(&segment.bytes) {
                    small.push((id, segment));
                }
            }
            segments = coming.end().await?;
        }
        // Copies of messages that stood in a segment after theirs.
        for segment in copies_first {
            book.absorb(segment.account, &Run::unpack(&segment.bytes)?);
        }
        let mut small_interactions = Vec::new();
        for (id, account, size, found) in interactions {
            if size < SMALL_BYTES {
                small_interactions.push((id, account, found.clone()));
            }
            book.absorb_interactions(found);
        }
        self.book = book;
        self.damage.set_segments(damaged);
        self.settle();
        if small.len() >= MIN_JOINED {
            // If there is no room for it now, the next start tries again.
            let _joined = self.join(&small).await;
        }
        if small_interactions.len() >= MIN_JOINED {
            let _joined = self.join_interactions(small_interactions).await;
        }
        self.snapshots.is_off = !old.is_empty();
        let _replaced = self.replace(old).await;
        Ok(())
    }

    /// Tells the book whose mailboxes these are, and which folders do not count.
    pub(super) fn settings_changed(&mut self) {
        tell_settings(&self.accounts, &mut self.book);
    }

    /// Writes small segments anew, those of a folder as one.
    async fn join(&self, small: &[(SegmentId, Segment)]) -> Result<(), EngineError> {
        let mut folders: BTreeMap<(AccountId, &str, u32, bool), Vec<Run<'_>>> = BTreeMap::new();
        for (_, segment) in small {
            let run = Run::unpack(&segment.bytes)?;
            let folder = (segment.account, run.folder, run.uid_validity, run.sent);
            folders.entry(folder).or_default().push(run);
        }
        let mut batch = Batch { replaced: small.iter().map(|(id, _)| *id).collect(), ..Batch::default() };
        for ((account, ..), runs) in &folders {
            let bytes = Run::joined(runs).map(|run| run.pack()).transpose()?;
            batch.segments.extend(bytes.map(|bytes| Segment { account: *account, bytes }));
        }
        self.store.commit(batch).await?;
        Ok(())
    }

    /// The same with contact other than messages, that of an account as one.
    async fn join_interactions(&self, small: Vec<(SegmentId, AccountId, Vec<Interaction>)>) -> Result<(), EngineError> {
        let mut batch = Batch::default();
        let mut accounts: BTreeMap<AccountId, Vec<Interaction>> = BTreeMap::new();
        for (id, account, found) in small {
            batch.replaced.push(id);
            accounts.entry(account).or_default().extend(found);
        }
        for (account, all) in accounts {
            let packed = interactions::pack(&all)?.into_iter();
            batch.segments.extend(packed.map(|bytes| Segment { account, bytes }));
        }
        self.store.commit(batch).await?;
        Ok(())
    }
}

/// How many messages are stored of the folder of which the most are: an account has as many at least.
fn most_in_a_folder(state: &AccountState) -> usize {
    let most = state.mailbox.folders.values().map(|cursor| cursor.stored.len()).max();
    most.and_then(|most| usize::try_from(most).ok()).unwrap_or(0).min(EXPECTED)
}

/// Work that was begun and is waited for later.
pub(super) struct Begun<F: Future> {
    work: Pin<Box<F>>,
    /// What came of it, if it was done at once: then it must not be waited for.
    done: Option<F::Output>,
}

impl<F: Future> Begun<F> {
    pub(super) async fn of(work: F) -> Self {
        let mut work = Box::pin(work);
        let done = poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => Poll::Ready(None),
        })
        .await;
        Self { work, done }
    }

    pub(super) async fn end(self) -> F::Output {
        match self.done {
            Some(done) => done,
            None => self.work.await,
        }
    }
}

/// Tells the book whose mailboxes these are, and which folders do not count.
fn tell_settings(accounts: &BTreeMap<AccountId, AccountState>, book: &mut Book) {
    let own = accounts.values().map(|state| state.account.address.clone()).collect();
    let hidden = |(id, state): (&AccountId, &AccountState)| -> Vec<(AccountId, String)> {
        state.hidden().map(|folder| (*id, folder.clone())).collect()
    };
    let uncounted: Vec<_> = accounts.iter().flat_map(hidden).collect();
    let foreign = |(id, state): (&AccountId, &AccountState)| -> Vec<(AccountId, String)> {
        let folders = state.mailbox.folders.iter();
        let shared = folders.filter(|(_, cursor)| cursor.special_use == FolderUse::Shared);
        shared.map(|(folder, _)| (*id, folder.clone())).collect()
    };
    let foreign: Vec<_> = accounts.iter().flat_map(foreign).collect();
    book.set_own(own);
    book.set_uncounted(uncounted);
    book.set_foreign(foreign);
    tell_sent(accounts, book);
}
