//! Name and password.

use crate::page::{Page, Relay, account, config};
use crate::script::serve;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kith_wire::{Answer, Ask, Connect, FailureKind, Security};

const USER: &str = "ädä@example.org";
const PASSWORD: &str = r#"q"uo\te ü {3} 密"#;

fn odd_account(port: u16) -> Connect {
    Connect { username: USER.to_owned(), password: PASSWORD.into(), ..account(port, Security::Plain) }
}

#[tokio::test]
async fn odd_passwords_arrive_intact_by_authenticate() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Hello\r\n").await;
        let (tag, command) = line.command().await;
        assert_eq!(command, "AUTHENTICATE PLAIN");
        // Not every server sends the empty challenge that the standard wants.
        line.say("+ go ahead\r\n").await;
        let secret = STANDARD.decode(line.hear().await.unwrap()).unwrap();
        line.say(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n")).await;
        secret
    })
    .await;
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::Connect(odd_account(server.port))).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    assert_eq!(server.end().await, format!("\0{USER}\0{PASSWORD}").into_bytes());
}

#[tokio::test]
async fn odd_passwords_arrive_intact_by_login() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n").await;
        let (tag, command) = line.command().await;
        assert_eq!(command, format!("LOGIN {{{}}}", USER.len()));
        line.say("+ \r\n").await;
        assert_eq!(line.hear_bytes(USER.len()).await, USER.as_bytes());
        assert_eq!(line.hear().await.unwrap(), format!(" {{{}}}", PASSWORD.len()));
        line.say("+\r\n").await;
        assert_eq!(line.hear_bytes(PASSWORD.len()).await, PASSWORD.as_bytes());
        assert_eq!(line.hear().await.unwrap(), "");
        line.say(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n")).await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::Connect(odd_account(server.port))).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    server.end().await;
}

#[tokio::test]
async fn quotes_and_backslashes_arrive_intact_in_a_quoted_string() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n").await;
        line.expect_result(r#"LOGIN "ada" "a\"b\\c""#, "", "OK [CAPABILITY IMAP4rev1] in").await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    let connect = Connect { password: r#"a"b\c"#.into(), ..account(server.port, Security::Plain) };
    assert!(matches!(page.ask(Ask::Connect(connect)).await, Answer::Connected { .. }));
    server.end().await;
}

#[tokio::test]
async fn refusals_come_in_the_servers_own_words() {
    for (result, kind, words) in [
        ("NO [AUTHENTICATIONFAILED] Wrong, Ada.", FailureKind::LoginRefused, "Wrong, Ada."),
        ("NO [ALERT] Make an app password first.", FailureKind::AppPasswordNeeded, "Make an app password first."),
        ("NO Nein.", FailureKind::LoginRefused, "Nein."),
        ("NO [AUTHENTICATIONFAILED]", FailureKind::LoginRefused, ""),
        ("BAD What?", FailureKind::LoginRefused, "What?"),
        ("NO [UNAVAILABLE] Try again later.", FailureKind::Unavailable, "Try again later."),
        ("NO Temporary authentication failure.", FailureKind::Unavailable, "Temporary authentication failure."),
        ("BAD [SERVERBUG] Internal error.", FailureKind::Unavailable, "Internal error."),
        // A code that is not followed by a space, which the parser beneath takes for granted.
        ("NO [ALERT]ünglücklich", FailureKind::LoginRefused, "?nglücklich"),
    ] {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n").await;
            line.expect_result("LOGIN \"ada\" \"secret\"", "", result).await;
            line.gone().await;
        })
        .await;
        let mut page = Page::open(relay.address).await;
        let failure = page.fail(Ask::Connect(account(server.port, Security::Plain))).await;
        assert_eq!(failure, (kind, words.to_owned()), "{result}");
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_that_wants_more_than_a_password_is_told_so() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Hello\r\n").await;
        let (tag, _) = line.command().await;
        line.say("+ \r\n").await;
        line.hear().await.unwrap();
        line.say("+ eyJzdGF0dXMiOiI0MDAifQ==\r\n").await;
        assert_eq!(line.hear().await.unwrap(), "*");
        line.say(format!("{tag} NO Not like this.\r\n")).await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    let failure = page.fail(Ask::Connect(account(server.port, Security::Plain))).await;
    assert_eq!(failure, (FailureKind::LoginRefused, "Not like this.".to_owned()));
    server.end().await;
}
