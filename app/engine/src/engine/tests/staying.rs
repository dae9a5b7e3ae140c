//! Staying current: news, polls, several connections, and what the user changes.

use super::world::{Server, World, all_people, everything, mail, new_account};
use crate::api::{
    AccountStatus, Command, FolderUse, FromEngine, Order, PeopleQuery, Period, ProblemKind, SkipReason, ToEngine,
    question,
};
use crate::engine::Input;
use crate::store::{Batch, CursorRow, Store};
use kith_domain::header;
use kith_wire::{FailureKind, UidSet};

const FOLDERS: [(&str, u32, u32); 3] = [("INBOX", 1, 20), ("Sent", 1, 8), ("Archive", 5, 4)];
const DAY: i64 = 86_400;
const NOW: i64 = 1_790_000_000;

fn connected(server: Server) -> World {
    let mut world = World::new(server);
    world.connect().unwrap();
    world
}

/// A message of that many days ago.
pub(super) fn dated(id: &str, days: i64) -> String {
    let at = mail_date(NOW - days * DAY);
    format!("Message-ID: <{id}@x.example>\r\nDate: {at}\r\nFrom: {id}@x.example\r\nTo: me@home.example\r\n\r\n")
}

/// A date as mail has it (RFC 5322, section 3.3), by the days-from-civil algorithm run backwards.
pub(super) fn mail_date(at: i64) -> String {
    let days = at.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{day} {} {year} 12:00:00 +0000", months[usize::try_from(month - 1).unwrap()])
}

fn senders(world: &mut World) -> Vec<String> {
    let query = PeopleQuery { limit: 100, order: Order::Name, ..PeopleQuery::default() };
    let Ok(page) = world.ask(question::People(query)) else { panic!("no people") };
    page.rows.into_iter().map(|row| row.name.split('@').next().unwrap().to_owned()).collect()
}

#[test]
fn new_mail_is_there_as_soon_as_the_server_tells_and_nothing_else_is_asked_for() {
    let mut world = connected(Server::modern(&FOLDERS));
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
    world.server.asked.borrow_mut().clear();
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.overview().messages, 33);
    let asked = world.server.asked.borrow().join(" ");
    assert_eq!(
        asked, "Uids Headers Credit Examine Idle",
        "a look from the last number on in the folder that is open, the message, and on it waits"
    );
    assert!(matches!(world.status(), AccountStatus::UpToDate { brought, .. } if brought.messages == 1));
    world.deliver("Sent", mail("Sent", 9), None);
    assert_eq!(world.overview().messages, 34);
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
}

#[test]
fn messages_deleted_meanwhile_are_noticed_when_the_folder_is_opened_again() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.server.asked.borrow_mut().clear();
    world.server.shelf("INBOX").messages.remove(&4);
    world.tell_watchers("INBOX");
    world.settle();
    assert_eq!(world.server.asked.borrow().join(" "), "Uids Examine Uids Examine Idle");

    world.server.asked.borrow_mut().clear();
    world.server.shelf("INBOX").messages.remove(&5);
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.server.asked.borrow().join(" "), "Uids Headers Credit Examine Examine Uids Examine Idle");
    assert_eq!((world.overview().messages, world.watched()), (33, vec!["INBOX", "Sent"]));
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "List Examine Idle");
}

#[test]
fn mail_that_came_before_the_watch_began_is_not_missed() {
    let mut world = connected(Server::modern(&FOLDERS));
    // The server tells no one: the watch begins after the mail came.
    world.server.shelf("INBOX").deliver(dated("new", 0), None);
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    world.settle();
    world.pass(5_000);
    assert_eq!(world.overview().messages, 33);
}

#[test]
fn a_poll_with_nothing_new_asks_for_the_list_alone_whatever_the_size() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "List Examine Idle");
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));

    // Without LIST-STATUS one more question, and without IDLE a login; for a folder more, no more.
    let mut world = connected(everything());
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "Connect List Status");
}

/// Courier says at the opening of a folder no UID that is next, and of one that never held a message another
/// UIDVALIDITY every time.
#[test]
fn a_server_that_says_less_costs_no_more() {
    let folders = [("INBOX", 1, 20), ("Sent", 1, 0), ("Archive", 5, 4)];
    let courier = |capabilities: &[&'static str]| Server {
        is_courier: true,
        capabilities: capabilities.to_vec(),
        ..Server::with(&folders)
    };
    let mut world = connected(courier(&[]));
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "Connect List Status");

    // A message came and went, another one stayed: both folders are looked at once, from the number that was next on.
    let gone = world.server.shelf("INBOX").deliver(dated("gone", 0), None);
    world.server.shelf("INBOX").messages.remove(&gone);
    world.server.shelf("Archive").deliver(dated("old", 0), None);
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "Connect List Status Examine Uids Examine Uids Headers Credit");
    world.server.asked.borrow_mut().clear();
    world.pass(301_000);
    assert_eq!(world.server.asked.borrow().join(" "), "Connect List Status");

    let mut world = connected(courier(&["IDLE"]));
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
    world.deliver("Sent", mail("Sent", 1), None);
    world.server.asked.borrow_mut().clear();
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.server.asked.borrow().join(" "), "Uids Headers Credit Examine Idle");
    assert_eq!((world.overview().messages, world.watched()), (26, vec!["INBOX", "Sent"]));
}

#[test]
fn a_folder_that_no_one_tells_of_is_polled() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.server.shelf("Archive").deliver(dated("old", 0), None);
    world.pass(301_000);
    assert_eq!(world.overview().messages, 33);
}

#[test]
fn what_is_deleted_or_moved_on_the_server_keeps_its_place_here() {
    let mut world = connected(Server::modern(&FOLDERS));
    let people = world.people();
    world.server.shelf("INBOX").messages.clear();
    let (text, received) = world.server.shelf("Sent").messages.remove(&3).unwrap();
    world.server.shelf("Archive").deliver(text, received);
    world.tell_watchers("INBOX");
    world.tell_watchers("Sent");
    world.settle();
    let id = world.account().id;
    world.order(Command::SyncNow(id)).unwrap();
    assert_eq!(world.people(), people);
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.stored, audit.on_server), (12, 12));
}

#[test]
fn a_server_that_lets_in_one_connection_is_read_over_one() {
    let mut server = Server::modern(&FOLDERS);
    server.connections = 1;
    let mut world = connected(server);
    assert_eq!(world.people(), all_people());
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    world.pass(301_000);
    assert_eq!(world.watched(), ["INBOX"]);
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.overview().messages, 33);
}

#[test]
fn a_message_over_which_the_server_hangs_up_is_found_and_set_aside_and_the_rest_is_read() {
    let mut server = Server::modern(&FOLDERS);
    server.hangs_up_over = [7].into_iter().collect();
    let mut world = connected(server);
    world.pass(600_000);
    // INBOX, Sent and Archive each have a 7.
    let account = world.account();
    assert!(matches!(account.status, AccountStatus::UpToDate { .. }), "{:?}", account.status);
    assert_eq!((world.overview().messages, account.skipped), (29, 3));
    let Ok(skipped) = world.ask(question::SkippedMessages(account.id)) else { panic!() };
    assert!(skipped.iter().all(|a| a.reason == SkipReason::HangsUp && a.uid == Some(7)), "{skipped:?}");
    world.server.hangs_up_over = UidSet::new();
    world.order(Command::SyncNow(account.id)).unwrap();
    assert_eq!((world.people(), world.account().skipped), (all_people(), 0));
}

#[test]
fn a_message_that_is_named_and_never_given_is_set_aside_with_its_reason() {
    let mut server = Server::modern(&FOLDERS);
    server.never_gives = [6].into_iter().collect();
    let mut world = connected(server);
    let account = world.account();
    let audit = account.audit.unwrap();
    assert_eq!((account.skipped, audit.stored, audit.on_server), (3, 29, 32));
    let Ok(skipped) = world.ask(question::SkippedMessages(account.id)) else { panic!() };
    assert!(skipped.iter().all(|a| a.reason == SkipReason::NotGiven), "{skipped:?}");
}

/// More than are set aside one by one cannot be read, and the rest is not forgotten over it.
#[test]
fn where_more_cannot_be_read_than_are_set_aside_nothing_is_called_up_to_date() {
    let mut server = Server::with(&[("INBOX", 1, 0)]);
    for number in 1..=2_010 {
        server.shelf("INBOX").deliver(dated(&format!("m{number}"), 3), None);
    }
    server.never_gives = (1..=2_005).collect();
    let mut world = connected(server);
    let (account, status) = (world.account(), world.status());
    assert_eq!(
        (account.skipped, account.audit.map(|audit| (audit.stored, audit.on_server))),
        (2_000, Some((5, 2_010)))
    );
    assert!(matches!(status, AccountStatus::Incomplete { unlisted: 0, left: 5, .. }), "{status:?}");
    world.server.never_gives = UidSet::new();
    world.order(Command::SyncNow(account.id)).unwrap();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    assert_eq!(world.overview().messages, 2_010);
}

#[test]
fn a_server_that_ignores_since_does_not_bring_what_is_too_old() {
    let mut server = Server::with(&[("INBOX", 1, 0)]);
    server.ignores_since = true;
    for (id, days) in [("new", 3), ("old", 400), ("older", 900)] {
        server.shelf("INBOX").deliver(dated(id, days), Some(NOW - days * DAY));
    }
    // Moved here from another server: received just now, but old all the same.
    server.shelf("INBOX").deliver(dated("moved", 700), Some(NOW - DAY));
    let mut world = World::new(server);
    world
        .order(Command::Connect(crate::api::NewAccount { period: Period::SixMonths, ..new_account("right") }))
        .unwrap();
    assert_eq!(senders(&mut world), ["new"]);
    let account = world.account();
    assert_eq!(account.audit.map(|audit| (audit.stored, audit.on_server)), Some((1, 1)));
    world.server.asked.borrow_mut().clear();
    world.order(Command::SyncNow(account.id)).unwrap();
    assert_eq!(world.asked("Headers"), 0, "it is not read again and again");
}

#[test]
fn a_longer_time_brings_what_is_older_and_reads_nothing_twice() {
    let mut server = Server::with(&[("INBOX", 1, 0)]);
    for (id, days) in [("a", 3), ("b", 100), ("c", 300), ("d", 3_000)] {
        server.shelf("INBOX").deliver(dated(id, days), Some(NOW - days * DAY));
    }
    let mut world = World::new(server);
    world
        .order(Command::Connect(crate::api::NewAccount { period: Period::SixMonths, ..new_account("right") }))
        .unwrap();
    assert_eq!(senders(&mut world), ["a", "b"]);
    let id = world.account().id;
    for (period, expect) in [(Period::Year, 3), (Period::SixMonths, 3), (Period::Everything, 4)] {
        let before = world.disk.commits.get();
        world.order(Command::SetPeriod(id, period)).unwrap();
        assert_eq!(world.overview().messages, expect);
        assert!(
            world.disk.commits.get() - before <= 3,
            "no more than the account, the new message, and the comparison"
        );
        assert_eq!(world.account().period, period);
    }
}

#[test]
fn the_user_says_which_folders_count() {
    let mut world = connected(Server::modern(&FOLDERS));
    let id = world.account().id;
    let Ok(folders) = world.ask(question::Folders(id)) else { panic!() };
    let got: Vec<_> = folders.iter().map(|f| (f.title.as_str(), f.special_use, f.counts, f.stored)).collect();
    let expect = [
        ("INBOX", FolderUse::Inbox, true, 20),
        ("Sent", FolderUse::Sent, true, 8),
        ("Archive", FolderUse::Other, true, 4),
    ];
    assert_eq!(got, expect);
    let set = |counts| Command::SetFolder { account: id, folder: "Archive".into(), counts };
    world.order(set(false)).unwrap();
    assert_eq!(world.overview().messages, 28, "what lies there alone does not count any more");
    world.server.shelf("Archive").deliver(dated("new", 0), None);
    world.pass(301_000);
    assert!(!senders(&mut world).contains(&"new".to_owned()));
    world.order(set(true)).unwrap();
    assert!(senders(&mut world).contains(&"new".to_owned()));
}

#[test]
fn who_disconnects_keeps_people_and_goes_on_from_there_after_connecting_again() {
    let mut world = connected(Server::modern(&FOLDERS));
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!((world.status(), world.people()), (AccountStatus::Disconnected, all_people()));
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    assert_eq!(world.ask(question::Text(key)), Err(ProblemKind::Disconnected));
    world.pass(3_600_000);
    assert!(world.open.is_empty());
    let mut world = world.restarted();
    world.settle();
    assert_eq!((world.status(), world.people()), (AccountStatus::Disconnected, all_people()));
    assert_eq!(world.engine.accounts[&id].account.row().unwrap().bytes.windows(5).position(|w| w == b"right"), None);
    world.server.asked.borrow_mut().clear();
    world.connect().unwrap();
    assert_eq!((world.account().id, world.asked("Headers")), (id, 0), "nothing is read again");
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
}

#[test]
fn a_lost_connection_is_opened_again_without_a_word_and_trouble_is_told() {
    let mut world = connected(Server::modern(&FOLDERS));
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    world.settle();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    world.relay_is_down = true;
    world.pass(3_000);
    let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::NoRelay);
    world.relay_is_down = false;
    world.inputs.push_back(Input::Online);
    world.settle();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "it does not wait when the network is back");
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
}

#[test]
fn one_of_two_connections_that_is_lost_is_opened_again_soon() {
    let mut world = connected(Server::modern(&FOLDERS));
    let inbox = *world.open.keys().next().unwrap();
    world.cut(inbox);
    world.settle();
    world.pass(3_000);
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.overview().messages, 33);
    // But not over and over, where it does not last.
    world.server.asked.borrow_mut().clear();
    for _ in 0..20 {
        let last = *world.open.keys().next_back().unwrap();
        if world.open.len() > 1 {
            world.cut(last);
        }
        world.settle();
        world.pass(3_000);
    }
    assert_eq!((world.asked("Connect"), world.watched()), (5, vec!["INBOX"]));
    world.pass(301_000);
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
}

#[test]
fn a_clock_that_is_set_back_a_year_stops_nothing() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.now -= 365 * DAY * 1_000;
    world.deliver("INBOX", dated("new", 0), None);
    assert_eq!(world.overview().messages, 33);
    world.server.shelf("Archive").deliver(dated("other", 0), None);
    world.pass(500_000);
    assert_eq!(world.overview().messages, 34);
}

#[test]
fn a_machine_that_slept_finds_its_dead_connections_at_once() {
    let mut world = connected(Server::modern(&FOLDERS));
    let dead: Vec<_> = world.open.keys().copied().collect();
    world.server.shelf("INBOX").deliver(dated("new", 0), None);
    world.now += 8 * 3_600_000;
    world.inputs.push_back(Input::Wake);
    world.settle();
    assert!(world.open.keys().all(|conn| !dead.contains(conn)));
    world.pass(5_000);
    assert_eq!(world.overview().messages, 33);
}

#[test]
fn what_came_message_by_message_is_joined_at_a_start_and_stays_the_same() {
    let mut world = connected(Server::modern(&FOLDERS));
    for number in 0..70 {
        world.deliver(if number % 3 == 0 { "Sent" } else { "INBOX" }, mail("New", number), None);
    }
    // A copy stands in a segment before its message once those are joined.
    let (text, received) = world.server.shelf("INBOX").messages[&22].clone();
    world.deliver("Sent", text, received);
    let (people, before) = (world.people(), world.segments());
    let mut world = world.restarted();
    world.settle();
    assert!(before > 70 && world.segments() < 10, "{before}, then {}", world.segments());
    let mut world = world.restarted();
    world.settle();
    assert_eq!(world.people(), people);
    let key = header::read(mail("New", 2).as_bytes(), None, 9).key;
    assert_eq!(world.engine.book.places(key).len(), 2, "the copy is known where it lies");
}

#[test]
fn a_folder_that_is_numbered_anew_whenever_it_is_opened_is_set_aside_and_not_read_for_ever() {
    let mut world = connected(everything());
    for _ in 0..8 {
        let shelf = world.server.shelf("Archive");
        shelf.uid_validity += 1;
        world.sync();
    }
    let before = (world.segments(), world.asked("Headers"));
    for _ in 0..8 {
        world.server.shelf("Archive").uid_validity += 1;
        world.sync();
    }
    assert_eq!((world.segments(), world.asked("Headers")), before);
    let account = world.account();
    assert!(matches!(account.status, AccountStatus::UpToDate { .. }), "{:?}", account.status);
    let Ok(skipped) = world.ask(question::SkippedMessages(account.id)) else { panic!() };
    assert_eq!(
        skipped.iter().map(|a| (a.folder.as_str(), a.uid, a.reason)).collect::<Vec<_>>(),
        [("Archive", None, SkipReason::NoNumbers)]
    );
    assert_eq!(world.people(), all_people());
    // It lasts now.
    world.sync();
    world.sync();
    assert_eq!(world.account().skipped, 0);
}

#[test]
fn after_a_deletion_everything_is_compared_again_within_the_hour() {
    let mut world = connected(Server::modern(&FOLDERS));
    world.server.shelf("Archive").messages.clear();
    world.pass(2 * 3_600_000);
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.stored, audit.on_server), (28, 28));
    assert_eq!(world.people(), all_people(), "what was deleted keeps its place");
}

#[test]
fn a_server_that_ends_every_wait_is_not_asked_without_end() {
    let mut server = Server::modern(&FOLDERS);
    server.hangs_up_on_idle = true;
    let mut world = connected(server);
    world.server.asked.borrow_mut().clear();
    world.pass(3_600_000);
    assert!(world.asked("Connect") < 40, "{} logins in an hour", world.asked("Connect"));
    world.server.shelf("INBOX").deliver(dated("new", 0), None);
    world.pass(400_000);
    assert_eq!(world.overview().messages, 33, "it is asked all the same");
}

#[test]
fn what_one_connection_was_asked_when_the_server_ended_it_another_is_asked() {
    for ask in ["List", "Examine", "Uids", "Status"] {
        let mut world = connected(Server { capabilities: vec!["IDLE"], ..Server::with(&FOLDERS) });
        assert_eq!(world.watched(), ["INBOX", "Sent"]);
        world.server.shelf("Archive").deliver(dated("new", 0), None);
        world.server.hangs_up_at.push(ask);
        world.sync();
        assert!(world.server.hangs_up_at.is_empty());
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{ask}: {:?}", world.status());
        assert_eq!(world.overview().messages, 33, "{ask}");
        assert_eq!(world.watched(), ["INBOX", "Sent"], "{ask}: it is opened anew, since it was let in before");
    }
}

#[test]
fn a_connection_that_the_server_ends_while_it_waits_is_opened_again_without_a_word() {
    let mut world = connected(Server::modern(&FOLDERS));
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.fail(conn, FailureKind::WentAway);
    }
    world.settle();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "{:?}", world.status());
    world.pass(3_000);
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
}

#[test]
fn no_connection_stays_open_when_there_is_no_room_for_what_it_brought() {
    let mut world = connected(everything());
    world.disk.full.set(true);
    for _ in 0..5 {
        // Something came and went: only what is known of the folder is to be stored.
        world.server.shelf("INBOX").uid_next += 1;
        world.now += 300_000;
        world.inputs.push_back(Input::Wake);
        world.settle();
        let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
        assert_eq!((problem.kind, world.open.len()), (ProblemKind::StorageFull, 0));
        world.pass(10_000);
    }
}

#[test]
fn a_longer_time_chosen_in_the_middle_of_the_first_reading_brings_what_was_left_out_already() {
    let mut server = Server::with(&[("INBOX", 1, 0)]);
    // A mailbox that moved to this server yesterday: all of it was received then.
    for number in 0..9 {
        server.shelf("INBOX").deliver(dated(&format!("old{number}"), 700), Some(NOW - DAY));
    }
    let mut world = World::new(server);
    let new = crate::api::NewAccount { period: Period::SixMonths, ..new_account("right") };
    let say = |command| Input::Page(ToEngine::Order(9, command));
    world.inputs.push_back(say(Command::Connect(new)));
    let left_out = |world: &World| {
        let state = world.engine.accounts.values().next()?;
        Some(state.mailbox.folders.get("INBOX")?.outside.len()).filter(|count| *count > 0)
    };
    while left_out(&world).is_none() {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    assert_eq!(left_out(&world), Some(3), "the first batch");
    let id = *world.engine.accounts.keys().next().unwrap();
    world.inputs.push_front(say(Command::SetPeriod(id, Period::FiveYears)));
    world.settle();
    assert_eq!(world.overview().messages, 9);
}

#[test]
fn news_of_a_folder_that_is_being_looked_at_are_not_read_twice() {
    let mut world = connected(Server::modern(&FOLDERS));
    let id = world.account().id;
    for number in 0..9 {
        world.server.shelf("Sent").deliver(mail("Sent", 100 + number), None);
    }
    // The connection that waits for news of Sent hears of them while the other one looks at the folder already.
    world.inputs.push_back(Input::Page(ToEngine::Order(9, Command::SyncNow(id))));
    world.server.asked.borrow_mut().clear();
    while world.asked("Examine") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.tell_watchers("Sent");
    let first = *world.open.keys().next().unwrap();
    while world.asked("Headers") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    // What was asked for comes slowly.
    let is_fast = |input: &Input| !matches!(input, Input::Frame(conn, _) if *conn == first);
    while let Some(at) = world.inputs.iter().position(is_fast) {
        let input = world.inputs.remove(at).unwrap();
        world.step(input);
    }
    world.settle();
    assert_eq!((world.overview().messages, world.asked("Headers")), (41, 1));
    let audit = world.account().audit.unwrap();
    assert_eq!((audit.stored, audit.on_server), (41, 41));
}

#[test]
fn what_was_changed_while_another_password_was_tried_holds() {
    let mut world = connected(Server::modern(&FOLDERS));
    let id = world.account().id;
    let say = |command| Input::Page(ToEngine::Order(9, command));
    world.inputs.push_back(say(Command::ChangePassword(id, "right".into())));
    world.inputs.push_back(say(Command::SetFolder { account: id, folder: "Archive".into(), counts: false }));
    world.inputs.push_back(say(Command::SetPeriod(id, Period::FiveYears)));
    world.inputs.push_back(say(Command::SetConnections(id, 1)));
    world.settle();
    let account = world.account();
    assert_eq!((account.period, account.connections), (Period::FiveYears, 1));
    assert_eq!(world.overview().messages, 28, "Archive does not count");
}

#[test]
fn a_message_that_is_deleted_while_it_is_asked_for_was_not_refused() {
    let mut world = World::new(Server { regrets: true, ..Server::modern(&FOLDERS) });
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
    while world.asked("Uids") == 0 {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.server.shelf("INBOX").messages.remove(&4);
    world.settle();
    let account = world.account();
    assert_eq!((world.overview().messages, account.skipped), (31, 0));
    assert_eq!(account.audit.map(|audit| (audit.stored, audit.on_server)), Some((31, 31)));
}

#[test]
fn after_a_first_reading_that_was_cut_off_nothing_is_claimed_without_the_server() {
    let mut world = World::new(Server::with(&FOLDERS));
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
    let inbox = |world: &World| world.engine.accounts.values().next()?.mailbox.folders.get("INBOX")?.audit;
    while inbox(&world).is_none() {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.relay_is_down = true;
    let mut world = world.restarted();
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    world.settle();
    let account = world.account();
    assert!(matches!(account.status, AccountStatus::Waiting { .. }), "{:?}", account.status);
    assert_eq!((account.audit, account.messages), (None, 20));
}

#[test]
fn a_second_connection_that_the_relay_could_not_open_is_tried_again_with_the_next_first_one() {
    let mut world = World::new(Server::modern(&FOLDERS));
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
    while world.open.is_empty() {
        let input = world.inputs.pop_front().expect("something happens");
        world.step(input);
    }
    world.relay_is_down = true;
    world.settle();
    assert_eq!(world.watched(), ["INBOX"]);
    world.relay_is_down = false;
    for conn in world.open.keys().copied().collect::<Vec<_>>() {
        world.cut(conn);
    }
    world.settle();
    world.pass(5_000);
    assert_eq!(world.watched(), ["INBOX", "Sent"]);
}

#[test]
fn two_logins_to_one_mailbox_at_once_make_one_account() {
    let mut world = World::new(everything());
    for number in [1, 2] {
        world.inputs.push_back(Input::Page(ToEngine::Order(number, Command::Connect(new_account("right")))));
    }
    world.settle();
    let outcome = |number: u32| {
        let told = world.heard.iter().find_map(|told| match told {
            FromEngine::Outcome(of, outcome) if *of == number => Some(outcome.clone().map_err(|problem| problem.kind)),
            _ => None,
        });
        told.unwrap()
    };
    assert_eq!([outcome(1), outcome(2)], [Ok(()), Err(ProblemKind::AlreadyConnected)]);
    assert_eq!((world.overview().accounts.len(), world.people()), (1, all_people()));
}

#[test]
fn a_cursor_that_cannot_be_read_costs_a_reading_and_nothing_else() {
    let mut world = connected(everything());
    let id = world.account().id;
    let damaged = CursorRow { account: id, folder: "INBOX".into(), bytes: vec![2, 255, 255, 255] };
    pollster::block_on(world.disk.commit(Batch { cursors: vec![damaged], ..Batch::default() })).unwrap();
    let mut world = world.restarted();
    world.settle();
    assert_eq!((world.people(), world.overview().messages), (all_people(), 32));
    assert_eq!(world.account().audit.map(|audit| (audit.stored, audit.on_server)), Some((32, 32)));
}

#[test]
fn the_relay_says_which_build_of_the_app_it_serves() {
    let mut world = World::new(Server { build: "00112233aabbccdd", ..everything() });
    assert_eq!(world.overview().relay_build, "", "it said nothing yet");
    world.connect().unwrap();
    assert_eq!(world.overview().relay_build, "00112233aabbccdd");
    assert_eq!(connected(everything()).overview().relay_build, "", "an older relay says nothing");
}
