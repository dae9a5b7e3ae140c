//! Two who may be the same are offered, with the reason; either answer stays.

use super::hand::Hand;

#[tokio::test]
async fn a_suggestion_is_accepted_or_refused_and_not_made_again() {
    let mut hand = Hand::start().await;
    let pairs =
        |count: usize| format!("return document.querySelector('[data-testid=same-page]')?.dataset.all === '{count}';");
    hand.browser.go("/same").await.unwrap();
    hand.until(&pairs(2)).await;
    hand.browser.until_text("both are called Grace Hopper").await.unwrap();
    hand.browser.screenshots("same").await.unwrap();
    let answer = |name: &str, answer: &str| {
        format!(
            "const pair = [...document.querySelectorAll('[data-testid=alike]')].find((it) => it.innerText.includes('{name}'));
             pair?.querySelector('[data-testid={answer}]').click(); return !!pair;"
        )
    };
    hand.until(&answer("Grace Hopper", "same")).await;
    hand.until(&pairs(1)).await;
    hand.until(&answer("Jean Bartik", "apart")).await;
    hand.until(&pairs(0)).await;
    hand.browser.until_text("No possible duplicates").await.unwrap();

    hand.reload().await;
    hand.until(&pairs(0)).await;
    hand.person("grace@navy.example").await;
    hand.history(&["A moth in the relay", "Re: COBOL", "COBOL"]).await;
    hand.person("jean@eniac.example").await;
    hand.history(&["Plugboards"]).await;
    assert!(hand.is("return document.querySelector('[data-testid=alike]') === null;").await, "it was refused");

    hand.turn("as different people", true).await;
    hand.browser.go("/same").await.unwrap();
    hand.until(&pairs(1)).await;
    hand.end().await;
}
