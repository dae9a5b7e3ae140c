//! People in no bucket: sorted by a card game, and those whom one is losing touch with.

use super::hand::{ENTER, Hand, LEFT, LOOSE, RIGHT, SHIFT};
use super::mailbox::{from, to};
use kith_tests::maildir::Maildir;

/// She writes from no company.
const MARY: &str = "mary@gmail.com";
const ROSALIND: &str = "rosalind@quiet.example";

/// The card on top.
async fn card(hand: &Hand) -> String {
    let on_top = "return document.querySelector('[data-testid=sort-card]')?.dataset.address ?? null;";
    hand.browser.until(on_top).await.unwrap().as_str().unwrap().to_owned()
}

/// Waits until so many cards are done.
async fn done(hand: &Hand, count: usize) {
    hand.until(&format!("return document.querySelector('[data-testid=sort-progress]')?.dataset.done === '{count}';"))
        .await;
}

/// Puts a message into the mailbox, and waits until it is with someone.
async fn deliver(hand: &Hand, messages: &[Vec<u8>], address: &str, count: usize) {
    for message in messages {
        hand.server.maildir().unwrap().deliver(message).unwrap();
    }
    hand.browser.go("/people").await.unwrap();
    hand.until(&format!(
        "return document.querySelector(\"[data-address='{address}']\")?.dataset.messages === '{count}';"
    ))
    .await;
}

/// Mary writes every ten days, and so has a rhythm and is the strongest.
async fn mary(hand: &Hand) {
    let letters =
        [80, 70, 60, 50, 40, 30, 20, 10].map(|days| from("Mary Somerville <mary@gmail.com>", days, "Notes").bytes());
    deliver(hand, &letters, MARY, 8).await;
}

/// Begins to sort, into the buckets of those names.
async fn start(hand: &Hand, buckets: &[&str]) {
    hand.browser.go("/sort").await.unwrap();
    for bucket in buckets {
        let chosen = format!("[data-testid=offer-bucket][data-name='{bucket}']");
        hand.click(&chosen).await;
        hand.until(&format!("return document.querySelector(\"{chosen}\")?.getAttribute('aria-pressed') === 'true';"))
            .await;
    }
    hand.press("sort-start").await;
}

#[tokio::test]
async fn people_are_sorted_into_buckets_by_keys_alone() {
    let mut hand = Hand::start().await;
    mary(&hand).await;
    hand.browser.go("/sort").await.unwrap();
    hand.until("return document.querySelector('[data-testid=sort-no-buckets] [data-testid=sort-start]')?.disabled;")
        .await;
    hand.browser.screenshots("sort-begin").await.unwrap();
    start(&hand, &["Close friends", "Clients"]).await;
    let first = card(&hand).await;
    hand.until("return document.querySelector('[data-testid=sort-progress]')?.dataset.all === '15';").await;
    assert_eq!(first, MARY, "the strongest is on top");
    hand.until("return document.querySelector('[data-testid=sort-proposed]')?.dataset.bucket === 'Close friends';")
        .await;
    hand.until("return document.querySelectorAll('[data-testid=sort-bucket]').length === 2;").await;
    // One more, in the middle of it.
    hand.menu("[data-testid=sort-more]").await;
    hand.click(".menu:popover-open [data-do='Old friends']").await;
    hand.until("return document.querySelectorAll('[data-testid=sort-bucket]').length === 3;").await;
    hand.until("document.activeElement.blur(); return document.activeElement === document.body;").await;
    hand.browser.screenshots("sort").await.unwrap();

    // What Kith proposes, by Enter.
    hand.keys(ENTER).await;
    done(&hand, 1).await;
    // Another by its number, taken back, and again.
    let second = card(&hand).await;
    hand.keys("1").await;
    done(&hand, 2).await;
    hand.keys("u").await;
    done(&hand, 1).await;
    assert_eq!(card(&hand).await, second);
    hand.keys("1").await;
    done(&hand, 2).await;
    let third = card(&hand).await;
    // What chooses a row elsewhere does nothing here.
    hand.keys("x").await;
    hand.keys(&format!("{SHIFT}x{LOOSE}")).await;
    done(&hand, 3).await;
    // The arrows go as a finger draws the card: to the left it is skipped; to the right it goes where Kith proposes,
    // and for whoever writes from work it proposes nothing.
    hand.keys(LEFT).await;
    done(&hand, 4).await;
    hand.until("return document.querySelector('[data-testid=sort-proposed]')?.dataset.bucket === undefined;").await;
    hand.keys(RIGHT).await;
    hand.keys("s").await;
    done(&hand, 5).await;
    for count in 6..=14 {
        hand.keys("s").await;
        done(&hand, count).await;
    }
    let last = card(&hand).await;
    hand.keys("s").await;
    hand.until("return document.querySelector('[data-testid=sort-over]') !== null;").await;
    hand.until("return document.querySelector('[data-testid=sort-over]').textContent.includes('2 people added to buckets, 12 skipped, 1 hidden from People.');").await;
    hand.browser.screenshots("sort-over").await.unwrap();
    // The end of the round is taken back as well.
    hand.keys("u").await;
    assert_eq!(card(&hand).await, last);

    for (address, is_in) in [(MARY, true), (second.as_str(), true), (last.as_str(), false)] {
        hand.person(address).await;
        hand.until(&format!(
            "return document.querySelector('[data-testid=bucket-chip]')?.getAttribute('aria-pressed') === '{is_in}';"
        ))
        .await;
    }
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=people-count]')?.dataset.all === '14';").await;
    assert!(!hand.is(&format!("return document.querySelector(\"[data-address='{third}']\") !== null;")).await);
    // Those who were skipped are there the next time.
    hand.browser.go("/sort").await.unwrap();
    hand.until("return document.querySelector('[data-testid=sort-progress]')?.dataset.all === '12';").await;
    hand.end().await;
}

/// A card that lies still: what was drawn aside has come back, or the next is there.
const STILL: &str = "document.querySelector('[data-testid=sort-card]')?.style.getPropertyValue('--aside') === '0px'";

#[tokio::test]
async fn a_card_is_drawn_aside_with_a_finger() {
    let hand = Hand::start().await;
    mary(&hand).await;
    start(&hand, &["Close friends"]).await;
    assert_eq!(card(&hand).await, MARY);
    hand.until(&format!("return {STILL};")).await;
    // A little way aside is a finger that trembles.
    for by in [60, -60] {
        hand.browser.swipe("[data-testid=sort-card]", by).await.unwrap();
        hand.until(&format!("return {STILL};")).await;
    }
    done(&hand, 0).await;
    hand.browser.swipe("[data-testid=sort-card]", -200).await.unwrap();
    done(&hand, 1).await;
    hand.press("sort-back").await;
    done(&hand, 0).await;
    assert_eq!(card(&hand).await, MARY);
    hand.browser.swipe("[data-testid=sort-card]", 200).await.unwrap();
    done(&hand, 1).await;
    hand.person(MARY).await;
    hand.until("return document.querySelector('[data-testid=bucket-chip]')?.getAttribute('aria-pressed') === 'true';")
        .await;
    hand.end().await;
}

#[tokio::test]
async fn after_fifty_cards_a_round_goes_on_with_who_is_left_until_everyone_has_a_place() {
    let fill = |maildir: &mut Maildir| {
        (0..53).try_for_each(|at| {
            let who = format!("Friend Number{at} <friend{at}@far{at}.example>");
            maildir.deliver(&to(&who, 3 + at, "Hello").bytes())
        })
    };
    let mut hand = Hand::start_on("everything", fill).await;
    start(&hand, &["Close friends"]).await;
    hand.until("return document.querySelector('[data-testid=sort-progress]')?.dataset.all === '50';").await;
    for count in 1..=49 {
        hand.keys("1").await;
        done(&hand, count).await;
    }
    hand.keys("s").await;
    hand.until("return document.querySelector('[data-testid=sort-over]')?.textContent.includes('49 people added to buckets, 1 skipped.');").await;
    hand.until("return document.querySelector('[data-testid=sort-next]').textContent.includes('Continue (3 left)');")
        .await;
    hand.press("sort-next").await;
    hand.until("return document.querySelector('[data-testid=sort-progress]')?.dataset.all === '3';").await;
    for count in 1..=2 {
        hand.keys("1").await;
        done(&hand, count).await;
    }
    hand.keys("1").await;
    hand.until("return document.querySelector('[data-testid=sort-over]') !== null;").await;
    assert!(!hand.is("return document.querySelector('[data-testid=sort-next]') !== null;").await, "nobody is left");
    // The one who was skipped is there the next time; then no one is.
    hand.reload().await;
    hand.until("return document.querySelector('[data-testid=sort-progress]')?.dataset.all === '1';").await;
    hand.keys("1").await;
    hand.until("return document.querySelector('[data-testid=sort-over]') !== null;").await;
    hand.reload().await;
    hand.until("return document.querySelector('[data-testid=sort-empty]') !== null;").await;
    hand.browser.screenshots("sort-empty").await.unwrap();
    hand.end().await;
}

#[tokio::test]
async fn whom_one_is_losing_touch_with_shows_without_any_setting_and_only_they() {
    let mut hand = Hand::start().await;
    let who = "Rosalind Franklin <rosalind@quiet.example>";
    let sent = [to(who, 235, "Re: Photo 51"), to(who, 205, "Re: Crystals"), to(who, 175, "Re: Helices")];
    let received = [from(who, 250, "Photo 51"), from(who, 220, "Crystals"), from(who, 190, "Helices")];
    for letter in sent.iter().chain(&received) {
        hand.deliver(letter);
    }
    let listed = |expected: &'static [&'static str]| {
        format!(
            "const rows = [...document.querySelectorAll('[data-testid=fading]')].map((row) => row.dataset.address);
             return document.querySelector('[data-due]') !== null && JSON.stringify(rows) === JSON.stringify({expected:?});"
        )
    };
    hand.browser.go("/today").await.unwrap();
    hand.until(&listed(&[ROSALIND])).await;
    hand.until("return document.querySelector('[data-testid=fading]').textContent.includes('about every 15 days');")
        .await;
    hand.browser.screenshots("fading").await.unwrap();
    hand.press("fading-fine").await;
    hand.until(&listed(&[])).await;
    hand.press("undo").await;
    hand.until(&listed(&[ROSALIND])).await;
    hand.server.maildir().unwrap().deliver(&from(who, 0, "I am back").bytes()).unwrap();
    hand.until(&listed(&[])).await;
    hand.end().await;
}

#[tokio::test]
async fn who_is_new_or_being_lost_is_put_into_a_bucket_where_they_stand() {
    let mut hand = Hand::start().await;
    let who = "Rosalind Franklin <rosalind@quiet.example>";
    let sent = [235, 205, 175].map(|days| to(who, days, "Re: Photo 51"));
    let received = [250, 220, 190].map(|days| from(who, days, "Photo 51"));
    for letter in sent.iter().chain(&received) {
        hand.deliver(letter);
    }
    hand.server.maildir().unwrap().deliver(&from("New Face <new@face.example>", 0, "Hello").bytes()).unwrap();
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    hand.browser.go("/today").await.unwrap();
    let row = |address: &str| format!("[data-address='{address}'] [data-testid=into-bucket]");
    for address in [ROSALIND, "new@face.example"] {
        hand.until(&format!("return document.querySelector(\"{}\") !== null;", row(address))).await;
    }
    hand.menu(&row(ROSALIND)).await;
    hand.browser.screenshots("into-bucket").await.unwrap();
    hand.click(".menu:popover-open [data-do]").await;
    hand.told("Added Rosalind Franklin to Close friends.").await;
    hand.until("return document.querySelector('[data-testid=fading]') === null;").await;
    hand.until(&format!(
        "return document.querySelector(\"[data-testid=due-list] [data-address='{ROSALIND}']\") !== null;"
    ))
    .await;
    hand.menu(&row("new@face.example")).await;
    hand.click(".menu:popover-open [data-do]").await;
    hand.told("Added New Face to Close friends.").await;
    hand.until(
        "return document.querySelector('[data-testid=new-person][data-address=\"new@face.example\"]') === null;",
    )
    .await;
    hand.end().await;
}
