//! What is left of secrets on the disk of the user's computer, and in the log of the relay.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, Locator};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::ACCOUNT;
use kith_tests::kith::Login;
use kith_tests::proxy::{HOST, Ports, Proxy};
use kith_tests::relay::{Relay, command};
use kith_tests::traces::{files_with, holds};
use std::path::PathBuf;

const PASSWORD: &str = "Quince-Nimbus-4711";
const NAME: &str = "Ada Lovelace";
const SUBJECT: &str = "Engines of difference";
/// In no file.
const NOWHERE: [PathBuf; 0] = [];
const NOW: i64 = 1_760_000_000;

/// A mail server with one message.
fn mail_server() -> Dovecot {
    let options = Options { user: ACCOUNT.into(), password: PASSWORD.into(), ..Options::default() };
    Dovecot::start(options, |maildir| {
        maildir.make("INBOX", None)?;
        let message = format!(
            "From: {NAME} <ada@friends.example>\r\nTo: {ACCOUNT}\r\nSubject: {SUBJECT}\r\n\
             Date: Thu, 9 Oct 2025 08:53:20 +0000\r\nMessage-ID: <1@friends.example>\r\n\r\nHello.\r\n"
        );
        maildir.add("INBOX", message.as_bytes(), NOW, false)
    })
    .unwrap()
}

async fn types(browser: &Browser, field: &str, text: &str) {
    browser.until(&format!("return document.querySelector('{field}') !== null;")).await.unwrap();
    browser.client.find(Locator::Css(field)).await.unwrap().send_keys(text).await.unwrap();
}

#[tokio::test]
async fn neither_password_nor_access_key_is_in_the_files_of_the_browser_or_the_log_of_the_relay() {
    let server = mail_server();
    let ports = Ports::choose().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (key_file, url) = (folder.path().join("keys").display().to_string(), ports.url());
    let told = command(&["key", "add", "laptop", "--key-file", &key_file, "--url", &url]).unwrap();
    let key = told.split(|it: char| !it.is_ascii_alphanumeric() && it != '-').find(|word| word.starts_with("kith-"));
    let key = key.unwrap().to_owned();
    let port = server.ports().tls.to_string();
    let settings = ["--url", &url, "--behind-proxy", "127.0.0.1", "--key-file", &key_file, "--mail-port", &port];
    let more = ["--allow-target", "127.0.0.1", "--log", "trace"];
    let settings: Vec<_> = settings.iter().chain(&more).map(|&word| word.to_owned()).collect();
    let relays = || Relay::start_with(Some(server.authority()), &settings).unwrap();
    let (first, second) = (relays(), relays());
    let proxy = Proxy::start(ports, [&first, &second]).unwrap();

    let browser = Browser::start_trusting(HOST, &proxy.pin).await.unwrap();
    browser.fill_in(&format!("{url}/"), &Login::tls(&server)).await.unwrap();
    types(&browser, "#connect-access-key", &format!("{key}\u{e007}")).await;
    browser.until_status("up-to-date").await.unwrap();
    browser.open(&format!("{url}/people")).await.unwrap();
    browser.until_text(NAME).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let profile = browser.finish(&["WebSocket", "ERR_"]).await.unwrap();

    let found = |word: &str| files_with(profile.path(), word).unwrap();
    // What is stored plainly is found.
    assert!(!found(NAME).is_empty() && !found(SUBJECT).is_empty());
    assert_eq!(found(PASSWORD), NOWHERE);
    assert_eq!(found(&key), NOWHERE);
    let log = first.log() + &second.log();
    assert!(holds(log.as_bytes(), "session ended"), "{log}");
    for secret in [PASSWORD, &key, NAME, SUBJECT] {
        assert!(!holds(log.as_bytes(), secret), "{secret} was written: {log}");
    }
}

#[tokio::test]
async fn a_password_that_is_not_to_be_kept_is_asked_for_when_kith_is_opened_again() {
    let server = mail_server();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.write_down(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.click_on("[name=stay]").await.unwrap();
    browser.screenshots("connect-stay").await.unwrap();
    browser.click("connect").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let mut browser = Browser::start_with(browser.finish(&[]).await.unwrap()).await.unwrap();

    browser.open(&format!("{}people", relay.url())).await.unwrap();
    browser.until_text(NAME).await.unwrap();
    browser.until_status("password").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until("return document.querySelector('[data-testid=change-password]') !== null;").await.unwrap();
    browser.screenshots("account-password").await.unwrap();
    types(&browser, "[name=new-password]", &format!("{PASSWORD}\u{e007}")).await;
    browser.until_status("up-to-date").await.unwrap();
    let profile = browser.finish(&[]).await.unwrap();
    assert!(!files_with(profile.path(), NAME).unwrap().is_empty());
    assert_eq!(files_with(profile.path(), PASSWORD).unwrap(), NOWHERE);
}
