//! All of it without a mouse.

use super::hand::{CTRL, DOWN, ENTER, ESCAPE, Hand, LOOSE, SHIFT, SPACE, TAB};

/// Goes from field to field until that one.
async fn tab_to(hand: &Hand, css: &str) {
    for _ in 0..80 {
        if hand.is(&format!("return document.activeElement.matches(\"{css}\");")).await {
            return;
        }
        hand.keys(TAB).await;
    }
    panic!("the keyboard never gets to {css}");
}

async fn is_at(hand: &Hand, css: &str) {
    let at = format!("return document.activeElement.matches(\"{css}\");");
    if let Err(error) = hand.browser.until(&at).await {
        let at = hand.browser.run("return document.activeElement.outerHTML.slice(0, 200);").await;
        panic!("the keyboard is at {at:?}, not at {css}: {error}");
    }
}

#[tokio::test]
async fn a_key_shows_what_the_keys_do() {
    let hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    hand.keys("?").await;
    hand.until("return document.querySelector('[data-testid=help][open]') !== null;").await;
    is_at(&hand, "[data-testid=help-close]").await;
    for words in ["Ctrl K", "1–9", "tag:investor", "A dash in front reverses a filter"] {
        hand.browser.until_text(words).await.unwrap();
    }
    hand.keys(ESCAPE).await;
    hand.until("return document.querySelector('[data-testid=help]') === null;").await;
    // In a field it is a sign like any other.
    hand.keys("/").await;
    is_at(&hand, "[name=filter]").await;
    hand.keys("?").await;
    hand.until("return document.querySelector('[name=filter]').value === '?';").await;
    assert!(hand.is("return document.querySelector('[data-testid=help]') === null;").await);

    hand.browser.go("/settings/general").await.unwrap();
    hand.until("return document.querySelector('[data-testid=help-open]') !== null;").await;
    hand.press("help-open").await;
    hand.until("return document.querySelector('[data-testid=help][open]') !== null;").await;
    hand.press("help-close").await;
    is_at(&hand, "[data-testid=help-open]").await;
    hand.end().await;
}

/// Opens the dialog that merges, by keys.
async fn open_merge(hand: &Hand) {
    tab_to(hand, "[data-testid=person-more]").await;
    hand.keys(ENTER).await;
    hand.until("return document.querySelector('#person-more:popover-open') !== null;").await;
    for _ in 0..12 {
        if hand.is("return document.activeElement.dataset.testid === 'merge-open';").await {
            break;
        }
        hand.keys(DOWN).await;
    }
    hand.keys(ENTER).await;
    is_at(hand, "[name=merge-with]").await;
}

#[tokio::test]
async fn someone_is_sought_merged_and_parted_by_keys_alone() {
    let hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    hand.keys(&format!("{CTRL}k{LOOSE}")).await;
    is_at(&hand, "[name=search]").await;
    hand.keys("lovelace").await;
    hand.until("return document.querySelector('[data-testid=found]')?.innerText.includes('Ada');").await;
    hand.keys(DOWN).await;
    is_at(&hand, "[data-testid=found]").await;
    hand.keys(ENTER).await;
    hand.sees("ada@lovelace.example").await;

    // From the menu to the dialog and back to the menu's button, and once more.
    for end in ["[name=merge-with]", "[data-testid=merge-no]"] {
        open_merge(&hand).await;
        tab_to(&hand, end).await;
        hand.keys(if end == "[name=merge-with]" { ESCAPE } else { ENTER }).await;
        is_at(&hand, "[data-testid=person-more]").await;
    }
    open_merge(&hand).await;
    hand.keys("countess").await;
    hand.until("const rows = document.querySelectorAll('[data-testid=merge-row]'); return rows.length === 1;").await;
    tab_to(&hand, "[data-testid=merge-row]").await;
    hand.keys(ENTER).await;
    hand.until("return document.querySelector('[data-testid=merge-yes]') !== null;").await;
    tab_to(&hand, "[data-testid=merge-yes]").await;
    hand.keys(ENTER).await;
    hand.told("Merged").await;
    hand.sees("countess@ockham.example").await;
    tab_to(&hand, "[data-testid=undo]").await;
    hand.keys(ENTER).await;
    hand.told("Undone.").await;
    hand.end().await;
}

#[tokio::test]
async fn several_are_chosen_and_tagged_by_keys_alone() {
    let hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    hand.keys("/").await;
    is_at(&hand, "[name=filter]").await;
    hand.keys(DOWN).await;
    is_at(&hand, "[data-address='ada@lovelace.example']").await;
    hand.keys("x").await;
    for row in ["ivan@inbound.example", "hopper@mark-one.example"] {
        hand.keys(&format!("{SHIFT}{DOWN}{LOOSE}")).await;
        is_at(&hand, &format!("[data-address='{row}']")).await;
    }
    hand.until("return document.querySelector('[data-testid=bulk]')?.dataset.count === '3';").await;
    tab_to(&hand, "[data-testid=bulk-tagging]").await;
    hand.keys(ENTER).await;
    is_at(&hand, "[name=bulk-tag]").await;
    hand.keys(&format!("friends{ENTER}")).await;
    hand.told("Tagged 3 people “friends”.").await;
    tab_to(&hand, "[data-testid=pick-none]").await;
    hand.keys(SPACE).await;
    hand.until("return document.querySelector('[data-testid=bulk]') === null;").await;
    hand.end().await;
}
