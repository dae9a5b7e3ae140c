//! Days go by: what is due, snoozed and noted, on a clock that is set.

use super::hand::Hand;
use super::mailbox::from;
use icalendar::{Calendar, Component, DatePerhapsTime};
use kith_tests::browser::{Clock, OnlyChromium};

const HANK: &str = "hank@globex.example";
const PETER: &str = "peter@initech.example";
const ADA: &str = "ada@lovelace.example";

/// Waits until exactly these are due on Today, in whatever order.
async fn due(hand: &Hand, expected: &[&str]) {
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    let expected = serde_json::json!(expected);
    hand.until(&format!(
        "const rows = [...document.querySelectorAll('[data-testid=due-list] [data-testid=due]')].map((row) => row.dataset.address).sort();
         return JSON.stringify(rows) === JSON.stringify({expected}) && document.querySelector('[data-due]') !== null;"
    ))
    .await;
}

/// So many days later Today is opened anew.
async fn later(hand: &Hand, clock: &Clock, days: i64) {
    clock.set(&hand.browser, days).await.unwrap();
    hand.browser.reload().await.unwrap();
    hand.until("return document.querySelector('[data-testid=today]') !== null;").await;
}

/// The calendar file as the browser would save it.
async fn calendar(hand: &Hand) -> Calendar {
    let take = "const make = URL.createObjectURL;
        const made = new Promise((done) => { URL.createObjectURL = (file) => { done(file); return make.call(URL, file); }; });
        document.querySelector('[data-testid=calendar-file]').click();
        const file = await made;
        URL.createObjectURL = make;
        return await file.text();";
    let text = hand.browser.run_async(take).await.unwrap();
    text.as_str().unwrap().parse().unwrap()
}

/// A browser that takes no file is named as the reason, and not that there is nothing to save.
async fn calendar_refused(hand: &Hand) {
    let refuse = "const make = URL.createObjectURL;
        URL.createObjectURL = () => { URL.createObjectURL = make; throw new Error('no files here'); };
        document.querySelector('[data-testid=calendar-file]').click();";
    hand.browser.run(refuse).await.unwrap();
    hand.until("return document.querySelector('.told-place')?.textContent.includes('save the file') ?? false;").await;
    let said = hand.browser.run("return document.querySelector('.told-place').textContent;").await.unwrap();
    assert!(!said.as_str().unwrap().contains("nothing to put"), "{said}");
}

#[tokio::test]
async fn days_go_by_and_reminders_come_go_and_come_back() {
    if OnlyChromium::ClockOfWorkers.is_missing() {
        return;
    }
    let (hand, clock) = Hand::start_on_a_clock().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    for address in [HANK, PETER, ADA] {
        hand.person(address).await;
        hand.press("bucket-chip").await;
        hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    }
    // Hank was heard of 69 days ago, Peter 57, Ada 10; all of them are to be heard of every 30 days.
    hand.browser.go("/today").await.unwrap();
    due(&hand, &[HANK, PETER]).await;
    calendar_refused(&hand).await;
    let first = calendar(&hand).await;
    assert_rings(&first, 3);
    told_once_a_day(&hand, &clock).await;
    badge(&hand, Some(2)).await;

    hand.server
        .maildir()
        .unwrap()
        .deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Are you coming?").bytes())
        .unwrap();
    due(&hand, &[PETER]).await;
    badge(&hand, Some(1)).await;
    hand.act(PETER, "later", "day").await;
    due(&hand, &[]).await;
    badge(&hand, None).await;
    later(&hand, &clock, 1).await;
    due(&hand, &[PETER]).await;
    hand.act(PETER, "met", "call").await;
    due(&hand, &[]).await;

    // Ada's thirty days are over in twenty, Hank's in thirty; Peter's in thirty after the call.
    later(&hand, &clock, 19).await;
    due(&hand, &[]).await;
    later(&hand, &clock, 20).await;
    due(&hand, &[ADA]).await;
    later(&hand, &clock, 29).await;
    due(&hand, &[ADA]).await;
    later(&hand, &clock, 31).await;
    due(&hand, &[ADA, HANK, PETER]).await;

    // The same people under the same numbers, so that nothing doubles in a calendar.
    let again = calendar(&hand).await;
    assert_rings(&again, 3);
    assert_eq!(numbers(&first), numbers(&again));
    hand.end().await;
}

/// Notes which notifications and which number on the icon the page has the browser show, over reloads; the browser
/// without a window keeps none.
const NOTE: &str = "const show = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
        const shown = JSON.parse(sessionStorage.getItem('shown') ?? '[]');
        sessionStorage.setItem('shown', JSON.stringify([...shown, [title, options.body, options.tag]]));
        return show.call(this, title, options);
    };
    Navigator.prototype.setAppBadge = async (count) => sessionStorage.setItem('badge', count);
    Navigator.prototype.clearAppBadge = async () => sessionStorage.removeItem('badge');";

/// Waits until that number is on the app's icon.
async fn badge(hand: &Hand, count: Option<u32>) {
    let expected = serde_json::json!(count.map(|count| count.to_string()));
    hand.until(&format!("return sessionStorage.getItem('badge') === {expected};")).await;
}

/// The notifications that were shown since they were asked for last.
async fn notifications(hand: &Hand) -> serde_json::Value {
    let take = "const shown = sessionStorage.getItem('shown') ?? '[]'; sessionStorage.removeItem('shown'); return JSON.parse(shown);";
    hand.browser.run(take).await.unwrap()
}

/// Waits for a notification.
async fn notified(hand: &Hand) -> serde_json::Value {
    hand.until("return sessionStorage.getItem('shown') !== null;").await;
    notifications(hand).await
}

/// The user wants to be told, and is: once on this day, over reloads, and once again on the next.
async fn told_once_a_day(hand: &Hand, clock: &Clock) {
    hand.until("return document.querySelector('[data-testid=offer-telling]') !== null;").await;
    hand.browser.permit("notifications", true).await.unwrap();
    hand.browser.run_in_every_page(NOTE).await.unwrap();
    later(hand, clock, 0).await;
    // Midnight is past on every day, whenever this runs.
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.choose("telling-hour", "0").await;
    hand.until("return document.querySelector('[data-testid=telling]')?.dataset.hour === '0';").await;
    hand.click("[name=telling]").await;
    hand.until("return document.querySelector('[data-testid=telling]')?.dataset.on === 'true';").await;
    let two = serde_json::json!([["2 people to write to", "Hank Scorpio and Peter Gibbons", "kith-today"]]);
    assert_eq!(notified(hand).await, two);
    hand.browser.go("/today").await.unwrap();
    due(hand, &[HANK, PETER]).await;
    assert!(!hand.is("return document.querySelector('[data-testid=offer-telling]') !== null;").await);
    later(hand, clock, 0).await;
    read_again(hand).await;
    assert_eq!(notifications(hand).await, serde_json::json!([]), "not again on the same day");
    later(hand, clock, 1).await;
    assert_eq!(notified(hand).await, two);
    later(hand, clock, 0).await;
    read_again(hand).await;
    assert_eq!(notifications(hand).await, serde_json::json!([]), "nor on a day that comes again");
}

/// Waits until what is new was read, after which it would be told, and asks the engine once more.
async fn read_again(hand: &Hand) {
    hand.browser.go("/settings/email").await.unwrap();
    hand.browser.until_status("up-to-date").await.unwrap();
    hand.browser.go("/today").await.unwrap();
    due(hand, &[HANK, PETER]).await;
}

/// Each event is of a whole day, and rings once, at nine on that day.
fn assert_rings(calendar: &Calendar, count: usize) {
    let events: Vec<_> = calendar.components.iter().filter_map(|it| it.as_event()).collect();
    assert_eq!(events.len(), count);
    for event in events {
        assert!(matches!(event.get_start(), Some(DatePerhapsTime::Date(_))), "{event:?}");
        assert!(event.get_summary().is_some_and(|it| it.starts_with("Write to ")), "{event:?}");
        let alarms: Vec<_> = event.components().iter().filter(|it| it.component_kind() == "VALARM").collect();
        let triggers: Vec<_> = alarms.iter().filter_map(|alarm| alarm.property_value("TRIGGER")).collect();
        assert_eq!(triggers, ["PT9H"], "{event:?}");
    }
}

/// The UIDs, in order.
fn numbers(calendar: &Calendar) -> Vec<String> {
    let events = calendar.components.iter().filter_map(|it| it.as_event());
    let mut numbers: Vec<String> = events.filter_map(|event| event.get_uid().map(str::to_owned)).collect();
    numbers.sort();
    numbers
}

#[tokio::test]
async fn where_the_browser_shows_no_notifications_that_is_said_and_nothing_is_offered() {
    let hand = Hand::start().await;
    hand.browser.permit("notifications", false).await.unwrap();
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    hand.until("return document.querySelector('[data-testid=telling-way]')?.textContent.includes('Allow them');").await;
    assert!(hand.is("return document.querySelector('[name=telling]').disabled;").await);
    hand.browser.go("/today").await.unwrap();
    due(&hand, &[]).await;
    assert!(!hand.is("return document.querySelector('[data-testid=offer-telling]') !== null;").await);
    hand.end().await;
}

#[tokio::test]
async fn what_was_missed_in_a_week_is_said_once() {
    if OnlyChromium::ClockOfWorkers.is_missing() {
        return;
    }
    let (hand, clock) = Hand::start_on_a_clock().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    hand.person(ADA).await;
    hand.press("bucket-chip").await;
    hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    hand.browser.go("/today").await.unwrap();
    due(&hand, &[]).await;
    // Ada's thirty days are over in twenty.
    later(&hand, &clock, 22).await;
    due(&hand, &[ADA]).await;
    hand.until("return document.querySelector('[data-testid=away]')?.textContent.includes('1 person is now due');")
        .await;
    hand.press("away-seen").await;
    hand.until("return document.querySelector('[data-testid=away]') === null;").await;
    later(&hand, &clock, 22).await;
    due(&hand, &[ADA]).await;
    assert!(!hand.is("return document.querySelector('[data-testid=away]') !== null;").await);
    hand.end().await;
}
