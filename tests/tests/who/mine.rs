//! Which addresses are mine, and who wrote from a new one.

use super::hand::Hand;
use super::mailbox::{Letter, from, letters};
use kith_tests::maildir::Maildir;

const MINE: &str = "j.king@work.example";

/// The mailbox, and letters of several people to another address of Bob's, to which Kith was not connected.
fn fill(maildir: &mut Maildir) -> anyhow::Result<()> {
    maildir.make("Sent", Some("\\Sent"))?;
    let add = |maildir: &mut Maildir, letter: &Letter| {
        let folder = if letter.is_sent() { "Sent" } else { "INBOX" };
        maildir.add(folder, &letter.bytes(), letter.at(), true)
    };
    for letter in letters() {
        add(maildir, &letter)?;
    }
    let senders = ["gus@a.example", "liv@b.example", "mo@c.example", "ole@d.example", "pia@e.example", "rut@f.example"];
    for (days, sender) in (1..).zip(senders.iter().cycle().take(12)) {
        add(maildir, &from(sender, days, "Interview").to(MINE))?;
    }
    Ok(())
}

async fn asked(hand: &Hand, page: &str, count: usize) {
    hand.browser.go(page).await.unwrap();
    hand.until("return document.querySelector('[data-due], [data-untracked]') !== null;").await;
    hand.until(&format!("return document.querySelectorAll('[data-testid=own-question]').length === {count};")).await;
}

#[tokio::test]
async fn an_address_to_which_the_letters_of_many_come_is_asked_about_once() {
    let mut hand = Hand::start_on("everything", fill).await;
    asked(&hand, "/today", 1).await;
    hand.until(&format!(
        "return document.querySelector('[data-testid=own-question][data-address=\"{MINE}\"]')?.innerText
             .includes('Is {MINE} yours? Received 12 messages.');"
    ))
    .await;
    hand.browser.screenshots("own-question").await.unwrap();
    // Under Tracking, too: there what it changes is said first.
    asked(&hand, "/settings/who", 1).await;
    asked(&hand, "/today", 1).await;
    hand.click("[data-testid=own-question] button[aria-label^=Yes]").await;
    hand.told(&format!("Marked {MINE} as yours.")).await;
    asked(&hand, "/today", 0).await;
    asked(&hand, "/settings/who", 0).await;
    hand.until(&format!(
        "return document.querySelector('[data-testid=own-address][data-address=\"{MINE}\"]')?.dataset.mine === 'true';"
    ))
    .await;
    hand.reload().await;
    asked(&hand, "/today", 0).await;
    // It was decided, and is taken back like anything.
    hand.turn(&format!("Marked {MINE} as yours"), true).await;
    asked(&hand, "/today", 1).await;
    hand.click("[data-testid=own-question] button[aria-label^=No]").await;
    hand.told(&format!("Marked {MINE} as not yours.")).await;
    asked(&hand, "/today", 0).await;
    hand.end().await;
}

#[tokio::test]
async fn who_answers_from_elsewhere_is_told_of_and_nothing_is_written_there_by_itself() {
    let mut hand = Hand::start().await;
    let answer = from("Hank Scorpio <hank@evil.example>", 1, "Re: Welcome aboard")
        .fields("In-Reply-To: <Re--Welcome-aboard.69@acme.example>\r\n");
    let maildir = hand.server.maildir().unwrap();
    maildir.deliver(&answer.bytes()).unwrap();
    hand.browser.go("/today").await.unwrap();
    hand.until(
        "return document.querySelector('[data-testid=new-address]')?.innerText
             .includes('Hank Scorpio wrote from a new address: hank@evil.example');",
    )
    .await;
    hand.browser.screenshots("new-address").await.unwrap();
    hand.person("hank@globex.example").await;
    hand.sees("hank@evil.example").await;
    hand.click("[data-testid=draft-open]").await;
    hand.until("return document.querySelector('[name=draft-to]')?.value === 'hank@globex.example';").await;
    hand.press("draft-later").await;
    hand.until("return document.querySelector('dialog[open]') === null;").await;
    hand.browser.go("/today").await.unwrap();
    hand.press("not-theirs").await;
    hand.told("Marked hank@evil.example as not Hank Scorpio’s.").await;
    hand.until("return document.querySelector('[data-testid=new-address]') === null;").await;
    hand.undo().await;
    hand.press("theirs").await;
    hand.told("Marked hank@evil.example as Hank Scorpio’s.").await;
    hand.until("return document.querySelector('[data-testid=new-address]') === null;").await;
    hand.end().await;
}
