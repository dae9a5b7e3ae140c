//! Pipelines: leads that are moved by key, by dragging and from a list, and when to follow them up.

use super::hand::{ENTER, Hand};
use super::mailbox::from;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use kith_tests::browser::{Locator, OnlyChromium};
use std::time::Duration;

const HANK: &str = "hank@globex.example";

/// While it is said so, the page's clock is ten days behind.
const BEHIND: &str = "if (sessionStorage.getItem('behind')) {
    const real = Date, now = () => real.now() - 10 * 86_400_000;
    globalThis.Date = class extends real {
        constructor(...at) { at.length > 0 ? super(...at) : super(now()); }
        static now() { return now(); }
    };
}";

/// Waits until a stage holds exactly these.
async fn holds(hand: &Hand, stage: &str, leads: &[&str]) {
    let leads = serde_json::json!(leads);
    hand.until(&format!(
        "const stage = document.querySelector('[data-testid=stage][data-name=\"{stage}\"]');
         const found = [...stage?.querySelectorAll('[data-testid=lead]') ?? []].map((it) => it.dataset.name).sort();
         return stage !== null && JSON.stringify(found) === JSON.stringify({leads}) && Number(stage.dataset.count) === {leads}.length;"
    ))
    .await;
}

/// Drags something to somewhere, with the mouse.
async fn drag(hand: &Hand, from: &str, to: &str) {
    let over = |element, ms| PointerAction::MoveToElement {
        element,
        duration: Some(Duration::from_millis(ms)),
        x: 0.0,
        y: 0.0,
    };
    let found = async |css: &str| hand.browser.client.find(Locator::Css(css)).await.unwrap();
    let button = MOUSE_BUTTON_LEFT;
    let mouse = MouseActions::new("mouse".into())
        .then(over(found(from).await, 0))
        .then(PointerAction::Down { button })
        .then(over(found(to).await, 100))
        .then(over(found(to).await, 100))
        .then(PointerAction::Up { button });
    hand.browser.client.perform_actions(mouse).await.unwrap();
}

/// Puts whom a few letters find first into the pipeline.
async fn add(hand: &Hand, typed: &str, name: &str) {
    hand.write("lead-find", typed).await;
    hand.until(&format!(
        "const found = [...document.querySelectorAll('[data-testid=lead-found]')].find((it) => it.innerText.includes('{name}'));
         found?.click(); return !!found;"
    ))
    .await;
    hand.told("to Pipeline").await;
}

async fn pipeline() -> Hand {
    let hand = Hand::start().await;
    hand.browser.go("/companies").await.unwrap();
    hand.press("to-pipeline").await;
    hand.press("make-pipeline").await;
    holds(&hand, "New", &[]).await;
    hand
}

#[tokio::test]
async fn leads_are_put_in_moved_summed_won_and_taken_back() {
    let mut hand = pipeline().await;
    add(&hand, "hank", "Hank Scorpio").await;
    add(&hand, "initech", "Initech").await;
    holds(&hand, "New", &["Hank Scorpio", "Initech"]).await;
    hand.until("return document.querySelector('[data-testid=nav-pipeline]') !== null;").await;
    // A value, in the currency of all.
    hand.menu("[data-name='Hank Scorpio'] [data-testid=lead-acts]").await;
    hand.click(".menu:popover-open [data-do=edit]").await;
    hand.press("lead-value").await;
    hand.keys(&format!("12.500{ENTER}")).await;
    hand.says("lead-value", "12,500").await;
    hand.press("lead-done").await;
    hand.browser.run("document.querySelector('[data-testid=stages]').open = true;").await.unwrap();
    hand.press("currency").await;
    hand.keys(&format!("EUR{ENTER}")).await;
    hand.until("return document.querySelector('[data-testid=pipeline-sum]').innerText.replace(/\\s/g, ' ') === '2 leads open, 12,500 EUR expected';").await;
    // By keys: on, back, and not beyond the first.
    let lead = "document.querySelector('[data-testid=lead][data-name=\"Hank Scorpio\"]')";
    hand.browser.run(&format!("{lead}.focus();")).await.unwrap();
    hand.keys("\u{e014}").await;
    holds(&hand, "Talking", &["Hank Scorpio"]).await;
    hand.until(&format!("return document.activeElement === {lead};")).await;
    hand.keys("\u{e012}").await;
    holds(&hand, "New", &["Hank Scorpio", "Initech"]).await;
    hand.until(&format!("return document.activeElement === {lead};")).await;
    hand.keys("\u{e012}").await;
    holds(&hand, "New", &["Hank Scorpio", "Initech"]).await;
    if OnlyChromium::Dropping.is_missing() {
        for stage in ["Talking", "Proposal"] {
            hand.keys("\u{e014}").await;
            holds(&hand, stage, &["Hank Scorpio"]).await;
            hand.until(&format!("return document.activeElement === {lead};")).await;
        }
    } else {
        drag(&hand, "[data-testid=lead][data-name='Hank Scorpio']", "[data-testid=stage][data-name=Proposal]").await;
    }
    holds(&hand, "Proposal", &["Hank Scorpio"]).await;
    hand.until("return document.querySelector('[data-name=Proposal] [data-testid=stage-sum]').innerText.replace(/\\s/g, ' ') === '1 lead, 12,500 EUR';").await;
    hand.browser.run("document.querySelector('[data-testid=stages]').open = false;").await.unwrap();
    hand.browser.screenshots("pipeline").await.unwrap();
    // A stage that goes leaves its leads to the one before it.
    hand.browser
        .run("document.querySelector('[data-testid=stages]').open = true; document.querySelector('[data-testid=stage-line][data-name=Proposal] [data-testid=stage-remove]').click();")
        .await
        .unwrap();
    holds(&hand, "Talking", &["Hank Scorpio"]).await;
    hand.browser.screenshots("pipeline-stages").await.unwrap();
    hand.undo().await;
    holds(&hand, "Proposal", &["Hank Scorpio"]).await;
    // Won, from the list; and open again.
    hand.menu("[data-name='Hank Scorpio'] [data-testid=lead-acts]").await;
    hand.click(".menu:popover-open [data-do=won]").await;
    holds(&hand, "Won", &["Hank Scorpio"]).await;
    hand.until("return document.querySelector('[data-testid=pipeline-sum]').innerText.includes('1 lead open');").await;
    hand.undo().await;
    holds(&hand, "Proposal", &["Hank Scorpio"]).await;
    hand.reload().await;
    holds(&hand, "Proposal", &["Hank Scorpio"]).await;
    // Whoever is deleted takes the lead along, and brings it back.
    hand.person(HANK).await;
    hand.until("return document.querySelector('[data-testid=lead-of]')?.dataset.stage === 'Proposal';").await;
    hand.press("delete").await;
    hand.press("confirm-yes").await;
    hand.told("Deleted Hank Scorpio").await;
    hand.browser.go("/pipeline").await.unwrap();
    holds(&hand, "Proposal", &[]).await;
    hand.turn("Deleted Hank Scorpio", true).await;
    hand.browser.go("/pipeline").await.unwrap();
    holds(&hand, "Proposal", &["Hank Scorpio"]).await;
    hand.turn("Added Initech to a pipeline", true).await;
    hand.browser.go("/pipeline").await.unwrap();
    holds(&hand, "New", &[]).await;
    hand.end().await;
}

#[tokio::test]
async fn a_silent_lead_is_to_be_followed_up_until_mail_comes() {
    let mut hand = pipeline().await;
    // It comes into the stage ten days ago, by the page's clock.
    hand.browser.run_in_every_page(BEHIND).await.unwrap();
    hand.browser.run("sessionStorage.setItem('behind', 'yes');").await.unwrap();
    hand.reload().await;
    add(&hand, "globex", "Globex").await;
    let due = "return document.querySelector('[data-testid=lead]')?.dataset.due";
    hand.until(&format!("{due} === 'false';")).await;
    hand.browser.run("sessionStorage.removeItem('behind');").await.unwrap();
    hand.reload().await;
    hand.until(&format!("{due} === 'true';")).await;
    hand.until("return document.querySelector('[data-testid=follow-up]').innerText === 'In New for 10 days without contact. New: follow up every 3 days.';").await;
    hand.browser.screenshots("pipeline-due").await.unwrap();
    hand.browser.go("/today").await.unwrap();
    hand.until("return document.querySelector('[data-testid=follow-ups] [data-name=Globex]') !== null;").await;
    hand.browser.screenshots("follow-ups").await.unwrap();
    let maildir = hand.server.maildir().unwrap();
    maildir.deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Are you coming?").bytes()).unwrap();
    hand.until("return document.querySelector('[data-testid=follow-ups]') === null;").await;
    hand.end().await;
}
