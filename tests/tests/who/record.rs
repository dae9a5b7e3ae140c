//! What is known of a person is edited where it stands.

use super::hand::{ENTER, Hand};
use kith_tests::browser::Scheme;

const ADA: &str = "ada@lovelace.example";

#[tokio::test]
async fn what_is_typed_on_a_persons_page_stays_and_says_that_it_was_typed() {
    let mut hand = Hand::start().await;
    hand.person(ADA).await;
    hand.edit("person-name", "Augusta Ada King").await;
    hand.says("person-name", "Augusta Ada King").await;
    hand.edit("company", "Babbage and Company").await;
    hand.edit("role", "Analyst").await;
    hand.add("phone", "new-phone", "+44 20 7946 0018").await;
    hand.add("note", "new-note", "Likes flying machines").await;
    hand.add("tag", "new-tag", "poet").await;
    hand.add("birthday", "new-birthday", "1815-12-10").await;
    hand.begin("new-field").await;
    hand.write("field-name", "Hat size").await;
    hand.choose("field-kind", "number").await;
    hand.click(".new-field [type=submit]").await;
    hand.told("You can now add “Hat size”").await;
    hand.menu("[data-testid=add-detail]").await;
    hand.click(".menu:popover-open [data-do^='custom-']").await;
    // The keyboard is where the next thing is added.
    hand.until("return document.activeElement.name === 'custom-value';").await;
    // What cannot be a number is not kept, and the field says so.
    hand.write("custom-value", &format!("large{ENTER}")).await;
    hand.until("return document.querySelector('.field-wrong')?.innerText.includes('number');").await;
    hand.write("custom-value", &format!("54{ENTER}")).await;

    for again in [false, true] {
        if again {
            hand.reload().await;
            hand.sees(ADA).await;
        }
        for (testid, text) in [
            ("person-name", "Augusta Ada King"),
            ("company", "Babbage and Company"),
            ("role", "Analyst"),
            ("item-value", "+44 20 7946 0018"),
            ("note-text", "Likes flying machines"),
            ("birthday", "10 December 1815"),
            ("custom-value", "54"),
        ] {
            hand.says(testid, text).await;
            let typed =
                format!("return document.querySelector('[data-testid={testid}]').title.startsWith('Added by you');");
            hand.until(&typed).await;
        }
        hand.says("tag", "poet").await;
    }
    // On a touch screen nothing hovers: it is said where one edits.
    hand.press("person-name").await;
    hand.until("return document.querySelector('.card-names')?.innerText.includes('Added by you');").await;
    hand.browser.screenshots("person-edit").await.unwrap();
    // However long it is, it stays in its place.
    let long = "Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe-Langenburg-Schillingsfürst";
    hand.write("person-name", &format!("{long}{ENTER}")).await;
    hand.says("person-name", long).await;
    hand.edit("company", "The Worshipful Company of Spectacle Makers and Analytical Engineers").await;
    hand.add("tag", "new-tag", "met at the exhibition of all nations in eighteen fifty-one").await;
    hand.says("tag", "met at the exhibition of all nations in eighteen fifty-one").await;
    hand.browser.screenshots("person-long").await.unwrap();
    for width in [1280, 390] {
        hand.browser.look(width, Scheme::Light).await.unwrap();
        let fits = "const one = document.querySelector('.people-one'); return one.scrollWidth <= one.clientWidth;";
        assert!(hand.is(fits).await, "the page is wider than {width} pixels");
    }
    hand.browser.look(1280, Scheme::Light).await.unwrap();
    hand.press("person-name").await;
    // Empty gives back what follows from the mail.
    hand.write("person-name", ENTER).await;
    hand.says("person-name", "Ada Lovelace").await;
    hand.end().await;
}
