//! What is tracked, which addresses are the user’s, and what the user made for lists.

use super::{ContactPolicy, CustomFieldKind, RuleEffect, RuleScope};
use serde::{Deserialize, Serialize};

/// What is tracked, and who becomes a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracking {
    /// Who appears in People without a decision.
    pub contact_policy: ContactPolicy,
    /// The user's addresses, and those that were said not to be the user's.
    pub own_addresses: Vec<OwnAddress>,
    /// Those of which is asked whether they are the user's, those that matter most first.
    pub questions: Vec<OwnQuestion>,
    /// The domains of the user's addresses.
    pub domains: Vec<OwnDomain>,
    /// Colleagues, by name.
    pub colleagues: Vec<ColleagueView>,
    /// The rules, each with the number of addresses that it is about.
    pub rules: Vec<(RuleScope, RuleEffect, u32)>,
    /// How many messages are stored and not tracked.
    pub untracked: u32,
}

/// An address that is the user's, or was said not to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAddress {
    pub address: String,
    /// Whether it is an account's: then it is always the user's.
    pub account: bool,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it is the user's.
    pub own: bool,
    /// Whether the user said so.
    pub said: bool,
}

/// An address that is likely the user's. Answered by [`Decision::OwnAddress`](super::Decision::OwnAddress), and not
/// asked again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnQuestion {
    pub address: String,
    /// How many messages came to it.
    pub received: u32,
    /// How many messages in Sent folders are from it.
    pub sent: u32,
    /// Whether it goes by the user's name.
    pub named: bool,
    /// How many entries of a calendar name it, if the evidence is a calendar.
    pub entries: u32,
}

/// An own domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnDomain {
    pub domain: String,
    /// Whether anyone can have an address there: then no one is a colleague for it.
    pub free_mail: bool,
    /// Whether everyone there is a colleague.
    pub internal: bool,
    /// How many addresses there were seen, the user's not counted.
    pub addresses: u32,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColleagueView {
    /// Their number.
    pub id: u64,
    pub name: String,
    /// All their addresses.
    pub addresses: Vec<String>,
}

/// Tags, saved filters and custom fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// Tags by name, each with the number of people who bear it.
    pub tags: Vec<(String, u32)>,
    /// Saved filters by name.
    pub saved_filters: Vec<SavedFilterView>,
    /// Custom fields by name: number, name, and what they hold.
    pub fields: Vec<(u64, String, CustomFieldKind)>,
}

/// A filter that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFilterView {
    /// Its number.
    pub id: u64,
    pub name: String,
    /// The filter as typed.
    pub filter: String,
    /// How many people match.
    pub people: u32,
}
