//! Whatever one remembers of someone finds them.

use super::hand::{CTRL, ENTER, ESCAPE, Hand, LOOSE};
use serde_json::json;

/// Types into the search over everything, and waits until that of that kind is found.
async fn finds(hand: &Hand, words: &str, kind: &str, found: &str) {
    hand.write("search", words).await;
    let script = format!(
        "return [...document.querySelectorAll('[data-testid=found][data-kind={kind}]')].some((it) => it.innerText.includes({}));",
        json!(found)
    );
    if let Err(error) = hand.browser.until(&script).await {
        let shown = hand.browser.run("return document.querySelector('.search-found')?.innerText;").await;
        panic!("{words} finds {shown:?}, not {found}: {error}");
    }
}

#[tokio::test]
async fn one_search_finds_people_companies_subjects_notes_and_tags_from_everywhere() {
    let mut hand = Hand::start().await;
    hand.person("hank@globex.example").await;
    hand.add("tag", "new-tag", "boss").await;
    hand.add("note", "new-note", "Owns a volcano").await;
    hand.says("note-text", "Owns a volcano").await;
    hand.keys(&format!("{CTRL}k{LOOSE}")).await;
    for (words, kind, found) in [
        ("lovelace ada", "person", "Ada Lovelace"),
        ("lov ad", "person", "Ada Lovelace"),
        ("zoe muller", "person", "Zoë Müller"),
        ("ZOË", "person", "Zoë Müller"),
        ("lovelase", "person", "Ada Lovelace"),
        ("initech", "company", "Initech"),
        ("stapler", "message", "My stapler"),
        ("volcano", "note", "Owns a volcano"),
        ("boss", "tag", "boss"),
        ("carl", "person", "Carl Seen"),
        ("tag:boss", "person", "Hank Scorpio"),
    ] {
        finds(&hand, words, kind, found).await;
    }
    finds(&hand, "ada", "person", "Ada Lovelace").await;
    hand.browser.screenshots("search").await.unwrap();
    hand.write("search", "zzzz").await;
    hand.browser.until_text("No results").await.unwrap();
    hand.keys(ESCAPE).await;
    hand.until("return document.querySelector('[data-testid=search]') === null;").await;

    hand.browser.go("/settings/email").await.unwrap();
    hand.until("return document.querySelector('[data-testid=account]') !== null;").await;
    hand.keys("/").await;
    finds(&hand, "lovelace", "person", "Ada Lovelace").await;
    hand.keys(ENTER).await;
    hand.sees("ada@lovelace.example").await;
    hand.end().await;
}

#[tokio::test]
async fn the_list_is_filtered_by_words_that_read_like_words_by_buttons_and_by_kept_ones() {
    let hand = Hand::start().await;
    hand.person("hank@globex.example").await;
    hand.add("tag", "new-tag", "boss").await;
    hand.says("tag", "boss").await;
    hand.browser.go("/people").await.unwrap();
    hand.keys("/").await;
    for (words, listed) in [
        ("from:initech.example", &["peter@initech.example", "milton@initech.example"][..]),
        ("tag:boss", &["hank@globex.example"]),
        ("from:initech.example peter", &["peter@initech.example"]),
        ("last:>65d", &["hank@globex.example"]),
        ("-last:>11d", &["ada@lovelace.example"]),
        ("has:phone", &[]),
        ("muler", &["zoe@mueller.example"]),
    ] {
        hand.write("filter", words).await;
        hand.listed(listed).await;
    }
    hand.write("filter", "\u{e003}").await;
    hand.menu("[data-testid=filter-add]").await;
    hand.click(".menu:popover-open [data-do='has:tag']").await;
    hand.until("return document.querySelector('[name=filter]').value.trim() === 'has:tag';").await;
    hand.listed(&["hank@globex.example"]).await;
    hand.press("keep-filter").await;
    hand.write("segment-name", &format!("Tagged{ENTER}")).await;
    hand.told("Saved “Tagged”.").await;

    hand.reload().await;
    hand.until("return Number(document.querySelector('[data-testid=people-count]')?.dataset.matching) > 5;").await;
    hand.click("[data-testid=segment] .chip-name").await;
    hand.listed(&["hank@globex.example"]).await;
    hand.end().await;
}
