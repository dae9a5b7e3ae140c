//! Why a rule cannot do what it says.

use super::rule::{Condition, ContactRule, FieldTest, RuleAction, RuleField, RulePlace};
use crate::decision::PersonField;
use crate::ids::CompanyId;
use serde::{Deserialize, Serialize};

/// What there is of which rules speak.
pub trait Made {
    fn has_bucket(&self, bucket: u64) -> bool;

    fn has_custom_field(&self, field: u64) -> bool;

    /// The company of that name, or with that domain.
    fn company_named(&self, name: &str) -> Option<CompanyId>;
}

/// Why a rule cannot do what it says. It does nothing as long as that is so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleProblem {
    /// A bucket that it names is gone.
    BucketGone(u64),
    /// A custom field that it names is gone.
    FieldGone(u64),
    /// There is no company of that name.
    CompanyGone(String),
    /// A word is missing in a condition or an action, or what is to be done.
    Incomplete,
    /// It asks who is on the other side, and there is none.
    NoOtherSide,
}

impl ContactRule {
    /// Why it cannot do what it says. Tags need no one who has them.
    #[must_use]
    pub fn problem(&self, made: &impl Made) -> Option<RuleProblem> {
        let does_nothing = self.place == RulePlace::Kith && self.actions.is_empty();
        let mut conditions = self.conditions.iter().filter_map(|condition| condition.problem(self.place, made));
        let mut actions = self.actions.iter().filter_map(|action| action.problem(made));
        does_nothing.then_some(RuleProblem::Incomplete).or_else(|| conditions.next()).or_else(|| actions.next())
    }
}

impl Condition {
    fn problem(&self, place: RulePlace, made: &impl Made) -> Option<RuleProblem> {
        match self {
            Self::Tag { tag, .. } => missing(tag),
            Self::Bucket { bucket, .. } => bucket_gone(*bucket, made),
            Self::AnyBucket { .. } => None,
            Self::Field { field: RuleField::Person(field), test } => {
                field_gone(*field, made).or_else(|| test.problem())
            }
            Self::Field { test, .. } => test.problem(),
            Self::ThereAlready(_) => (place == RulePlace::Kith).then_some(RuleProblem::NoOtherSide),
        }
    }
}

impl FieldTest {
    fn problem(&self) -> Option<RuleProblem> {
        match self {
            Self::Is(text) | Self::IsNot(text) | Self::Contains(text) => missing(text),
            Self::Empty | Self::NotEmpty => None,
        }
    }
}

impl RuleAction {
    fn problem(&self, made: &impl Made) -> Option<RuleProblem> {
        match self {
            Self::AddTag(tag) | Self::RemoveTag(tag) => missing(tag),
            Self::AddToBucket(bucket) | Self::RemoveFromBucket(bucket) => bucket_gone(*bucket, made),
            Self::SetField(field, value) => field_gone(*field, made).or_else(|| missing(value)),
            Self::SetCompany(name) => missing(name)
                .or_else(|| made.company_named(name).is_none().then(|| RuleProblem::CompanyGone(name.clone()))),
        }
    }
}

fn missing(text: &str) -> Option<RuleProblem> {
    text.trim().is_empty().then_some(RuleProblem::Incomplete)
}

fn bucket_gone(bucket: u64, made: &impl Made) -> Option<RuleProblem> {
    (!made.has_bucket(bucket)).then_some(RuleProblem::BucketGone(bucket))
}

fn field_gone(field: PersonField, made: &impl Made) -> Option<RuleProblem> {
    match field {
        PersonField::Custom(id) if !made.has_custom_field(id) => Some(RuleProblem::FieldGone(id)),
        _ => None,
    }
}
