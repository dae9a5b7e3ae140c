//! Seeking on the server, and reaching back for addresses that became someone's.

use super::staying::mail_date;
use super::world::{Server, World, everything, new_account};
use crate::api::{
    AccountStatus, Command, Decision, NewAccount, Period, PersonId, ProblemKind, ServerSearchResults, ToEngine, Whose,
    question,
};
use crate::engine::Input;
use crate::store::{Batch, Store};
use crate::sync::Cursor;
use kith_domain::address::Address;
use kith_wire::UidSet;

const DAY: i64 = 86_400;

fn search_servers(world: &mut World, whose: &str, words: &str) -> Result<ServerSearchResults, ProblemKind> {
    let of = Whose::Person(PersonId::of(whose));
    world.ask(question::ServerSearch { of, words: words.into() })
}

fn subjects(sought: &ServerSearchResults) -> Vec<&str> {
    sought.rows.iter().map(|row| row.subject.as_str()).collect()
}

fn decide(world: &mut World, mark: u64, decision: Decision) {
    world.order(Command::Decide { mark, decisions: vec![decision] }).unwrap();
}

/// A mailbox of which half a year is read: Ada wrote last week, and two years ago from another address, as did someone
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
    world.order(Command::Connect(NewAccount { period: Period::SixMonths, ..new_account("right") })).unwrap();
    world
}

#[test]
fn the_server_finds_words_in_texts_and_shows_those_with_the_user() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let found = search_servers(&mut world, "p3@x.example", "hello 13").unwrap();
    assert_eq!((found.all, subjects(&found)), (1, vec!["INBOX 13"]));
    assert_eq!(search_servers(&mut world, "p3@x.example", "hello nowhere").unwrap(), ServerSearchResults::default());
    assert_eq!(search_servers(&mut world, "p3@x.example", "  ").unwrap(), ServerSearchResults::default());
    assert_eq!(search_servers(&mut world, "nobody@x.example", "hello"), Err(ProblemKind::NotFound));
    let idle = world.watched().len();
    assert_eq!(world.open.len(), idle, "no connection stays open");
}

#[test]
fn without_a_server_it_is_said_why_nothing_was_sought() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.relay_is_down = true;
    assert_eq!(search_servers(&mut world, "p3@x.example", "hello"), Err(ProblemKind::NoRelay));
    world.relay_is_down = false;
    world.server.refuses = Some("Archive");
    let found = search_servers(&mut world, "p3@x.example", "hello").unwrap();
    assert!(found.missed.is_some() && found.all > 0, "what the other folders hold is shown: {found:?}");
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!(search_servers(&mut world, "p3@x.example", "hello"), Err(ProblemKind::Disconnected));
}

#[test]
fn searches_are_answered_one_after_the_other_wherever_the_connection_ends() {
    for after in 0..40 {
        let mut world = World::new(everything());
        world.connect().unwrap();
        world.server.dies_after = Some(after);
        for _ in 0..3 {
            match search_servers(&mut world, "p3@x.example", "hello 13") {
                Ok(found) => assert!(found.all == 1 || found.missed.is_some(), "{after}: {found:?}"),
                Err(problem) => assert!(matches!(problem, ProblemKind::NoRelay | ProblemKind::Mail(_)), "{problem:?}"),
            }
        }
        world.server.dies_after = None;
        assert_eq!(search_servers(&mut world, "p3@x.example", "hello 13").unwrap().all, 1);
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
    world.sync();
    let id = world.account().id;
    world.order(Command::SyncNow(id)).unwrap();
    assert_eq!(world.asked("Search"), 2, "what was asked for once is there");
    assert_eq!(world.people(), [("Ada".to_owned(), 2)]);
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.on_server, audit.stored), (1, 1), "of the time that is read");

    world.order(Command::SetPeriod(id, Period::Everything)).unwrap();
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
    let Ok(page) = world.ask(question::People(query)) else { panic!() };
    let all: u32 = page
        .rows
        .iter()
        .map(|row| match world.ask(question::ServerSearch { of: Whose::Person(row.id), words: "the".into() }) {
            Ok(found) => found.all,
            other => panic!("{other:?}"),
        })
        .sum();
    assert!(all > 0, "some of what they wrote holds so common a word");
}

/// Gives an address to Ada.
fn give(world: &mut World, mark: u64, address: &str) {
    let address = Address::parse(address).unwrap();
    decide(world, mark, Decision::Address { address, person: PersonId::of("ada@x.example") });
    world.settle();
}

fn messages_of(world: &mut World, name: &str) -> u32 {
    world.people().into_iter().find(|(known, _)| known == name).map_or(0, |(_, messages)| messages)
}

/// An old message from someone.
fn old_mail(id: &str, from: &str) -> (String, Option<i64>) {
    let at = 1_790_000_000 - 700 * DAY;
    let date = mail_date(at);
    let text = format!(
        "Message-ID: <{id}@x.example>\r\nDate: {date}\r\nFrom: {from}\r\nTo: me@home.example\r\nSubject: {id}\r\n\r\n"
    );
    (text, Some(at))
}

#[test]
fn an_address_that_is_given_before_the_folders_are_known_is_not_taken_for_done() {
    let mut world = long_ago();
    // As after a login whose connection ended before the folders were listed.
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    let mut world = world.restarted();
    for state in world.engine.accounts.values_mut() {
        (state.mailbox.listed, state.mailbox.folders) = (vec![], std::collections::BTreeMap::new());
    }
    let (ada, old) = (PersonId::of("ada@x.example"), Address::parse("ada@old.example").unwrap());
    let say = Command::Decide { mark: 1, decisions: vec![Decision::Address { address: old, person: ada }] };
    world.step(Input::Page(ToEngine::Order(9, say)));
    assert_eq!(world.asked("Search"), 0);
    world.settle();
    world.pass(700_000);
    assert_eq!((world.people(), world.asked("Search")), (vec![("Ada".to_owned(), 2)], 2));
}

#[test]
fn what_was_found_and_not_given_is_not_taken_for_done() {
    // Someone else's message that the server cannot give, names and never gives, or hangs up over.
    let breaks: [fn(&mut Server, UidSet); 3] = [
        |server, uids| server.cannot_give = uids,
        |server, uids| server.never_gives = uids,
        |server, uids| server.hangs_up_over = uids,
    ];
    for (case, breaks) in breaks.into_iter().enumerate() {
        for broken in [1, 2] {
            let mut world = long_ago();
            breaks(&mut world.server, [broken].into_iter().collect());
            give(&mut world, 1, "ada@old.example");
            world.pass(60_000);
            // The one of hers is there, unless that is what is broken.
            assert_eq!(messages_of(&mut world, "Ada"), if broken == 1 { 1 } else { 2 }, "{case} {broken}");
            let account = world.account();
            assert_eq!(account.skipped, 1, "{case} {broken}: it is told of");
            assert!(matches!(account.status, AccountStatus::UpToDate { .. }), "{case} {broken}: {:?}", account.status);
            let searches = world.asked("Search");
            world.pass(12 * 3_600_000);
            assert_eq!(world.asked("Search"), searches, "{case} {broken}: it rests for a day");
            breaks(&mut world.server, UidSet::new());
            world.pass(15 * 3_600_000);
            assert_eq!((messages_of(&mut world, "Ada"), world.account().skipped), (2, 0), "{case} {broken}");
        }
    }
}

#[test]
fn a_message_left_out_once_of_what_was_found_is_asked_for_again_and_one_that_was_deleted_is_not_missed() {
    let mut world = long_ago();
    world.server.asked.borrow_mut().clear();
    world.server.holds_back = [1].into_iter().collect();
    give(&mut world, 1, "ada@old.example");
    assert_eq!((messages_of(&mut world, "Ada"), world.account().skipped), (2, 0));

    let mut world = long_ago();
    let say = Decision::Address {
        address: Address::parse("ada@old.example").unwrap(),
        person: PersonId::of("ada@x.example"),
    };
    let say = Command::Decide { mark: 1, decisions: vec![say] };
    world.inputs.push_back(Input::Page(ToEngine::Order(9, say)));
    while world.asked("Search") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.server.shelf("INBOX").messages.remove(&1);
    world.settle();
    assert_eq!((messages_of(&mut world, "Ada"), world.account().skipped), (1, 0));
    world.pass(25 * 3_600_000);
    assert_eq!(world.server.searches.iter().filter(|(folder, _)| folder == "INBOX").count(), 2, "found, and not again");
}

#[test]
fn an_address_that_cannot_be_searched_for_keeps_no_other_from_being_found() {
    let long = format!("{}@old.example", "long".repeat(60));
    let mut world = long_ago();
    world.server.will_not_search = vec!["ü", "bad@old.example"];
    for (number, from) in [long.as_str(), "jürgen@old.example", "bad@old.example"].into_iter().enumerate() {
        let (text, received) = old_mail(&format!("odd{number}"), from);
        world.server.shelf("INBOX").deliver(text, received);
    }
    world.server.shelf("INBOX").uid_next += 1;
    for (mark, address) in [(1, long.as_str()), (2, "jürgen@old.example"), (3, "bad@old.example")] {
        give(&mut world, mark, address);
    }
    give(&mut world, 4, "ada@old.example");
    // Hers, the long one by its beginning, and Jürgen's by what is ASCII of it.
    assert_eq!(messages_of(&mut world, "Ada"), 4);
    assert!(world.server.searches.iter().flat_map(|(_, addresses)| addresses).all(|it| it.len() <= 200));
    let searches = world.asked("Search");
    world.pass(24 * 3_600_000);
    let again = world.asked("Search") - searches;
    assert!((1..60).contains(&again), "the one that is refused is tried again, but {again} times");
    world.server.will_not_search.clear();
    world.pass(25 * 3_600_000);
    assert_eq!(messages_of(&mut world, "Ada"), 5);
}

#[test]
fn one_that_is_refused_among_many_is_found_out() {
    let mut world = long_ago();
    world.server.will_not_search = vec!["a17@old.example"];
    let decisions = (0..100).map(|number| Decision::Address {
        address: Address::parse(&format!("a{number}@old.example")).unwrap(),
        person: PersonId::of("ada@x.example"),
    });
    let (text, received) = old_mail("ninety", "a90@old.example");
    world.server.shelf("INBOX").deliver(text, received);
    world.order(Command::Decide { mark: 1, decisions: decisions.collect() }).unwrap();
    world.settle();
    assert_eq!(messages_of(&mut world, "Ada"), 2);
    let inbox = world.server.searches.iter().filter(|(folder, _)| folder == "INBOX").count();
    assert!(inbox < 30, "{inbox} searches");
}

#[test]
fn a_folder_that_cannot_be_opened_keeps_no_other_from_being_searched_and_is_asked_for_more_and_more_rarely() {
    let mut world = long_ago();
    let archive = Server::with(&[("Archive", 1, 0)]).folders.remove("Archive").unwrap();
    world.server.folders.insert("Archive".into(), archive);
    let (text, received) = old_mail("filed", "ada@old.example");
    world.server.shelf("Archive").deliver(text, received);
    world.sync();
    world.server.refuses = Some("Archive");
    world.server.asked.borrow_mut().clear();
    give(&mut world, 1, "ada@old.example");
    world.pass(24 * 3_600_000);
    assert_eq!(messages_of(&mut world, "Ada"), 2);
    assert_eq!(world.asked("Search"), 2, "INBOX and Sent, once each");
    assert!(world.asked("Connect") < 10, "{} logins", world.asked("Connect"));
    world.server.refuses = None;
    world.pass(25 * 3_600_000);
    assert_eq!((messages_of(&mut world, "Ada"), world.asked("Search")), (3, 3));
}

#[test]
fn a_folder_that_comes_to_count_later_is_searched_too() {
    let mut world = long_ago();
    give(&mut world, 1, "ada@old.example");
    let archive = Server::with(&[("Archive", 1, 0)]).folders.remove("Archive").unwrap();
    world.server.folders.insert("Archive".into(), archive);
    let (text, received) = old_mail("filed", "ada@old.example");
    world.server.shelf("Archive").deliver(text, received);
    world.pass(301_000);
    assert_eq!(messages_of(&mut world, "Ada"), 3);
    assert_eq!(world.asked("Search"), 3, "each folder once");
}

#[test]
fn a_search_that_the_user_waits_for_does_not_wait_for_what_is_reached_back_for() {
    let mut world = long_ago();
    let say = Decision::Address {
        address: Address::parse("ada@old.example").unwrap(),
        person: PersonId::of("ada@x.example"),
    };
    let say = Command::Decide { mark: 1, decisions: vec![say] };
    world.inputs.push_back(Input::Page(ToEngine::Order(9, say)));
    while world.asked("Search") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    // The server takes its time over that.
    let slow: Vec<Input> = world.inputs.drain(..).collect();
    let found = search_servers(&mut world, "ada@x.example", "hello").unwrap();
    assert_eq!(subjects(&found), ["now", "then"], "it asks for itself");
    world.inputs.extend(slow);
    world.settle();
    assert_eq!(messages_of(&mut world, "Ada"), 2);
}

#[test]
fn over_one_connection_what_is_new_goes_before_what_is_old() {
    let mut world = long_ago();
    world.server.connections = 1;
    for number in 0..2_500 {
        let (text, received) = old_mail(&format!("many{number}"), "ada@old.example");
        world.server.shelf("INBOX").deliver(text, received);
    }
    let id = world.account().id;
    world.order(Command::SetConnections(id, 1)).unwrap();
    give(&mut world, 1, "ada@old.example");
    assert_eq!(messages_of(&mut world, "Ada"), 2_502);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    assert_eq!(world.watched(), ["INBOX"]);
}

/// Every other message of a folder: each is a range of its own. A question for all of them would pass the relay's limit
/// from some 90,000 on.
#[test]
fn however_much_is_found_it_is_asked_for_in_parts() {
    let mut world = long_ago();
    for number in 0..1_500 {
        let (text, received) = old_mail(&format!("many{number}"), "ada@old.example");
        world.server.shelf("INBOX").deliver(text, received);
        world.server.shelf("INBOX").uid_next += 1;
    }
    world.server.largest = 0;
    give(&mut world, 1, "ada@old.example");
    assert_eq!((messages_of(&mut world, "Ada"), world.server.largest), (1_502, 1_000));

    // What the user seeks, too; and what of it is not given is not passed over.
    let mut world = long_ago();
    let (text, received) = old_mail("same", "ada@x.example");
    for number in 0..20_500 {
        world.server.shelf("INBOX").messages.insert(1_000_000 + 2 * number, (text.clone(), received));
    }
    world.server.never_gives = UidSet::from(vec![(1_000_000, u32::MAX)]);
    let sought = search_servers(&mut world, "ada@x.example", "hello").unwrap();
    assert_eq!((world.server.largest, sought.missed.is_some()), (20_000, true));
}

#[test]
fn people_with_many_addresses_are_sought_by_words_and_all_of_theirs_is_shown() {
    let mut world = long_ago();
    let decisions = (0..80).map(|number| Decision::Address {
        address: Address::parse(&format!("b{number}@else.example")).unwrap(),
        person: PersonId::of("ada@x.example"),
    });
    world.order(Command::Decide { mark: 1, decisions: decisions.collect() }).unwrap();
    let (text, received) = old_mail("late", "b70@else.example");
    world.server.shelf("INBOX").deliver(text, received);
    let found = search_servers(&mut world, "ada@x.example", "late").unwrap();
    assert_eq!(subjects(&found), ["late"]);
}

#[test]
fn what_an_older_version_noted_as_reached_is_asked_for_once_more() {
    // It may have been noted although nothing was searched.
    let mut world = long_ago();
    give(&mut world, 1, "ada@old.example");
    let id = world.account().id;
    let row = world.engine.accounts[&id].account.row_of_version_3(vec!["ada@old.example".into()]);
    pollster::block_on(world.disk.commit(Batch { accounts: vec![row], ..Batch::default() })).unwrap();
    let rows = pollster::block_on(world.disk.cursors()).unwrap();
    let second = rows.iter().map(|row| Cursor::from_row(row).unwrap().row_of_version_2(row.account, &row.folder));
    pollster::block_on(world.disk.commit(Batch { cursors: second.collect(), ..Batch::default() })).unwrap();
    world.server.searches.clear();
    let mut world = world.restarted();
    world.settle();
    assert_eq!((world.server.searches.len(), messages_of(&mut world, "Ada")), (2, 2));
}
