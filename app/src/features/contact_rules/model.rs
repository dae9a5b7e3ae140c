//! What the fields of the editor make of a rule: each part is chosen by a name, and keeps its value as far as it fits.

use crate::i18n::{Text, t};
use crate::present::rule_words::Named;
use kith_engine::api::{Condition, ContactRule, FieldTest, PersonField, RuleAction, RuleField, RulePlace};

/// Something that can be chosen: its name in the document, and what it is called.
pub(crate) type Choice = (String, String);

/// The fields that every person has once, and their names in the document.
const PERSON_FIELDS: [(PersonField, &str); 10] = [
    (PersonField::Name, "name"),
    (PersonField::Given, "given"),
    (PersonField::Additional, "additional"),
    (PersonField::Family, "family"),
    (PersonField::Prefix, "prefix"),
    (PersonField::Suffix, "suffix"),
    (PersonField::Nickname, "nickname"),
    (PersonField::Role, "role"),
    (PersonField::Birthday, "birthday"),
    (PersonField::Met, "met"),
];

/// The fields beside them of which a rule may ask.
const OTHER_FIELDS: [(RuleField, &str); 5] = [
    (RuleField::Company, "company"),
    (RuleField::Email, "email"),
    (RuleField::Phone, "phone"),
    (RuleField::Postal, "postal"),
    (RuleField::Note, "note"),
];

/// The place by its name in the document.
pub(crate) const fn place_name(place: RulePlace) -> &'static str {
    match place {
        RulePlace::Kith => "kith",
        RulePlace::In(_) => "in",
        RulePlace::Out(_) => "out",
    }
}

/// The list of tags to choose from, by its id in the document: a page may have several editors.
pub(crate) fn tags_list(place: RulePlace) -> String {
    format!("rule-tags-{}", place_name(place))
}

/// A rule to begin with.
pub(crate) fn empty(place: RulePlace) -> ContactRule {
    let actions = if place == RulePlace::Kith { vec![RuleAction::AddTag(String::new())] } else { Vec::new() };
    ContactRule { place, needs_all: true, conditions: vec![first_condition()], actions, on: true }
}

/// Whether nothing is left to fill in.
pub(crate) fn is_complete(rule: &ContactRule) -> bool {
    let is_filled = |value: Option<String>, bucket: Option<u64>| {
        value.is_none_or(|value| !value.trim().is_empty()) && bucket != Some(0)
    };
    let mut conditions = rule.conditions.iter().map(|it| is_filled(condition_value(it), condition_bucket(it)));
    let mut actions = rule.actions.iter().map(|it| is_filled(action_value(it), action_bucket(it)));
    let does_something = rule.place != RulePlace::Kith || !rule.actions.is_empty();
    does_something && conditions.all(|is| is) && actions.all(|is| is)
}

/// What a further condition begins as.
pub(crate) fn first_condition() -> Condition {
    Condition::Field { field: RuleField::Company, test: FieldTest::Is(String::new()) }
}

fn named_fields() -> impl Iterator<Item = (RuleField, &'static str)> {
    let person = PERSON_FIELDS.into_iter().map(|(field, name)| (RuleField::Person(field), name));
    OTHER_FIELDS.into_iter().chain(person)
}

fn name_of(field: RuleField) -> String {
    if let RuleField::Person(PersonField::Custom(id)) = field {
        return format!("custom-{id:016x}");
    }
    named_fields().find(|(known, _)| *known == field).map_or_else(String::new, |(_, name)| name.to_owned())
}

fn field_of(name: &str) -> Option<RuleField> {
    if let Some(id) = name.strip_prefix("custom-") {
        return u64::from_str_radix(id, 16).ok().map(|id| RuleField::Person(PersonField::Custom(id)));
    }
    named_fields().find(|(_, known)| *known == name).map(|(field, _)| field)
}

/// All fields of which a rule may ask.
fn fields(named: &Named) -> impl Iterator<Item = RuleField> + use<'_> {
    let custom = named.fields.iter().map(|(id, _)| RuleField::Person(PersonField::Custom(*id)));
    named_fields().map(|(field, _)| field).chain(custom)
}

/// What a condition may be about.
pub(crate) fn subjects(place: RulePlace, named: &Named) -> Vec<Choice> {
    let choice = |name: &str, text: Text| (name.to_owned(), text().to_owned());
    let mut all = vec![
        choice("tag", t::contact_rules::what::tag),
        choice("bucket", t::contact_rules::what::bucket),
        choice("any-bucket", t::contact_rules::what::any_bucket),
    ];
    all.extend((place != RulePlace::Kith).then(|| choice("there", t::contact_rules::what::there)));
    all.extend(fields(named).map(|field| (name_of(field), named.field(field))));
    all
}

/// What a condition is about.
pub(crate) fn subject(condition: &Condition) -> String {
    match condition {
        Condition::Tag { .. } => "tag".to_owned(),
        Condition::Bucket { .. } => "bucket".to_owned(),
        Condition::AnyBucket { .. } => "any-bucket".to_owned(),
        Condition::ThereAlready(_) => "there".to_owned(),
        Condition::Field { field, .. } => name_of(*field),
    }
}

/// The condition about something else.
pub(crate) fn about(condition: &Condition, subject: &str) -> Condition {
    let value = condition_value(condition).unwrap_or_default();
    match subject {
        "tag" => Condition::Tag { tag: value, has: true },
        "bucket" => Condition::Bucket { bucket: 0, is_in: true },
        "any-bucket" => Condition::AnyBucket { is_in: true },
        "there" => Condition::ThereAlready(true),
        name => match (field_of(name), condition) {
            (None, _) => condition.clone(),
            (Some(field), Condition::Field { test, .. }) => Condition::Field { field, test: test.clone() },
            (Some(field), _) => Condition::Field { field, test: FieldTest::Is(value) },
        },
    }
}

/// How a condition may ask.
pub(crate) fn tests(condition: &Condition) -> Vec<(&'static str, &'static str)> {
    use t::contact_rules::test;
    match condition {
        Condition::Tag { .. } => vec![("yes", test::has()), ("no", test::has_not())],
        Condition::Bucket { .. } | Condition::AnyBucket { .. } => vec![("yes", test::is_in()), ("no", test::not_in())],
        Condition::ThereAlready(_) => vec![("yes", test::there()), ("no", test::not_there())],
        Condition::Field { .. } => vec![
            ("is", test::is()),
            ("is-not", test::is_not()),
            ("contains", test::contains()),
            ("empty", test::empty()),
            ("not-empty", test::not_empty()),
        ],
    }
}

/// How a condition asks.
pub(crate) const fn test(condition: &Condition) -> &'static str {
    match condition {
        Condition::Tag { has: yes, .. }
        | Condition::Bucket { is_in: yes, .. }
        | Condition::AnyBucket { is_in: yes }
        | Condition::ThereAlready(yes) => {
            if *yes {
                "yes"
            } else {
                "no"
            }
        }
        Condition::Field { test, .. } => match test {
            FieldTest::Is(_) => "is",
            FieldTest::IsNot(_) => "is-not",
            FieldTest::Contains(_) => "contains",
            FieldTest::Empty => "empty",
            FieldTest::NotEmpty => "not-empty",
        },
    }
}

/// The condition that asks otherwise.
pub(crate) fn asking(condition: &Condition, test: &str) -> Condition {
    let yes = test == "yes";
    match condition.clone() {
        Condition::Tag { tag, .. } => Condition::Tag { tag, has: yes },
        Condition::Bucket { bucket, .. } => Condition::Bucket { bucket, is_in: yes },
        Condition::AnyBucket { .. } => Condition::AnyBucket { is_in: yes },
        Condition::ThereAlready(_) => Condition::ThereAlready(yes),
        Condition::Field { field, .. } => {
            let value = condition_value(condition).unwrap_or_default();
            let test = match test {
                "is-not" => FieldTest::IsNot(value),
                "contains" => FieldTest::Contains(value),
                "empty" => FieldTest::Empty,
                "not-empty" => FieldTest::NotEmpty,
                _ => FieldTest::Is(value),
            };
            Condition::Field { field, test }
        }
    }
}

/// What is typed into a condition. `None`: nothing is.
pub(crate) fn condition_value(condition: &Condition) -> Option<String> {
    match condition {
        Condition::Tag { tag, .. } => Some(tag.clone()),
        Condition::Field {
            test: FieldTest::Is(value) | FieldTest::IsNot(value) | FieldTest::Contains(value), ..
        } => Some(value.clone()),
        _ => None,
    }
}

/// The condition with another value typed in.
pub(crate) fn with_value(condition: &Condition, value: String) -> Condition {
    match condition.clone() {
        Condition::Tag { has, .. } => Condition::Tag { tag: value, has },
        Condition::Field { field, test } => {
            let test = match test {
                FieldTest::Is(_) => FieldTest::Is(value),
                FieldTest::IsNot(_) => FieldTest::IsNot(value),
                FieldTest::Contains(_) => FieldTest::Contains(value),
                test => test,
            };
            Condition::Field { field, test }
        }
        other => other,
    }
}

/// The bucket of a condition, if it is about one; 0 before one is chosen.
pub(crate) const fn condition_bucket(condition: &Condition) -> Option<u64> {
    match condition {
        Condition::Bucket { bucket, .. } => Some(*bucket),
        _ => None,
    }
}

/// What an action may do.
pub(crate) fn deeds(named: &Named) -> Vec<Choice> {
    let choice = |name: &str, text: Text| (name.to_owned(), text().to_owned());
    let mut all = vec![
        choice("add-tag", t::contact_rules::what::add_tag),
        choice("remove-tag", t::contact_rules::what::remove_tag),
        choice("add-to-bucket", t::contact_rules::what::add_to_bucket),
        choice("remove-from-bucket", t::contact_rules::what::remove_from_bucket),
    ];
    let set = fields(named).filter(|field| matches!(field, RuleField::Person(_) | RuleField::Company));
    all.extend(set.map(|field| (name_of(field), t::contact_rules::what::set(named.within(field)))));
    all
}

/// What an action does.
pub(crate) fn deed(action: &RuleAction) -> String {
    match action {
        RuleAction::AddTag(_) => "add-tag".to_owned(),
        RuleAction::RemoveTag(_) => "remove-tag".to_owned(),
        RuleAction::AddToBucket(_) => "add-to-bucket".to_owned(),
        RuleAction::RemoveFromBucket(_) => "remove-from-bucket".to_owned(),
        RuleAction::SetCompany(_) => name_of(RuleField::Company),
        RuleAction::SetField(field, _) => name_of(RuleField::Person(*field)),
    }
}

/// The action that does something else.
pub(crate) fn doing(action: &RuleAction, deed: &str) -> RuleAction {
    let value = action_value(action).unwrap_or_default();
    let bucket = action_bucket(action).unwrap_or_default();
    match deed {
        "add-tag" => RuleAction::AddTag(value),
        "remove-tag" => RuleAction::RemoveTag(value),
        "add-to-bucket" => RuleAction::AddToBucket(bucket),
        "remove-from-bucket" => RuleAction::RemoveFromBucket(bucket),
        name => match field_of(name) {
            Some(RuleField::Person(field)) => RuleAction::SetField(field, value),
            Some(RuleField::Company) => RuleAction::SetCompany(value),
            _ => action.clone(),
        },
    }
}

/// What is typed into an action. `None`: nothing is.
pub(crate) fn action_value(action: &RuleAction) -> Option<String> {
    match action {
        RuleAction::AddTag(value)
        | RuleAction::RemoveTag(value)
        | RuleAction::SetField(_, value)
        | RuleAction::SetCompany(value) => Some(value.clone()),
        RuleAction::AddToBucket(_) | RuleAction::RemoveFromBucket(_) => None,
    }
}

/// The action with another value typed in.
pub(crate) fn action_with(action: &RuleAction, value: String) -> RuleAction {
    match action {
        RuleAction::AddTag(_) => RuleAction::AddTag(value),
        RuleAction::RemoveTag(_) => RuleAction::RemoveTag(value),
        RuleAction::SetField(field, _) => RuleAction::SetField(*field, value),
        RuleAction::SetCompany(_) => RuleAction::SetCompany(value),
        bucket => bucket.clone(),
    }
}

/// The bucket of an action, if it is about one; 0 before one is chosen.
pub(crate) const fn action_bucket(action: &RuleAction) -> Option<u64> {
    match action {
        RuleAction::AddToBucket(bucket) | RuleAction::RemoveFromBucket(bucket) => Some(*bucket),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named() -> Named {
        Named { buckets: vec![(1, "Work".to_owned())], fields: vec![(2, "Hat size".to_owned())] }
    }

    #[test]
    fn every_subject_that_is_offered_can_be_chosen_and_read_back() {
        for place in [RulePlace::Kith, RulePlace::In(1), RulePlace::Out(1)] {
            for (name, title) in subjects(place, &named()) {
                let chosen = about(&first_condition(), &name);
                assert_eq!(subject(&chosen), name);
                assert!(!title.is_empty(), "{name}");
                for (how, _) in tests(&chosen) {
                    assert_eq!(test(&asking(&chosen, how)), how, "{name}");
                }
            }
        }
        let offers = |place| subjects(place, &named()).iter().any(|(name, _)| name == "there");
        assert!(!offers(RulePlace::Kith) && offers(RulePlace::In(1)));
    }

    #[test]
    fn every_action_that_is_offered_can_be_chosen_and_read_back() {
        for (name, title) in deeds(&named()) {
            assert_eq!(deed(&doing(&RuleAction::AddTag(String::new()), &name)), name);
            assert!(!title.is_empty(), "{name}");
        }
        let set = |name: &str| deeds(&named()).iter().any(|(known, _)| known == name);
        assert!(set("company") && set("custom-0000000000000002") && !set("email"));
    }

    #[test]
    fn what_was_typed_stays_when_something_else_is_chosen() {
        let typed = with_value(&first_condition(), "Acme".to_owned());
        assert_eq!(condition_value(&about(&typed, "email")).as_deref(), Some("Acme"));
        assert_eq!(condition_value(&about(&typed, "tag")).as_deref(), Some("Acme"));
        assert_eq!(condition_value(&asking(&typed, "contains")).as_deref(), Some("Acme"));
        assert_eq!(condition_value(&asking(&typed, "empty")), None);
        let action = action_with(&RuleAction::AddTag(String::new()), "client".to_owned());
        assert_eq!(doing(&action, "company"), RuleAction::SetCompany("client".to_owned()));
        assert_eq!(doing(&RuleAction::AddToBucket(1), "remove-from-bucket"), RuleAction::RemoveFromBucket(1));
        assert_eq!(doing(&action, "no such thing"), action);
    }

    #[test]
    fn a_rule_is_complete_when_nothing_is_left_to_fill_in() {
        let begun = empty(RulePlace::Kith);
        assert!(!is_complete(&begun));
        let filled = ContactRule {
            conditions: vec![with_value(&first_condition(), "Acme".to_owned())],
            actions: vec![RuleAction::AddTag("client".to_owned())],
            ..begun
        };
        assert!(is_complete(&filled));
        let bucket = RuleAction::AddToBucket(0);
        assert!(!is_complete(&ContactRule { actions: vec![bucket], ..filled.clone() }));
        assert!(!is_complete(&ContactRule { actions: vec![], ..filled.clone() }));
        assert!(is_complete(&ContactRule { actions: vec![], place: RulePlace::Out(1), ..filled.clone() }));
        let blank = Condition::Tag { tag: " ".to_owned(), has: true };
        assert!(!is_complete(&ContactRule { conditions: vec![blank], ..filled }));
    }

    #[test]
    fn a_rule_begins_with_what_it_cannot_do_without() {
        assert_eq!(empty(RulePlace::Kith).actions.len(), 1);
        assert_eq!(empty(RulePlace::In(1)).actions, []);
    }
}
