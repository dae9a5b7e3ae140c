//! Rules for people: IF conditions hold THEN something is done with them. One engine serves what comes in from an address
//! book, what goes out to it, and Kith itself.

mod acting;
mod asking;
mod problem;
mod rule;
mod subject;

pub use acting::{changing, decisions, decisions_for};
pub use asking::admits;
pub use problem::{Made, RuleProblem};
pub use rule::{Condition, ContactRule, FieldTest, RuleAction, RuleField, RulePlace};
pub use subject::{CardSubject, Subject};

#[cfg(test)]
mod tests;
