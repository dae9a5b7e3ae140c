//! What the relay tells of its commands, and that it lives.

use crate::clock::Clock;
use crate::page::{Page, Relay, account, config};
use crate::script::serve;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kith_wire::{Answer, Ask, CommandRecord, Connect, Outcome, Response, Security, UidSet};

fn ended(spoken: &[CommandRecord]) -> Vec<(&str, Option<Outcome>, Option<&str>)> {
    spoken.iter().map(|entry| (entry.command.as_str(), entry.outcome, entry.words.as_deref())).collect()
}

#[tokio::test]
async fn every_command_is_told_before_the_answer_that_it_led_to() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK Hello\r\n").await;
        line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n").await;
        line.expect("LOGIN \"ada\" \"secret\"", "").await;
        line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1 IDLE\r\n").await;
        line.expect_result("EXAMINE \"Gone\"", "", "NO [NONEXISTENT] No such mailbox.").await;
        line.open_inbox(3).await;
        let (tag, _) = line.command().await;
        line.say(format!("{tag} OK done\r\n")).await;
        let (tag, _) = line.command().await;
        line.say(format!("{tag} OK done\r\n")).await;
        line.command().await;
        line.say("+ go\r\n").await;
        line.hear().await.unwrap();
    })
    .await;
    let mut page = Page::open(relay.address).await;
    page.send(Ask::Connect(account(server.port, Security::Plain))).await;
    let Answer::Commands(spoken) = page.hear_any().await.answer else { panic!("nothing spoken") };
    let ok = Some(Outcome::Ok);
    let login = ("LOGIN \"ada\" …", ok, None);
    assert_eq!(ended(&spoken), [("CAPABILITY", ok, None), login, ("CAPABILITY", ok, None)]);
    let mut tags: Vec<_> = spoken.iter().map(|entry| &entry.tag).collect();
    tags.dedup();
    assert_eq!(tags.len(), 3);
    assert!(spoken.iter().all(|entry| entry.took.is_some() && entry.at > 1_700_000_000_000), "{spoken:?}");
    assert!(matches!(page.hear_any().await.answer, Answer::Connected { .. }));

    page.ask(Ask::Examine { folder: "Gone".to_owned() }).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let refused = ("EXAMINE \"Gone\"", Some(Outcome::No), Some("No such mailbox."));
    assert_eq!(ended(&page.spoken), [refused, ("EXAMINE \"INBOX\"", ok, None)]);

    // Long sets and lists of fields are cut.
    page.spoken.clear();
    let one = UidSet::from(vec![(7, 7)]);
    page.ask(Ask::Headers { uids: one, credit: 1 }).await;
    let many: UidSet = (0..100).map(|number| 1_001 + number * 2).collect();
    page.ask(Ask::Headers { uids: many, credit: 1 }).await;
    let fetch =
        |set: &str| format!("UID FETCH {set} (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM TO DATE …)])");
    let long = "1001,1003,1005,1007,1009,1011,1013,1015,1017,1019,1021,1023,… (100 messages)";
    assert_eq!(ended(&page.spoken), [(&*fetch("7"), ok, None), (&*fetch(long), ok, None)]);

    // A wait is told of when it begins and when it ends.
    page.spoken.clear();
    page.ask(Ask::Idle).await;
    assert_eq!(ended(&page.spoken), [("IDLE", None, None)]);
    page.send(Ask::Logout).await;
    page.hear().await;
    assert_eq!(page.spoken.len(), 2);
    assert_eq!(page.spoken[0].tag, page.spoken[1].tag);
    assert_eq!(page.spoken[1].outcome, Some(Outcome::Lost));
    server.end().await;
}

#[tokio::test]
async fn a_command_that_takes_long_is_told_while_it_is_under_way() {
    let relay = Relay::start(config()).await;
    let (go, wait) = tokio::sync::oneshot::channel::<()>();
    let server = serve(async move |mut line| {
        line.welcome("").await;
        let (tag, _) = line.command().await;
        wait.await.unwrap();
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let id = page.send(Ask::List).await;
    let heard = page.hear_any().await;
    let Response { id: 0, answer: Answer::Commands(begun) } = heard else { panic!("{heard:?}") };
    assert_eq!(ended(&begun), [("LIST \"\" \"*\"", None, None)]);
    go.send(()).unwrap();
    page.spoken.clear();
    assert_eq!(page.hear().await.id, id);
    assert_eq!(ended(&page.spoken), [("LIST \"\" \"*\"", Some(Outcome::Ok), None)]);
    assert_eq!(page.spoken[0].tag, begun[0].tag);
    assert!(page.spoken[0].took.unwrap() >= 1_000);
    server.end().await;
}

/// Not even where the server repeats it.
#[tokio::test]
async fn no_secret_is_ever_told() {
    const PASSWORD: &str = "Pass\"phrase";
    let sasl = STANDARD.encode(format!("\0ada\0{PASSWORD}"));
    for (capabilities, password, refused) in [
        ("", PASSWORD, false),
        ("", PASSWORD, true),
        ("", "Pässphrase", true),
        ("AUTH=PLAIN", PASSWORD, false),
        ("AUTH=PLAIN", PASSWORD, true),
    ] {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            let told = format!("IMAP4rev1 {capabilities}");
            line.say(format!("* OK [CAPABILITY {}] Hello\r\n", told.trim())).await;
            let (tag, mut command) = line.command().await;
            while command.ends_with('}') || command == "AUTHENTICATE PLAIN" {
                line.say("+ \r\n").await;
                command = line.hear().await.unwrap();
            }
            assert!(!command.is_empty());
            if refused {
                line.say(format!("* BYE I do not like {command}\r\n{tag} NO I do not like {command}\r\n")).await;
            } else {
                line.say(format!("{tag} OK [CAPABILITY IMAP4rev1] in\r\n")).await;
                line.expect("LIST \"\" \"*\"", "").await;
            }
            line.gone().await;
        })
        .await;
        let mut page = Page::open(relay.address).await;
        let connect = Connect { password: password.into(), ..account(server.port, Security::Plain) };
        let answer = page.ask(Ask::Connect(connect)).await;
        assert_eq!(matches!(answer, Answer::Failed(_)), refused, "{answer:?}");
        if !refused {
            page.ask(Ask::List).await;
        }
        assert!(page.spoken.iter().any(|entry| entry.command.contains('…')), "{:?}", page.spoken);
        for frame in &page.frames {
            let text = String::from_utf8_lossy(frame);
            for secret in [password, "phrase", &sasl] {
                assert!(!text.contains(secret), "{secret} in {text:?}");
            }
        }
        drop(page);
        server.end().await;
    }
}

#[tokio::test]
async fn a_silent_session_says_that_it_lives() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.expect("LIST \"\" \"*\"", "").await;
        line.gone().await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.hears_only_that_it_lives(&clock).await;
    page.hears_only_that_it_lives(&clock).await;
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    page.hears_only_that_it_lives(&clock).await;
    drop(page);
    server.end().await;
}
