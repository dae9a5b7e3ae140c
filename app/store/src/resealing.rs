//! Writing every row anew under other keys, as when a passphrase is set or taken away.

use crate::records::{Record, key_of};
use crate::schema::{ACCOUNTS, ADDRESS_BOOKS, CARDS, CURSORS, DECISIONS, DEVICE, PHOTOS, SEGMENTS, TEXTS};
use crate::transaction::Transaction;
use crate::vault::Vault;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use kith_engine::store::{
    AccountRow, AddressBookRow, CardRow, CursorRow, DecisionRow, DeviceRow, PhotoRow, Segment, SegmentId, StoreError,
    TextRow,
};
use wasm_bindgen::JsValue;

/// The tables whose rows are sealed under a passphrase.
pub(crate) const TABLES: [&str; 9] =
    [ACCOUNTS, CURSORS, SEGMENTS, TEXTS, DECISIONS, DEVICE, PHOTOS, ADDRESS_BOOKS, CARDS];

/// The rows of a table, to be written anew.
pub(crate) struct Resealed {
    table: &'static str,
    /// Keys by which no row is to be found any more.
    gone: Vec<JsValue>,
    records: Vec<JsValue>,
}

impl Resealed {
    /// Writes them in place of the old ones.
    pub(crate) fn write(self, transaction: &Transaction<'_>) -> Result<(), StoreError> {
        let Self { table, gone, records } = self;
        gone.into_iter().try_for_each(|key| transaction.delete(table, KeyRange::Only(key)))?;
        transaction.put_all(table, records)
    }
}

/// Every row as it is to be stored under the keys of the `next` vault. One that cannot be read stays as it is.
pub(crate) async fn resealed(database: &Database, now: &Vault, next: &Vault) -> Result<Vec<Resealed>, StoreError> {
    let transaction = Transaction::reading(database, &TABLES)?;
    let mut all = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        all.push(transaction.all(table).await?);
    }
    drop(transaction);
    let mut all = all.into_iter();
    let mut records = || all.next().unwrap_or_default();
    Ok(vec![
        table::<AccountRow>(records(), now, next).await?,
        table::<CursorRow>(records(), now, next).await?,
        table::<(SegmentId, Segment)>(records(), now, next).await?,
        table::<TextRow>(records(), now, next).await?,
        table::<DecisionRow>(records(), now, next).await?,
        table::<DeviceRow>(records(), now, next).await?,
        table::<PhotoRow>(records(), now, next).await?,
        table::<AddressBookRow>(records(), now, next).await?,
        table::<CardRow>(records(), now, next).await?,
    ])
}

async fn table<R: Record>(records: Vec<JsValue>, now: &Vault, next: &Vault) -> Result<Resealed, StoreError> {
    // Of the others the key stays what it is.
    let keys: Vec<JsValue> = if R::NAME.is_some() { records.iter().map(key_of::<R>).collect() } else { Vec::new() };
    let whole = now.open::<R>(&records).await?;
    let only_whole = |all: Vec<JsValue>| all.into_iter().zip(&whole).filter_map(|(it, whole)| whole.then_some(it));
    let gone = only_whole(keys).collect();
    Ok(Resealed { table: R::TABLE, gone, records: next.seal::<R>(only_whole(records).collect()).await? })
}
