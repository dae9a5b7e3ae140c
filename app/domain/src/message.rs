//! The facts of a message.

use crate::address::Address;
use crate::hash::hash;
use crate::ids::MessageKey;
use serde::{Deserialize, Serialize};

/// What a header block says, decoded. Never edited; it can be read again at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub key: MessageKey,
    /// Message-ID without the angle brackets.
    pub message_id: Option<String>,
    /// When it was written, in seconds since 1970-01-01 UTC; see [`header::read`](crate::header::read) for dates that
    /// lie.
    pub date: i64,
    /// Who wrote it, and to whom: From, Sender, To, Cc, Bcc, Reply-To, then the further roles in their order, and
    /// within a field as written. In one role an address stands once.
    pub parties: Vec<Participant>,
    /// The subject, decoded, white space folded. Empty if there is none.
    pub subject: String,
    /// Hashes of the Message-IDs that it answers or follows, oldest first: see [`reference`]. At most 30, the first
    /// always among them.
    pub references: Vec<u64>,
    /// The marks of bulk mail that its header carries.
    pub bulk: Bulk,
    /// The addresses to which it was delivered (Delivered-To, X-Original-To, Envelope-To, X-Forwarded-To), in the order
    /// of the fields: what the last server added stands first. Each once, at most eight.
    pub delivered: Vec<Address>,
    /// What kind of automatic message it is, if its header says that a program wrote it in someone's name or about
    /// someone's mail.
    pub automatic: Option<Automatic>,
    /// It asks programs not to answer it (X-Auto-Response-Suppress). Programs ask for that, but so do some firms of all
    /// their mail: by itself it says nothing.
    pub suppresses_answers: bool,
}

/// Someone named in a header field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The field.
    pub role: ParticipantRole,
    pub address: Address,
    /// The display name as written, decoded, white space folded, quotes off. `None` if there is none.
    pub name: Option<String>,
}

/// The header field in which someone is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ParticipantRole {
    From,
    /// Sender: who submitted it, if not From.
    Sender,
    To,
    Cc,
    Bcc,
    ReplyTo,
    /// Resent-From: who passed the message on unchanged.
    ResentFrom,
    /// Resent-To, Resent-Cc: to whom it was passed on.
    ResentTo,
    /// X-Original-From, X-Original-Sender: who wrote it, where a list put its own address into From.
    Original,
    /// X-Failed-Recipients: to whom a message could not be delivered.
    Failed,
}

/// What a program writes in someone's name, or about someone's mail, without anyone having written it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Automatic {
    /// An automatic answer: out of office, "we got your message".
    Answer = 1,
    /// A receipt: it was read, or delivered, or deleted unread.
    Receipt = 2,
    /// A report that a message could not be delivered.
    Undelivered = 3,
    /// A calendar's invitation, a change to one, or the answer to one.
    Meeting = 4,
}

impl Automatic {
    /// The kind of that number.
    #[must_use]
    pub const fn of_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Answer),
            2 => Some(Self::Receipt),
            3 => Some(Self::Undelivered),
            4 => Some(Self::Meeting),
            _ => None,
        }
    }
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
    hash(&[message_id.as_bytes()])
}
