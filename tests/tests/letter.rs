//! The letter about the first reading: it arrives once, whatever is killed meanwhile, and only where it is wanted.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Bulk};
use kith_tests::gate::Gate;
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use serde_json::json;

const MESSAGES: usize = 3_000;
/// Enough for the login, and for some of what is read after it.
const BYTES: usize = 400_000;

/// How the letter stands, as the card says.
const LETTER: &str = "return document.querySelector('[data-testid=first-reading]')?.dataset.letter;";
/// How many messages were read, as the summary says.
const READ: &str = "return document.querySelector('[data-testid=first-reading]')?.dataset.messages;";

fn mailbox() -> (Dovecot, usize) {
    let bulk = Bulk::new(5, MESSAGES);
    let mut read = 0;
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| {
        read = bulk.fill(maildir)?.distinct;
        Ok(())
    });
    (server.unwrap(), read)
}

async fn accounts(browser: &Browser) {
    browser.go("/settings/email").await.unwrap();
    browser.until("return document.querySelector('[data-testid=account]') !== null;").await.unwrap();
}

async fn until_letter(browser: &Browser, state: &str) {
    let script = format!("{} === {}", LETTER.trim_end_matches(';'), json!(state));
    browser.until(&script).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_arrives_once_though_the_browser_is_killed_in_the_middle_of_the_reading() {
    let (server, read) = mailbox();
    assert_eq!(server.letters().unwrap(), 0);
    let gate = Gate::build(([127, 0, 0, 1], server.ports().tls).into()).await.unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    let login = Login { port: gate.port(), letter: true, ..Login::tls(&server) };
    browser.fill_in(&relay.url(), &login).await.unwrap();
    gate.let_through(BYTES).await.unwrap();
    assert_eq!(browser.run(LETTER).await.unwrap(), json!(null), "it is still reading");
    let profile = browser.kill().unwrap();
    gate.cut();
    assert_eq!(server.letters().unwrap(), 0);

    let mut browser = Browser::start_with(profile).await.unwrap();
    gate.open();
    browser.open(&format!("{}settings/email", relay.url())).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    accounts(&browser).await;
    until_letter(&browser, "sent").await;
    assert_eq!(browser.run(READ).await.unwrap(), json!(read.to_string()));
    assert_eq!(server.letters().unwrap(), 1);
    browser.screenshots("first-reading").await.unwrap();

    // Nothing of it is new to the next page, nor to the next sync.
    browser.open(&format!("{}settings/email", relay.url())).await.unwrap();
    until_letter(&browser, "sent").await;
    browser.until_status("up-to-date").await.unwrap();
    accounts(&browser).await;
    browser.click("account-sync").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(server.letters().unwrap(), 1);
    accounts(&browser).await;
    browser.click("first-reading-close").await.unwrap();
    browser.until("return document.querySelector('[data-testid=first-reading]') === null;").await.unwrap();
    browser.open(&format!("{}settings/email", relay.url())).await.unwrap();
    accounts(&browser).await;
    assert_eq!(browser.run(LETTER).await.unwrap(), json!(null), "it stays closed");
    browser.finish(&[]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_tick_there_is_a_summary_and_no_letter() {
    let (server, read) = mailbox();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.open(&format!("{}settings/email/connect", relay.url())).await.unwrap();
    let login = Login::tls(&server);
    browser.write_in(&Login { letter: true, ..login.clone() }).await.unwrap();
    let is_ticked = "return document.querySelector('[name=letter]').checked;";
    assert_eq!(browser.run(is_ticked).await.unwrap(), json!(true));
    browser.fill_in(&relay.url(), &login).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    accounts(&browser).await;
    until_letter(&browser, "not-wanted").await;
    assert_eq!(browser.run(READ).await.unwrap(), json!(read.to_string()));
    assert_eq!(server.letters().unwrap(), 0);
    browser.finish(&[]).await.unwrap();
}
