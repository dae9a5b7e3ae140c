//! What is read is what the mailbox holds, message for message.

use crate::imap::{Heard, Imap, Said, Then};
use crate::model::{Folder, Letter};
use crate::rig::{Rig, now};
use kith_engine::api::{ContactWay, NewAccount, Period, SkipReason};

const DAY: i64 = 86_400;

/// Reads an INBOX of nine messages, and none in Sent, over a server of that whim. Gives the rig and the server, whose
/// whims are over.
async fn read(whim: impl FnMut(&Heard, Said) -> Said + Send + 'static) -> (Rig, Imap) {
    let server = Imap::start(9, 0, |world| world.whim = Box::new(whim)).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    server.world().whim = Box::new(|_, said| said);
    (rig, server)
}

/// All nine, and nothing set aside: it says so, and knows it.
async fn is_whole(rig: &mut Rig, case: &str) {
    assert_eq!((rig.overview().await.messages, rig.audit().await, rig.skipped().await), (9, (9, 9), vec![]), "{case}");
}

/// The next UID far above the highest one is normal: it is no sign of messages that are missing.
#[tokio::test]
async fn the_next_number_may_lie_far_above_the_highest() {
    let server = Imap::start(9, 0, |world| world.folder("INBOX").uid_next = 4_000_000_000).await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    is_whole(&mut rig, "first").await;
    server.forget();
    rig.sync().await;
    assert_eq!((server.heard("UID FETCH"), server.heard("UID SEARCH")), (0, 0), "nothing is looked for again");
    assert_eq!(server.deliver("INBOX", Letter::from("late")), 4_000_000_000);
    rig.until_audit(10, 10).await;
}

/// A UID that is absent from an answer is not expunged: ask again.
#[tokio::test]
async fn a_message_that_is_left_out_of_one_answer_is_asked_for_again() {
    let mut times = 0;
    let (mut rig, _server) = read(move |heard, said| {
        times += usize::from(heard.is_fetch());
        if heard.is_fetch() && times == 1 { said.without(4).without(7) } else { said }
    })
    .await;
    is_whole(&mut rig, "left out once").await;
}

/// Single messages were missed for good while newer ones came in, and the status said that all is well.
#[tokio::test]
async fn a_message_that_is_never_given_is_told_of_and_the_rest_is_read() {
    let nonsense = |heard: &Heard, said: Said| {
        if !heard.is_fetch() || !said.names(4) {
            return said;
        }
        said.without(4).after("* 4 FETCH (UID 4 BODY[HEADER.FIELDS (FROM] {3}\r\nabc)\r\n")
    };
    let never = |heard: &Heard, said: Said| if heard.is_fetch() { said.without(4) } else { said };
    for whim in [never, nonsense] {
        let (mut rig, server) = read(whim).await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (8, (8, 9)));
        assert_eq!(rig.skipped().await, [("INBOX".to_owned(), Some(4), SkipReason::NotGiven)]);
        // It does not hide what comes later, and it is read once it can be.
        server.deliver("INBOX", Letter::from("late"));
        rig.until_audit(9, 10).await;
        rig.check().await;
        assert_eq!((rig.audit().await, rig.skipped().await), ((10, 10), vec![]));
    }
}

/// One message over which the server breaks kept a whole mailbox from being read, in an endless loop.
#[tokio::test]
async fn a_message_that_breaks_the_server_is_found_and_the_rest_is_read() {
    type Breaks = fn(Said) -> Said;
    let cases: [(&str, SkipReason, Breaks); 5] = [
        ("it hangs up", SkipReason::HangsUp, |said| said.cut(0, Then::HangUp)),
        ("it says goodbye", SkipReason::HangsUp, |said| said.cut(0, Then::HangUp).after("* BYE Internal error\r\n")),
        ("it says NO", SkipReason::Refused, |said| said.result("NO [SERVERBUG] Internal error")),
        ("it says BAD", SkipReason::Refused, |said| said.result("BAD Internal error")),
        ("it says NO after the others", SkipReason::Refused, |said| Said {
            result: Some("NO Some messages could not be fetched".into()),
            ..said.without(4)
        }),
    ];
    for (case, reason, breaks) in cases {
        let whim = move |heard: &Heard, said: Said| {
            if heard.is_fetch() && said.names(4) { breaks(said) } else { said }
        };
        let (mut rig, _server) = read(whim).await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (8, (8, 9)), "{case}");
        assert_eq!(rig.skipped().await, [("INBOX".to_owned(), Some(4), reason)], "{case}");
        rig.check().await;
        is_whole(&mut rig, case).await;
    }
}

/// The cursor went past messages that were never read: they were lost for good.
#[tokio::test]
async fn what_a_broken_answer_did_not_bring_is_read_later() {
    type Breaks = fn(Said) -> Said;
    let cases: [(&str, Breaks); 7] = [
        ("NO in the middle", |said| Said { result: Some("NO Busy".into()), ..said.cut(3, Then::GoOn) }),
        ("BAD in the middle", |said| Said { result: Some("BAD Busy".into()), ..said.cut(3, Then::GoOn) }),
        ("OK in the middle", |said| Said { result: Some("OK done".into()), ..said.cut(3, Then::GoOn) }),
        ("a goodbye in the middle", |mut said| {
            said.lines[3] = b"* BYE Shutting down\r\n".to_vec();
            said.cut(4, Then::HangUp)
        }),
        ("a malformed goodbye", |mut said| {
            said.lines[3] = b"* BYE\r\n* \xff\xfe BYE [\r\n".to_vec();
            said.cut(4, Then::HangUp)
        }),
        ("the end in the middle of a message", |mut said| {
            said.lines[3].truncate(150);
            said.cut(4, Then::HangUp)
        }),
        ("the end", |said| said.cut(0, Then::HangUp)),
    ];
    for (case, breaks) in cases {
        let mut times = 0;
        let (mut rig, server) = read(move |heard, said| {
            times += usize::from(heard.is_fetch());
            if heard.is_fetch() && times == 1 { breaks(said) } else { said }
        })
        .await;
        is_whole(&mut rig, case).await;
        let mut rig = rig.restarted().await;
        server.forget();
        rig.up_to_date().await;
        is_whole(&mut rig, case).await;
        assert_eq!(server.heard("UID FETCH"), 0, "{case}: it is all stored");
    }
}

/// Servers tell what changed in the middle of an answer, and some tell everything twice.
#[tokio::test]
async fn what_comes_unasked_or_twice_in_an_answer_changes_nothing() {
    let (mut rig, server) = read(|heard, mut said| {
        if heard.is_fetch() {
            let twice = said.lines.clone();
            said.lines.extend(twice);
            let other = String::from_utf8(said.lines[0].clone()).unwrap().replace("(UID 1 ", "(UID 77 ");
            let news =
                ["* 2 FETCH (FLAGS (\\Seen))\r\n", "* 1 EXPUNGE\r\n", "* 12 EXISTS\r\n", "* 3 RECENT\r\n", &other];
            for (at, line) in news.into_iter().enumerate() {
                said.lines.insert(2 * at, line.as_bytes().to_vec());
            }
        }
        said
    })
    .await;
    is_whole(&mut rig, "unasked").await;
    assert_eq!(rig.people().await.len(), 9);
    // And what is expunged on the server keeps its place here.
    server.world().folder("INBOX").letters.remove(&2);
    rig.check().await;
    assert_eq!((rig.overview().await.messages, rig.audit().await), (9, (8, 8)));
}

/// HIGHESTMODSEQ without CONDSTORE says nothing that holds: trust the capability, not the number.
#[tokio::test]
async fn a_number_of_changes_that_no_one_asked_for_is_not_relied_on() {
    let (mut rig, server) = {
        let told = |heard: &Heard, said: Said| {
            if heard.is("EXAMINE") { said.after("* OK [HIGHESTMODSEQ 12] .\r\n") } else { said }
        };
        let server = Imap::start(9, 0, |world| world.whim = Box::new(told)).await;
        let mut rig = Rig::start().await;
        rig.read(server.account()).await;
        (rig, server)
    };
    server.deliver("INBOX", Letter::from("late"));
    rig.until_audit(10, 10).await;
    assert!(server.world().heard.iter().all(|heard| !heard.line.contains("MODSEQ") && !heard.line.contains("CHANGED")));
}

/// SINCE is not honoured by every server: the date is checked again.
#[tokio::test]
async fn what_is_too_old_stays_away_even_if_the_server_names_it() {
    for knows_since in [true, false] {
        let server = Imap::start(2, 0, |world| {
            world.knows_since = knows_since;
            for days in [100, 300, 900] {
                world.folder("INBOX").add(Letter::dated("old", now() - days * DAY));
            }
        })
        .await;
        let mut rig = Rig::start().await;
        rig.read(NewAccount { period: Period::SixMonths, ..server.account() }).await;
        assert_eq!((rig.overview().await.messages, rig.audit().await), (3, (3, 3)), "{knows_since}");
        server.forget();
        rig.check().await;
        assert_eq!(server.heard("UID FETCH"), 0, "it is not read again and again");
    }
}

/// A Message-ID with its angle brackets in one copy and without in the other made mass duplicates.
#[tokio::test]
async fn two_copies_of_a_message_are_one_however_its_id_is_written() {
    let copy = |id: &str| Letter::of(id, "ada@x.example", "me@home.example", 1_700_000_000);
    let server = Imap::start(0, 0, |world| {
        world.folder("INBOX").add(copy("<one@x.example>"));
        world.folders.push(Folder::with("Archive", "", 0));
        world.folder("Archive").add(copy("one@x.example"));
        world.folder("Archive").add(copy(" <one@x.example> "));
        world.folder("Archive").add(copy("<two@x.example>"));
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!(rig.people().await, [("ada@x.example".to_owned(), 2, ContactWay::Received)]);
    assert_eq!((rig.overview().await.messages, rig.audit().await), (2, (4, 4)));
}

/// Raw 8-bit bytes, in a header and in what a server says to people, broke the parser and with it the session.
#[tokio::test]
async fn raw_bytes_in_headers_and_in_the_servers_words_break_nothing() {
    let raw =
        b"From: J\xf6rg \xff\xfe <joerg@x.example>\r\nTo: me@home.example\r\nSubject: \x00\x80Gr\xfc\xdfe {99}\r\n\r\n";
    let utf8 = "From: \"Ünal \u{1f600}\" <unal@x.example>\r\nTo: me@home.example\r\nMessage-ID: <ü@x>\r\n\r\n";
    let server = Imap::start(2, 0, |world| {
        world.folder("INBOX").add(Letter { header: raw.to_vec(), ..Letter::from("") });
        world.folder("INBOX").add(Letter { header: utf8.into(), ..Letter::from("") });
        // No header at all, and one without an end.
        world.folder("INBOX").add(Letter { header: Vec::new(), ..Letter::from("") });
        world.folder("INBOX").add(Letter { header: b"From: a@x.example, ,;;\r\nTo".to_vec(), ..Letter::from("") });
        world.whim = Box::new(|_, mut said| {
            said.lines.push(b"* OK [ALERT]Gr\xfc\xdfe\x00 {12}\r\n".to_vec());
            said.lines.push(b"* NO \xe2\x82\r\n".to_vec());
            let plus = said.lines.iter().position(|line| line.starts_with(b"+"));
            if let Some(plus) = plus {
                said.lines[plus] = b"+ wart\xe4 {7}\r\n".to_vec();
            }
            said
        });
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!((rig.overview().await.messages, rig.audit().await, rig.skipped().await), (6, (6, 6), vec![]));
    let names: Vec<_> = rig.people().await.into_iter().map(|(name, ..)| name).collect();
    assert!(names.contains(&"Ünal".to_owned()) && names.iter().any(|name| name.starts_with('J')), "{names:?}");
}
