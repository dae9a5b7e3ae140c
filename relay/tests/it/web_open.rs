//! Requests to web servers through a relay that others can reach.

use crate::certificates::Authority;
use crate::open::{Open, REFUSAL};
use crate::page::{Page, failure};
use crate::script::serve;
use crate::web::{answered, ask, asked, basic, begun, request, try_asked, web, web_server};
use kith_relay::{Config, Exposure, Limits, Targets};
use kith_wire::{Answer, Ask, FailureKind, Response, Secret, WebMethod, WebRequest};
use tokio::time::Instant;

/// A page of an open relay, with a key or without.
async fn page_with(open: &Open, key: Option<&Secret>) -> Page {
    let mut page = open.page("198.51.100.1").await;
    if let Some(key) = key {
        page.send(Ask::Access { key: key.clone() }).await;
    }
    page
}

#[tokio::test]
async fn an_open_relay_wants_a_key_and_reaches_nothing_of_its_own_network() {
    let open = Open::start_with(|config| config).await;
    let server = serve(async |line| line.hear_out().await).await;
    for ask in [web(&["localhost"]), Ask::FindAddressBooks { domain: "example.test".to_owned() }] {
        assert_eq!(page_with(&open, None).await.fail(ask).await.0, FailureKind::KeyMissing);
    }
    let hosts = ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "none.invalid"];
    let mut page = page_with(&open, Some(&open.key)).await;
    assert_eq!(page.ask(web(&hosts)).await, Answer::Done);
    let mut told = Vec::new();
    for host in hosts {
        let url = format!("https://{host}:{}/", server.port);
        let began = Instant::now();
        told.push(page.fail_whole(Ask::Request(Box::new(WebRequest { url, ..request(WebMethod::Get, 1) }))).await);
        assert!(began.elapsed() >= REFUSAL, "{host}");
    }
    assert!(told.iter().all(|failure| failure == &told[0]), "{told:?}");
    assert_eq!((told[0].kind, told[0].step, &told[0].words), (FailureKind::TargetRefused, None, &None));
    drop(server);
}

/// Allows web servers on this machine.
fn local(authority: &Authority) -> impl FnOnce(Config) -> Config {
    let root = authority.root.clone();
    |config| Config {
        extra_roots: vec![root],
        targets: Targets::new(Exposure::Open, Vec::new(), vec!["localhost".parse().unwrap()], Vec::new()),
        ..config
    }
}

#[tokio::test]
async fn a_revoked_key_ends_the_session_in_the_middle_of_a_request() {
    let authority = Authority::new();
    let open = Open::start_with(local(&authority)).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        asked(&mut line).await;
        line.gone().await;
    })
    .await;
    let mut page = page_with(&open, Some(&open.key)).await;
    begun(&mut page).await;
    page.send(ask(WebMethod::Get, server.port)).await;
    page.is_heard().await;
    open.file.revoke("ada").unwrap();
    let Response { id: 0, answer } = page.hear().await else { panic!("the session as a whole failed") };
    assert_eq!(failure(answer).0, FailureKind::KeyRefused);
    assert_eq!(page.closed().await, 1000);
    server.end().await;
}

#[tokio::test]
async fn who_guesses_passwords_is_stopped_for_a_while() {
    let authority = Authority::new();
    let limits = Limits { refused_logins: 3, ..Limits::default() };
    let open = Open::start_with(|config| local(&authority)(Config { limits, ..config })).await;
    let server = web_server(&authority, async |door| {
        let mut line = door.next().await;
        let mut count = 0;
        while try_asked(&mut line).await.is_some() {
            line.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n").await;
            count += 1;
        }
        count
    })
    .await;
    let mut page = page_with(&open, Some(&open.key)).await;
    begun(&mut page).await;
    let port = server.port;
    let guess = || Ask::Request(Box::new(WebRequest { authorization: basic(), ..request(WebMethod::Get, port) }));
    // Without a password nothing is guessed.
    for ask in [ask(WebMethod::Get, port), ask(WebMethod::Get, port), guess(), guess(), guess()] {
        assert_eq!(answered(page.ask(ask).await).status, 401);
    }
    assert_eq!(page.fail(guess()).await.0, FailureKind::TooManyAttempts);
    assert_eq!(answered(page.ask(ask(WebMethod::Get, port)).await).status, 401);
    assert_eq!(page_with(&open, Some(&open.key)).await.fail(web(&["localhost"])).await.0, FailureKind::TooManyAttempts);
    drop(page);
    assert_eq!(server.end().await, 6);
}
