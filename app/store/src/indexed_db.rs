//! The one type that is a store.

use crate::error::{opening, unreadable};
use crate::migrations;
use crate::records::{Record, account_of_key, message_key, whole};
use crate::schema::{ACCOUNTS, CURSORS, DECISIONS, DEVICE, LAST_SEGMENT, META, SEGMENTS, TEXTS, WRITER};
use crate::transaction::{Transaction, after, beginning};
use gloo_events::EventListener;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use kith_engine::api::{AccountId, MessageKey};
use kith_engine::store::{
    AccountRow, Batch, CursorRow, DecisionRow, DeviceRow, Segment, SegmentId, Store, StoreError, TextRow,
};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// A store in the browser's database. Dropping it closes the database.
#[derive(Debug)]
pub struct IndexedDb {
    database: Database,
    /// As it is stored while no other connection was opened later.
    writer: u32,
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
    /// # Errors
    ///
    /// [`StoreError::Newer`] if the database is of a later version than this code; [`StoreError::Failed`] if the
    /// browser has no database to give.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let request = Database::open(name)
            .with_version(migrations::CURRENT)
            .with_on_upgrade_needed(|event, database| migrations::migrate(&database, event.old_version()));
        let database = request.await.map_err(opening)?;
        let open = Rc::new(Cell::new(true));
        let listeners = ["versionchange", "close"].map(|event| {
            let (connection, open) = (database.as_sys().clone(), Rc::clone(&open));
            EventListener::new(database.as_sys(), event, move |_| {
                open.set(false);
                connection.close();
            })
        });
        let writer = claim(&database).await?;
        Ok(Self { database, writer, open, _listeners: listeners })
    }

    fn database(&self) -> Result<&Database, StoreError> {
        if self.open.get() { Ok(&self.database) } else { Err(StoreError::Closed) }
    }

    async fn all<R: Record>(&self) -> Result<Vec<R>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[R::TABLE])?;
        transaction.all(R::TABLE).await?.iter().map(R::read).collect()
    }
}

impl Drop for IndexedDb {
    fn drop(&mut self) {
        self.database.as_sys().close();
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
        let transaction = Transaction::reading(self.database()?, &[SEGMENTS])?;
        let range = after_number.map(|SegmentId(number)| after(number.into()));
        transaction.some(SEGMENTS, range, limit).await?.iter().map(Record::read).collect()
    }

    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[TEXTS])?;
        let found = transaction.first(TEXTS, beginning(message_key(message))).await?;
        found.as_ref().map(Record::read).transpose()
    }

    async fn decisions(&self) -> Result<Vec<DecisionRow>, StoreError> {
        self.all().await
    }

    async fn device(&self) -> Result<Vec<DeviceRow>, StoreError> {
        self.all().await
    }

    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        let database = self.database()?;
        let tables = touched(&batch);
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        let transaction = Transaction::writing(database, &tables)?;
        if number(&transaction, WRITER).await? != self.writer {
            return Err(StoreError::Closed);
        }
        // What is looked up comes first: what follows is written without a look at how it goes until the commit tells.
        for row in &batch.decisions {
            // An entry is never written anew, whoever brings it.
            let known = transaction.first(DECISIONS, KeyRange::Only(row.id.as_str().into())).await?;
            if known.is_none() {
                transaction.put(DECISIONS, row.to_js()?)?;
            }
        }
        remove(&transaction, &batch.removed).await?;
        for replaced in &batch.replaced {
            transaction.delete(SEGMENTS, beginning(replaced.0.into()))?;
        }
        let ids = append(&transaction, batch.segments).await?;
        write(&transaction, &batch.cursors)?;
        write(&transaction, &batch.accounts)?;
        write(&transaction, &batch.device)?;
        for text in &batch.texts {
            // Another account may have brought it before.
            transaction.delete(TEXTS, beginning(message_key(text.message)))?;
            transaction.put(TEXTS, text.to_js()?)?;
        }
        transaction.commit().await?;
        Ok(ids)
    }
}

/// The tables that a batch changes. No other transaction can use them meanwhile.
fn touched(batch: &Batch) -> Vec<&'static str> {
    let removes = !batch.removed.is_empty();
    [
        // There stands whether it may be written at all.
        (META, *batch != Batch::default()),
        (SEGMENTS, removes || !batch.segments.is_empty() || !batch.replaced.is_empty()),
        (CURSORS, removes || !batch.cursors.is_empty()),
        (ACCOUNTS, removes || !batch.accounts.is_empty()),
        (TEXTS, removes || !batch.texts.is_empty()),
        (DECISIONS, !batch.decisions.is_empty()),
        (DEVICE, !batch.device.is_empty()),
    ]
    .into_iter()
    .filter_map(|(table, is_touched)| is_touched.then_some(table))
    .collect()
}

/// Makes this connection the one that writes. Gives its number.
async fn claim(database: &Database) -> Result<u32, StoreError> {
    let transaction = Transaction::writing(database, &[META])?;
    let before = number(&transaction, WRITER).await?;
    let writer = before.wrapping_add(1);
    transaction.put_under(META, WRITER, writer.into())?;
    match transaction.commit().await {
        Ok(()) => Ok(writer),
        // What is stored can be read all the same, and no other connection can write either.
        Err(StoreError::Full) => Ok(before),
        Err(error) => Err(error),
    }
}

/// A number in [`META`]: 0 before it was written for the first time.
async fn number(transaction: &Transaction<'_>, name: &str) -> Result<u32, StoreError> {
    let number = transaction.first(META, KeyRange::Only(name.into())).await?;
    number.map_or(Some(0), |number| whole(&number)).ok_or_else(|| unreadable(META))
}

async fn remove(transaction: &Transaction<'_>, accounts: &[AccountId]) -> Result<(), StoreError> {
    if accounts.is_empty() {
        return Ok(());
    }
    for table in [SEGMENTS, TEXTS] {
        for key in transaction.keys(table).await? {
            let account = account_of_key(&key).ok_or_else(|| unreadable(table))?;
            if accounts.contains(&account) {
                transaction.delete(table, KeyRange::Only(key))?;
            }
        }
    }
    for account in accounts {
        transaction.delete(CURSORS, beginning(account.0.into()))?;
        transaction.delete(ACCOUNTS, KeyRange::Only(account.0.into()))?;
    }
    Ok(())
}

async fn append(transaction: &Transaction<'_>, segments: Vec<Segment>) -> Result<Vec<SegmentId>, StoreError> {
    if segments.is_empty() {
        return Ok(Vec::new());
    }
    let mut last = number(transaction, LAST_SEGMENT).await?;
    let mut ids = Vec::with_capacity(segments.len());
    for segment in segments {
        last = last.checked_add(1).ok_or_else(|| StoreError::Failed("the numbers of segments are used up".into()))?;
        ids.push(SegmentId(last));
        transaction.put(SEGMENTS, (SegmentId(last), segment).to_js()?)?;
    }
    transaction.put_under(META, LAST_SEGMENT, JsValue::from(last))?;
    Ok(ids)
}

fn write<R: Record>(transaction: &Transaction<'_>, rows: &[R]) -> Result<(), StoreError> {
    rows.iter().try_for_each(|row| transaction.put(R::TABLE, row.to_js()?))
}
