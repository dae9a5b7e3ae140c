//! Folders, and the UIDs in them.

use crate::page::{Page, Relay, config};
use crate::script::serve;
use kith_wire::{Answer, Ask, FailureKind, Folder, Opened, SpecialUse, UidSet};

fn folder(name: &str, title: &str, special_use: Option<SpecialUse>, selectable: bool) -> Folder {
    Folder {
        name: name.to_owned(),
        title: title.to_owned(),
        delimiter: Some("/".to_owned()),
        special_use,
        selectable,
        status: None,
    }
}

#[tokio::test]
async fn odd_names_do_not_end_the_list() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        let (tag, command) = line.command().await;
        assert_eq!(command, "LIST \"\" \"*\"");
        line.say("* LIST (\\HasNoChildren) \"/\" INBOX\r\n").await;
        line.say("* LIST (\\Sent) \"/\" \"Gesendet &- mehr\"\r\n").await;
        line.say("* LIST (\\Drafts \\HasNoChildren) \"/\" Entw&APw-rfe\r\n").await;
        // A literal, an escaped quote, bytes that are no UTF-8, no list at all, half a list, a line of another kind.
        line.say("* LIST () \"/\" {9}\r\na \"b\" {2}\r\n").await;
        line.say("* LIST () \"/\" \"My \\\"Box\\\" \\\\ x\"\r\n").await;
        line.say(b"* LIST () \"/\" \"B\xfccher\"\r\n").await;
        line.say("* LIST nonsense\r\n* LIST (\\Broken \"/\" x\r\n* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n").await;
        line.say("* LIST (\\Noselect) \"/\" [Gmail]\r\n* LIST (\\NonExistent) \"/\" gone\r\n").await;
        line.say("* LIST (\\Flagged) NIL Last\r\n").await;
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let Answer::Folders(folders) = page.ask(Ask::Folders).await else { panic!("no folders") };
    assert_eq!(
        folders,
        [
            folder("INBOX", "INBOX", None, true),
            folder("Gesendet &- mehr", "Gesendet & mehr", Some(SpecialUse::Sent), true),
            folder("Entw&APw-rfe", "Entwürfe", Some(SpecialUse::Drafts), true),
            folder("a \"b\" {2}", "a \"b\" {2}", None, true),
            folder(r#"My "Box" \ x"#, r#"My "Box" \ x"#, None, true),
            folder("B\u{fffd}cher", "B\u{fffd}cher", None, false),
            folder("[Gmail]", "[Gmail]", None, false),
            folder("gone", "gone", None, false),
            Folder { delimiter: None, ..folder("Last", "Last", Some(SpecialUse::Flagged), true) },
        ]
    );
    server.end().await;
}

#[tokio::test]
async fn special_uses_are_asked_for_where_they_can_be() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("SPECIAL-USE LIST-EXTENDED").await;
        let extended = "LIST \"\" \"*\" RETURN (SPECIAL-USE)";
        line.expect(extended, "* LIST (\\Trash) \"/\" Bin\r\n").await;
        line.expect_result(extended, "* LIST () \"/\" Half\r\n", "BAD what?").await;
        line.expect("LIST \"\" \"*\"", "* LIST () \"/\" Whole\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let asked = page.ask(Ask::Folders).await;
    assert_eq!(asked, Answer::Folders(vec![folder("Bin", "Bin", Some(SpecialUse::Trash), true)]));
    let fallen_back = page.ask(Ask::Folders).await;
    assert_eq!(fallen_back, Answer::Folders(vec![folder("Whole", "Whole", None, true)]));
    server.end().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened_leaves_the_session_as_it_is() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.expect_result("EXAMINE \"Gone\"", "", "NO [NONEXISTENT] No such mailbox.").await;
        line.expect(r#"EXAMINE "My \"Box\" \\ ü""#, "* 2 EXISTS\r\n* OK [UIDVALIDITY 5] .\r\n").await;
        line.expect("EXAMINE \"Ageless\"", "* 2 EXISTS\r\n").await;
        line.open_inbox(3).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let open = |folder: &str| Ask::Open { folder: folder.to_owned() };
    assert_eq!(page.fail(Ask::Uids { since: None, from: None }).await.0, FailureKind::BadRequest);
    assert_eq!(page.fail(open("Gone")).await, (FailureKind::NoFolder, "No such mailbox.".to_owned()));
    assert_eq!(page.fail(open("a\r\nK9 DELETE INBOX")).await.0, FailureKind::NoFolder);
    let opened = page.ask(open(r#"My "Box" \ ü"#)).await;
    assert_eq!(opened, Answer::Opened(Opened { uid_validity: 5, uid_next: None, exists: 2 }));
    assert_eq!(page.fail(open("Ageless")).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(Ask::Uids { since: None, from: None }).await.0, FailureKind::BadRequest);
    let opened = page.ask(open("INBOX")).await;
    assert_eq!(opened, Answer::Opened(Opened { uid_validity: 7, uid_next: Some(900), exists: 3 }));
    server.end().await;
}

#[tokio::test]
async fn uids_all_and_since_a_day() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(3).await;
        line.expect("UID SEARCH ALL", "* SEARCH 2 7 8\r\n* 4 EXISTS\r\n* SEARCH 9\r\n").await;
        line.expect("UID SEARCH ALL SINCE 28-Feb-2024", "* SEARCH\r\n").await;
        line.expect_result("UID SEARCH ALL SINCE 28-Feb-2024", "", "NO busy").await;
        line.open_inbox(100_001).await;
        line.expect("UID SEARCH 100001:* SINCE 28-Feb-2024", "* SEARCH 500001\r\n").await;
        line.expect("UID SEARCH 50001:100000 SINCE 28-Feb-2024", "* SEARCH 500000\r\n").await;
        line.expect("UID SEARCH 1:50000 SINCE 28-Feb-2024", "* SEARCH 1\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let open = Ask::Open { folder: "INBOX".to_owned() };
    let since = Ask::Uids { since: Some(1_709_208_000), from: None };
    page.ask(open.clone()).await;
    let all = page.ask(Ask::Uids { since: None, from: None }).await;
    assert_eq!(all, Answer::Uids(UidSet::from(vec![(2, 2), (7, 9)])));
    assert_eq!(page.ask(since.clone()).await, Answer::Uids(UidSet::new()));
    assert_eq!(page.fail(since.clone()).await, (FailureKind::ServerRefused, "busy".to_owned()));
    page.ask(open).await;
    assert_eq!(page.ask(since).await, Answer::Uids(UidSet::from(vec![(1, 1), (500_000, 500_001)])));
    server.end().await;
}

#[tokio::test]
async fn uids_from_a_number_on() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(3).await;
        // The last message is named even where it is lower.
        line.expect("UID SEARCH UID 900:*", "* SEARCH 8\r\n").await;
        line.expect("UID SEARCH UID 8:* SINCE 28-Feb-2024", "* SEARCH 7 8 9\r\n").await;
        line.expect("UID SEARCH ALL", "* SEARCH 8\r\n").await;
        // Where that may be many, the folder is searched in parts: 900 is the next UID.
        line.open_inbox(60_000).await;
        line.expect("UID SEARCH UID 800:*", "* SEARCH 800\r\n").await;
        let told = "* 60000 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n";
        line.expect("EXAMINE \"INBOX\"", told).await;
        line.expect("UID SEARCH 50001:* UID 800:*", "* SEARCH 60800\r\n").await;
        line.expect("UID SEARCH 1:50000 UID 800:*", "* SEARCH 800 60000\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let open = Ask::Open { folder: "INBOX".to_owned() };
    let from = |from| Ask::Uids { since: None, from: Some(from) };
    page.ask(open.clone()).await;
    assert_eq!(page.ask(from(900)).await, Answer::Uids(UidSet::new()));
    let both = Ask::Uids { since: Some(1_709_208_000), from: Some(8) };
    assert_eq!(page.ask(both).await, Answer::Uids(UidSet::from(vec![(8, 9)])));
    assert_eq!(page.ask(from(1)).await, Answer::Uids(UidSet::from(vec![(8, 8)])));
    page.ask(open.clone()).await;
    assert_eq!(page.ask(from(800)).await, Answer::Uids(UidSet::from(vec![(800, 800)])));
    page.ask(open).await;
    let all = UidSet::from(vec![(800, 800), (60_000, 60_000), (60_800, 60_800)]);
    assert_eq!(page.ask(from(800)).await, Answer::Uids(all));
    server.end().await;
}

/// An answer that was not understood must not pass for an empty folder.
#[tokio::test]
async fn a_search_that_cannot_be_read_is_no_answer() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(3).await;
        line.expect("UID SEARCH ALL", "* SEARCH 1 2 99999999999\r\n").await;
        line.expect("UID SEARCH ALL", &format!("* SEARCH{}\r\n", " 123456789".repeat(500_000))).await;
        line.expect("UID SEARCH ALL", "* NONSENSE\r\n* SEARCH 1 2\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Open { folder: "INBOX".to_owned() }).await;
    let all = Ask::Uids { since: None, from: None };
    assert_eq!(page.fail(all.clone()).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(all.clone()).await.0, FailureKind::Malformed);
    assert_eq!(page.ask(all).await, Answer::Uids(UidSet::from(vec![(1, 2)])));
    server.end().await;
}
