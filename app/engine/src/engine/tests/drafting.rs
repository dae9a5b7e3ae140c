//! Drafts that go into the mailbox, each at most once.

use super::world::{Server, World, mail, new_account};
use crate::api::{Command, Decision, NewAccount, NewDraft, PersonId, ProblemKind, question};
use kith_domain::message::reference;
use kith_wire::FailureKind;

const ADA: &str = "p3@x.example";

/// The last message with p3 is the 18th of INBOX, and there is a folder for drafts.
fn world() -> World {
    let mut world = World::new(Server::with(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Drafts", 1, 2)]));
    world.connect().unwrap();
    world
}

fn draft(subject: &str) -> NewDraft {
    NewDraft {
        person: PersonId::of(ADA),
        to: ADA.into(),
        subject: subject.into(),
        text: "Dear Ada".into(),
        remind: None,
        mark: 77,
        again: false,
    }
}

fn save(world: &mut World, draft: NewDraft) -> Result<(), ProblemKind> {
    world.order(Command::Draft(draft))
}

fn only(world: &World) -> &str {
    let [(folder, message)] = world.server.drafts.as_slice() else { panic!("{:?}", world.server.drafts) };
    assert_eq!(folder, "Drafts");
    message
}

#[test]
fn a_draft_answers_the_last_message_while_its_subject_stays() {
    let mut world = world();
    let idle = world.open.len();
    save(&mut world, draft("Re: INBOX 18")).unwrap();
    let message = only(&world);
    for line in [
        "From: <me@home.example>\r\n",
        "To: <p3@x.example>\r\n",
        "Subject: Re: INBOX 18\r\n",
        "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n",
        "Message-ID: <6ab13b80.000000000000004d@home.example>\r\n",
        "In-Reply-To: <INBOX-18@x.example>\r\nReferences: <INBOX-18@x.example>\r\n",
        "\r\n\r\nDear Ada\r\n",
    ] {
        assert!(message.contains(line), "{line} in {message}");
    }
    assert_eq!(world.open.len(), idle, "no connection stays open");

    world.server.drafts.clear();
    save(&mut world, draft("Something else")).unwrap();
    assert!(!only(&world).contains("In-Reply-To"));
}

#[test]
fn a_wish_to_be_reminded_is_kept_once_the_draft_is_saved_and_not_before() {
    let wishes = |world: &mut World| {
        let page = world.ask(question::Journal { limit: 9 }).unwrap();
        page.rows.into_iter().flat_map(|row| row.decisions).collect::<Vec<_>>()
    };
    let mut world = world();
    let with_wish = |days| NewDraft { remind: Some(days), ..draft("Offer") };
    world.server.refuses_drafts = Some(FailureKind::NoRoom);
    assert!(save(&mut world, with_wish(3)).is_err());
    assert_eq!(wishes(&mut world), []);
    world.server.refuses_drafts = None;
    save(&mut world, with_wish(3)).unwrap();
    let id = only(&world).split_once("Message-ID: <").unwrap().1.split_once('>').unwrap().0;
    let id = reference(id);
    let [Decision::DraftWish { person, draft: known, subject, days: 3, .. }] = &wishes(&mut world)[..] else {
        panic!()
    };
    assert_eq!((*person, *known, subject.as_str()), (PersonId::of(ADA), id, "Offer"));
    world.server.drafts.clear();
    save(&mut world, draft("Offer")).unwrap();
    assert_eq!(wishes(&mut world).len(), 1, "who asks for nothing gets nothing");
}

#[test]
fn a_message_that_is_gone_is_not_answered_and_the_draft_is_saved() {
    let gone: [fn(&mut Server); 4] = [
        |server| drop(server.shelf("INBOX").messages.remove(&18)),
        |server| server.shelf("INBOX").uid_validity = 9,
        |server| drop(server.folders.remove("INBOX")),
        |server| server.refuses = Some("INBOX"),
    ];
    for gone in gone {
        let mut world = world();
        gone(&mut world.server);
        save(&mut world, draft("Re: INBOX 18")).unwrap();
        assert!(!only(&world).contains("In-Reply-To"));
    }
}

#[test]
fn what_is_written_last_from_an_account_names_me_and_what_claims_to_be_mine_does_not() {
    let mut server = Server::with(&[("INBOX", 1, 20), ("Sent", 1, 8), ("Drafts", 1, 0)]);
    let letter = |from: &str, to: &str, id: &str| {
        format!(
            "Message-ID: <{id}@y.example>\r\nDate: Tue, 1 Sep 2026 09:00:00 +0000\r\nFrom: {from}\r\nTo: {to}\r\n\r\n"
        )
    };
    server.shelf("Sent").deliver(letter("Me Myself <me@home.example>", ADA, "mine"), None);
    server.shelf("INBOX").deliver(letter("Account Alert <me@home.example>", "me@home.example", "spoofed"), None);
    let mut world = World::new(server);
    world.connect().unwrap();
    save(&mut world, draft("Re: INBOX 18")).unwrap();
    assert!(only(&world).starts_with("From: \"Me Myself\"\r\n <me@home.example>\r\n"), "{}", only(&world));
}

#[test]
fn each_reason_why_it_is_not_saved_is_told() {
    let check = |prepare: fn(&mut World), expected: ProblemKind| {
        let mut world = world();
        prepare(&mut world);
        let idle = world.open.len();
        assert_eq!(save(&mut world, draft("Re: INBOX 18")), Err(expected));
        assert_eq!((world.server.drafts.len(), world.open.len()), (0, idle));
    };
    check(|world| world.relay_is_down = true, ProblemKind::NoRelay);
    check(|world| drop(world.server.folders.remove("Drafts")), ProblemKind::NoDrafts);
    check(|world| world.server.password = "another", ProblemKind::Mail(FailureKind::LoginRefused));
    check(|world| world.server.hangs_up_at = vec!["List"], ProblemKind::Mail(FailureKind::WentAway));
    check(|world| world.server.hangs_up_at = vec!["Headers"], ProblemKind::Mail(FailureKind::WentAway));
    check(|world| world.server.hangs_up_at = vec!["Append"], ProblemKind::MaybeSaved);
    for (kind, expected) in [
        (FailureKind::NoRoom, ProblemKind::Mail(FailureKind::NoRoom)),
        (FailureKind::NotAllowed, ProblemKind::Mail(FailureKind::NotAllowed)),
        (FailureKind::ServerRefused, ProblemKind::Mail(FailureKind::ServerRefused)),
        (FailureKind::Throttled, ProblemKind::Mail(FailureKind::Throttled)),
        (FailureKind::NoFolder, ProblemKind::NoDrafts),
        (FailureKind::BadRequest, ProblemKind::OtherVersion),
        (FailureKind::TimedOut, ProblemKind::MaybeSaved),
        (FailureKind::Malformed, ProblemKind::MaybeSaved),
        (FailureKind::Other, ProblemKind::MaybeSaved),
    ] {
        let mut world = world();
        world.server.refuses_drafts = Some(kind);
        assert_eq!(save(&mut world, draft("")), Err(expected), "{kind:?}");
    }
    let mut world = world();
    let id = world.account().id;
    assert_eq!(save(&mut world, NewDraft { to: "nobody".into(), ..draft("") }), Err(ProblemKind::BadInput));
    let person = PersonId::of("nobody@x.example");
    assert_eq!(save(&mut world, NewDraft { person, ..draft("") }), Err(ProblemKind::NotFound));
    assert_eq!(save(&mut world, NewDraft { text: "x".repeat(300_000), ..draft("") }), Err(ProblemKind::TooLong));
    assert_eq!(save(&mut world, NewDraft { again: true, ..draft("") }), Err(ProblemKind::MaybeSaved));
    world.order(Command::Disconnect(id)).unwrap();
    assert_eq!(save(&mut world, draft("")), Err(ProblemKind::NoMailbox));
    assert!(world.server.drafts.is_empty());
}

#[test]
fn wherever_the_connection_ends_it_is_there_at_most_once_and_never_denied() {
    for after in 0..8 {
        let mut world = world();
        world.server.dies_after = Some(world.frames + after);
        let outcome = save(&mut world, draft("Re: INBOX 18"));
        world.server.dies_after = None;
        world.pass(700_000);
        match (outcome, world.server.drafts.len()) {
            (Ok(()), 1) | (Err(ProblemKind::MaybeSaved), 0 | 1) | (Err(ProblemKind::NoRelay), 0) => {}
            other => panic!("{after}: {other:?}"),
        }
    }
}

#[test]
fn it_goes_into_the_mailbox_over_which_they_wrote_last() {
    let mut world = world();
    world.order(Command::AddSample).unwrap();
    let second = NewAccount {
        username: "work".into(),
        address: "me@work.example".into(),
        host: "mail.work.example".into(),
        ..new_account("right")
    };
    // The same mailbox under another name, in which a later message lies.
    let later = mail("INBOX", 58).replace("INBOX-58", "later").replace("10:00:58", "11:00:00");
    world.server.shelf("INBOX").deliver(later, None);
    world.order(Command::Connect(second)).unwrap();
    save(&mut world, draft("Re: INBOX 58")).unwrap();
    let message = only(&world);
    assert!(
        message.starts_with("From: <me@work.example>\r\n") && message.contains("In-Reply-To: <later@x.example>"),
        "{message}"
    );
}
