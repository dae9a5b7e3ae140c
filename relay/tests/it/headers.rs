//! The stream of header blocks.

use crate::clock::Clock;
use crate::page::{Page, Relay, config, failure};
use crate::script::{ServerLine, fetched, serve};
use kith_wire::limits::{MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_HEADER_BYTES};
use kith_wire::{Answer, Ask, FailureKind, RawMessage, UidSet};
use tokio::sync::{mpsc, oneshot};

const ITEMS: &str = "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SENDER TO CC BCC REPLY-TO DATE \
                     SUBJECT MESSAGE-ID IN-REPLY-TO REFERENCES LIST-ID LIST-UNSUBSCRIBE PRECEDENCE AUTO-SUBMITTED \
                     CONTENT-TYPE CONTENT-CLASS DELIVERED-TO X-ORIGINAL-TO ENVELOPE-TO X-FORWARDED-TO \
                     X-FAILED-RECIPIENTS X-AUTOREPLY X-AUTORESPOND X-AUTO-RESPONSE-SUPPRESS RESENT-FROM RESENT-TO \
                     X-ORIGINAL-FROM X-ORIGINAL-SENDER)])";

fn headers(low: u32, high: u32, credit: u32) -> Ask {
    Ask::Headers { uids: UidSet::from(vec![(low, high)]), credit }
}

async fn opened(relay: &Relay, port: u16) -> Page {
    let mut page = Page::logged_in(relay, port).await;
    let answer = page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert!(matches!(answer, Answer::Examined(_)), "{answer:?}");
    page
}

/// Hears one FETCH and answers with what `respond` makes of its tag.
async fn fetch(line: &mut ServerLine, set: &str, respond: impl FnOnce(&str) -> Vec<u8>) {
    let (tag, command) = line.command().await;
    assert_eq!(command, format!("UID FETCH {set} {ITEMS}"));
    line.say(respond(&tag)).await;
}

fn batch(answer: Answer) -> Vec<RawMessage> {
    match answer {
        Answer::Headers(batch) => batch,
        other => panic!("no batch but {other:?}"),
    }
}

fn uids(batch: &[RawMessage]) -> Vec<u32> {
    batch.iter().map(|message| message.uid).collect()
}

#[tokio::test]
async fn blocks_come_as_they_stand() {
    let raw: &[u8] = b"Subject: =?x?= \xfc {4}\r\nFrom: \"a\\\" <b@example.org>\r\nTo: )\r\n\r\n";
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
        fetch(&mut line, "1:9", |tag| {
            let news: &[u8] = b"* 3 FETCH (FLAGS (\\Seen))\r\n* 4 FETCH (UID 4 FLAGS (\\Seen))\r\n* 10 EXISTS\r\n";
            let unreadable: &[u8] = b"* 5 FETCH (UID 5 RFC822.SIZE minus)\r\n* 6 FETCH (UID 6 {3}\r\n)\r\n)\r\n";
            let empty: &[u8] = b"* 7 FETCH (UID 7 RFC822.SIZE 1 BODY[HEADER.FIELDS (FROM)] \"\")\r\n";
            let long = "x".repeat(MAX_HEADER_BYTES + 1);
            let done = format!("{tag} OK done\r\n");
            [&fetched(1, 1, raw), news, unreadable, empty, &fetched(8, 8, long), done.as_bytes()].concat()
        })
        .await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let got = batch(page.ask(headers(1, 9, 1)).await);
    assert_eq!(page.hear().await.answer, Answer::Done);
    assert_eq!(uids(&got), [1, 7, 8]);
    assert_eq!(
        got[0],
        RawMessage {
            uid: 1,
            received: Some(837_596_665),
            size: 4321,
            email_id: None,
            thread_id: None,
            header: raw.to_vec(),
            cut: false,
        }
    );
    assert!(got[1].header.is_empty() && got[1].received.is_none() && !got[1].cut);
    assert!(got[2].header.len() == MAX_HEADER_BYTES && got[2].cut);
    server.end().await;
}

#[tokio::test]
async fn ids_are_asked_for_where_they_are_offered() {
    for (capability, asked) in [("OBJECTID", " EMAILID THREADID"), ("X-GM-EXT-1", " X-GM-MSGID X-GM-THRID")] {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            line.welcome(capability).await;
            line.open_inbox(1).await;
            let (tag, command) = line.command().await;
            assert!(command.contains(&format!("RFC822.SIZE{asked} BODY.PEEK[")), "{command}");
            line.say(format!("{tag} OK done\r\n")).await;
        })
        .await;
        let mut page = opened(&relay, server.port).await;
        assert_eq!(page.ask(headers(1, 1, 1)).await, Answer::Done);
        server.end().await;
    }
}

/// No batch leaves without credit, the server is asked ahead, and what was held back comes once there is credit.
#[tokio::test]
async fn batches_wait_for_credit() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(5_000).await;
        let (first, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 3001:5000 "), "{command}");
        let (second, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 1001:3000 "), "{command}");
        for (tag, low, high) in [(first, 3001, 5000), (second, 1001, 3000)] {
            for uid in low..=high {
                line.say(fetched(uid, uid, "\r\n")).await;
            }
            line.say(format!("{tag} OK done\r\n")).await;
        }
        let (third, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 1:1000 "), "{command}");
        for uid in 1..=999 {
            line.say(fetched(uid, uid, "\r\n")).await;
        }
        line.say(format!("{third} OK done\r\n")).await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(headers(1, 5_000, 2)).await;
    let mut seen = Vec::new();
    // In batches: one that is not full may leave, too, where time passed while it was being filled.
    let (mut came, mut allowed) = (0, 0);
    while seen.len() < 4_999 {
        allowed += 2;
        while came < allowed && seen.len() < 4_999 {
            let got = page.hear().await;
            assert_eq!(got.id, id);
            let batch = uids(&batch(got.answer));
            assert!(batch.len() <= MAX_BATCH_MESSAGES, "{}", batch.len());
            seen.extend(batch);
            came += 1;
        }
        if seen.len() < 4_999 {
            page.hears_only_that_it_lives(&clock).await;
            // Credit for another request counts for nothing.
            page.send_as(id + 1, Ask::Credit { batches: 9 }).await;
            page.hears_only_that_it_lives(&clock).await;
            page.send_as(id, Ask::Credit { batches: 2 }).await;
        }
    }
    assert_eq!(page.hear().await.answer, Answer::Done);
    let expected: Vec<u32> = (3001..=5000).chain(1001..=3000).chain(1..=999).collect();
    assert_eq!(seen, expected);
    server.end().await;
}

#[tokio::test]
async fn a_batch_is_bounded_in_bytes() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(20).await;
        let (tag, _) = line.command().await;
        for uid in 1..=20 {
            line.say(fetched(uid, uid, "y".repeat(MAX_HEADER_BYTES))).await;
        }
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    page.send(headers(1, 20, 16)).await;
    let mut sizes = Vec::new();
    loop {
        match page.hear().await.answer {
            Answer::Headers(batch) => sizes.push(batch.iter().map(|message| message.header.len()).sum::<usize>()),
            answer => break assert_eq!(answer, Answer::Done),
        }
    }
    assert_eq!(sizes, [MAX_BATCH_BYTES, MAX_BATCH_BYTES, 4 * MAX_HEADER_BYTES]);
    server.end().await;
}

/// What came before the end is kept; that it did not come to its end is said.
#[tokio::test]
async fn an_end_in_the_middle_is_no_success() {
    let check = async |last: &'static [u8], words: &str| {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            line.welcome("").await;
            line.open_inbox(9).await;
            fetch(&mut line, "1:9", |_| [&fetched(1, 1, "\r\n"), last].concat()).await;
        })
        .await;
        let mut page = opened(&relay, server.port).await;
        assert_eq!(uids(&batch(page.ask(headers(1, 9, 4)).await)), [1]);
        assert_eq!(failure(page.hear().await.answer), (FailureKind::WentAway, words.to_owned()));
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    };
    check(b"* BYE The server stops.\r\n", "The server stops.").await;
    check(b"", "").await;
    check(b"* 2 FETCH (UID 2 BODY[HEADER.FIELDS (FROM)] {100}\r\nFrom: ", "").await;
}

#[tokio::test]
async fn a_refusal_in_the_middle_is_said_and_the_session_goes_on() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9_000).await;
        let (first, _) = line.command().await;
        let (second, _) = line.command().await;
        line.say(fetched(1, 9_000, "\r\n")).await;
        line.say(format!("{first} NO [SERVERBUG] Some messages are broken.\r\n")).await;
        line.say(fetched(2, 6_000, "\r\n")).await;
        line.say(format!("{second} OK done\r\n")).await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    assert_eq!(uids(&batch(page.ask(headers(1, 9_000, 4)).await)), [9_000, 6_000]);
    let told = failure(page.hear().await.answer);
    assert_eq!(told, (FailureKind::ServerRefused, "Some messages are broken.".to_owned()));
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}

/// The server is the trouble then, and no message: nothing may be set aside for it.
#[tokio::test]
async fn a_server_that_asks_to_wait_is_understood() {
    let relay = Relay::start(config()).await;
    let answers = [
        "NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
        "NO [LIMIT] UID FETCH Rate limit hit.",
        "NO [UNAVAILABLE] UID FETCH Server error - Please try again later",
        "NO [INUSE] .",
        "NO [THROTTLED] .",
        "NO [throttled] .",
        "BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
    ];
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
        for result in answers {
            let (tag, _) = line.command().await;
            line.say([fetched(1, 1, "\r\n"), format!("{tag} {result}\r\n").into_bytes()].concat()).await;
            let (tag, command) = line.command().await;
            assert_eq!(command, "UID SEARCH ALL");
            line.say(format!("{tag} {result}\r\n")).await;
        }
        // A message of its own that it cannot read.
        let (tag, _) = line.command().await;
        line.say(format!("{tag} NO [SERVERBUG] Internal error occurred.\r\n")).await;
        line.command().await;
        line.say("* BYE [OVERQUOTA] Enough for today.\r\n").await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    for result in answers {
        assert_eq!(uids(&batch(page.ask(headers(1, 9, 4)).await)), [1]);
        assert_eq!(failure(page.hear().await.answer).0, FailureKind::Throttled, "{result}");
        let search = Ask::Uids { since: None, from: None, one_by_one: false };
        assert_eq!(page.fail(search).await.0, FailureKind::Throttled, "{result}");
    }
    assert_eq!(page.fail(headers(1, 9, 4)).await.0, FailureKind::ServerRefused);
    assert_eq!(page.fail(headers(1, 9, 4)).await, (FailureKind::Throttled, "Enough for today.".to_owned()));
    server.end().await;
}

#[tokio::test]
async fn a_stream_that_stands_still_times_out_and_one_that_moves_does_not() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let (go, mut wait) = mpsc::unbounded_channel();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
        let (tag, _) = line.command().await;
        // The server takes longer than that over all, and never so long over one.
        for uid in 1..=8 {
            wait.recv().await.unwrap();
            line.say(fetched(uid, uid, "\r\n")).await;
        }
        line.say(format!("{tag} OK done\r\n")).await;
        line.command().await;
        line.say(fetched(9, 9, "\r\n")).await;
        line.gone().await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    page.send(headers(1, 9, 9)).await;
    for uid in 1..=8 {
        go.send(()).unwrap();
        assert_eq!(uids(&batch(clock.soon(page.hear()).await.answer)), [uid]);
        if uid < 8 {
            clock.pass(&mut page, config().times.progress * 2 / 3).await;
        }
    }
    assert_eq!(page.hear().await.answer, Answer::Done);
    page.send(headers(9, 9, 4)).await;
    assert_eq!(uids(&batch(clock.soon(page.hear()).await.answer)), [9]);
    assert_eq!(failure(clock.until(page.hear()).await.answer).0, FailureKind::TimedOut);
    server.end().await;
}

/// What came is not held back while the server thinks about the rest.
#[tokio::test]
async fn a_batch_does_not_wait_for_a_server_that_pauses() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let (go, wait) = oneshot::channel::<()>();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
        let (tag, _) = line.command().await;
        line.say(fetched(1, 1, "\r\n")).await;
        wait.await.unwrap();
        line.say([fetched(2, 2, "\r\n"), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    assert_eq!(uids(&batch(clock.soon(page.ask(headers(1, 9, 4))).await)), [1]);
    go.send(()).unwrap();
    assert_eq!(uids(&batch(page.hear().await.answer)), [2]);
    assert_eq!(page.hear().await.answer, Answer::Done);
    server.end().await;
}
