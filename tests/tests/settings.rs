//! What the settings say of an account, and what can be changed there.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, Locator};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture, Truth};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;

const NOW: i64 = 1_760_000_000;
const COMPARED: &str = "return document.querySelector('[data-testid=account-audit]')?.dataset.at !== undefined;";
/// On the card itself: a bar of a reading that ended before may still stand above.
const UP_TO_DATE: &str = "return document.querySelector('[data-status=up-to-date]') !== null;";

/// A browser with a mailbox that it has read.
async fn connected() -> (Dovecot, Relay, Browser, Fixture, Truth) {
    let fixture = Fixture::new(7, NOW, 300);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let truth = fixture.truth();
    (server, relay, browser, fixture, truth)
}

#[tokio::test]
async fn the_account_says_that_everything_is_stored_and_each_folder_how_much() {
    let (_server, _relay, mut browser, fixture, _) = connected().await;
    browser.go("/settings/email").await.unwrap();
    browser.until(COMPARED).await.unwrap();
    let counts = fixture.counts();
    let never = ["Drafts", "Junk", "Trash"];
    let read: usize = counts.iter().filter(|(folder, _)| !never.contains(folder)).map(|(_, count)| count).sum();
    let audit = browser.audit().await.unwrap();
    let read = u32::try_from(read).unwrap();
    assert_eq!(audit.found.map(|(stored, on_server, _)| (stored, on_server)), Some((read, read)), "{audit:?}");
    assert!(audit.whole && audit.skipped == 0 && audit.line.ends_with("checked just now"), "{audit:?}");
    browser.screenshots("account").await.unwrap();

    let folders = browser.folders().await.unwrap();
    browser.screenshots("folders").await.unwrap();
    let purposes: Vec<&str> = folders.values().map(|folder| folder.purpose.as_str()).collect();
    for purpose in ["inbox", "sent", "drafts", "junk", "trash"] {
        assert_eq!(purposes.iter().filter(|known| **known == purpose).count(), 1, "{purposes:?}");
    }
    let stored: u32 = folders.values().filter(|folder| folder.counts).map(|folder| folder.stored).sum();
    assert_eq!(stored, read, "{folders:?}");
    for name in never {
        assert!(!folders[name].counts && !folders[name].can_change && folders[name].stored == 0, "{name}");
    }
    assert!(folders.values().all(|folder| !folder.problem), "{folders:?}");
    assert_eq!(browser.skipped().await.unwrap(), []);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn what_was_spoken_shows_that_it_only_reads_and_no_secret() {
    let (server, _relay, mut browser, ..) = connected().await;
    let spoken = browser.activity().await.unwrap();
    browser.screenshots("activity").await.unwrap();
    let says = |words: &str| spoken.iter().any(|spoken| spoken.command.contains(words));
    assert!(says("EXAMINE") && says("BODY.PEEK[HEADER.FIELDS"), "{spoken:#?}");
    let wrong: Vec<_> = spoken.iter().filter(|spoken| changes(&spoken.command)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(!says(server.password()), "{spoken:?}");
    assert!(spoken.iter().any(|spoken| spoken.outcome == "ok"), "{spoken:?}");
    browser.finish(&[]).await.unwrap();
}

/// Whether a command could change something in the mailbox.
fn changes(command: &str) -> bool {
    const VERBS: [&str; 9] = ["SELECT", "STORE", "EXPUNGE", "APPEND", "COPY", "MOVE", "CREATE", "DELETE", "RENAME"];
    let verb = command.trim_start_matches("UID ").split(' ').next().unwrap_or_default();
    VERBS.contains(&verb) || command.contains("BODY[")
}

#[tokio::test]
async fn a_folder_that_is_switched_off_shows_nowhere_and_comes_back() {
    let (_server, _relay, browser, ..) = connected().await;
    let before = browser.everybody().await.unwrap();
    browser.set_folder("INBOX", false).await.unwrap();
    let folders = browser.folders().await.unwrap();
    assert!(!folders["INBOX"].counts && folders["INBOX"].stored > 0, "{folders:?}");
    let without = browser.everybody().await.unwrap();
    assert!(without.len() < before.len(), "{} of {}", without.len(), before.len());
    browser.set_folder("INBOX", true).await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until(UP_TO_DATE).await.unwrap();
    assert_eq!(browser.everybody().await.unwrap(), before);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_disconnected_account_keeps_its_people_and_needs_only_its_password_to_go_on() {
    let (server, _relay, mut browser, _, truth) = connected().await;
    let before = browser.everybody().await.unwrap();
    assert_eq!(before.len(), truth.people.len());
    browser.go("/settings/email").await.unwrap();
    browser.click("account-remove").await.unwrap();
    browser.click("confirm-keep").await.unwrap();
    let disconnected = "return document.querySelector('[data-status=disconnected]') !== null;";
    browser.until(disconnected).await.unwrap();
    browser.screenshots("disconnected").await.unwrap();
    assert_eq!(browser.everybody().await.unwrap(), before);

    browser.go("/settings/email").await.unwrap();
    browser.click("account-again").await.unwrap();
    let password = browser.client.wait().for_element(Locator::Css("[name=password]")).await.unwrap();
    password.send_keys(server.password()).await.unwrap();
    browser.click("connect").await.unwrap();
    browser.until(UP_TO_DATE).await.unwrap();
    assert_eq!(browser.everybody().await.unwrap(), before);

    browser.go("/settings/email").await.unwrap();
    browser.click("account-remove").await.unwrap();
    browser.click("confirm-yes").await.unwrap();
    browser.until("return document.querySelector('[data-testid=account]') === null;").await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    browser.finish(&[]).await.unwrap();
}
