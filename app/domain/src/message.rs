//! The facts of a message.

use crate::address::Address;
use serde::{Deserialize, Serialize};

/// Which message it is, the same in every folder and every account where it is seen.
///
/// The first eight bytes of a SHA-256 over the Message-ID without its angle brackets, the sender and the Date as
/// written (white space folded); without a Message-ID, over date, sender, subject and size. Two mails that share a Message-ID but differ in
/// sender or date (it happens) are thus two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MessageKey(pub u64);

/// What a header block says, decoded. Never edited; it can be read again at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Which message it is.
    pub key: MessageKey,
    /// Message-ID without the angle brackets.
    pub message_id: Option<String>,
    /// When it was written, in seconds since 1970-01-01 UTC; see [`header::read`](crate::header::read) for dates that
    /// lie.
    pub date: i64,
    /// Who wrote it, and to whom: From, Sender, To, Cc, Bcc, Reply-To, and within a field as written. In one role an
    /// address stands once.
    pub parties: Vec<Party>,
    /// The subject, decoded, white space folded. Empty if there is none.
    pub subject: String,
    /// Hashes of the Message-IDs that it answers or follows, oldest first: see [`reference`]. At most 30, the first
    /// always among them.
    pub references: Vec<u64>,
    /// The marks of bulk mail that its header carries.
    pub bulk: Bulk,
}

/// Someone named in a header field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The field.
    pub role: Role,
    /// The address.
    pub address: Address,
    /// The display name as written, decoded, white space folded, quotes off. `None` if there is none.
    pub name: Option<String>,
}

/// The header field in which someone is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// From.
    From,
    /// Sender: who submitted it, if not From.
    Sender,
    /// To.
    To,
    /// Cc.
    Cc,
    /// Bcc.
    Bcc,
    /// Reply-To.
    ReplyTo,
}

/// The marks of bulk mail (RFC 2919, 2369, 3834).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulk {
    /// List-Id: what stands between the angle brackets, in lower case.
    pub list_id: Option<String>,
    /// List-Unsubscribe is there.
    pub unsubscribe: bool,
    /// Precedence is bulk, list or junk.
    pub precedence: bool,
    /// Auto-Submitted is there and is not "no".
    pub auto_submitted: bool,
}

/// The hash by which a Message-ID is found in [`Facts::references`]: the first eight bytes of the SHA-256 of it
/// without angle brackets.
#[must_use]
pub fn reference(message_id: &str) -> u64 {
    crate::header::hash(&[message_id.as_bytes()])
}
