//! Ways that lead to a mailbox.

use crate::certificates::Authority;
use crate::page::{Page, Relay, account, config};
use crate::script::serve;
use kith_relay::Config;
use kith_wire::{Answer, Ask, Security};

fn trusting(authority: &Authority) -> Config {
    Config { extra_roots: vec![authority.root.clone()], ..config() }
}

fn connected(answer: Answer) -> (Vec<String>, bool) {
    match answer {
        Answer::Connected { capabilities, encrypted, .. } => (capabilities, encrypted),
        other => panic!("not connected but {other:?}"),
    }
}

#[tokio::test]
async fn over_tls() {
    let authority = Authority::new();
    let relay = Relay::start(trusting(&authority)).await;
    let acceptor = authority.acceptor("localhost");
    let server = serve(async move |line| {
        let mut line = line.encrypt(&acceptor).await;
        line.welcome("idle Special-Use").await;
        line.expect("LOGOUT", "* BYE see you\r\n").await;
    })
    .await;

    let mut page = Page::open(relay.address).await;
    let (capabilities, encrypted) = connected(page.ask(Ask::Connect(account(server.port, Security::Tls))).await);
    assert_eq!(capabilities, ["IDLE", "IMAP4REV1", "SPECIAL-USE"]);
    assert!(encrypted);
    assert_eq!(page.ask(Ask::Logout).await, Answer::Done);
    assert_eq!(page.closed().await, 1000);
    server.end().await;
}

/// What was offered before TLS counts for nothing after it.
#[tokio::test]
async fn over_starttls() {
    for security in [Security::StartTls, Security::Plain] {
        let authority = Authority::new();
        let relay = Relay::start(trusting(&authority)).await;
        let acceptor = authority.acceptor("localhost");
        let server = serve(async move |mut line| {
            line.say("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] Hello\r\n").await;
            line.expect("STARTTLS", "").await;
            let mut line = line.encrypt(&acceptor).await;
            line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n").await;
            line.expect("LOGIN \"ada\" \"secret\"", "").await;
            line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1 ID\r\n").await;
            line.expect("ID (\"name\" \"Kith\")", "* ID NIL\r\n").await;
            line.gone().await;
        })
        .await;

        let mut page = Page::open(relay.address).await;
        let answer = page.ask(Ask::Connect(account(server.port, security))).await;
        assert_eq!(connected(answer), (vec!["ID".to_owned(), "IMAP4REV1".to_owned()], true));
        drop(page);
        server.end().await;
    }
}

#[tokio::test]
async fn plainly_where_nothing_else_is_offered_and_the_user_said_yes() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK Hello\r\n").await;
        line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n").await;
        line.expect("LOGIN \"ada\" \"secret\"", "").await;
        line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n").await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::Connect(account(server.port, Security::Plain))).await;
    assert_eq!(connected(answer), (vec!["IMAP4REV1".to_owned()], false));
    server.end().await;
}

#[tokio::test]
async fn a_server_that_knows_us_already_is_not_asked_to_log_in() {
    let authority = Authority::new();
    let relay = Relay::start(trusting(&authority)).await;
    let acceptor = authority.acceptor("localhost");
    let server = serve(async move |line| {
        let mut line = line.encrypt(&acceptor).await;
        line.say("* PREAUTH [CAPABILITY IMAP4rev1] Hello Ada\r\n").await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    connected(page.ask(Ask::Connect(account(server.port, Security::Tls))).await);
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}
