//! The hash behind ids.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 over the parts, each followed by a zero byte.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut whole = Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        whole.extend_from_slice(part);
        whole.push(0);
    }
    Sha256::digest(&whole).iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
