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

#[tokio::test]
async fn nothing_stays_of_it_when_it_goes_but_what_the_user_keeps() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::with_sample(&relay.url()).await.unwrap();
    browser.go("/sort").await.unwrap();
    for bucket in ["Close friends", "Clients"] {
        let chosen = format!("document.querySelector('[data-testid=offer-bucket][data-name=\"{bucket}\"]')");
        // Once: a second click would take it back.
        browser.until(&format!("const it = {chosen}; it?.click(); return it !== null;")).await.unwrap();
        browser.until(&format!("return {chosen}.getAttribute('aria-pressed') === 'true';")).await.unwrap();
    }
    browser.click("sort-start").await.unwrap();
    browser.until("return document.querySelector('[data-testid=sort-card]') !== null;").await.unwrap();
    for done in 1..=5 {
        browser.keys("1").await.unwrap();
        let done = format!("return document.querySelector('[data-testid=sort-progress]')?.dataset.done === '{done}';");
        browser.until(&done).await.unwrap();
    }
    browser.go("/pipeline").await.unwrap();
    browser.click("make-pipeline").await.unwrap();
    browser.until("return document.querySelector('[name=lead-find]') !== null;").await.unwrap();
    browser.run("document.querySelector('[name=lead-find]').focus();").await.unwrap();
    browser.keys("a").await.unwrap();
    browser.click("lead-found").await.unwrap();
    browser.until("return document.querySelector('[data-testid=lead]') !== null;").await.unwrap();

    browser.click("sample-remove").await.unwrap();
    browser.until_text("Close friends, Clients, Pipeline").await.unwrap();
    browser.screenshots("sample-remove").await.unwrap();
    browser.click("confirm-yes").await.unwrap();
    browser.until("return document.querySelector('[data-testid=sample-bar]') === null;").await.unwrap();
    browser.go("/settings/history").await.unwrap();
    browser.until("return document.querySelector('[data-testid=history]')?.dataset.all === '0';").await.unwrap();
    browser.go("/pipeline").await.unwrap();
    browser.until("return document.querySelector('[data-testid=no-pipelines]') !== null;").await.unwrap();
    browser.go("/companies").await.unwrap();
    browser.until("return document.querySelector('[data-testid=companies]')?.dataset.all === '0';").await.unwrap();
    browser.go("/today").await.unwrap();
    browser.until("return document.querySelector('[data-testid=no-buckets]') !== null;").await.unwrap();
    let offer = browser.run("return document.querySelector('[data-testid=offer-telling]') === null;").await.unwrap();
    assert_eq!(offer, true);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn the_way_back_leads_to_where_one_was() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    browser.go("/people").await.unwrap();
    let list = "document.querySelector('.long-list')";
    browser
        .until(&format!("const list = {list}; if (list) list.scrollTop = 1500; return list?.scrollTop === 1500;"))
        .await
        .unwrap();
    let row = "[...document.querySelectorAll('[data-testid=person-row]')].find((row) => row.getBoundingClientRect().top > 300)";
    let name = browser
        .until(&format!("const row = {row}; row?.click(); return row?.querySelector('.person-name').textContent;"))
        .await
        .unwrap();
    browser
        .until(&format!("return document.querySelector('[data-testid=person-name]')?.textContent.includes({name});"))
        .await
        .unwrap();
    browser.click("nav-today").await.unwrap();
    browser.until("return document.querySelector('[data-testid=today]') !== null;").await.unwrap();
    browser.run("history.back();").await.unwrap();
    browser.until(&format!("return {list}?.scrollTop === 1500;")).await.unwrap();
    // A list that stays beside what was chosen of it.
    browser.go("/companies").await.unwrap();
    let list = "document.querySelector('.company-scroll')";
    browser
        .until(&format!("const list = {list}; if (list) list.scrollTop = 500; return list?.scrollTop === 500;"))
        .await
        .unwrap();
    // No one clicks before what they scrolled to is drawn.
    let drawn = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";
    browser.run_async(drawn).await.unwrap();
    browser.until("const row = [...document.querySelectorAll('[data-testid=company-row]')].find((row) => row.getBoundingClientRect().top > 300); row?.click(); return !!row;").await.unwrap();
    browser
        .until(&format!("return document.querySelector('[data-testid=company]') !== null && {list}.scrollTop === 500;"))
        .await
        .unwrap();
    browser.run("history.back();").await.unwrap();
    browser
        .until(&format!(
            "return document.querySelector('[data-testid=companies]') !== null && {list}.scrollTop === 500;"
        ))
        .await
        .unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_draft_that_was_put_off_is_seen_and_without_a_mailbox_it_is_said_before_it_is_written() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::with_sample(&relay.url()).await.unwrap();
    browser.go("/people").await.unwrap();
    browser.click("person-row").await.unwrap();
    browser.click("draft-open").await.unwrap();
    browser.until("return document.querySelector('[data-testid=draft-nowhere]') !== null && document.querySelector('[data-testid=draft-save]').disabled;").await.unwrap();
    browser.keys("Dear friend").await.unwrap();
    browser.screenshots("draft-nowhere").await.unwrap();
    browser.click("draft-later").await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=draft-open][data-begun=true]') !== null;")
        .await
        .unwrap();
    browser.go("/today").await.unwrap();
    browser.until("return document.querySelector('[data-testid=begun-draft]') !== null;").await.unwrap();
    browser.screenshots("begun").await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.go("/today").await.unwrap();
    browser.click("begun-draft").await.unwrap();
    browser.until("return document.querySelector('[name=draft-text]')?.value === 'Dear friend';").await.unwrap();
    browser.click("draft-discard").await.unwrap();
    browser.until("return document.querySelector('[data-testid=begun]') === null;").await.unwrap();
    browser.finish(&[]).await.unwrap();
}
