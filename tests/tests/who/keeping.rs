//! Buckets, who is due, and what breaks a silence.

use super::hand::{DOWN, END, ENTER, ESCAPE, HOME, Hand, UP};
use super::mailbox::from;

const HANK: &str = "hank@globex.example";
const PETER: &str = "peter@initech.example";
const ZOE: &str = "zoe@mueller.example";
const ADA: &str = "ada@lovelace.example";

/// The bucket of close friends, every 30 days, with these people in it.
async fn friends(people: &[&str]) -> Hand {
    friends_of(Hand::start().await, people).await
}

async fn friends_of(hand: Hand, people: &[&str]) -> Hand {
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    for address in people {
        hand.person(address).await;
        hand.press("bucket-chip").await;
        hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    }
    hand
}

/// Waits until exactly these are in a list of Today, in that order.
async fn listed(hand: &Hand, list: &str, expected: &[&str]) {
    let expected = serde_json::json!(expected);
    hand.until(&format!(
        "const rows = [...document.querySelectorAll('[data-testid={list}] [data-testid=due]')].map((row) => row.dataset.address);
         return JSON.stringify(rows) === JSON.stringify({expected}) && document.querySelector('[data-due]') !== null;"
    ))
    .await;
}

async fn today(hand: &Hand, due: &[&str], coming: &[&str]) {
    hand.browser.go("/today").await.unwrap();
    listed(hand, "due-list", due).await;
    listed(hand, "coming-list", coming).await;
}

#[tokio::test]
async fn who_is_due_follows_from_the_mail_and_a_message_breaks_the_silence() {
    let mut hand = friends(&[HANK, PETER, ZOE, ADA]).await;
    // Hank was heard of 69 days ago, Peter 57, Zoë 24, Ada 10.
    today(&hand, &[HANK, PETER], &[ZOE]).await;
    hand.browser.screenshots("today").await.unwrap();
    let maildir = hand.server.maildir().unwrap();
    maildir.deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Are you coming?").bytes()).unwrap();
    listed(&hand, "due-list", &[PETER]).await;
    hand.until("return document.querySelector('[data-testid=in-touch]')?.textContent.includes('Hank Scorpio wrote. Next reminder');").await;
    hand.person(HANK).await;
    hand.until("return document.querySelector('[data-testid=next-due]')?.textContent.includes('in 30 days');").await;
    hand.browser.screenshots("keeping").await.unwrap();
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.until("const it = document.querySelector('[data-testid=bucket]'); return it?.dataset.people === '4' && it.dataset.due === '1';").await;
    hand.browser.screenshots("buckets").await.unwrap();
    hand.end().await;
}

#[tokio::test]
async fn whoever_is_put_off_skipped_or_was_called_is_not_due_and_is_again_when_that_is_undone() {
    let hand = friends(&[HANK, PETER]).await;
    today(&hand, &[HANK, PETER], &[]).await;
    for (menu, what) in [("later", "week"), ("due-more", "skip"), ("due-more", "mute"), ("met", "call")] {
        hand.act(HANK, menu, what).await;
        listed(&hand, "due-list", &[PETER]).await;
        hand.press("undo").await;
        listed(&hand, "due-list", &[HANK, PETER]).await;
    }
    hand.end().await;
}

#[tokio::test]
async fn reminders_are_worked_through_with_the_keyboard_alone() {
    let people = [HANK, PETER, "milton@initech.example", "jean@eniac.example", "grace@navy.example"];
    let hand = friends(&people).await;
    hand.browser.go("/today").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=due-list] [data-testid=due]').length === 5;").await;
    let shown = "return [...document.querySelectorAll('[data-testid=due-list] [data-testid=due]')].map((row) => row.dataset.address);";
    let shown: Vec<String> = serde_json::from_value(hand.browser.run(shown).await.unwrap()).unwrap();
    let mut left: Vec<&str> = shown.iter().map(String::as_str).collect();
    hand.keys("j").await;
    hand.keys("j").await;
    // From the second on, one to the next, without a look for where the keyboard is.
    for key in ["s", "c", "h", "d", "m"] {
        hand.until("return document.activeElement.matches('[data-testid=due-list] [data-testid=due]');").await;
        hand.keys(key).await;
        left.remove(1.min(left.len() - 1));
        listed(&hand, "due-list", &left).await;
    }
    hand.reload().await;
    listed(&hand, "due-list", &[]).await;
    hand.end().await;
}

#[tokio::test]
async fn a_menu_is_gone_through_with_the_keyboard_and_does_nothing_by_the_arrows_alone() {
    let hand = friends(&[HANK, PETER]).await;
    today(&hand, &[HANK, PETER], &[]).await;
    let button = format!("[data-testid=due-list] [data-address='{HANK}'] [data-testid=later]");
    hand.browser.run(&format!("document.querySelector(\"{button}\").focus();")).await.unwrap();
    let at = |item: &str| format!("return document.activeElement.dataset.do === '{item}';");
    hand.keys(ENTER).await;
    hand.until(&at("day")).await;
    for (key, item) in [(DOWN, "week"), (DOWN, "month"), (UP, "week"), (END, "until"), (DOWN, "until"), (HOME, "day")] {
        hand.keys(key).await;
        hand.until(&at(item)).await;
    }
    hand.keys(ESCAPE).await;
    hand.until(&format!("return document.activeElement.matches(\"{button}\");")).await;
    listed(&hand, "due-list", &[HANK, PETER]).await;
    hand.keys(ENTER).await;
    hand.until(&at("day")).await;
    hand.keys(DOWN).await;
    hand.until(&at("week")).await;
    hand.keys(ENTER).await;
    listed(&hand, "due-list", &[PETER]).await;
    hand.told("Snoozed").await;
    let at_row = |address: &str| {
        format!(
            "return document.activeElement.matches(\"[data-testid=due-list] [data-testid=due][data-address='{address}']\");"
        )
    };
    hand.until(&at_row(PETER)).await;
    // What is undone takes the keyboard back with it.
    hand.press("undo").await;
    listed(&hand, "due-list", &[HANK, PETER]).await;
    hand.until(&at_row(HANK)).await;
    hand.keys("s").await;
    listed(&hand, "due-list", &[PETER]).await;
    hand.until(&at_row(PETER)).await;
    hand.told("Skipped").await;
    hand.keys("u").await;
    listed(&hand, "due-list", &[HANK, PETER]).await;
    hand.keys("s").await;
    hand.until("return document.querySelectorAll('[data-testid=due-list] > li').length === 1 && document.activeElement.matches('[data-testid=due]');").await;
    hand.keys("s").await;
    listed(&hand, "due-list", &[]).await;
    hand.until("return document.activeElement.matches('[data-testid=today] h1');").await;
    hand.end().await;
}

#[tokio::test]
async fn the_keyboard_follows_what_goes_and_comes_back_however_late_an_answer_is() {
    let hand = friends_of(Hand::start_late().await, &[HANK, PETER]).await;
    today(&hand, &[HANK, PETER], &[]).await;
    hand.late(150).await;
    let at = |address: &str| {
        format!("return document.activeElement.matches(\"[data-testid=due][data-address='{address}']\");")
    };
    hand.keys("j").await;
    hand.until(&at(HANK)).await;
    for _ in 0..3 {
        hand.keys("s").await;
        listed(&hand, "due-list", &[PETER]).await;
        hand.until(&at(PETER)).await;
        // By a click, and by its key, which leaves the keyboard where it is.
        hand.press("undo").await;
        listed(&hand, "due-list", &[HANK, PETER]).await;
        hand.until(&at(HANK)).await;
    }
    // A menu of the row was open; the answer comes when the keyboard is back at the button.
    hand.browser.run("document.querySelector('[data-testid=due-list] [data-testid=later]').focus();").await.unwrap();
    hand.keys(ENTER).await;
    hand.until("return document.activeElement.dataset.do === 'day';").await;
    hand.keys(ENTER).await;
    listed(&hand, "due-list", &[PETER]).await;
    hand.until(&at(PETER)).await;
    // Nothing is left but the title.
    hand.keys("s").await;
    listed(&hand, "due-list", &[]).await;
    hand.until("return document.activeElement.matches('[data-testid=today] h1');").await;
    hand.end().await;
}

#[tokio::test]
async fn the_keyboard_stays_where_a_row_of_the_settings_goes_or_is_drawn_anew() {
    let hand = Hand::start_late().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    for count in 1..=3 {
        hand.click("[data-testid=offer-bucket]").await;
        hand.until(&format!("return document.querySelectorAll('[data-testid=bucket]').length === {count};")).await;
    }
    hand.late(100).await;
    // The row is another once its name is; the keyboard is at the name still.
    let second = "document.querySelectorAll('[data-testid=bucket]')[1]";
    hand.browser.run(&format!("{second}.querySelector('[data-testid=bucket-title]').focus();")).await.unwrap();
    hand.keys(ENTER).await;
    hand.until("return document.activeElement.name === 'bucket-title';").await;
    hand.keys(&format!("Renamed{ENTER}")).await;
    hand.until(&format!(
        "const row = {second}; return row.innerText.includes('Renamed') && row.contains(document.activeElement)
            && document.activeElement.dataset.testid === 'bucket-title';"
    ))
    .await;
    hand.end().await;
}

#[tokio::test]
async fn contact_is_noted_with_a_date_and_a_note_and_someone_is_put_off_until_a_date() {
    let hand = friends(&[HANK, PETER]).await;
    today(&hand, &[HANK, PETER], &[]).await;
    let day = |back: i64| format!("new Date(Date.now() - {back} * 86400000).toLocaleDateString('sv')");
    let fill = |field: &str, value: &str| {
        format!(
            "const field = document.querySelector('[name={field}]'); field.value = {value};
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        )
    };
    hand.act(HANK, "met", "note").await;
    hand.until("return document.querySelector('dialog.sheet')?.open === true;").await;
    hand.browser.run(&fill("note-day", &day(10))).await.unwrap();
    hand.browser.run(&fill("note-text", "'Talked about the tower'")).await.unwrap();
    hand.press("sheet-yes").await;
    // The call of ten days ago counts by its own day: twenty are left of thirty.
    listed(&hand, "due-list", &[PETER]).await;
    hand.person(HANK).await;
    hand.until("return document.querySelector('[data-testid=next-due]')?.textContent.includes('in 20 days');").await;
    hand.until(
        "return document.querySelector('[data-testid=logged]')?.textContent.includes('Talked about the tower');",
    )
    .await;

    today(&hand, &[PETER], &[]).await;
    hand.act(PETER, "later", "until").await;
    hand.until("return document.querySelector('dialog.sheet')?.open === true;").await;
    hand.browser.run(&fill("until-day", &day(-5))).await.unwrap();
    hand.press("sheet-yes").await;
    listed(&hand, "due-list", &[]).await;
    listed(&hand, "coming-list", &[PETER]).await;
    hand.end().await;
}

#[tokio::test]
async fn a_reminder_about_someone_comes_again_until_it_is_removed() {
    let mut hand = Hand::start().await;
    hand.person(ADA).await;
    hand.press("remind-open").await;
    hand.until("return document.querySelector('dialog.sheet')?.open === true;").await;
    hand.write("reminder-text", "Ask about the lease").await;
    let today = "const field = document.querySelector('[name=reminder-day]'); field.value = new Date().toLocaleDateString('sv');
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    hand.browser.run(today).await.unwrap();
    hand.choose("reminder-every", "1 week").await;
    hand.browser.screenshots("remind").await.unwrap();
    hand.press("sheet-yes").await;
    let reminder = |now: bool, text: &str| {
        format!(
            "return document.querySelector('[data-testid=reminder][data-now={now}]')?.textContent.includes('{text}') ?? false;"
        )
    };
    hand.until(&reminder(true, "Ask about the lease")).await;
    // Also without any bucket.
    hand.browser.go("/today").await.unwrap();
    hand.until(&reminder(true, "Ada Lovelace")).await;
    hand.browser.screenshots("reminded").await.unwrap();
    hand.press("reminder-done").await;
    hand.until(&reminder(false, "Ask about the lease")).await;
    hand.reload().await;
    hand.until(&reminder(false, "Ask about the lease")).await;
    hand.press("reminder-gone").await;
    hand.until("return document.querySelector('[data-testid=reminder]') === null;").await;
    hand.undo().await;
    hand.until(&reminder(false, "Ask about the lease")).await;
    hand.end().await;
}

#[tokio::test]
async fn an_interval_of_their_own_counts_and_a_filter_finds_a_bucket() {
    let hand = friends(&[ADA]).await;
    today(&hand, &[], &[]).await;
    hand.person(ADA).await;
    hand.press("own-interval").await;
    hand.keys("1 week\u{e007}").await;
    hand.until("return document.querySelector('[data-testid=next-due]')?.textContent.includes('overdue');").await;
    today(&hand, &[ADA], &[]).await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.press("bucket-people").await;
    hand.listed(&[ADA]).await;
    hand.end().await;
}
