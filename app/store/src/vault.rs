//! Rows are sealed before they are stored, and opened after they were read, by WebCrypto: the key never comes into
//! wasm's memory, nor out of the browser.
//!
//! Sealed bytes are:
//!
//! | Bytes | |
//! |---|---|
//! | 1 | 255: no version of a record begins with it |
//! | 1 | which key: 1 is that of the device |
//! | 12 | nonce, random |
//! | … | the row's bytes, encrypted by AES-256-GCM. The associated data are the table and the row's key, so that no row passes for another |
//! | 16 | the tag of AES-GCM |
//!
//! Invariant: nothing here is awaited while a transaction is open, or the browser would commit what was written so far.

use crate::error::thrown;
use crate::records::{Record, field, set_bytes, stored_bytes};
use crate::schema::{ACCOUNTS, DEVICE};
use js_sys::{Array, JSON, Promise, Uint8Array};
use kith_engine::store::StoreError;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, AesKeyGenParams, Crypto, CryptoKey, SubtleCrypto};

const SEALED: u8 = 255;
const BY_DEVICE: u8 = 1;
/// Where the nonce begins, and where the encrypted bytes do.
const NONCE: u32 = 2;
const ENCRYPTED: u32 = 14;

const AES_GCM: &str = "AES-GCM";
const KEY_BITS: u16 = 256;

/// Seals rows and opens them.
pub(crate) struct Vault {
    crypto: Crypto,
    subtle: SubtleCrypto,
    key: RefCell<Option<CryptoKey>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Vault").field("has_key", &self.key().is_some()).finish_non_exhaustive()
    }
}

impl Vault {
    /// A vault without a key. Fails with [`StoreError::Insecure`] where the browser offers no encryption.
    pub(crate) fn new() -> Result<Self, StoreError> {
        let crypto = field(&js_sys::global(), "crypto").and_then(|crypto| crypto.dyn_into::<Crypto>().ok());
        let subtle = |crypto: &Crypto| field(crypto, "subtle")?.dyn_into::<SubtleCrypto>().ok();
        let (subtle, crypto) =
            crypto.and_then(|crypto| Some((subtle(&crypto)?, crypto))).ok_or(StoreError::Insecure)?;
        Ok(Self { crypto, subtle, key: RefCell::new(None) })
    }

    /// The key that is used, if there is one yet.
    pub(crate) fn key(&self) -> Option<CryptoKey> {
        self.key.borrow().clone()
    }

    /// Uses a key from now on.
    pub(crate) fn set_key(&self, key: CryptoKey) {
        self.key.replace(Some(key));
    }

    /// Makes a key that the browser does not give out.
    pub(crate) async fn make_key(&self) -> Result<CryptoKey, StoreError> {
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let kind = AesKeyGenParams::new(AES_GCM, KEY_BITS);
        let made = self.subtle.generate_key_with_object(&kind, false, &usages).map_err(thrown)?;
        JsFuture::from(made).await.and_then(JsCast::dyn_into).map_err(thrown)
    }

    /// Seals records, all at a time.
    pub(crate) async fn seal<R: Record>(&self, records: Vec<JsValue>) -> Result<Vec<JsValue>, StoreError> {
        let key = self.key().ok_or_else(|| StoreError::Failed("there is no key".into()))?;
        let begun: Vec<_> =
            records.iter().map(|record| self.begin_sealing::<R>(record, &key)).collect::<Result<_, _>>()?;
        for (record, (beginning, encrypted)) in records.iter().zip(begun) {
            let encrypted = Uint8Array::new(&encrypted.await.map_err(thrown)?);
            let sealed = Uint8Array::new_with_length(beginning.length() + encrypted.length());
            sealed.set(&beginning, 0);
            sealed.set(&encrypted, beginning.length());
            set_bytes(record, &sealed)?;
        }
        Ok(records)
    }

    /// What comes before the encrypted bytes, and those to come.
    fn begin_sealing<R: Record>(
        &self,
        record: &JsValue,
        key: &CryptoKey,
    ) -> Result<(Uint8Array, JsFuture), StoreError> {
        let mut nonce = [0; (ENCRYPTED - NONCE) as usize];
        self.crypto.get_random_values_with_u8_array(&mut nonce).map_err(thrown)?;
        let beginning = Uint8Array::from([&[SEALED, BY_DEVICE], &nonce[..]].concat().as_slice());
        let content = stored_bytes(record).unwrap_or_else(none);
        let terms = terms::<R>(record, &beginning)?;
        let encrypted = self.subtle.encrypt_with_object_and_js_u8_array(&terms, key, &content).map_err(thrown)?;
        Ok((beginning, encrypted.into()))
    }

    /// Opens records, all at a time. One that cannot be opened is left without bytes; one that is not sealed stays as
    /// it is.
    pub(crate) async fn open<R: Record>(&self, records: &[JsValue]) -> Result<(), StoreError> {
        let begun: Vec<_> = records.iter().map(|record| self.begin_opening::<R>(record)).collect();
        for (record, opened) in records.iter().zip(begun) {
            if let Some(opened) = opened {
                let opened = opened.await.map(|opened| Uint8Array::new(&opened)).unwrap_or_else(|_| none());
                set_bytes(record, &opened)?;
            }
        }
        Ok(())
    }

    /// The bytes to come. `None` of a record that is not sealed.
    fn begin_opening<R: Record>(&self, record: &JsValue) -> Option<JsFuture> {
        let sealed = sealed_bytes::<R>(record)?;
        let opened = self.decrypt::<R>(record, &sealed);
        Some(opened.unwrap_or_else(|| Promise::reject(&JsValue::UNDEFINED)).into())
    }

    fn decrypt<R: Record>(&self, record: &JsValue, sealed: &Uint8Array) -> Option<Promise> {
        let is_whole = sealed.length() > ENCRYPTED;
        let key = self.key().filter(|_| is_whole && sealed.get_index(1) == BY_DEVICE)?;
        let terms = terms::<R>(record, sealed).ok()?;
        let encrypted = sealed.subarray(ENCRYPTED, sealed.length());
        self.subtle.decrypt_with_object_and_js_u8_array(&terms, &key, &encrypted).ok()
    }
}

fn none() -> Uint8Array {
    Uint8Array::new_with_length(0)
}

/// Whether the rows of a table are sealed.
fn is_sealed<R: Record>() -> bool {
    [ACCOUNTS, DEVICE].contains(&R::TABLE)
}

/// Whether a record should be sealed and is not, as it was written before version 6.
pub(crate) fn is_plain<R: Record>(record: &JsValue) -> bool {
    let holds_something = stored_bytes(record).is_some_and(|bytes| bytes.length() > 0);
    is_sealed::<R>() && holds_something && sealed_bytes::<R>(record).is_none()
}

/// The bytes of a record, if it is sealed.
fn sealed_bytes<R: Record>(record: &JsValue) -> Option<Uint8Array> {
    stored_bytes(record).filter(|bytes| is_sealed::<R>() && bytes.length() > 0 && bytes.get_index(0) == SEALED)
}

/// The nonce, and what a record is bound to: its table and its key.
fn terms<R: Record>(record: &JsValue, sealed: &Uint8Array) -> Result<AesGcmParams, StoreError> {
    let place = Array::of1(&R::TABLE.into());
    for part in R::KEY {
        place.push(&field(record, part).unwrap_or(JsValue::UNDEFINED));
    }
    let place = String::from(JSON::stringify(&place).map_err(thrown)?);
    let terms = AesGcmParams::new_with_u8_array(AES_GCM, &sealed.subarray(NONCE, ENCRYPTED));
    terms.set_additional_data_u8_array(&Uint8Array::from(place.as_bytes()));
    Ok(terms)
}
