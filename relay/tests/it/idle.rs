//! Waiting for news.

use crate::clock::Clock;
use crate::page::{Page, Relay, config, failure};
use crate::script::{ServerLine, fetched, serve};
use kith_wire::{Answer, Ask, FailureKind, Outcome, UidSet};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

async fn opened(relay: &Relay, port: u16) -> Page {
    let mut page = Page::logged_in(relay, port).await;
    let answer = page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert!(matches!(answer, Answer::Examined(_)), "{answer:?}");
    page
}

/// Welcomes, opens INBOX with three messages, and begins to idle. Returns the tag.
async fn idle(line: &mut ServerLine) -> String {
    line.welcome("IDLE").await;
    line.open_inbox(3).await;
    begin(line).await
}

async fn begin(line: &mut ServerLine) -> String {
    let (tag, command) = line.command().await;
    assert_eq!(command, "IDLE");
    line.say("+ idling\r\n").await;
    tag
}

async fn done(line: &mut ServerLine, tag: &str, untagged: &str) {
    assert_eq!(line.hear().await.unwrap(), "DONE");
    line.say(format!("{untagged}{tag} OK done\r\n")).await;
}

async fn hears(page: &mut Page, id: u32, answer: Answer) {
    let heard = page.hear().await;
    assert_eq!((heard.id, heard.answer), (id, answer));
}

#[tokio::test]
async fn news_come_as_they_happen_until_something_else_is_asked() {
    let relay = Relay::start(config()).await;
    let (go, wait) = oneshot::channel::<()>();
    let server = serve(async move |mut line| {
        let tag = idle(&mut line).await;
        // Several lines that come in one go are one piece of news.
        line.say("* 4 EXISTS\r\n* 1 RECENT\r\n* 2 EXPUNGE\r\n* 5 EXISTS\r\n").await;
        wait.await.unwrap();
        // None of these is.
        line.say("* OK Still here\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 5 EXISTS\r\n* NONSENSE\r\n* 0 RECENT\r\n").await;
        done(&mut line, &tag, "").await;
        line.expect("LIST \"\" \"*\"", "").await;
        let tag = begin(&mut line).await;
        line.say("* VANISHED 3:4\r\n").await;
        // News between DONE and its answer count, too.
        done(&mut line, &tag, "* 4 EXISTS\r\n").await;
        line.expect("LOGOUT", "* BYE\r\n").await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    hears(&mut page, id, Answer::FolderChanged).await;
    // What else it says, it says before it hears that the wait ends.
    go.send(()).unwrap();
    let folders = page.send(Ask::List).await;
    hears(&mut page, id, Answer::Done).await;
    hears(&mut page, folders, Answer::Folders(vec![])).await;

    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    hears(&mut page, id, Answer::FolderChanged).await;
    let logout = page.send(Ask::Logout).await;
    hears(&mut page, id, Answer::FolderChanged).await;
    hears(&mut page, id, Answer::Done).await;
    hears(&mut page, logout, Answer::Done).await;
    server.end().await;
}

/// What the server told in answers to other commands must not be lost: it does not tell it again.
#[tokio::test]
async fn what_was_told_before_is_news_at_once() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("IDLE").await;
        line.open_inbox(3).await;
        line.expect("UID SEARCH ALL", "* SEARCH 1 2 3\r\n* 4 EXISTS\r\n").await;
        let tag = begin(&mut line).await;
        done(&mut line, &tag, "").await;
        line.expect("UID SEARCH ALL", "* SEARCH 1 2 3 4\r\n").await;
        let tag = begin(&mut line).await;
        done(&mut line, &tag, "").await;
        line.expect("LOGOUT", "* BYE\r\n").await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let search = Ask::Uids { since: None, from: None, one_by_one: false };
    assert_eq!(page.ask(search.clone()).await, Answer::Uids(UidSet::from(vec![(1, 3)])));
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    hears(&mut page, id, Answer::FolderChanged).await;
    let uids = page.send(search).await;
    hears(&mut page, id, Answer::Done).await;
    hears(&mut page, uids, Answer::Uids(UidSet::from(vec![(1, 4)]))).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    let logout = page.send(Ask::Logout).await;
    hears(&mut page, id, Answer::Done).await;
    hears(&mut page, logout, Answer::Done).await;
    server.end().await;
}

#[tokio::test]
async fn is_begun_anew_without_a_word() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        let tag = idle(&mut line).await;
        done(&mut line, &tag, "").await;
        let tag = begin(&mut line).await;
        // By the server itself, before and after it let us wait.
        line.say(format!("{tag} OK enough\r\n")).await;
        let (tag, command) = line.command().await;
        assert_eq!(command, "IDLE");
        line.say(format!("{tag} OK enough\r\n")).await;
        begin(&mut line).await;
        line.say("* 4 EXISTS\r\n").await;
        line.hear_out().await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    clock.until(hears(&mut page, id, Answer::FolderChanged)).await;
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn a_server_that_ends_every_wait_at_once_is_asked_ever_more_rarely() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        let tag = idle(&mut line).await;
        line.say(format!("{tag} OK enough\r\n")).await;
        let mut pauses = Vec::new();
        for _ in 0..2 {
            let asked = Instant::now();
            let tag = begin(&mut line).await;
            pauses.push(asked.elapsed());
            line.say(format!("{tag} OK enough\r\n")).await;
        }
        pauses
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    let pauses = server.end().await;
    assert!(pauses[0] >= Duration::from_millis(900) && pauses[1] >= Duration::from_millis(1_900), "{pauses:?}");
}

#[tokio::test]
async fn a_server_that_cannot_is_said_to_refuse() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(3).await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    assert_eq!(page.fail(Ask::Idle).await.0, FailureKind::BadRequest);
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(page.fail(Ask::Idle).await.0, FailureKind::ServerRefused);
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;

    for result in ["NO not here", "BAD not here"] {
        let server = serve(async move |mut line| {
            line.welcome("IDLE").await;
            line.open_inbox(3).await;
            line.expect_result("IDLE", "", result).await;
            line.expect("LIST \"\" \"*\"", "").await;
        })
        .await;
        let mut page = opened(&relay, server.port).await;
        assert_eq!(page.fail(Ask::Idle).await, (FailureKind::ServerRefused, "not here".to_owned()));
        assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
        server.end().await;
    }
}

#[tokio::test]
async fn a_connection_that_dies_is_told_at_once() {
    let relay = Relay::start(config()).await;
    for (last, words) in [("* BYE Maintenance\r\n", "Maintenance"), ("", "")] {
        let server = serve(async move |mut line| {
            idle(&mut line).await;
            line.say(last).await;
        })
        .await;
        let mut page = opened(&relay, server.port).await;
        let id = page.send(Ask::Idle).await;
        hears(&mut page, id, Answer::Idling).await;
        let heard = page.hear().await;
        assert_eq!((heard.id, failure(heard.answer)), (id, (FailureKind::WentAway, words.to_owned())));
        assert_eq!(page.spoken.last().unwrap().outcome, Some(Outcome::Lost));
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    }
}

/// The server's machine is gone and the connection still looks open: found out when the wait is renewed.
#[tokio::test]
async fn a_server_that_is_silent_for_good_is_found_out() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        idle(&mut line).await;
        line.hear_out().await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    assert_eq!(failure(clock.until(page.hear()).await.answer).0, FailureKind::TimedOut);
    server.end().await;
}

/// The parts of a search follow what the server tells of the folder's size.
#[tokio::test]
async fn the_size_of_the_folder_is_kept() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("IDLE").await;
        line.open_inbox(49_999).await;
        let tag = begin(&mut line).await;
        line.say("* 50002 EXISTS\r\n* 7 EXPUNGE\r\n").await;
        done(&mut line, &tag, "").await;
        line.expect("UID SEARCH 50001:*", "* SEARCH 60000\r\n* 3 EXPUNGE\r\n").await;
        line.expect("UID SEARCH 1:50000", "* SEARCH 1\r\n").await;
        line.expect("UID SEARCH ALL", "* SEARCH 1\r\n").await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    hears(&mut page, id, Answer::FolderChanged).await;
    let uids = page.send(Ask::Uids { since: None, from: None, one_by_one: false }).await;
    hears(&mut page, id, Answer::Done).await;
    hears(&mut page, uids, Answer::Uids(UidSet::from(vec![(1, 1), (60_000, 60_000)]))).await;
    let answer = page.ask(Ask::Uids { since: None, from: None, one_by_one: false }).await;
    assert_eq!(answer, Answer::Uids(UidSet::from(vec![(1, 1)])));
    server.end().await;
}

/// Credit is not a question: it does not end the wait.
#[tokio::test]
async fn late_credit_does_not_end_it() {
    let relay = Relay::start(config()).await;
    let (go, wait) = oneshot::channel::<()>();
    let server = serve(async move |mut line| {
        line.welcome("IDLE").await;
        line.open_inbox(3).await;
        let (tag, _) = line.command().await;
        line.say([fetched(1, 1, "\r\n"), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
        begin(&mut line).await;
        wait.await.unwrap();
        line.say("* 4 EXISTS\r\n").await;
        line.gone().await;
    })
    .await;
    let mut page = opened(&relay, server.port).await;
    let headers = page.send(Ask::Headers { uids: UidSet::from(vec![(1, 1)]), credit: 1 }).await;
    page.hear().await;
    hears(&mut page, headers, Answer::Done).await;
    let id = page.send(Ask::Idle).await;
    hears(&mut page, id, Answer::Idling).await;
    page.send_as(headers, Ask::Credit { batches: 1 }).await;
    page.is_heard().await;
    go.send(()).unwrap();
    hears(&mut page, id, Answer::FolderChanged).await;
    drop(page);
    server.end().await;
}
