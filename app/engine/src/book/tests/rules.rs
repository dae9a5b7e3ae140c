//! Rules for people: of whom they ask what, and that it is noted of whom something changed.

use super::who::{address, at_random, decide, decision_by_chance, id, mail, put, undo};
use crate::api::{
    Bucket, CompanyId, Condition, ContactRule, Counts, Day, Decision, FieldTest, ItemKind, PersonField, PersonId,
    RuleAction, RuleField, RulePlace, RuleTrial,
};
use crate::book::{Book, OtherSide};
use kith_domain::contact::{Contact, Labelled};
use proptest::prelude::{ProptestConfig, any, proptest};
use std::collections::BTreeSet;

const ME: &str = "bob@acme.example";

fn rule(condition: Condition) -> ContactRule {
    ContactRule {
        place: RulePlace::Kith,
        needs_all: true,
        conditions: vec![condition],
        actions: vec![RuleAction::AddTag("found".into())],
        on: true,
    }
}

fn field(field: RuleField, test: FieldTest) -> Condition {
    Condition::Field { field, test }
}

fn contains(what: RuleField, text: &str) -> Condition {
    field(what, FieldTest::Contains(text.into()))
}

fn book(mails: &[String]) -> Book {
    let mut book = Book::default();
    book.set_own(vec![address(ME)]);
    put(&mut book, mails);
    book.settle();
    book
}

fn found(book: &mut Book, condition: Condition) -> Vec<String> {
    let trial = book.try_rule(&rule(condition), &OtherSide::default());
    assert_eq!(trial.problem, None);
    trial.rows.into_iter().map(|row| row.name).collect()
}

#[test]
fn what_is_known_of_someone_is_what_a_rule_finds() {
    let mut book = book(&[
        mail("a", 1, &format!("From: Zoë Müller <zoe@big-blue.example>; To: {ME}")),
        mail("b", 2, &format!("From: carl@gmail.com; To: {ME}")),
        mail("c", 3, "From: Talk <talk@lists.example>; To: talk@lists.example; List-Id: <talk.lists.example>"),
    ]);
    let zoe = id("zoe@big-blue.example");
    let set = |field, value: &str| Decision::SetField { person: zoe, field, value: value.into() };
    let item = |kind, item, value: &str| Decision::SetItem {
        person: zoe,
        kind,
        item,
        label: String::new(),
        value: value.into(),
        at: 0,
    };
    decide(
        &mut book,
        1,
        &[
            set(PersonField::Role, "Flute maker"),
            set(PersonField::Met, "At the fair"),
            item(ItemKind::Phone, 1, "+49 30 123"),
            item(ItemKind::Note, 2, "Plays the oboe"),
            Decision::Tag { people: vec![zoe], tag: "Choir".into(), on: true },
        ],
    );
    let person = RuleField::Person;
    let (zoe, carl) = ("Zoë Müller", "carl@gmail.com");
    for (condition, expected) in [
        (field(person(PersonField::Name), FieldTest::Is("zoe muller".into())), vec![zoe]),
        (field(person(PersonField::Name), FieldTest::Empty), vec![carl]),
        (field(person(PersonField::Given), FieldTest::Is("Zoe".into())), vec![zoe]),
        (field(person(PersonField::Family), FieldTest::NotEmpty), vec![zoe]),
        (contains(person(PersonField::Role), "FLUTE"), vec![zoe]),
        (contains(person(PersonField::Met), "fair"), vec![zoe]),
        (field(RuleField::Company, FieldTest::Is("big-blue".into())), vec![zoe]),
        (field(RuleField::Company, FieldTest::Empty), vec![carl]),
        (contains(RuleField::Email, "@gmail.com"), vec![carl]),
        (contains(RuleField::Phone, "4930"), vec![zoe]),
        (contains(RuleField::Note, "oboe"), vec![zoe]),
        (field(RuleField::Postal, FieldTest::Empty), vec![carl, zoe]),
        (Condition::Tag { tag: "choir".into(), has: true }, vec![zoe]),
        (Condition::Tag { tag: "choir".into(), has: false }, vec![carl]),
        (Condition::AnyBucket { is_in: false }, vec![carl, zoe]),
    ] {
        assert_eq!(found(&mut book, condition.clone()), expected, "{condition:?}");
    }
}

#[test]
fn of_an_address_book_the_other_side_is_asked_too() {
    let mut book = book(&[mail("a", 1, &format!("From: Ada <ada@x.example>; To: {ME}"))]);
    let ada = id("ada@x.example");
    decide(&mut book, 1, &[Decision::Tag { people: vec![ada], tag: "found".into(), on: true }]);
    let card = |name: &str, tags: &[&str]| Contact {
        name: name.into(),
        emails: vec![Labelled::new("", format!("{name}@x.example"))],
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..Contact::default()
    };
    let other = OtherSide {
        linked: BTreeSet::from([ada]),
        cards: vec![(card("Ada", &["vip"]), Some(ada)), (card("Bea", &["vip"]), None), (card("Cy", &[]), None)],
    };
    let of = |book: &Book, place, condition| -> (u32, u32, Vec<(String, usize)>) {
        let RuleTrial { count, changed, rows, .. } = book.try_rule(&ContactRule { place, ..rule(condition) }, &other);
        (count, changed, rows.into_iter().map(|row| (row.name, row.changes.len())).collect())
    };
    let vip = Condition::Tag { tag: "VIP".into(), has: true };
    let named = |name: &str, changes| (name.to_owned(), changes);
    assert_eq!(of(&book, RulePlace::In(1), vip.clone()), (2, 1, vec![named("Ada", 0), named("Bea", 1)]));
    assert_eq!(of(&book, RulePlace::In(1), Condition::ThereAlready(false)).0, 2);
    assert_eq!(of(&book, RulePlace::Out(1), vip).0, 0);
    assert_eq!(of(&book, RulePlace::Out(1), Condition::ThereAlready(true)), (1, 0, vec![named("Ada", 0)]));
}

#[test]
fn nothing_is_noted_while_there_is_no_rule() {
    let mut book = book(&[mail("a", 1, &format!("From: Ada <ada@x.example>; To: {ME}"))]);
    assert_eq!(book.take_changed(), []);
    let save = |on| Decision::ContactRule {
        id: 1,
        rule: Some(ContactRule { on, ..rule(contains(RuleField::Email, "x.example")) }),
    };
    decide(&mut book, 1, &[save(false)]);
    assert_eq!(book.take_changed(), []);
    decide(&mut book, 2, &[save(true)]);
    assert_eq!(book.take_changed(), [id("ada@x.example")]);
    assert_eq!(book.take_changed(), []);
    put(&mut book, &[mail("b", 2, &format!("From: Cy <cy@y.example>; To: {ME}"))]);
    book.settle();
    assert_eq!(book.take_changed(), [id("cy@y.example")], "only whom the new message names");
}

/// What a rule may ask of those whom [`at_random`] names.
fn conditions() -> Vec<Condition> {
    vec![
        contains(RuleField::Email, "home"),
        contains(RuleField::Company, "x"),
        field(RuleField::Company, FieldTest::Empty),
        contains(RuleField::Person(PersonField::Name), "ada"),
        field(RuleField::Person(PersonField::Family), FieldTest::Is("Byron".into())),
        field(RuleField::Note, FieldTest::NotEmpty),
        Condition::Tag { tag: "choir".into(), has: false },
        Condition::Bucket { bucket: 1, is_in: true },
        Condition::AnyBucket { is_in: false },
    ]
}

fn more_by_chance(book: &Book, mut dice: impl FnMut(usize) -> usize) -> Decision {
    let people = ["ada@x.example", "ada@home.example", "carl@x.example", "a.lovelace@y.example"].map(id);
    let (one, x, y) = (people[dice(4)], CompanyId::of("x.example"), CompanyId::of("y.example"));
    match dice(8) {
        0 => Decision::Company { company: x, name: ["Xylophones", "Flutes", ""][dice(3)].into() },
        // Only into a company that there is, as on the page.
        1 if book.company(y).is_some() => Decision::MergeCompany { into: y, from: x },
        2 if book.company(x).is_some() => Decision::CompanyOf { people: vec![one], company: [None, Some(x)][dice(2)] },
        3 => Decision::InBucket { people: vec![one], bucket: 1, day: Day(20_000), on: dice(3) > 0 },
        4 | 5 => Decision::Bucket(Bucket {
            id: 1,
            name: ["Friends", "Friends", ""][dice(3)].into(),
            colour: 0,
            purpose: String::new(),
            interval: None,
            counts: Counts::Any,
            order: 0,
        }),
        6 => Decision::SetItem {
            person: one,
            kind: ItemKind::Note,
            item: 1,
            label: String::new(),
            value: ["A note", ""][dice(2)].into(),
            at: 0,
        },
        _ => Decision::SetField {
            person: one,
            field: PersonField::Family,
            value: ["Byron", "Gauss", ""][dice(3)].into(),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Whoever comes to match, or ceases to, is noted, whatever brought it about: else a rule would pass over them.
    #[test]
    fn whoever_comes_to_match_is_noted(seed in any::<u64>()) {
        let mut state = seed;
        let mut dice = move |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let mut mails = at_random(&mut dice);
        let mut book = book(&[]);
        let rules = (0..).zip(conditions()).map(|(id, it)| Decision::ContactRule { id, rule: Some(rule(it)) });
        decide(&mut book, 1, &rules.collect::<Vec<_>>());
        for mark in 2..26 {
            match dice(5) {
                0 | 1 => {
                    let new: Vec<String> = (0..=dice(3)).filter_map(|_| mails.pop()).collect();
                    put(&mut book, &new);
                    book.settle();
                }
                2 => decide(&mut book, mark, &[decision_by_chance(&mut dice)]),
                3 => {
                    let decision = more_by_chance(&book, &mut dice);
                    decide(&mut book, mark, &[decision]);
                }
                _ => undo(&mut book, 2 + dice(mark as usize) as u64),
            }
            let noted = book.take_changed();
            for rule in 0..conditions().len() as u64 {
                let said = [(book.newly_matching(rule, &noted), true), (book.ceased(rule, &noted), false)];
                let said = said.map(|(people, matches)| Decision::RuleApplied { rule, people, matches });
                decide(&mut book, 10_000 + mark * 100 + rule, &said);
                let matched: BTreeSet<PersonId> = book.journal().state().matched(rule).unwrap().collect();
                let holding: BTreeSet<PersonId> = book.holding(rule).into_iter().collect();
                proptest::prop_assert_eq!(matched, holding, "rule {} after step {}", rule, mark);
            }
        }
    }
}
