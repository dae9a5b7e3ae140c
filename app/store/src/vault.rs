//! Rows are sealed before they are stored, and opened after they were read, by WebCrypto: the key never comes out of
//! the browser.
//!
//! Without a passphrase the bytes of accounts, of address books and of what a device keeps are sealed, by a key of the
//! device that lies in the database. With one, the bytes of everything but of [`SHOWN`] are, by a key that lies there sealed under the
//! passphrase ([`kith_engine::lock`]).
//!
//! Sealed bytes are:
//!
//! | Bytes | |
//! |---|---|
//! | 1 | 255: nothing that versions before 6 wrote plainly begins with it |
//! | 1 | which key: 1 is that of the device, 2 that under the passphrase |
//! | 12 | nonce, random |
//! | … | the row's bytes, encrypted by AES-256-GCM. The associated data are the table and the row's key, so that no row passes for another |
//! | 16 | the tag of AES-GCM |
//!
//! A key that says something ([`Record::NAME`]) is not stored under a passphrase: a keyed hash stands in its place, and
//! the name itself before the row's bytes.
//!
//! Invariant: nothing here is awaited while a transaction is open, or the browser would commit what was written so far.

use crate::error::thrown;
use crate::records::{Record, field, key_of, set_bytes, set_field, stored_bytes, text_of};
use crate::schema::{ACCOUNTS, ADDRESS_BOOKS, DEVICE, SHOWN};
use js_sys::{Array, JSON, Object, Promise, Uint8Array};
use kith_engine::lock::DataKey;
use kith_engine::store::StoreError;
use std::cell::RefCell;
use std::fmt::Write;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, Crypto, CryptoKey, SubtleCrypto};

const SEALED: u8 = 255;
/// Where the nonce begins, and where the encrypted bytes do.
const NONCE: u32 = 2;
const ENCRYPTED: u32 = 14;
/// How many bytes a row grows by when it is sealed.
const OVERHEAD: usize = 30;

const AES_GCM: &str = "AES-GCM";
const KEY_BITS: u16 = 256;
const HMAC: &str = "HMAC";

/// By what rows are sealed.
#[derive(Clone)]
pub(crate) enum Keys {
    /// By the key under the passphrase, which was not given yet.
    Locked,
    /// By the device's key, if it was made.
    Device(Option<CryptoKey>),
    /// By the key under the passphrase; `names` is for keys that say something.
    Passphrase { rows: CryptoKey, names: CryptoKey },
}

impl Keys {
    const fn mark(&self) -> u8 {
        match self {
            Self::Device(_) => 1,
            Self::Locked | Self::Passphrase { .. } => 2,
        }
    }

    const fn of_rows(&self) -> Option<&CryptoKey> {
        match self {
            Self::Device(Some(rows)) | Self::Passphrase { rows, .. } => Some(rows),
            Self::Device(None) | Self::Locked => None,
        }
    }

    /// Whether the rows of a table are sealed.
    fn seal<R: Record>(&self) -> bool {
        match self {
            Self::Device(_) => is_sealed_always::<R>(),
            Self::Locked | Self::Passphrase { .. } => R::TABLE != SHOWN,
        }
    }
}

/// Seals rows and opens them.
#[derive(Clone)]
pub(crate) struct Vault {
    crypto: Crypto,
    subtle: SubtleCrypto,
    keys: RefCell<Keys>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vault").field("is_open", &self.is_open()).finish_non_exhaustive()
    }
}

impl Vault {
    /// A vault without a key. Fails with [`StoreError::Insecure`] where the browser offers no encryption.
    pub(crate) fn new() -> Result<Self, StoreError> {
        let crypto = field(&js_sys::global(), "crypto").and_then(|crypto| crypto.dyn_into::<Crypto>().ok());
        let subtle = |crypto: &Crypto| field(crypto, "subtle")?.dyn_into::<SubtleCrypto>().ok();
        let (subtle, crypto) =
            crypto.and_then(|crypto| Some((subtle(&crypto)?, crypto))).ok_or(StoreError::Insecure)?;
        Ok(Self { crypto, subtle, keys: RefCell::new(Keys::Device(None)) })
    }

    /// The same with other keys.
    pub(crate) fn with(&self, keys: Keys) -> Self {
        Self { keys: RefCell::new(keys), ..self.clone() }
    }

    /// Whether there is a key, so that rows can be sealed.
    pub(crate) fn is_open(&self) -> bool {
        self.keys.borrow().of_rows().is_some()
    }

    /// Uses those keys from now on.
    pub(crate) fn set_keys(&self, keys: Keys) {
        self.keys.replace(keys);
    }

    /// Fills a place with random bytes.
    pub(crate) fn randomize(&self, place: &mut [u8]) -> Result<(), StoreError> {
        self.crypto.get_random_values_with_u8_array(place).map(drop).map_err(thrown)
    }

    /// Makes a key that the browser does not give out.
    pub(crate) async fn make_key(&self) -> Result<CryptoKey, StoreError> {
        let kind = AesKeyGenParams::new(AES_GCM, KEY_BITS);
        let made = self.subtle.generate_key_with_object(&kind, false, &sealing()).map_err(thrown)?;
        key(made).await
    }

    /// The keys that follow from the one under the passphrase. The browser does not give them out.
    pub(crate) async fn keys_of(&self, data: &DataKey) -> Result<Keys, StoreError> {
        let rows = self.import(data.of_rows(), &AesKeyGenParams::new(AES_GCM, KEY_BITS), &sealing()).await?;
        let hmac = Object::new();
        set_field(&hmac, "name", &HMAC.into())?;
        set_field(&hmac, "hash", &"SHA-256".into())?;
        let names = self.import(data.of_names().as_slice(), &hmac, &Array::of1(&"sign".into())).await?;
        Ok(Keys::Passphrase { rows, names })
    }

    async fn import(&self, bytes: &[u8], kind: &Object, usages: &Array) -> Result<CryptoKey, StoreError> {
        let copy = Uint8Array::from(bytes);
        let imported = self.subtle.import_key_with_object("raw", &copy, kind, false, usages).map_err(thrown);
        // The browser took its own.
        copy.fill(0, 0, copy.length());
        key(imported?).await
    }

    /// Seals the records of a table whose rows are, all at a time.
    pub(crate) async fn seal<R: Record>(&self, records: Vec<JsValue>) -> Result<Vec<JsValue>, StoreError> {
        let keys = self.keys.borrow().clone();
        if !keys.seal::<R>() {
            return Ok(records);
        }
        self.hide_names::<R>(&records, &keys).await?;
        let begun: Vec<_> =
            records.iter().map(|record| self.begin_sealing::<R>(record, &keys)).collect::<Result<_, _>>()?;
        for (record, (beginning, encrypted)) in records.iter().zip(begun) {
            let encrypted = Uint8Array::new(&encrypted.await.map_err(thrown)?);
            set_bytes(record, &joined(&beginning, &encrypted))?;
        }
        Ok(records)
    }

    /// The keys of rows, as they are stored.
    pub(crate) async fn stored_keys<R: Record>(&self, rows: &[R]) -> Result<Vec<JsValue>, StoreError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let keys = self.keys.borrow().clone();
        if matches!(keys, Keys::Locked) {
            return Err(StoreError::Locked);
        }
        let records = rows.iter().map(R::to_js).collect::<Result<Vec<_>, _>>()?;
        self.hide_names::<R>(&records, &keys).await?;
        Ok(records.iter().map(key_of::<R>).collect())
    }

    /// Puts a keyed hash in the place of names, and the names before the bytes.
    async fn hide_names<R: Record>(&self, records: &[JsValue], keys: &Keys) -> Result<(), StoreError> {
        let (Some(part), Keys::Passphrase { names, .. }) = (R::NAME, keys) else { return Ok(()) };
        let sign = |record: &JsValue| {
            let place = Uint8Array::from(place::<R>(record)?.as_bytes());
            let signed = self.subtle.sign_with_str_and_js_u8_array(HMAC, names, &place).map_err(thrown)?;
            Ok(JsFuture::from(signed))
        };
        let begun: Vec<_> = records.iter().map(sign).collect::<Result<_, StoreError>>()?;
        for (record, hash) in records.iter().zip(begun) {
            let hash = Uint8Array::new(&hash.await.map_err(thrown)?).to_vec();
            let name = text_of(record, part);
            let length = u32::try_from(name.len()).map_err(|_| StoreError::Failed("the name is too long".into()))?;
            let before = Uint8Array::from([&length.to_le_bytes(), name.as_bytes()].concat().as_slice());
            set_bytes(record, &joined(&before, &stored_bytes(record).unwrap_or_else(none)))?;
            let digits = hash.iter().fold(String::new(), |mut digits, byte| {
                let _infallible = write!(digits, "{byte:02x}");
                digits
            });
            set_field(record, part, &digits.into())?;
        }
        Ok(())
    }

    /// What comes before the encrypted bytes, and those to come.
    fn begin_sealing<R: Record>(&self, record: &JsValue, keys: &Keys) -> Result<(Uint8Array, JsFuture), StoreError> {
        let mut nonce = [0; (ENCRYPTED - NONCE) as usize];
        self.randomize(&mut nonce)?;
        let beginning = Uint8Array::from([&[SEALED, keys.mark()], &nonce[..]].concat().as_slice());
        let content = stored_bytes(record).unwrap_or_else(none);
        let terms = terms::<R>(record, &beginning)?;
        let key = keys.of_rows().ok_or(StoreError::Locked)?;
        let encrypted = self.subtle.encrypt_with_object_and_js_u8_array(&terms, key, &content).map_err(thrown)?;
        Ok((beginning, encrypted.into()))
    }

    /// Opens records, all at a time. Says of each whether it is as it was written: one that is sealed and cannot be
    /// opened, or should be sealed under the passphrase and is not, is left without bytes.
    pub(crate) async fn open<R: Record>(&self, records: &[JsValue]) -> Result<Vec<bool>, StoreError> {
        let keys = self.keys.borrow().clone();
        if matches!(keys, Keys::Locked) {
            return Err(StoreError::Locked);
        }
        if !keys.seal::<R>() {
            return Ok(vec![true; records.len()]);
        }
        let begun: Vec<_> = records.iter().map(|record| self.begin_opening::<R>(record, &keys)).collect();
        let mut whole = Vec::with_capacity(records.len());
        for (record, opened) in records.iter().zip(begun) {
            let Some(opened) = opened else {
                whole.push(true);
                continue;
            };
            let opened = opened.await.ok().map(|opened| Uint8Array::new(&opened));
            let opened = opened.and_then(|opened| show_name::<R>(record, opened, &keys));
            whole.push(opened.is_some());
            set_bytes(record, &opened.unwrap_or_else(none))?;
        }
        Ok(whole)
    }

    /// The bytes to come. `None` of a record that is rightly not sealed.
    fn begin_opening<R: Record>(&self, record: &JsValue, keys: &Keys) -> Option<JsFuture> {
        let opened = match (sealed_bytes(record), keys) {
            (Some(sealed), _) => self.decrypt::<R>(record, &sealed, keys),
            // Written by a version before 6.
            (None, Keys::Device(_)) => return None,
            (None, Keys::Locked | Keys::Passphrase { .. }) => None,
        };
        Some(opened.unwrap_or_else(|| Promise::reject(&JsValue::UNDEFINED)).into())
    }

    fn decrypt<R: Record>(&self, record: &JsValue, sealed: &Uint8Array, keys: &Keys) -> Option<Promise> {
        let is_ours = sealed.length() > ENCRYPTED && sealed.get_index(1) == keys.mark();
        let terms = terms::<R>(record, sealed).ok().filter(|_| is_ours)?;
        let encrypted = sealed.subarray(ENCRYPTED, sealed.length());
        self.subtle.decrypt_with_object_and_js_u8_array(&terms, keys.of_rows()?, &encrypted).ok()
    }
}

/// Puts the name back that was hidden. Gives the row's own bytes.
fn show_name<R: Record>(record: &JsValue, opened: Uint8Array, keys: &Keys) -> Option<Uint8Array> {
    let (Some(part), Keys::Passphrase { .. }) = (R::NAME, keys) else { return Some(opened) };
    let bytes = opened.to_vec();
    let (length, rest) = bytes.split_first_chunk()?;
    let (name, content) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    set_field(record, part, &std::str::from_utf8(name).ok()?.into()).ok()?;
    Some(Uint8Array::from(content))
}

/// How many bytes a row has that takes so many as it is stored.
pub(crate) fn size_of_opened(record: &JsValue, stored: usize) -> usize {
    if sealed_bytes(record).is_some() { stored.saturating_sub(OVERHEAD) } else { stored }
}

/// Whether a record should be sealed and is not, as it was written before version 6.
pub(crate) fn is_plain<R: Record>(record: &JsValue) -> bool {
    let holds_something = stored_bytes(record).is_some_and(|bytes| bytes.length() > 0);
    is_sealed_always::<R>() && holds_something && sealed_bytes(record).is_none()
}

/// Whether the rows of a table are sealed, with a passphrase or without.
fn is_sealed_always<R: Record>() -> bool {
    [ACCOUNTS, DEVICE, ADDRESS_BOOKS].contains(&R::TABLE)
}

/// The bytes of a record, if it is sealed.
fn sealed_bytes(record: &JsValue) -> Option<Uint8Array> {
    stored_bytes(record).filter(|bytes| bytes.length() > 0 && bytes.get_index(0) == SEALED)
}

/// The table and the key of a record.
fn place<R: Record>(record: &JsValue) -> Result<String, StoreError> {
    let place = Array::of1(&R::TABLE.into());
    for part in R::KEY {
        place.push(&field(record, part).unwrap_or(JsValue::UNDEFINED));
    }
    JSON::stringify(&place).map(String::from).map_err(thrown)
}

/// The nonce, and what a record is bound to.
fn terms<R: Record>(record: &JsValue, sealed: &Uint8Array) -> Result<AesGcmParams, StoreError> {
    let terms = AesGcmParams::new_with_u8_array(AES_GCM, &sealed.subarray(NONCE, ENCRYPTED));
    terms.set_additional_data_u8_array(&Uint8Array::from(place::<R>(record)?.as_bytes()));
    Ok(terms)
}

/// What a key of rows is for.
fn sealing() -> Array {
    Array::of2(&"encrypt".into(), &"decrypt".into())
}

async fn key(made: Promise) -> Result<CryptoKey, StoreError> {
    JsFuture::from(made).await.and_then(JsCast::dyn_into).map_err(thrown)
}

fn joined(first: &Uint8Array, then: &Uint8Array) -> Uint8Array {
    let both = Uint8Array::new_with_length(first.length() + then.length());
    both.set(first, 0);
    both.set(then, first.length());
    both
}

fn none() -> Uint8Array {
    Uint8Array::new_with_length(0)
}
