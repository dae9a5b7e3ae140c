//! What the relay bears: many, slow, oversized and half-open connections, and a stop in the middle of them.

use crate::clock::Clock;
use crate::page::{Page, Relay, account, config};
use crate::program::Program;
use crate::script::{PATIENCE, ServerLine, serve};
use kith_relay::{Config, Limits, Times};
use kith_wire::{Ask, FailureKind, Security};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

async fn idle(mut line: ServerLine) {
    line.welcome("").await;
    line.gone().await;
}

/// Everything that comes until the relay closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    // A connection that is closed with words unheard is reset.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("the relay closes the connection");
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test]
async fn a_thousand_silent_sockets_keep_no_one_from_logging_in() {
    let relay = Relay::start(config()).await;
    let mut silent = Vec::new();
    for _ in 0..500 {
        silent.push(TcpStream::connect(relay.address).await.unwrap());
    }
    let mut pages = Vec::new();
    for _ in 0..500 {
        pages.push(Page::open(relay.address).await);
    }
    let server = serve(idle).await;
    drop(Page::logged_in(&relay, server.port).await);
    server.end().await;
}

#[tokio::test]
async fn connections_are_bounded_and_come_back() {
    let limits = Limits { sockets: 2, ..Limits::default() };
    let relay = Relay::start(Config { limits, ..config() }).await;
    let held = (TcpStream::connect(relay.address).await.unwrap(), Page::open(relay.address).await);
    let mut third = TcpStream::connect(relay.address).await.unwrap();
    let told = rest(&mut third).await;
    assert!(told.starts_with("HTTP/1.1 503 ") && told.ends_with("Too many connections are open."), "{told}");
    drop(held);
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
        if asked.is_ok() && rest(&mut stream).await.starts_with("HTTP/1.1 200 ") {
            break;
        }
        assert!(Instant::now() < deadline, "no place came back");
    }
}

#[tokio::test]
async fn a_header_that_never_ends_is_not_waited_for() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    for begun in ["", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "] {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let mut all = Vec::new();
        let _ = clock.until(stream.read_to_end(&mut all)).await;
    }
}

#[tokio::test]
async fn a_header_that_is_too_long_is_refused() {
    let relay = Relay::start(config()).await;
    let long = "x".repeat(100_000);
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-Many: 1\r\n".repeat(1_000)),
    ] {
        let mut stream = TcpStream::connect(relay.address).await.unwrap();
        let _ = stream.write_all(request.as_bytes()).await;
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

/// A download that no one reads, and a connection that is kept open between requests.
#[tokio::test]
async fn a_connection_is_not_kept_for_ever() {
    let times = Times { http: Duration::from_secs(2), ..config().times };
    let relay = Relay::start(Config { times, ..config() }).await;
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let began = Instant::now();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200 "));
    assert!(began.elapsed() < PATIENCE);
}

#[tokio::test]
async fn a_session_ends_after_its_time_and_a_page_that_asks_for_nothing_before() {
    let clock = Clock::stop();
    let times = Times {
        page_idle: Duration::from_secs(300),
        session: Duration::from_secs(1_000),
        idle: Duration::from_secs(2_000),
        ..config().times
    };
    let relay = Relay::start(Config { times, ..config() }).await;
    let server = serve(idle).await;
    let mut page = Page::logged_in(&relay, server.port).await;
    clock.pass(&mut page, Duration::from_secs(290)).await;
    let told = clock.until(page.hear()).await;
    assert_eq!((told.id, crate::page::failure(told.answer).0), (0, FailureKind::WentAway));
    server.end().await;

    let server = serve(async |mut line| {
        line.welcome("IDLE").await;
        line.open_inbox(0).await;
        line.command().await;
        line.say("+ idling\r\n").await;
        line.hear_out().await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    page.send(Ask::Idle).await;
    clock.pass(&mut page, Duration::from_secs(990)).await;
    assert_eq!(clock.until(page.went()).await, 1001);
    server.end().await;
}

/// As a program, which a service manager waits for.
#[cfg(unix)]
#[tokio::test]
async fn a_stop_ends_whatever_is_half_open_within_its_time() {
    let mut relay = Program::start(&["--stop-timeout", "5"]).await;
    let mut half = TcpStream::connect(relay.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\nHost: local").await.unwrap();
    let server = serve(idle).await;
    let mut page = Page::open(relay.address).await;
    page.ask(Ask::Connect(account(server.port, Security::Plain))).await;
    relay.signal("TERM");
    // The page is told to come back.
    assert_eq!(page.closed().await, 1001);
    assert!(timeout(PATIENCE, relay.process.wait()).await.expect("it ends").unwrap().success());
    server.end().await;
}

/// A browser that asks and asks and reads nothing has to be waited for.
#[cfg(unix)]
#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let mut relay = Program::start(&["--stop-timeout", "3600"]).await;
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    let much = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_000);
    // Until the relay reads no more, since it cannot write.
    while timeout(Duration::from_secs(2), stream.write_all(much.as_bytes())).await.is_ok() {}
    relay.signal("INT");
    relay.written_until("stopping").await;
    relay.signal("INT");
    let ended = timeout(PATIENCE, relay.process.wait()).await.expect("it ends").unwrap();
    assert_eq!(ended.code(), Some(130));
}
