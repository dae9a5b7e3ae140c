//! The engine against a made-up relay that answers in the wire's own frames, and dies when told to.

mod access;
mod address_books;
mod backup;
mod calendars;
mod connecting;
mod daily_reminder;
mod damage;
mod dav;
mod drafting;
mod graph;
mod graph_books;
mod hostile;
mod importing;
mod keeping;
mod leaving;
mod letters;
mod locking;
mod meetings;
mod photos;
mod renewing;
mod ruling;
mod searching;
mod signing_in;
mod snapshot;
mod staying;
mod trusting;
mod whole;
mod world;

use super::Input;
use crate::api::{
    AccountId, AccountStatus, Command, NewAccount, Overview, PeopleQuery, ProblemKind, Security, SkipReason, ToEngine,
    Whose, question,
};
use crate::session::ConnectionId;
use kith_domain::header;
use kith_wire::{FailureKind, UidSet};
use world::{Server, World, all_people, everything, mail, new_account};

#[test]
fn a_mailbox_becomes_people() {
    let mut world = World::new(everything());
    assert_eq!(world.connect(), Ok(()));
    assert_eq!(world.people(), all_people());
    let overview = world.overview();
    assert_eq!((overview.messages, overview.people), (32, 5));
    let AccountStatus::UpToDate { brought, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!((brought.messages, brought.people), (32, 5));
    assert!(world.open.is_empty(), "the connection is closed once everything is read");
}

#[test]
fn a_timeline_has_its_subjects_newest_first() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let Ok(page) = world.ask(question::People(PeopleQuery { limit: 1, filter: "p4".into(), ..PeopleQuery::default() }))
    else {
        panic!()
    };
    let id = page.rows[0].id;
    let Ok(page) = world.ask(question::Timeline { of: Whose::Person(id), words: String::new(), offset: 0, limit: 3 })
    else {
        panic!()
    };
    let subjects: Vec<_> = page.rows.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!((page.all, subjects), (4, vec!["INBOX 19", "INBOX 14", "INBOX 9"]));
    assert_eq!(world.ask(question::Person(crate::api::PersonId(1))), Err(ProblemKind::NotFound));
}

#[test]
fn wherever_the_connection_dies_the_next_one_goes_on_and_nothing_doubles() {
    for after in 0..30 {
        let mut world = World::new(everything());
        world.server.dies_after = Some(after);
        let connected = world.connect();
        if connected.is_err() {
            assert_eq!(connected, Err(ProblemKind::NoRelay));
            assert_eq!(world.overview(), Overview::default(), "a login that failed leaves nothing behind");
            continue;
        }
        let before = world.overview().messages;
        world.server.dies_after = None;
        world.server.asked.borrow_mut().clear();
        world.pass(10_000);
        assert_eq!(world.people(), all_people(), "died after {after} frames");
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
        assert_eq!(world.overview().messages, 32);
        if before == 32 {
            assert_eq!(world.asked("Headers"), 0, "what is stored is not read again");
        }
    }
}

#[test]
fn wherever_the_tab_is_killed_the_next_start_goes_on_and_nothing_doubles() {
    for frames in 0..30 {
        let mut world = World::new(everything());
        world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
        for _ in 0..frames {
            if let Some(input) = world.inputs.pop_front() {
                world.step(input);
            }
        }
        let mut again = World::on(world.disk.clone(), everything());
        again.settle();
        if again.overview().accounts.is_empty() {
            assert!(frames < 4, "once the login worked the account is kept");
            continue;
        }
        assert_eq!(again.people(), all_people(), "killed after {frames} frames");
        let mut third = World::on(again.disk.clone(), everything());
        third.settle();
        assert_eq!(third.asked("Headers"), 0, "everything was stored");
        assert_eq!(third.people(), all_people());
    }
}

#[test]
fn a_reload_without_a_relay_shows_everything_and_says_what_it_waits_for() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let mut again = World::on(world.disk.clone(), everything());
    again.relay_is_down = true;
    again.inputs.clear();
    let opened: Vec<ConnectionId> = again.open.keys().copied().collect();
    again.inputs.extend(opened.into_iter().map(Input::Closed));
    again.settle();
    assert_eq!(again.people(), all_people());
    let AccountStatus::Waiting { problem, until } = again.status() else { panic!("{:?}", again.status()) };
    assert_eq!(problem.kind, ProblemKind::NoRelay);
    assert!(until * 1_000 > again.now);
    again.relay_is_down = false;
    again.pass(10_000);
    assert!(matches!(again.status(), AccountStatus::UpToDate { .. }));
}

#[test]
fn a_renumbered_folder_is_matched_again_and_nothing_doubles() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let inbox = world.server.shelf("INBOX");
    (inbox.uid_validity, inbox.uid_next) = (2, 200);
    inbox.messages = std::mem::take(&mut inbox.messages).into_iter().map(|(uid, mail)| (uid + 100, mail)).collect();
    world.sync();
    assert_eq!(world.people(), all_people());
    assert_eq!(world.overview().messages, 32);
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    assert!(world.ask(question::Text(key)).is_ok(), "it is found under its new UID");
}

#[test]
fn a_folder_that_cannot_be_opened_keeps_nothing_else_from_being_read() {
    let mut world = World::new(everything());
    world.server.refuses = Some("Archive");
    world.connect().unwrap();
    assert_eq!(world.overview().messages, 28);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
}

#[test]
fn an_inbox_that_cannot_be_opened_is_said_and_not_called_empty() {
    let mut world = World::new(everything());
    world.server.refuses = Some("INBOX");
    world.connect().unwrap();
    assert_eq!(world.overview().messages, 12, "the other folders are read");
    let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.words.as_deref(), Some("so it is"));
    let tried = world.asked("Connect");
    world.pass(3_600_000);
    assert!(world.asked("Connect") - tried < 30, "it is tried again at growing intervals");
}

#[test]
fn a_message_that_the_server_cannot_give_keeps_no_other_from_being_read() {
    let mut world = World::new(everything());
    world.server.cannot_give = [19, 7].into_iter().collect();
    world.connect().unwrap();
    // All but INBOX 19 and 7, Sent 7 and Archive 7.
    assert_eq!(world.overview().messages, 32 - 4);
    let account = world.overview().accounts[0].clone();
    assert!(matches!(account.status, AccountStatus::UpToDate { .. }));
    let audit = account.audit.unwrap();
    assert_eq!((account.skipped, audit.stored, audit.on_server), (4, 28, 32), "it is said what is missing");
    let Ok(skipped) = world.ask(question::SkippedMessages(account.id)) else { panic!() };
    let got: Vec<_> =
        skipped.iter().map(|a| (a.folder.as_str(), a.uid, a.reason, a.words.as_deref(), a.tries)).collect();
    let refused = |folder, uid| (folder, Some(uid), SkipReason::Refused, Some("so it is"), 1);
    assert_eq!(got, [refused("INBOX", 19), refused("Archive", 7), refused("INBOX", 7), refused("Sent", 7)]);

    let asked = world.asked("Headers");
    world.sync();
    assert_eq!(world.asked("Headers"), asked, "what the server refused rests for a day");
    world.server.cannot_give = [7].into_iter().collect();
    world.order(Command::SyncNow(account.id)).unwrap();
    assert_eq!(world.overview().accounts[0].skipped, 3, "unless the person wants it tried");
    world.server.cannot_give = UidSet::new();
    world.pass(25 * 3_600_000);
    assert_eq!(world.people(), all_people());
    let account = world.overview().accounts[0].clone();
    assert_eq!((account.skipped, account.audit.map(|audit| audit.stored)), (0, Some(32)));
}

#[test]
fn a_full_disk_stops_the_sample_and_does_not_spin() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::AddSample)));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    world.disk.full.set(true);
    world.settle();
    let AccountStatus::Stopped(problem) = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::StorageFull);
    assert!(world.wake.is_none_or(|at| at > world.now), "nothing is due at once");
}

/// The user said yes to a plain connection, and the server encrypts all the same.
#[test]
fn what_was_encrypted_once_is_never_read_plainly_again() {
    let plain = || NewAccount { security: Security::Plain, ..new_account("right") };
    let mut world = World::new(everything());
    world.server.is_stripped = true;
    world.order(Command::Connect(plain())).unwrap();
    assert_eq!(world.account().security, Security::Plain);
    world.server.is_stripped = false;
    let mut world = world.restarted();
    world.settle();
    assert_eq!(world.account().security, Security::StartTls);

    world.server.is_stripped = true;
    let mut world = world.restarted();
    world.settle();
    let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::EncryptionGone);
    let id = world.account().id;
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!(world.order(Command::Connect(plain())), Err(ProblemKind::EncryptionGone));
}

#[test]
fn a_message_left_out_of_an_answer_is_asked_for_again() {
    let mut world = World::new(everything());
    world.server.holds_back = [3, 4, 11].into_iter().collect();
    world.connect().unwrap();
    assert_eq!(world.people(), all_people());
}

#[test]
fn a_wrong_password_leaves_nothing_behind_and_a_changed_one_stops_and_asks() {
    let mut world = World::new(everything());
    let refused = Err(ProblemKind::Mail(FailureKind::LoginRefused));
    assert_eq!(world.order(Command::Connect(new_account("wrong"))), refused);
    assert_eq!(world.overview(), Overview::default());

    world.connect().unwrap();
    assert_eq!(world.connect(), Err(ProblemKind::AlreadyConnected));
    world.server.password = "changed";
    world.sync();
    let AccountStatus::Stopped(problem) = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.words.as_deref(), Some("so it is"));
    let tried = world.asked("Connect");
    world.pass(3_600_000);
    assert_eq!(world.asked("Connect"), tried, "it does not knock again with a password that was refused");

    let id = world.overview().accounts[0].id;
    assert_eq!(world.order(Command::ChangePassword(id, "still wrong".into())), refused);
    assert_eq!(world.order(Command::ChangePassword(id, "changed".into())), Ok(()));
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
}

#[test]
fn removing_an_account_leaves_nothing_of_it() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let id = world.overview().accounts[0].id;
    assert_eq!(world.order(Command::Remove(id)), Ok(()));
    assert_eq!(world.overview(), Overview::default());
    assert_eq!(world.people(), []);
    assert_eq!(World::on(world.disk.clone(), everything()).overview(), Overview::default());
    assert_eq!(world.order(Command::Remove(AccountId(3))), Err(ProblemKind::NotFound));
}

#[test]
fn the_sample_goes_the_way_of_real_mail_and_goes_whole() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    world.order(Command::AddSample).unwrap();
    let with = world.overview();
    assert!(with.people > 100 && with.messages > 1_000, "{with:?}");
    assert_eq!(world.order(Command::AddSample), Err(ProblemKind::AlreadyConnected));
    let sample = with.accounts.iter().find(|account| account.sample).unwrap().id;
    world.order(Command::Remove(sample)).unwrap();
    assert_eq!(world.people(), all_people());
}

#[test]
fn the_sample_is_read_to_its_end_even_if_the_tab_is_killed() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::AddSample)));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    world.step(Input::Wake);
    let mut again = World::on(world.disk.clone(), everything());
    again.settle();
    let mut whole = World::new(everything());
    whole.order(Command::AddSample).unwrap();
    let AccountStatus::UpToDate { brought, .. } = again.status() else { panic!("{:?}", again.status()) };
    assert!(brought.messages < again.overview().messages, "what was there before the reload is not new");
    assert_eq!(again.people(), whole.people());
}

#[test]
fn a_text_is_fetched_once_and_kept() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    let Ok(text) = world.ask(question::Text(key)) else { panic!() };
    assert_eq!(text.text.trim(), "Hello 3");
    world.relay_is_down = true;
    assert_eq!(world.ask(question::Text(key)), Ok(text));
    world.pass(120_000);
    assert!(world.open.is_empty(), "the connection for texts is closed when nobody reads");
    let other = header::read(mail("INBOX", 4).as_bytes(), None, 9).key;
    assert_eq!(world.ask(question::Text(other)), Err(ProblemKind::NoRelay));
    assert_eq!(world.ask(question::Text(crate::api::MessageKey(1))), Err(ProblemKind::NotFound));
}

/// The same mailbox under two names, as where one is forwarded into the other.
#[test]
fn the_text_of_a_message_in_two_accounts_comes_from_the_one_that_has_it() {
    let two = || {
        let mut world = World::new(everything());
        world.connect().unwrap();
        let other = NewAccount { username: "other".into(), ..new_account("right") };
        world.order(Command::Connect(other)).unwrap();
        let ids: Vec<AccountId> = world.overview().accounts.iter().map(|account| account.id).collect();
        (world, ids)
    };
    let key = header::read(mail("INBOX", 3).as_bytes(), None, 9).key;
    for disconnected in [0, 1] {
        let (mut world, ids) = two();
        world.order(Command::Disconnect(ids[disconnected])).unwrap();
        assert!(world.ask(question::Text(key)).is_ok(), "{disconnected}");
    }
    // In one of the two it was moved or deleted, or its server cannot be reached.
    for gone in ["me", "other"] {
        let (mut world, _) = two();
        world.server.moved = Some((gone, 3));
        assert!(world.ask(question::Text(key)).is_ok(), "{gone}");
        let (mut world, _) = two();
        world.server.hangs_up_over_texts_of = Some(gone);
        assert!(world.ask(question::Text(key)).is_ok(), "{gone}");
    }
    let (mut world, ids) = two();
    for id in ids {
        world.order(Command::Disconnect(id)).unwrap();
    }
    assert_eq!(world.ask(question::Text(key)), Err(ProblemKind::Disconnected));
}

#[test]
fn a_full_disk_is_said_and_when_there_is_room_it_goes_on() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let more = Server::with(&[("INBOX", 1, 30), ("Sent", 1, 8), ("Archive", 5, 4)]);
    world.server = more;
    world.disk.full.set(true);
    world.sync();
    let AccountStatus::Waiting { problem, .. } = world.status() else { panic!("{:?}", world.status()) };
    assert_eq!(problem.kind, ProblemKind::StorageFull);
    assert_eq!(world.people(), all_people(), "nothing is shown that is not stored");
    world.disk.full.set(false);
    world.pass(10_000);
    assert_eq!(world.overview().messages, 42);
}

#[test]
fn a_relay_that_falls_silent_is_given_up() {
    let mut world = World::new(everything());
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::Connect(new_account("right")))));
    for _ in 0..6 {
        let input = world.inputs.pop_front().unwrap();
        world.step(input);
    }
    world.inputs.clear();
    world.is_silent = true;
    world.pass(101_000);
    world.is_silent = false;
    world.inputs.clear();
    assert!(
        matches!(world.status(), AccountStatus::Waiting { .. } | AccountStatus::Connecting),
        "{:?}",
        world.status()
    );
    world.pass(600_000);
    assert_eq!(world.people(), all_people());
}

#[test]
fn nonsense_from_the_relay_ends_the_session_and_not_the_engine() {
    let mut world = World::new(everything());
    world.connect().unwrap();
    let id = world.account().id;
    world.inputs.push_back(Input::Page(ToEngine::Order(7, Command::SyncNow(id))));
    let input = world.inputs.pop_front().unwrap();
    world.step(input);
    let conn = *world.open.keys().next().unwrap();
    world.step(Input::Frame(conn, b"nonsense".to_vec()));
    assert!(matches!(world.status(), AccountStatus::Waiting { .. }));
    world.pass(10_000);
    assert_eq!(world.people(), all_people());
}
