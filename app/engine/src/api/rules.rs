//! Rules for people.

use super::{PersonId, RuleAction};
use kith_domain::contact_rule::{ContactRule, RuleProblem};
use serde::{Deserialize, Serialize};

/// A rule for people, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleView {
    pub id: u64,
    pub rule: ContactRule,
    /// Why it does nothing, if it cannot do what it says.
    pub problem: Option<RuleProblem>,
    /// For how many people in Kith it holds. `None`: it is not asked of them.
    pub count: Option<u32>,
}

/// What a rule would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTrial {
    /// Why it would do nothing, if it cannot do what it says.
    pub problem: Option<RuleProblem>,
    /// For how many people it holds.
    pub count: u32,
    /// How many of them it would change.
    pub changed: u32,
    /// The first for whom it holds, by name; of those who come in, in the order of the address book.
    pub rows: Vec<RuleTrialRow>,
}

/// What a rule would do with someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTrialRow {
    /// Who they are in Kith, if they are there.
    pub person: Option<PersonId>,
    pub name: String,
    /// Those of the actions that would change something.
    pub changes: Vec<RuleAction>,
}
