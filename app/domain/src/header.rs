//! From a raw header block to facts.

use crate::message::Facts;
use sha2::{Digest, Sha256};

/// Reads a header block. Never fails: what cannot be read is left out, since a message with a broken field is still a
/// message.
#[must_use]
pub fn read(_header: &[u8], _received: Option<i64>, _size: u32) -> Facts {
    Facts {
        key: crate::message::MessageKey(0),
        message_id: None,
        date: 0,
        parties: vec![],
        subject: String::new(),
        references: vec![],
        bulk: Default::default(),
    }
}

/// The first eight bytes of the SHA-256 over the parts, each followed by a zero byte.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
        sha.update([0]);
    }
    sha.finalize().iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
