//! A conversation is searched by its subjects, and in its texts, where the mail server does it.

use super::hand::Hand;

const FOUND: &str = "return document.querySelector('[data-testid=texts-count]')?.dataset.all;";
const ROWS: &str = "return [...document.querySelectorAll('[data-testid=texts] [data-testid=timeline-row]')].map((row) => row.dataset.subject);";

#[tokio::test]
async fn a_word_that_stands_only_in_a_text_is_found_on_the_mail_server() {
    let mut hand = Hand::start().await;
    hand.person("ada@lovelace.example").await;
    hand.write("seek", "engine").await;
    hand.history(&["Re: The analytical engine", "The analytical engine"]).await;
    hand.write("seek", "quaternion").await;
    hand.history(&[]).await;
    hand.press("seek-texts").await;
    let found = hand.browser.until(FOUND).await.unwrap();
    let rows = hand.browser.run(ROWS).await.unwrap();
    assert_eq!((found, rows), ("1".into(), serde_json::json!(["Re: The analytical engine"])));
    hand.click("[data-testid=texts] .message-line").await;
    hand.until(
        "return document.querySelector('[data-testid=message-text]')?.innerText.includes('A quaternion would do');",
    )
    .await;
    hand.browser.screenshots("texts").await.unwrap();

    // Other words are another search, which no one asked for yet.
    hand.write("seek", "quaternions").await;
    hand.until("return document.querySelector('[data-testid=texts-count]') === null;").await;
    hand.press("seek-texts").await;
    hand.browser.until_text("No messages contain these words.").await.unwrap();

    hand.server.stop();
    hand.write("seek", "quaternion").await;
    hand.press("seek-texts").await;
    hand.until("return document.querySelector('[data-testid=texts] [data-testid=trouble]') !== null;").await;
    hand.browser.screenshots("texts-trouble").await.unwrap();
    hand.server.restart().unwrap();
    hand.press("seek-again").await;
    hand.browser.until(FOUND).await.unwrap();
    hand.browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn the_field_is_there_for_one_message_too() {
    let hand = Hand::start().await;
    hand.person("ivan@inbound.example").await;
    hand.write("seek", "said").await;
    hand.press("seek-texts").await;
    hand.until("return document.querySelector('[data-testid=texts-count]')?.dataset.all === '1';").await;
    hand.end().await;
}
