//! How rows are written: a version byte, then postcard.
//!
//! Invariant: a record type that was released is never changed; a new version is a new type with a new number, and the
//! old one stays readable.

use serde::{Deserialize, Serialize};

/// A row could not be read: damaged, or of a version that this Kith does not know. Holds nothing of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored {what} (version {version:?}) could not be read")]
pub(crate) struct Unreadable {
    /// Which kind of row.
    pub(crate) what: &'static str,
    /// The version that it says it has.
    pub(crate) version: Option<u8>,
}

/// Most records take no more bytes.
const ROOM: usize = 256;

/// Packs a record as that version.
pub(crate) fn pack<T: Serialize>(what: &'static str, version: u8, record: &T) -> Result<Vec<u8>, Unreadable> {
    pack_in(ROOM, what, version, record)
}

/// The same for a record of about so many bytes: memory that grows is copied, and in a browser never given back.
pub(crate) fn pack_in<T: Serialize>(
    room: usize,
    what: &'static str,
    version: u8,
    record: &T,
) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::with_capacity(room);
    bytes.push(version);
    postcard::to_extend(record, bytes).map_err(|_| Unreadable { what, version: Some(version) })
}

/// Unpacks a record if it is of that version.
pub(crate) fn unpack<'a, T: Deserialize<'a>>(
    what: &'static str,
    version: u8,
    bytes: &'a [u8],
) -> Result<T, Unreadable> {
    let unreadable = Unreadable { what, version: bytes.first().copied() };
    match bytes.split_first() {
        Some((&found, body)) if found == version => postcard::from_bytes(body).map_err(|_| unreadable),
        _ => Err(unreadable),
    }
}
