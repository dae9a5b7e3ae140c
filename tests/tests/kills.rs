//! Everything that can be killed is killed, thirty times and more, in the middle of one reading.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kith_engine::api::AccountId;
use kith_engine::inspect;
use kith_engine::store::Segment;
use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Bulk};
use kith_tests::gate::Gate;
use kith_tests::kith::{Login, READING};
use kith_tests::relay::Relay;
use std::collections::BTreeSet;

const MESSAGES: usize = 12_000;
const KILLS: usize = 33;
/// The mail server says about 9 MB in all; so the last kill comes before the end.
const AT_LEAST: usize = 60_000;
const AT_MOST: usize = 240_000;

/// Every fact that this browser stores, a line each.
async fn facts(browser: &Browser) -> BTreeSet<String> {
    let script = "
        const database = await new Promise((done, failed) => {
            const request = indexedDB.open('kith');
            request.onsuccess = () => done(request.result);
            request.onerror = () => failed(request.error);
        });
        const rows = await new Promise((done, failed) => {
            const request = database.transaction('segments').objectStore('segments').getAll();
            request.onsuccess = () => done(request.result);
            request.onerror = () => failed(request.error);
        });
        database.close();
        const text = (bytes) => {
            let all = '';
            for (let at = 0; at < bytes.length; at += 8192) {
                all += String.fromCharCode(...bytes.subarray(at, at + 8192));
            }
            return btoa(all);
        };
        return rows.map(({ bytes }) => text(bytes));";
    let rows = browser.run_async(script).await.unwrap();
    let rows: Vec<String> = serde_json::from_value(rows).unwrap();
    let segment = |row: &String| Segment { account: AccountId(1), bytes: STANDARD.decode(row).unwrap() };
    inspect::facts(&rows.iter().map(segment).collect::<Vec<_>>()).unwrap()
}

async fn undisturbed(server: &Dovecot) -> BTreeSet<String> {
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let facts = facts(&browser).await;
    browser.finish(&[]).await.unwrap();
    facts
}

/// Has the reading go on at once, where it waits for its next try.
async fn go_on(browser: &Browser) {
    browser.until("return document.querySelector('main') !== null;").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until("return document.querySelector('[data-testid=account-sync]') !== null;").await.unwrap();
    browser.run("document.querySelector('[data-testid=account-sync]').click();").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_killed_however_often_the_database_is_that_of_an_undisturbed_reading() {
    let bulk = Bulk::new(3, MESSAGES);
    let mut holds = None;
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| {
        holds = Some(bulk.fill(maildir)?);
        Ok(())
    })
    .unwrap();
    let holds = holds.unwrap();
    let expected = undisturbed(&server).await;

    let gate = Gate::build(([127, 0, 0, 1], server.ports().tls).into()).await.unwrap();
    let mut relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = Browser::start().await.unwrap();
    let login = Login { port: gate.port(), ..Login::tls(&server) };
    browser.fill_in(&relay.url(), &login).await.unwrap();
    // The login, so that there is an account.
    gate.let_through(30_000).await.unwrap();
    let mut chance: u64 = 20_261_122;
    let mut below = |end: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % end
    };
    for kill in 0..KILLS {
        gate.let_through(AT_LEAST + below(AT_MOST - AT_LEAST)).await.unwrap();
        match below(3) {
            0 => {
                relay.kill();
                gate.cut();
                relay.restart().unwrap();
            }
            1 => gate.cut(),
            _ => {
                let profile = browser.kill().unwrap();
                gate.cut();
                browser = Browser::start_with(profile).await.unwrap();
                browser.open(&relay.url()).await.unwrap();
            }
        }
        eprintln!("kill {}", kill + 1);
        go_on(&browser).await;
    }
    let before_the_end = facts(&browser).await.len();
    assert!(before_the_end < expected.len(), "the kills came in the middle of the reading");
    gate.open();
    go_on(&browser).await;
    browser.until_status("up-to-date").await.unwrap();
    let whole = format!(
        "return document.querySelector('[data-testid=account-audit][data-stored=\"{0}\"][data-on-server=\"{0}\"]') !== null;",
        holds.messages
    );
    browser.go("/settings/email").await.unwrap();
    browser.until_within(READING, &whole).await.unwrap();
    let found = facts(&browser).await;
    let lost: Vec<_> = expected.difference(&found).take(5).collect();
    let invented: Vec<_> = found.difference(&expected).take(5).collect();
    assert!(lost.is_empty() && invented.is_empty(), "lost {lost:?}, invented {invented:?}");
    browser.finish(&["WebSocket", "ERR_CONNECTION_REFUSED", "ERR_FAILED"]).await.unwrap();
}
