//! A mailbox becomes people: what the page shows is what the mailbox holds, by a computation that shares no code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, OnlyChromium};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture, Truth};
use kith_tests::kith::{Login, thousands};
use kith_tests::relay::Relay;
use std::collections::BTreeMap;

const NOW: i64 = 1_760_000_000;

fn mailbox(messages: usize) -> (Dovecot, Relay, Truth) {
    let fixture = Fixture::new(7, NOW, messages);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    (server, relay, fixture.truth())
}

/// The name of whom none is known: as two words of letters before the `@` say it.
fn guessed(address: &str) -> Option<String> {
    let local = address.split(['@', '+']).next()?;
    let words: Vec<&str> = local.split(['.', '_']).collect();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let [given, family] = words.as_slice() else { return None };
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    (is_word(given) && is_word(family)).then(|| format!("{} {}", capital(given), capital(family)))
}

/// Compares the list with the truth: who, under which name, how many messages, when the last contact was.
async fn same_people(browser: &Browser, truth: &Truth) -> BTreeMap<String, kith_tests::kith::Shown> {
    let shown = browser.everybody().await.unwrap();
    let listed: BTreeMap<_, _> =
        shown.iter().map(|(address, row)| (address.clone(), (row.name.clone(), row.messages, row.last))).collect();
    let expected: BTreeMap<_, _> = truth
        .people
        .iter()
        .map(|(address, person)| {
            let name = person.name.clone().or_else(|| guessed(address)).unwrap_or_else(|| address.clone());
            (address.clone(), (name, person.timeline.len(), person.last))
        })
        .collect();
    for (address, row) in &expected {
        assert_eq!(listed.get(address), Some(row), "{address}");
    }
    let invented: Vec<_> = listed.keys().filter(|address| !expected.contains_key(*address)).collect();
    assert!(invented.is_empty(), "people who are nobody: {invented:?}");
    shown
}

#[tokio::test]
async fn over_tls_everyone_is_found_with_every_message_both_ways() {
    let (server, relay, truth) = mailbox(5_000);
    assert!(truth.messages >= 5_000);
    let browser = Browser::start().await.unwrap();
    let tells_tasks = !OnlyChromium::LongTasks.is_missing();
    if tells_tasks {
        browser.note_long_tasks().await.unwrap();
    }
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_text(&format!("{ACCOUNT} is connected")).await.unwrap();
    // It goes on while one looks elsewhere.
    browser.go("/people").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let found = format!("Read {} messages and found {} people", thousands(truth.messages), truth.people.len());
    browser.until_text(&found).await.unwrap();
    if tells_tasks {
        let long = browser.long_tasks().await.unwrap();
        println!("tasks of the main thread over 50 ms while {} messages came in: {long:?}", truth.messages);
    }

    let shown = same_people(&browser, &truth).await;
    assert!(browser.rows_in_document().await.unwrap() < 60, "only what is in sight is in the document");
    for (address, person) in &truth.people {
        let card = browser.card(address, &shown[address]).await.unwrap();
        assert_eq!((card.sent, card.received), (person.sent(), person.received()), "{address}");
        let mut timeline = card.timeline;
        timeline.sort_by(|a, b| b.cmp(a));
        assert_eq!(timeline, person.timeline, "{address}");
    }
    browser.finish(&[]).await.unwrap();
    let log = relay.log();
    for secret in [ACCOUNT, server.password(), "localhost", truth.people.keys().next().unwrap()] {
        assert!(!log.contains(secret), "the relay's log holds {secret}: {log}");
    }
}

#[tokio::test]
async fn over_starttls_it_is_the_same() {
    let (server, relay, truth) = mailbox(5_000);
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::starttls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    same_people(&browser, &truth).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn without_encryption_it_asks_first_and_then_it_is_the_same() {
    let (server, relay, truth) = mailbox(5_000);
    let logins = || server.log().matches("Login: ").count();
    // Whoever looks after the mailbox for the tests logged in before.
    let before = logins();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::plain(&server)).await.unwrap();
    browser.until_text("Connect without encryption anyway?").await.unwrap();
    assert_eq!(logins(), before, "nothing was sent before the yes: {}", server.log());
    browser.click("connect-plain").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    same_people(&browser, &truth).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_text_is_shown_as_text_and_stays_when_the_relay_is_gone() {
    let (server, mut relay, truth) = mailbox(300);
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    let shown = same_people(&browser, &truth).await;
    let path = shown.values().max_by_key(|row| row.messages).unwrap().path.clone();
    browser.go(&path).await.unwrap();
    let open = "const rows = document.querySelectorAll('[data-testid=timeline-row] > button');
        if (rows.length) rows[0].click(); return rows.length;";
    let text = "return document.querySelector('[data-testid=message-text]')?.textContent;";
    browser.until(open).await.unwrap();
    let read = browser.until(text).await.unwrap();

    relay.kill();
    browser.open(&format!("{}{}", relay.url(), path.trim_start_matches('/'))).await.unwrap();
    browser.until(open).await.unwrap();
    assert_eq!(browser.until(text).await.unwrap(), read, "it is kept");
    same_people(&browser, &truth).await;
    browser.until_status("waiting").await.unwrap();
    browser.finish(&["WebSocket", "ERR_CONNECTION_REFUSED", "ERR_FAILED"]).await.unwrap();
}
