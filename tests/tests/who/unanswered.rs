//! Messages that have no answer: when a reminder comes, and what ends it.

use super::hand::Hand;
use super::mailbox::{fill, from, to};
use kith_tests::browser::OnlyChromium;
use kith_tests::maildir::Maildir;

const HANK: &str = "hank@globex.example";
const ZOE: &str = "zoe@mueller.example";
const IVAN: &str = "ivan@inbound.example";

/// Six days ago Bob asked Hank, and Zoë, who answers seldom, and Ivan, who is in no bucket.
fn asked(maildir: &mut Maildir) -> anyhow::Result<()> {
    fill(maildir)?;
    let letters = [
        to(HANK, 6, "Offer?"),
        to(ZOE, 90, "Parcel"),
        to(ZOE, 80, "Photos"),
        to(ZOE, 70, "Keys"),
        to(ZOE, 6, "Coffee?"),
        to(IVAN, 6, "Tea?"),
    ];
    letters.iter().try_for_each(|letter| maildir.add("Sent", &letter.bytes(), letter.at(), true))
}

fn with_drafts(maildir: &mut Maildir) -> anyhow::Result<()> {
    fill(maildir)?;
    maildir.make("Concepts", Some("\\Drafts"))
}

/// Hank and Zoë are in a bucket, and Today is open.
async fn today(hand: &Hand) {
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    for address in [HANK, ZOE] {
        hand.person(address).await;
        hand.press("bucket-chip").await;
        hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    }
    hand.browser.go("/today").await.unwrap();
}

/// Waits until exactly these have no answer yet, by what Today says.
async fn listed(hand: &Hand, expected: &[&str]) {
    let expected = serde_json::json!(expected);
    hand.until(&format!(
        "const rows = [...document.querySelectorAll('[data-testid=no-answer] [data-testid=unanswered]')].map((row) => row.dataset.address);
         return JSON.stringify(rows) === JSON.stringify({expected}) && document.querySelector('[data-due]') !== null;"
    ))
    .await;
}

/// Waits until someone's page says of a message whether the user is reminded of it.
async fn reminded(hand: &Hand, is: bool) {
    hand.until(&format!("return document.querySelector('[data-testid=awaited]')?.dataset.reminded === '{is}';")).await;
}

#[tokio::test]
async fn a_question_without_an_answer_is_on_today_until_the_answer_comes() {
    let mut hand = Hand::start_on("everything", asked).await;
    today(&hand).await;
    listed(&hand, &[HANK]).await;
    let said = "return document.querySelector('[data-testid=unanswered]').innerText;";
    let said = hand.browser.run(said).await.unwrap();
    let said = said.as_str().unwrap();
    assert!(said.contains("Hank Scorpio hasn’t answered since") && said.contains(": Offer?"), "{said}");
    // It is in no other list.
    assert!(
        hand.is(&format!(
            "return document.querySelector('[data-testid=their-turn] [data-address=\"{HANK}\"]') === null;"
        ))
        .await
    );
    hand.browser.screenshots("unanswered").await.unwrap();
    hand.person(HANK).await;
    reminded(&hand, true).await;
    hand.browser.screenshots("unanswered-person").await.unwrap();

    hand.deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Re: Offer?"));
    hand.until("return document.querySelector('[data-testid=timeline-row]')?.dataset.subject === 'Re: Offer?';").await;
    hand.until("return document.querySelector('[data-testid=awaited]') === null;").await;
    hand.browser.go("/today").await.unwrap();
    listed(&hand, &[]).await;
    hand.end().await;
}

#[tokio::test]
async fn it_is_done_snoozed_and_turned_off_for_the_conversation_and_each_can_be_undone() {
    let hand = Hand::start_on("everything", asked).await;
    today(&hand).await;
    listed(&hand, &[HANK]).await;
    hand.press("unanswered-done").await;
    listed(&hand, &[]).await;
    hand.undo().await;
    listed(&hand, &[HANK]).await;
    for what in ["week", "mute"] {
        hand.menu("[data-testid=unanswered-later]").await;
        hand.click(&format!(".menu:popover-open [data-do={what}]")).await;
        listed(&hand, &[]).await;
        hand.undo().await;
        listed(&hand, &[HANK]).await;
    }
    // Bob writes again in the conversation: it is turned off for that as well.
    hand.menu("[data-testid=unanswered-later]").await;
    hand.click(".menu:popover-open [data-do=mute]").await;
    listed(&hand, &[]).await;
    hand.deliver(&to(HANK, 5, "Re: Offer?"));
    hand.person(HANK).await;
    hand.until("return document.querySelector('[data-testid=timeline-row]')?.dataset.subject === 'Re: Offer?';").await;
    hand.browser.go("/today").await.unwrap();
    listed(&hand, &[]).await;
    // Ivan is in no bucket: there is a reminder once it is asked for.
    hand.person(IVAN).await;
    reminded(&hand, false).await;
    hand.click("[name=awaited-remind]").await;
    reminded(&hand, true).await;
    hand.browser.go("/today").await.unwrap();
    listed(&hand, &[IVAN]).await;
    // Turned off altogether, what was asked for stays.
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.choose("answer-days", "").await;
    hand.until("return document.querySelector('[data-testid=answers]')?.dataset.days === undefined;").await;
    hand.browser.go("/today").await.unwrap();
    listed(&hand, &[IVAN]).await;
    hand.end().await;
}

#[tokio::test]
async fn days_go_by_until_the_reminder_comes() {
    if OnlyChromium::ClockOfWorkers.is_missing() {
        return;
    }
    let (hand, clock) = Hand::start_on_a_clock().await;
    today(&hand).await;
    hand.deliver(&to(HANK, 0, "Plans?"));
    hand.person(HANK).await;
    reminded(&hand, true).await;
    for (days, expected) in [(4, &[][..]), (5, &[HANK]), (29, &[HANK]), (30, &[])] {
        clock.set(&hand.browser, days).await.unwrap();
        hand.browser.go("/today").await.unwrap();
        hand.reload().await;
        listed(&hand, expected).await;
    }
    hand.end().await;
}

#[tokio::test]
async fn a_tick_in_a_draft_counts_for_the_message_that_the_mail_program_sends() {
    let mut hand = Hand::start_on("everything", with_drafts).await;
    hand.person(IVAN).await;
    hand.press("draft-open").await;
    hand.until("return document.activeElement.name === 'draft-text';").await;
    hand.write("draft-subject", "Plans for spring").await;
    hand.write("draft-text", "What do you think?").await;
    hand.click("[name=draft-remind]").await;
    hand.browser.screenshots("draft-remind").await.unwrap();
    hand.press("draft-save").await;
    hand.until("return document.querySelector('[data-testid=draft-saved]') !== null;").await;
    hand.press("draft-close").await;
    // With another Message-ID than the draft's.
    hand.deliver(&to(IVAN, 0, "Plans for spring"));
    hand.until("return document.querySelector('[data-testid=timeline-row]')?.dataset.subject === 'Plans for spring';")
        .await;
    reminded(&hand, true).await;
    hand.end().await;
}
