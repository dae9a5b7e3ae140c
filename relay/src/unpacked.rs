//! Files of the app as they were before they were packed.
//!
//! The program holds its largest files packed alone, which makes it a third smaller. Browsers take them so over https and
//! on this machine; over http from another machine, and for a tool that fetches one, they are unpacked.

use brotli_decompressor::BrotliDecompress;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

/// What was unpacked, by the hash of what was packed: once is enough, however many ask, and how slowly they read.
static UNPACKED: Mutex<BTreeMap<[u8; 32], Bytes>> = Mutex::new(BTreeMap::new());

/// The content of what was packed with Brotli (RFC 7932).
///
/// # Errors
///
/// If it was not: a file that was changed by hand, or is half written.
pub(crate) fn unpacked(hash: [u8; 32], packed: &[u8]) -> io::Result<Bytes> {
    let mut known = UNPACKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = known.get(&hash) {
        return Ok(known.clone());
    }
    let (mut packed, mut content) = (packed, Vec::new());
    BrotliDecompress(&mut packed, &mut content)?;
    let content = Bytes::from(content);
    known.insert(hash, content.clone());
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::unpacked;

    #[test]
    fn what_is_not_packed_is_an_error() {
        for bytes in [&b""[..], b"not packed", &[0xff; 20]] {
            assert!(unpacked([7; 32], bytes).is_err(), "{bytes:?}");
        }
    }
}
