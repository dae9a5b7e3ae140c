//! What an answer to a message says that it answers.

use super::fields::{Field, append, fields, keep_first};
use super::ids;

/// The most references that are kept: the first, which began the thread, and the last ones.
pub(super) const MAX_REFERENCES: usize = 30;

/// No longer Message-ID is passed on, in bytes: it has to fit into a line, which cannot be folded within it.
const MAX_ID_BYTES: usize = 900;

/// The Message-IDs that an answer names: those of a conversation, the oldest first, the last of what is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    message_id: String,
    before: Vec<String>,
}

impl Thread {
    /// What an answer to the message of that header block names. `None` if the message has no Message-ID that could be
    /// named.
    #[must_use]
    pub fn of(header: &[u8]) -> Option<Self> {
        let (mut own, mut references, mut in_reply_to) = (None, String::new(), String::new());
        for (field, value) in fields(header) {
            match field {
                Field::MessageId => keep_first(&mut own, &value),
                Field::References => append(&mut references, &value),
                Field::InReplyTo => append(&mut in_reply_to, &value),
                _ => {}
            }
        }
        let message_id = own.as_deref().and_then(ids::first).filter(|id| is_sound(id))?;
        let mut before = ids::all(&references);
        if before.is_empty() {
            // Several are no chain (RFC 5322, section 3.6.4).
            before = Some(ids::all(&in_reply_to)).filter(|all| all.len() == 1).unwrap_or_default();
        }
        let mut kept: Vec<String> = Vec::new();
        for id in before {
            if id != message_id && is_sound(&id) && !kept.iter().any(|known| *known == id) {
                kept.push(id.into_owned());
            }
        }
        if kept.len() > MAX_REFERENCES {
            kept.drain(1..=kept.len() - MAX_REFERENCES);
        }
        Some(Self { message_id, before: kept })
    }

    /// What is answered, without angle brackets.
    #[must_use]
    pub fn message_id(&self) -> &str {
        &self.message_id
    }

    /// All of them, the oldest first; at most 31, the first always among them.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.before.iter().map(String::as_str).chain([self.message_id.as_str()])
    }
}

fn is_sound(id: &str) -> bool {
    id.len() <= MAX_ID_BYTES && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'))
}
