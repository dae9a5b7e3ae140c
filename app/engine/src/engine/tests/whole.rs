//! Whether the picture of the mailbox is whole: what is counted and not named, folders that are not what they seem, and
//! servers that ask for patience.

use super::staying::{dated, mail_date};
use super::world::{Server, World, all_people, everything, mail, new_account};
use crate::api::{
    AccountStatus, Command, FolderUse, FolderView, NewAccount, Period, ProblemKind, SkipReason, question,
};
use crate::engine::Input;
use kith_wire::{Answer, FailureKind, Namespace, Response, SpecialUse, UidSet};

const DAY: i64 = 86_400;
const NOW: i64 = 1_790_000_000;
const FOLDERS: [(&str, u32, u32); 3] = [("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4)];

fn connected(server: Server) -> World {
    let mut world = World::new(server);
    world.connect().unwrap();
    world
}

/// One account of which half a year is read.
fn half_a_year(server: Server) -> World {
    let mut world = World::new(server);
    world.order(Command::Connect(NewAccount { period: Period::SixMonths, ..new_account("right") })).unwrap();
    world
}

/// How many messages are stored, on the server, and counted and not listed.
fn audit(world: &mut World) -> (u32, u32, u32) {
    let audit = world.account().audit.unwrap();
    (audit.stored, audit.on_server, audit.unlisted)
}

fn is_up_to_date(world: &mut World) -> bool {
    matches!(world.status(), AccountStatus::UpToDate { .. })
}

fn folders(world: &mut World) -> Vec<FolderView> {
    let id = world.account().id;
    let Ok(folders) = world.ask(question::Folders(id)) else { panic!() };
    folders
}

fn counting(world: &mut World) -> Vec<String> {
    folders(world).into_iter().filter(|folder| folder.counts).map(|folder| folder.title).collect()
}

#[test]
fn where_fewer_are_found_than_counted_the_others_are_asked_for_in_another_way() {
    for finds in [0, 1, 7, 19] {
        let mut world = connected(Server { finds, ..Server::modern(&FOLDERS) });
        assert_eq!(world.people(), all_people(), "{finds}");
        assert_eq!(audit(&mut world), (32, 32, 0));
        assert!(is_up_to_date(&mut world));
        // So it is when everything is compared.
        let id = world.account().id;
        world.order(Command::SyncNow(id)).unwrap();
        assert_eq!((audit(&mut world), world.account().skipped), ((32, 32, 0), 0));
    }
}

#[test]
fn a_server_that_does_not_find_uids_at_all_is_read_all_the_same() {
    let mut world = connected(Server { cannot_find: true, ..Server::with(&FOLDERS) });
    assert_eq!((world.people(), audit(&mut world)), (all_people(), (32, 32, 0)));
    assert!(is_up_to_date(&mut world));
}

#[test]
fn what_is_counted_and_never_listed_is_told_and_nothing_is_called_up_to_date() {
    let mut server = Server::modern(&FOLDERS);
    (server.finds, server.gives_uids) = (5, false);
    let mut world = connected(server);
    let AccountStatus::Incomplete { unlisted, .. } = world.status() else { panic!("{:?}", world.status()) };
    // Of INBOX 15 and of Sent 3; Archive holds 4.
    assert_eq!((unlisted, audit(&mut world)), (18, (14, 32, 18)));
    assert_eq!(world.watched(), ["INBOX", "Sent"], "what comes is read");
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(audit(&mut world), (15, 33, 18));
    let mut world = world.restarted();
    world.settle();
    assert!(matches!(world.status(), AccountStatus::Incomplete { unlisted: 18, .. }), "{:?}", world.status());

    // It is tried again by itself, but not at every reading.
    world.server.asked.borrow_mut().clear();
    world.pass(3_000_000);
    assert_eq!(world.asked("Uids"), 0);
    (world.server.finds, world.server.gives_uids) = (usize::MAX, true);
    world.pass(1_000_000);
    assert_eq!(audit(&mut world), (33, 33, 0));
    assert!(is_up_to_date(&mut world));
}

#[test]
fn a_server_that_counts_more_than_there_is_says_how_many_it_does_not_list() {
    let mut world = connected(Server { overcounts: 1, ..Server::modern(&FOLDERS) });
    assert!(matches!(world.status(), AccountStatus::Incomplete { unlisted: 3, .. }), "{:?}", world.status());
    assert_eq!((world.people(), audit(&mut world)), (all_people(), (32, 35, 3)));
    world.server.asked.borrow_mut().clear();
    world.pass(DAY * 1_000);
    let asked = world.asked("Uids");
    assert!(asked < 200, "{asked} questions in a day");
}

#[test]
fn a_time_is_compared_with_what_the_server_counts_too() {
    let fill = |finds| {
        let mut server = Server { finds, ..Server::modern(&[("INBOX", 1, 0), ("Sent", 1, 0)]) };
        for number in 0..9 {
            server.shelf("INBOX").deliver(dated(&format!("old{number}"), 700), Some(NOW - 700 * DAY));
        }
        for number in 0..9 {
            server.shelf("INBOX").deliver(dated(&format!("new{number}"), 7), Some(NOW - 7 * DAY));
        }
        server
    };
    for finds in [usize::MAX, 17, 9, 4, 0] {
        let mut world = half_a_year(fill(finds));
        assert_eq!((world.overview().messages, audit(&mut world)), (9, (9, 9, 0)), "{finds}");
        assert!(is_up_to_date(&mut world));
    }
    // Those of the time cannot be told from the others: it is said that some are missing.
    let mut world = half_a_year(Server { gives_uids: false, ..fill(4) });
    assert!(matches!(world.status(), AccountStatus::Incomplete { unlisted: 14, .. }), "{:?}", world.status());
}

#[test]
fn what_is_deleted_between_the_count_and_the_list_is_not_missing() {
    let mut world = World::new(Server::modern(&FOLDERS));
    world.inputs.push_back(Input::Page(crate::api::ToEngine::Order(7, Command::Connect(new_account("right")))));
    // INBOX is open, and counted.
    while world.asked("Examine") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.server.shelf("INBOX").messages.remove(&3);
    world.settle();
    assert_eq!(audit(&mut world), (31, 31, 0));
    assert!(is_up_to_date(&mut world));
}

#[test]
fn a_mailbox_that_loses_messages_all_the_time_is_not_asked_for_ever() {
    let mut world = World::new(Server::modern(&[("INBOX", 1, 40), ("Sent", 1, 2)]));
    world.inputs.push_back(Input::Page(crate::api::ToEngine::Order(7, Command::Connect(new_account("right")))));
    for _ in 0..2_000 {
        let Some(input) = world.inputs.pop_front() else { break };
        let opened = world.asked("Examine");
        world.step(input);
        // After each count one is deleted.
        if world.asked("Examine") > opened && world.server.folders["INBOX"].messages.len() > 10 {
            world.server.shelf("INBOX").messages.pop_first();
        }
    }
    world.settle();
    assert!(world.asked("Uids") < 12, "{:?}", world.server.asked);
    assert!(
        matches!(world.status(), AccountStatus::UpToDate { .. } | AccountStatus::Incomplete { .. }),
        "{:?}",
        world.status()
    );
    let id = world.account().id;
    world.order(Command::SyncNow(id)).unwrap();
    assert!(is_up_to_date(&mut world), "{:?}", world.status());
}

#[test]
fn more_that_came_than_is_named_has_everything_compared() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.server.finds = 3;
    for number in 0..9 {
        world.server.shelf("INBOX").deliver(mail("New", number), None);
    }
    world.tell_watchers("INBOX");
    world.settle();
    assert_eq!((world.overview().messages, audit(&mut world)), (41, (41, 41, 0)));
}

/// Seen on a server: an All Mail that is empty, beside an INBOX of 1,164.
#[test]
fn what_calls_itself_all_and_is_not_keeps_nothing_from_being_read() {
    for (all, modern) in [(0, true), (0, false), (5, true), (5, false), (20, true), (20, false)] {
        let folders = [("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4), ("All", 1, all)];
        let mut server = if modern { Server::modern(&folders) } else { Server::with(&folders) };
        server.uses.insert("All".into(), SpecialUse::All);
        let mut world = connected(server);
        let expect: &[&str] = if all == 20 { &["All", "Sent"] } else { &["INBOX", "All", "Sent", "Archive"] };
        assert_eq!(counting(&mut world), expect, "{all} {modern}");
        let on_server = if all == 20 { 28 } else { 32 + all };
        assert_eq!(audit(&mut world), (on_server, on_server, 0));
        world.server.asked.borrow_mut().clear();
        world.pass(301_000);
        assert_eq!(counting(&mut world), expect, "also when it is looked at again");
        assert_eq!(world.asked("Headers"), 0);
    }
}

#[test]
fn a_folder_for_all_that_cannot_be_opened_is_not_all() {
    let mut server = Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4), ("All", 1, 50)]);
    server.uses.insert("All".into(), SpecialUse::All);
    server.refuses = Some("All");
    let mut world = connected(server);
    world.pass(301_000);
    assert_eq!(counting(&mut world), ["INBOX", "All", "Sent", "Archive"]);
    assert_eq!(world.people(), all_people());
}

#[test]
fn new_mail_is_not_missed_where_a_folder_for_all_catches_up_and_does_not_hold_it() {
    let mut server = Server::modern(&[("INBOX", 1, 20), ("Sent", 1, 8), ("All", 1, 12)]);
    server.uses.insert("All".into(), SpecialUse::All);
    let mut world = connected(server);
    // Half of INBOX is deleted: All holds more now.
    world.server.shelf("INBOX").messages.retain(|uid, _| *uid > 10);
    world.pass(301_000);
    world.deliver("INBOX", dated("new", 0), None);
    world.pass(301_000);
    assert!(world.people().iter().any(|(name, _)| name == "new@x.example"));
    let mut world = world.restarted();
    world.settle();
    world.deliver("INBOX", dated("newer", 0), None);
    world.pass(301_000);
    assert!(world.people().iter().any(|(name, _)| name == "newer@x.example"));
}

/// What someone else got and sent, as a server shows it to whom she lets in.
fn with_anna(namespace: Option<Namespace>, says_sent: bool) -> Server {
    let names = ["Other Users/anna", "Other Users/anna/Sent"];
    let mut server = Server::modern(&[("INBOX", 1, 5), ("Sent", 1, 2), (names[0], 1, 0), (names[1], 1, 0)]);
    for number in 0..6 {
        let letter = |id: &str, from: &str, to: &str| {
            let date = mail_date(NOW - 7 * DAY);
            format!(
                "Message-ID: <{id}{number}@x.example>\r\nDate: {date}\r\nFrom: {from}\r\nTo: {to}\r\nSubject: x\r\n\r\n"
            )
        };
        let customer = format!("customer{number}@y.example");
        server.shelf(names[0]).deliver(letter("in", &customer, "anna@other.example"), None);
        server.shelf(names[1]).deliver(letter("out", "Anna <anna@other.example>", &customer), None);
    }
    server.others.extend(namespace.into_iter().flat_map(|space| names.map(|name| (name.to_owned(), space))));
    if says_sent {
        server.uses.insert(names[1].into(), SpecialUse::Sent);
    }
    server
}

fn customers(world: &mut World) -> usize {
    world.people().iter().filter(|(name, _)| name.starts_with("customer")).count()
}

#[test]
fn folders_of_others_are_read_only_if_the_user_says_so_and_no_one_becomes_me_by_them() {
    let spaces = [None, Some(Namespace::OtherUser), Some(Namespace::Shared), Some(Namespace::Other)];
    for (space, says_sent) in spaces.into_iter().flat_map(|space| [(space, true), (space, false)]) {
        let mut world = connected(with_anna(space, says_sent));
        assert_eq!(counting(&mut world), ["INBOX", "Sent"], "{space:?} {says_sent}");
        assert_eq!((customers(&mut world), audit(&mut world)), (0, (7, 7, 0)));
        let id = world.account().id;
        for folder in ["Other Users/anna", "Other Users/anna/Sent"] {
            world.order(Command::SetFolder { account: id, folder: folder.into(), counts: true }).unwrap();
        }
        assert_eq!(audit(&mut world), (19, 19, 0));
        let mine = world.engine.book.journal().state().own_addresses.clone();
        assert!(mine.is_empty());
        let Ok(tracking) = world.ask(question::Tracking) else { panic!() };
        let own: Vec<&str> = tracking.own_addresses.iter().map(|own| own.address.as_str()).collect();
        assert_eq!(own, ["me@home.example"], "she is not me");
    }
}

#[test]
fn what_was_read_of_others_before_vanishes_and_is_read_as_theirs_if_it_is_to_count() {
    // As it was: the folders seemed to be the user's own.
    let mut world = connected(with_anna(Some(Namespace::Personal), true));
    assert_eq!((customers(&mut world), audit(&mut world)), (6, (19, 19, 0)));
    // The server says it now.
    for name in ["Other Users/anna", "Other Users/anna/Sent"] {
        world.server.others.insert(name.into(), Namespace::OtherUser);
    }
    world.sync();
    let check = |world: &mut World| {
        assert_eq!((customers(world), world.overview().messages), (0, 7));
        let Ok(tracking) = world.ask(question::Tracking) else { panic!() };
        let own: Vec<&str> = tracking.own_addresses.iter().map(|own| own.address.as_str()).collect();
        assert_eq!(own, ["me@home.example"]);
    };
    check(&mut world);
    let mut world = world.restarted();
    world.relay_is_down = true;
    check(&mut world);
    assert_eq!(counting(&mut world), ["INBOX", "Sent"], "it is known without the server");
    world.relay_is_down = false;
    world.pass(600_000);
    check(&mut world);
    let id = world.account().id;
    let folder = "Other Users/anna/Sent".to_owned();
    world.order(Command::SetFolder { account: id, folder, counts: true }).unwrap();
    assert_eq!(audit(&mut world), (13, 13, 0));
    let Ok(tracking) = world.ask(question::Tracking) else { panic!() };
    assert_eq!(tracking.own_addresses.len(), 1, "she is not me");
}

#[test]
fn what_a_program_keeps_is_read_only_if_the_user_says_so() {
    let names = ["Outbox", "Calendar", "Notes", "Sync Issues/Conflicts"];
    let mut server = Server::modern(&[("INBOX", 1, 5), ("Sent", 1, 2)]);
    for name in names {
        let folder = Server::with(&[(name, 1, 1)]).folders.remove(name).unwrap();
        server.folders.insert(name.into(), folder);
        server.shelf(name).messages.clear();
        let letter = format!(
            "Message-ID: <{}@x.example>\r\nDate: {}\r\nFrom: yan@unsent.example\r\nTo: me@home.example\r\n\r\n",
            name.len(),
            mail_date(NOW - 3 * DAY)
        );
        server.shelf(name).deliver(letter, None);
    }
    let mut world = connected(server);
    let is_there = |world: &mut World| world.people().iter().any(|(name, _)| name.contains("yan"));
    assert!(!is_there(&mut world));
    let id = world.account().id;
    let shown = folders(&mut world);
    for name in names {
        let folder = shown.iter().find(|folder| folder.name == name).unwrap();
        assert_eq!((folder.special_use, folder.counts, folder.stored), (FolderUse::Program, false, 0), "{name}");
    }
    let set = |counts| Command::SetFolder { account: id, folder: "Outbox".into(), counts };
    world.order(set(true)).unwrap();
    assert!(is_there(&mut world));
    world.order(set(false)).unwrap();
    assert!(!is_there(&mut world));
}

#[test]
fn a_server_that_asks_to_wait_is_waited_for_and_nothing_is_set_aside() {
    let mut world = connected(Server { snoozes: 40, ..Server::modern(&FOLDERS) });
    let AccountStatus::Waiting { problem, until } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::Mail(FailureKind::Throttled));
    assert!(until * 1_000 >= world.now + 20_000, "it is left alone for a while");
    assert_eq!((world.asked("Headers"), world.account().skipped, world.open.len()), (1, 0, 0));
    world.pass(3_600_000);
    let asked = world.asked("Headers");
    assert!((5..16).contains(&asked), "{asked} questions in an hour");
    world.pass(24 * 3_600_000);
    assert_eq!((world.people(), world.account().skipped), (all_people(), 0));
    assert!(is_up_to_date(&mut world));
    let id = world.account().id;
    let Ok(skipped) = world.ask(question::SkippedMessages(id)) else { panic!() };
    assert_eq!(skipped, []);
}

#[test]
fn being_put_off_again_and_again_in_between_is_waited_for_longer_and_longer() {
    let mut world = connected(Server::with(&[("INBOX", 1, 200), ("Sent", 1, 1)]));
    world.server.shelf("INBOX").uid_validity += 1;
    world.sync();
    let mut waits = Vec::new();
    for _ in 0..5 {
        let uid = world.server.shelf("INBOX").uid_next;
        world.server.shelf("INBOX").deliver(mail("INBOX", uid), None);
        world.server.snoozes = 1;
        world.sync();
        let AccountStatus::Waiting { until, .. } = world.status() else { panic!("{:?}", world.status()) };
        waits.push(until * 1_000 - world.now);
    }
    assert!(waits.windows(2).all(|pair| pair[1] > pair[0]), "{waits:?}");
}

/// The newest of a thousand messages makes the server hang up.
#[test]
fn finding_out_over_which_message_a_server_hangs_up_takes_no_minute() {
    for bad in [1_000, 500, 1] {
        let mut server = Server::modern(&[("INBOX", 1, 1_000), ("Sent", 1, 0)]);
        server.hangs_up_over = [bad].into_iter().collect();
        let mut world = connected(server);
        world.pass(60_000);
        assert_eq!(world.overview().messages, 999, "{bad}");
        let account = world.account();
        assert_eq!((account.skipped, is_up_to_date(&mut world)), (1, true));
        assert!(world.asked("Connect") < 30, "{} logins", world.asked("Connect"));
        let Ok(skipped) = world.ask(question::SkippedMessages(account.id)) else { panic!() };
        assert_eq!(skipped[0].reason, SkipReason::HangsUp);
    }
}

#[test]
fn a_server_that_hangs_up_over_everything_is_not_asked_again_and_again() {
    let mut server = Server::modern(&[("INBOX", 1, 1_000), ("Sent", 1, 0)]);
    server.hangs_up_over = UidSet::from(vec![(1, u32::MAX)]);
    let mut world = connected(server);
    world.pass(3_600_000);
    assert!(world.asked("Connect") < 60, "{} logins in an hour", world.asked("Connect"));
    assert!(matches!(world.status(), AccountStatus::Waiting { .. }), "{:?}", world.status());
    assert!(world.account().skipped < 20);
    world.server.hangs_up_over = UidSet::new();
    world.pass(600_000);
    let id = world.account().id;
    world.order(Command::SyncNow(id)).unwrap();
    assert_eq!((world.overview().messages, world.account().skipped), (1_000, 0));
}

/// The engine stood still for two minutes; what came meanwhile waits behind the wake-up.
#[test]
fn a_connection_whose_words_wait_to_be_heard_is_not_dead() {
    for online in [false, true] {
        let mut world = connected(Server::modern(&FOLDERS));
        let open: Vec<_> = world.open.keys().copied().collect();
        world.server.asked.borrow_mut().clear();
        world.now += 120_000;
        world.inputs.extend(online.then_some(Input::Online));
        world.inputs.push_back(Input::Wake);
        let alive = kith_wire::encode(&Response { id: 0, answer: Answer::Alive }).unwrap();
        world.inputs.extend(open.iter().map(|conn| Input::Frame(*conn, alive.clone())));
        world.settle();
        assert_eq!(world.open.keys().copied().collect::<Vec<_>>(), open);
        assert_eq!(world.asked("Connect"), 0);
    }
    // Over these nothing came.
    let mut world = connected(everything());
    let mut server = Server::modern(&FOLDERS);
    std::mem::swap(&mut world.server, &mut server);
    world.sync();
    let open: Vec<_> = world.open.keys().copied().collect();
    assert!(!open.is_empty());
    world.now += 120_000;
    world.inputs.push_back(Input::Wake);
    world.settle();
    assert!(world.open.keys().all(|conn| !open.contains(conn)));
}
