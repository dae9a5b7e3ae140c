//! The engine's rows as records of the database, and the keys by which they are found.
//!
//! A record is a plain JavaScript object, made field by field: three fields need no serialiser. Bytes are copied out
//! of wasm's memory, since storing a view of it would store the whole memory.

use crate::error::thrown;
use crate::schema::{
    ACCOUNT, ACCOUNTS, ADDRESS_BOOKS, AT, BOOK, BYTES, CARDS, CURSORS, DECISIONS, DEVICE, FOLDER, ID, KEY, MESSAGE,
    NAME, NUMBER, PHOTOS, SEGMENTS, SHOWN, SIZE, SNAPSHOT, TEXTS,
};
use js_sys::{Array, Object, Reflect, Uint8Array};
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{
    AccountRow, AddressBookRow, CardRow, CursorRow, DecisionRow, DeviceRow, KeptText, PhotoRow, Segment, SegmentId,
    SnapshotRow, StoreError, TextRow,
};
use wasm_bindgen::{JsCast, JsValue};

/// A row that is kept in a table of its own.
pub(crate) trait Record: Sized {
    /// The table's name.
    const TABLE: &'static str;

    /// The fields that make the key.
    const KEY: &'static [&'static str];

    /// Which of them is a name that says something.
    const NAME: Option<&'static str> = None;

    /// The row as an object.
    fn to_js(&self) -> Result<JsValue, StoreError>;

    /// The row from an object that [`Record::to_js`] made, today or in an older version. What of it is not as it was
    /// written comes empty; `None` if nothing can be made of it.
    fn from_js(record: &JsValue) -> Option<Self>;
}

impl Record for AccountRow {
    const TABLE: &'static str = ACCOUNTS;
    const KEY: &'static [&'static str] = &[ACCOUNT];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ACCOUNT, self.id.0.into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: account_of(record), bytes: bytes_of(record) })
    }
}

impl Record for CursorRow {
    const TABLE: &'static str = CURSORS;
    const KEY: &'static [&'static str] = &[ACCOUNT, FOLDER];
    const NAME: Option<&'static str> = Some(FOLDER);

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { account, folder, bytes: content } = self;
        object([(ACCOUNT, account.0.into()), (FOLDER, folder.into()), (BYTES, bytes(content))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { account: account_of(record), folder: text_of(record, FOLDER), bytes: bytes_of(record) })
    }
}

impl Record for (SegmentId, Segment) {
    const TABLE: &'static str = SEGMENTS;
    const KEY: &'static [&'static str] = &[NUMBER, ACCOUNT];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let (number, segment) = self;
        object([(NUMBER, number.0.into()), (ACCOUNT, segment.account.0.into()), (BYTES, bytes(&segment.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let number = SegmentId(whole(&field(record, NUMBER)?)?);
        Some((number, Segment { account: account_of(record), bytes: bytes_of(record) }))
    }
}

impl Record for TextRow {
    const TABLE: &'static str = TEXTS;
    const KEY: &'static [&'static str] = &[MESSAGE, ACCOUNT];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { message, account, bytes: content } = self;
        object([(MESSAGE, digits(message.0)), (ACCOUNT, account.0.into()), (BYTES, bytes(content))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { message: message_of(record)?, account: account_of(record), bytes: bytes_of(record) })
    }
}

impl Record for KeptText {
    const TABLE: &'static str = SHOWN;
    const KEY: &'static [&'static str] = &[MESSAGE, ACCOUNT];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { message, account, size, shown } = self;
        // Milliseconds of any real clock are far below 2^53.
        #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
        let at = JsValue::from(*shown as f64);
        let fields = [(MESSAGE, digits(message.0)), (ACCOUNT, account.0.into()), (SIZE, (*size).into()), (AT, at)];
        object(fields)
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let size = field(record, SIZE).and_then(|size| whole(&size)).unwrap_or(0);
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let shown = field(record, AT).and_then(|at| at.as_f64()).unwrap_or(0.0) as i64;
        Some(Self { message: message_of(record)?, account: account_of(record), size, shown })
    }
}

impl Record for DecisionRow {
    const TABLE: &'static str = DECISIONS;
    const KEY: &'static [&'static str] = &[ID];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ID, self.id.as_str().into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: text_of(record, ID), bytes: bytes_of(record) })
    }
}

impl Record for DeviceRow {
    const TABLE: &'static str = DEVICE;
    const KEY: &'static [&'static str] = &[NAME];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(NAME, self.name.as_str().into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { name: text_of(record, NAME), bytes: bytes_of(record) })
    }
}

impl Record for PhotoRow {
    const TABLE: &'static str = PHOTOS;
    const KEY: &'static [&'static str] = &[ID];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ID, digits(self.id.0)), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: PhotoId(number_of(&field(record, ID)?)?), bytes: bytes_of(record) })
    }
}

impl Record for AddressBookRow {
    const TABLE: &'static str = ADDRESS_BOOKS;
    const KEY: &'static [&'static str] = &[ID];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(ID, digits(self.id)), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { id: number_of(&field(record, ID)?)?, bytes: bytes_of(record) })
    }
}

impl Record for CardRow {
    const TABLE: &'static str = CARDS;
    const KEY: &'static [&'static str] = &[BOOK, KEY];
    const NAME: Option<&'static str> = Some(KEY);

    fn to_js(&self) -> Result<JsValue, StoreError> {
        let Self { book, key, bytes: content } = self;
        object([(BOOK, digits(*book)), (KEY, key.into()), (BYTES, bytes(content))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        let book = number_of(&field(record, BOOK)?)?;
        Some(Self { book, key: text_of(record, KEY), bytes: bytes_of(record) })
    }
}

impl Record for SnapshotRow {
    const TABLE: &'static str = SNAPSHOT;
    const KEY: &'static [&'static str] = &[NUMBER];

    fn to_js(&self) -> Result<JsValue, StoreError> {
        object([(NUMBER, self.number.into()), (BYTES, bytes(&self.bytes))])
    }

    fn from_js(record: &JsValue) -> Option<Self> {
        Some(Self { number: whole(&field(record, NUMBER)?)?, bytes: bytes_of(record) })
    }
}

/// A number of 64 bits as a key or a part of one. A number of JavaScript would lose the last bits.
pub(crate) fn digits(number: u64) -> JsValue {
    format!("{number:016x}").into()
}

/// The number that [`digits`] wrote.
pub(crate) fn number_of(digits: &JsValue) -> Option<u64> {
    u64::from_str_radix(&digits.as_string()?, 16).ok()
}

/// The key of a record, whatever it holds.
pub(crate) fn key_of<R: Record>(record: &JsValue) -> JsValue {
    let mut parts = R::KEY.iter().map(|part| field(record, part).unwrap_or(JsValue::UNDEFINED));
    match R::KEY {
        [_] => parts.next().unwrap_or(JsValue::UNDEFINED),
        _ => parts.collect::<Array>().into(),
    }
}

/// The account at the end of a key of segments or texts.
pub(crate) fn account_of_key(key: &JsValue) -> Option<AccountId> {
    whole(&key.dyn_ref::<Array>()?.get(1)).map(AccountId)
}

/// The message at the beginning of a key of texts.
pub(crate) fn message_of_key(key: &JsValue) -> Option<MessageKey> {
    number_of(&key.dyn_ref::<Array>()?.get(0)).map(MessageKey)
}

/// The number at the beginning of a key of segments.
pub(crate) fn number_of_key(key: &JsValue) -> Option<u32> {
    whole(&key.dyn_ref::<Array>()?.get(0))
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
        set_field(&object, name, &value)?;
    }
    Ok(object.into())
}

fn bytes(content: &[u8]) -> JsValue {
    Uint8Array::from(content).into()
}

pub(crate) fn field(record: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(record, &name.into()).ok()
}

/// Puts other bytes in a record.
pub(crate) fn set_bytes(record: &JsValue, bytes: &Uint8Array) -> Result<(), StoreError> {
    set_field(record, BYTES, bytes)
}

pub(crate) fn set_field(record: &JsValue, name: &str, value: &JsValue) -> Result<(), StoreError> {
    Reflect::set(record, &name.into(), value).map(drop).map_err(thrown)
}

/// The bytes of a record, as they are stored. `None` where they are of another kind.
pub(crate) fn stored_bytes(record: &JsValue) -> Option<Uint8Array> {
    field(record, BYTES)?.dyn_into().ok()
}

/// No one's account where it is none.
fn account_of(record: &JsValue) -> AccountId {
    AccountId(field(record, ACCOUNT).and_then(|account| whole(&account)).unwrap_or(0))
}

fn message_of(record: &JsValue) -> Option<MessageKey> {
    number_of(&field(record, MESSAGE)?).map(MessageKey)
}

pub(crate) fn text_of(record: &JsValue, name: &str) -> String {
    field(record, name).and_then(|text| text.as_string()).unwrap_or_default()
}

fn bytes_of(record: &JsValue) -> Vec<u8> {
    stored_bytes(record).map(|bytes| bytes.to_vec()).unwrap_or_default()
}
