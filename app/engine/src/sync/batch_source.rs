//! Where messages lie.

/// Where messages come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BatchSource {
    /// The folder's name as the server gave it.
    pub(crate) folder: String,
    pub(crate) uid_validity: u32,
    /// Whether it is for sent mail.
    pub(crate) sent: bool,
}
