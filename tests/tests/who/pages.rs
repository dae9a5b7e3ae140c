//! What a page does with a hand that is quick, goes back, looks for something, or changes its mind.

use super::hand::{CTRL, ENTER, ESCAPE, Hand, LOOSE, path};
use super::mailbox::from;
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use kith_tests::browser::{Locator, Scheme};

const ADA: &str = "ada@lovelace.example";
const HANK: &str = "hank@globex.example";

/// Clicks twice at one place, as fast as it goes.
async fn double_click(hand: &Hand, css: &str) {
    let element = hand.browser.client.wait().for_element(Locator::Css(css)).await.unwrap();
    let button = MOUSE_BUTTON_LEFT;
    let over = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
    let mut mouse = MouseActions::new("mouse".into()).then(over);
    for _ in 0..2 {
        mouse = mouse.then(PointerAction::Down { button }).then(PointerAction::Up { button });
    }
    hand.browser.client.perform_actions(mouse).await.unwrap();
}

/// Waits until so many entries are in the history.
async fn decided(hand: &Hand, count: usize) {
    hand.browser.go("/settings/history").await.unwrap();
    hand.until(&format!("return document.querySelector('[data-testid=history]')?.dataset.all === '{count}';")).await;
}

#[tokio::test]
async fn a_second_click_does_not_answer_for_the_pair_that_came_under_the_pointer() {
    let hand = Hand::start().await;
    hand.browser.go("/same").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=alike]').length === 2;").await;
    double_click(&hand, "[data-testid=alike] [data-testid=same]").await;
    hand.until("return document.querySelectorAll('[data-testid=alike]').length === 1;").await;
    decided(&hand, 1).await;
    // A hand that waited a moment, and the keyboard at once, mean what is there.
    hand.browser.go("/same").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=alike]').length === 1;").await;
    hand.browser.run("document.querySelector('[data-testid=apart]').focus();").await.unwrap();
    hand.keys(ENTER).await;
    decided(&hand, 2).await;
    hand.end().await;
}

#[tokio::test]
async fn what_was_found_is_opened_and_brought_into_sight() {
    let fill = |maildir: &mut kith_tests::maildir::Maildir| {
        super::mailbox::fill(maildir)?;
        (0..150)
            .try_for_each(|at| maildir.deliver(&from("Hank Scorpio <hank@globex.example>", at % 60, "News").bytes()))
    };
    let mut hand = Hand::start_on("everything", fill).await;
    hand.server
        .maildir()
        .unwrap()
        .deliver(&from("Hank Scorpio <hank@globex.example>", 65, "The plans of the tower").bytes())
        .unwrap();
    let search = async |words: &str, kind: &str| {
        hand.keys(&format!("{CTRL}k{LOOSE}")).await;
        hand.until("return document.activeElement.name === 'search';").await;
        hand.keys(words).await;
        hand.until(&format!("return document.querySelector('[data-testid=found]')?.dataset.kind === '{kind}';")).await;
        hand.keys(ENTER).await;
    };
    let in_sight = |css: &str| {
        format!(
            "const row = document.querySelector(\"{css}\")?.getBoundingClientRect();
             return !!row && row.top >= 0 && row.top < innerHeight;"
        )
    };
    let found = "[data-testid=timeline-row][data-sought=true][data-subject='The plans of the tower']";
    hand.until("return document.querySelector('main') !== null;").await;
    search("plans of", "message").await;
    hand.until(&in_sight(found)).await;
    hand.until("return document.querySelector('[data-sought=true] [data-testid=message-text]')?.textContent.includes('The plans of the tower');").await;
    hand.browser.screenshots("found").await.unwrap();
    // Once more, after someone looked elsewhere: whoever turns the wheel is not held where they were.
    hand.press("unfold").await;
    let away = "const one = document.querySelector('.people-one');
        one.dispatchEvent(new WheelEvent('wheel', { bubbles: true })); one.scrollTop = 0;";
    hand.browser.run(away).await.unwrap();
    hand.until(&format!("return !(() => {{ {} }})();", in_sight(found))).await;
    let again = async || {
        hand.keys(&format!("{CTRL}k{LOOSE}")).await;
        hand.until("return document.activeElement.name === 'search';").await;
        hand.keys("plans of").await;
        hand.until("return document.querySelector('[data-testid=found]')?.dataset.kind === 'message';").await;
        hand.keys(ENTER).await;
    };
    again().await;
    hand.until(&in_sight(found)).await;
    // From the list of people it is the same.
    hand.browser.go("/people").await.unwrap();
    hand.write("filter", "plans of").await;
    hand.click("[data-testid=subject-row]").await;
    hand.until(&in_sight(found)).await;
    // And a note.
    hand.person(ADA).await;
    hand.add("note", "new-note", "Likes quaternions").await;
    hand.browser.go("/today").await.unwrap();
    hand.keys(&format!("{CTRL}k{LOOSE}")).await;
    hand.until("return document.activeElement.name === 'search';").await;
    hand.keys("quaternions").await;
    hand.until("return document.querySelector('[data-testid=found][data-kind=note]') !== null;").await;
    hand.click("[data-testid=found][data-kind=note]").await;
    hand.sees(ADA).await;
    hand.until(&in_sight("[data-testid=note][data-sought=true]")).await;
    hand.end().await;
}

#[tokio::test]
async fn no_reply_needed_ends_a_turn_and_can_be_undone() {
    let hand = Hand::start().await;
    let subject = "Invitation to Ockham, again";
    hand.server.maildir().unwrap().deliver(&from("Hank Scorpio <hank@globex.example>", 1, subject).bytes()).unwrap();
    let turn = format!("document.querySelector('[data-testid=your-turn] [data-address=\"{HANK}\"]')");
    hand.browser.go("/today").await.unwrap();
    hand.until(&format!("return {turn} !== null;")).await;
    hand.click(&format!("[data-testid=your-turn] [data-address='{HANK}'] [data-testid=no-reply]")).await;
    hand.told("Marked Hank Scorpio as needing no reply.").await;
    hand.until(&format!("return document.querySelector('[data-due]') !== null && {turn} === null;")).await;
    hand.person(HANK).await;
    hand.until("return document.querySelector('[data-testid=owed]') === null;").await;
    hand.turn("Marked Hank Scorpio as needing no reply.", true).await;
    hand.person(HANK).await;
    hand.until(&format!("return document.querySelector('[data-testid=owed]')?.textContent.includes('{subject}');"))
        .await;
    hand.press("no-reply").await;
    hand.until("return document.querySelector('[data-testid=owed]') === null;").await;
    // They write again.
    hand.server.maildir().unwrap().deliver(&from("Hank Scorpio <hank@globex.example>", 0, "And?").bytes()).unwrap();
    hand.until("return document.querySelector('[data-testid=owed]')?.textContent.includes('And?');").await;
    hand.end().await;
}

#[tokio::test]
async fn what_leads_away_leads_back_when_it_is_undone() {
    let hand = Hand::start().await;
    for (button, yes) in [("never", None), ("delete", Some("confirm-yes"))] {
        hand.person(HANK).await;
        hand.press(button).await;
        if let Some(yes) = yes {
            hand.press(yes).await;
        }
        hand.until("return location.pathname === '/people';").await;
        hand.undo().await;
        hand.until(&format!("return location.pathname === '{}';", path(HANK))).await;
        hand.sees(HANK).await;
    }
    // Whoever went on is left where they are.
    hand.press("never").await;
    hand.until("return location.pathname === '/people';").await;
    hand.browser.go("/companies").await.unwrap();
    hand.until("return document.querySelector('[data-testid=company-row]') !== null;").await;
    hand.undo().await;
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=people-count]')?.dataset.all === '14';").await;
    assert!(hand.is("return location.pathname === '/people';").await);
    hand.end().await;
}

#[tokio::test]
async fn escape_lets_go_of_who_is_chosen_and_no_button_moves_with_their_number() {
    let hand = Hand::start().await;
    hand.browser.go("/people").await.unwrap();
    hand.until("return document.querySelector('[data-testid=person-row]') !== null;").await;
    let chosen =
        |count: usize| format!("return document.querySelector('[data-testid=bulk]')?.dataset.count === '{count}';");
    let buttons = "return [...document.querySelectorAll('.bulk-what > *')].map((it) => [it.textContent, it.getBoundingClientRect().x]);";
    hand.click("li[data-row='0'] [name=pick]").await;
    hand.until(&chosen(1)).await;
    let before = hand.browser.run(buttons).await.unwrap();
    hand.click("li[data-row='1'] [name=pick]").await;
    hand.until(&chosen(2)).await;
    assert_eq!(hand.browser.run(buttons).await.unwrap(), before);
    hand.keys(ESCAPE).await;
    hand.until("return document.querySelector('[data-testid=bulk]') === null;").await;
    assert!(hand.is("return document.querySelectorAll('[name=pick]:checked').length === 0;").await);
    hand.end().await;
}

#[tokio::test]
async fn a_phone_and_a_link_are_taken_only_if_they_are_some() {
    let hand = Hand::start().await;
    hand.person(ADA).await;
    for (kind, field, wrong, says, right) in [
        ("phone", "new-phone", "not a phone at all", "Enter a phone number", "+44 (0)20 7946 0958 ext. 12"),
        ("link", "new-link", "example dot com", "Enter a link", "example.com/ada"),
    ] {
        hand.begin(kind).await;
        hand.write(field, &format!("{wrong}{ENTER}")).await;
        hand.until(&format!("return document.querySelector('.field-wrong')?.textContent.includes('{says}');")).await;
        hand.write(field, &format!("{right}{ENTER}")).await;
        hand.says("item-value", right).await;
    }
    hand.end().await;
}

#[tokio::test]
async fn a_bucket_comes_weekly_fortnightly_or_as_often_as_is_chosen() {
    let mut hand = Hand::start().await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    for (typed, reads) in
        [("fortnightly", "every 2 weeks"), ("quarterly", "every 3 months"), ("yearly", "every 12 months")]
    {
        hand.edit("bucket-interval", typed).await;
        hand.says("bucket-interval", reads).await;
    }
    hand.menu("[data-testid=usual-intervals]").await;
    hand.browser.screenshots("usual-intervals").await.unwrap();
    hand.click(".menu:popover-open [data-do='2 months']").await;
    hand.says("bucket-interval", "every 2 months").await;
    hand.menu("[data-testid=usual-intervals]").await;
    hand.click(".menu:popover-open [data-do=none]").await;
    hand.says("bucket-interval", "Add interval").await;
    // The keyboard stays in a field when something else about the bucket changes.
    hand.press("bucket-interval").await;
    let writes = "return document.activeElement.name === 'bucket-interval';";
    hand.until(writes).await;
    let change = "document.querySelector('[name=only-sent]').click();
        document.querySelector('[data-testid=offer-bucket]').click();";
    hand.browser.run(change).await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=bucket]').length === 2;").await;
    assert!(hand.is(writes).await);
    hand.end().await;
}

#[tokio::test]
async fn the_pipeline_is_in_reach_on_a_phone_and_a_lead_is_edited_where_it_is_readable() {
    let mut hand = Hand::start().await;
    hand.browser.go("/pipeline").await.unwrap();
    hand.press("make-pipeline").await;
    hand.write("lead-find", "hank").await;
    hand.click("[data-testid=lead-found]").await;
    hand.told("Added Hank Scorpio to Pipeline: New.").await;
    hand.menu("[data-testid=lead-acts]").await;
    hand.click(".menu:popover-open [data-do=edit]").await;
    // Each value stands on a line of its own, and the date has its room.
    let wide = "const rows = [...document.querySelectorAll('.lead-edit .editable-value')];
        const date = document.querySelector('[name=lead-expected]');
        return rows.length > 0 && rows.every((row) => row.getClientRects().length === 1 && row.offsetHeight < 60)
            && date.offsetWidth > 100;";
    hand.until(wide).await;
    hand.browser.screenshots("lead-edit").await.unwrap();
    hand.press("lead-title").await;
    hand.until("return document.querySelector('[name=lead-title]').offsetWidth > 100;").await;
    hand.keys(ESCAPE).await;
    hand.press("lead-done").await;

    hand.browser.look(390, Scheme::Light).await.unwrap();
    hand.browser.go("/today").await.unwrap();
    let entries = "const entries = [...document.querySelectorAll('.navigation .entry')].filter((it) => it.offsetWidth > 0);
        return entries.length === 5 && entries.every((it) => it.scrollWidth <= it.clientWidth && it.getBoundingClientRect().right < innerWidth + 1);";
    hand.until(entries).await;
    hand.browser.screenshot("phone-navigation").await.unwrap();
    hand.press("nav-more").await;
    hand.press("nav-pipeline").await;
    hand.until("return location.pathname === '/pipeline';").await;
    hand.end().await;
}

#[tokio::test]
async fn what_went_wrong_before_is_gone_beside_what_is_wrong_now() {
    let hand = Hand::start().await;
    hand.browser.go("/settings/email/connect").await.unwrap();
    hand.until("return document.querySelector('[data-testid=by-hand]') !== null;").await;
    hand.press("by-hand").await;
    for (field, text) in
        [("username", "somebody@nowhere.example"), ("password", "secret"), ("host", "127.0.0.1"), ("port", "1")]
    {
        hand.write(field, text).await;
    }
    hand.press("connect").await;
    hand.until("return document.querySelector('.connect [data-testid=trouble]') !== null;").await;
    hand.write("port", "x").await;
    hand.press("connect").await;
    hand.until("return document.querySelector('#port-wrong') !== null && document.querySelector('.connect [data-testid=trouble]') === null;").await;
    hand.end().await;
}

#[tokio::test]
async fn the_language_is_chosen_in_the_settings_and_its_longest_words_fit_on_a_phone() {
    let mut hand = Hand::start().await;
    hand.browser.go("/settings/general").await.unwrap();
    for (tag, title, today) in [("de", "Einstellungen", "Heute"), ("en", "Settings", "Today")] {
        let choose = format!(
            "const list = document.querySelector('[data-testid=language]');
             list.value = '{tag}'; list.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        hand.browser.run(&choose).await.unwrap();
        let is_spoken = format!(
            "return document.documentElement?.lang === '{tag}' && document.querySelector('#main h1')?.innerText === '{title}'
                && document.querySelector('[data-testid=language]')?.value === '{tag}'
                && document.querySelector('[data-testid=nav-today]')?.textContent.includes('{today}');"
        );
        hand.until(&is_spoken).await;
        hand.browser.screenshots(&format!("general-{tag}")).await.unwrap();
    }
    // The longest labels fit on a phone, too.
    hand.browser.run("localStorage.setItem('kith-language', 'de');").await.unwrap();
    hand.browser.look(390, Scheme::Light).await.unwrap();
    hand.browser.go("/today").await.unwrap();
    hand.browser.reload().await.unwrap();
    let fit = "const entries = [...document.querySelectorAll('.navigation .entry')].filter((it) => it.offsetWidth > 0);
        return document.documentElement?.lang === 'de' && entries.length === 5
            && entries.every((it) => it.scrollWidth <= it.clientWidth && it.getBoundingClientRect().right < innerWidth + 1);";
    hand.until(fit).await;
    hand.end().await;
}
