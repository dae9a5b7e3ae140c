//! Messages are found by their subjects where people are found by their names.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Entry, Fixture};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use std::collections::BTreeSet;

const NOW: i64 = 1_760_000_000;

#[tokio::test]
async fn a_word_of_a_subject_finds_its_messages_and_leads_to_their_people() {
    let fixture = Fixture::new(7, NOW, 300);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.fill_in(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let shown = browser.everybody().await.unwrap();

    let truth = fixture.truth();
    // Words of plain letters, so that what begins one is told without Kith's own notion of it.
    let entries: Vec<_> =
        truth.people.iter().flat_map(|(who, person)| person.timeline.iter().map(move |e| (who, e))).collect();
    let plain = |word: &&str| word.len() > 4 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: BTreeSet<&str> = entries.iter().flat_map(|(_, e)| e.subject.split(' ')).filter(plain).collect();
    assert!(words.len() > 5, "{words:?}");
    for word in words.into_iter().take(12) {
        let (all, found) = browser.subjects(word).await.unwrap();
        assert_eq!(found.len(), all.min(20), "{word}");
        assert!(found.is_sorted_by(|a, b| a.entry.date >= b.entry.date), "{word}: {found:?}");
        for message in &found {
            let marked = message.marked.iter().any(|marked| marked.to_lowercase() == word);
            assert!(marked, "{word}: {message:?}");
            let theirs = entries.iter().any(|(who, entry)| {
                shown.get(*who).is_some_and(|row| row.path == message.path) && **entry == message.entry
            });
            assert!(theirs, "{word}: {message:?}");
        }
        let holds = |entry: &Entry| entry.subject.to_lowercase().split(' ').any(|other| other.starts_with(word));
        let newest =
            entries.iter().map(|(_, entry)| *entry).filter(|entry| holds(entry)).max_by_key(|entry| entry.date);
        let newest = newest.unwrap();
        assert!(found.iter().any(|message| message.entry == *newest), "{word}: {newest:?} in {found:?}");
    }
    browser.screenshots("subjects").await.unwrap();
    browser.finish(&[]).await.unwrap();
}
