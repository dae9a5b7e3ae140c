//! A relay that others can reach, as a person with a phone uses it: through a proxy with TLS, with an access key from a
//! link.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, OnlyChromium, Scheme};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::ACCOUNT;
use kith_tests::kith::Login;
use kith_tests::proxy::{HOST, Ports, Proxy};
use kith_tests::relay::{Relay, command};
use serde_json::json;

/// The width of a phone, in CSS pixels.
const PHONE: u32 = 390;

const NOW: i64 = 1_760_000_000;

fn message(name: &str, number: i64) -> Vec<u8> {
    format!(
        "From: {name} <someone{number}@friends.example>\r\nTo: {ACCOUNT}\r\nSubject: Engines {number}\r\n\
         Date: Thu, 9 Oct 2025 08:53:20 +0000\r\nMessage-ID: <{number}@friends.example>\r\n\r\nHello.\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn through_a_proxy_with_a_key_the_app_is_installed_goes_on_with_another_relay_and_ends_with_the_key() {
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| {
        maildir.make("INBOX", None)?;
        maildir.add("INBOX", &message("Ada Lovelace", 1), NOW, false)
    })
    .unwrap();
    let arrives = |name: &str, number: i64| {
        server.maildir().unwrap().add("INBOX", &message(name, number), NOW + number, false).unwrap();
        server.hand_over().unwrap();
    };
    let ports = Ports::choose().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key_file = folder.path().join("keys").display().to_string();
    let url = ports.url();
    let told = command(&["key", "add", "phone", "--key-file", &key_file, "--url", &url]).unwrap();
    let link = told.split_whitespace().find(|word| word.starts_with(&url)).unwrap().to_owned();

    let port = server.ports().tls.to_string();
    let settings = ["--url", &url, "--behind-proxy", "127.0.0.1", "--key-file", &key_file, "--mail-port", &port];
    let settings: Vec<_> =
        settings.iter().chain(&["--allow-target", "127.0.0.1"]).map(|&word| word.to_owned()).collect();
    let relays = || Relay::start_with(Some(server.authority()), &settings).unwrap();
    let (mut first, mut second) = (relays(), relays());
    let proxy = Proxy::start(ports, [&first, &second]).unwrap();

    let mut browser = Browser::start_trusting(HOST, &proxy.pin).await.unwrap();
    browser.look(PHONE, Scheme::Light).await.unwrap();
    browser.open(&link).await.unwrap();
    // The key is in no address any more, which a person might pass on.
    browser.until("return location.hash === '' && document.querySelector('main') !== null;").await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    if !OnlyChromium::Installing.is_missing() {
        assert_eq!(browser.installability_errors().await.unwrap(), json!([]), "it can be installed");
    }
    // The engine, which comes after the page, answers: it has taken the key before.
    browser.go("/settings/rules").await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=contact-rules]')?.dataset.all !== undefined;")
        .await
        .unwrap();

    browser.fill_in(&format!("{url}/"), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until_text("Ada Lovelace").await.unwrap();

    // Whichever relay holds the sessions goes, and the page goes on with the other.
    first.kill();
    arrives("Grace Hopper", 2);
    browser.until_text("Grace Hopper").await.unwrap();
    first.restart().unwrap();
    second.kill();
    arrives("Edsger Dijkstra", 3);
    browser.until_text("Edsger Dijkstra").await.unwrap();

    let _ = command(&["key", "revoke", "phone", "--key-file", &key_file]).unwrap();
    browser.until_text("access key").await.unwrap();
    let log = first.log() + &second.log();
    assert!(!log.contains("kith-") && !log.contains(server.password()), "{log}");
    browser.errors().await.unwrap();
    browser.finish(&["WebSocket", "ERR_"]).await.unwrap();
}
