//! Importing files, over the engine.

use super::world::{PHOTO, World, everything};
use crate::api::{
    Bytes, Command, ContactSource, Day, Decision, ExportFormat, ImportChoices, ImportCounts, ImportOutcome,
    ImportPreview, ImportView, ImportWhom, JournalRow, LeftOutReason, NewPerson, PersonField, PersonId, ProblemKind,
    Reason, ReviewReason, RowChoice, RowFate, RowKind, RunOf, TableChoices, question,
};
use kith_domain::charset::Encoding;
use kith_domain::contact::{Contact, Labelled, trouble};
use kith_domain::csv::{Separator, Use};
use kith_domain::matching::MatchReason;
use kith_domain::vcard::Version;

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
fn what_does_not_know_an_address_is_the_same_person_again_as_well() {
    let mut world = World::new(everything());
    let file = card("FN:Only Name") + &card("UID:1 | FN:With Id") + &card("FN:By Phone | TEL:+49 30 7654321");
    assert_eq!(bring(&mut world, &file, 1).new, 3);
    let before = entries(&world);
    assert_eq!(bring(&mut world, &file, 2), ImportOutcome::default());
    assert_eq!((entries(&world), names(&mut world).len()), (before, 3));
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

#[test]
fn wherever_it_is_killed_the_same_file_completes_it_and_nothing_doubles() {
    let file = cards(650);
    let expected = {
        let mut world = World::new(everything());
        bring(&mut world, &file, 77);
        (count(&mut world), names(&mut world))
    };
    for kill_at in 0..=4 {
        let mut world = World::new(everything());
        give(&mut world, &file);
        world.settle();
        let choices = Box::new(ImportChoices::default());
        world.inputs.push_back(crate::engine::Input::Page(crate::api::ToEngine::Order(
            7,
            Command::Import { id: FILE, mark: 77, choices },
        )));
        while entries(&world) < kill_at && (!world.inputs.is_empty() || world.wake.is_some_and(|at| at <= world.now)) {
            let input = world.inputs.pop_front().unwrap_or(crate::engine::Input::Wake);
            if matches!(input, crate::engine::Input::Wake) {
                world.wake = None;
            }
            world.step(input);
        }
        let written = entries(&world);
        assert_eq!(written, kill_at.min(4), "{kill_at}");
        let mut world = world.restarted();
        assert_eq!(count(&mut world), (written * 200).min(650), "what was written is there");
        assert_eq!(view(&mut world, &ImportChoices::default(), None), ImportView::Gone);
        // The page gives the file again, and says the same again.
        give(&mut world, &file);
        let outcome = import(&mut world, 77, &ImportChoices::default());
        assert_eq!(outcome.new as usize, 650 - (written * 200).min(650), "{kill_at}");
        assert_eq!((count(&mut world), names(&mut world)), expected, "{kill_at}");
        assert_eq!(history(&mut world).len(), 1, "all of it is one run");
        world.order(Command::UndoRun { mark: 1, run: 77, undone: true }).unwrap();
        assert_eq!(world.people(), []);
    }
}

#[test]
fn it_can_be_stopped_and_answers_in_between() {
    let mut world = World::new(everything());
    give(&mut world, &cards(650));
    world.settle();
    let choices = Box::new(ImportChoices::default());
    world.step(crate::engine::Input::Page(crate::api::ToEngine::Order(
        7,
        Command::Import { id: FILE, mark: 77, choices },
    )));
    while entries(&world) < 2 {
        world.wake = None;
        world.step(crate::engine::Input::Wake);
    }
    let asked = crate::engine::Input::Page(crate::api::ToEngine::Order(8, Command::StopImport(FILE)));
    world.step(asked);
    world.settle();
    let ImportView::Done(outcome) = view(&mut world, &ImportChoices::default(), None) else { panic!("it goes on") };
    assert_eq!((outcome.new, outcome.stopped, outcome.run), (400, true, Some(77)));
    assert_eq!((count(&mut world), entries(&world)), (400, 2));
}

#[test]
fn a_full_disk_stops_it_and_is_said() {
    let mut world = World::new(everything());
    give(&mut world, &cards(10));
    world.settle();
    world.disk.full.set(true);
    let outcome = import(&mut world, 1, &ImportChoices::default());
    assert_eq!((outcome.new, outcome.problem.map(|it| it.kind)), (0, Some(ProblemKind::StorageFull)));
    assert_eq!(world.people(), []);
}

#[test]
fn photos_are_made_small_one_after_the_other_and_kept() {
    let mut world = World::new(everything());
    let photo = |end: u8| {
        let bytes = [PHOTO, &[end; 300]].concat();
        let base64 = base64(&bytes);
        format!("PHOTO;ENCODING=b;TYPE=JPEG:{base64}")
    };
    let file = card(&format!("FN:Ada | EMAIL:ada@x.example | {}", photo(1)))
        + &card(&format!("FN:Bob | EMAIL:bob@x.example | {}", photo(2)))
        + &card(&format!("FN:Cy | EMAIL:cy@x.example | PHOTO;ENCODING=b;TYPE=JPEG:{}", base64(b"no photo")));
    let outcome = bring(&mut world, &file, 1);
    assert_eq!((outcome.new, outcome.photos), (3, 2));
    let mut world = world.restarted();
    let photo = |world: &mut World, address: &str| {
        let card = world.ask(question::Person(PersonId::of(address))).unwrap();
        let id = card.row.photo?;
        world.ask(question::Photo(id)).unwrap().map(|Bytes(bytes)| bytes)
    };
    let ada = photo(&mut world, "ada@x.example").unwrap();
    assert!(ada.starts_with(PHOTO) && ada.len() == 100, "{ada:?}");
    assert_eq!(photo(&mut world, "cy@x.example"), None);
    // The user's own choice stays.
    let own = Some(Bytes([PHOTO, b"own"].concat()));
    let ada = PersonId::of("ada@x.example");
    world.order(Command::SetPhoto { mark: 8, person: ada, photo: own }).unwrap();
    assert_eq!(bring(&mut world, &file, 2).photos, 0);
    assert_eq!(photo(&mut world, "ada@x.example"), Some([PHOTO, b"own"].concat()));
    let bad = Command::SetPhoto { mark: 9, person: ada, photo: Some(Bytes(b"text".to_vec())) };
    assert_eq!(world.order(bad), Err(ProblemKind::BadInput));
    world.order(Command::SetPhoto { mark: 10, person: ada, photo: None }).unwrap();
    assert_eq!(photo(&mut world, "ada@x.example"), None);
    world.order(Command::UndoRun { mark: 11, run: 1, undone: true }).unwrap();
    assert_eq!(names(&mut world), ["Ada"], "of whom the user said something since");
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let sign = SIGNS[(group >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    out
}

#[test]
fn a_table_of_excel_is_understood_whatever_it_is_written_in() {
    let text = "Vorname;Nachname;E-Mail-Adresse;Geburtstag;Notiz\r\n\
                Jörg;Müller;joerg@tab.example;12.10.1815;\"mit ; drin\"\r\n\
                Mara;Birke;MARA@tab.example;01.02.1990;\r\n";
    let utf_16 = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin = text.chars().map(|sign| sign as u8).collect();
    for bytes in [format!("\u{feff}{text}").into_bytes(), text.into(), utf_16, latin] {
        let mut world = World::new(everything());
        world.order(Command::ReadFile { id: FILE, name: "all.csv".into(), bytes: Bytes(bytes) }).unwrap();
        assert_eq!(import(&mut world, 1, &ImportChoices::default()).new, 2);
        let Ok(card) = world.ask(question::Person(PersonId::of("joerg@tab.example"))) else { panic!("nobody") };
        assert_eq!(card.row.name, "Jörg Müller");
        assert_eq!(card.field(PersonField::Birthday).value, "1815-10-12");
        assert_eq!(card.items[0].value, "mit ; drin");
        assert!(world.ask(question::Person(PersonId::of("mara@tab.example"))).is_ok());
    }
}

#[test]
fn one_person_on_four_lines_is_one_and_a_second_import_changes_nothing() {
    let mut world = World::new(everything());
    let file = "Name,Email\nAda King,ada@tab.example\nAda King,ADA@Tab.example\nAda King,\n\
                A. King,ada@tab.example; ada2@tab.example\n";
    give(&mut world, file);
    let shown = preview(&mut world, &ImportChoices::default(), None);
    assert_eq!(shown.counts, ImportCounts { new: 1, ..ImportCounts::default() });
    assert_eq!(shown.rows[0].lines, [2, 3, 4, 5]);
    import(&mut world, 1, &ImportChoices::default());
    let Ok(card) = world.ask(question::Person(PersonId::of("ada@tab.example"))) else { panic!("nobody") };
    assert_eq!((card.row.name.as_str(), card.addresses.len()), ("Ada King", 2));
    let before = entries(&world);
    assert_eq!(bring(&mut world, file, 2), ImportOutcome::default());
    assert_eq!(entries(&world), before);
}

#[test]
fn what_columns_hold_is_shown_and_can_be_changed_and_makes_custom_fields() {
    let mut world = World::new(everything());
    give(&mut world, "Email,Shoe size,Town\nada@tab.example,38,London\n");
    let shown = preview(&mut world, &ImportChoices::default(), None);
    let table = shown.table.unwrap();
    assert_eq!((table.encoding, table.separator), (Encoding::Utf8, Separator::Comma));
    let columns: Vec<_> = table.columns.iter().map(|it| (it.title.as_str(), it.examples.join(" "))).collect();
    let expected = [("Email", "ada@tab.example"), ("Shoe size", "38"), ("Town", "London")];
    assert_eq!(columns, expected.map(|(title, example)| (title, example.to_owned())));
    assert_eq!(table.columns[1].holds, Use::Custom("Shoe size".into()));
    let uses = Some(vec![Use::Email { label: "work".into() }, Use::Custom("Shoes".into()), Use::Ignore]);
    let choices = ImportChoices { table: TableChoices { uses, ..TableChoices::default() }, ..ImportChoices::default() };
    let shown = preview(&mut world, &choices, None);
    assert_eq!(shown.table.unwrap().columns[2].holds, Use::Ignore);
    assert_eq!(import(&mut world, 1, &choices).new, 1);
    let lists = world.ask(question::Lists).unwrap();
    let fields: Vec<&str> = lists.fields.iter().map(|(_, name, _)| name.as_str()).collect();
    assert_eq!(fields, ["Shoes"]);
    let Ok(card) = world.ask(question::Person(PersonId::of("ada@tab.example"))) else { panic!("nobody") };
    let id = lists.fields[0].0;
    assert_eq!((card.field(PersonField::Custom(id)).value.as_str(), card.addresses[0].label.as_str()), ("38", "work"));
    forget(&mut world);
    give(&mut world, "Email,Shoe size,Town\nada@tab.example,38,London\n");
    assert_eq!(import(&mut world, 2, &choices), ImportOutcome::default());
}

#[test]
fn a_list_of_those_who_unsubscribed_gives_a_tag_and_brings_no_one_in() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let all = count(&mut world);
    let list = b"EMAIL;Blocklisted\nP1@x.example;Yes\np2@x.example;No\nnobody@x.example;Yes\n".to_vec();
    let view = world.ask(question::Unsubscribes(Bytes(list.clone()))).unwrap();
    assert_eq!((view.addresses, view.tagged, view.untagged), (2, 0, 1));
    assert_eq!(view.people[0].id, PersonId::of("p1@x.example"));
    let read = |mark| Command::ReadUnsubscribes { mark, name: "gone.csv".into(), bytes: Bytes(list.clone()) };
    world.order(read(5)).unwrap();
    assert_eq!((count(&mut world), entries(&world)), (all, 1));
    let review = world.ask(question::Review).unwrap();
    let rows: Vec<_> = review.rows.into_iter().map(|row| (row.person.id, row.why, row.by)).collect();
    let by = Some(RunOf::Unsubscribes("gone.csv".into()));
    assert_eq!(rows, [(PersonId::of("p1@x.example"), ReviewReason::Unsubscribed, by)]);
    world.order(read(6)).unwrap();
    assert_eq!(entries(&world), 1, "the same list again changes nothing");
    world.order(Command::UndoRun { mark: 7, run: 5, undone: true }).unwrap();
    assert_eq!(world.ask(question::Review).unwrap().rows, []);
}

#[test]
fn colleagues_are_passed_on_as_a_file() {
    let mut world = World::new(everything());
    let address = |text: &str| kith_domain::address::Address::parse(text).unwrap();
    let colleague = |id, name: &str, addresses: &[&str]| {
        let addresses = addresses.iter().map(|text| address(text)).collect();
        Decision::Colleague { id, name: name.into(), addresses }
    };
    let decisions = vec![colleague(1, "Sue", &["sue@home.example"]), colleague(2, "Bob", &["bob@home.example"])];
    world.order(Command::Decide { mark: 1, decisions }).unwrap();
    let file = world.ask(question::ColleaguesFile).unwrap();
    assert!(file.text.contains("sue@home.example") && file.name.ends_with(".json"), "{file:?}");

    let mut other = World::new(everything());
    other.connect().unwrap();
    let known = vec![colleague(9, "Susan", &["sue@home.example", "sue@x.example"])];
    other.order(Command::Decide { mark: 1, decisions: known }).unwrap();
    other.order(Command::ReadColleagues { mark: 2, text: file.text.clone() }).unwrap();
    let colleagues = other.ask(question::Tracking).unwrap().colleagues;
    let names: Vec<_> = colleagues.iter().map(|it| (it.name.as_str(), it.addresses.len())).collect();
    assert_eq!(names, [("Bob", 1), ("Susan", 2)]);
    let before = entries(&other);
    other.order(Command::ReadColleagues { mark: 3, text: file.text }).unwrap();
    assert_eq!(entries(&other), before, "the same file again changes nothing");
    for text in ["", "{}", "[1]", r#"{"format":"kith-colleagues","version":2,"colleagues":[]}"#] {
        let read = Command::ReadColleagues { mark: 4, text: text.into() };
        assert_eq!(other.order(read), Err(ProblemKind::BadInput), "{text}");
    }
}

#[test]
fn someone_is_added_by_hand_and_who_has_the_address_is_completed() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let all = count(&mut world);
    let bucket = kith_domain::bucket::SUGGESTIONS[0].bucket(9, 0);
    world.order(Command::Decide { mark: 1, decisions: vec![Decision::Bucket(bucket)] }).unwrap();
    let new = |name: &str, email: &str, phone: &str| {
        let labelled = |value: &str| if value.is_empty() { vec![] } else { vec![Labelled::new("", value)] };
        let (emails, phones) = (labelled(email), labelled(phone));
        let contact = Contact { name: name.into(), company: "King & Co".into(), emails, phones, ..Contact::default() };
        Box::new(NewPerson { contact, bucket: Some((9, Day(20_717))), met: "At the fair".into() })
    };
    let add = |mark, person: &NewPerson| Command::AddPerson { mark, person: Box::new(person.clone()) };
    let ada = new("Ada King", "ada@king.example", "+49 30 1234567");
    world.order(add(5, &ada)).unwrap();
    world.order(add(5, &ada)).unwrap();
    let Ok(card) = world.ask(question::Person(ada.id(5))) else { panic!("nobody") };
    assert_eq!((card.row.name.as_str(), card.row.address.as_str()), ("Ada King", "ada@king.example"));
    assert_eq!(card.field(PersonField::Met).value, "At the fair");
    assert_eq!((card.sources, card.keeping.buckets), (vec![ContactSource::Hand], vec![9]));
    assert_eq!(card.row.company.map(|(_, name)| name), Some("King & Co".into()));

    let known = new("Person One", "P1@x.example", "");
    world.order(add(6, &known)).unwrap();
    assert_eq!(count(&mut world), all + 1);
    let nameless = new("", "", "+49 30 7654321");
    world.order(add(7, &nameless)).unwrap();
    let Ok(card) = world.ask(question::Person(nameless.id(7))) else { panic!("nobody") };
    assert_eq!((card.row.id, card.row.name.as_str()), (PersonId(7), "+49 30 7654321"));
    let nobody = NewPerson::default();
    assert_eq!(world.order(add(8, &nobody)), Err(ProblemKind::BadInput));
    let rows = history(&mut world);
    assert_eq!(rows.len(), 4, "each is one entry");
}

#[test]
fn what_came_in_goes_out_again() {
    let mut world = World::new(everything());
    let photo = base64(&[PHOTO, b"small"].concat());
    let file = card(&format!(
        "FN:Ada King | N:King;Ada;May;Dr.;PhD | NICKNAME:Countess | EMAIL;TYPE=WORK:ada@x.example | \
         X-ANNIVERSARY:2001-05-06 | X-OTHER:kept as it is | PHOTO;ENCODING=b;TYPE=JPEG:{photo}"
    ));
    bring(&mut world, &file, 1);
    let people = vec![PersonId::of("ada@x.example")];
    let Ok(out) = world.ask(question::Export { people, format: ExportFormat::VCard(Version::V3) }) else { panic!() };
    let whole = out.text.replace("\r\n ", "");
    for line in ["X-OTHER:kept as it is", "NICKNAME:Countess", "N:King;Ada;May;Dr.;PhD", "2001-05-06", photo.as_str()] {
        assert!(whole.contains(line), "{line}: {whole}");
    }
    let mut other = World::new(everything());
    assert_eq!(bring(&mut other, &out.text, 1).new, 1);
    assert_eq!(bring(&mut world, &out.text, 2), ImportOutcome::default(), "one's own file changes nothing");
}
