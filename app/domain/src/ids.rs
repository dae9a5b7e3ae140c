//! Ids of people, companies and messages. They stay the same when the mailbox is read again.

use crate::hash::hash;
use serde::{Deserialize, Serialize};

/// Which person. Survives a full re-read of the mailbox, since it is derived from their first address, or was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u64);

impl PersonId {
    /// The person whose first address this is, the same on every device and after every re-read.
    #[must_use]
    pub fn of(address: &str) -> Self {
        Self(hash(&[b"person", address.as_bytes()]))
    }
}

/// Which company: the first eight bytes of a hash of its domain, or a random number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CompanyId(pub u64);

impl CompanyId {
    /// The company of a work domain.
    #[must_use]
    pub fn of(domain: &str) -> Self {
        Self(hash(&[b"company", domain.as_bytes()]))
    }
}

/// Which message it is, the same in every folder and every account where it is seen.
///
/// The first eight bytes of a SHA-256 over the Message-ID without its angle brackets, the sender and the Date as
/// written (white space folded); without a Message-ID, over date, sender, subject and size. Two mails that share a
/// Message-ID but differ in sender or date (it happens) are thus two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageKey(pub u64);
