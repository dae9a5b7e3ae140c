//! Folders of all kinds: one that is odd concerns no other.

use crate::imap::{Imap, Said};
use crate::model::{Folder, Letter};
use crate::rig::{Rig, trouble};
use kith_engine::api::{AccountStatus, Command, ContactWay, FolderUse, ProblemKind, SkipReason};
use kith_wire::FailureKind;

fn kept(names: &[&str]) -> Vec<Folder> {
    names.iter().map(|name| Folder::with(name, "\\HasNoChildren", 2)).collect()
}

/// One oddly named folder aborted all folders; a STATUS on a \Noselect folder failed all.
#[tokio::test]
async fn an_odd_folder_keeps_no_other_from_being_read() {
    let odd = [
        "My \"best\" friends",
        "back\\slash",
        "100%",
        "a*b",
        " leading",
        "trailing ",
        "{12}",
        "Entw&APw-rfe-Archiv",
        "&broken",
        "Ünicode",
        "NIL",
        "INBOX/Deep/er",
        "(paren",
        "it's ~`$",
        "OK [ALERT]",
    ];
    for capabilities in ["IDLE", "IDLE LIST-STATUS"] {
        let server = Imap::start(3, 1, |world| {
            world.capabilities = capabilities;
            world.folders.extend(kept(&odd));
            world.folders.push(Folder::with("Parent", "\\Noselect \\HasChildren", 0));
            world.folders.extend(kept(&["Parent/Child"]));
            world.whim = Box::new(|heard, mut said| {
                if heard.is("LIST") {
                    said.lines.insert(2, b"* LIST (\\HasNoChildren) \"/\" \"no end\r\n".to_vec());
                    said.lines.insert(4, b"* LIST \\Marked NIL\r\n".to_vec());
                }
                said
            });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        let all = 4 + 2 * (u32::try_from(odd.len()).unwrap() + 1);
        // The one whose line cannot be read is not passed over in silence.
        let skipped = vec![("no end".to_owned(), None, SkipReason::NoFolder)];
        assert_eq!((rig.audit().await, rig.skipped().await), ((all, all), skipped), "{capabilities}");
        assert_eq!(server.heard("EXAMINE \"Parent\""), 0);
        assert_eq!(server.heard("STATUS \"Parent\""), 0);
        server.deliver("100%", Letter::from("late"));
        rig.sync().await;
        assert_eq!(rig.audit().await, (all + 1, all + 1));
    }
}

/// Each folder fails in its own way; the others are read, and it is told which one is missing and why.
#[tokio::test]
async fn a_folder_that_cannot_be_read_is_told_of_and_the_rest_is_read() {
    type Fails = fn(Said) -> Said;
    let no: Fails = |said| said.result("NO [NOPERM] Not for you");
    let cases: [(&str, &str, Fails, Option<SkipReason>); 6] = [
        ("STATUS fails", "STATUS \"Work\"", no, None),
        ("STATUS says nothing", "STATUS \"Work\"", |said| said.result("OK done"), None),
        ("EXAMINE fails", "EXAMINE \"Work\"", no, Some(SkipReason::NoFolder)),
        ("EXAMINE is not understood", "EXAMINE \"Work\"", |said| said.result("BAD what?"), Some(SkipReason::NoFolder)),
        (
            "there is no UIDVALIDITY",
            "EXAMINE \"Work\"",
            |mut said| {
                said.lines.retain(|line| !String::from_utf8_lossy(line).contains("UIDVALIDITY"));
                said
            },
            Some(SkipReason::NoNumbers),
        ),
        ("what was sent cannot be opened", "EXAMINE \"Sent\"", no, Some(SkipReason::NoFolder)),
    ];
    for (case, command, fails, reason) in cases {
        let server = Imap::start(3, 2, |world| {
            world.folders.extend(kept(&["Archive", "Work", "Zoo"]));
            world.whim = Box::new(move |heard, said| if heard.is(command) { fails(said) } else { said });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        let folder = command.split('"').nth(1).unwrap();
        let expect: Vec<_> = reason.into_iter().map(|reason| (folder.to_owned(), None, reason)).collect();
        let read = if reason.is_some() { 9 } else { 11 };
        assert_eq!((rig.overview().await.messages, rig.skipped().await), (read, expect), "{case}");
        let told = rig.folders().await.into_iter().find(|shown| shown.name == folder).unwrap();
        assert_eq!(told.problem.is_some(), reason.is_some(), "{case}");
        // Once it can be read, it is.
        server.world().whim = Box::new(|_, said| said);
        rig.check().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((11, 11), vec![]), "{case}");
    }
}

/// It said "synced" with zero messages: "up to date" is never said with an INBOX that cannot be read.
#[tokio::test]
async fn nothing_is_up_to_date_while_the_inbox_cannot_be_read() {
    for fails in ["NO [UNAVAILABLE] Try later", "BAD Internal error"] {
        let server = Imap::start(3, 2, |world| {
            world.whim =
                Box::new(move |heard, said| if heard.is("EXAMINE \"INBOX\"") { said.result(fails) } else { said });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.try_connect(server.account()).await.unwrap();
        let view = rig.until("waiting", |view| matches!(view.status, AccountStatus::Waiting { .. })).await;
        let AccountStatus::Waiting { problem, .. } = view.status else { panic!() };
        assert_eq!(problem.kind, ProblemKind::Mail(FailureKind::NoFolder));
        assert!(problem.words.is_some_and(|words| fails.contains(&words)));
        let view = rig.until("read what it can", |view| view.messages == 2).await;
        assert!(!matches!(view.status, AccountStatus::UpToDate { .. }));
        server.world().whim = Box::new(|_, said| said);
        rig.until_audit(5, 5).await;
        rig.up_to_date().await;
    }
    // A list that came out empty is no empty mailbox, either.
    let server = Imap::start(3, 2, |world| {
        world.whim = Box::new(|heard, said| if heard.is("LIST") { said.result("OK done") } else { said });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.try_connect(server.account()).await.unwrap();
    let view = rig.until("waiting", |view| matches!(view.status, AccountStatus::Waiting { .. })).await;
    assert_eq!(trouble(&view), Some(ProblemKind::Mail(FailureKind::NoFolder)));
}

/// An empty mailbox is one that was read: nothing of nothing, and new mail comes into it.
#[tokio::test]
async fn an_empty_mailbox_is_up_to_date() {
    let server = Imap::start(0, 0, |_| {}).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!((rig.audit().await, rig.skipped().await), ((0, 0), vec![]));
    rig.until("idle", |_| server.idling() == 2).await;
    server.deliver("INBOX", Letter::from("first"));
    rig.until_audit(1, 1).await;
}

/// Sent mail could not be found where the server does not say which folder it is: it is known by its name.
#[tokio::test]
async fn what_was_sent_is_known_by_the_folders_name() {
    for name in
        ["Gesendete Elemente", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-", "INBOX/&AMk-l&AOk-ments envoy&AOk-s", "Sent Items"]
    {
        let server = Imap::start(1, 0, |world| {
            world.capabilities = "IDLE";
            world.folders.truncate(1);
            world.folders.push(Folder::with(name, "\\HasNoChildren", 0));
            world.folder(name).add(Letter::to("ada"));
            world.folders.extend(kept(&["Entw&APw-rfe", "Papierkorb", "Junk-E-Mail"]));
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        let people = [
            ("ada@x.example".to_owned(), 1, ContactWay::Sent),
            ("inbox1@x.example".to_owned(), 1, ContactWay::Received),
        ];
        assert_eq!((rig.people().await, rig.audit().await), (people.to_vec(), (2, 2)), "{name}");
        let sent = rig.folders().await.into_iter().find(|folder| folder.name == name).unwrap();
        assert_eq!(sent.special_use, FolderUse::Sent);
    }
}

/// A UID is unique in its folder only.
#[tokio::test]
async fn the_same_number_in_two_folders_is_two_messages() {
    let server = Imap::start(3, 3, |world| world.folders.extend(kept(&["Archive"]))).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!((rig.overview().await.messages, rig.people().await.len()), (8, 8));
}

/// Labels name again what lies in All Mail: reading them too broke sync where they are hidden, and doubled mail.
#[tokio::test]
async fn labels_are_not_read_twice() {
    let numbered = |who: &str, id: u32| Letter {
        more: format!(" X-GM-MSGID {id} X-GM-THRID {id}"),
        ..if who == "sent" { Letter::to(who) } else { Letter::from(who) }
    };
    for hidden in [false, true] {
        let server = Imap::start(0, 0, |world| {
            world.capabilities = "IDLE X-GM-EXT-1 SPECIAL-USE";
            let folder = |name: &str, flags: &str, letters: &[&str]| {
                let mut folder = Folder::with(name, flags, 0);
                for (id, who) in (1..).zip(letters) {
                    folder.add(numbered(who, id));
                }
                folder
            };
            world.folders = vec![
                folder("INBOX", "\\HasNoChildren", &["ada", "ben"]),
                folder("[Gmail]", "\\HasChildren \\Noselect", &[]),
                folder("[Gmail]/Sent Mail", "\\Sent", &["sent"]),
                folder("[Gmail]/Starred", "\\Flagged", &["ada"]),
                folder("Friends", "\\HasNoChildren", &["ada", "ben"]),
            ];
            if !hidden {
                world.folders.push(folder("[Gmail]/All Mail", "\\All", &["ada", "ben", "sent", "cyd"]));
            }
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        let expect = if hidden { (3, (3, 3)) } else { (4, (5, 5)) };
        assert_eq!((rig.overview().await.messages, rig.audit().await), expect);
        for label in ["[Gmail]", "Friends", "[Gmail]/Starred"] {
            assert_eq!(server.heard(&format!("EXAMINE \"{label}\"")), 0, "{label}");
        }
        // Who wants a label read says so, and no message is doubled by it.
        let account = rig.id().await;
        let order = Command::SetFolder { account, folder: "Friends".into(), counts: true };
        rig.order(order).await.unwrap();
        rig.up_to_date().await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (expect.0, (expect.1.0 + 2, expect.1.1 + 2)));
    }
}

/// UIDVALIDITY changed: that folder is matched again by message, nothing is lost or doubled, no other is touched.
#[tokio::test]
async fn a_folder_that_is_numbered_anew_is_matched_again() {
    let server = Imap::start(9, 4, |world| world.folders.extend(kept(&["Archive"]))).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    let people = rig.people().await;
    {
        let mut world = server.world();
        let inbox = world.folder("INBOX");
        let letters: Vec<_> = std::mem::take(&mut inbox.letters).into_values().collect();
        inbox.uid_validity = Some(8);
        // In another order, and by numbers that were others' before.
        (4..).zip(letters.into_iter().rev()).for_each(|(uid, letter)| drop(inbox.letters.insert(uid, letter)));
        inbox.uid_next = 100;
    }
    server.forget();
    rig.sync().await;
    assert_eq!((rig.people().await, rig.overview().await.messages, rig.audit().await), (people, 15, (15, 15)));
    assert_eq!((server.heard("UID FETCH"), server.heard("EXAMINE \"Archive\"")), (1, 0));
}

/// What a search says, cut to the first or the last so many numbers, as some servers do without a word.
fn capped(mut said: Said, most: usize, last: bool) -> Said {
    for line in &mut said.lines {
        let text = String::from_utf8_lossy(line).into_owned();
        let numbers: Vec<&str> = text.trim_end().split(' ').skip(2).collect();
        let from = if last { numbers.len().saturating_sub(most) } else { 0 };
        let kept: Vec<&str> = numbers.into_iter().skip(from).take(most).collect();
        *line = format!("* SEARCH {}\r\n", kept.join(" ")).into_bytes();
    }
    said
}

/// It said "up to date" with 1,000 of 10,000: what is found is no measure of what is there.
#[tokio::test]
async fn a_server_that_finds_a_thousand_and_no_more_is_read_whole() {
    for last in [true, false] {
        let server = Imap::start(3_000, 2, |world| {
            world.whim =
                Box::new(move |heard, said| if heard.is("UID SEARCH") { capped(said, 1_000, last) } else { said });
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((3_002, 3_002), vec![]), "{last}");
        server.deliver("INBOX", Letter::from("late"));
        rig.sync().await;
        assert_eq!(rig.audit().await, (3_003, 3_003));
        rig.check().await;
        assert_eq!(rig.audit().await, (3_003, 3_003));
    }
}

/// Where nothing lists what is counted, it is said how many are missing, and the mailbox is not called up to date.
#[tokio::test]
async fn what_is_counted_and_never_listed_is_told() {
    let server = Imap::start(50, 2, |world| {
        world.whim = Box::new(|heard, said| match heard.line.as_str() {
            line if line.starts_with("UID SEARCH") => capped(said, 20, true),
            line if line.starts_with("FETCH") => said.result("NO not like that"),
            _ => said,
        });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.try_connect(server.account()).await.unwrap();
    let view =
        rig.until("incomplete", |view| matches!(view.status, AccountStatus::Incomplete { unlisted: 30, .. })).await;
    assert_eq!(view.audit.map(|audit| (audit.stored, audit.on_server, audit.unlisted)), Some((22, 52, 30)));
    server.world().whim = Box::new(|_, said| said);
    rig.check().await;
    assert_eq!(rig.audit().await, (52, 52));
}

/// "0 of 0, up to date" beside an INBOX of 1,164: All Mail was empty.
#[tokio::test]
async fn a_folder_for_all_that_is_empty_is_not_all() {
    for (capabilities, all) in [("IDLE SPECIAL-USE", 0), ("IDLE SPECIAL-USE LIST-STATUS", 0), ("IDLE", 4)] {
        let server = Imap::start(9, 2, |world| {
            world.capabilities = capabilities;
            world.folders.push(Folder::with("All Mail", "\\All", all));
            world.folders.extend(kept(&["Archive"]));
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (13 + all, (13 + all, 13 + all)), "{all}");
    }
}

/// Another user's folders were taken for the user's own, and what she sent made her the user.
#[tokio::test]
async fn folders_of_others_and_of_programs_do_not_count_by_themselves() {
    let server = Imap::start(5, 2, |world| {
        world.capabilities = "IDLE SPECIAL-USE NAMESPACE";
        world.folders.extend(kept(&["Other Users/anna", "Calendar", "Notes", "Outbox"]));
        world.folders.push(Folder::with("Other Users/anna/Sent", "\\Sent", 4));
        world.whim = Box::new(|heard, said| match heard.is("NAMESPACE") {
            true => said.result("OK done").after("* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL\r\n"),
            false => said,
        });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!((rig.overview().await.messages, rig.audit().await), (7, (7, 7)));
    let account = rig.id().await;
    let order = Command::SetFolder { account, folder: "Other Users/anna/Sent".into(), counts: true };
    rig.order(order).await.unwrap();
    rig.up_to_date().await;
    assert_eq!(rig.audit().await, (11, 11));
    let sent = rig.folders().await.into_iter().find(|folder| folder.name == "Other Users/anna/Sent").unwrap();
    assert_eq!(sent.special_use, FolderUse::Shared);
}
