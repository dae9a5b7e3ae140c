//! The one type that is a store.

use crate::claim::{self, Claim, Writer};
use crate::connection::Connection;
use crate::error::{failed, opening};
use crate::migrations;
use crate::records::{Record, account_of_key, digits, field, key_of, message_of_key, number_of, number_of_key};
use crate::resealing::{Resealed, TABLES, resealed};
use crate::schema::{
    ACCOUNTS, CARDS, DEVICE, DEVICE_KEY, KEY, KEYS, LOCK, META, PHOTOS, SEGMENTS, SHOWN, SNAPSHOT, TEXTS,
};
use crate::transaction::{Range, Transaction, after, after_key, beginning, numbers, texts_after};
use crate::vault::{Keys, Vault, size_of_opened};
use crate::writing::Writing;
use gloo_events::EventListener;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use js_sys::Uint8Array;
use kith_engine::api::{AccountId, MessageKey, PhotoId, Secret};
use kith_engine::lock::{self, DataKey};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, Cards, CursorRow, DecisionRow, DeviceRow, KeptText, LockError,
    PhotoRow, Segment, SegmentId, SnapshotRow, Store, StoreError, TextRow,
};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A store in the browser's database. Dropping it closes the database.
#[derive(Debug)]
pub struct IndexedDb {
    database: Connection,
    vault: Vault,
    /// What holds the key that is sealed under the passphrase, if there is one.
    lock: RefCell<Option<Vec<u8>>>,
    writer: Cell<Writer>,
    /// The number of the latest segment that ever was.
    last_segment: Cell<u32>,
    open: Rc<Cell<bool>>,
    _listeners: [EventListener; 2],
}

impl IndexedDb {
    /// Opens the database of that name, makes it if it is not there, brings it to the current version if it is older.
    ///
    /// Of several connections the one that was opened last writes: from now on all others fail by
    /// [`StoreError::Closed`] when they want to. Who reads after opening has seen all that they wrote.
    ///
    /// Waits for connections of an older version that do not close. When a newer version wants to change the database,
    /// this closes by itself so as not to stand in its way; everything that is asked later fails by
    /// [`StoreError::Closed`].
    ///
    /// What versions before 6 stored plainly is sealed. Where that fails, for want of room say, the next opening tries
    /// again.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`] if the database is of a later version than this code; [`StoreError::Insecure`] if the
    /// browser offers no encryption; [`StoreError::Failed`] if it has no database to give.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let vault = Vault::new()?;
        let request = Database::open(name.to_owned())
            .with_version(migrations::CURRENT)
            .with_on_upgrade_needed(|event, database| migrations::migrate(&database, event.old_version()));
        let database = Connection::open(request).await?;
        let open = Rc::new(Cell::new(true));
        let listeners = ["versionchange", "close"].map(|event| {
            let (connection, open) = (database.as_sys().clone(), Rc::clone(&open));
            EventListener::new(database.as_sys(), event, move |_| {
                open.set(false);
                connection.close();
            })
        });
        let Claim { writer, key, lock, last_segment, accounts, device } = Claim::make(&database).await?;
        let is_locked = lock.is_some();
        vault.set_keys(if is_locked { Keys::Locked } else { Keys::Device(key) });
        let (lock, last_segment) = (RefCell::new(lock), Cell::new(last_segment));
        let store =
            Self { database, vault, lock, writer: Cell::new(writer), last_segment, open, _listeners: listeners };
        // Without room for a number there is none for this either, and the other connection may still write.
        let may_seal = !is_locked && matches!(writer, Writer::Claimed(_));
        if may_seal && store.seal_plain(accounts, device).await == Err(StoreError::Closed) {
            return Err(StoreError::Closed);
        }
        Ok(store)
    }

    /// Makes sure of a key, and seals those records in their places, in one transaction.
    async fn seal_plain(&self, accounts: Vec<JsValue>, device: Vec<JsValue>) -> Result<(), StoreError> {
        self.make_sure_of_key().await?;
        if accounts.is_empty() && device.is_empty() {
            return Ok(());
        }
        let accounts = self.vault.seal::<AccountRow>(accounts).await?;
        let device = self.vault.seal::<DeviceRow>(device).await?;
        let transaction = Transaction::writing(self.database()?, &[META, ACCOUNTS, DEVICE], true)?;
        let writer = self.writer.get().admitted(&transaction, false).await?;
        transaction.put_all(ACCOUNTS, accounts)?;
        transaction.put_all(DEVICE, device)?;
        transaction.commit().await?;
        self.writer.set(writer);
        Ok(())
    }

    /// Makes and stores a key, if there is none yet.
    async fn make_sure_of_key(&self) -> Result<(), StoreError> {
        if self.vault.is_open() {
            return Ok(());
        }
        if self.has_passphrase() {
            return Err(StoreError::Locked);
        }
        let made = self.vault.make_key().await?;
        let transaction = Transaction::writing(self.database()?, &[META, KEYS], true)?;
        let writer = self.writer.get().admitted(&transaction, false).await?;
        // One that another connection stored meanwhile may have sealed rows already.
        let key = match claim::device_key(&transaction).await? {
            Some(key) => key,
            None => {
                transaction.put_under(KEYS, DEVICE_KEY, made.clone().into())?;
                made
            }
        };
        transaction.commit().await?;
        self.writer.set(writer);
        self.vault.set_keys(Keys::Device(Some(key)));
        Ok(())
    }

    /// Whether nothing can be read before the passphrase is given.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.has_passphrase() && !self.vault.is_open()
    }

    /// Opens what is locked. Takes about a second.
    ///
    /// # Errors
    ///
    /// [`LockError::WrongPassphrase`], or what is wrong with what is stored. Nothing was changed.
    pub async fn unlock(&self, passphrase: &Secret) -> Result<(), LockError> {
        let Some(lock) = self.lock.borrow().clone() else { return Ok(()) };
        let data = lock::unwrap(&lock, passphrase)?;
        self.vault.set_keys(self.vault.keys_of(&data).await?);
        Ok(())
    }

    /// What holds a key under that passphrase.
    fn wrapped(&self, data: &DataKey, passphrase: &Secret) -> Result<Vec<u8>, LockError> {
        let mut random = [0; lock::RANDOM_BYTES];
        self.vault.randomize(&mut random)?;
        lock::wrap(data, passphrase, random)
    }

    /// Puts another lock in place of the one before, or the device's key where there is none, and writes those rows.
    async fn relock(&self, next: Keys, lock: Option<Vec<u8>>, rows: Vec<Resealed>) -> Result<(), LockError> {
        let tables: Vec<&str> = [META, KEYS, SNAPSHOT].into_iter().chain(TABLES).collect();
        let transaction = Transaction::writing(self.database()?, &tables, true)?;
        let writer = self.writer.get().admitted(&transaction, false).await?;
        let (name, key, gone) = match (&lock, &next) {
            (None, Keys::Device(Some(key))) => (DEVICE_KEY, key.clone().into(), LOCK),
            (lock, _) => (LOCK, Uint8Array::from(lock.as_deref().unwrap_or_default()).into(), DEVICE_KEY),
        };
        transaction.put_under(KEYS, name, key)?;
        transaction.delete(KEYS, KeyRange::Only(gone.into()))?;
        // It was sealed under other keys, and can be made again.
        transaction.delete(SNAPSHOT, numbers())?;
        rows.into_iter().try_for_each(|rows| rows.write(&transaction))?;
        transaction.commit().await?;
        self.writer.set(writer);
        self.vault.set_keys(next);
        self.lock.replace(lock);
        Ok(())
    }

    /// Everything that the user decided, as it is stored in the database of that name, of whatever version: for a page
    /// whose engine cannot start. Nothing is written, and no other connection is in the way.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] if there is a passphrase; [`StoreError::Failed`] if the browser has no such database to
    /// give.
    pub async fn decisions_of(name: &str) -> Result<Vec<DecisionRow>, StoreError> {
        let refuse = |_, _| Err(JsValue::from(js_sys::Error::new("there is no such database")).into());
        let database = Connection::open(Database::open(name.to_owned()).with_on_upgrade_needed(refuse)).await?;
        if database.object_store_names().any(|table| table == KEYS) {
            let transaction = Transaction::reading(&database, &[KEYS])?;
            if claim::lock(&transaction).await?.is_some() {
                return Err(StoreError::Locked);
            }
        }
        let transaction = Transaction::reading(&database, &[DecisionRow::TABLE])?;
        let records = transaction.all(DecisionRow::TABLE).await?;
        Ok(records.iter().filter_map(DecisionRow::from_js).collect())
    }

    /// Deletes the database of that name. Connections in other tabs close by themselves.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`] if the browser does not delete it.
    pub async fn erase(name: &str) -> Result<(), StoreError> {
        Database::delete_by_name(name).map_err(opening)?.await.map_err(failed)
    }

    fn database(&self) -> Result<&Database, StoreError> {
        if self.open.get() { Ok(&self.database) } else { Err(StoreError::Closed) }
    }

    async fn all<R: Record>(&self) -> Result<Vec<R>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[R::TABLE])?;
        let records = transaction.all(R::TABLE).await?;
        drop(transaction);
        self.vault.open::<R>(&records).await?;
        Ok(records.iter().filter_map(R::from_js).collect())
    }

    async fn first<R: Record>(&self, range: Range) -> Result<Option<R>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[R::TABLE])?;
        let found: Vec<_> = transaction.first(R::TABLE, range).await?.into_iter().collect();
        drop(transaction);
        self.vault.open::<R>(&found).await?;
        Ok(found.iter().find_map(R::from_js))
    }
}

impl Store for IndexedDb {
    async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.all().await
    }

    async fn cursors(&self) -> Result<Vec<CursorRow>, StoreError> {
        let mut cursors: Vec<CursorRow> = self.all().await?;
        cursors.sort_unstable_by(|one, other| (one.account, &one.folder).cmp(&(other.account, &other.folder)));
        Ok(cursors)
    }

    async fn segments_after(
        &self,
        after_number: Option<SegmentId>,
        limit: u32,
    ) -> Result<Vec<(SegmentId, Segment)>, StoreError> {
        let mut range = after_number.map(|SegmentId(number)| after(number.into()));
        loop {
            let transaction = Transaction::reading(self.database()?, &[SEGMENTS])?;
            let records = transaction.some(SEGMENTS, range, limit).await?;
            drop(transaction);
            self.vault.open::<(SegmentId, Segment)>(&records).await?;
            let segments: Vec<_> = records.iter().filter_map(Record::from_js).collect();
            match records.last() {
                // Nothing of these is a segment, but what comes after them may be.
                Some(last) if segments.is_empty() => range = Some(after_key(&key_of::<(SegmentId, Segment)>(last))),
                _ => return Ok(segments),
            }
        }
    }

    async fn segment_ids(&self) -> Result<Vec<(SegmentId, AccountId)>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[SEGMENTS])?;
        let id = |key: &JsValue| Some((SegmentId(number_of_key(key)?), account_of_key(key)?));
        Ok(transaction.keys(SEGMENTS).await?.iter().filter_map(id).collect())
    }

    async fn snapshot_part(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let part = self.first::<SnapshotRow>(KeyRange::Only(number.into())).await?;
        Ok(part.map(|part| part.bytes))
    }

    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError> {
        self.first(beginning(digits(message.0))).await
    }

    async fn kept_texts(&self) -> Result<Vec<KeptText>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[TEXTS, SHOWN])?;
        let shown = transaction.all(SHOWN).await?;
        let mut noted: BTreeMap<_, _> =
            shown.iter().filter_map(KeptText::from_js).map(|text| (text.message, text)).collect();
        let mut kept = Vec::new();
        for key in transaction.keys(TEXTS).await? {
            let Some(message) = message_of_key(&key) else { continue };
            if let Some(text) = noted.remove(&message) {
                kept.push(text);
            } else if let Some(row) = transaction.first(TEXTS, KeyRange::Only(key)).await?
                && let Some(TextRow { account, bytes, .. }) = TextRow::from_js(&row)
            {
                // Kept by a version that noted nothing.
                let size = u32::try_from(size_of_opened(&row, bytes.len())).unwrap_or(u32::MAX);
                kept.push(KeptText { message, account, size, shown: 0 });
            }
        }
        kept.sort_unstable_by_key(|text| text.message);
        Ok(kept)
    }

    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        self.all().await
    }

    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.all().await
    }

    async fn photo(&self, id: PhotoId) -> Result<Option<PhotoRow>, StoreError> {
        self.first(KeyRange::Only(digits(id.0))).await
    }

    async fn photo_ids(&self) -> Result<Vec<PhotoId>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[PHOTOS])?;
        Ok(transaction.keys(PHOTOS).await?.iter().filter_map(number_of).map(PhotoId).collect())
    }

    async fn address_books(&self) -> Result<Vec<AddressBookRow>, StoreError> {
        self.all().await
    }

    async fn card(&self, book: u64, key: &str) -> Result<Option<CardRow>, StoreError> {
        let row = CardRow { book, key: key.to_owned(), bytes: Vec::new() };
        match self.vault.stored_keys(&[row]).await?.into_iter().next() {
            Some(key) => self.first(KeyRange::Only(key)).await,
            None => Ok(None),
        }
    }

    async fn cards(&self, book: u64, from: Option<&str>, limit: u32) -> Result<Cards, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[CARDS])?;
        let records = transaction.some(CARDS, Some(texts_after(&digits(book), from)), limit).await?;
        drop(transaction);
        let last = records.last().filter(|_| records.len() == limit as usize);
        // As it is stored: opened, it may have another name, or none.
        let next = last.and_then(|last| field(last, KEY)?.as_string());
        self.vault.open::<CardRow>(&records).await?;
        Ok(Cards { rows: records.iter().filter_map(CardRow::from_js).collect(), next })
    }

    fn has_passphrase(&self) -> bool {
        self.lock.borrow().is_some()
    }

    async fn set_passphrase(&self, old: Option<&Secret>, new: Option<&Secret>) -> Result<(), LockError> {
        let lock = self.lock.borrow().clone();
        let given = |lock: &[u8]| old.map_or(Err(LockError::WrongPassphrase), |old| lock::unwrap(lock, old));
        let data = match (&lock, new) {
            (None, None) => return Ok(()),
            (None, Some(_)) => DataKey::made_by(|place| self.vault.randomize(place))?,
            (Some(lock), new) => match (given(lock), new) {
                // It was done already.
                (Err(LockError::WrongPassphrase), Some(new)) if lock::unwrap(lock, new).is_ok() => return Ok(()),
                (data, _) => data?,
            },
        };
        let next = match new {
            Some(_) => self.vault.keys_of(&data).await?,
            None => Keys::Device(Some(self.vault.make_key().await?)),
        };
        // Another passphrase for the same key changes no row.
        let rows = match lock.is_some() && new.is_some() {
            true => Vec::new(),
            false => resealed(self.database()?, &self.vault, &self.vault.with(next.clone())).await?,
        };
        let lock = new.map(|new| self.wrapped(&data, new)).transpose()?;
        self.relock(next, lock, rows).await
    }

    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        let database = self.database()?;
        if batch == Batch::default() {
            return Ok(Vec::new());
        }
        if !batch.accounts.is_empty() || !batch.device.is_empty() || !batch.address_books.is_empty() {
            self.make_sure_of_key().await?;
        }
        let (must_last, only_removes) = (batch.must_last(), batch.only_removes());
        let last = self.last_segment.get();
        // Before the transaction: while one is open, nothing else can be awaited.
        let writing = Writing::seal(batch, last, &self.vault).await?;
        let ids = writing.ids();
        // Should this be cut off, it may have been written: then these numbers are used up.
        self.last_segment.set(ids.last().map_or(last, |SegmentId(last)| *last));
        let written = async {
            let transaction = Transaction::writing(database, &writing.tables(), must_last)?;
            let writer = self.writer.get().admitted(&transaction, only_removes).await?;
            if !ids.is_empty() && claim::last_segment(&transaction).await?.is_some_and(|stored| stored > last) {
                // Another connection has written since this one was opened without room.
                return Err(StoreError::Closed);
            }
            writing.write(&transaction).await?;
            transaction.commit().await?;
            Ok(writer)
        };
        match written.await {
            Ok(writer) => {
                self.writer.set(writer);
                Ok(ids)
            }
            Err(error) => {
                self.last_segment.set(last);
                Err(error)
            }
        }
    }
}
