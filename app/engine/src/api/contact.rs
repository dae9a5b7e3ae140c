//! The last contact with someone.

use super::{CallWay, ContactKind, MessageApp, Seconds};
use serde::{Deserialize, Serialize};

/// When it was, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastContact {
    /// When the message was written, or the call or meeting began. If only the day is known, its last second.
    pub at: Seconds,
    pub way: ContactWay,
}

/// How two were in touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactWay {
    /// By a message that the user wrote.
    Sent,
    /// By a message to the user.
    Received,
    Meeting,
    /// By a call, from a file of a phone.
    Call(CallWay),
    /// By messages, from a file of a phone.
    Messages(MessageApp),
    /// As the user logged it.
    Logged(ContactKind),
}
