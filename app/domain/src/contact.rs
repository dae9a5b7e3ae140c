//! What an address book, a file or the user says of someone, in one form: what is read of vCards and tables, and what is
//! written to them.

pub mod label;
pub mod normal;
pub mod postal;
pub mod trouble;

use serde::{Deserialize, Serialize};

/// Someone as an address book knows them. What is empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What names the card for ever (`UID`). Empty if the source has none.
    pub uid: String,
    /// The name to show (`FN`).
    pub name: String,
    /// The parts of the name (`N`).
    pub parts: NameParts,
    pub nickname: String,
    /// Email addresses as they are written, the preferred one first; each once, whatever the case of its letters.
    pub emails: Vec<Labelled>,
    pub phones: Vec<Labelled>,
    /// Postal addresses, in lines.
    pub postal: Vec<Labelled>,
    pub links: Vec<Labelled>,
    /// Days that come again each year, but for the birthday: `2001-05-06` or `--05-06`.
    pub dates: Vec<Labelled>,
    /// The birthday: `1815-12-10`, or `--12-10` where the year is not known.
    pub birthday: String,
    pub company: String,
    /// What they do there.
    pub role: String,
    /// Notes, each a text of several lines.
    pub notes: Vec<String>,
    /// Tags, categories and groups.
    pub tags: Vec<String>,
    /// The picture, as the source has it.
    pub photo: Option<Photo>,
    /// Custom fields: name and value.
    pub custom: Vec<(String, String)>,
}

/// The parts of a name (RFC 6350, section 6.2.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameParts {
    pub family: String,
    pub given: String,
    pub additional: String,
    /// `Dr.`
    pub prefix: String,
    /// `PhD`
    pub suffix: String,
}

/// One of several of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Labelled {
    /// `work`, `home`, `mobile`, `fax`, or whatever the source calls it. May be empty.
    pub label: String,
    pub value: String,
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// `image/jpeg`. Empty if the source does not say.
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Photo {
    /// Leaves out the picture.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Photo").field("media_type", &self.media_type).field("size", &self.bytes.len()).finish()
    }
}

impl NameParts {
    /// Whether no part is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { family, given, additional, prefix, suffix } = self;
        [family, given, additional, prefix, suffix].iter().all(|part| part.is_empty())
    }
}

impl Labelled {
    /// A value under a label.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}
