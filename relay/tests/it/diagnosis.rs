//! How far it came, what answered, and whose certificate it was: what a page needs to say what to do.

use crate::certificates::{Authority, expire, self_signed, self_signed_acceptor};
use crate::clock::Clock;
use crate::page::{Page, Relay, account, config};
use crate::script::{Server, ServerLine, serve};
use kith_relay::Config;
use kith_wire::{Answer, Ask, Certificate, Connect, Failure, FailureKind, Fingerprint, Security, Step};
use rcgen::{CertificateParams, DnType};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// Tries to connect; the relay must say why that failed, and close.
async fn try_connect(config: Config, connect: Connect) -> Failure {
    let relay = Relay::start(config).await;
    let mut page = Page::open(relay.address).await;
    let failure = page.fail_whole(Ask::Connect(connect)).await;
    assert_eq!(page.closed().await, 1000);
    relay.stop().await;
    failure
}

fn told(failure: &Failure) -> (FailureKind, Option<Step>) {
    (failure.kind, failure.step)
}

/// A server that must not get through TLS.
async fn distrusted(acceptor: TlsAcceptor) -> Server<()> {
    serve(async move |line: ServerLine| assert!(line.try_encrypt(&acceptor).await.is_err())).await
}

/// A server that hears a login over TLS.
async fn trusted(acceptor: TlsAcceptor) -> Server<()> {
    serve(async move |line: ServerLine| {
        let mut line = line.encrypt(&acceptor).await;
        line.welcome("").await;
        line.gone().await;
    })
    .await
}

fn trusting(port: u16, fingerprint: Fingerprint) -> Connect {
    Connect { trusted: Some(fingerprint), ..account(port, Security::Tls) }
}

/// A server whose certificate is trusted is connected to.
async fn connects(relay: &Relay, acceptor: TlsAcceptor, fingerprint: Fingerprint) {
    let server = trusted(acceptor).await;
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::Connect(trusting(server.port, fingerprint))).await;
    assert!(matches!(answer, Answer::Connected { encrypted: true, .. }), "{answer:?}");
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn the_name_and_the_connection() {
    let connect = Connect { host: "mail.nowhere.invalid".to_owned(), ..account(993, Security::Tls) };
    assert_eq!(told(&try_connect(config(), connect).await), (FailureKind::NameNotFound, Some(Step::Name)));
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let failure = try_connect(config(), account(port, Security::Tls)).await;
    assert_eq!(told(&failure), (FailureKind::Refused, Some(Step::Connection)));
}

#[tokio::test]
async fn tls_at_a_port_that_speaks_without() {
    for (banner, kind) in [
        ("* OK [CAPABILITY IMAP4rev1] Hello\r\n", FailureKind::TlsOnPlainPort),
        ("+OK Hello\r\n", FailureKind::Pop3),
        ("220 mx.example.org ESMTP\r\n", FailureKind::Smtp),
        ("SSH-2.0-OpenSSH_9.9\r\n", FailureKind::NotImap),
    ] {
        let server = serve(async move |mut line| {
            line.say(banner).await;
            line.hear_out().await;
        })
        .await;
        let failure = try_connect(config(), account(server.port, Security::Tls)).await;
        assert_eq!(told(&failure), (kind, Some(Step::Tls)));
        assert_eq!(failure.words.as_deref(), Some(banner.trim_end()));
        server.end().await;
    }
}

#[tokio::test]
async fn no_tls_at_a_port_that_speaks_it() {
    // One that waits for TLS and says nothing.
    let acceptor = self_signed_acceptor("localhost");
    let (reached, is_reached) = oneshot::channel();
    let server = serve(async move |line: ServerLine| {
        reached.send(()).unwrap();
        let _ = line.try_encrypt(&acceptor).await;
    })
    .await;
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let mut page = Page::open(relay.address).await;
    page.send(Ask::Connect(account(server.port, Security::StartTls))).await;
    is_reached.await.unwrap();
    let Answer::Failed(failure) = clock.until(page.hear()).await.answer else { panic!("no failure") };
    assert_eq!(told(&failure), (FailureKind::PlainOnTlsPort, Some(Step::Greeting)));
    drop(clock);
    relay.stop().await;
    server.end().await;

    // One that complains at once.
    let server = serve(async move |mut line| {
        line.say(b"\x15\x03\x01\x00\x02\x02\x0a").await;
    })
    .await;
    let failure = try_connect(config(), account(server.port, Security::StartTls)).await;
    assert_eq!(told(&failure), (FailureKind::PlainOnTlsPort, Some(Step::Greeting)));
    server.end().await;
}

#[tokio::test]
async fn certificates_that_prove_nothing() {
    let authority = Authority::new();
    let check = async |acceptor: TlsAcceptor, host: &str, kind: FailureKind, words: &str| {
        let server = distrusted(acceptor).await;
        let config = Config { extra_roots: vec![authority.root.clone()], ..config() };
        let connect = Connect { host: host.to_owned(), ..account(server.port, Security::Tls) };
        let failure = try_connect(config, connect).await;
        assert_eq!((failure.kind, kind.general()), (kind, FailureKind::Certificate));
        assert_eq!(failure.step, Some(Step::Tls));
        assert!(failure.words.as_deref().is_some_and(|said| said.contains(words)), "{failure:?}");
        server.end().await;
        *failure.certificate.expect("a certificate")
    };
    let (expired, other) = (FailureKind::CertificateExpired, FailureKind::CertificateName);
    let unknown = FailureKind::CertificateUnknown;
    let seen = check(authority.expired_acceptor("localhost"), "localhost", expired, "expired").await;
    assert_eq!((seen.not_before, seen.not_after), (978_307_200, 1_009_843_200));
    let words = "another name: mail.example.org.";
    let seen = check(authority.acceptor("mail.example.org"), "localhost", other, words).await;
    assert_eq!(seen.names, ["mail.example.org"]);
    check(authority.acceptor("localhost"), "127.0.0.1", other, "another name: localhost.").await;
    let words = "wasn’t issued by an authority that Kith’s server knows";
    let seen = check(Authority::new().acceptor("localhost"), "localhost", unknown, words).await;
    assert!(!seen.vouched_for);
    let (acceptor, fingerprint) = self_signed("localhost", |params| {
        params.distinguished_name.push(DnType::CommonName, "Shed");
    });
    let seen = check(acceptor, "localhost", unknown, words).await;
    assert!(seen.self_signed && !seen.vouched_for, "{seen:?}");
    assert_eq!((seen.fingerprint, seen.issuer.as_str()), (fingerprint, "Shed"));
}

#[tokio::test]
async fn a_certificate_that_the_user_trusts() {
    let (acceptor, fingerprint) = self_signed("localhost", |_| ());
    let relay = Relay::start(config()).await;
    connects(&relay, acceptor, fingerprint).await;

    // Nobody else trusts it for that.
    let (acceptor, _) = self_signed("localhost", |_| ());
    let server = distrusted(acceptor).await;
    let mut page = Page::open(relay.address).await;
    let failure = page.fail_whole(Ask::Connect(account(server.port, Security::Tls))).await;
    assert_eq!(failure.kind, FailureKind::CertificateUnknown);
    server.end().await;
    relay.stop().await;
}

#[tokio::test]
async fn one_that_only_bears_its_name_can_be_trusted_and_is_not_without_that() {
    let bare = || {
        self_signed("localhost", |params: &mut CertificateParams| {
            params.subject_alt_names.clear();
            params.distinguished_name.push(DnType::CommonName, "localhost");
        })
    };
    let (acceptor, fingerprint) = bare();
    let relay = Relay::start(config()).await;
    connects(&relay, acceptor, fingerprint).await;
    let server = distrusted(bare().0).await;
    let failure = try_connect(config(), account(server.port, Security::Tls)).await;
    assert_eq!(failure.kind, FailureKind::CertificateUnknown);
    server.end().await;
    relay.stop().await;
}

#[tokio::test]
async fn another_certificate_than_the_one_that_is_trusted_is_an_alarm() {
    let (_, before) = self_signed("localhost", |_| ());
    let authority = Authority::new();
    let check = async |acceptor: TlsAcceptor| -> Certificate {
        let server = distrusted(acceptor).await;
        let config = Config { extra_roots: vec![authority.root.clone()], ..config() };
        let failure = try_connect(config, trusting(server.port, before)).await;
        assert_eq!(told(&failure), (FailureKind::CertificateChanged, Some(Step::Tls)));
        assert_eq!(failure.words, None, "the certificate says it");
        server.end().await;
        *failure.certificate.expect("a certificate")
    };
    let (acceptor, now) = self_signed("localhost", |_| ());
    assert_eq!(check(acceptor).await.fingerprint, now);
    // Also where an authority vouches for the new one, which is then told.
    let vouched_for = check(authority.acceptor("localhost")).await;
    assert!(vouched_for.vouched_for && vouched_for.fingerprint != before, "{vouched_for:?}");
}

#[tokio::test]
async fn an_expired_certificate_and_one_for_another_name_are_refused_even_if_trusted() {
    for (name, is_expired, kind) in [
        ("localhost", true, FailureKind::CertificateExpired),
        ("mail.example.org", false, FailureKind::CertificateName),
    ] {
        let (acceptor, fingerprint) = self_signed(name, |params| {
            if is_expired {
                expire(params)
            }
        });
        let server = distrusted(acceptor).await;
        let failure = try_connect(config(), trusting(server.port, fingerprint)).await;
        assert_eq!(told(&failure), (kind, Some(Step::Tls)));
        server.end().await;
    }
}

#[tokio::test]
async fn the_login() {
    for (capabilities, results, kind) in [
        ("", &["NO [AUTHENTICATIONFAILED] Wrong."][..], FailureKind::LoginRefused),
        ("", &["NO [ALERT] Your account is not enabled for IMAP use."], FailureKind::ImapOff),
        ("", &["NO [ALERT] Application-specific password required"], FailureKind::AppPasswordNeeded),
        ("", &["NO Authentication unsuccessful, basic authentication is disabled."], FailureKind::SignInNeeded),
        ("", &["NO [WEBALERT https://x.example] Web login required."], FailureKind::WebLoginNeeded),
        ("", &["NO [PRIVACYREQUIRED] Not in the clear."], FailureKind::PrivacyRequired),
        (
            "",
            &["NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded"],
            FailureKind::TooManyConnections,
        ),
        (" ID", &["OK in", "BAD User is authenticated but not connected."], FailureKind::NotConnected),
    ] {
        let server = serve(async move |mut line| {
            line.say(format!("* OK [CAPABILITY IMAP4rev1{capabilities}] Hello\r\n")).await;
            let mut results = results.iter();
            let (tag, _) = line.command().await;
            line.say(format!("{tag} {}\r\n", results.next().unwrap())).await;
            for result in results {
                line.expect("CAPABILITY", &format!("* CAPABILITY IMAP4rev1{capabilities}\r\n")).await;
                line.expect_result("ID (\"name\" \"Kith\")", "", result).await;
            }
            line.gone().await;
        })
        .await;
        let failure = try_connect(config(), account(server.port, Security::Plain)).await;
        assert_eq!(told(&failure), (kind, Some(Step::Login)));
        server.end().await;
    }
}

/// Nothing is sent, and what is shown as the server's words must be the server's.
#[tokio::test]
async fn a_server_that_takes_no_password() {
    for (ways, kind) in [(" AUTH=XOAUTH2", FailureKind::SignInNeeded), ("", FailureKind::NoPasswords)] {
        let (acceptor, fingerprint) = self_signed("localhost", |_| ());
        let server = serve(async move |line: ServerLine| {
            let mut line = line.encrypt(&acceptor).await;
            line.say(format!("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED{ways}] Hello\r\n")).await;
            line.gone().await;
        })
        .await;
        let failure = try_connect(config(), trusting(server.port, fingerprint)).await;
        assert_eq!((told(&failure), failure.words.as_deref()), ((kind, Some(Step::Login)), None));
        server.end().await;
    }
}

/// Exchange says so of every command but the login.
#[tokio::test]
async fn no_mailbox_behind_the_login() {
    let relay = Relay::start(config()).await;
    for ask in
        [Ask::List, Ask::Examine { folder: "INBOX".to_owned() }, Ask::Status { folders: vec!["INBOX".to_owned()] }]
    {
        let server = serve(async move |mut line| {
            line.welcome("").await;
            let (tag, _) = line.command().await;
            line.say(format!("{tag} BAD User is authenticated but not connected.\r\n")).await;
            line.gone().await;
        })
        .await;
        let mut page = Page::logged_in(&relay, server.port).await;
        let failure = page.fail_whole(ask).await;
        assert_eq!(told(&failure), (FailureKind::NotConnected, None));
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    }
    relay.stop().await;
}
