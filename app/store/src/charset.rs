//! Charsets that the browser reads for the engine.

use std::cell::RefCell;
use std::collections::BTreeMap;
use web_sys::TextDecoder;

thread_local! {
    static DECODERS: RefCell<BTreeMap<String, TextDecoder>> = const { RefCell::new(BTreeMap::new()) };
}

/// Reads bytes in an encoding, if the browser knows it.
#[must_use]
pub fn read_charset(encoding: &str, bytes: &[u8]) -> Option<String> {
    DECODERS.with_borrow_mut(|decoders| {
        if !decoders.contains_key(encoding) {
            decoders.insert(encoding.to_owned(), TextDecoder::new_with_label(encoding).ok()?);
        }
        decoders.get(encoding)?.decode_with_u8_array(bytes).ok()
    })
}
