//! Of whom something is other than it was, for those who watch people: rules.

use crate::api::PersonId;
use std::collections::BTreeSet;

/// Of whom something is other than it was since that was asked last.
#[derive(Debug, Default)]
pub(in crate::book) struct Changed {
    /// Whether anyone watches. If not, nothing is noted.
    pub(super) is_watched: bool,
    pub(super) everybody: bool,
    pub(super) people: BTreeSet<PersonId>,
}

impl Changed {
    pub(super) fn note(&mut self, person: PersonId) {
        if self.is_watched && !self.everybody {
            self.people.insert(person);
        }
    }
}
