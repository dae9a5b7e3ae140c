//! Addresses come to a person and leave them, with all that was written by them.

use super::hand::Hand;

const ADA: &str = "ada@lovelace.example";
const OLD: &str = "ada@old.example";

#[tokio::test]
async fn an_address_that_is_added_brings_its_old_mail_and_takes_it_away_again() {
    let hand = Hand::start().await;
    hand.person(ADA).await;
    hand.add("email-address", "new-address", OLD).await;
    hand.told("from A. King to").await;
    let all =
        ["Punched cards", "From my old address", "Re: The analytical engine", "The analytical engine", "Long ago"];
    hand.history(&all).await;

    hand.click(&format!("[data-address='{OLD}'] [data-testid=split]")).await;
    hand.told("from this person.").await;
    hand.history(&["Punched cards", "Re: The analytical engine", "The analytical engine"]).await;
    hand.person(OLD).await;
    hand.history(&["From my old address", "Long ago"]).await;
    hand.reload().await;
    hand.history(&["From my old address", "Long ago"]).await;
    hand.end().await;
}

#[tokio::test]
async fn what_is_older_than_the_time_that_is_read_is_fetched_for_an_address_that_is_added() {
    let hand = Hand::start_with("six-months").await;
    hand.person(OLD).await;
    hand.history(&["From my old address"]).await;
    hand.person(ADA).await;
    hand.add("email-address", "new-address", OLD).await;
    let all =
        ["Punched cards", "From my old address", "Re: The analytical engine", "The analytical engine", "Long ago"];
    hand.history(&all).await;
    hand.end().await;
}
