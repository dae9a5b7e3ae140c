//! Who belongs together: the people of a bucket, who introduced whom, and the messages of a thread.

use super::hand::Hand;
use super::mailbox::{from, to};

const ADA: &str = "ada@lovelace.example";
const HANK: &str = "hank@globex.example";

/// Finds someone in the field of that name and chooses them.
async fn find(hand: &Hand, field: &str, words: &str, address: &str) {
    hand.write(field, words).await;
    hand.click(&format!("[data-testid=chosen-person][data-address='{address}']")).await;
}

#[tokio::test]
async fn a_bucket_has_a_page_on_which_people_come_and_go() {
    let mut hand = Hand::start().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.press("bucket-open").await;
    hand.until("return document.querySelector('[data-testid=bucket-empty]') !== null;").await;
    // It belongs to Today.
    hand.until("return document.querySelector('[data-testid=nav-today]').getAttribute('aria-current') === 'page';")
        .await;
    hand.press("bucket-add").await;
    find(&hand, "bucket-find", "hank", HANK).await;
    hand.told("Added Hank Scorpio to Close friends.").await;
    let member = format!("document.querySelector(\"[data-testid=bucket-member][data-address='{HANK}']\")");
    hand.until(&format!("return {member}?.textContent.includes('overdue') ?? false;")).await;
    hand.until("return document.querySelector('[data-testid=bucket-health]')?.dataset.of === '1';").await;
    hand.browser.screenshots("bucket").await.unwrap();
    hand.press("bucket-remove").await;
    hand.until(&format!(
        "return document.querySelector('[data-testid=bucket-page]')?.dataset.people === '0' && {member} === null;"
    ))
    .await;
    hand.undo().await;
    hand.until(&format!("return {member} !== null;")).await;
    hand.end().await;
}

#[tokio::test]
async fn who_introduced_someone_is_told_on_both_pages() {
    let hand = Hand::start().await;
    hand.person(HANK).await;
    hand.begin("introducer").await;
    find(&hand, "introducer-find", "lovelace", ADA).await;
    hand.told("Ada Lovelace introduced Hank Scorpio.").await;
    hand.until("return document.querySelector('[data-testid=introducer] a')?.textContent === 'Ada Lovelace';").await;
    hand.click("[data-testid=introducer] a").await;
    hand.sees(ADA).await;
    hand.until("return document.querySelector('[data-testid=introduced]')?.textContent.includes('Hank Scorpio');")
        .await;
    hand.person(HANK).await;
    hand.press("introducer-remove").await;
    hand.until("return document.querySelector('[data-testid=introducer]') === null;").await;
    hand.person(ADA).await;
    hand.until("return document.querySelector('[data-testid=introduced]') === null;").await;
    hand.end().await;
}

#[tokio::test]
async fn a_thread_is_one_row_until_it_is_unfolded() {
    let hand = Hand::start().await;
    let who = "Rosalind Franklin <rosalind@quiet.example>";
    for letter in
        [from(who, 9, "Photo 51"), to(who, 8, "Re: Photo 51"), from(who, 7, "Re: Photo 51"), from(who, 6, "Else")]
    {
        hand.deliver(&letter);
    }
    hand.person("rosalind@quiet.example").await;
    let rows =
        |count: u32| format!("return document.querySelectorAll('[data-testid=timeline-row]').length === {count};");
    hand.until(&rows(2)).await;
    hand.press("unfold").await;
    hand.until(&rows(4)).await;
    hand.press("unfold").await;
    hand.until(&rows(2)).await;
    hand.end().await;
}
