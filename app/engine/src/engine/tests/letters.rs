//! The end of the first reading, and the letter about it, which arrives once.

use super::super::{DeviceRecord, FirstReadingsV1, Input};
use super::world::{Server, World, all_people, everything, new_account};
use crate::api::{
    Command, FirstReading, FolderUse, LeftOut, LeftOutFolders, LetterFailure, LetterState, NewAccount, NewLetter,
    Period, ProblemKind, ToEngine,
};
use crate::store::{Batch, Store};
use kith_wire::{FailureKind, SpecialUse};

const MINUTES: i64 = 60_000;

fn wanted() -> NewAccount {
    NewAccount { letter: true, ..new_account("right") }
}

/// A mailbox that is read, with a letter that the page is to write.
fn read(server: Server) -> World {
    let mut world = World::new(server);
    world.order(Command::Connect(wanted())).unwrap();
    assert_eq!(state(&mut world), LetterState::Unwritten);
    world
}

fn first_reading(world: &mut World) -> FirstReading {
    world.account().first_reading.expect("the first reading ended")
}

fn state(world: &mut World) -> LetterState {
    first_reading(world).letter
}

fn written(world: &mut World) -> Command {
    let letter =
        NewLetter { account: world.account().id, subject: "Connected".into(), text: "32 ✉".into(), mark: 77 };
    Command::WriteLetter(letter)
}

fn write(world: &mut World) {
    let letter = written(world);
    world.order(letter).unwrap();
}

/// Does what any page does, and lets time go by.
fn go_on(world: &mut World) {
    world.settle();
    for _ in 0..8 {
        if world.account().first_reading.is_some_and(|it| it.letter == LetterState::Unwritten) {
            write(world);
        }
        world.pass(5 * MINUTES);
    }
}

/// The letters in INBOX.
fn letters(world: &World) -> Vec<&str> {
    let all = world.server.folders["INBOX"].messages.values().map(|(text, _)| text.as_str());
    all.filter(|text| text.contains("Auto-Submitted: auto-generated")).collect()
}

#[test]
fn a_letter_says_what_the_page_wrote_and_makes_no_one() {
    let mut world = read(everything());
    let idle = world.open.len();
    write(&mut world);
    assert_eq!(state(&mut world), LetterState::Sent);
    assert_eq!(world.open.len(), idle, "no connection stays open");
    let [letter] = letters(&world)[..] else { panic!("{:?}", letters(&world)) };
    for line in [
        "From: <me@home.example>\r\nTo: <me@home.example>\r\nSubject: Connected\r\n",
        "Message-ID: <6ab13b80.000000000000004d@home.example>\r\nAuto-Submitted: auto-generated\r\n",
        "\r\n\r\n32 =E2=9C=89\r\n",
    ] {
        assert!(letter.contains(line), "{line} in {letter}");
    }
    write(&mut world);
    let mut world = world.restarted();
    go_on(&mut world);
    assert_eq!(letters(&world).len(), 1);
    assert_eq!(world.overview().messages, 33, "it is read like any other message");
    assert_eq!(world.people(), all_people());
}

#[test]
fn without_the_tick_there_is_the_summary_and_no_letter() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let expected = FirstReading {
        people: 5,
        messages: 32,
        since: None,
        left_out: LeftOut::default(),
        dismissed: false,
        letter: LetterState::NotWanted,
    };
    assert_eq!(first_reading(&mut world), expected);
    write(&mut world);
    let mut world = world.restarted();
    go_on(&mut world);
    assert_eq!(first_reading(&mut world), expected, "it stays what it was when the first reading ended");
    assert_eq!((letters(&world).len(), world.asked("Letter")), (0, 0));
    let id = world.account().id;
    world.order(Command::DismissFirstReading(id)).unwrap();
    let mut world = world.restarted();
    world.settle();
    assert_eq!(first_reading(&mut world), FirstReading { dismissed: true, ..expected });
}

#[test]
fn the_summary_says_what_was_left_out() {
    let mut server =
        Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Spam", 1, 3), ("Old spam", 1, 4), ("Bin", 1, 2)]);
    for (name, special_use) in [("Spam", SpecialUse::Junk), ("Old spam", SpecialUse::Junk), ("Bin", SpecialUse::Trash)]
    {
        server.uses.insert(name.into(), special_use);
    }
    server.cannot_give = [7].into_iter().collect();
    for uid in 1..4 {
        server.shelf("INBOX").messages.get_mut(&uid).unwrap().1 = Some(1_700_000_000);
    }
    let list = "From: news@list.example\r\nTo: me@home.example\r\nDate: Tue, 1 Sep 2026 10:00:00 +0000\r\n\
                List-Id: <news.list.example>\r\nMessage-ID: <n@list.example>\r\n\r\n";
    server.shelf("INBOX").deliver(list.into(), Some(1_789_000_000));
    let mut world = World::new(server);
    world.order(Command::Connect(NewAccount { period: Period::SixMonths, ..wanted() })).unwrap();
    let FirstReading { people, messages, since, left_out, .. } = first_reading(&mut world);
    assert_eq!((people, messages), (5, 24));
    assert_eq!(since, Some(world.now / 1_000 - 183 * 86_400));
    let folders = |special_use, folders, messages| LeftOutFolders { special_use, folders, messages: Some(messages) };
    let expected = LeftOut {
        folders: vec![folders(FolderUse::Junk, 2, 7), folders(FolderUse::Trash, 1, 2)],
        skipped: 2,
        older: 3,
        filtered_out: 1,
    };
    assert_eq!(left_out, expected);
}

#[test]
fn wherever_the_tab_is_killed_in_the_first_reading_the_letter_arrives_once() {
    let mut connected = 0;
    for steps in 0..30 {
        let mut world = World::new(everything());
        world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(wanted()))));
        step(&mut world, steps);
        let mut world = world.restarted();
        world.settle();
        if world.overview().accounts.is_empty() {
            continue;
        }
        connected += 1;
        go_on(&mut world);
        assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent), "killed after {steps} steps");
        assert_eq!(first_reading(&mut world).messages, 32);
    }
    assert!(connected > 20, "{connected}");
}

#[test]
fn wherever_the_tab_is_killed_in_the_sending_the_letter_arrives_once() {
    let mut ends = Vec::new();
    for steps in 0..9 {
        let mut world = read(everything());
        let letter = written(&mut world);
        world.inputs.push_back(Input::Page(ToEngine::Order(7, letter)));
        step(&mut world, steps);
        ends.push(letters(&world).len());
        let mut world = world.restarted();
        world.settle();
        assert!(letters(&world).len() <= 1);
        go_on(&mut world);
        assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent), "killed after {steps} steps");
    }
    // It is given when INBOX is open, and once more only where it was not.
    assert_eq!((ends[0], ends[8]), (0, 1), "{ends:?}");
}

/// The engine ends after that many steps.
fn step(world: &mut World, steps: usize) {
    for _ in 0..steps {
        if let Some(input) = world.inputs.pop_front() {
            world.step(input);
        }
    }
}

#[test]
fn wherever_the_connection_ends_the_letter_arrives_once() {
    for after in 0..6 {
        let mut world = read(everything());
        world.server.dies_after = Some(world.frames + after);
        write(&mut world);
        world.server.dies_after = None;
        go_on(&mut world);
        assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent), "died after {after} frames");
    }
    // The server ends the connection instead of taking it.
    let mut world = read(everything());
    world.server.hangs_up_at = vec!["Letter"];
    write(&mut world);
    assert_eq!((letters(&world).len(), state(&mut world)), (0, LetterState::Written));
    go_on(&mut world);
    assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent));
}

/// The answer never comes; INBOX goes on filling meanwhile.
#[test]
fn a_letter_that_was_taken_in_silence_is_found_and_not_sent_again() {
    let mut world = read(everything());
    world.server.takes_letters_in_silence = true;
    write(&mut world);
    for uid in 0..5 {
        world.server.shelf("INBOX").deliver(super::mail("INBOX", 60 + uid), None);
    }
    go_on(&mut world);
    assert_eq!((letters(&world).len(), world.asked("Letter")), (1, 1));
    assert_eq!(state(&mut world), LetterState::Sent);
}

#[test]
fn what_cannot_be_told_is_not_sent_again() {
    type Change = fn(&mut Server);
    let cases: [(&str, Change); 4] = [
        ("it was moved", |server| drop(server.shelf("INBOX").messages.remove(&21))),
        ("another message was moved", |server| {
            drop(server.shelf("INBOX").messages.remove(&21));
            server.shelf("INBOX").deliver(super::mail("INBOX", 61), None);
        }),
        ("INBOX was numbered anew", |server| server.shelf("INBOX").uid_validity = 9),
        ("it is never given", |server| server.never_gives = [21].into_iter().collect()),
    ];
    for (case, change) in cases {
        let mut world = read(everything());
        world.server.takes_letters_in_silence = true;
        write(&mut world);
        change(&mut world.server);
        go_on(&mut world);
        assert_eq!(state(&mut world), LetterState::Failed(LetterFailure::Unclear), "{case}");
        assert_eq!(world.asked("Letter"), 1, "{case}");
    }
    // A server that does not say which number is next.
    let mut world = read(Server { is_courier: true, ..everything() });
    world.server.takes_letters_in_silence = true;
    write(&mut world);
    go_on(&mut world);
    assert_eq!((world.asked("Letter"), state(&mut world)), (1, LetterState::Failed(LetterFailure::Unclear)));
    let mut world = read(Server { is_courier: true, ..everything() });
    write(&mut world);
    assert_eq!(state(&mut world), LetterState::Sent, "where it answers that is enough");
}

#[test]
fn a_refusal_is_said_and_is_the_last_word() {
    for (kind, why) in [
        (FailureKind::NoRoom, LetterFailure::NoRoom),
        (FailureKind::NotAllowed, LetterFailure::Refused),
        (FailureKind::ServerRefused, LetterFailure::Refused),
        (FailureKind::NoFolder, LetterFailure::Refused),
        (FailureKind::BadRequest, LetterFailure::OtherVersion),
    ] {
        let mut world = read(everything());
        world.server.refuses_letters = Some(kind);
        write(&mut world);
        assert_eq!(state(&mut world), LetterState::Failed(why), "{kind:?}");
        world.server.refuses_letters = None;
        let mut world = world.restarted();
        go_on(&mut world);
        assert_eq!((world.asked("Letter"), letters(&world).len()), (1, 0), "{kind:?}");
    }
}

#[test]
fn what_may_pass_is_tried_again_and_not_for_ever() {
    let mut world = read(everything());
    world.server.refuses_letters = Some(FailureKind::Throttled);
    write(&mut world);
    world.pass(30 * MINUTES);
    let tried = world.asked("Letter");
    assert!((2..10).contains(&tried), "{tried}");
    world.server.refuses_letters = None;
    go_on(&mut world);
    assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent));

    let mut world = read(everything());
    world.server.refuses_letters = Some(FailureKind::Throttled);
    write(&mut world);
    world.pass(600 * MINUTES);
    let tried = world.asked("Letter");
    assert_eq!(state(&mut world), LetterState::Failed(LetterFailure::Unclear));
    world.pass(600 * MINUTES);
    assert_eq!(world.asked("Letter"), tried);
}

#[test]
fn nothing_is_given_that_could_not_be_noted() {
    let mut world = read(everything());
    let letter = written(&mut world);
    world.inputs.push_back(Input::Page(ToEngine::Order(7, letter)));
    step(&mut world, 1);
    world.disk.full.set(true);
    world.settle();
    assert_eq!((letters(&world).len(), world.asked("Letter")), (0, 0));
    world.disk.full.set(false);
    go_on(&mut world);
    assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent));
}

#[test]
fn a_letter_that_is_too_long_is_not_taken() {
    let mut world = read(everything());
    let letter = NewLetter { account: world.account().id, subject: String::new(), text: "x".repeat(20_000), mark: 1 };
    assert_eq!(world.order(Command::WriteLetter(letter)), Err(ProblemKind::TooLong));
    write(&mut world);
    assert_eq!(state(&mut world), LetterState::Sent);
}

#[test]
fn an_account_of_before_gets_neither_and_one_that_is_gone_leaves_nothing() {
    let world = read(everything());
    let row = FirstReadingsV1::default().row().unwrap();
    pollster::block_on(world.disk.commit(Batch { device: vec![row], ..Batch::default() })).unwrap();
    let mut world = world.restarted();
    go_on(&mut world);
    assert_eq!((world.account().first_reading, letters(&world).len()), (None, 0));

    let mut world = read(everything());
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    write(&mut world);
    assert_eq!(letters(&world).len(), 0);
    world.order(Command::Connect(wanted())).unwrap();
    assert_eq!((letters(&world).len(), state(&mut world)), (1, LetterState::Sent), "the same account reads on");

    world.order(Command::Remove(id)).unwrap();
    let rows = pollster::block_on(world.disk.device()).unwrap();
    let row = rows.iter().find(|row| row.name == FirstReadingsV1::ROW).unwrap();
    assert_eq!(FirstReadingsV1::unpack(&row.bytes).unwrap(), FirstReadingsV1::default());
}
