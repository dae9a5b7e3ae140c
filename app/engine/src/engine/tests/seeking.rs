//! Seeking on the server, and reaching back for addresses that became somebody's.

use super::staying::mail_date;
use super::world::{Server, World, everything, new_account};
use crate::api::{
    Answer as Told, Command, Decision, NewAccount, PersonId, ProblemKind, Question, Sought, Whose, Window,
};
use kith_domain::address::Address;

const DAY: i64 = 86_400;

fn seek(world: &mut World, whose: &str, words: &str) -> Result<Sought, ProblemKind> {
    let of = Whose::Person(PersonId::of(whose));
    match world.ask(Question::Seek { of, words: words.into() })? {
        Told::Sought(sought) => Ok(sought),
        other => panic!("{other:?}"),
    }
}

fn subjects(sought: &Sought) -> Vec<&str> {
    sought.rows.iter().map(|row| row.subject.as_str()).collect()
}

fn decide(world: &mut World, mark: u64, decision: Decision) {
    world.order(Command::Decide { mark, decisions: vec![decision] }).unwrap();
}

/// A mailbox of which half a year is read: Ada wrote last week, and two years ago from another address, as did somebody
/// whose address holds hers.
fn long_ago() -> World {
    let mut server = Server::modern(&[("INBOX", 1, 0), ("Sent", 1, 0)]);
    let now = 1_790_000_000;
    let mut deliver = |from: &str, days: i64, subject: &str| {
        let at = now - days * DAY;
        let date = mail_date(at);
        let text = format!(
            "Message-ID: <{subject}@x.example>\r\nDate: {date}\r\nFrom: {from}\r\nTo: me@home.example\r\nSubject: {subject}\r\n\r\n"
        );
        server.shelf("INBOX").deliver(text, Some(at));
    };
    deliver("Ada <ada@old.example>", 730, "then");
    deliver("Jo <jada@old.example>", 729, "not-hers");
    deliver("Cy <cy@old.example>", 728, "whoever");
    deliver("Ada <ada@x.example>", 7, "now");
    let mut world = World::new(server);
    world.order(Command::Connect(NewAccount { window: Window::SixMonths, ..new_account("right") })).unwrap();
    world
}

#[test]
fn the_server_finds_words_in_texts_and_shows_those_with_the_person() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let found = seek(&mut world, "p3@x.example", "hello 13").unwrap();
    assert_eq!((found.all, subjects(&found)), (1, vec!["INBOX 13"]));
    assert_eq!(seek(&mut world, "p3@x.example", "hello nowhere").unwrap(), Sought::default());
    assert_eq!(seek(&mut world, "p3@x.example", "  ").unwrap(), Sought::default());
    assert_eq!(seek(&mut world, "nobody@x.example", "hello"), Err(ProblemKind::NotFound));
    let idle = world.watched().len();
    assert_eq!(world.open.len(), idle, "no connection stays open");
}

#[test]
fn without_a_server_it_is_said_why_nothing_was_sought() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.relay_is_down = true;
    assert_eq!(seek(&mut world, "p3@x.example", "hello"), Err(ProblemKind::NoRelay));
    world.relay_is_down = false;
    world.server.refuses = Some("Archive");
    let found = seek(&mut world, "p3@x.example", "hello").unwrap();
    assert!(found.missed.is_some() && found.all > 0, "what the other folders hold is shown: {found:?}");
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!(seek(&mut world, "p3@x.example", "hello"), Err(ProblemKind::Disconnected));
}

#[test]
fn searches_are_answered_one_after_the_other_wherever_the_connection_ends() {
    for after in 0..40 {
        let mut world = World::new(everything());
        world.connect().unwrap();
        world.server.dies_after = Some(after);
        for _ in 0..3 {
            match seek(&mut world, "p3@x.example", "hello 13") {
                Ok(found) => assert!(found.all == 1 || found.missed.is_some(), "{after}: {found:?}"),
                Err(problem) => assert!(matches!(problem, ProblemKind::NoRelay | ProblemKind::Mail(_)), "{problem:?}"),
            }
        }
        world.server.dies_after = None;
        assert_eq!(seek(&mut world, "p3@x.example", "hello 13").unwrap().all, 1);
    }
}

#[test]
fn an_address_that_is_added_brings_what_lies_before_the_time_that_is_read() {
    let mut world = long_ago();
    assert_eq!(world.people(), [("Ada".to_owned(), 1)]);
    let ada = PersonId::of("ada@x.example");
    let old = Address::parse("ada@old.example").unwrap();
    decide(&mut world, 1, Decision::Address { address: old.clone(), person: ada });
    world.settle();
    assert_eq!(world.people(), [("Ada".to_owned(), 2)], "hers, and nobody else's");
    assert_eq!(world.asked("Search"), 2, "once in each folder");

    let mut world = world.restarted();
    world.settle();
    world.order(Command::SyncNow(None)).unwrap();
    let id = world.account().id;
    world.order(Command::Check(id)).unwrap();
    assert_eq!(world.asked("Search"), 2, "what was asked for once is there");
    assert_eq!(world.people(), [("Ada".to_owned(), 2)]);
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.on_server, audit.stored), (1, 1), "of the time that is read");

    world.order(Command::SetWindow(id, Window::Everything)).unwrap();
    assert_eq!(world.overview().messages, 4, "what was read already is not read again, and the rest is");
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.on_server, audit.stored), (4, 4));
}

#[test]
fn what_could_not_be_asked_for_then_is_asked_for_after_the_next_reading() {
    let mut world = long_ago();
    world.relay_is_down = true;
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    world.settle();
    world.pass(200_000);
    let ada = PersonId::of("ada@x.example");
    let old = Address::parse("ada@old.example").unwrap();
    decide(&mut world, 1, Decision::Address { address: old, person: ada });
    assert_eq!(world.people(), [("Ada".to_owned(), 1)]);
    world.relay_is_down = false;
    world.pass(700_000);
    assert_eq!(world.people(), [("Ada".to_owned(), 2)]);
}

#[test]
fn wherever_the_connection_ends_while_it_reaches_back_nothing_is_lost_or_doubled() {
    for after in 0..16 {
        let mut world = long_ago();
        world.server.dies_after = Some(after);
        let (ada, old) = (PersonId::of("ada@x.example"), Address::parse("ada@old.example").unwrap());
        decide(&mut world, 1, Decision::Address { address: old, person: ada });
        world.server.dies_after = None;
        let mut world = world.restarted();
        world.settle();
        world.pass(700_000);
        assert_eq!(world.people(), [("Ada".to_owned(), 2)], "{after}");
    }
}

#[test]
fn the_sample_mailbox_is_sought_too() {
    let mut world = World::new(Server::with(&[]));
    world.order(Command::AddSample).unwrap();
    world.pass(60_000);
    let query = crate::api::PeopleQuery { limit: 30, ..crate::api::PeopleQuery::default() };
    let Ok(Told::People(page)) = world.ask(Question::People(query)) else { panic!() };
    let all: u32 = page
        .rows
        .iter()
        .map(|row| match world.ask(Question::Seek { of: Whose::Person(row.id), words: "the".into() }) {
            Ok(Told::Sought(found)) => found.all,
            other => panic!("{other:?}"),
        })
        .sum();
    assert!(all > 0, "some of what they wrote holds so common a word");
}
