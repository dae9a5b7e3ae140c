//! Adding someone by hand.

use super::{Day, PersonId, PersonRow};
use kith_domain::address::Address;
use kith_domain::contact::Contact;
use kith_domain::matching::MatchReason;
use serde::{Deserialize, Serialize};

/// Someone to be added.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPerson {
    pub contact: Contact,
    /// The bucket into which they come, and the day.
    pub bucket: Option<(u64, Day)>,
    /// How the user met them. May be empty.
    pub met: String,
}

impl NewPerson {
    /// Under which id they are added: that of their first address, or else a random one. Someone who has that address
    /// already gets what else is said.
    #[must_use]
    pub fn id(&self, mark: u64) -> PersonId {
        let first = self.contact.emails.iter().find_map(|email| Address::parse(&email.value));
        first.map_or(PersonId(mark), |address| PersonId::of(address.as_str()))
    }
}

/// Someone who is known already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPerson {
    pub person: PersonRow,
    /// What they have in common with what was typed. `None`: the words of the name are found with them.
    pub why: Option<MatchReason>,
}
