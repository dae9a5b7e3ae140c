//! Relay, tab and server end in the middle: afterwards everything is there, once.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture, Truth};
use kith_tests::kith::{Login, thousands};
use kith_tests::relay::Relay;
use std::collections::BTreeMap;

const NOW: i64 = 1_760_000_000;
/// Some are read, and some are not.
const IN_THE_MIDDLE: &str = "
    const progress = document.querySelector('[data-testid=account-bar] progress, [data-testid=bars] progress');
    return progress && progress.value > 0 && progress.value < progress.max;";

fn mailbox() -> (Dovecot, Relay, Truth) {
    let fixture = Fixture::new(11, NOW, 6_000);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    (server, relay, fixture.truth())
}

async fn everything_is_there_once(browser: &Browser, truth: &Truth) {
    let listed: BTreeMap<_, _> =
        browser.everybody().await.unwrap().into_iter().map(|(address, row)| (address, row.messages)).collect();
    let expected: BTreeMap<_, _> =
        truth.people.iter().map(|(address, person)| (address.clone(), person.timeline.len())).collect();
    assert_eq!(listed, expected);
    assert!(browser.stored().await.unwrap().contains(&thousands(truth.messages)));
}

#[tokio::test]
async fn a_relay_that_dies_in_the_middle_of_a_reading_is_waited_for() {
    let (server, mut relay, truth) = mailbox();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until(IN_THE_MIDDLE).await.unwrap();
    relay.kill();
    browser.until_status("waiting").await.unwrap();
    relay.restart().unwrap();
    browser.until_status("up-to-date").await.unwrap();
    everything_is_there_once(&browser, &truth).await;
    browser.finish(&["WebSocket", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}

#[tokio::test]
async fn a_mail_server_that_dies_in_the_middle_of_a_reading_is_waited_for() {
    let (mut server, relay, truth) = mailbox();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until(IN_THE_MIDDLE).await.unwrap();
    server.kill();
    browser.until_status("waiting").await.unwrap();
    server.restart().unwrap();
    browser.until_status("up-to-date").await.unwrap();
    everything_is_there_once(&browser, &truth).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_tab_that_is_closed_in_the_middle_of_a_reading_goes_on_when_it_is_opened_again() {
    let (server, relay, truth) = mailbox();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until(IN_THE_MIDDLE).await.unwrap();
    let profile = browser.finish(&[]).await.unwrap();

    let browser = Browser::start_with(profile).await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    everything_is_there_once(&browser, &truth).await;
    browser.finish(&[]).await.unwrap();
}
