//! A draft is written in Kith, and lies in the mailbox.

use super::hand::Hand;
use super::mailbox::fill;
use kith_tests::maildir::Maildir;
use mail_parser::MessageParser;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

const HANK: &str = "hank@globex.example";
const ZOE: &str = "zoe@mueller.example";
const TEXT: &str = "Grüße, Hank!\n.\nAre the plans ready?";

/// As servers have it: with a folder that they say is for drafts.
fn with_drafts(maildir: &mut Maildir) -> anyhow::Result<()> {
    fill(maildir)?;
    maildir.make("Concepts", Some("\\Drafts"))
}

/// The files in the folder for drafts.
fn drafts(hand: &Hand) -> Vec<PathBuf> {
    let mut files = hand.server.maildir().unwrap().files("Concepts").unwrap();
    files.extend(
        std::fs::read_dir(hand.server.maildir().unwrap().root().join(".Concepts/new"))
            .unwrap()
            .map(|it| it.unwrap().path()),
    );
    files
}

/// Opens the draft to someone whose button is there, which begins with that subject.
async fn open(hand: &Hand, button: &str, subject: &str) {
    hand.until("return document.querySelector('dialog[open]') === null;").await;
    hand.click(button).await;
    hand.until(&format!(
        "return document.querySelector('dialog.draft')?.open && document.querySelector('[name=draft-subject]').value === '{subject}';"
    ))
    .await;
    hand.until("return document.activeElement.name === 'draft-text';").await;
}

#[tokio::test]
async fn a_draft_from_today_lies_in_the_mailbox_and_answers_the_last_message() {
    let mut hand = Hand::start_on("everything", with_drafts).await;
    hand.browser.go("/settings/buckets").await.unwrap();
    hand.click("[data-testid=offer-bucket]").await;
    hand.until("return document.querySelector('[data-testid=bucket]') !== null;").await;
    hand.person(HANK).await;
    hand.press("bucket-chip").await;
    hand.until("return document.querySelector('[data-testid=bucket-chip][aria-pressed=true]') !== null;").await;
    hand.browser.go("/today").await.unwrap();

    let due = format!("[data-testid=due-list] [data-address=\"{HANK}\"]");
    hand.menu(&format!("{due} [data-testid=due-more]")).await;
    open(&hand, ".menu:popover-open [data-do=draft]", "Re: Welcome aboard").await;
    hand.write("draft-text", TEXT).await;
    hand.browser.screenshots("draft").await.unwrap();
    hand.press("draft-save").await;
    hand.until("return document.querySelector('[data-testid=draft-saved]') !== null;").await;
    hand.browser.screenshots("draft-saved").await.unwrap();
    hand.press("draft-close").await;

    let files = drafts(&hand);
    let [file] = files.as_slice() else { panic!("{files:?}") };
    assert!(file.to_str().unwrap().ends_with(":2,DS"), "{file:?}");
    let bytes = std::fs::read(file).unwrap();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("Bob"), Some("bob@acme.example")));
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some(HANK));
    assert_eq!(message.subject(), Some("Re: Welcome aboard"));
    let last = "Re--Welcome-aboard.69@acme.example";
    assert_eq!((message.in_reply_to().as_text(), message.references().as_text()), (Some(last), Some(last)));
    assert!(message.message_id().unwrap().ends_with("@acme.example"));
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), format!("{TEXT}\n"));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let age = i64::try_from(now).unwrap() - message.date().unwrap().to_timestamp();
    assert!((0..600).contains(&age), "{age}");

    // It is no contact, and what was spoken does not hold it.
    hand.until(&format!("return document.querySelector('{due}') !== null;")).await;
    let spoken = hand.browser.activity().await.unwrap();
    let appended: Vec<_> = spoken.iter().filter(|it| it.command.starts_with("APPEND")).map(|it| &*it.command).collect();
    assert_eq!(appended, ["APPEND \"Concepts\" (\\Draft \\Seen) …"]);
    assert!(!hand.is("return document.body.innerText.includes('plans');").await);
    hand.end().await;
}

#[tokio::test]
async fn what_was_written_stays_until_it_is_saved() {
    let mut hand = Hand::start_on("everything", with_drafts).await;
    hand.person(ZOE).await;
    let button = "[data-testid=draft-open]";
    open(&hand, button, "Re: Lunch on Friday").await;
    hand.server.stop();
    hand.write("draft-subject", "Dinner").await;
    hand.write("draft-text", "At eight?").await;
    hand.press("draft-save").await;
    let failed = "return document.querySelector('.draft [data-testid=trouble]') !== null && document.querySelector('[name=draft-text]').value === 'At eight?';";
    hand.until(failed).await;
    assert!(hand.browser.trouble().await.unwrap().starts_with("Can’t reach the mail server"));
    hand.browser.screenshots("draft-trouble").await.unwrap();

    // Also while another is written.
    hand.press("draft-later").await;
    hand.person(HANK).await;
    open(&hand, button, "Re: Welcome aboard").await;
    hand.press("draft-discard").await;
    hand.person(ZOE).await;
    open(&hand, button, "Dinner").await;
    let written = "return document.querySelector('[name=draft-text]').value === 'At eight?';";
    assert!(hand.is(written).await);
    // And while the page is loaded anew.
    hand.reload().await;
    open(&hand, button, "Dinner").await;
    assert!(hand.is(written).await);

    hand.server.restart().unwrap();
    hand.press("draft-save").await;
    hand.until("return document.querySelector('[data-testid=draft-saved]') !== null;").await;
    let files = drafts(&hand);
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let bytes = std::fs::read(file).unwrap();
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("Dinner"));
    // Another subject begins another conversation.
    assert!(message.header("In-Reply-To").is_none() && message.header("References").is_none());
    hand.press("draft-close").await;
    open(&hand, button, "Re: Lunch on Friday").await;
    hand.until("return document.querySelector('[name=draft-text]').value === '';").await;
    hand.press("draft-discard").await;
    hand.end().await;
}

#[tokio::test]
async fn a_mailbox_without_a_folder_for_drafts_is_said_to_have_none() {
    let hand = Hand::start().await;
    hand.person(HANK).await;
    open(&hand, "[data-testid=draft-open]", "Re: Welcome aboard").await;
    hand.press("draft-save").await;
    hand.until("return document.querySelector('.draft [data-testid=trouble-what]')?.innerText === 'This mailbox has no Drafts folder';").await;
    hand.press("draft-discard").await;
    hand.end().await;
}
