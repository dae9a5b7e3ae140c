//! Importing files, over the engine.

mod by_hand;
mod interrupted;
mod lists;
mod matching;
mod phone;
mod photos;
mod tables;

use super::world::{World, everything};
use crate::api::{
    Bytes, Command, ContactSource, Decision, ImportChoices, ImportCounts, ImportOutcome, ImportPreview, ImportView,
    JournalRow, PersonField, PersonId, ProblemKind, Reason, RowFate, RowKind, RunOf, question,
};
use kith_domain::contact::trouble;

const FILE: u64 = 5;

fn card(lines: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\n{}\r\nEND:VCARD\r\n", lines.replace(" | ", "\r\n"))
}

/// So many people who are in no mail, each with an address, a phone number and a company.
fn cards(count: usize) -> String {
    let of = |number: usize| {
        card(&format!(
            "FN:Person Nr{number}x | N:Nr{number}x;Person | EMAIL;TYPE=work:nr{number}@book.example | \
             TEL;TYPE=cell:+49 170 {:07} | ORG:Firm {} | CATEGORIES:choir | X-OTHER:{number}",
            number,
            number % 7
        ))
    };
    (0..count).map(of).collect()
}

fn give(world: &mut World, file: &str) {
    let bytes = Bytes(file.as_bytes().to_vec());
    world.order(Command::ReadFile { id: FILE, name: "all.vcf".into(), bytes }).unwrap();
}

fn view(world: &mut World, choices: &ImportChoices, kind: Option<RowKind>) -> ImportView {
    let choices = Box::new(choices.clone());
    world.ask(question::Import { id: FILE, choices, kind, offset: 0, limit: 100 }).unwrap()
}

fn preview(world: &mut World, choices: &ImportChoices, kind: Option<RowKind>) -> ImportPreview {
    // With other choices it may have to be read again first.
    for _ in 0..2 {
        if let ImportView::Preview(preview) = view(world, choices, kind) {
            return *preview;
        }
    }
    panic!("no preview")
}

fn counts(world: &mut World, file: &str) -> ImportCounts {
    give(world, file);
    preview(world, &ImportChoices::default(), None).counts
}

fn import(world: &mut World, mark: u64, choices: &ImportChoices) -> ImportOutcome {
    world.order(Command::Import { id: FILE, mark, choices: Box::new(choices.clone()) }).unwrap();
    let ImportView::Done(outcome) = view(world, choices, None) else { panic!("it has not ended") };
    outcome
}

/// Gives a file anew, and imports it.
fn bring(world: &mut World, file: &str, mark: u64) -> ImportOutcome {
    world.order(Command::StopImport(FILE)).unwrap();
    forget(world);
    give(world, file);
    import(world, mark, &ImportChoices::default())
}

/// Has the engine forget the last import, as another file does.
fn forget(world: &mut World) {
    world.order(Command::ReadFile { id: FILE + 1, name: "other.vcf".into(), bytes: Bytes(Vec::new()) }).unwrap();
}

fn entries(world: &World) -> usize {
    pollster::block_on(crate::store::Store::decisions(&world.disk)).unwrap().len()
}

fn history(world: &mut World) -> Vec<JournalRow> {
    world.ask(question::Journal { limit: 100 }).unwrap().rows
}

fn count(world: &mut World) -> usize {
    world.overview().people as usize
}

fn names(world: &mut World) -> Vec<String> {
    world.people().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn people_of_a_file_come_in_and_the_same_file_again_changes_nothing() {
    let mut world = World::new(everything());
    let file = cards(450);
    assert_eq!(counts(&mut world, &file), ImportCounts { new: 450, ..ImportCounts::default() });
    assert_eq!(entries(&world), 0, "nothing happens before it is said");
    let outcome = import(&mut world, 77, &ImportChoices::default());
    assert_eq!(outcome, ImportOutcome { run: Some(77), new: 450, ..ImportOutcome::default() });
    assert_eq!((count(&mut world), entries(&world)), (450, 3), "in entries of 200");

    let Ok(card) = world.ask(question::Person(PersonId::of("nr3@book.example"))) else { panic!("nobody") };
    assert_eq!(card.row.reason, Reason::CameFrom(ContactSource::File("all.vcf".into())));
    assert_eq!((card.row.name.as_str(), card.row.tags.as_slice()), ("Person Nr3x", ["choir".to_owned()].as_slice()));
    assert_eq!(card.row.company.map(|(_, name)| name), Some("Firm 3".to_owned()));
    assert_eq!((card.addresses[0].address.as_str(), card.addresses[0].label.as_str()), ("nr3@book.example", "work"));
    assert_eq!((card.items[0].label.as_str(), card.items[0].value.as_str()), ("mobile", "+49 170 0000003"));
    let found = world.ask(question::Find { words: "0000123".into(), limit: 9 }).unwrap();
    assert_eq!(found.people.0, 1, "found by the phone number");

    let mut world = world.restarted();
    assert_eq!(counts(&mut world, &file), ImportCounts { same: 450, ..ImportCounts::default() });
    assert_eq!(import(&mut world, 78, &ImportChoices::default()), ImportOutcome::default());
    assert_eq!(entries(&world), 3);
    assert_eq!(bring(&mut world, &file, 79), ImportOutcome::default());
}

#[test]
fn one_entry_takes_the_whole_import_back_and_what_was_done_since_stays() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let before = count(&mut world);
    let file = cards(450);
    bring(&mut world, &file, 77);
    let decisions = vec![Decision::Tag { people: vec![PersonId::of("p1@x.example")], tag: "friend".into(), on: true }];
    world.order(Command::Decide { mark: 5, decisions }).unwrap();
    let typed = |value: &str| Decision::SetField {
        person: PersonId::of("nr7@book.example"),
        field: PersonField::Role,
        value: value.into(),
    };
    world.order(Command::Decide { mark: 6, decisions: vec![typed("Captain")] }).unwrap();

    let rows = history(&mut world);
    let run = rows.iter().find_map(|row| row.run.clone()).unwrap();
    assert_eq!(rows.len(), 3, "the run is one row");
    assert_eq!((run.id, run.of, run.people, run.new), (77, RunOf::Import("all.vcf".into()), 450, 450));

    world.order(Command::UndoRun { mark: 8, run: 77, undone: true }).unwrap();
    assert_eq!(count(&mut world), before + 1, "the one of whom something was typed since stays");
    let Ok(card) = world.ask(question::Person(PersonId::of("nr7@book.example"))) else { panic!("nobody") };
    assert_eq!((card.row.name.as_str(), card.row.address.as_str()), ("Person Nr7x", "nr7@book.example"));
    assert_eq!((card.field(PersonField::Role).value.as_str(), card.items.len()), ("Captain", 0));
    let rows = history(&mut world);
    assert_eq!(rows.len(), 3, "an undo is no row");
    assert!(rows.iter().find(|row| row.run.is_some()).unwrap().undone);
    let Ok(card) = world.ask(question::Person(PersonId::of("p1@x.example"))) else { panic!("nobody") };
    assert_eq!(card.row.tags, ["friend"]);

    world.order(Command::UndoRun { mark: 9, run: 77, undone: false }).unwrap();
    assert_eq!(count(&mut world), before + 450);
    assert_eq!(world.order(Command::UndoRun { mark: 10, run: 1, undone: true }), Err(ProblemKind::NotFound));
}

#[test]
fn what_is_broken_is_told_with_its_line_and_the_rest_comes_in() {
    let mut world = World::new(everything());
    let file =
        card("FN:Ada | EMAIL:ada@x.example") + "BEGIN:VCARD\r\nFN:Broken\r\n" + &card("FN:Bob | EMAIL:bob@x.example");
    give(&mut world, &file);
    let shown = preview(&mut world, &ImportChoices::default(), Some(RowKind::Bad));
    assert_eq!((shown.counts.new, shown.counts.bad), (2, 1));
    assert_eq!(
        (shown.rows[0].lines.as_slice(), &shown.rows[0].fate),
        ([6].as_slice(), &RowFate::Bad(trouble::Reason::NoEnd))
    );
    assert_eq!(import(&mut world, 1, &ImportChoices::default()).new, 2);
}
