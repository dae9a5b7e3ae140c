//! The life of a session: its order, its bounds and its ends.

use crate::clock::Clock;
use crate::page::{Page, Relay, account, config, failure};
use crate::script::{Server, ServerLine, fetched, serve};
use futures::SinkExt;
use kith_relay::{Config, Limits};
use kith_wire::limits::{MAX_FOLDERS, MAX_REQUEST_BYTES};
use kith_wire::{Answer, Ask, FailureKind, Security, UidSet, encode};
use serde::Serialize;
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Message;

/// A server that lets us in and then only listens. It ends when the relay has closed the connection.
async fn idle(mut line: ServerLine) {
    line.welcome("").await;
    line.gone().await;
}

#[tokio::test]
async fn requests_are_answered_in_their_order() {
    let relay = Relay::start(config()).await;
    let (go, wait) = oneshot::channel::<()>();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(2).await;
        let (tag, _) = line.command().await;
        wait.await.unwrap();
        line.say([fetched(1, 1, "\r\n"), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
        line.expect("LIST \"\" \"*\"", "").await;
        line.expect("LOGOUT", "* BYE\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let first = page.send(Ask::Headers { uids: UidSet::from(vec![(1, 1)]), credit: 1 }).await;
    let second = page.send(Ask::List).await;
    let third = page.send(Ask::Logout).await;
    go.send(()).unwrap();
    let batch = page.hear().await;
    assert!(batch.id == first && matches!(batch.answer, Answer::Headers(_)), "{batch:?}");
    for (id, answer) in [(first, Answer::Done), (second, Answer::Folders(vec![])), (third, Answer::Done)] {
        let heard = page.hear().await;
        assert_eq!((heard.id, heard.answer), (id, answer));
    }
    assert_eq!(page.closed().await, 1000);
    server.end().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_said_to_make_none() {
    /// What a newer page might ask.
    #[derive(Serialize)]
    enum NewerAsk {
        Thread { root: u32 },
    }
    #[derive(Serialize)]
    struct Newer {
        id: u32,
        ask: NewerAsk,
    }

    let relay = Relay::start(config()).await;
    let mut page = Page::open(relay.address).await;
    assert_eq!(page.fail(Ask::List).await.0, FailureKind::BadRequest);
    assert_eq!(page.closed().await, 1000);

    let server = serve(idle).await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let again = Ask::Connect(account(server.port, Security::Plain));
    assert_eq!(page.fail(again).await.0, FailureKind::BadRequest);
    let newer = encode(&Newer { id: 77, ask: NewerAsk::Thread { root: 1 } }).unwrap();
    page.socket.send(Message::Binary(newer.into())).await.unwrap();
    let answer = page.hear().await;
    assert_eq!((answer.id, failure(answer.answer).0), (77, FailureKind::BadRequest));
    let uids = UidSet::from(vec![(1, 1)]);
    assert_eq!(page.fail(Ask::Headers { uids, credit: 1 }).await.0, FailureKind::BadRequest);
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn what_is_no_request_ends_the_session() {
    for message in [Message::Binary(b"GET / HTTP/1.1".to_vec().into()), Message::Text("hello".into())] {
        let relay = Relay::start(config()).await;
        let server = serve(idle).await;
        let mut page = Page::logged_in(&relay, server.port).await;
        page.socket.send(message).await.unwrap();
        assert_eq!(page.closed().await, 1008);
        server.end().await;
    }
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_the_session() {
    let relay = Relay::start(config()).await;
    let server = serve(idle).await;
    let mut page = Page::logged_in(&relay, server.port).await;
    // The relay reads no more than its beginning, so the sending may fail, and the farewell may be lost.
    let _ = page.socket.send(Message::Binary(vec![0; MAX_REQUEST_BYTES + 1].into())).await;
    server.end().await;
}

/// A page with a request under way that the server does not answer.
async fn busy(relay: &Relay) -> (Page, Server<()>) {
    let (heard, asked) = oneshot::channel();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.command().await;
        heard.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let mut page = Page::logged_in(relay, server.port).await;
    page.send(Ask::List).await;
    asked.await.unwrap();
    (page, server)
}

#[tokio::test]
async fn no_more_requests_wait_than_may() {
    let relay = Relay::start(config()).await;
    let (mut page, server) = busy(&relay).await;
    for _ in 0..32 {
        page.send(Ask::List).await;
    }
    page.is_heard().await;
    page.send(Ask::List).await;
    assert_eq!(page.closed().await, 1008);
    server.end().await;
}

/// Before the login there is nothing to ask for but that.
#[tokio::test]
async fn one_request_is_heard_before_the_login() {
    let relay = Relay::start(config()).await;
    let (heard, greeted) = oneshot::channel();
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n").await;
        line.command().await;
        heard.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    page.send(Ask::Connect(account(server.port, Security::Plain))).await;
    greeted.await.unwrap();
    // Credit is no request.
    page.send_as(1, Ask::Credit { batches: 1 }).await;
    page.send(Ask::List).await;
    assert_eq!(page.closed().await, 1008);
    server.end().await;
}

/// Requests that wait take no more together than the largest may.
#[tokio::test]
async fn no_more_bytes_wait_than_may() {
    let relay = Relay::start(config()).await;
    let (mut page, server) = busy(&relay).await;
    let large = Ask::Examine { folder: "x".repeat(MAX_REQUEST_BYTES / 3) };
    for _ in 0..2 {
        page.send(large.clone()).await;
    }
    page.is_heard().await;
    page.send(large).await;
    assert_eq!(page.closed().await, 1008);
    server.end().await;
}

#[tokio::test]
async fn no_more_folders_are_asked_for_than_there_can_be() {
    let relay = Relay::start(config()).await;
    let server = serve(idle).await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let ask = |count| Ask::Status { folders: vec!["\n".to_owned(); count] };
    assert_eq!(page.fail(ask(MAX_FOLDERS + 1)).await.0, FailureKind::BadRequest);
    let Answer::Status(standings) = page.ask(ask(MAX_FOLDERS)).await else { panic!("no status") };
    assert_eq!(standings.len(), MAX_FOLDERS);
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn a_page_that_vanishes_frees_its_session() {
    let relay = Relay::start(Config { limits: Limits { sessions: 1, ..Limits::default() }, ..config() }).await;
    // While nothing is asked…
    let server = serve(idle).await;
    drop(Page::logged_in(&relay, server.port).await);
    server.end().await;

    // …while the mail server is waited for…
    let (heard, asked) = oneshot::channel();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.command().await;
        heard.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let mut page = when_free(&relay, server.port).await;
    page.send(Ask::List).await;
    asked.await.unwrap();
    drop(page);
    server.end().await;

    // …and while credit is waited for.
    let (said, all) = oneshot::channel();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(1).await;
        let (tag, _) = line.command().await;
        line.say([fetched(1, 1, "\r\n"), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
        said.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let mut page = when_free(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    page.send(Ask::Headers { uids: UidSet::from(vec![(1, 1)]), credit: 0 }).await;
    all.await.unwrap();
    drop(page);
    server.end().await;
}

/// Logs in as soon as the session before has given its place free, which the mail server may see first.
async fn when_free(relay: &Relay, port: u16) -> Page {
    loop {
        let mut page = Page::open(relay.address).await;
        match page.ask(Ask::Connect(account(port, Security::Plain))).await {
            Answer::Failed(failure) => assert_eq!(failure.kind, FailureKind::Busy),
            answer => {
                assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
                return page;
            }
        }
    }
}

#[tokio::test]
async fn one_session_too_many_is_told_so() {
    let relay = Relay::start(Config { limits: Limits { sessions: 1, ..Limits::default() }, ..config() }).await;
    let server = serve(idle).await;
    let first = Page::logged_in(&relay, server.port).await;
    let mut second = Page::open(relay.address).await;
    assert_eq!(second.fail(Ask::Connect(account(server.port, Security::Plain))).await.0, FailureKind::Busy);
    assert_eq!(second.closed().await, 1000);
    drop(first);
    server.end().await;
}

#[tokio::test]
async fn a_page_that_says_nothing_is_not_waited_for() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let page = Page::open(relay.address).await;
    assert_eq!(clock.until(page.closed()).await, 1000);
}

/// A socket that stays open with no one behind it answers no ping.
#[tokio::test]
async fn a_page_that_gives_no_sign_of_life_is_gone() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(idle).await;
    let page = Page::logged_in(&relay, server.port).await;
    clock.until(server.end()).await;
    drop(page);
}

#[tokio::test]
async fn a_page_that_answers_pings_stays() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    for _ in 0..10 {
        clock.pass(&mut page, config().times.alive).await;
    }
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}

#[tokio::test]
async fn stopping_the_relay_ends_its_sessions() {
    let relay = Relay::start(config()).await;
    let server = serve(idle).await;
    let page = Page::logged_in(&relay, server.port).await;
    let (code, ()) = tokio::join!(page.closed(), relay.stop());
    assert_eq!(code, 1001);
    server.end().await;
}
