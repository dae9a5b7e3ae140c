//! What is stored of the snapshot, and how far the next one is.

use crate::engine::records::SnapshotV1;

/// A mailbox of fewer messages is read as quickly without one. Tests use a lower limit.
const MIN_MESSAGES: u32 = if cfg!(test) { 10 } else { 2_000 };

/// A new one is written once there are more new messages than this part of those that it covers…
const MESSAGES_PER_NEW: u32 = 32;
const MIN_NEW: u32 = 1_000;

/// …or this many new segments, from mail that arrived later.
const MAX_SEGMENTS: u32 = 64;

/// It is written when nothing has happened for this long, in milliseconds.
const QUIET_MS: i64 = 1_000;

/// What is stored of the snapshot, and how far the next one is.
#[derive(Debug, Default)]
pub(in crate::engine) struct Snapshots {
    /// How many messages the stored one covers. `None`: there is none.
    pub(in crate::engine) covers: Option<u32>,
    /// How many segments came since.
    pub(in crate::engine) newer: u32,
    /// Something is stored that a start has to look at itself, or there is no room for one.
    pub(in crate::engine) is_off: bool,
    pub(in crate::engine) writing: Option<SnapshotWriting>,
    /// The book as it was last, and since when it is so, in milliseconds.
    revision: u64,
    since: i64,
}

/// A snapshot that is being written.
#[derive(Debug)]
pub(in crate::engine) struct SnapshotWriting {
    /// Of the book as it was then.
    pub(in crate::engine) revision: u64,
    /// How many parts it has in all.
    pub(in crate::engine) parts: u32,
    /// What is known of it so far.
    pub(in crate::engine) record: SnapshotV1,
}

impl Snapshots {
    /// Notes what the book is now.
    pub(in crate::engine) fn note(&mut self, revision: u64, now: i64) {
        // A clock that was set back must not put the next one off.
        if self.revision != revision || now < self.since {
            (self.revision, self.since) = (revision, now);
        }
    }

    /// When it is to be gone on with, if there is anything to do for a book of so many messages.
    pub(in crate::engine) fn next(&self, messages: u32, now: i64) -> Option<i64> {
        if self.writing.is_some() {
            return Some(now);
        }
        let is_wanted = match self.covers {
            None => messages >= MIN_MESSAGES,
            Some(covered) => {
                messages.saturating_sub(covered) >= MIN_NEW.max(covered / MESSAGES_PER_NEW)
                    || self.newer >= MAX_SEGMENTS
            }
        };
        (is_wanted && !self.is_off).then_some(self.since + QUIET_MS)
    }
}
