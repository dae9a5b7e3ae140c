//! What is found by a few words, of every kind.

use super::{CompanyRow, FoundMessage, PersonId, PersonRow, Seconds};
use serde::{Deserialize, Serialize};

/// What was found, of every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// People: how many, and the first.
    pub people: (u32, Vec<PersonRow>),
    /// Those who are filtered out: how many, and the first.
    pub filtered_out: (u32, Vec<PersonRow>),
    /// Companies: how many, and the first.
    pub companies: (u32, Vec<CompanyRow>),
    /// The newest messages by their subjects.
    pub messages: Vec<FoundMessage>,
    /// Notes: how many, and the latest.
    pub notes: (u32, Vec<FoundNote>),
    /// Tags, each with the number of people who bear it.
    pub tags: Vec<(String, u32)>,
}

/// A note that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNote {
    pub person: PersonId,
    /// Its number, as in [`Decision::SetItem`](super::Decision::SetItem).
    pub item: u64,
    pub name: String,
    /// When it was made.
    pub at: Seconds,
    pub text: String,
}
