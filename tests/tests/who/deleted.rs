//! Who is deleted stays so, and can be brought back.

use super::hand::Hand;
use super::mailbox::{PEOPLE, from};

const HANK: &str = "hank@globex.example";

#[tokio::test]
async fn someone_deleted_stays_away_when_more_mail_comes_and_comes_back_with_all_of_it() {
    let mut hand = Hand::start().await;
    hand.person(HANK).await;
    hand.add("note", "new-note", "Owns a volcano").await;
    hand.says("note-text", "Owns a volcano").await;
    hand.press("delete").await;
    hand.browser.screenshots("delete").await.unwrap();
    hand.press("confirm-yes").await;
    hand.told("Deleted Hank Scorpio").await;
    let mut without: Vec<&str> = PEOPLE.into_iter().filter(|known| *known != HANK).collect();
    hand.people(&without).await;

    let maildir = hand.server.maildir().unwrap();
    maildir.deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Are you coming?").bytes()).unwrap();
    maildir.deliver(&from("Nell New <nell@new.example>", 0, "Hello").bytes()).unwrap();
    without.push("nell@new.example");
    hand.people(&without).await;
    hand.reload().await;
    hand.people(&without).await;
    hand.is_gone(HANK).await;
    hand.browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn who_was_deleted_is_told_by_name_in_the_history_and_comes_back_from_there() {
    let hand = Hand::start().await;
    hand.person(HANK).await;
    hand.add("note", "new-note", "Owns a volcano").await;
    hand.says("note-text", "Owns a volcano").await;
    hand.press("delete").await;
    hand.press("confirm-yes").await;
    hand.told("Deleted Hank Scorpio").await;
    let maildir = hand.server.maildir().unwrap();
    maildir.deliver(&from("Hank Scorpio <hank@globex.example>", 0, "Are you coming?").bytes()).unwrap();
    maildir.deliver(&from("Nell New <nell@new.example>", 0, "Hello").bytes()).unwrap();
    hand.browser.go("/people").await.unwrap();
    hand.until(
        "return document.querySelector('[data-testid=person-row][data-address=\"nell@new.example\"]') !== null;",
    )
    .await;
    hand.turn("Deleted Hank Scorpio", true).await;
    hand.person(HANK).await;
    hand.history(&["Are you coming?", "Re: Welcome aboard", "Welcome aboard"]).await;
    hand.says("note-text", "Owns a volcano").await;
    hand.end().await;
}
