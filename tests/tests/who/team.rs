//! What is written among colleagues is not tracked, and a change of who they are works over the whole history.

use super::hand::{ENTER, Hand};
use super::mailbox::PEOPLE;

fn without(gone: &[&str]) -> Vec<&'static str> {
    PEOPLE.into_iter().filter(|known| !gone.contains(known)).collect()
}

async fn settings(hand: &Hand) {
    hand.browser.go("/settings/who").await.unwrap();
    hand.until("return document.querySelector('[data-testid=own-address]') !== null;").await;
}

async fn exclude(hand: &Hand, scope: &str) {
    settings(hand).await;
    hand.write("rule-scope", scope).await;
    hand.choose("rule-verdict", "exclude").await;
    hand.click("[data-testid=add-rule] [type=submit]").await;
}

async fn add_colleague(hand: &Hand, name: &str, addresses: &str) {
    settings(hand).await;
    hand.write("colleague-name", name).await;
    hand.write("colleague-addresses", addresses).await;
    hand.click("[data-testid=add-colleague] [type=submit]").await;
}

#[tokio::test]
async fn the_table_of_acme_holds_on_the_screen() {
    let mut hand = Hand::start().await;
    // Bob and Sue at work: a colleague by her domain. Sue at home is someone one writes with.
    hand.people(&PEOPLE).await;
    hand.person("sue@acme.example").await;
    hand.until("return document.querySelector('[data-testid=apart-reason]')?.innerText.includes('acme.example');")
        .await;
    hand.person("sue@home.example").await;
    hand.history(&["From home, by Sue"]).await;
    // Karen has no address at work.
    hand.person("karen@home.example").await;
    hand.history(&["By Karen", "To Karen"]).await;
    // Bob writes from elsewhere, too.
    settings(&hand).await;
    hand.write("add-mine", &format!("bob@mail.example{ENTER}")).await;
    hand.until(
        "return document.querySelector('[data-testid=own-address][data-address=\"bob@mail.example\"]') !== null;",
    )
    .await;
    add_colleague(&hand, "Karen", "karen@home.example").await;
    hand.browser.until_text("2 messages would no longer be tracked.").await.unwrap();
    hand.browser.screenshots("tracking-preview").await.unwrap();
    hand.agree(0, 1).await;
    hand.until("return document.querySelector('[data-testid=colleague]') !== null;").await;
    hand.browser.screenshots("tracking").await.unwrap();
    hand.people(&without(&["karen@home.example"])).await;
    hand.person("sue@home.example").await;
    hand.history(&["From home, by Sue"]).await;
    hand.reload().await;
    hand.people(&without(&["karen@home.example"])).await;
    hand.turn("Added Karen as a colleague", true).await;
    hand.person("karen@home.example").await;
    hand.history(&["By Karen", "To Karen"]).await;
    hand.end().await;
}

#[tokio::test]
async fn an_excluded_domain_goes_and_comes_back_with_its_history() {
    let hand = Hand::start().await;
    exclude(&hand, "initech.example").await;
    hand.agree(0, 2).await;
    hand.told("initech.example: don’t track.").await;
    hand.people(&without(&["peter@initech.example", "milton@initech.example"])).await;
    hand.undo().await;
    hand.people(&PEOPLE).await;
    hand.person("peter@initech.example").await;
    hand.history(&["With some others", "Re: TPS reports", "TPS reports"]).await;
    hand.end().await;
}

#[tokio::test]
async fn whoever_is_at_an_own_domain_is_a_colleague_until_that_is_switched_off() {
    let hand = Hand::start().await;
    settings(&hand).await;
    hand.click("[name=own-domain]").await;
    hand.agree(1, 0).await;
    let mut all = PEOPLE.to_vec();
    all.push("sue@acme.example");
    hand.people(&all).await;
    hand.person("sue@acme.example").await;
    hand.history(&["At work, to Sue"]).await;
    // A colleague by her addresses, at home too.
    add_colleague(&hand, "Sue", "sue@acme.example, sue@home.example").await;
    hand.agree(0, 2).await;
    hand.people(&without(&["sue@home.example"])).await;
    hand.undo().await;
    hand.people(&all).await;
    hand.end().await;
}
