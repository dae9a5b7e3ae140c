//! A draft or a letter that is put into the mailbox.

use crate::clock::Clock;
use crate::page::{Page, Relay, config};
use crate::script::{Server, ServerLine, serve};
use kith_relay::Config;
use kith_wire::limits::{MAX_DRAFT_BYTES, MAX_LETTER_BYTES};
use kith_wire::{Answer, Append, Ask, FailureKind, Letter, Outcome};
use std::future::Future;

const MESSAGE: &str = "Subject: Teaword\r\n\r\n.Dear {3}\r\nAda\r\n";

fn draft(folder: &str, message: impl Into<Vec<u8>>) -> Ask {
    Ask::Append(Append { folder: folder.to_owned(), message: message.into() })
}

fn letter(message: impl Into<Vec<u8>>) -> Ask {
    Ask::Letter(Letter { message: message.into() })
}

/// A page that is logged in to a server which offers `capabilities` and then plays `script`.
async fn logged_in<Played: Future<Output = ()> + Send + 'static>(
    config: Config,
    capabilities: &'static str,
    script: impl FnOnce(ServerLine) -> Played + Send + 'static,
) -> (Page, Server<()>, Relay) {
    let relay = Relay::start(config).await;
    let server = serve(async move |mut line| {
        line.welcome(capabilities).await;
        script(line).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.spoken.clear();
    (page, server, relay)
}

/// Hears the announcement of a draft for a folder, asks for it, and hears it to the end of the command.
async fn take(line: &mut ServerLine, folder: &str, message: &str) -> String {
    take_into(line, &format!("\"{folder}\" (\\Draft \\Seen)"), message).await
}

/// The same of any message, for that folder and those flags.
async fn take_into(line: &mut ServerLine, folder: &str, message: &str) -> String {
    let (tag, command) = line.command().await;
    assert_eq!(command, format!("APPEND {folder} {{{}}}", message.len()));
    line.say("* OK Still here.\r\n+ go on\r\n").await;
    assert_eq!(String::from_utf8(line.hear_bytes(message.len()).await).unwrap(), message);
    assert_eq!(line.hear().await.unwrap(), "");
    tag
}

#[tokio::test]
async fn goes_as_a_literal_that_the_server_asks_for() {
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        let tag = take(&mut line, "Entw&APw-rfe \\\"1\\\"", MESSAGE).await;
        line.say(format!("* 5 EXISTS\r\n{tag} OK [APPENDUID 7 5] done\r\n")).await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    assert_eq!(page.ask(draft("Entw&APw-rfe \"1\"", MESSAGE)).await, Answer::Done);
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}

#[tokio::test]
async fn goes_in_one_where_the_server_takes_that() {
    let long = format!("Subject: x\r\n\r\n{}", "0123456789abcde\r\n".repeat(241));
    assert!(long.len() > 4096);
    for (capability, message, at_once) in [
        ("LITERAL+", MESSAGE, true),
        ("LITERAL-", MESSAGE, true),
        ("LITERAL+", &*long, true),
        ("LITERAL-", &*long, false),
    ] {
        let expected = message.to_owned();
        let (mut page, server, _relay) = logged_in(config(), capability, async move |mut line| {
            let tag = if at_once {
                let (tag, command) = line.command().await;
                assert_eq!(command, format!("APPEND \"Drafts\" (\\Draft \\Seen) {{{}+}}", expected.len()));
                assert_eq!(line.hear_bytes(expected.len()).await, expected.as_bytes());
                assert_eq!(line.hear().await.unwrap(), "");
                tag
            } else {
                take(&mut line, "Drafts", &expected).await
            };
            line.say(format!("{tag} OK done\r\n")).await;
        })
        .await;
        assert_eq!(page.ask(draft("Drafts", message)).await, Answer::Done);
        server.end().await;
    }
}

#[tokio::test]
async fn each_refusal_says_what_kind_it_is_and_the_session_goes_on() {
    let refusals = [
        ("NO [TRYCREATE] No such mailbox", FailureKind::NoFolder, "No such mailbox"),
        ("NO [NONEXISTENT] Gone", FailureKind::NoFolder, "Gone"),
        ("NO [OVERQUOTA] Too much", FailureKind::NoRoom, "Too much"),
        ("NO [UNAVAILABLE] Not now", FailureKind::Throttled, "Not now"),
        ("NO [READ-ONLY] Not here", FailureKind::NotAllowed, "Not here"),
        ("NO [NOPERM] Not yours", FailureKind::NotAllowed, "Not yours"),
        ("NO [LIMIT] Too large", FailureKind::ServerRefused, "Too large"),
        ("BAD What?", FailureKind::ServerRefused, "What?"),
    ];
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        for (result, ..) in refusals {
            // Before it asks for the message, and after.
            let (tag, _) = line.command().await;
            line.say(format!("{tag} {result}\r\n")).await;
            let tag = take(&mut line, "Drafts", MESSAGE).await;
            line.say(format!("{tag} {result}\r\n")).await;
        }
        let tag = take(&mut line, "Drafts", MESSAGE).await;
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    for (_, kind, words) in refusals {
        assert_eq!(page.fail(draft("Drafts", MESSAGE)).await, (kind, words.to_owned()));
        assert_eq!(page.fail(draft("Drafts", MESSAGE)).await, (kind, words.to_owned()));
    }
    assert_eq!(page.ask(draft("Drafts", MESSAGE)).await, Answer::Done);
    server.end().await;
}

#[tokio::test]
async fn an_end_in_the_middle_is_no_answer_and_nothing_is_given_twice() {
    for (told, words) in [
        ("", ""),
        ("* BYE The server stops.\r\n", "The server stops."),
        ("+ go on\r\n", ""),
        ("+ go on\r\n* BYE The server stops.\r\n", "The server stops."),
    ] {
        let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
            line.command().await;
            line.say(told).await;
            if told.starts_with('+') {
                line.hear_bytes(MESSAGE.len() + 2).await;
            }
        })
        .await;
        assert_eq!(page.fail(draft("Drafts", MESSAGE)).await, (FailureKind::WentAway, words.to_owned()));
        assert_eq!(page.spoken.last().and_then(|entry| entry.outcome), Some(Outcome::Lost));
        assert_eq!(page.closed().await, 1000);
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_not_waited_for_for_ever() {
    let clock = Clock::stop();
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        take(&mut line, "Drafts", MESSAGE).await;
        line.gone().await;
    })
    .await;
    assert_eq!(clock.until(page.fail(draft("Drafts", MESSAGE))).await.0, FailureKind::TimedOut);
    server.end().await;
}

#[tokio::test]
async fn nothing_beyond_the_limits_reaches_the_server() {
    let largest = "x".repeat(MAX_DRAFT_BYTES);
    let expected = largest.clone();
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        let tag = take(&mut line, "Drafts", &expected).await;
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    for message in [Vec::new(), b"a\0b".to_vec(), b"\xff".to_vec(), vec![b'x'; MAX_DRAFT_BYTES + 1]] {
        assert_eq!(page.fail(draft("Drafts", message)).await.0, FailureKind::BadRequest);
    }
    assert_eq!(page.fail(draft("a\r\nK9 DELETE INBOX", MESSAGE)).await.0, FailureKind::NoFolder);
    assert_eq!(page.ask(draft("Drafts", largest)).await, Answer::Done);
    server.end().await;
}

#[tokio::test]
async fn a_letter_goes_into_inbox_without_a_flag() {
    let largest = "x".repeat(MAX_LETTER_BYTES);
    let expected = largest.clone();
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        let tag = take_into(&mut line, "INBOX", MESSAGE).await;
        line.say(format!("{tag} NO [OVERQUOTA] Too much, Teaword\r\n")).await;
        for message in [MESSAGE, &expected] {
            let tag = take_into(&mut line, "INBOX", message).await;
            line.say(format!("* 5 EXISTS\r\n{tag} OK [APPENDUID 7 5] done\r\n")).await;
        }
        take_into(&mut line, "INBOX", MESSAGE).await;
    })
    .await;
    for message in [Vec::new(), b"a\0b".to_vec(), b"\xff".to_vec(), vec![b'x'; MAX_LETTER_BYTES + 1]] {
        assert_eq!(page.fail(letter(message)).await.0, FailureKind::BadRequest);
    }
    assert_eq!(page.fail(letter(MESSAGE)).await, (FailureKind::NoRoom, "Too much, …".to_owned()));
    assert_eq!(page.ask(letter(MESSAGE)).await, Answer::Done);
    assert_eq!(page.ask(letter(largest)).await, Answer::Done);
    assert!(page.spoken.iter().all(|it| it.command == "APPEND INBOX …"), "{:?}", page.spoken);
    assert_eq!(page.fail(letter(MESSAGE)).await.0, FailureKind::WentAway);
    assert_eq!(page.closed().await, 1000);
    server.end().await;
}

/// Not even where the server repeats it.
#[tokio::test]
async fn what_was_written_is_not_told() {
    let (mut page, server, _relay) = logged_in(config(), "", async move |mut line| {
        let tag = take(&mut line, "Drafts", MESSAGE).await;
        line.say(format!("{tag} NO I do not like \"Teaword\" nor .Dear {{3}}\r\n")).await;
        let tag = take(&mut line, "Drafts", MESSAGE).await;
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let said = "I do not like \"…\" nor …";
    assert_eq!(page.fail(draft("Drafts", MESSAGE)).await, (FailureKind::ServerRefused, said.to_owned()));
    assert_eq!(page.ask(draft("Drafts", MESSAGE)).await, Answer::Done);
    let shown = "APPEND \"Drafts\" (\\Draft \\Seen) …";
    let told: Vec<_> = page.spoken.iter().map(|it| (it.command.as_str(), it.outcome, it.words.as_deref())).collect();
    assert_eq!(told, [(shown, Some(Outcome::No), Some(said)), (shown, Some(Outcome::Ok), None)]);
    server.end().await;
}
