//! Mail that arrives while Kith is open shows where one looks, by itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use std::time::{SystemTime, UNIX_EPOCH};

const NOW: i64 = 1_760_000_000;

#[tokio::test]
async fn a_message_shows_in_the_list_and_in_the_conversation_that_is_open() {
    let fixture = Fixture::new(7, NOW, 300);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();

    let everybody = browser.everybody().await.unwrap();
    let few = |messages: usize| (1..20).contains(&messages);
    let (address, shown) = everybody.iter().find(|(_, shown)| few(shown.messages)).unwrap();
    let before = browser.card(address, shown).await.unwrap();
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let message = format!(
        "From: {address}\r\nTo: {ACCOUNT}\r\nSubject: While you look\r\nMessage-ID: <{now}@news.example>\r\n\r\nHello.\r\n"
    );
    server.maildir().unwrap().add("INBOX", message.as_bytes(), now, false).unwrap();
    server.hand_over().unwrap();

    let first = "return document.querySelector('[data-testid=timeline-row]')?.dataset.subject === 'While you look';";
    browser.until(first).await.unwrap();
    let after = browser.card(address, shown).await.unwrap();
    assert_eq!((after.received, after.timeline.len()), (before.received + 1, before.timeline.len() + 1));
    let listed = browser.everybody().await.unwrap();
    assert_eq!(listed.get(address).map(|shown| shown.messages), Some(shown.messages + 1));
    browser.finish(&[]).await.unwrap();
}
