//! What a rule does with someone, as decisions.

use super::problem::Made;
use super::rule::{RuleAction, RuleField};
use super::subject::Subject;
use crate::day::Day;
use crate::decision::{Decision, PersonField};
use crate::ids::PersonId;
use crate::search::fold;

/// What an action is about: the later of two that are about the same is what counts.
#[derive(PartialEq)]
enum Target {
    Tag(String),
    Bucket(u64),
    Field(PersonField),
    Company,
}

/// Those of the actions that change something of someone, in their order.
pub fn changing<'a>(actions: &'a [RuleAction], of: &impl Subject, made: &impl Made) -> Vec<&'a RuleAction> {
    let mut changing: Vec<&RuleAction> = Vec::new();
    let mut later: Vec<Target> = Vec::new();
    for action in actions.iter().rev() {
        let target = action.target();
        if !later.contains(&target) {
            later.push(target);
            changing.extend(action.changes(of, made).then_some(action));
        }
    }
    changing.reverse();
    changing
}

/// What an action does with people whom it changes.
pub fn decisions(action: &RuleAction, people: &[PersonId], day: Day, made: &impl Made) -> Vec<Decision> {
    let all = people.to_vec();
    match action {
        RuleAction::AddTag(tag) => vec![Decision::Tag { people: all, tag: tag.clone(), on: true }],
        RuleAction::RemoveTag(tag) => vec![Decision::Tag { people: all, tag: tag.clone(), on: false }],
        RuleAction::AddToBucket(bucket) => {
            vec![Decision::InBucket { people: all, bucket: *bucket, day, on: true }]
        }
        RuleAction::RemoveFromBucket(bucket) => {
            vec![Decision::InBucket { people: all, bucket: *bucket, day, on: false }]
        }
        RuleAction::SetField(field, value) => {
            let set = |person| Decision::SetField { person, field: *field, value: value.clone() };
            all.into_iter().map(set).collect()
        }
        RuleAction::SetCompany(name) => {
            let company = made.company_named(name);
            company.map(|company| Decision::CompanyOf { people: all, company: Some(company) }).into_iter().collect()
        }
    }
}

/// What the actions do with someone: only what changes something.
pub fn decisions_for(
    actions: &[RuleAction],
    person: PersonId,
    of: &impl Subject,
    day: Day,
    made: &impl Made,
) -> Vec<Decision> {
    changing(actions, of, made).into_iter().flat_map(|action| decisions(action, &[person], day, made)).collect()
}

impl RuleAction {
    fn target(&self) -> Target {
        match self {
            Self::AddTag(tag) | Self::RemoveTag(tag) => Target::Tag(fold(tag)),
            Self::AddToBucket(bucket) | Self::RemoveFromBucket(bucket) => Target::Bucket(*bucket),
            Self::SetField(field, _) => Target::Field(*field),
            Self::SetCompany(_) => Target::Company,
        }
    }

    fn changes(&self, of: &impl Subject, made: &impl Made) -> bool {
        match self {
            Self::AddTag(tag) => !of.has_tag(&fold(tag)),
            Self::RemoveTag(tag) => of.has_tag(&fold(tag)),
            Self::AddToBucket(bucket) => !of.is_in_bucket(*bucket),
            Self::RemoveFromBucket(bucket) => of.is_in_bucket(*bucket),
            Self::SetField(field, value) => !of.any(RuleField::Person(*field), &mut |now| now.trim() == value.trim()),
            Self::SetCompany(name) => of.company() != made.company_named(name),
        }
    }
}
