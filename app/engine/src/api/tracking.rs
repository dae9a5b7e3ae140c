//! What is tracked, which addresses are the user’s, and what the user made for lists.

use super::{ContactPolicy, CustomFieldKind, RuleEffect, RuleScope};
use serde::{Deserialize, Serialize};

/// What is tracked, and who becomes a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Who becomes a person by themselves.
    pub contact_policy: ContactPolicy,
    /// My addresses, and those that were said not to be mine.
    pub own_addresses: Vec<OwnAddress>,
    /// Those of which is asked whether they are mine, those that matter most first.
    pub questions: Vec<OwnQuestion>,
    /// The domains of my addresses.
    pub domains: Vec<OwnDomain>,
    /// Colleagues, by name.
    pub colleagues: Vec<ColleagueView>,
    /// The rules, each with the number of addresses that it is about.
    pub rules: Vec<(RuleScope, RuleEffect, u32)>,
    /// How many messages are stored and not tracked.
    pub untracked: u32,
}

/// An address that is mine, or was said not to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    /// The address.
    pub address: String,
    /// Whether it is an account's: then it is always mine.
    pub account: bool,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it is mine.
    pub own: bool,
    /// Whether the person said so.
    pub said: bool,
}

/// An address that is likely mine. Answered by [`Decision::OwnAddress`](super::Decision::OwnAddress), and not asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnQuestion {
    /// The address.
    pub address: String,
    /// How many messages came to it.
    pub received: u32,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it goes by my name.
    pub named: bool,
}

/// A domain of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDomain {
    /// The domain.
    pub domain: String,
    /// Whether anybody can have an address there: then nobody is a colleague for it.
    pub free_mail: bool,
    /// Whether everybody there is a colleague.
    pub internal: bool,
    /// How many addresses there were seen, mine not counted.
    pub addresses: u32,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// Their number.
    pub id: u64,
    /// Their name.
    pub name: String,
    /// All their addresses.
    pub addresses: Vec<String>,
}

/// Tags, kept filters and fields of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// Tags by name, each with the number of people who bear it.
    pub tags: Vec<(String, u32)>,
    /// Kept filters by name.
    pub saved_filters: Vec<SavedFilterView>,
    /// Fields of one's own by name: number, name, and what they hold.
    pub fields: Vec<(u64, String, CustomFieldKind)>,
}

/// A filter that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilterView {
    /// Its number.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// The filter as typed.
    pub filter: String,
    /// How many people match.
    pub people: u32,
}
