//! A rule for people as the user makes it: a sentence of conditions and actions.

use crate::person_field::PersonField;
use serde::{Deserialize, Serialize};

/// A rule as the user made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRule {
    pub place: RulePlace,
    /// Whether all conditions must hold, or any of them. Without a condition it is for everybody.
    pub needs_all: bool,
    pub conditions: Vec<Condition>,
    /// What is done, in this order. A rule of an address book lets those through for whom it holds, too.
    pub actions: Vec<RuleAction>,
    /// Whether it is switched on.
    pub on: bool,
}

/// Where a rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RulePlace {
    /// Of everybody in Kith.
    Kith,
    /// Of what comes in from the address book of that number.
    In(u64),
    /// Of what goes out to it.
    Out(u64),
}

/// What must hold of someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Condition {
    /// They have the tag, or have it not.
    Tag { tag: String, has: bool },
    /// They are in the bucket of that number, or not.
    Bucket { bucket: u64, is_in: bool },
    /// They are in any bucket, or in none.
    AnyBucket { is_in: bool },
    /// What a field says.
    Field { field: RuleField, test: FieldTest },
    /// They are on the other side already, or not.
    ThereAlready(bool),
}

/// A field of which a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RuleField {
    /// A field that a person has once, custom ones among them.
    Person(PersonField),
    Company,
    /// Any of their email addresses.
    Email,
    /// Any of their phone numbers.
    Phone,
    /// Any of their postal addresses.
    Postal,
    /// Any of their notes.
    Note,
}

/// How a field is tested. Letters count without regard to case and accents, as in a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldTest {
    Is(String),
    IsNot(String),
    Contains(String),
    Empty,
    NotEmpty,
}

/// What a rule does with someone, in Kith.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleAction {
    AddTag(String),
    RemoveTag(String),
    AddToBucket(u64),
    RemoveFromBucket(u64),
    SetField(PersonField, String),
    /// Their company is the one of that name, or with that domain.
    SetCompany(String),
}

impl ContactRule {
    /// Whether it is asked of everybody in Kith.
    #[must_use]
    pub const fn is_at_work(&self) -> bool {
        self.on && matches!(self.place, RulePlace::Kith)
    }

    /// Whether it holds for the same people as another, wherever it is asked.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.place == other.place && self.needs_all == other.needs_all && self.conditions == other.conditions
    }
}
