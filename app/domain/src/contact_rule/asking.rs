//! Whether a rule holds for someone.

use super::problem::Made;
use super::rule::{Condition, ContactRule, FieldTest, RuleAction, RuleField};
use super::subject::Subject;
use crate::search::fold;

impl ContactRule {
    /// Whether it holds for someone, whether it is switched on or not.
    #[must_use]
    pub fn holds(&self, of: &impl Subject) -> bool {
        let mut conditions = self.conditions.iter();
        match self.needs_all || self.conditions.is_empty() {
            true => conditions.all(|condition| condition.holds(of)),
            false => conditions.any(|condition| condition.holds(of)),
        }
    }
}

impl Condition {
    fn holds(&self, of: &impl Subject) -> bool {
        match self {
            Self::Tag { tag, has } => of.has_tag(&fold(tag)) == *has,
            Self::Bucket { bucket, is_in } => of.is_in_bucket(*bucket) == *is_in,
            Self::AnyBucket { is_in } => of.is_in_any_bucket() == *is_in,
            Self::Field { field, test } => test.holds(*field, of),
            Self::ThereAlready(there) => of.is_there() == *there,
        }
    }
}

impl FieldTest {
    /// Of several values it is enough that one is so; what is not so is so of none.
    fn holds(&self, field: RuleField, of: &impl Subject) -> bool {
        let is = |text: &str| {
            let text = form(field, text);
            of.any(field, &mut |value| form(field, value) == text)
        };
        match self {
            Self::Is(text) => is(text),
            Self::IsNot(text) => !is(text),
            Self::Contains(text) => {
                let text = form(field, text);
                of.any(field, &mut |value| form(field, value).contains(&text))
            }
            Self::Empty => !of.any(field, &mut |_| true),
            Self::NotEmpty => of.any(field, &mut |_| true),
        }
    }
}

/// The form in which values are compared. Phone numbers are grouped in many ways.
fn form(field: RuleField, text: &str) -> String {
    let mut folded = fold(text);
    if field == RuleField::Phone {
        folded.retain(|sign| sign.is_alphanumeric() || sign == '+');
    }
    folded
}

/// Whether any of those rules lets someone through, and what is then done with them: what all rules say that hold, in
/// their order. A rule that is switched off, or has a [problem](ContactRule::problem), says nothing.
pub fn admits<'a>(
    rules: impl IntoIterator<Item = &'a ContactRule>,
    of: &impl Subject,
    made: &impl Made,
) -> Option<Vec<RuleAction>> {
    let holding = rules.into_iter().filter(|rule| rule.on && rule.holds(of) && rule.problem(made).is_none());
    let actions = holding.map(|rule| rule.actions.clone());
    actions.reduce(|all, further| [all, further].concat())
}
