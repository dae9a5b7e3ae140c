//! The hash behind ids.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 over the parts, each followed by a zero byte.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut all = Sha256::new();
    for part in parts {
        all.update(part);
        all.update([0]);
    }
    first_eight(&all.finalize())
}

/// The first eight bytes of the SHA-256 over some bytes.
pub(crate) fn hash_of(bytes: &[u8]) -> u64 {
    first_eight(&Sha256::digest(bytes))
}

fn first_eight(digest: &[u8]) -> u64 {
    digest.iter().take(8).fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}
