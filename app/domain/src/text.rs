//! From the beginning of a message as it stands to the text that a person reads.

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Plain text, line ends as `\n`, no control characters.
    pub text: String,
    /// Names of the files attached, as far as they are seen.
    pub attachments: Vec<String>,
}

/// Reads a message that may be cut off anywhere. HTML becomes plain text; nothing in it is ever followed.
#[must_use]
pub fn read(_message: &[u8]) -> Text {
    Text { text: String::new(), attachments: vec![] }
}
