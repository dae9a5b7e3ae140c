//! A mailbox to look around in, made up from a seed.

/// A made-up mailbox, the same for the same seed, day and owner.
#[derive(Clone, Debug)]
pub struct Sample {}

/// One made-up message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleMessage {
    /// Its UID in its folder, from 1.
    pub uid: u32,
    /// When the server received it, in seconds since 1970-01-01 UTC.
    pub received: i64,
    /// The whole message, RFC 5322 with CRLF: header block, empty line, body.
    pub bytes: Vec<u8>,
    /// Length of the header block with its empty line.
    pub header_len: usize,
    /// Whether it was read.
    pub seen: bool,
}

impl Sample {
    /// Makes the mailbox of `owner` as of `now` (seconds since 1970-01-01 UTC).
    #[must_use]
    pub fn new(_seed: u64, _now: i64, _owner: &crate::address::Address) -> Self {
        Self {}
    }

    /// The folders: name and how many messages.
    #[must_use]
    pub fn folders(&self) -> Vec<(&'static str, u32)> {
        vec![]
    }

    /// A message, or `None` if there is none of that UID.
    #[must_use]
    pub fn message(&self, _folder: &str, _uid: u32) -> Option<SampleMessage> {
        None
    }
}
