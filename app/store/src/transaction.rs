//! One transaction, with the database's traps kept inside.
//!
//! Invariant: nothing else is awaited while a transaction is open than its own requests, or the browser would commit
//! what was written so far. Dropped before [`Transaction::commit`], it leaves nothing behind.

use crate::error::{exceptional, failed};
use indexed_db_futures::database::Database;
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::{Build, BuildPrimitive, QuerySource};
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use indexed_db_futures::{KeyRange, transaction};
use js_sys::Array;
use kith_engine::store::StoreError;
use wasm_bindgen::JsValue;

/// Some of the keys of a table.
pub(crate) type Range = KeyRange<JsValue>;

/// Every key that begins with this and has one more part.
pub(crate) fn beginning(first: JsValue) -> Range {
    KeyRange::Bound(Array::of1(&first).into(), false, past(&first), false)
}

/// Every key of two parts whose first part is greater.
pub(crate) fn after(first: JsValue) -> Range {
    KeyRange::LowerBound(past(&first), true)
}

/// Every key of two parts that comes after this one.
pub(crate) fn after_key(key: &JsValue) -> Range {
    KeyRange::LowerBound(key.clone(), true)
}

/// Every key that begins with this and has a text as its second part: all, or those after that one.
pub(crate) fn texts_after(first: &JsValue, after: Option<&str>) -> Range {
    let lower = Array::of2(first, &after.unwrap_or_default().into()).into();
    KeyRange::Bound(lower, after.is_some(), past(first), false)
}

/// Every key that is a number.
pub(crate) fn numbers() -> Range {
    KeyRange::LowerBound(0.into(), false)
}

/// What comes after every key that begins with this: an array is greater than any number or text.
fn past(first: &JsValue) -> JsValue {
    Array::of2(first, &Array::new()).into()
}

/// An open transaction.
pub(crate) struct Transaction<'a>(transaction::Transaction<'a>);

impl<'a> Transaction<'a> {
    /// For reading these tables.
    pub(crate) fn reading(database: &'a Database, tables: &[&str]) -> Result<Self, StoreError> {
        database.transaction(tables).build().map(Self).map_err(failed)
    }

    /// For writing these tables. `strict`: what was committed is on the disk.
    pub(crate) fn writing(database: &'a Database, tables: &[&str], strict: bool) -> Result<Self, StoreError> {
        let durability = if strict { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        let options = TransactionOptions::new().with_durability(durability);
        let builder = database.transaction(tables).with_mode(TransactionMode::Readwrite).with_options(options);
        builder.build().map(Self).map_err(failed)
    }

    /// The first record in the range.
    pub(crate) async fn first(&self, table: &str, range: Range) -> Result<Option<JsValue>, StoreError> {
        self.table(table)?.get::<JsValue, JsValue, _>(range).primitive().map_err(failed)?.await.map_err(failed)
    }

    /// All records, ascending by key.
    pub(crate) async fn all(&self, table: &str) -> Result<Vec<JsValue>, StoreError> {
        let records = self.table(table)?.get_all().primitive().map_err(failed)?.await.map_err(failed)?;
        records.collect::<Result<_, _>>().map_err(failed)
    }

    /// The first records in the range, ascending by key.
    pub(crate) async fn some(&self, table: &str, range: Option<Range>, limit: u32) -> Result<Vec<JsValue>, StoreError> {
        // To the browser, a limit of zero is no limit.
        if limit == 0 {
            return Ok(Vec::new());
        }
        let table = self.table(table)?;
        let all = table.get_all().with_limit(limit);
        let request = match range {
            Some(range) => all.with_query::<JsValue, _>(range).primitive(),
            None => all.primitive(),
        };
        let records = request.map_err(failed)?.await.map_err(failed)?;
        records.collect::<Result<_, _>>().map_err(failed)
    }

    /// All keys, ascending, without reading the records.
    pub(crate) async fn keys(&self, table: &str) -> Result<Vec<JsValue>, StoreError> {
        let keys = self.table(table)?.get_all_keys().primitive().map_err(failed)?.await.map_err(failed)?;
        keys.collect::<Result<_, _>>().map_err(failed)
    }

    /// Writes a record whose key is within it, in place of one with the same key. Not awaited: if it fails, so does
    /// [`Transaction::commit`].
    pub(crate) fn put(&self, table: &str, record: JsValue) -> Result<(), StoreError> {
        self.table(table)?.put(record).primitive().map(drop).map_err(failed)
    }

    /// As [`Transaction::put`], for several.
    pub(crate) fn put_all(&self, table: &str, records: Vec<JsValue>) -> Result<(), StoreError> {
        records.into_iter().try_for_each(|record| self.put(table, record))
    }

    /// As [`Transaction::put`], under a key of its own.
    pub(crate) fn put_under(&self, table: &str, key: &str, record: JsValue) -> Result<(), StoreError> {
        self.table(table)?.put(record).with_key(key).primitive().map(drop).map_err(failed)
    }

    /// Removes the records in the range. Not awaited, as [`Transaction::put`].
    pub(crate) fn delete(&self, table: &str, range: Range) -> Result<(), StoreError> {
        self.table(table)?.delete::<JsValue, _>(range).primitive().map(drop).map_err(failed)
    }

    /// Waits until everything is written. After an error, nothing of it is.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        // Being out of room may show only now, where no request is left to tell of it: then the transaction does.
        let transaction = self.0.as_sys().clone();
        self.0.commit().await.map_err(|error| match transaction.error() {
            Some(cause) => exceptional(&cause),
            None => failed(error),
        })
    }

    fn table(&self, name: &str) -> Result<ObjectStore<'_>, StoreError> {
        self.0.object_store(name).map_err(failed)
    }
}
