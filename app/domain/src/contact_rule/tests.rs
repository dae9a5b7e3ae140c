//! Rules as tables.

use super::{
    CardSubject, Condition, ContactRule, FieldTest, Made, RuleAction, RuleField, RulePlace, RuleProblem, Subject,
    admits, changing, decisions_for,
};
use crate::contact::{Contact, Labelled, NameParts};
use crate::day::Day;
use crate::decision::{CustomFieldKind, Decision, PersonField};
use crate::ids::{CompanyId, PersonId};
use crate::search::fold;
use std::collections::BTreeMap;

const FRIENDS: u64 = 1;
const GONE: u64 = 9;
const ADA: PersonId = PersonId(7);
const ACME: CompanyId = CompanyId(3);

/// Someone in Kith: tags and buckets, and the company.
#[derive(Clone, Default)]
struct Here {
    tags: Vec<&'static str>,
    buckets: Vec<u64>,
    company: Option<CompanyId>,
    met: &'static str,
}

impl Subject for Here {
    fn has_tag(&self, folded: &str) -> bool {
        self.tags.iter().any(|tag| fold(tag) == folded)
    }

    fn is_in_bucket(&self, bucket: u64) -> bool {
        self.buckets.contains(&bucket)
    }

    fn is_in_any_bucket(&self) -> bool {
        !self.buckets.is_empty()
    }

    fn any(&self, field: RuleField, is_so: &mut dyn FnMut(&str) -> bool) -> bool {
        field == RuleField::Person(PersonField::Met) && !self.met.is_empty() && is_so(self.met)
    }

    fn company(&self) -> Option<CompanyId> {
        self.company
    }

    fn is_there(&self) -> bool {
        false
    }
}

struct Known;

impl Made for Known {
    fn has_bucket(&self, bucket: u64) -> bool {
        bucket != GONE
    }

    fn has_custom_field(&self, field: u64) -> bool {
        field != GONE
    }

    fn company_named(&self, name: &str) -> Option<CompanyId> {
        name.eq_ignore_ascii_case("Acme").then_some(ACME)
    }
}

fn ada() -> Contact {
    Contact {
        name: "Zoë Müller".into(),
        parts: NameParts { given: "Zoë".into(), family: "Müller".into(), ..NameParts::default() },
        emails: vec![Labelled::new("work", "zoe@acme.example"), Labelled::new("", "z@home.example")],
        phones: vec![Labelled::new("", "+49 (30) 1234-56")],
        notes: vec!["Met at the fair".into(), "Plays the oboe".into()],
        company: "Acme".into(),
        tags: vec!["Old Friends".into()],
        custom: vec![("Shoe size".into(), "38".into())],
        ..Contact::default()
    }
}

fn fields() -> BTreeMap<u64, (String, CustomFieldKind)> {
    BTreeMap::from([(5, ("Shoe size".to_owned(), CustomFieldKind::Number))])
}

fn rule(conditions: &[Condition], actions: &[RuleAction]) -> ContactRule {
    ContactRule {
        place: RulePlace::In(1),
        needs_all: true,
        conditions: conditions.to_vec(),
        actions: actions.to_vec(),
        on: true,
    }
}

fn tag(tag: &str, has: bool) -> Condition {
    Condition::Tag { tag: tag.into(), has }
}

fn field(field: RuleField, test: FieldTest) -> Condition {
    Condition::Field { field, test }
}

#[test]
fn what_is_asked_of_someone() {
    use FieldTest::{Contains, Empty, Is, IsNot, NotEmpty};
    let (card, fields) = (ada(), fields());
    let here = Here { tags: vec!["choir"], buckets: vec![FRIENDS], met: "at a fair", ..Here::default() };
    let known = CardSubject { card: &card, fields: &fields, here: Some(here) };
    let person = RuleField::Person;
    let is = |text: &str| Is(text.into());
    let is_not = |text: &str| IsNot(text.into());
    let contains = |text: &str| Contains(text.into());
    for (condition, expected) in [
        (tag("old  FRIENDS", true), true),
        (tag("Choir", true), true),
        (tag("choir", false), false),
        (tag("friends", true), false),
        (Condition::Bucket { bucket: FRIENDS, is_in: true }, true),
        (Condition::Bucket { bucket: 2, is_in: true }, false),
        (Condition::Bucket { bucket: 2, is_in: false }, true),
        (Condition::AnyBucket { is_in: true }, true),
        (Condition::AnyBucket { is_in: false }, false),
        (Condition::ThereAlready(true), true),
        (Condition::ThereAlready(false), false),
        (field(person(PersonField::Name), is("zoe muller")), true),
        (field(person(PersonField::Given), contains("OE")), true),
        (field(person(PersonField::Nickname), Empty), true),
        (field(person(PersonField::Nickname), is_not("Z")), true),
        (field(person(PersonField::Family), NotEmpty), true),
        (field(person(PersonField::Custom(5)), is("38")), true),
        (field(person(PersonField::Custom(6)), NotEmpty), false),
        (field(person(PersonField::Met), contains("fair")), true),
        (field(RuleField::Company, is("ACME")), true),
        (field(RuleField::Company, is_not("acme")), false),
        // Of several values one is enough.
        (field(RuleField::Email, contains("@home.example")), true),
        (field(RuleField::Email, is("ZOE@acme.example")), true),
        (field(RuleField::Email, is_not("zoe@acme.example")), false),
        (field(RuleField::Note, contains("OBOE")), true),
        (field(RuleField::Postal, Empty), true),
        // A phone number is the same however it is grouped.
        (field(RuleField::Phone, is("+4930123456")), true),
        (field(RuleField::Phone, contains("30/12")), true),
    ] {
        assert_eq!(rule(std::slice::from_ref(&condition), &[]).holds(&known), expected, "{condition:?}");
    }
    let new = CardSubject::<Here> { card: &card, fields: &fields, here: None };
    for (condition, expected) in [
        (Condition::ThereAlready(false), true),
        (Condition::AnyBucket { is_in: false }, true),
        (tag("old friends", true), true),
        (tag("choir", false), true),
        (field(person(PersonField::Met), Empty), true),
    ] {
        assert_eq!(rule(std::slice::from_ref(&condition), &[]).holds(&new), expected, "{condition:?}");
    }
}

#[test]
fn several_conditions_hold_all_or_any_and_none_is_for_everybody() {
    let (yes, no) = (tag("a", true), tag("b", true));
    let here = Here { tags: vec!["A"], ..Here::default() };
    for (needs_all, conditions, expected) in [
        (true, vec![], true),
        (false, vec![], true),
        (true, vec![yes.clone(), no.clone()], false),
        (false, vec![no.clone(), yes.clone()], true),
        (false, vec![no.clone()], false),
        (true, vec![yes.clone()], true),
    ] {
        let rule = ContactRule { needs_all, ..rule(&conditions, &[]) };
        assert_eq!(rule.holds(&here), expected, "{needs_all} {conditions:?}");
    }
}

#[test]
fn only_what_changes_something_is_decided_and_the_later_of_two_counts() {
    use RuleAction::{AddTag, AddToBucket, RemoveFromBucket, RemoveTag, SetCompany, SetField};
    let (day, people) = (Day(20_700), vec![ADA]);
    let here = Here { tags: vec!["Choir"], buckets: vec![FRIENDS], company: Some(ACME), met: "at a fair" };
    let set = |value: &str| SetField(PersonField::Met, value.into());
    let tagged = |tag: &str, on| Decision::Tag { people: people.clone(), tag: tag.into(), on };
    let put = |bucket, on| Decision::InBucket { people: people.clone(), bucket, day, on };
    for (actions, expected) in [
        (vec![AddTag("choir".into()), RemoveTag("other".into())], vec![]),
        (vec![AddTag("other".into()), RemoveTag("choir".into())], vec![tagged("other", true), tagged("choir", false)]),
        (vec![AddToBucket(FRIENDS), RemoveFromBucket(2)], vec![]),
        (vec![AddToBucket(2), RemoveFromBucket(FRIENDS)], vec![put(2, true), put(FRIENDS, false)]),
        (vec![AddTag("new".into()), RemoveTag("NEW".into())], vec![]),
        (vec![RemoveTag("choir".into()), AddTag("choir".into())], vec![]),
        (vec![set(" at a fair ")], vec![]),
        (vec![set("x"), set("at a fair")], vec![]),
        (
            vec![set("At a fair")],
            vec![Decision::SetField { person: ADA, field: PersonField::Met, value: "At a fair".into() }],
        ),
        (vec![SetCompany("ACME".into())], vec![]),
    ] {
        assert_eq!(decisions_for(&actions, ADA, &here, day, &Known), expected, "{actions:?}");
    }
    let elsewhere = Here::default();
    let acme = vec![Decision::CompanyOf { people, company: Some(ACME) }];
    assert_eq!(decisions_for(&[SetCompany("acme".into())], ADA, &elsewhere, day, &Known), acme);
    assert_eq!(changing(&[SetCompany("acme".into())], &elsewhere, &Known).len(), 1);
}

#[test]
fn a_rule_that_cannot_do_what_it_says_tells_why() {
    let add = || vec![RuleAction::AddTag("x".into())];
    let text = |test: FieldTest| field(RuleField::Note, test);
    let custom = |id| RuleField::Person(PersonField::Custom(id));
    for (conditions, actions, expected) in [
        (vec![tag("no one has it", true)], add(), None),
        (vec![Condition::Bucket { bucket: GONE, is_in: false }], add(), Some(RuleProblem::BucketGone(GONE))),
        (vec![], vec![RuleAction::AddToBucket(GONE)], Some(RuleProblem::BucketGone(GONE))),
        (vec![], vec![RuleAction::RemoveFromBucket(FRIENDS)], None),
        (vec![field(custom(GONE), FieldTest::Empty)], add(), Some(RuleProblem::FieldGone(GONE))),
        (vec![], vec![RuleAction::SetField(PersonField::Custom(GONE), "x".into())], Some(RuleProblem::FieldGone(GONE))),
        (vec![], vec![RuleAction::SetCompany("Acme".into())], None),
        (vec![], vec![RuleAction::SetCompany("Bee".into())], Some(RuleProblem::CompanyGone("Bee".into()))),
        (vec![tag(" ", true)], add(), Some(RuleProblem::Incomplete)),
        (vec![text(FieldTest::Contains(String::new()))], add(), Some(RuleProblem::Incomplete)),
        (vec![text(FieldTest::Empty)], add(), None),
        (vec![], vec![RuleAction::SetField(PersonField::Role, String::new())], Some(RuleProblem::Incomplete)),
        (vec![], vec![], Some(RuleProblem::Incomplete)),
        (vec![Condition::ThereAlready(true)], add(), Some(RuleProblem::NoOtherSide)),
    ] {
        let rule = ContactRule { place: RulePlace::Kith, ..rule(&conditions, &actions) };
        assert_eq!(rule.problem(&Known), expected, "{rule:?}");
    }
    // To let someone through is enough for a rule of an address book.
    assert_eq!(rule(&[Condition::ThereAlready(true)], &[]).problem(&Known), None);
}

#[test]
fn an_address_book_lets_through_for_whom_any_rule_holds() {
    let here = Here { tags: vec!["a", "b"], ..Here::default() };
    let add = |tag: &str| RuleAction::AddTag(tag.into());
    let (one, other) = (rule(&[tag("a", true)], &[add("1")]), rule(&[tag("b", true)], &[add("2"), add("3")]));
    let no = rule(&[tag("c", true)], &[add("4")]);
    let off = ContactRule { on: false, ..one.clone() };
    let broken = rule(&[], &[RuleAction::AddToBucket(GONE)]);
    let everybody = rule(&[], &[]);
    for (rules, expected) in [
        (vec![], None),
        (vec![&no, &off, &broken], None),
        (vec![&everybody], Some(vec![])),
        (vec![&one, &no, &other], Some(vec![add("1"), add("2"), add("3")])),
        (vec![&other, &everybody, &one], Some(vec![add("2"), add("3"), add("1")])),
    ] {
        assert_eq!(admits(rules.clone(), &here, &Known), expected, "{rules:?}");
    }
}
