//! Looking around with the sample mailbox, without any account.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::relay::Relay;

#[tokio::test]
async fn it_comes_with_a_click_stays_over_a_reload_and_goes_with_a_click() {
    let mut relay = Relay::start(None).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    browser.screenshots("welcome").await.unwrap();
    browser.click("sample-add").await.unwrap();
    let all = "return Number(document.querySelector('[data-testid=people-count]')?.dataset.all) > 200;";
    browser.until(all).await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.screenshots("settings").await.unwrap();
    let before = browser.everybody().await.unwrap();
    browser.screenshots("people").await.unwrap();

    relay.kill();
    browser.open(&relay.url()).await.unwrap();
    assert_eq!(browser.everybody().await.unwrap(), before);

    let (address, shown) = before.iter().max_by_key(|(_, shown)| shown.messages).unwrap();
    let card = browser.card(address, shown).await.unwrap();
    assert_eq!(card.timeline.len(), shown.messages);
    browser.screenshots("person").await.unwrap();
    let open = "document.querySelector('[data-testid=timeline-row] > button').click(); return true;";
    browser.until(open).await.unwrap();
    let text = "return document.querySelector('[data-testid=message-text]')?.textContent.length > 20;";
    browser.until(text).await.unwrap();

    browser.click("sample-remove").await.unwrap();
    browser.until("return document.querySelector('[data-testid=sample-bar]') === null;").await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn the_list_is_found_by_typing_and_walked_by_keys() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.click("sample-add").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let everybody = browser.everybody().await.unwrap();

    let (address, shown) = everybody.iter().next().unwrap();
    let at_filter = "return document.activeElement.name === 'filter';";
    browser.keys("/").await.unwrap();
    browser.until(at_filter).await.unwrap();
    browser.keys(address).await.unwrap();
    let found =
        "const count = document.querySelector('[data-testid=people-count]'); return count.dataset.matching === '1';";
    browser.until(found).await.unwrap();
    browser.keys("\u{e015}").await.unwrap();
    browser.until("return document.activeElement.classList.contains('person-row');").await.unwrap();
    browser.keys("\u{e007}").await.unwrap();
    let script = format!("return location.pathname === '{}';", shown.path);
    browser.until(&script).await.unwrap();
    browser.until("return document.querySelector('[data-testid=timeline-row]') !== null;").await.unwrap();

    browser.keys("/").await.unwrap();
    browser.until(at_filter).await.unwrap();
    browser.keys("\u{e00c}").await.unwrap();
    let all = "const count = document.querySelector('[data-testid=people-count]'); return count.dataset.matching === count.dataset.all;";
    browser.until(all).await.unwrap();
    browser.finish(&[]).await.unwrap();
}
