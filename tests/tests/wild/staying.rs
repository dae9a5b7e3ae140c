//! Staying current: what is told, what is polled, and what that costs.

use crate::imap::{Imap, Said, Then, only_reads};
use crate::model::{Folder, Letter};
use crate::rig::{Rig, trouble};
use kith_engine::api::{AccountStatus, Command, Outcome, ProblemKind};
use kith_wire::FailureKind;

/// New mail is there as soon as the server tells, whichever of the folders that matter most it comes into.
#[tokio::test]
async fn new_mail_is_there_as_soon_as_the_server_tells() {
    let server = Imap::start(3, 2, |_| {}).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    for (count, folder) in (6..).zip(["INBOX", "Sent", "INBOX"]) {
        rig.until("idle", |_| server.idling() == 2).await;
        server.deliver(folder, Letter::from(&format!("new{count}")));
        rig.until_audit(count, count).await;
    }
}

/// IDLE that says nothing, or is refused, or ended over and over, must not be the only way to learn of new mail.
#[tokio::test]
async fn what_idle_does_not_tell_is_found_all_the_same() {
    type Idles = fn(Said) -> Said;
    let cases: [(&str, bool, Idles); 6] = [
        ("silent", false, |said| said),
        ("refused", true, |said| said.result("NO not now")),
        ("not understood", true, |said| said.result("BAD what?")),
        ("ended at once", true, |said| Said { result: Some("OK enough".into()), ..said }),
        ("telling what is not so", true, |mut said| {
            said.lines.push(b"* 99 EXISTS\r\n".to_vec());
            said
        }),
        ("cut off", true, |said| said.cut(1, Then::HangUp)),
    ];
    for (case, tells, idles) in cases {
        let server = Imap::start(3, 2, |world| {
            world.tells = tells;
            world.whim = Box::new(move |heard, said| if heard.is("IDLE") { idles(said) } else { said });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        server.deliver("INBOX", Letter::from("new"));
        rig.sync().await;
        rig.until_audit(6, 6).await;
        assert!(matches!(rig.view().await.status, AccountStatus::UpToDate { .. }), "{case}");
        rig.go_on(300).await;
        let heard = server.world().heard.len();
        assert!(heard < 80, "{case}: the server is asked over and over, {heard} times");
    }
}

/// A server, or a router before it, that ends whatever waits is not logged in to every second.
#[tokio::test]
async fn a_server_that_ends_whatever_waits_is_polled() {
    let server = Imap::start(3, 2, |world| {
        world.whim = Box::new(|heard, said| if heard.is("IDLE") { said.cut(1, Then::HangUp) } else { said });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    rig.until("logged in again and again", |_| server.heard("LOGIN") >= 20).await;
    assert!(rig.ahead > 20 * 60_000, "within {} s", rig.ahead / 1_000);
    server.deliver("INBOX", Letter::from("new"));
    rig.until_audit(6, 6).await;
}

/// One of two connections ends in the middle of a question: the other asks it, nothing is passed over, nothing waits.
#[tokio::test]
async fn what_one_connection_could_not_ask_is_asked_by_the_other() {
    for command in ["LIST", "STATUS", "EXAMINE \"Archive\"", "UID SEARCH"] {
        let server = Imap::start(3, 2, |world| world.folders.push(Folder::with("Archive", "", 4))).await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        for last in [true, false] {
            rig.until("idle", |_| server.idling() == 2).await;
            let count = server.deliver("Archive", Letter::from(&format!("new{last}"))) + 5;
            let (mut ended, bye) = (false, if last { "* BYE Server shutting down\r\n" } else { "" });
            server.world().whim = Box::new(move |heard, said| {
                let ends = !ended && heard.is(command);
                ended |= ends;
                if ends { said.cut(0, Then::HangUp).after(bye) } else { said }
            });
            rig.sync().await;
            assert_eq!((rig.audit().await, rig.skipped().await), ((count, count), vec![]), "{command}");
            // And both folders are watched again, without being asked to.
            rig.until("idle again", |_| server.idling() == 2).await;
        }
    }
}

/// A second connection refused is no reason to stop: it goes on over one.
#[tokio::test]
async fn a_server_that_lets_in_one_connection_is_read_over_one() {
    type Refuses = fn(Said) -> Said;
    let cases: [(&str, Refuses); 3] = [
        ("", |said| said.cut(0, Then::HangUp).after("* BYE Too many connections\r\n")),
        ("LOGIN", |said| said.result("NO [ALERT] Too many simultaneous connections. (Failure)")),
        ("LOGIN", |said| said.result("NO [LIMIT] Maximum number of connections from user+IP exceeded")),
    ];
    for (command, refuses) in cases {
        let server = Imap::start(3_000, 2, |world| {
            world.whim = Box::new(move |heard, said| {
                let second =
                    heard.connection > 1 && (heard.line == command || !command.is_empty() && heard.is(command));
                if second { refuses(said) } else { said }
            });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((3_002, 3_002), vec![]));
        rig.until("idle", |_| server.idling() == 1).await;
        server.deliver("INBOX", Letter::from("new"));
        rig.until_audit(3_003, 3_003).await;
        let tried = server.world().heard.iter().map(|heard| heard.connection).max().unwrap();
        assert!(tried <= 3, "{tried} connections were tried");
    }
}

/// "Too many connections" is not "wrong password": it passes, so it is tried again by itself.
#[tokio::test]
async fn too_many_connections_is_not_taken_for_a_wrong_password() {
    let server = Imap::start(3, 2, |world| {
        world.whim = Box::new(|heard, said| match heard.connection {
            2..5 if heard.is("LOGIN") => said.result("NO [ALERT] Too many simultaneous connections. (Failure)"),
            2..5 if heard.is("EXAMINE") => said.cut(0, Then::HangUp),
            _ => said,
        });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    let mut rig = rig.restarted().await;
    rig.up_to_date().await;
    assert_eq!(rig.audit().await, (5, 5));
}

/// A login that is refused later stops, says so, and does not hammer: some accounts are locked by that.
#[tokio::test]
async fn a_login_that_is_refused_later_is_not_tried_again() {
    let server = Imap::start(3, 2, |_| {}).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    server.world().whim = Box::new(|heard, said| match heard.is("LOGIN") {
        true => said.result("NO [AUTHENTICATIONFAILED] pass-word is no longer valid"),
        false => said,
    });
    let mut rig = rig.restarted().await;
    let view = rig.until("stopped", |view| matches!(view.status, AccountStatus::Stopped(_))).await;
    assert_eq!(trouble(&view), Some(ProblemKind::Mail(FailureKind::LoginRefused)));
    let AccountStatus::Stopped(problem) = view.status else { panic!() };
    assert_eq!(problem.words.as_deref(), Some("… is no longer valid"), "what the server repeats of it is not shown");
    assert_eq!((server.heard("LOGIN"), rig.overview().await.messages), (2, 5), "and what was read stays");
    // A password that works goes on from there.
    server.world().whim = Box::new(|_, said| said);
    let id = rig.id().await;
    rig.order(Command::ChangePassword(id, "other".into())).await.unwrap();
    rig.up_to_date().await;
    assert_eq!((rig.audit().await, server.heard("UID FETCH")), ((5, 5), 2));
}

/// Round trips of what was heard: commands of a kind that follow each other go out together.
fn round_trips(server: &Imap) -> usize {
    let world = server.world();
    let of = |connection| {
        let of = world.heard.iter().filter(move |heard| heard.connection == connection && !heard.line.is_empty());
        let mut kinds: Vec<_> = of.map(|heard| heard.line.split(' ').next().unwrap()).collect();
        kinds.dedup_by(|a, b| a == b && *a == "STATUS");
        kinds.len()
    };
    world.heard.iter().map(|heard| heard.connection).max().map_or(0, |last| (1..=last).map(of).sum())
}

/// A sync with nothing new costs a few round trips, whatever the size of the mailbox and the number of its folders.
#[tokio::test]
async fn nothing_new_costs_a_few_round_trips_whatever_the_size() {
    for capabilities in ["IDLE SPECIAL-USE LIST-EXTENDED LIST-STATUS", "IDLE SPECIAL-USE", "IDLE", ""] {
        let mut costs = Vec::new();
        for (messages, folders) in [(10, 0), (2_500, 14)] {
            let server = Imap::start(messages, messages / 2, |world| {
                world.capabilities = capabilities;
                (0..folders).for_each(|number| world.folders.push(Folder::with(&format!("F{number}"), "", 2)));
            })
            .await;
            let all = messages + messages / 2 + 2 * folders;
            let mut rig = Rig::start().await;
            rig.read(server.account()).await;
            let watched = if capabilities.contains("IDLE") { 2 } else { 0 };
            rig.until("idle", |_| server.idling() == watched).await;
            server.forget();
            rig.sync().await;
            rig.until("idle again", |_| server.idling() == watched).await;
            costs.push(round_trips(&server));
            assert_eq!(rig.audit().await, (all, all));
        }
        assert!(costs[0] == costs[1] && costs[0] <= 6, "{capabilities}: {costs:?}");
    }
}

/// The user can see every command, and that Kith only reads; the password is in none.
#[tokio::test]
async fn every_command_is_shown_and_the_password_in_none() {
    let server = Imap::start(3, 2, |world| {
        world.folders.push(Folder::with("Old", "", 1));
        world.whim = Box::new(|heard, said| if heard.is("EXAMINE \"Old\"") { said.result("NO gone") } else { said });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    // It also looks for invitations, folder by folder.
    let looked = || server.world().looks;
    rig.until("idle", |_| looked() == 2 && server.idling() == 2).await;
    let (looks, shown): (Vec<_>, Vec<_>) =
        rig.activity().await.into_iter().partition(|shown| shown.command.contains("BODYSTRUCTURE"));
    assert_eq!(looks.len(), 2, "{looks:#?}");
    let heard = server.world().heard.clone();
    let spoken: Vec<_> = heard.iter().filter(|heard| !heard.line.is_empty()).collect();
    assert_eq!(shown.len(), spoken.len(), "{shown:#?}");
    for command in &shown {
        assert!(only_reads(&command.command) && !command.command.contains("pass-word"), "{}", command.command);
        let ended = if command.command == "IDLE" { None } else { Some(Outcome::Ok) };
        let expect = if command.command == "EXAMINE \"Old\"" { Some(Outcome::No) } else { ended };
        assert_eq!(command.outcome, expect, "{command:?}");
    }
    for heard in spoken {
        let same = |command: &str| heard.line == command || heard.is("LOGIN") || heard.is("UID FETCH");
        assert!(shown.iter().any(|shown| same(&shown.command)), "{} is not shown", heard.line);
    }
}
