//! Folders, and the UIDs in them.

use crate::page::{Page, Relay, config};
use crate::script::serve;
use kith_wire::{Answer, Ask, Examined, FailureKind, Folder, Namespace, SpecialUse, UidSet};

fn folder(name: &str, title: &str, special_use: Option<SpecialUse>, selectable: bool) -> Folder {
    Folder {
        name: name.to_owned(),
        title: title.to_owned(),
        delimiter: Some("/".to_owned()),
        special_use,
        selectable,
        status: None,
        namespace: None,
        left_out: 0,
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
        line.say("* LIST nonsense\r\n* LIST (\\Broken \"/\" x\r\n* XLIST (\"\" \"/\") NIL\r\n").await;
        line.say("* LIST (\\Noselect) \"/\" [Gmail]\r\n* LIST (\\NonExistent) \"/\" gone\r\n").await;
        line.say("* LIST (\\Flagged) NIL Last\r\n").await;
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
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
    let asked = page.ask(Ask::List).await;
    assert_eq!(asked, Answer::Folders(vec![folder("Bin", "Bin", Some(SpecialUse::Trash), true)]));
    let fallen_back = page.ask(Ask::List).await;
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
    let open = |folder: &str| Ask::Examine { folder: folder.to_owned() };
    assert_eq!(page.fail(Ask::Uids { since: None, from: None, one_by_one: false }).await.0, FailureKind::BadRequest);
    assert_eq!(page.fail(open("Gone")).await, (FailureKind::NoFolder, "No such mailbox.".to_owned()));
    assert_eq!(page.fail(open("a\r\nK9 DELETE INBOX")).await.0, FailureKind::NoFolder);
    let opened = page.ask(open(r#"My "Box" \ ü"#)).await;
    assert_eq!(opened, Answer::Examined(Examined { uid_validity: 5, uid_next: None, exists: 2 }));
    assert_eq!(page.fail(open("Ageless")).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(Ask::Uids { since: None, from: None, one_by_one: false }).await.0, FailureKind::BadRequest);
    let opened = page.ask(open("INBOX")).await;
    assert_eq!(opened, Answer::Examined(Examined { uid_validity: 7, uid_next: Some(900), exists: 3 }));
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
    let open = Ask::Examine { folder: "INBOX".to_owned() };
    let since = Ask::Uids { since: Some(1_709_208_000), from: None, one_by_one: false };
    page.ask(open.clone()).await;
    let all = page.ask(Ask::Uids { since: None, from: None, one_by_one: false }).await;
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
    let open = Ask::Examine { folder: "INBOX".to_owned() };
    let from = |from| Ask::Uids { since: None, from: Some(from), one_by_one: false };
    page.ask(open.clone()).await;
    assert_eq!(page.ask(from(900)).await, Answer::Uids(UidSet::new()));
    let both = Ask::Uids { since: Some(1_709_208_000), from: Some(8), one_by_one: false };
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
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let all = Ask::Uids { since: None, from: None, one_by_one: false };
    assert_eq!(page.fail(all.clone()).await.0, FailureKind::Malformed);
    assert_eq!(page.fail(all.clone()).await.0, FailureKind::Malformed);
    assert_eq!(page.ask(all).await, Answer::Uids(UidSet::from(vec![(1, 2)])));
    server.end().await;
}

fn shown(answer: Answer) -> Vec<(String, Option<Namespace>)> {
    let Answer::Folders(folders) = answer else { panic!("no folders but {answer:?}") };
    folders.into_iter().map(|folder| (folder.name, folder.namespace)).collect()
}

const NAMESPACES: &str = "* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) ((\"Shared/\" \"/\"))\r\n";
const SHARING: &str = "* LIST () \"/\" INBOX\r\n* LIST () \"/\" \"Other Users/anna/Sent\"\r\n\
                       * LIST (\\Noselect) \"/\" Shared\r\n* LIST () \"/\" Shares\r\n";

/// It is asked in one round trip with the list, once in a session, and answered in whatever order.
#[tokio::test]
async fn whose_a_folder_is_is_asked_together_with_the_list() {
    for in_order in [true, false] {
        let relay = Relay::start(config()).await;
        let server = serve(async move |mut line| {
            line.welcome("NAMESPACE").await;
            let (first, command) = line.command().await;
            assert_eq!(command, "NAMESPACE");
            let (second, command) = line.command().await;
            assert_eq!(command, "LIST \"\" \"*\"");
            let mut answers = [format!("{NAMESPACES}{first} OK done\r\n"), format!("{SHARING}{second} OK done\r\n")];
            if !in_order {
                answers.reverse();
            }
            line.say(answers.concat()).await;
            line.expect("LIST \"\" \"*\"", SHARING).await;
        })
        .await;
        let mut page = Page::logged_in(&relay, server.port).await;
        let all = [
            ("INBOX", Namespace::Personal),
            ("Other Users/anna/Sent", Namespace::OtherUser),
            ("Shared", Namespace::Shared),
            ("Shares", Namespace::Personal),
        ]
        .map(|(name, namespace)| (name.to_owned(), Some(namespace)));
        assert_eq!(shown(page.ask(Ask::List).await), all);
        assert_eq!(shown(page.ask(Ask::List).await), all);
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_that_does_not_say_whose_a_folder_is_keeps_its_list() {
    let relay = Relay::start(config()).await;
    for (told, result) in [("", "NO not now"), ("", "BAD what?"), ("* NAMESPACE ((((\r\n", "OK"), ("", "OK")] {
        let server = serve(async move |mut line| {
            line.welcome("NAMESPACE LIST-EXTENDED SPECIAL-USE").await;
            line.expect_result("NAMESPACE", told, result).await;
            line.expect_result("LIST \"\" \"*\" RETURN (SPECIAL-USE)", "", "NO not like that").await;
            line.expect("LIST \"\" \"*\"", "* LIST () \"/\" \"Other Users/anna\"\r\n").await;
        })
        .await;
        let mut page = Page::logged_in(&relay, server.port).await;
        assert_eq!(shown(page.ask(Ask::List).await), [("Other Users/anna".to_owned(), None)]);
        server.end().await;
    }
}

/// Some servers name a thousand messages at the most when they search.
#[tokio::test]
async fn uids_are_asked_for_message_by_message() {
    fn numbers(range: std::ops::RangeInclusive<u32>, above: u32) -> String {
        range.map(|number| format!("* {number} FETCH (UID {})\r\n", number + above)).collect()
    }
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(0).await;
        line.open_inbox(20_001).await;
        // What comes meanwhile is told, too. A line of another kind, and one that cannot be parsed.
        let told = "* 20002 EXISTS\r\n* 20001 FETCH (UID 50001)\r\n* 20002 FETCH (UID 50003 FLAGS ())\r\n\
                    * 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (UID minus)\r\n";
        line.expect("FETCH 20001:* (UID)", told).await;
        line.expect("FETCH 10001:20000 (UID)", &numbers(10_001..=20_000, 20)).await;
        line.expect("FETCH 1:10000 (UID)", &numbers(1..=10_000, 10)).await;
        // From a number on no more is asked for than lies there.
        line.expect("FETCH 20001:* (UID)", &numbers(20_001..=20_002, 30_000)).await;
        line.expect("FETCH 10001:20000 (UID)", &numbers(10_001..=20_000, 20)).await;
        line.open_inbox(4).await;
        let told = "* 1 FETCH (UID 1 INTERNALDATE \"27-Feb-2024 23:59:59 -1200\")\r\n\
                    * 2 FETCH (UID 2 INTERNALDATE \"28-Feb-2024 00:00:00 +1200\")\r\n\
                    * 3 FETCH (INTERNALDATE \"29-Feb-2024 00:00:00 +0000\" UID 3)\r\n\
                    * 4 FETCH (UID 4 INTERNALDATE \"yesterday\")\r\n";
        line.expect("FETCH 1:* (UID INTERNALDATE)", told).await;
        line.expect_result("FETCH 1:* (UID)", "* 1 FETCH (UID 1)\r\n", "NO [LIMIT] Too fast.").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let open = Ask::Examine { folder: "INBOX".to_owned() };
    let ask = |since, from| Ask::Uids { since, from, one_by_one: true };
    assert_eq!(page.fail(ask(None, None)).await.0, FailureKind::BadRequest);
    page.ask(open.clone()).await;
    assert_eq!(page.ask(ask(None, None)).await, Answer::Uids(UidSet::new()));
    page.ask(open.clone()).await;
    let all = vec![(11, 10_010), (10_021, 20_020), (50_001, 50_001), (50_003, 50_003)];
    assert_eq!(page.ask(ask(None, None)).await, Answer::Uids(UidSet::from(all)));
    let all = vec![(10_031, 20_020), (50_001, 50_002)];
    assert_eq!(page.ask(ask(None, Some(10_031))).await, Answer::Uids(UidSet::from(all)));
    page.ask(open).await;
    assert_eq!(page.ask(ask(Some(1_709_208_000), None)).await, Answer::Uids(UidSet::from(vec![(2, 4)])));
    assert_eq!(page.fail(ask(None, None)).await, (FailureKind::Throttled, "Too fast.".to_owned()));
    server.end().await;
}

/// A message that goes meanwhile moves those after it to other numbers.
#[tokio::test]
async fn uids_are_asked_for_once_more_where_numbers_changed() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(3).await;
        line.expect("FETCH 1:* (UID)", "* 1 FETCH (UID 4)\r\n* 1 EXPUNGE\r\n* 2 FETCH (UID 6)\r\n").await;
        line.expect("FETCH 1:* (UID)", "* 1 FETCH (UID 5)\r\n* 2 FETCH (UID 6)\r\n").await;
        // One that does not end it is not asked for ever.
        line.expect("FETCH 1:* (UID)", "* 1 EXPUNGE\r\n* 1 FETCH (UID 6)\r\n").await;
        line.expect("FETCH 1:* (UID)", "* VANISHED 6\r\n").await;
        line.expect("LIST \"\" \"*\"", "").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let ask = Ask::Uids { since: None, from: None, one_by_one: true };
    assert_eq!(page.ask(ask.clone()).await, Answer::Uids(UidSet::from(vec![(5, 6)])));
    assert_eq!(page.ask(ask).await, Answer::Uids(UidSet::new()));
    assert_eq!(page.ask(Ask::List).await, Answer::Folders(vec![]));
    server.end().await;
}
