//! Mailboxes that are read without a server, because Kith itself has or makes their messages.
//!
//! The engine reads them batch by batch as it does those of a server, shows their texts and searches them. A new one
//! is an implementation of [`Local`] here, and its settings in [`Account`](crate::account::Account).

use kith_domain::sample::Sample;
use std::fmt::Debug;

/// A mailbox that is read without a server.
pub(crate) trait Local: Debug {
    /// Its folders.
    fn folders(&self) -> Vec<LocalFolder>;

    /// A message, or `None` if there is none of that UID.
    fn message(&self, folder: &str, uid: u32) -> Option<LocalMessage>;
}

/// A folder of such a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalFolder {
    pub(crate) name: String,
    /// Changes when its messages are numbered anew.
    pub(crate) uid_validity: u32,
    /// How many messages it has. Their UIDs go from 1 to that number.
    pub(crate) messages: u32,
    /// Whether they are those that the user sent.
    pub(crate) sent: bool,
}

/// A message of such a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LocalMessage {
    /// When it was received, in seconds since 1970-01-01 UTC.
    pub(crate) received: i64,
    /// The whole message (RFC 5322).
    pub(crate) bytes: Vec<u8>,
    /// Length of the header block with its empty line.
    pub(crate) header_len: usize,
}

impl Local for Sample {
    fn folders(&self) -> Vec<LocalFolder> {
        let folder = |(name, messages): (&str, u32)| LocalFolder {
            name: name.to_owned(),
            uid_validity: 1,
            messages,
            sent: name == "Sent",
        };
        Self::folders(self).into_iter().map(folder).collect()
    }

    fn message(&self, folder: &str, uid: u32) -> Option<LocalMessage> {
        let message = Self::message(self, folder, uid)?;
        Some(LocalMessage { received: message.received, bytes: message.bytes, header_len: message.header_len })
    }
}
