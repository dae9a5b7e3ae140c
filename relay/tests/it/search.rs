//! Messages by the words in them, and by who they are from or to.

use crate::clock::Clock;
use crate::page::{config, failure, opened, uids};
use crate::script::ServerLine;
use kith_wire::limits::{MAX_SEARCH_ADDRESSES, MAX_SEARCH_TERM_BYTES, MAX_SEARCH_WORDS};
use kith_wire::{Answer, Ask, FailureKind, Outcome};
use std::fmt::Write;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

fn search(words: &[&str], addresses: &[&str]) -> Ask {
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    Ask::Search { words: owned(words), addresses: owned(addresses) }
}

/// Hears the literal that a line announced, after asking for it, and returns what follows it on its line.
async fn ask_for(line: &mut ServerLine, literal: &str) -> String {
    line.say("+ go on\r\n").await;
    assert_eq!(String::from_utf8(line.hear_bytes(literal.len()).await).unwrap(), literal);
    line.hear().await.unwrap()
}

#[tokio::test]
async fn words_are_quoted_and_all_that_is_found_adds_up() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let told = "* SEARCH 2 7 8\r\n* OK Searched half of it.\r\n* 4 EXISTS\r\n* SEARCH\r\n* SEARCH 9\r\n";
        line.expect("UID SEARCH ALL TEXT \"harbour\"", told).await;
        line.expect(r#"UID SEARCH ALL TEXT "a \"b\" \\ {3}" TEXT "c)""#, "* SEARCH\r\n").await;
        line.expect("UID SEARCH ALL TEXT \"none\"", "").await;
        line.open_inbox(50_001).await;
        line.expect("UID SEARCH 50001:* TEXT \"x\"", "* SEARCH 60000\r\n").await;
        line.expect("UID SEARCH 1:50000 TEXT \"x\"", "* SEARCH 4\r\n").await;
    })
    .await;
    assert_eq!(page.ask(search(&["harbour"], &[])).await, uids(&[(2, 2), (7, 9)]));
    assert_eq!(page.ask(search(&[r#"a "b" \ {3}"#, "c)"], &[])).await, uids(&[]));
    assert_eq!(page.ask(search(&["none"], &[])).await, uids(&[]));
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(page.ask(search(&["x"], &[])).await, uids(&[(4, 4), (60_000, 60_000)]));
    server.end().await;
}

#[tokio::test]
async fn what_is_not_ascii_goes_in_literals_that_the_server_asks_for() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let (tag, command) = line.command().await;
        assert_eq!(command, "UID SEARCH CHARSET UTF-8 ALL TEXT {7}");
        // What it says by itself is no leave to go on.
        line.say("* 4 EXISTS\r\n* OK Still here.\r\n").await;
        assert_eq!(ask_for(&mut line, "Grüße").await, " TEXT \"plain\" TEXT {4}");
        assert_eq!(ask_for(&mut line, "😀").await, "");
        line.say(format!("* SEARCH 5\r\n{tag} OK done\r\n")).await;
    })
    .await;
    assert_eq!(page.ask(search(&["Grüße", "plain", "😀"], &[])).await, uids(&[(5, 5)]));
    server.end().await;
}

#[tokio::test]
async fn what_is_not_ascii_goes_in_one_where_the_server_takes_that() {
    for capability in ["LITERAL+", "LITERAL-"] {
        let (mut page, server, _relay) = opened(capability, async move |mut line| {
            let (tag, command) = line.command().await;
            assert_eq!(command, "UID SEARCH CHARSET UTF-8 ALL TEXT {7+}");
            assert_eq!(line.hear().await.unwrap(), "Grüße TEXT \"plain\" TEXT {4+}");
            assert_eq!(line.hear().await.unwrap(), "😀");
            line.say(format!("* SEARCH 5\r\n{tag} OK done\r\n")).await;
        })
        .await;
        assert_eq!(page.ask(search(&["Grüße", "plain", "😀"], &[])).await, uids(&[(5, 5)]));
        server.end().await;
    }
}

#[tokio::test]
async fn one_of_the_addresses_is_enough() {
    let many: Vec<_> = (0..MAX_SEARCH_ADDRESSES).map(|number| format!("somebody.{number:02}@some.example")).collect();
    let all = many.clone();
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let any = |address: &str| format!("OR OR FROM {address} TO {address} OR CC {address} BCC {address}");
        let (ann, bo) = (any("\"ann@x.example\""), any("\"bo@x.example\""));
        line.expect(&format!("UID SEARCH ALL {ann}"), "* SEARCH 1\r\n").await;
        line.expect(&format!("UID SEARCH ALL TEXT \"boat\" OR {ann} {bo}"), "* SEARCH 2\r\n").await;
        // Too many for one command: what either finds was asked for.
        let mut asked = String::new();
        for found in [7, 9] {
            let (tag, command) = line.command().await;
            assert!(command.starts_with("UID SEARCH ALL TEXT \"boat\" OR ") && command.len() < 8_000, "{command}");
            write!(asked, "{command}").unwrap();
            line.say(format!("* SEARCH {found}\r\n{tag} OK done\r\n")).await;
        }
        assert!(all.iter().all(|address| asked.matches(address).count() == 4), "{asked}");
    })
    .await;
    assert_eq!(page.ask(search(&[], &["ann@x.example"])).await, uids(&[(1, 1)]));
    assert_eq!(page.ask(search(&["boat"], &["ann@x.example", "bo@x.example"])).await, uids(&[(2, 2)]));
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert_eq!(page.ask(search(&["boat"], &many)).await, uids(&[(7, 7), (9, 9)]));
    server.end().await;
}

/// Neither half an answer nor none is taken for the whole.
#[tokio::test]
async fn a_refusal_comes_in_the_servers_own_words_and_the_session_goes_on() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        for result in ["NO [BADCHARSET (US-ASCII)] Not in this charset.", "BAD Unknown CHARSET", "NO [BADCHARSET]"] {
            // Before it asks for the literal, and after.
            line.expect_result("UID SEARCH CHARSET UTF-8 ALL TEXT {2}", "", result).await;
            let (tag, _) = line.command().await;
            ask_for(&mut line, "ü").await;
            line.say(format!("* SEARCH 1\r\n{tag} {result}\r\n")).await;
        }
        line.expect_result("UID SEARCH ALL TEXT \"x\"", "* SEARCH 1 2\r\n", "NO [SERVERBUG] Broken.").await;
        line.expect("UID SEARCH ALL TEXT \"x\"", "* SEARCH 1 99999999999\r\n").await;
        line.expect("UID SEARCH ALL TEXT \"x\"", "* SEARCH 3\r\n").await;
    })
    .await;
    for words in ["Not in this charset.", "Unknown CHARSET", ""] {
        let refused = (FailureKind::ServerRefused, words.to_owned());
        assert_eq!(page.fail(search(&["ü"], &[])).await, refused);
        assert_eq!(page.fail(search(&["ü"], &[])).await, refused);
    }
    assert_eq!(page.fail(search(&["x"], &[])).await, (FailureKind::ServerRefused, "Broken.".to_owned()));
    assert_eq!(page.fail(search(&["x"], &[])).await.0, FailureKind::Malformed);
    assert_eq!(page.ask(search(&["x"], &[])).await, uids(&[(3, 3)]));
    server.end().await;
}

#[tokio::test]
async fn an_end_in_the_middle_is_no_answer() {
    let check = async |told: &'static str, words: &str| {
        let (mut page, server, _relay) = opened("", async move |mut line| {
            line.command().await;
            line.say(told).await;
            if told.starts_with('+') {
                line.hear().await;
            }
        })
        .await;
        assert_eq!(page.fail(search(&["ü"], &[])).await, (FailureKind::WentAway, words.to_owned()));
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    };
    check("", "").await;
    check("+ go on\r\n", "").await;
    check("* SEARCH 1 2\r\n", "").await;
    check("+ go on\r\n* SEARCH 1 2\r\n* BYE The server stops.\r\n", "The server stops.").await;
}

#[tokio::test]
async fn a_search_may_take_longer_than_another_command_and_not_for_ever() {
    let clock = Clock::stop();
    let times = config().times;
    let (heard, mut searches) = mpsc::unbounded_channel();
    let (go, wait) = oneshot::channel::<()>();
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let (tag, _) = line.command().await;
        heard.send(()).unwrap();
        wait.await.unwrap();
        line.say(format!("* SEARCH 1\r\n{tag} OK done\r\n")).await;
        line.command().await;
        heard.send(()).unwrap();
        line.gone().await;
    })
    .await;
    page.send(search(&["x"], &[])).await;
    searches.recv().await.unwrap();
    clock.pass(&mut page, times.search - Duration::from_secs(1)).await;
    assert!(times.search > 2 * times.command);
    go.send(()).unwrap();
    assert_eq!(page.hear().await.answer, uids(&[(1, 1)]));
    page.send(search(&["ü"], &[])).await;
    searches.recv().await.unwrap();
    clock.pass(&mut page, times.search - Duration::from_secs(1)).await;
    assert_eq!(failure(clock.until(page.hear()).await.answer).0, FailureKind::TimedOut);
    server.end().await;
}

#[tokio::test]
async fn nothing_beyond_the_limits_reaches_the_server() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        line.expect("EXAMINE \"Ageless\"", "").await;
        line.open_inbox(3).await;
        let most = " TEXT \"w\"".repeat(MAX_SEARCH_WORDS);
        line.expect(&format!("UID SEARCH ALL{most}"), "* SEARCH 1\r\n").await;
    })
    .await;
    let long = "a".repeat(MAX_SEARCH_TERM_BYTES + 1);
    for ask in [
        search(&[], &[]),
        search(&[""], &[]),
        search(&[], &[""]),
        search(&[&long], &[]),
        search(&[], &[&long]),
        search(&["w"; MAX_SEARCH_WORDS + 1], &[]),
        search(&[], &["a"; MAX_SEARCH_ADDRESSES + 1]),
        search(&["a\r\nK9 DELETE INBOX"], &[]),
        search(&["a", "b\n"], &["c"]),
        search(&["ü\r"], &[]),
        search(&[], &["a\0"]),
    ] {
        assert_eq!(page.fail(ask.clone()).await.0, FailureKind::BadRequest, "{ask:?}");
    }
    // No folder is open.
    assert_eq!(page.fail(Ask::Examine { folder: "Ageless".to_owned() }).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(search(&["a"], &[])).await.0, FailureKind::BadRequest);
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(page.ask(search(&["w"; MAX_SEARCH_WORDS], &[])).await, uids(&[(1, 1)]));
    server.end().await;
}

/// Not even where the server repeats it.
#[tokio::test]
async fn what_is_looked_for_is_not_told() {
    let (mut page, server, _relay) = opened("LITERAL+", async move |mut line| {
        line.expect(r#"UID SEARCH ALL TEXT "har\"bour""#, "* SEARCH\r\n").await;
        let (tag, _) = line.command().await;
        line.hear().await.unwrap();
        let words = r#"I do not like "Grüße", har\"bour, har"bour or bo@x.example"#;
        line.say(format!("{tag} NO {words}\r\n")).await;
        line.expect_result("LIST \"\" \"*\"", "", "NO har\"bour").await;
    })
    .await;
    assert_eq!(page.ask(search(&["har\"bour"], &[])).await, uids(&[]));
    let said = r#"I do not like "…", …, … or …"#;
    let asked = search(&["har\"bour", "Grüße"], &["ann@x.example", "bo@x.example"]);
    assert_eq!(page.fail(asked).await, (FailureKind::ServerRefused, said.to_owned()));
    // It is forgotten with the search.
    assert_eq!(page.fail(Ask::List).await, (FailureKind::ServerRefused, "har\"bour".to_owned()));
    let told: Vec<_> =
        page.spoken.iter().map(|entry| (entry.command.as_str(), entry.outcome, entry.words.as_deref())).collect();
    let both = "UID SEARCH CHARSET UTF-8 ALL TEXT … TEXT … FROM, TO, CC or BCC … (2 addresses)";
    assert_eq!(
        told,
        [
            ("UID SEARCH ALL TEXT …", Some(Outcome::Ok), None),
            (both, Some(Outcome::No), Some(said)),
            ("LIST \"\" \"*\"", Some(Outcome::No), Some("har\"bour")),
        ]
    );
    server.end().await;
}

/// A search names some messages only: what came is still announced to an IDLE.
#[tokio::test]
async fn what_comes_during_a_search_is_still_news() {
    let (mut page, server, _relay) = opened("IDLE", async move |mut line| {
        line.expect("UID SEARCH ALL TEXT \"x\"", "* 4 EXISTS\r\n* SEARCH 1\r\n").await;
        line.command().await;
        line.say("+ idling\r\n").await;
        line.hear().await;
    })
    .await;
    assert_eq!(page.ask(search(&["x"], &[])).await, uids(&[(1, 1)]));
    assert_eq!(page.ask(Ask::Idle).await, Answer::Idling);
    assert_eq!(page.hear().await.answer, Answer::FolderChanged);
    drop(page);
    server.end().await;
}
