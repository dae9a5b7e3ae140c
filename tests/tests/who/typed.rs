//! What was typed is not lost, whatever happens before it is stored.

use super::hand::{CTRL, ENTER, ESCAPE, Hand, LOOSE};
use kith_tests::browser::{OnlyChromium, Tab};
use serde_json::json;

const ADA: &str = "ada@lovelace.example";
const NOTE: &str = "Met her at the fair, and she spoke of a new engine";
const STOPPED: &str = "return document.querySelector('[data-testid=engine-stopped] button') !== null;";
const NOT_STOPPED: &str = "return document.querySelector('[data-testid=engine-stopped]') === null;";
/// What the browser says when it puts a page to sleep over an open connection.
const ASLEEP: &[&str] = &["Page entered Back-Forward Cache"];

/// Begins a note about Ada, and leaves it half typed.
async fn typing(hand: &Hand) {
    hand.person(ADA).await;
    hand.begin("note").await;
    hand.until("return document.activeElement.name === 'new-note';").await;
    hand.keys(NOTE).await;
    hand.until(&holds("new-note", NOTE)).await;
}

/// Whether a field is there and holds that.
fn holds(field: &str, text: &str) -> String {
    format!("return document.querySelector('[name={field}]')?.value === {};", json!(text))
}

/// Stores the note that is being typed.
async fn store(hand: &Hand) {
    hand.keys(&format!("{CTRL}{ENTER}{LOOSE}")).await;
}

async fn is_stored(hand: &Hand) {
    hand.until("return document.querySelector('[name=new-note]') === null;").await;
    hand.says("note-text", NOTE).await;
    assert!(hand.is("return document.querySelectorAll('[data-testid=note]').length === 1;").await);
    assert!(hand.is("return document.querySelector('[data-testid=unsaved-bar]') === null;").await);
}

/// Whether the browser has room for anything more of this site.
async fn room(hand: &Hand, there_is: bool) {
    let script = match there_is {
        true => "IDBObjectStore.prototype.put = self.put;",
        false => {
            "self.put ??= IDBObjectStore.prototype.put;
             IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };"
        }
    };
    hand.browser.run_in_workers(script).await.unwrap();
}

#[tokio::test]
async fn a_field_stays_with_its_text_and_the_reason_while_there_is_no_room() {
    if OnlyChromium::ScriptInWorkers.is_missing() {
        return;
    }
    let hand = Hand::start().await;
    typing(&hand).await;
    room(&hand, false).await;
    store(&hand).await;
    hand.until("return document.querySelector('[data-testid=field-wrong]')?.innerText.includes('Storage is full');")
        .await;
    assert!(hand.is(&holds("new-note", NOTE)).await);
    room(&hand, true).await;
    store(&hand).await;
    is_stored(&hand).await;

    // A dialog as well.
    hand.press("remind-open").await;
    hand.until("return document.querySelector('dialog.sheet')?.open === true;").await;
    hand.write("reminder-text", "Ask about the lease").await;
    room(&hand, false).await;
    hand.press("sheet-yes").await;
    hand.until("return document.querySelector('dialog.sheet [data-testid=trouble-what]') !== null;").await;
    assert!(hand.is(&holds("reminder-text", "Ask about the lease")).await);
    room(&hand, true).await;
    hand.press("sheet-yes").await;
    hand.until("return document.querySelector('dialog.sheet') === null;").await;
    hand.until("return document.querySelectorAll('[data-testid=reminder]').length === 1;").await;

    // A form, whose text would be gone with what it did not do.
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.write("bucket-name", "Choir").await;
    room(&hand, false).await;
    hand.keys(ENTER).await;
    hand.until("return document.querySelector('[data-testid=add-bucket] [data-testid=trouble-what]') !== null;").await;
    assert!(hand.is(&holds("bucket-name", "Choir")).await);
    room(&hand, true).await;
    hand.keys(ENTER).await;
    hand.until("return document.querySelectorAll('[data-testid=bucket]').length === 1;").await;
    hand.until(&holds("bucket-name", "")).await;
    hand.end().await;
}

#[tokio::test]
async fn escape_asks_before_it_drops_a_long_text_and_drops_a_short_one() {
    let hand = Hand::start().await;
    typing(&hand).await;
    hand.keys(ESCAPE).await;
    hand.until("return document.querySelector('[data-testid=field-wrong]')?.innerText.includes('Press Escape again');")
        .await;
    assert!(hand.is(&holds("new-note", NOTE)).await);
    // Whoever types on did not mean it.
    hand.keys(".").await;
    hand.until(&holds("new-note", &format!("{NOTE}."))).await;
    hand.keys(ESCAPE).await;
    assert!(hand.is(&holds("new-note", &format!("{NOTE}."))).await);
    hand.keys(ESCAPE).await;
    hand.until("return document.querySelector('[name=new-note]') === null;").await;
    hand.reload().await;
    hand.sees(ADA).await;
    assert!(hand.is("return document.querySelector('[name=new-note]') === null;").await, "it was dropped");

    hand.begin("note").await;
    hand.until("return document.activeElement.name === 'new-note';").await;
    hand.keys(&format!("Short{ESCAPE}")).await;
    hand.until("return document.querySelector('[name=new-note]') === null;").await;
    hand.end().await;
}

#[tokio::test]
async fn what_is_half_typed_is_there_after_a_reload_and_in_another_tab_after_its_own_was_closed() {
    let mut hand = Hand::start().await;
    typing(&hand).await;
    hand.reload().await;
    hand.until(&holds("new-note", NOTE)).await;
    // Elsewhere it is said, with the way back.
    let url = hand.browser.run("return location.origin;").await.unwrap();
    let url = url.as_str().unwrap().to_owned();
    hand.browser.open(&format!("{url}/people")).await.unwrap();
    hand.until(
        "return document.querySelector('[data-testid=unsaved-bar]')?.innerText.includes('Met her at the fair');",
    )
    .await;
    hand.browser.screenshots("unsaved").await.unwrap();
    hand.press("unsaved-go").await;
    hand.until(&holds("new-note", NOTE)).await;
    let first = hand.browser.tab().await.unwrap();
    // Not in a second tab while the first is there.
    let second = hand.browser.open_tab(&url).await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    assert!(hand.is("return document.querySelector('[data-testid=unsaved-bar]') === null;").await);
    close(&hand, &first, &second).await;
    // The browser takes a moment to end the first.
    hand.until(
        "return navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.startsWith('kith.unsaved.')).length === 1);",
    )
    .await;
    hand.reload().await;
    hand.press("unsaved-go").await;
    hand.until(&holds("new-note", NOTE)).await;
    hand.click("[name=new-note]").await;
    store(&hand).await;
    is_stored(&hand).await;
    hand.end().await;
}

const NO_DIALOG: &str = "return document.querySelector('dialog[open]') === null;";

/// Types into the dialog that is open, goes back, which closes it and loses nothing of it, and on with what was typed;
/// then ends it.
async fn back_and_on(hand: &Hand, field: &str, end: &str) {
    hand.write(field, NOTE).await;
    hand.browser.run("history.back();").await.unwrap();
    hand.until(NO_DIALOG).await;
    hand.press("unsaved-go").await;
    hand.until(&holds(field, NOTE)).await;
    hand.press(end).await;
    hand.until(NO_DIALOG).await;
    assert!(hand.is("return document.querySelector('[data-testid=unsaved-bar]') === null;").await);
}

#[tokio::test]
async fn what_is_half_typed_in_a_dialog_is_asked_for_again_where_it_was() {
    let hand = Hand::start().await;
    hand.person(ADA).await;
    hand.press("remind-open").await;
    back_and_on(&hand, "reminder-text", "sheet-no").await;
    hand.menu("[data-testid=met]").await;
    hand.click(".menu:popover-open [data-do=note]").await;
    back_and_on(&hand, "note-text", "sheet-yes").await;
    // What stands beside the pages goes with the page on which it was opened.
    hand.press("draft-open").await;
    hand.until("return document.querySelector('[data-testid=draft]') !== null;").await;
    hand.browser.run("history.back();").await.unwrap();
    hand.until(NO_DIALOG).await;
    hand.end().await;
}

#[tokio::test]
async fn a_tab_that_was_duplicated_has_a_name_of_its_own() {
    let mut hand = Hand::start().await;
    let url = hand.browser.run("return location.origin;").await.unwrap();
    let name = "return sessionStorage.getItem('kith.tab');";
    let first = hand.browser.run(name).await.unwrap();
    assert!(first.is_string());
    hand.browser.open_tab(url.as_str().unwrap()).await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    // As a browser does that duplicates a tab.
    let copied = format!("sessionStorage.setItem('kith.tab', {first}); location.reload();");
    hand.browser.run(&copied).await.unwrap();
    hand.until(&format!(
        "const name = sessionStorage.getItem('kith.tab');
         return document.querySelector('[data-testid=person-row]') !== null && name !== null && name !== {first};"
    ))
    .await;
    // One that is only loaded anew keeps its name.
    let second = hand.browser.run(name).await.unwrap();
    hand.reload().await;
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    assert_eq!(hand.browser.run(name).await.unwrap(), second);
    hand.end().await;
}

/// Closes a tab, and looks at another.
async fn close(hand: &Hand, tab: &Tab, then: &Tab) {
    hand.browser.look_at(tab).await.unwrap();
    hand.browser.client.close_window().await.unwrap();
    hand.browser.look_at(then).await.unwrap();
}

#[tokio::test]
async fn what_is_half_typed_stays_below_the_word_that_another_tab_is_silent() {
    if OnlyChromium::FrozenTab.is_missing() {
        return;
    }
    let mut hand = Hand::start().await;
    let url = hand.browser.run("return location.origin;").await.unwrap();
    let first = hand.browser.tab().await.unwrap();
    let second = hand.browser.open_tab(url.as_str().unwrap()).await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    typing(&hand).await;
    hand.browser.run("document.querySelector('[name=new-note]').sameAsBefore = true;").await.unwrap();
    hand.browser.look_at(&first).await.unwrap();
    hand.browser.freeze(true).await.unwrap();
    hand.browser.look_at(&second).await.unwrap();
    hand.until(STOPPED).await;
    let same = format!(
        "{} && document.querySelector('[name=new-note]').sameAsBefore === true;",
        holds("new-note", NOTE).trim_end_matches(';')
    );
    assert!(hand.is(&same).await, "the page is the same as before");
    hand.click("[name=new-note]").await;
    store(&hand).await;
    hand.until("return document.querySelector('[data-testid=field-wrong]')?.innerText.includes('isn’t responding');")
        .await;
    hand.browser.look_at(&first).await.unwrap();
    hand.browser.freeze(false).await.unwrap();
    hand.browser.look_at(&second).await.unwrap();
    hand.until(NOT_STOPPED).await;
    assert!(hand.is(&same).await, "the page is the same as before");
    hand.click("[name=new-note]").await;
    store(&hand).await;
    is_stored(&hand).await;
    hand.browser.finish(ASLEEP).await.unwrap();
}

#[tokio::test]
async fn a_new_version_does_not_reload_a_tab_in_which_someone_types() {
    let hand = Hand::start().await;
    typing(&hand).await;
    // As the service worker says it once the newer version has taken over.
    let taken = "navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { kith: 'taken' } }));";
    hand.browser.run(&format!("window.notReloaded = true; {taken}")).await.unwrap();
    hand.until(
        "return document.querySelector('[data-testid=update-bar]')?.innerText.includes('Reload when you’re done');",
    )
    .await;
    assert!(hand.is(&holds("new-note", NOTE)).await);
    assert!(hand.is("return window.notReloaded === true;").await);
    hand.click("[name=new-note]").await;
    store(&hand).await;
    is_stored(&hand).await;
    hand.press("update-reload").await;
    hand.until("return window.notReloaded === undefined && document.querySelector('main')?.children.length > 0;").await;

    // Where no one is at anything it is loaded at once.
    hand.browser.go("/today").await.unwrap();
    hand.browser.run(&format!("window.notReloaded = true; {taken}")).await.unwrap();
    hand.until("return window.notReloaded === undefined && document.querySelector('main')?.children.length > 0;").await;
    hand.end().await;
}

#[tokio::test]
async fn what_is_typed_into_a_row_outlives_the_row() {
    let mut hand = Hand::start().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    for count in 1..=2 {
        hand.click("[data-testid=offer-bucket]").await;
        hand.until(&format!("return document.querySelectorAll('[data-testid=bucket]').length === {count};")).await;
    }
    let names = "[...document.querySelectorAll('[data-testid=bucket]')]";
    hand.browser.run(&format!("{names}[0].querySelector('[data-testid=bucket-title]').click();")).await.unwrap();
    hand.until("return document.activeElement.name === 'bucket-title';").await;
    hand.keys(&format!("{CTRL}a{LOOSE}People of the choir")).await;
    // The row is drawn anew, since it says something else: by another tab here, as by mail that comes.
    let url = hand.browser.run("return location.origin;").await.unwrap();
    let first = hand.browser.tab().await.unwrap();
    let second = hand.browser.open_tab(url.as_str().unwrap()).await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    hand.person(ADA).await;
    hand.press("bucket-chip").await;
    hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    close(&hand, &second, &first).await;
    hand.until(&format!("return {names}[0].dataset.people === '1';")).await;
    hand.until(&holds("bucket-title", "People of the choir")).await;
    hand.click("[name=bucket-title]").await;
    hand.keys(ENTER).await;
    hand.until(&format!("return {names}[0].innerText.includes('People of the choir');")).await;
    hand.end().await;
}
