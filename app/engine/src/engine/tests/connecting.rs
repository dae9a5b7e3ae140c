//! The two forms of a user name, and what is found out about a server before there is an account.

use super::world::{Server, World, all_people, everything, new_account};
use crate::api::{
    AccountStatus, Command, FoundBy, FoundServer, NewAccount, Problem, ProblemKind, Security, UsernameForm, question,
};
use kith_wire::{Answer, Discovered, DiscoveredServer, DiscoverySource, Failure, FailureKind};

fn knows(username: &'static str) -> Server {
    Server { username: Some(username), ..everything() }
}

fn by(username: &str) -> NewAccount {
    NewAccount { username: username.into(), ..new_account("right") }
}

#[test]
fn the_other_form_of_the_user_name_is_tried_once_and_what_worked_is_kept() {
    for (typed, known, logins) in [
        ("me@home.example", "me@home.example", 1),
        ("me@home.example", "me", 2),
        ("me", "me@home.example", 2),
        ("me", "me", 1),
    ] {
        let mut world = World::new(knows(known));
        assert_eq!(world.order(Command::Connect(by(typed))), Ok(()), "{typed} for {known}");
        assert_eq!(world.account().username, known);
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
        // The one for reading is the one that logged in.
        assert_eq!(world.asked("Connect"), logins, "{typed} for {known}");
        let mut world = world.restarted();
        assert_eq!(world.account().username, known);
        world.sync();
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    }
}

#[test]
fn a_password_that_is_not_kept_is_asked_for_at_each_start_and_what_was_read_is_there() {
    let mut world = World::new(everything());
    world.order(Command::Connect(NewAccount { stay: false, ..new_account("right") })).unwrap();
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    world.pass(600_000);
    assert!(matches!(world.status(), AccountStatus::UpToDate { .. }), "it is known until the end");
    let id = world.account().id;
    for _ in 0..2 {
        world = world.restarted();
        let logins = world.asked("Connect");
        let asks = AccountStatus::Stopped(Problem::new(ProblemKind::PasswordNotKept));
        assert_eq!((world.status(), world.people()), (asks.clone(), all_people()));
        world.sync();
        world.order(Command::SyncNow(id)).unwrap();
        world.pass(3_600_000);
        assert_eq!((world.status(), world.asked("Connect")), (asks, logins), "no login without a password");
        assert!(world.order(Command::ChangePassword(id, "wrong".into())).is_err());
        world.order(Command::ChangePassword(id, "right".into())).unwrap();
        assert!(matches!(world.status(), AccountStatus::UpToDate { .. }));
    }
}

#[test]
fn no_more_than_two_logins_are_tried() {
    for (typed, logins) in [("me@home.example", 2), ("me", 2), ("u4711", 1)] {
        let mut world = World::new(knows("someone else"));
        assert_eq!(
            world.order(Command::Connect(by(typed))),
            Err(ProblemKind::Mail(FailureKind::LoginRefused)),
            "{typed}"
        );
        assert_eq!(world.asked("Connect"), logins, "{typed}");
        world.pass(3_600_000);
        assert_eq!((world.asked("Connect"), world.overview().accounts.len()), (logins, 0), "{typed}");
    }
}

#[test]
fn what_is_no_refusal_brings_no_second_login() {
    for kind in [
        FailureKind::Throttled,
        FailureKind::NoEncryption,
        FailureKind::ServerRefused,
        FailureKind::KeyMissing,
        FailureKind::NoPasswords,
        // It would send the password unencrypted once more.
        FailureKind::PrivacyRequired,
    ] {
        let mut world = World::new(Server { turns_away: Some(kind), ..everything() });
        assert_eq!(world.order(Command::Connect(by("me@home.example"))), Err(ProblemKind::Mail(kind)));
        assert_eq!(world.asked("Connect"), 1, "{kind:?}");
    }
}

#[test]
fn an_account_that_was_connected_is_tried_by_the_name_that_worked() {
    let mut world = World::new(knows("me"));
    world.order(Command::Connect(by("me"))).unwrap();
    let id = world.account().id;
    let wrong = || NewAccount { password: "wrong".into(), ..by("me") };
    world.order(Command::Disconnect(id)).unwrap();
    let before = world.asked("Connect");
    assert!(world.order(Command::Connect(wrong())).is_err());
    assert!(world.order(Command::ChangePassword(id, "wrong".into())).is_err());
    assert_eq!(world.asked("Connect"), before + 2);
}

#[test]
fn the_other_form_of_the_user_name_finds_the_account_that_was_disconnected() {
    let mut world = World::new(knows("me"));
    world.order(Command::Connect(by("me"))).unwrap();
    let id = world.account().id;
    let typed = || Command::Connect(by("me@home.example"));
    assert_eq!(world.order(typed()), Err(ProblemKind::AlreadyConnected));
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!(world.order(typed()), Ok(()));
    assert_eq!((world.account().id, world.overview().accounts.len()), (id, 1));
}

fn found(source: DiscoverySource, host: &str) -> Discovered {
    let server = DiscoveredServer {
        host: host.into(),
        port: 993,
        security: Security::Tls,
        username: UsernameForm::Address,
        said_by: "home.example".into(),
    };
    Discovered { source, name: None, servers: vec![server], mail_exchangers: vec![] }
}

fn hosts(servers: &[FoundServer]) -> Vec<(&str, FoundBy)> {
    servers.iter().map(|server| (server.host.as_str(), server.by)).collect()
}

#[test]
fn what_the_relay_found_is_answered_best_first_when_it_is_through() {
    let mut world = World::new(everything());
    world.server.discovered = Some(vec![
        Answer::Discovered(found(DiscoverySource::Guess, "mail.home.example")),
        Answer::Discovered(found(DiscoverySource::Srv, "imap.home.example")),
        Answer::Done,
    ]);
    let discovery = world.ask(question::Discovery { domain: "home.example".into() }).unwrap();
    assert_eq!(hosts(&discovery.servers), [("imap.home.example", FoundBy::Srv), ("mail.home.example", FoundBy::Guess)]);
    assert!(world.open.is_empty(), "nothing stays open");
    assert_eq!(world.overview().accounts.len(), 0);
}

#[test]
fn what_the_domain_itself_says_is_waited_for_no_longer() {
    let mut world = World::new(everything());
    world.server.discovered = Some(vec![Answer::Discovered(found(DiscoverySource::WellKnown, "imap.home.example"))]);
    let discovery = world.ask(question::Discovery { domain: "home.example".into() }).unwrap();
    assert_eq!(hosts(&discovery.servers), [("imap.home.example", FoundBy::Domain)]);
    assert!(world.open.is_empty());
}

#[test]
fn that_nothing_is_found_is_an_answer_and_that_no_one_could_look_is_a_problem() {
    let ask = |answers: Option<Vec<Answer>>| {
        let mut world = World::new(everything());
        world.server.discovered = answers;
        let answer = world.ask(question::Discovery { domain: "home.example".into() });
        assert!(world.open.is_empty());
        answer.map(|discovery| discovery.servers.len())
    };
    assert_eq!(ask(Some(vec![Answer::Done])), Ok(0));
    // A relay that is older than the question.
    assert_eq!(ask(None), Err(ProblemKind::Mail(FailureKind::BadRequest)));
    let busy = || Answer::Failed(Failure::new(FailureKind::Throttled));
    assert_eq!(ask(Some(vec![busy()])), Err(ProblemKind::Mail(FailureKind::Throttled)));
    // What was found before something went wrong holds.
    assert_eq!(ask(Some(vec![Answer::Discovered(found(DiscoverySource::Srv, "a.example")), busy()])), Ok(1));
}

#[test]
fn a_relay_that_goes_silent_while_it_looks_is_a_problem() {
    let mut world = World::new(everything());
    world.relay_is_down = true;
    assert_eq!(world.ask(question::Discovery { domain: "home.example".into() }), Err(ProblemKind::NoRelay));
}

#[test]
fn a_relay_that_wants_a_key_says_so() {
    let mut world = World::new(Server { key: Some("kith-key"), ..everything() });
    world.server.discovered = Some(vec![Answer::Done]);
    let asked = world.ask(question::Discovery { domain: "home.example".into() });
    assert_eq!(asked, Err(ProblemKind::Mail(FailureKind::KeyMissing)));
}
