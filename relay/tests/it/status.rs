//! How folders stand.

use crate::clock::Clock;
use crate::page::{Page, Relay, config};
use crate::script::serve;
use kith_wire::{Answer, Ask, FailureKind, FolderStatus, Status};
use std::time::Duration;

const ITEMS: &str = "(MESSAGES UIDNEXT UIDVALIDITY)";

fn stands(messages: u32, uid_next: u32, uid_validity: u32) -> Status {
    Status { uid_validity, uid_next: Some(uid_next), messages }
}

fn shown(answer: Answer) -> Vec<(String, Option<Status>)> {
    let Answer::Folders(folders) = answer else { panic!("no folders but {answer:?}") };
    folders.into_iter().map(|folder| (folder.name, folder.status)).collect()
}

#[tokio::test]
async fn comes_with_the_list_where_the_server_offers_it() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("SPECIAL-USE LIST-EXTENDED LIST-STATUS").await;
        let (tag, command) = line.command().await;
        assert_eq!(command, format!("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS {ITEMS})"));
        line.say("* LIST () \"/\" Inbox\r\n* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\n").await;
        // Before its folder's line, as a literal; without what matters; one that cannot be opened.
        line.say("* STATUS {7}\r\na \"b\" c (UIDVALIDITY 5 MESSAGES 0)\r\n* LIST () \"/\" \"a \\\"b\\\" c\"\r\n").await;
        line.say("* LIST () \"/\" Ageless\r\n* STATUS Ageless (MESSAGES 3)\r\n").await;
        line.say("* LIST (\\Noselect) \"/\" Group\r\n* STATUS Group (MESSAGES 0 UIDVALIDITY 1)\r\n").await;
        // Two that cannot be parsed.
        line.say("* LIST () \"/\" Odd\r\n* STATUS \"Odd (MESSAGES 3\r\n* STATUS Odd (MESSAGES -3 UIDVALIDITY 1)\r\n")
            .await;
        line.say(format!(
            "* LIST () \"/\" Last\r\n* STATUS Last (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3) \r\n{tag} OK\r\n"
        ))
        .await;
        line.gone().await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let ageless = Status { uid_next: None, ..stands(0, 0, 5) };
    let expected = [
        ("INBOX", Some(stands(3, 9, 7))),
        ("a \"b\" c", Some(ageless)),
        ("Ageless", None),
        ("Group", None),
        ("Odd", None),
        ("Last", Some(stands(1, 2, 3))),
    ];
    let got = shown(page.ask(Ask::List).await);
    assert_eq!(got, expected.map(|(name, status)| (name.to_owned(), status)));
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn a_list_that_is_refused_with_it_is_asked_for_without() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("LIST-EXTENDED LIST-STATUS").await;
        let with_status = format!("LIST \"\" \"*\" RETURN (STATUS {ITEMS})");
        line.expect_result(&with_status, "* LIST () \"/\" Half\r\n", "NO too much").await;
        line.expect("LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Whole\r\n").await;
        line.open_inbox(3).await;
        // What the server says of the open folder may be old.
        let told = "* LIST () \"/\" inbox\r\n* STATUS INBOX (MESSAGES 3 UIDVALIDITY 7)\r\n";
        line.expect(&with_status, told).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let got = shown(page.ask(Ask::List).await);
    assert_eq!(got, [("INBOX".to_owned(), None), ("Whole".to_owned(), None)]);
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(shown(page.ask(Ask::List).await), [("INBOX".to_owned(), None)]);
    server.end().await;
}

#[tokio::test]
async fn one_folder_that_fails_does_not_concern_the_others() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        let mut tags = Vec::new();
        for name in ["inbox", "Gone", "Odd", "a \\\"b\\\"", "Ageless", "Last"] {
            let (tag, command) = line.command().await;
            assert_eq!(command, format!("STATUS \"{name}\" {ITEMS}"));
            tags.push(tag);
        }
        line.say(format!("* STATUS INBOX (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7)\r\n{} OK done\r\n", tags[0])).await;
        line.say(format!("{} NO [NONEXISTENT] No such mailbox.\r\n", tags[1])).await;
        line.say(format!("* STATUS Odd (MESSAGES x)\r\n{} OK done\r\n", tags[2])).await;
        line.say(format!("* STATUS \"a \\\"b\\\"\" (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 2)\r\n{} OK\r\n", tags[3])).await;
        line.say(format!("* STATUS Ageless (MESSAGES 5)\r\n{} OK done\r\n", tags[4])).await;
        line.say(format!("* STATUS Last (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)\r\n{} OK done\r\n", tags[5])).await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let asked = ["inbox", "Gone", "Odd", "a\r\nb", "a \"b\"", "Ageless", "Last"].map(str::to_owned);
    let Answer::Status(standings) = page.ask(Ask::Status { folders: asked.to_vec() }).await else {
        panic!("no status")
    };
    let summary = |standing: &FolderStatus| {
        let failure = standing.failure.clone().map(|failure| (failure.kind, failure.words.unwrap_or_default()));
        (standing.folder.clone(), standing.status, failure)
    };
    let failed = |kind, words: &str| (None, Some((kind, words.to_owned())));
    let expected = [
        (Some(stands(3, 9, 7)), None),
        failed(FailureKind::NoFolder, "No such mailbox."),
        failed(FailureKind::Malformed, ""),
        failed(FailureKind::NoFolder, ""),
        (Some(stands(0, 1, 2)), None),
        failed(FailureKind::Malformed, ""),
        (Some(stands(1, 2, 3)), None),
    ];
    let expected: Vec<_> =
        asked.into_iter().zip(expected).map(|(name, (status, failure))| (name, status, failure)).collect();
    assert_eq!(standings.iter().map(summary).collect::<Vec<_>>(), expected);
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}

/// STATUS is never sent for the open folder, and what is learned of it on the way is still news.
#[tokio::test]
async fn the_open_folder_is_opened_anew_instead() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("IDLE").await;
        line.open_inbox(3).await;
        let other = "* STATUS Other (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 3)\r\n";
        line.expect(&format!("STATUS \"Other\" {ITEMS}"), other).await;
        line.open_inbox(4).await;
        line.expect("IDLE", "+ go\r\n* BYE\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let folders = vec!["INBOX".to_owned(), "Other".to_owned()];
    let Answer::Status(standings) = page.ask(Ask::Status { folders }).await else { panic!("no status") };
    let got: Vec<_> = standings.iter().map(|standing| (standing.folder.as_str(), standing.status)).collect();
    assert_eq!(got, [("INBOX", Some(stands(4, 900, 7))), ("Other", Some(stands(1, 2, 3)))]);
    assert_eq!(page.ask(Ask::Idle).await, Answer::Idling);
    assert_eq!(page.hear().await.answer, Answer::FolderChanged);
    server.end().await;
}

#[tokio::test]
async fn many_folders_are_asked_for_a_few_at_a_time() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        let mut tags = std::collections::VecDeque::new();
        for number in 0..40_u32 {
            if tags.len() == 16 {
                let (past, tag): (u32, String) = tags.pop_front().unwrap();
                line.say(format!("* STATUS F{past} (MESSAGES {past} UIDNEXT 1 UIDVALIDITY 1)\r\n{tag} OK\r\n")).await;
            }
            let (tag, command) = line.command().await;
            assert_eq!(command, format!("STATUS \"F{number}\" {ITEMS}"));
            tags.push_back((number, tag));
        }
        for (past, tag) in tags {
            line.say(format!("* STATUS F{past} (MESSAGES {past} UIDNEXT 1 UIDVALIDITY 1)\r\n{tag} OK\r\n")).await;
        }
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let folders = (0..40).map(|number| format!("F{number}")).collect();
    let Answer::Status(standings) = page.ask(Ask::Status { folders }).await else { panic!("no status") };
    let messages: Vec<_> = standings.iter().map(|standing| standing.status.unwrap().messages).collect();
    assert_eq!(messages, (0..40).collect::<Vec<_>>());
    server.end().await;
}

#[tokio::test]
async fn a_server_that_says_other_things_for_ever_is_found_out() {
    let clock = Clock::stop();
    let relay = Relay::start(config()).await;
    for ask in [Ask::Status { folders: vec!["A".to_owned()] }, Ask::Idle] {
        let server = serve(async move |mut line| {
            line.welcome("IDLE").await;
            line.open_inbox(3).await;
            line.command().await;
            let mut count = 3;
            while line.try_say(format!("* {count} EXISTS\r\n")).await.is_ok() {
                count += 1;
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        })
        .await;
        let mut page = Page::logged_in(&relay, server.port).await;
        page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
        assert_eq!(clock.until(page.fail(ask)).await.0, FailureKind::TimedOut);
        // It finds that no one listens when it speaks on.
        clock.until(server.end()).await;
    }
}
