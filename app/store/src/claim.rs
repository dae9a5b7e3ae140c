//! What is found when a database is opened, and which connection may write.

use crate::records::{Record, number_of_key, whole};
use crate::schema::{ACCOUNTS, DEVICE, DEVICE_KEY, KEYS, LAST_SEGMENT, LOCK, META, SEGMENTS, WRITER};
use crate::transaction::Transaction;
use crate::vault::is_plain;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use js_sys::Uint8Array;
use kith_engine::store::{AccountRow, DeviceRow, StoreError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CryptoKey;

/// Whether a connection may write.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Writer {
    /// The number that it gave itself: it stands in the database while no other connection was opened later.
    Claimed(u32),
    /// There was no room to write a number of its own. This one stood there, and while it still does, no other
    /// connection was opened later either; but the one whose number it is may still write. So nothing is written before
    /// a number of our own is.
    Found(u32),
}

/// What is found when a database is opened.
pub(crate) struct Claim {
    pub(crate) writer: Writer,
    pub(crate) key: Option<CryptoKey>,
    /// What holds the key that is sealed under the passphrase, if there is one.
    pub(crate) lock: Option<Vec<u8>>,
    /// The number of the latest segment that ever was.
    pub(crate) last_segment: u32,
    /// Records that should be sealed and are not.
    pub(crate) accounts: Vec<JsValue>,
    pub(crate) device: Vec<JsValue>,
}

impl Claim {
    /// Makes a connection the one that writes.
    pub(crate) async fn make(database: &Database) -> Result<Self, StoreError> {
        let transaction = Transaction::writing(database, &[META, KEYS, ACCOUNTS, DEVICE, SEGMENTS], false)?;
        let before = stored_writer(&transaction).await?;
        let (key, lock) = (device_key(&transaction).await?, lock(&transaction).await?);
        let last_segment = match last_segment(&transaction).await? {
            Some(last) => last,
            // At first; or it was lost, and then none that is there may be used again.
            None => transaction.keys(SEGMENTS).await?.iter().filter_map(number_of_key).max().unwrap_or(0),
        };
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
        Ok(Self { writer, key, lock, last_segment, accounts, device })
    }
}

impl Writer {
    /// Whether a connection may write in that transaction, and as whom once it is committed.
    pub(crate) async fn admitted(self, transaction: &Transaction<'_>, only_removes: bool) -> Result<Self, StoreError> {
        let stored = stored_writer(transaction).await?;
        match self {
            Self::Claimed(writer) if stored == writer => Ok(self),
            // Taking away what the other connection may still write to is no harm, and needs no room.
            Self::Found(found) if stored == found && only_removes => Ok(self),
            Self::Found(found) if stored == found => {
                let writer = found.wrapping_add(1);
                transaction.put_under(META, WRITER, writer.into())?;
                Ok(Self::Claimed(writer))
            }
            Self::Claimed(_) | Self::Found(_) => Err(StoreError::Closed),
        }
    }
}

/// The key of this device. `None` before it was made, or where it is no key any more.
pub(crate) async fn device_key(transaction: &Transaction<'_>) -> Result<Option<CryptoKey>, StoreError> {
    let key = transaction.first(KEYS, KeyRange::Only(DEVICE_KEY.into())).await?;
    Ok(key.and_then(|key| key.dyn_into().ok()))
}

/// What holds the key under the passphrase; of something else nothing, so that it counts as damaged.
pub(crate) async fn lock(transaction: &Transaction<'_>) -> Result<Option<Vec<u8>>, StoreError> {
    let lock = transaction.first(KEYS, KeyRange::Only(LOCK.into())).await?;
    Ok(lock.map(|lock| lock.dyn_into::<Uint8Array>().map(|lock| lock.to_vec()).unwrap_or_default()))
}

/// The number of the latest segment. `None` before there was one, or where it is no number any more.
pub(crate) async fn last_segment(transaction: &Transaction<'_>) -> Result<Option<u32>, StoreError> {
    stored_number(transaction, LAST_SEGMENT).await
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
