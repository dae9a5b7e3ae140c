//! Several people at once.

use super::hand::Hand;
use kith_tests::browser::Scheme;
use serde_json::json;

/// Those who wrote or were written to last, the latest first.
const LATEST: [&str; 4] =
    ["ada@lovelace.example", "ivan@inbound.example", "hopper@mark-one.example", "countess@ockham.example"];

/// Clicks on the box of a row, with Shift or without, as a mouse does.
async fn pick(hand: &Hand, address: &str, shift: bool) {
    let css = format!("li:has([data-testid=person-row][data-address=\"{address}\"]) [name=pick]");
    let script = format!(
        "const box = document.querySelector({}); box?.scrollIntoView({{ block: 'nearest' }}); return !!box;",
        json!(css)
    );
    hand.until(&script).await;
    hand.browser.click_in_place(&css, shift).await.unwrap();
}

/// Waits until so many are chosen.
async fn chosen(hand: &Hand, count: usize) {
    let script = format!("return (document.querySelector('[data-testid=bulk]')?.dataset.count ?? '0') === '{count}';");
    hand.until(&script).await;
}

async fn ticked(hand: &Hand, expected: &[&str]) {
    let script = format!(
        "const ticked = [...document.querySelectorAll('[name=pick]:checked')].map((box) => box.closest('li').querySelector('[data-testid=person-row]').dataset.address).sort();
         return JSON.stringify(ticked) === {};",
        json!(json!(expected).to_string())
    );
    hand.until(&script).await;
}

/// Does one of those things that are behind the dots.
async fn rest(hand: &Hand, testid: &str) {
    hand.press("bulk-more").await;
    hand.press(testid).await;
}

#[tokio::test]
async fn several_become_one_after_a_question_and_that_is_undone() {
    let hand = Hand::start().await;
    // One whose name was typed has to go as well.
    hand.person(LATEST[1]).await;
    hand.edit("person-name", "Ivan the Other").await;
    hand.browser.go("/people").await.unwrap();
    let count =
        |all: usize| format!("return document.querySelector('[data-testid=people-count]')?.dataset.all === '{all}';");
    hand.until(&count(14)).await;
    pick(&hand, LATEST[0], false).await;
    pick(&hand, LATEST[1], false).await;
    chosen(&hand, 2).await;
    rest(&hand, "bulk-merge").await;
    hand.press("merge-all-yes").await;
    hand.told("Merged 2 people.").await;
    hand.until(&count(13)).await;
    hand.undo().await;
    hand.until(&count(14)).await;
    hand.end().await;
}

#[tokio::test]
async fn a_range_is_tagged_and_that_is_undone_and_done_and_taken_off() {
    let mut hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    pick(&hand, LATEST[0], false).await;
    chosen(&hand, 1).await;
    pick(&hand, LATEST[3], true).await;
    chosen(&hand, 4).await;
    // Someone in the range stays in it, and so does the tick.
    pick(&hand, LATEST[1], true).await;
    chosen(&hand, 4).await;
    let mut sorted = LATEST.to_vec();
    sorted.sort_unstable();
    ticked(&hand, &sorted).await;
    hand.browser.screenshots("bulk").await.unwrap();
    hand.press("bulk-tagging").await;
    hand.write("bulk-tag", "friends").await;
    hand.press("bulk-tag").await;
    hand.told("Tagged 4 people “friends”.").await;
    hand.write("filter", "tag:friends").await;
    hand.listed(&LATEST).await;
    hand.undo().await;
    hand.listed(&[]).await;
    hand.turn("Tagged 4 people “friends”", false).await;
    hand.browser.go("/people").await.unwrap();
    hand.listed(&LATEST).await;

    pick(&hand, LATEST[1], false).await;
    chosen(&hand, 1).await;
    hand.press("bulk-tagging").await;
    hand.write("bulk-tag", "friends").await;
    hand.press("bulk-untag").await;
    hand.told("Removed the tag “friends” from 1 person").await;
    hand.listed(&[LATEST[0], LATEST[2], LATEST[3]]).await;
    hand.end().await;
}

#[tokio::test]
async fn all_of_a_filter_are_put_to_a_new_company_and_to_one_that_there_is() {
    let hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    hand.write("filter", "from:initech.example").await;
    hand.listed(&["peter@initech.example", "milton@initech.example"]).await;
    pick(&hand, "peter@initech.example", false).await;
    hand.press("pick-all").await;
    chosen(&hand, 2).await;
    rest(&hand, "bulk-joining").await;
    hand.write("bulk-company", "Initrode").await;
    hand.press("sheet-yes").await;
    hand.told("Set the company of 2 people to Initrode.").await;
    hand.write("filter", "company:initrode").await;
    hand.listed(&["peter@initech.example", "milton@initech.example"]).await;
    hand.undo().await;
    hand.listed(&[]).await;

    hand.write("filter", "from:initech.example").await;
    chosen(&hand, 2).await;
    rest(&hand, "bulk-joining").await;
    hand.write("bulk-company", "globex").await;
    hand.press("sheet-yes").await;
    hand.told("Set the company of 2 people to globex.").await;
    hand.write("filter", "company:globex").await;
    hand.listed(&["peter@initech.example", "milton@initech.example", "hank@globex.example"]).await;
    hand.end().await;
}

#[tokio::test]
async fn on_a_phone_the_list_can_still_be_used() {
    let mut hand = Hand::start().await;
    hand.browser.look(390, Scheme::Light).await.unwrap();
    hand.browser.go("/people").await.unwrap();
    pick(&hand, LATEST[0], false).await;
    chosen(&hand, 1).await;
    let room = "return document.querySelector('.long-list').clientHeight / window.innerHeight;";
    let room = hand.browser.run(room).await.unwrap().as_f64().unwrap();
    assert!(room > 0.45, "the list has {room} of the height");
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth;";
    assert!(hand.is(wide).await, "the page is wider than the phone");
    rest(&hand, "bulk-delete").await;
    hand.press("confirm-no").await;
    hand.press("pick-none").await;
    chosen(&hand, 0).await;
    hand.end().await;
}
