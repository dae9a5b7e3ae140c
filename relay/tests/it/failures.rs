//! Ways that do not lead to a mailbox, each with a name of its own.

use crate::certificates::{Authority, self_signed_acceptor};
use crate::clock::Clock;
use crate::page::{Page, Relay, account, config, failure};
use crate::script::serve;
use kith_relay::Config;
use kith_wire::{Ask, Connect, FailureKind, Security};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// Tries to connect; the relay must say why that failed, and close.
async fn try_connect(config: Config, connect: Connect) -> (FailureKind, String) {
    let relay = Relay::start(config).await;
    let mut page = Page::open(relay.address).await;
    let failure = page.fail(Ask::Connect(connect)).await;
    assert_eq!(page.closed().await, 1000);
    relay.stop().await;
    failure
}

/// The same where time passes until that is said, once the server was `reached`.
async fn try_for_long(connect: Connect, reached: oneshot::Receiver<()>) -> (FailureKind, String) {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let mut page = Page::open(relay.address).await;
    page.send(Ask::Connect(connect)).await;
    reached.await.unwrap();
    let failure = failure(clock.until(page.hear()).await.answer);
    assert_eq!(page.closed().await, 1000);
    relay.stop().await;
    failure
}

#[tokio::test]
async fn no_such_name() {
    let connect = Connect { host: "mail.nowhere.invalid".to_owned(), ..account(993, Security::Tls) };
    assert_eq!(try_connect(config(), connect).await.0, FailureKind::NameNotFound);
    let connect = Connect { host: String::new(), ..account(993, Security::Tls) };
    assert_eq!(try_connect(config(), connect).await.0, FailureKind::NameNotFound);
}

#[tokio::test]
async fn nothing_listens() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    assert_eq!(try_connect(config(), account(port, Security::Tls)).await.0, FailureKind::Refused);
}

#[tokio::test]
async fn no_answer_in_time() {
    let (reached, is_reached) = oneshot::channel();
    let server = serve(async move |line| {
        reached.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let told = try_for_long(account(server.port, Security::Plain), is_reached).await;
    assert_eq!(told.0, FailureKind::TimedOut);
    server.end().await;

    // Neither to the first bytes of TLS…
    let (reached, is_reached) = oneshot::channel();
    let server = serve(async move |line| {
        reached.send(()).unwrap();
        line.hear_out().await;
    })
    .await;
    let told = try_for_long(account(server.port, Security::Tls), is_reached).await;
    assert_eq!(told.0, FailureKind::TimedOut);
    server.end().await;

    // …nor to a command, though the server talks on.
    let (reached, is_reached) = oneshot::channel();
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n* 1 EXISTS\r\n").await;
        assert_eq!(line.command().await.1, "LOGIN \"ada\" \"secret\"");
        reached.send(()).unwrap();
        line.gone().await;
    })
    .await;
    let told = try_for_long(account(server.port, Security::Plain), is_reached).await;
    assert_eq!(told.0, FailureKind::TimedOut);
    server.end().await;
}

#[tokio::test]
async fn a_port_without_tls() {
    let server = serve(async move |mut line| line.say("* OK Hello\r\n").await).await;
    assert_eq!(try_connect(config(), account(server.port, Security::Tls)).await.0, FailureKind::Tls);
    server.end().await;
}

#[tokio::test]
async fn certificates_that_prove_nothing() {
    let authority = Authority::new();
    let check = async |acceptor: TlsAcceptor, host: &str, words: &str| {
        let server = serve(async move |line| assert!(line.try_encrypt(&acceptor).await.is_err())).await;
        let config = Config { extra_roots: vec![authority.root.clone()], ..config() };
        let connect = Connect { host: host.to_owned(), ..account(server.port, Security::Tls) };
        let (kind, said) = try_connect(config, connect).await;
        assert_eq!(kind, FailureKind::Certificate);
        assert!(said.contains(words), "{said:?}");
        server.end().await;
    };
    check(authority.expired_acceptor("localhost"), "localhost", "expired").await;
    check(authority.acceptor("mail.example.org"), "localhost", "another name: mail.example.org.").await;
    check(authority.acceptor("localhost"), "127.0.0.1", "another name: localhost.").await;
    check(Authority::new().acceptor("localhost"), "localhost", "not given by an authority that is known").await;
    check(self_signed_acceptor("localhost"), "localhost", "not given by an authority that is known").await;
}

#[tokio::test]
async fn not_an_imap_server() {
    for banner in [
        "220 mx.example.org ESMTP Postfix\r\n",
        "+OK POP3 ready\r\n",
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "\r\n",
        "K1 OK not untagged\r\n",
        "no line end",
    ] {
        let (reached, is_reached) = oneshot::channel();
        let server = serve(async move |mut line| {
            line.say(banner).await;
            reached.send(()).unwrap();
            line.gone().await;
        })
        .await;
        // Only the last of them is waited for.
        let (kind, _) = try_for_long(account(server.port, Security::Plain), is_reached).await;
        assert_eq!(kind, FailureKind::NotImap, "{banner:?}");
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_that_sends_us_away() {
    for (code, kind) in [("[UNAVAILABLE] ", FailureKind::Throttled), ("", FailureKind::ServerRefused)] {
        let server = serve(async move |mut line| line.say(format!("* BYE {code}Not today.\r\n")).await).await;
        let told = try_connect(config(), account(server.port, Security::Plain)).await;
        assert_eq!(told, (kind, "Not today.".to_owned()));
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_that_goes_away() {
    let server = serve(async move |_| ()).await;
    let (kind, _) = try_connect(config(), account(server.port, Security::Plain)).await;
    assert_eq!(kind, FailureKind::WentAway);
    server.end().await;

    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1] Hello\r\n").await;
        line.command().await;
        line.say("* BYE Maintenance begins.\r\n").await;
    })
    .await;
    let (kind, words) = try_connect(config(), account(server.port, Security::Plain)).await;
    assert_eq!((kind, words.as_str()), (FailureKind::WentAway, "Maintenance begins."));
    server.end().await;
}

/// In none of these may a password be sent.
#[tokio::test]
async fn no_encryption() {
    let refused = async |greeting: &'static str, security, starttls: Option<&'static str>| {
        let server = serve(async move |mut line| {
            line.say(greeting).await;
            if let Some(answer) = starttls {
                line.expect_result("STARTTLS", "", answer).await;
            }
            line.gone().await;
        })
        .await;
        let refused = try_connect(config(), account(server.port, security)).await;
        server.end().await;
        refused
    };
    let check = async |greeting, security, starttls| {
        assert_eq!(refused(greeting, security, starttls).await.0, FailureKind::NoEncryption, "{greeting}");
    };
    check("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Hello\r\n", Security::StartTls, None).await;
    check("* OK [CAPABILITY IMAP4rev1 STARTTLS] Hello\r\n", Security::StartTls, Some("NO not today")).await;
    check("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] Hello\r\n", Security::StartTls, None).await;
    // To go without is no way out where it was tried already.
    for greeting in [
        "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] Hello\r\n",
        "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN] Hello\r\n",
    ] {
        let (kind, words) = refused(greeting, Security::Plain, None).await;
        assert_eq!((kind, words.contains("without encryption")), (FailureKind::LoginRefused, true), "{greeting}");
    }
}

/// What an eavesdropper adds to the plain answer must not be taken for the server's word under TLS.
#[tokio::test]
async fn words_slipped_in_before_tls() {
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1 STARTTLS] Hello\r\n").await;
        let (tag, _) = line.command().await;
        line.say(format!("{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nK2 OK done\r\n")).await;
        line.gone().await;
    })
    .await;
    assert_eq!(try_connect(config(), account(server.port, Security::StartTls)).await.0, FailureKind::Tls);
    server.end().await;
}
