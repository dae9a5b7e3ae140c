//! What can go wrong while connecting, and what the page then says.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Certificate, Dovecot, Options};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use std::io::Write;
use std::net::TcpListener;

/// Tries a login that cannot work, and looks for the words.
async fn check(relay: &Relay, login: &Login, words: &[&str]) {
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), login).await.unwrap();
    let said = browser.trouble().await.unwrap();
    for word in words {
        assert!(said.contains(word), "'{word}' is not in: {said}");
    }
    assert!(!said.contains(&login.password), "{said}");
    // Nothing of it stays, and the form can be sent again.
    browser.until("return document.querySelector('[data-testid=connect]').ariaDisabled !== 'true';").await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

fn server(certificate: Certificate) -> (Dovecot, Relay) {
    let server = Dovecot::start(Options { certificate, ..Options::default() }, |_| Ok(())).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    (server, relay)
}

#[tokio::test]
async fn a_wrong_password_is_said_with_the_servers_own_words() {
    let (server, relay) = server(Certificate::default());
    let login = Login { password: "not the one".into(), ..Login::tls(&server) };
    check(&relay, &login, &["password", "Authentication failed"]).await;
}

#[tokio::test]
async fn an_unknown_host_is_said_by_name() {
    let (server, relay) = server(Certificate::default());
    let login = Login { host: "imap.nowhere.invalid".into(), ..Login::tls(&server) };
    check(&relay, &login, &["name"]).await;
}

#[tokio::test]
async fn a_closed_port_is_said() {
    let (server, relay) = server(Certificate::default());
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    check(&relay, &Login { port: closed, ..Login::tls(&server) }, &["port"]).await;
}

#[tokio::test]
async fn a_server_that_is_not_imap_is_said() {
    let (server, relay) = server(Certificate::default());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that is gone by then has heard enough.
            let _ = stream.and_then(|mut stream| stream.write_all(b"220 mail.example ESMTP\r\n"));
        }
    });
    check(&relay, &Login { port, ssl: false, ..Login::tls(&server) }, &["sending mail", "IMAP", "220 mail.example"])
        .await;
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_said() {
    for certificate in [Certificate::Untrusted, Certificate::OtherName, Certificate::Expired] {
        let (server, relay) = server(certificate);
        check(&relay, &Login::tls(&server), &["certificate"]).await;
    }
}

/// What the page shows of the certificate.
const FINGERPRINT: &str = "return document.querySelector('[data-testid=certificate]')?.dataset.fingerprint;";
/// Whether the page offers to trust it.
const OFFERED: &str = "return document.querySelector('[data-testid=trust]') !== null;";

#[tokio::test]
async fn a_certificate_is_trusted_once_and_another_one_is_an_alarm() {
    let (mut server, _) = server(Certificate::Untrusted);
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    let said = browser.trouble().await.unwrap();
    assert!(said.contains("can’t be sure that this is your mail server"), "{said}");
    browser.screenshots("trouble-certificate").await.unwrap();
    let first = browser.until(FINGERPRINT).await.unwrap();
    let went =
        "return [...document.querySelectorAll('[data-testid=steps] li')].map((li) => li.dataset.went).join(' ');";
    assert_eq!(browser.run(went).await.unwrap(), "well well well wrong untried untried");
    browser.click("trust").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    let trusted = "return document.querySelector('[data-testid=account-trusted]')?.dataset.fingerprint;";
    assert_eq!(browser.until(trusted).await.unwrap(), first);

    server.exchange_certificate(Certificate::Untrusted).unwrap();
    browser.click("account-sync").await.unwrap();
    browser.until_status("stopped").await.unwrap();
    let second = browser.until(FINGERPRINT).await.unwrap();
    assert_ne!(second, first);
    browser.screenshots("trouble-other-certificate").await.unwrap();
    let said =
        browser.until("return document.querySelector('[data-testid=account-status]')?.innerText;").await.unwrap();
    for fingerprint in [&first, &second] {
        let fingerprint = fingerprint.as_str().unwrap();
        assert!(said.as_str().unwrap().contains(fingerprint), "{fingerprint} is not in {said}");
    }
    browser.click("trust").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(browser.until(trusted).await.unwrap(), second);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn an_expired_certificate_and_one_for_another_name_cannot_be_trusted() {
    for (certificate, word) in [(Certificate::OtherName, "another name"), (Certificate::Expired, "isn’t valid today")]
    {
        let (server, relay) = server(certificate);
        let browser = Browser::start().await.unwrap();
        browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
        let said = browser.trouble().await.unwrap();
        assert!(said.contains(word), "{said}");
        browser.until(FINGERPRINT).await.unwrap();
        assert_eq!(browser.run(OFFERED).await.unwrap(), false);
        browser.finish(&[]).await.unwrap();
    }
}

#[tokio::test]
async fn ssl_on_the_wrong_port_is_said() {
    let (server, relay) = server(Certificate::default());
    let port = server.ports().starttls;
    check(&relay, &Login { port, ..Login::tls(&server) }, &["“Use SSL” doesn’t fit this port", "* OK"]).await;
    let port = server.ports().tls;
    check(&relay, &Login { port, ssl: false, ..Login::tls(&server) }, &["needs “Use SSL”"]).await;
}
