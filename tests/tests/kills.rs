//! Everything that can be killed is killed, thirty times and more, in the middle of one reading.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

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
use kith_tests::traces::holds;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

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

/// What is typed in the round of that number.
fn note(round: usize) -> String {
    format!("Note number {round}, about what she said of her journey")
}

/// Opens the page of someone, and waits until it is drawn.
async fn open_person(browser: &Browser, url: &str, path: &str) {
    browser.open(&format!("{}{path}", url.trim_end_matches('/'))).await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=record] [data-testid=add-detail]') !== null;")
        .await
        .unwrap();
}

/// Types a note, and waits until the browser has what is typed on its disk, so that nothing but a commit is left to do.
async fn type_note(browser: &Browser, text: &str) {
    browser.run("document.querySelector('[data-testid=add-detail]').click();").await.unwrap();
    let choose =
        "const note = document.querySelector('.menu:popover-open [data-do=note]'); note?.click(); return !!note;";
    browser.until(choose).await.unwrap();
    browser.until("return document.activeElement.name === 'new-note';").await.unwrap();
    browser.keys(text).await.unwrap();
    let is_in = |folder: &PathBuf| {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut contents = files.filter_map(|file| std::fs::read(file.path()).ok());
        contents.any(|content| holds(&content, text))
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while !browser.profile().local_storage().unwrap().iter().any(is_in) {
        if Instant::now() >= deadline {
            let is =
                "return [document.activeElement.name, document.activeElement.value, Object.entries(localStorage)];";
            let is = browser.run(is).await.unwrap();
            panic!("the browser did not write down what was typed; the focused field and what is remembered: {is}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_stored_or_still_in_its_field_whenever_the_browser_is_killed() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.click("sample-add").await.unwrap();
    let person = "return document.querySelector('[data-testid=person-row]')?.getAttribute('href');";
    let path = browser.until(person).await.unwrap().as_str().unwrap().to_owned();
    let notes =
        "[...document.querySelectorAll('[data-testid=note] [data-testid=note-text]')].map((it) => it.innerText.trim())";
    let mut stored = 0;
    // Before it is said that it is to be stored, and so many milliseconds after.
    for (round, after) in [None, Some(0), Some(5), Some(20), Some(300)].into_iter().enumerate() {
        let text = note(round);
        open_person(&browser, &relay.url(), &path).await;
        type_note(&browser, &text).await;
        if let Some(after) = after {
            let store = "const field = document.activeElement; field.dispatchEvent(new KeyboardEvent('keydown',
                { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));";
            browser.run(store).await.unwrap();
            tokio::time::sleep(Duration::from_millis(after)).await;
        }
        let profile = browser.kill().unwrap();
        browser = Browser::start_with(profile).await.unwrap();
        open_person(&browser, &relay.url(), &path).await;
        let quoted = serde_json::json!(text);
        let there = format!(
            "const field = document.querySelector('[name=new-note]')?.value === {quoted};
             const note = {notes}.includes({quoted});
             return field || note ? [field, note] : null;"
        );
        let there = browser.until(&there).await.unwrap();
        if after.is_none() {
            assert_eq!(there, serde_json::json!([true, false]), "nobody said that it is to be stored");
        }
        stored += usize::from(there.get(1) == Some(&serde_json::json!(true)));
        // Where it is in the field, it is stored once more, and is one note all the same.
        let once = format!(
            "const field = document.querySelector('[name=new-note]');
             field?.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }}));
             return field === null && {notes}.filter((it) => it === {quoted}).length === 1;"
        );
        browser.until(&once).await.unwrap();
    }
    assert!(stored > 0, "no kill came after a commit");
    browser.finish(&[]).await.unwrap();
}
