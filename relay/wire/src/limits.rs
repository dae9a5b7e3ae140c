//! The limits that both sides keep.

/// The largest frame the engine may send, in bytes. A request is small; only a set of UIDs grows, by its gaps.
pub const REQUEST_BYTES: usize = 1024 * 1024;

/// A batch of header blocks ends at this many messages…
pub const BATCH_MESSAGES: usize = 1_000;

/// …or once it holds this many bytes of header blocks, whichever comes first.
pub const BATCH_BYTES: usize = 512 * 1024;

/// One message's header fields are cut here, in bytes; a block that was cut says so.
pub const HEADER_BYTES: usize = 64 * 1024;

/// The most of a message that is fetched to show its text, in bytes.
pub const TEXT_BYTES: u32 = 512 * 1024;

/// The most batches that may be under way unacknowledged.
pub const MAX_CREDIT: u32 = 16;

/// A session says that it lives when it has said nothing else for so many seconds.
pub const ALIVE_SECONDS: u64 = 30;
