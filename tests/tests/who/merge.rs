//! Two become one, and two again.

use super::hand::{Hand, path};

const ADA: &str = "ada@lovelace.example";
const COUNTESS: &str = "countess@ockham.example";
const OF_ADA: [&str; 3] = ["Punched cards", "Re: The analytical engine", "The analytical engine"];
const OF_COUNTESS: [&str; 2] = ["Re: Invitation to Ockham", "Invitation to Ockham"];
const OF_BOTH: [&str; 5] = [
    "Punched cards",
    "Re: Invitation to Ockham",
    "Invitation to Ockham",
    "Re: The analytical engine",
    "The analytical engine",
];

/// Makes one of Ada and the Countess, under the Countess's name.
async fn merge(hand: &mut Hand) {
    hand.person(ADA).await;
    hand.press("merge-open").await;
    hand.write("merge-with", "countess").await;
    hand.click("[data-testid=merge-row][data-address='countess@ockham.example']").await;
    hand.click(".merge-field label:nth-of-type(2) input").await;
    hand.browser.screenshots("merge").await.unwrap();
    hand.press("merge-yes").await;
    hand.told("Merged").await;
}

#[tokio::test]
async fn two_are_merged_field_by_field_and_parted_from_the_toast_and_from_the_history() {
    let mut hand = Hand::start().await;
    merge(&mut hand).await;
    hand.history(&OF_BOTH).await;
    hand.says("person-name", "Countess").await;
    // Nothing else was chosen, so all else stays.
    hand.says("company", "Lovelace").await;
    hand.sees(COUNTESS).await;

    hand.undo().await;
    hand.history(&OF_ADA).await;
    hand.says("person-name", "Ada Lovelace").await;
    hand.person(COUNTESS).await;
    hand.history(&OF_COUNTESS).await;

    merge(&mut hand).await;
    hand.history(&OF_BOTH).await;
    hand.reload().await;
    hand.history(&OF_BOTH).await;
    hand.turn("Merged Countess", true).await;
    hand.browser.screenshots("history").await.unwrap();
    hand.person(COUNTESS).await;
    hand.history(&OF_COUNTESS).await;
    hand.turn("Merged Countess", false).await;
    hand.browser.go(&path(ADA)).await.unwrap();
    hand.history(&OF_BOTH).await;
    hand.reload().await;
    hand.history(&OF_BOTH).await;
    hand.end().await;
}
