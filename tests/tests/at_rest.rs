//! What is left of secrets on the disk of the user's computer, and in the log of the relay.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::ACCOUNT;
use kith_tests::kith::Login;
use kith_tests::proxy::{HOST, Ports, Proxy};
use kith_tests::relay::{Relay, command};
use kith_tests::traces::{files_with, holds};
use std::path::PathBuf;

const PASSWORD: &str = "Quince-Nimbus-4711";
const PASSPHRASE: &str = "quince nimbus gravel";
const NAME: &str = "Mary Somerville";
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
    browser.type_into("access-key", &format!("{key}\u{e007}")).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.open(&format!("{url}/people")).await.unwrap();
    browser.until_text(NAME).await.unwrap();
    // What is stored was opened again, and let Kith in.
    browser.go("/settings/email").await.unwrap();
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
    browser.type_into("new-password", &format!("{PASSWORD}\u{e007}")).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let profile = browser.finish(&[]).await.unwrap();
    assert!(!files_with(profile.path(), NAME).unwrap().is_empty());
    assert_eq!(files_with(profile.path(), PASSWORD).unwrap(), NOWHERE);
}

/// With a passphrase from the first start on: connects, and looks at whom there is.
async fn locked_mailbox(server: &Dovecot, relay: &Relay) -> Browser {
    let browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.set_passphrase(PASSPHRASE).await.unwrap();
    // In the same page: opened anew, it asks for the passphrase.
    browser.go("/settings/email/connect").await.unwrap();
    browser.write_in(&Login::tls(server)).await.unwrap();
    browser.click("connect").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until_text(NAME).await.unwrap();
    browser
}

#[tokio::test]
async fn with_a_passphrase_no_name_and_no_subject_is_in_the_files_of_the_browser_and_it_all_comes_back() {
    let server = mail_server();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = locked_mailbox(&server, &relay).await;
    browser.click("person-row").await.unwrap();
    browser.click_on("[data-testid=timeline-row] button").await.unwrap();
    browser.until_text("Hello.").await.unwrap();
    browser.go("/settings/general").await.unwrap();
    browser.screenshots("passphrase").await.unwrap();
    browser.click("nav-lock").await.unwrap();
    browser.until_locked().await.unwrap();
    browser.screenshots("locked").await.unwrap();
    let shown = browser.run("return document.documentElement.outerHTML;").await.unwrap().to_string();
    assert!(!shown.contains(NAME) && !shown.contains(ACCOUNT), "{shown}");
    let profile = browser.finish(&[]).await.unwrap();
    let found = |word: &str| files_with(profile.path(), word).unwrap();
    // What is stored plainly is found.
    assert!(!found("kith.private").is_empty());
    for secret in [PASSWORD, PASSPHRASE, NAME, SUBJECT] {
        assert_eq!(found(secret), NOWHERE, "{secret}");
    }

    let browser = Browser::start_with(profile).await.unwrap();
    browser.open(&format!("{}people", relay.url())).await.unwrap();
    browser.unlock("quince nimbus").await.unwrap();
    assert!(browser.trouble().await.unwrap().contains("passphrase"));
    browser.unlock(PASSPHRASE).await.unwrap();
    browser.until_text(NAME).await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn to_lock_one_tab_locks_all_and_to_unlock_one_unlocks_all_with_what_was_typed_there() {
    let server = mail_server();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = locked_mailbox(&server, &relay).await;
    browser.click("person-row").await.unwrap();
    browser.click("details-turn").await.unwrap();
    browser.click("add-detail").await.unwrap();
    browser.click_on(".menu:popover-open [data-do=note]").await.unwrap();
    browser.until("return document.activeElement.name === 'new-note';").await.unwrap();
    browser.keys("about the difference engine").await.unwrap();
    let first = browser.tab().await.unwrap();
    let second = browser.open_tab(&format!("{}people", relay.url())).await.unwrap();
    browser.until_text(NAME).await.unwrap();
    browser.click("nav-lock").await.unwrap();
    for tab in [&first, &second] {
        browser.look_at(tab).await.unwrap();
        browser.until_locked().await.unwrap();
    }
    browser.unlock(PASSPHRASE).await.unwrap();
    for tab in [&second, &first] {
        browser.look_at(tab).await.unwrap();
        browser.until_text(NAME).await.unwrap();
    }
    let typed = "return document.querySelector('[name=new-note]')?.value === 'about the difference engine';";
    browser.until(typed).await.unwrap();
    browser.finish(&["WebSocket"]).await.unwrap();
}

#[tokio::test]
async fn who_forgot_the_passphrase_is_told_what_is_left_and_can_begin_anew() {
    let server = mail_server();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = locked_mailbox(&server, &relay).await;
    browser.reload().await.unwrap();
    browser.until_locked().await.unwrap();
    browser.click_on("[data-testid=forgotten] summary").await.unwrap();
    browser.until_text("can’t be undone").await.unwrap();
    // Not by one click.
    browser.click("erase").await.unwrap();
    browser.until_locked().await.unwrap();
    browser.click_on("[name=erase-sure]").await.unwrap();
    browser.click("erase").await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    browser.finish(&["WebSocket"]).await.unwrap();
}
