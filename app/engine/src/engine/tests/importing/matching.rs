//! Who of a file is known, and what becomes of each.

use super::{FILE, bring, card, cards, count, entries, forget, give, import, names, preview};
use crate::api::{
    Command, Decision, ImportChoices, ImportCounts, ImportOutcome, ImportWhom, LeftOutReason, PersonField, PersonId,
    ProblemKind, RowChoice, RowFate, RowKind, question,
};
use crate::engine::tests::world::{World, everything};
use kith_domain::matching::MatchReason;

#[test]
fn what_does_not_know_an_address_is_the_same_person_again_as_well() {
    let mut world = World::new(everything());
    let file = card("FN:Only Name") + &card("UID:1 | FN:With Id") + &card("FN:By Phone | TEL:+49 30 7654321");
    assert_eq!(bring(&mut world, &file, 1).new, 3);
    let before = entries(&world);
    assert_eq!(bring(&mut world, &file, 2), ImportOutcome::default());
    assert_eq!((entries(&world), names(&mut world).len()), (before, 3));
}

#[test]
fn who_is_known_is_completed_and_nothing_that_the_user_said_is_overwritten() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let person = PersonId::of("p1@x.example");
    let set = |field, value: &str| Decision::SetField { person, field, value: value.into() };
    let typed = vec![set(PersonField::Role, "Admiral")];
    world.order(Command::Decide { mark: 1, decisions: typed }).unwrap();
    let all = count(&mut world);
    let file = card("FN:Person One Of Many | EMAIL:P1@X.example | TITLE:Cook | NICKNAME:Uno | BDAY:1990-02-03");
    give(&mut world, &file);
    let shown = preview(&mut world, &ImportChoices::default(), None);
    assert_eq!(shown.counts, ImportCounts { completed: 1, ..ImportCounts::default() });
    let RowFate::Completed { person: found, why, changes, .. } = &shown.rows[0].fate else { panic!("{shown:?}") };
    assert_eq!((*found, why), (person, &Some(MatchReason::Email("p1@x.example".into()))));
    assert!(changes.len() >= 3, "{changes:?}");
    let outcome = import(&mut world, 2, &ImportChoices::default());
    assert_eq!((outcome.new, outcome.completed), (0, 1));
    assert_eq!(count(&mut world), all);
    let Ok(card) = world.ask(question::Person(person)) else { panic!("nobody") };
    assert_eq!(card.field(PersonField::Role).value, "Admiral");
    assert_eq!(card.field(PersonField::Nickname).value, "Uno");
    assert_eq!(card.field(PersonField::Birthday).value, "1990-02-03");
    assert_eq!(card.row.name, "Person One Of Many", "a name of an address book wins over one of mail");
}

#[test]
fn the_choices_say_who_comes_in_and_what_they_get() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let file =
        cards(2) + &card("FN:Known | EMAIL:p1@x.example | NICKNAME:Uno") + &card("FN:Me | EMAIL:me@home.example");
    give(&mut world, &file);
    let of = |whom| ImportChoices { whom, ..ImportChoices::default() };
    let shown = preview(&mut world, &of(ImportWhom::New), Some(RowKind::LeftOut));
    assert_eq!((shown.counts.new, shown.counts.left_out, shown.rows.len()), (2, 2, 2));
    let fates: Vec<RowFate> = shown.rows.into_iter().map(|row| row.fate).collect();
    assert_eq!(fates, [RowFate::LeftOut(LeftOutReason::Known), RowFate::LeftOut(LeftOutReason::You)]);
    let shown = preview(&mut world, &of(ImportWhom::Known), None);
    assert_eq!((shown.counts.new, shown.counts.completed, shown.counts.left_out), (0, 1, 3));

    let choices = ImportChoices { tag: "from a file".into(), bucket: Some(9), ..ImportChoices::default() };
    let refused = world.order(Command::Import { id: FILE, mark: 1, choices: Box::new(choices.clone()) });
    assert_eq!(refused, Err(ProblemKind::NotFound), "there is no such bucket");
    let bucket = kith_domain::bucket::SUGGESTIONS[0].bucket(9, 0);
    world.order(Command::Decide { mark: 2, decisions: vec![Decision::Bucket(bucket)] }).unwrap();
    assert_eq!(import(&mut world, 1, &choices).new, 2);
    let buckets = world.ask(question::Buckets).unwrap();
    assert_eq!(buckets[0].people, 3, "who was known as well");
    let query = crate::api::PeopleQuery { filter: "tag:\"from a file\"".into(), limit: 9, ..Default::default() };
    assert_eq!(world.ask(question::People(query)).unwrap().matching, 3);
}

#[test]
fn who_cannot_be_told_is_left_to_the_user() {
    let mut world = World::new(everything());
    bring(&mut world, &card("FN:Ada King | EMAIL:ada@one.example"), 1);
    let other = card("FN:Ada King | EMAIL:ada@two.example");
    forget(&mut world);
    give(&mut world, &other);
    let shown = preview(&mut world, &ImportChoices::default(), None);
    assert_eq!(shown.counts, ImportCounts { unclear: 1, ..ImportCounts::default() });
    let known = PersonId::of("ada@one.example");
    assert_eq!(shown.rows[0].fate, RowFate::Unclear(vec![(known, "Ada King".into(), MatchReason::NameAlone)]));
    for (choice, new, completed, left_out) in
        [(RowChoice::New, 1, 0, 0), (RowChoice::Person(known), 0, 1, 0), (RowChoice::Skip, 0, 0, 1)]
    {
        let choices = ImportChoices { rows: [(0, choice)].into(), ..ImportChoices::default() };
        let counts = preview(&mut world, &choices, None).counts;
        assert_eq!((counts.new, counts.completed, counts.left_out), (new, completed, left_out), "{choice:?}");
    }
    let choices = ImportChoices { rows: [(0, RowChoice::Person(known))].into(), ..ImportChoices::default() };
    import(&mut world, 2, &choices);
    let Ok(card) = world.ask(question::Person(known)) else { panic!("nobody") };
    assert_eq!(card.addresses.len(), 2);
    assert_eq!(count(&mut world), 1);
}

#[test]
fn several_cards_of_one_person_are_one_and_groups_are_tags() {
    let mut world = World::new(everything());
    let file = card("UID:a | FN:Ada King | EMAIL:ada@x.example")
        + &card("FN:Ada King | EMAIL:ADA@x.example | EMAIL:ada@y.example | TEL:+49 30 1234567")
        + &card("UID:g | FN:Choir | X-ADDRESSBOOKSERVER-KIND:group | X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:a");
    assert_eq!(bring(&mut world, &file, 1).new, 1);
    let Ok(card) = world.ask(question::Person(PersonId::of("ada@x.example"))) else { panic!("nobody") };
    assert_eq!(
        (card.addresses.len(), card.items.len(), card.row.tags.as_slice()),
        (2, 1, ["Choir".to_owned()].as_slice())
    );
}

#[test]
fn two_who_share_an_address_are_two() {
    let mut world = World::new(everything());
    let file = card("FN:Ada King | EMAIL:family@king.example | TEL:+49 30 1111111")
        + &card("FN:Bob Stone | EMAIL:family@king.example | TEL:+49 30 2222222");
    assert_eq!(bring(&mut world, &file, 1).new, 2);
    assert_eq!(names(&mut world), ["Ada King", "Bob Stone"]);
    assert_eq!(bring(&mut world, &file, 2), ImportOutcome::default());
    assert_eq!(names(&mut world), ["Ada King", "Bob Stone"]);
}
