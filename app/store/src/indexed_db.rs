//! The one type that is a store.

use crate::connection::Connection;
use crate::migrations;
use crate::records::{Record, account_of_key, key_of_segment, message_key, message_of_key, number_of_key, whole};
use crate::schema::{
    ACCOUNTS, CURSORS, DECISIONS, DEVICE, DEVICE_KEY, KEYS, LAST_SEGMENT, META, SEGMENTS, SHOWN, TEXTS, WRITER,
};
use crate::transaction::{Transaction, after, after_key, beginning};
use crate::vault::{Vault, is_plain};
use gloo_events::EventListener;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use kith_engine::api::{AccountId, MessageKey};
use kith_engine::store::{
    AccountRow, Batch, CursorRow, DecisionRow, DeviceRow, KeptText, Segment, SegmentId, Store, StoreError, TextRow,
};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

/// A store in the browser's database. Dropping it closes the database.
#[derive(Debug)]
pub struct IndexedDb {
    database: Connection,
    vault: Vault,
    writer: Cell<Writer>,
    open: Rc<Cell<bool>>,
    _listeners: [EventListener; 2],
}

/// Whether a connection may write.
#[derive(Clone, Copy, Debug)]
enum Writer {
    /// The number that it gave itself: it stands in the database while no other connection was opened later.
    Claimed(u32),
    /// There was no room to write a number of its own. This one stood there, and while it still does, no other
    /// connection was opened later either; but the one whose number it is may still write. So nothing is written before
    /// a number of our own is.
    Found(u32),
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
        let Claim { writer, key, accounts, device } = claim(&database).await?;
        key.into_iter().for_each(|key| vault.set_key(key));
        let store = Self { database, vault, writer: Cell::new(writer), open, _listeners: listeners };
        // Without room for a number there is none for this either, and the other connection may still write.
        if matches!(writer, Writer::Claimed(_)) && store.seal_plain(accounts, device).await == Err(StoreError::Closed) {
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
        let writer = self.admitted(&transaction, false).await?;
        put::<AccountRow>(&transaction, accounts)?;
        put::<DeviceRow>(&transaction, device)?;
        transaction.commit().await?;
        self.writer.set(writer);
        Ok(())
    }

    /// Makes and stores a key, if there is none yet.
    async fn make_sure_of_key(&self) -> Result<(), StoreError> {
        if self.vault.key().is_some() {
            return Ok(());
        }
        let made = self.vault.make_key().await?;
        let transaction = Transaction::writing(self.database()?, &[META, KEYS], true)?;
        let writer = self.admitted(&transaction, false).await?;
        // One that another connection stored meanwhile may have sealed rows already.
        let key = match device_key(&transaction).await? {
            Some(key) => key,
            None => {
                transaction.put_under(KEYS, DEVICE_KEY, made.clone().into())?;
                made
            }
        };
        transaction.commit().await?;
        self.writer.set(writer);
        self.vault.set_key(key);
        Ok(())
    }

    /// The records of rows, sealed.
    async fn sealed<R: Record>(&self, rows: &[R]) -> Result<Vec<JsValue>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        self.make_sure_of_key().await?;
        self.vault.seal::<R>(records(rows)?).await
    }

    /// Everything that the user decided, as it is stored in the database of that name, of whatever version: for a page
    /// whose engine cannot start. Nothing is written, and no other connection is in the way.
    ///
    /// # Errors
    ///
    /// [`StoreError::Failed`] if the browser has no such database to give.
    pub async fn decisions_of(name: &str) -> Result<Vec<DecisionRow>, StoreError> {
        let refuse = |_, _| Err(JsValue::from(js_sys::Error::new("there is no such database")).into());
        let database = Connection::open(Database::open(name.to_owned()).with_on_upgrade_needed(refuse)).await?;
        let transaction = Transaction::reading(&database, &[DecisionRow::TABLE])?;
        let records = transaction.all(DecisionRow::TABLE).await?;
        Ok(records.iter().filter_map(DecisionRow::from_js).collect())
    }

    /// Whether this connection may write in that transaction, and as whom once it is committed.
    async fn admitted(&self, transaction: &Transaction<'_>, only_removes: bool) -> Result<Writer, StoreError> {
        let stored = stored_writer(transaction).await?;
        match self.writer.get() {
            Writer::Claimed(writer) if stored == writer => Ok(Writer::Claimed(writer)),
            // Taking away what the other connection may still write to is no harm, and needs no room.
            Writer::Found(found) if stored == found && only_removes => Ok(Writer::Found(found)),
            Writer::Found(found) if stored == found => {
                let writer = found.wrapping_add(1);
                transaction.put_under(META, WRITER, writer.into())?;
                Ok(Writer::Claimed(writer))
            }
            Writer::Claimed(_) | Writer::Found(_) => Err(StoreError::Closed),
        }
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
        let mut range = after_number.map(|SegmentId(number)| after(number.into()));
        loop {
            let records = transaction.some(SEGMENTS, range, limit).await?;
            let segments: Vec<_> = records.iter().filter_map(Record::from_js).collect();
            match records.last() {
                // Nothing of these is a segment, but what comes after them may be.
                Some(last) if segments.is_empty() => range = Some(after_key(&key_of_segment(last))),
                _ => return Ok(segments),
            }
        }
    }

    async fn text(&self, message: MessageKey) -> Result<Option<TextRow>, StoreError> {
        let transaction = Transaction::reading(self.database()?, &[TEXTS])?;
        let found = transaction.first(TEXTS, beginning(message_key(message))).await?;
        Ok(found.as_ref().and_then(Record::from_js))
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
                let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
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

    async fn commit(&self, batch: Batch) -> Result<Vec<SegmentId>, StoreError> {
        let database = self.database()?;
        let tables = touched(&batch);
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        // Before the transaction: while one is open, nothing else can be awaited.
        let accounts = self.sealed(&batch.accounts).await?;
        let device = self.sealed(&batch.device).await?;
        let transaction = Transaction::writing(database, &tables, batch.must_last())?;
        let writer = self.admitted(&transaction, batch.only_removes()).await?;
        // What is looked up comes first: what follows is written without a look at how it goes until the commit tells.
        for row in &batch.decisions {
            // An entry is never written anew, wherever it comes from.
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
        put::<CursorRow>(&transaction, records(&batch.cursors)?)?;
        put::<AccountRow>(&transaction, accounts)?;
        put::<DeviceRow>(&transaction, device)?;
        for evicted in &batch.evicted {
            transaction.delete(TEXTS, beginning(message_key(*evicted)))?;
            transaction.delete(SHOWN, beginning(message_key(*evicted)))?;
        }
        for text in &batch.texts {
            // Another account may have brought it before.
            transaction.delete(TEXTS, beginning(message_key(text.message)))?;
            transaction.put(TEXTS, text.to_js()?)?;
        }
        for text in &batch.shown {
            transaction.delete(SHOWN, beginning(message_key(text.message)))?;
            transaction.put(SHOWN, text.to_js()?)?;
        }
        transaction.commit().await?;
        self.writer.set(writer);
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
        (TEXTS, removes || !batch.texts.is_empty() || !batch.evicted.is_empty()),
        (SHOWN, removes || !batch.shown.is_empty() || !batch.evicted.is_empty()),
        (DECISIONS, !batch.decisions.is_empty()),
        (DEVICE, !batch.device.is_empty()),
    ]
    .into_iter()
    .filter_map(|(table, is_touched)| is_touched.then_some(table))
    .collect()
}

/// What is found when a database is opened.
struct Claim {
    writer: Writer,
    key: Option<CryptoKey>,
    /// Records that should be sealed and are not.
    accounts: Vec<JsValue>,
    device: Vec<JsValue>,
}

/// Makes this connection the one that writes.
async fn claim(database: &Database) -> Result<Claim, StoreError> {
    let transaction = Transaction::writing(database, &[META, KEYS, ACCOUNTS, DEVICE], false)?;
    let before = stored_writer(&transaction).await?;
    let key = device_key(&transaction).await?;
    let (accounts, device) = (plain::<AccountRow>(&transaction).await?, plain::<DeviceRow>(&transaction).await?);
    let writer = before.wrapping_add(1);
    let written = match transaction.put_under(META, WRITER, writer.into()) {
        Ok(()) => transaction.commit().await,
        Err(error) => Err(error),
    };
    let writer = match written {
        Ok(()) => Writer::Claimed(writer),
        // What is stored can be read all the same.
        Err(StoreError::Full) => Writer::Found(before),
        Err(error) => return Err(error),
    };
    Ok(Claim { writer, key, accounts, device })
}

/// The key of this device. `None` before it was made, or where it is no key any more.
async fn device_key(transaction: &Transaction<'_>) -> Result<Option<CryptoKey>, StoreError> {
    let key = transaction.first(KEYS, KeyRange::Only(DEVICE_KEY.into())).await?;
    Ok(key.and_then(|key| key.dyn_into().ok()))
}

/// The records that should be sealed and are not.
async fn plain<R: Record>(transaction: &Transaction<'_>) -> Result<Vec<JsValue>, StoreError> {
    let mut records = transaction.all(R::TABLE).await?;
    records.retain(is_plain::<R>);
    Ok(records)
}

/// The number of the connection that may write: 0 before there was any, or where it is no number any more.
async fn stored_writer(transaction: &Transaction<'_>) -> Result<u32, StoreError> {
    Ok(stored_number(transaction, WRITER).await?.unwrap_or(0))
}

/// A number in [`META`]. `None` before it was written for the first time, or where it is no number any more.
async fn stored_number(transaction: &Transaction<'_>, name: &str) -> Result<Option<u32>, StoreError> {
    let number = transaction.first(META, KeyRange::Only(name.into())).await?;
    Ok(number.and_then(|number| whole(&number)))
}

async fn remove(transaction: &Transaction<'_>, accounts: &[AccountId]) -> Result<(), StoreError> {
    if accounts.is_empty() {
        return Ok(());
    }
    for table in [SEGMENTS, TEXTS, SHOWN] {
        for key in transaction.keys(table).await? {
            // What is no one's stays.
            if account_of_key(&key).is_some_and(|account| accounts.contains(&account)) {
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
    let mut last = match stored_number(transaction, LAST_SEGMENT).await? {
        Some(last) => last,
        // At first; or it was lost, and then none that is there may be used again.
        None => transaction.keys(SEGMENTS).await?.iter().filter_map(number_of_key).max().unwrap_or(0),
    };
    let mut ids = Vec::with_capacity(segments.len());
    for segment in segments {
        last = last.checked_add(1).ok_or_else(|| StoreError::Failed("the numbers of segments are used up".into()))?;
        ids.push(SegmentId(last));
        transaction.put(SEGMENTS, (SegmentId(last), segment).to_js()?)?;
    }
    transaction.put_under(META, LAST_SEGMENT, JsValue::from(last))?;
    Ok(ids)
}

fn records<R: Record>(rows: &[R]) -> Result<Vec<JsValue>, StoreError> {
    rows.iter().map(R::to_js).collect()
}

fn put<R: Record>(transaction: &Transaction<'_>, records: Vec<JsValue>) -> Result<(), StoreError> {
    records.into_iter().try_for_each(|record| transaction.put(R::TABLE, record))
}
