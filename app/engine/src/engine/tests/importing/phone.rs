//! Calls and messages of a phone's files, over the engine.

use super::super::world::everything;
use super::{FILE, World, entries, forget, history, import, preview};
use crate::api::{
    Bytes, Command, Day, Decision, Due, ImportChoices, ImportCounts, ImportOutcome, ImportView, ItemKind,
    LeftOutReason, PeopleQuery, PersonCard, PersonId, PhoneChoices, PhoneContact, PhoneSummary, ProblemKind, RowChoice,
    RowFate, Since, TimelinePage, Whose, question,
};

const NUMBER: &str = "+49 170 1234567";

fn call(number: &str, name: &str, day: i64, kind: u8, seconds: u32) -> String {
    let at = (day * 86_400 + 36_000) * 1_000;
    format!(
        "<call number=\"{number}\" duration=\"{seconds}\" date=\"{at}\" type=\"{kind}\" contact_name=\"{name}\" />\n"
    )
}

fn sms(number: &str, name: &str, day: i64, kind: u8, text: &str) -> String {
    let at = (day * 86_400 + 40_000) * 1_000;
    format!("<sms address=\"{number}\" date=\"{at}\" type=\"{kind}\" body=\"{text}\" contact_name=\"{name}\" />\n")
}

fn calls(inner: &[String]) -> String {
    format!("<?xml version='1.0' encoding='UTF-8'?>\n<calls count=\"9\">\n{}</calls>", inner.concat())
}

fn smses(inner: &[String]) -> String {
    format!("<?xml version='1.0' encoding='UTF-8'?>\n<smses count=\"9\">\n{}</smses>", inner.concat())
}

fn give(world: &mut World, name: &str, file: &str) {
    world.order(Command::StopImport(FILE)).unwrap();
    forget(world);
    let bytes = Bytes(file.as_bytes().to_vec());
    world.order(Command::ReadFile { id: FILE, name: name.into(), bytes }).unwrap();
}

/// A world with a mailbox, in which p3 has that number.
fn world() -> (World, PersonId) {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let person = PersonId::of("p3@x.example");
    let number = Decision::SetItem {
        person,
        kind: ItemKind::Phone,
        item: 9,
        label: "mobile".into(),
        value: "0170/1234567".into(),
        at: 0,
    };
    world.order(Command::Decide { mark: 1, decisions: vec![number] }).unwrap();
    (world, person)
}

fn timeline(world: &mut World, person: PersonId) -> TimelinePage {
    let of = Whose::Person(person);
    world.ask(question::Timeline { of, words: String::new(), offset: 0, limit: 100 }).unwrap()
}

fn card(world: &mut World, person: PersonId) -> PersonCard {
    world.ask(question::Person(person)).unwrap()
}

fn since(world: &mut World, person: PersonId) -> Since {
    match card(world, person).keeping.due {
        Due::On(reminder) => reminder.since,
        Due::NotReminded(why) => panic!("{why:?}"),
    }
}

fn shown(world: &mut World, person: PersonId) -> Vec<String> {
    let told = |contact: &PhoneContact| match contact {
        PhoneContact::Call(call) => format!("{:?} {}", call.way, call.seconds),
        PhoneContact::Messages(it) => format!("{} {}/{} {}", it.day.0, it.sent, it.received, it.lines.len()),
    };
    timeline(world, person).phone.iter().map(told).collect()
}

#[test]
fn calls_come_in_once_count_as_contact_and_are_taken_back_by_one_entry() {
    let (mut world, person) = world();
    world.keep_by_what_is_sent(person, 2);
    let before = since(&mut world, person);
    let first = [call(NUMBER, "P Three", 20_710, 1, 65), call("+49 151 7654321", "Nobody", 20_700, 2, 10)];
    let missed = [call(NUMBER, "P Three", 20_714, 3, 0), call("33220", "(Unknown)", 20_700, 1, 10)];
    let file = calls(&[first.clone(), missed].concat());
    give(&mut world, "calls.xml", &file);
    let choices = ImportChoices::default();
    let it = preview(&mut world, &choices, None);
    assert_eq!(it.counts, ImportCounts { completed: 1, left_out: 1, ..ImportCounts::default() });
    let phone = it.phone.unwrap();
    assert_eq!((phone.all.calls, phone.all.unanswered, phone.left_out.service), (2, 1, 1));
    assert_eq!(phone.all.days, Some((Day(20_700), Day(20_714))));
    let row = it.rows.iter().find(|row| matches!(row.fate, RowFate::Completed { .. })).unwrap();
    let days = Some((Day(20_710), Day(20_714)));
    assert_eq!(row.phone, Some(PhoneSummary { calls: 1, unanswered: 1, messages: 0, days }));
    assert!(it.rows.iter().any(|row| row.fate == RowFate::LeftOut(LeftOutReason::NotKnown)), "{:?}", it.rows);
    let (people, marks) = (world.overview().people, entries(&world));

    let outcome = import(&mut world, 77, &choices);
    let expected = ImportOutcome { run: Some(77), completed: 1, calls: 2, ..ImportOutcome::default() };
    assert_eq!(outcome, expected);
    assert_eq!(world.overview().people, people, "it invents nobody");
    assert_eq!(shown(&mut world, person), ["Missed 0", "In 65"]);
    // What was missed is no contact.
    assert_eq!(since(&mut world, person), Since::Contact(Day(20_710)));
    let mut world = world.restarted();
    assert_eq!(since(&mut world, person), Since::Contact(Day(20_710)));

    // The same again changes nothing, and a longer file brings what is new.
    give(&mut world, "calls.xml", &file);
    assert_eq!(preview(&mut world, &choices, None).counts.same, 1);
    let now = entries(&world);
    assert_eq!(import(&mut world, 78, &choices), ImportOutcome::default());
    assert_eq!((entries(&world), now > marks), (now, true));
    give(&mut world, "calls.xml", &calls(&[first.to_vec(), vec![call(NUMBER, "P Three", 20_716, 2, 9)]].concat()));
    assert_eq!(import(&mut world, 79, &choices).calls, 1);
    assert_eq!(shown(&mut world, person), ["Out 9", "Missed 0", "In 65"]);
    world.order(Command::UndoRun { mark: 80, run: 79, undone: true }).unwrap();
    world.order(Command::UndoRun { mark: 81, run: 77, undone: true }).unwrap();
    assert_eq!((shown(&mut world, person), since(&mut world, person)), (Vec::new(), before));
    assert_eq!(history(&mut world).iter().filter(|row| row.run.is_some()).count(), 2);
    world.order(Command::UndoRun { mark: 82, run: 77, undone: false }).unwrap();
    assert_eq!(shown(&mut world, person), ["Missed 0", "In 65"]);
}

#[test]
fn of_messages_the_days_are_kept_and_the_text_only_where_it_is_wanted() {
    let (mut world, person) = world();
    let file = smses(&[
        sms(NUMBER, "P Three", 20_710, 1, "Hi"),
        sms(NUMBER, "P Three", 20_710, 2, "Ho"),
        sms(NUMBER, "P Three", 20_712, 1, "Late"),
    ]);
    give(&mut world, "sms.xml", &file);
    let outcome = import(&mut world, 77, &ImportChoices::default());
    assert_eq!((outcome.message_days, outcome.calls), (2, 0));
    assert_eq!(shown(&mut world, person), ["20712 0/1 0", "20710 1/1 0"]);
    let wanted =
        ImportChoices { phone: PhoneChoices { text: true, ..PhoneChoices::default() }, ..ImportChoices::default() };
    give(&mut world, "sms.xml", &file);
    assert_eq!(import(&mut world, 78, &wanted).message_days, 2);
    assert_eq!(shown(&mut world, person), ["20712 0/1 1", "20710 1/1 2"]);
    // History names no text.
    let rows = history(&mut world);
    assert!(!format!("{rows:?}").contains("Late"), "{rows:?}");
    let beside = world.ask(question::BesideMail(Whose::Person(person))).unwrap();
    assert_eq!(beside.phone.len(), 2);
}

#[test]
fn who_has_a_number_that_no_one_has_is_said_by_the_user() {
    let (mut world, person) = world();
    let other = "+49 151 7654321";
    let file =
        smses(&[sms(other, "Somebody Else", 20_710, 1, "Hi"), sms("+49 151 1111111", "New One", 20_711, 2, "Hi")]);
    give(&mut world, "sms.xml", &file);
    let mut choices = ImportChoices::default();
    assert_eq!(preview(&mut world, &choices, None).counts.left_out, 2);
    choices.rows.insert(0, RowChoice::Person(person));
    choices.rows.insert(1, RowChoice::New);
    let counts = preview(&mut world, &choices, None).counts;
    assert_eq!(counts, ImportCounts { new: 1, completed: 1, ..ImportCounts::default() });
    let people = world.overview().people;
    let outcome = import(&mut world, 77, &choices);
    assert_eq!((outcome.new, outcome.completed, outcome.message_days), (1, 1, 2));
    assert_eq!(world.overview().people, people + 1);
    let numbers: Vec<String> = card(&mut world, person).items.iter().map(|item| item.value.clone()).collect();
    assert!(numbers.contains(&other.to_owned()), "the number is theirs from now on: {numbers:?}");
    // So the next file needs no word.
    give(&mut world, "sms.xml", &file);
    assert_eq!(preview(&mut world, &ImportChoices::default(), None).counts.same, 2);
}

#[test]
fn a_chat_is_with_one_person_and_asks_what_it_does_not_say() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let query = PeopleQuery { limit: 1, filter: "p3".into(), ..PeopleQuery::default() };
    let person = world.ask(question::People(query)).unwrap().rows[0].id;
    let chat = "03/04/26, 10:00 - Ada: Hi\n03/04/26, 10:01 - Me: Ho\n05/06/26, 10:02 - Ada: <Media omitted>\n";
    give(&mut world, "_chat.txt", chat);
    let mut choices = ImportChoices::default();
    let it = preview(&mut world, &choices, None);
    let view = it.phone.unwrap().chat.unwrap();
    assert_eq!(
        (view.writers.as_slice(), view.user, view.dates),
        (["Ada".to_owned(), "Me".to_owned()].as_slice(), None, None)
    );
    assert_eq!((view.orders.len(), it.rows.len()), (2, 0));
    choices.phone.chat.user = Some("Me".into());
    choices.phone.chat.dates = Some(view.orders[0]);
    let rows = preview(&mut world, &choices, None).rows;
    assert_eq!((rows.len(), rows[0].name.as_str()), (1, "Ada"));
    choices.rows.insert(0, RowChoice::Person(person));
    let outcome = import(&mut world, 77, &choices);
    assert_eq!((outcome.completed, outcome.message_days), (1, 2));
    let day = |month, day| Day::of(2026, month, day).unwrap().0;
    let expected = [format!("{} 0/1 0", day(6, 5)), format!("{} 1/1 0", day(4, 3))];
    assert_eq!(shown(&mut world, person), expected);
}

#[test]
fn what_two_numbers_of_one_person_tell_adds_up() {
    let (mut world, person) = world();
    let work = |day, kind| sms("+49 151 7654321", "At work", day, kind, "Hello");
    let file = smses(&[sms(NUMBER, "P Three", 20_710, 1, "Hi"), work(20_710, 1), work(20_710, 2)]);
    give(&mut world, "sms.xml", &file);
    let mut choices = ImportChoices::default();
    let rows = preview(&mut world, &choices, None).rows;
    let unknown = rows.iter().find(|row| row.fate == RowFate::LeftOut(LeftOutReason::NotKnown)).unwrap();
    choices.rows.insert(unknown.row, RowChoice::Person(person));
    let outcome = import(&mut world, 77, &choices);
    assert_eq!((outcome.completed, outcome.message_days), (1, 1));
    assert_eq!(shown(&mut world, person), ["20710 1/2 0"]);

    // The same again changes nothing: the second number is theirs now.
    give(&mut world, "sms.xml", &file);
    assert_eq!(import(&mut world, 78, &ImportChoices::default()), ImportOutcome::default());
}

#[test]
fn a_removed_call_stays_removed_when_the_file_is_imported_again() {
    let (mut world, person) = world();
    let file = calls(&[call(NUMBER, "P Three", 20_710, 1, 65), call(NUMBER, "P Three", 20_714, 2, 30)]);
    give(&mut world, "calls.xml", &file);
    import(&mut world, 77, &ImportChoices::default());
    let texts = smses(&[sms(NUMBER, "P Three", 20_712, 1, "Hi")]);
    give(&mut world, "sms.xml", &texts);
    import(&mut world, 78, &ImportChoices::default());
    assert_eq!(shown(&mut world, person), ["Out 30", "20712 0/1 0", "In 65"]);
    let gone: Vec<Decision> = timeline(&mut world, person)
        .phone
        .iter()
        .take(2)
        .map(|contact| Decision::RemovePhoneContact { person, contact: contact.key() })
        .collect();
    world.order(Command::Decide { mark: 79, decisions: gone }).unwrap();
    assert_eq!(shown(&mut world, person), ["In 65"]);
    for (mark, name, file) in [(80, "calls.xml", &file), (81, "sms.xml", &texts)] {
        give(&mut world, name, file);
        assert_eq!(import(&mut world, mark, &ImportChoices::default()), ImportOutcome::default(), "{name}");
    }
    let mut world = world.restarted();
    assert_eq!(shown(&mut world, person), ["In 65"]);
    world.order(Command::Decide { mark: 82, decisions: vec![Decision::Undo { mark: 79, undone: true }] }).unwrap();
    assert_eq!(shown(&mut world, person), ["Out 30", "20712 0/1 0", "In 65"]);
}

#[test]
fn a_file_that_is_no_backup_is_not_read() {
    let (mut world, _) = world();
    for text in ["<?xml version=\"1.0\"?><feed><entry/></feed>", "Hello", ""] {
        let piece = Command::ReadFilePiece {
            id: FILE,
            name: "feed.xml".into(),
            at: 0,
            of: text.len() as u64,
            bytes: Bytes(text.as_bytes().to_vec()),
        };
        assert_eq!(world.order(piece).unwrap_err(), ProblemKind::NotBackup, "{text}");
        let choices = Box::new(ImportChoices::default());
        let view = world.ask(question::Import { id: FILE, choices, kind: None, offset: 0, limit: 9 }).unwrap();
        assert_eq!(view, ImportView::Gone, "{text}");
    }
}

#[test]
fn a_large_file_comes_in_pieces() {
    let (mut world, person) = world();
    let file = calls(&(0..200).map(|at| call(NUMBER, "P Three", 20_000 + at, 2, 5)).collect::<Vec<_>>());
    let of = file.len() as u64;
    let piece = |at: u64, bytes: &[u8]| Command::ReadFilePiece {
        id: FILE,
        name: "calls.xml".into(),
        at,
        of,
        bytes: Bytes(bytes.to_vec()),
    };
    let mut at = 0;
    for bytes in file.as_bytes().chunks(5_000) {
        world.order(piece(at, bytes)).unwrap();
        // Twice, as where the answer was lost.
        world.order(piece(at, bytes)).unwrap();
        at += bytes.len() as u64;
    }
    assert_eq!(preview(&mut world, &ImportChoices::default(), None).phone.unwrap().all.calls, 200);
    assert_eq!(import(&mut world, 77, &ImportChoices::default()).calls, 200);
    assert_eq!(shown(&mut world, person).len(), 200);

    // Another engine does not have the first pieces.
    let mut world = world.restarted();
    let asked = world.order(piece(5_000, &file.as_bytes()[5_000..10_000])).unwrap_err();
    assert_eq!(asked, ProblemKind::NotFound);
    let choices = Box::new(ImportChoices::default());
    let view = world.ask(question::Import { id: FILE, choices, kind: None, offset: 0, limit: 9 }).unwrap();
    assert_eq!(view, ImportView::Gone);
}
