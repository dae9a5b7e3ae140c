//! The engine's rows as records of the database, and the keys by which they are found.
//!
//! A record is a plain JavaScript object, made field by field: three fields need no serialiser. Bytes are copied out
//! of wasm's memory, since storing a view of it would store the whole memory.

use crate::error::{thrown, unreadable};
use crate::schema::{
    ACCOUNT, ACCOUNTS, BYTES, CURSORS, DECISIONS, DEVICE, FOLDER, ID, MESSAGE, NAME, NUMBER, SEGMENTS, TEXTS,
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use kith_engine::api::{AccountId, MessageKey};
use kith_engine::store::{AccountRow, CursorRow, DecisionRow, DeviceRow, Segment, SegmentId, StoreError, TextRow};
use wasm_bindgen::{JsCast, JsValue};

/// A row that is kept in a table of its own.
pub(crate) trait Record: Sized {
    /// The table's name.
    const TABLE: &'static str;

    /// The row as an object.
    fn to_js(&self) -> Result<JsValue, StoreError>;

    /// The row from an object that [`Record::to_js`] made, today or in an older version.
    fn from_js(record: &JsValue) -> Option<Self>;

    /// As [`Record::from_js`], with an error that names the table.
    fn read(record: &JsValue) -> Result<Self, StoreError> {
        Self::from_js(record).ok_or_else(|| unreadable(Self::TABLE))
    }
}

impl Record for AccountRow {
    const TABLE: &'static str = ACCOUNTS;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ACCOUNT, self.id.0.into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: account_of(record)?, bytes: bytes_of(record)? })
    }
}

impl Record for CursorRow {
    const TABLE: &'static str = CURSORS;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { account, folder, bytes: content } = self;
        object([(ACCOUNT, account.0.into()), (FOLDER, folder.into()), (BYTES, bytes(content))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let folder = field(record, FOLDER)?.as_string()?;
        Some(Self { account: account_of(record)?, folder, bytes: bytes_of(record)? })
    }
}

impl Record for (SegmentId, Segment) {
    const TABLE: &'static str = SEGMENTS;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let (number, segment) = self;
        object([(NUMBER, number.0.into()), (ACCOUNT, segment.account.0.into()), (BYTES, bytes(&segment.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let number = SegmentId(whole(&field(record, NUMBER)?)?);
        Some((number, Segment { account: account_of(record)?, bytes: bytes_of(record)? }))
    }
}

impl Record for TextRow {
    const TABLE: &'static str = TEXTS;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { message, account, bytes: content } = self;
        object([(MESSAGE, message_key(*message)), (ACCOUNT, account.0.into()), (BYTES, bytes(content))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let message = field(record, MESSAGE)?.as_string()?;
        let message = MessageKey(u64::from_str_radix(&message, 16).ok()?);
        Some(Self { message, account: account_of(record)?, bytes: bytes_of(record)? })
    }
}

impl Record for DecisionRow {
    const TABLE: &'static str = DECISIONS;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ID, self.id.as_str().into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: field(record, ID)?.as_string()?, bytes: bytes_of(record)? })
    }
}

impl Record for DeviceRow {
    const TABLE: &'static str = DEVICE;

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(NAME, self.name.as_str().into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { name: field(record, NAME)?.as_string()?, bytes: bytes_of(record)? })
    }
}

/// A message's part of a key. A number of JavaScript would lose the last bits.
pub(crate) fn message_key(message: MessageKey) -> JsValue {
    format!("{:016x}", message.0).into()
}

/// The account at the end of a key of segments or texts.
pub(crate) fn account_of_key(key: &JsValue) -> Option<AccountId> {
    whole(&key.dyn_ref::<Array>()?.get(1)).map(AccountId)
}

/// A whole number that fits.
pub(crate) fn whole(value: &JsValue) -> Option<u32> {
    let number = value.as_f64()?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with what it came from")]
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> Result<JsValue, StoreError> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &name.into(), &value).map_err(thrown)?;
    }
    Ok(object.into())
}

fn bytes(content: &[u8]) -> JsValue {
    Uint8Array::from(content).into()
}

fn field(record: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(record, &name.into()).ok()
}

fn account_of(record: &JsValue) -> Option<AccountId> {
    whole(&field(record, ACCOUNT)?).map(AccountId)
}

fn bytes_of(record: &JsValue) -> Option<Vec<u8>> {
    Some(field(record, BYTES)?.dyn_ref::<Uint8Array>()?.to_vec())
}
