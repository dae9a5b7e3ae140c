//! The last contact with someone.

use super::{CallWay, ContactKind, MessageApp, Seconds};
use serde::{Deserialize, Serialize};

/// When it was, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastContact {
    /// When a message was written, a call or a meeting began. Where only the day is known, its last second.
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
    /// By a call of which the file of a phone tells.
    Call(CallWay),
    /// By messages of which such a file tells.
    Messages(MessageApp),
    /// As the user logged it.
    Logged(ContactKind),
}
