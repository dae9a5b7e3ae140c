//! Servers that answer as no server should: what they say costs what they said.

use crate::certificates::Authority;
use crate::page::{Page, Relay, account, config, opened, uids};
use crate::script::{fetched, serve};
use kith_relay::Config;
use kith_wire::{Answer, Ask, FailureKind, RawMessage, Security, SpecialUse, UidSet};

/// Lines at which a parser goes deeper than its stack reaches, each in one of the ways in which it can be brought
/// there.
fn bottomless() -> Vec<String> {
    let open = "(".repeat(20_000);
    let nested = |depth: usize| format!("{}NIL{}", "(".repeat(depth), ")".repeat(depth));
    let within: String =
        "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ".repeat(200);
    vec![
        format!("* 1 FETCH (UID 1 BODYSTRUCTURE {open}\r\n"),
        format!("* 1 FETCH (UID 1 BODY {open}\r\n"),
        format!("* 1 fetch (uid 1 bodystructure {})\r\n", nested(600)),
        format!("* 1 FETCH (UID 1 BODYSTRUCTURE {within}\r\n"),
        format!(
            "* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1 NIL NIL NIL NIL {}) UID 1)\r\n",
            nested(600)
        ),
        // Deep only for who does not see where a quote begins.
        format!("* 1 FETCH (X-A a\"b BODYSTRUCTURE {} X-B \")\r\n", nested(600)),
        // A literal in between.
        format!("* 1 FETCH (UID 1 BODYSTRUCTURE {}{{1}}\r\nx{}\r\n", "(".repeat(300), "(".repeat(300)),
        format!("* LIST {open} \"/\" x\r\n"),
        format!("* LIST () \"/\" {open}\r\n"),
        format!("* SEARCH {open}\r\n"),
        format!("* ESEARCH {open}\r\n"),
        format!("* STATUS x {open}\r\n"),
        format!("* NAMESPACE {open}\r\n"),
        format!("* THREAD {open}\r\n"),
        format!("* ID {open}\r\n"),
        format!("* CAPABILITY {open}\r\n"),
        format!("* OK [BADCHARSET {open}\r\n"),
        format!("* OK [CAPABILITY {open}\r\n"),
        format!("{open}\r\n"),
    ]
}

const ALL: Ask = Ask::Uids { since: None, from: None, one_by_one: false };

/// Asks for the header blocks of the UIDs from 1 to 3, and hears them to the end.
async fn read(page: &mut Page) -> Vec<RawMessage> {
    page.send(Ask::Headers { uids: UidSet::from(vec![(1, 3)]), credit: 16 }).await;
    let mut all = Vec::new();
    loop {
        match page.hear().await.answer {
            Answer::Headers(batch) => all.extend(batch),
            answer => {
                assert_eq!(answer, Answer::Done);
                return all;
            }
        }
    }
}

#[tokio::test]
async fn nothing_goes_down_with_what_is_nested_without_end() {
    let (mut page, server, _relay) = opened("NAMESPACE", async move |mut line| {
        for deep in bottomless() {
            let (tag, _) = line.command().await;
            line.say(format!("{deep}* SEARCH 1 2 3\r\n{tag} OK done\r\n")).await;
            let (tag, _) = line.command().await;
            let block = fetched(3, 3, "Subject: x\r\n\r\n");
            line.say([deep.as_bytes(), &block, format!("{tag} OK done\r\n").as_bytes()].concat()).await;
        }
        let (first, _) = line.command().await;
        let (second, _) = line.command().await;
        let told = format!("* LIST () \"/\" INBOX\r\n{first} OK done\r\n{second} OK done\r\n");
        line.say(bottomless().concat() + &told).await;
    })
    .await;
    for deep in bottomless() {
        let case = deep.get(..60.min(deep.len())).unwrap_or_default();
        match page.ask(ALL).await {
            Answer::Uids(found) => assert_eq!(found.to_string(), "1:3", "{case}"),
            Answer::Failed(failure) => {
                assert!(deep.contains("SEARCH") && failure.kind == FailureKind::Malformed, "{case}: {failure:?}");
            }
            other => panic!("{case}: {other:?}"),
        }
        let read: Vec<_> = read(&mut page).await.iter().map(|message| message.uid).collect();
        assert_eq!(read, [3], "{case}");
    }
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    assert_eq!(folders.first().map(|folder| folder.name.as_str()), Some("INBOX"));
    server.end().await;
}

/// Anyone on the way can speak before TLS begins.
#[tokio::test]
async fn nothing_goes_down_before_tls_or_login_either() {
    let authority = Authority::new();
    let relay = Relay::start(Config { extra_roots: vec![authority.root.clone()], ..config() }).await;
    for deep in bottomless() {
        let acceptor = authority.acceptor("localhost");
        let deep_too = deep.clone();
        let server = serve(async move |mut line| {
            line.say("* OK [CAPABILITY IMAP4rev1 STARTTLS] Hello\r\n").await;
            line.expect("STARTTLS", &deep_too).await;
            let mut line = line.encrypt(&acceptor).await;
            line.expect("CAPABILITY", &format!("{deep_too}* CAPABILITY IMAP4rev1\r\n")).await;
            line.expect("LOGIN \"ada\" \"secret\"", &deep_too).await;
            line.expect("CAPABILITY", "* CAPABILITY IMAP4rev1\r\n").await;
        })
        .await;
        let mut page = Page::open(relay.address).await;
        let answer = page.ask(Ask::Connect(account(server.port, Security::StartTls))).await;
        assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
        server.end().await;

        // As the greeting, or before it.
        let server = serve(async move |mut line| line.say(deep + "* OK Hello\r\n").await).await;
        let mut page = Page::open(relay.address).await;
        page.fail(Ask::Connect(account(server.port, Security::StartTls))).await;
        server.end().await;
    }
    // The relay is there for everyone else.
    let server = serve(async move |mut line| line.welcome("").await).await;
    Page::logged_in(&relay, server.port).await;
    server.end().await;
}

/// What is deep only within quotes or literals, or is not deep but long, is no harm.
#[tokio::test]
async fn many_parentheses_are_not_deep() {
    let brackets = "(".repeat(100);
    let list = format!("* LIST () \"/\" \"{brackets}\"\r\n* LIST () \"/\" {{100}}\r\n{brackets}\r\n");
    let parts = "(\"text\" \"plain\" (\"charset\" \"x\") NIL NIL \"7bit\" 1 1)".repeat(100);
    let (mut page, server, _relay) = opened("", async move |mut line| {
        line.expect("LIST \"\" \"*\"", &list).await;
        let (tag, _) = line.command().await;
        line.say(format!(
            "* 1 FETCH (BODYSTRUCTURE ({parts} \"mixed\") BODY[HEADER.FIELDS (TO)] {{4}}\r\n\r\n\r\n UID 1)\r\n"
        ))
        .await;
        line.say(format!("* 2 FETCH (UID 2 X-A \"{}\" BODY[HEADER.FIELDS (TO)] {{2}}\r\n\r\n)\r\n", "(".repeat(100)))
            .await;
        line.say([fetched(3, 3, "(".repeat(100)), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
    })
    .await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    assert_eq!(folders.iter().map(|folder| folder.name.len()).collect::<Vec<_>>(), [100, 100]);
    let got = read(&mut page).await;
    assert_eq!(got.iter().map(|m| (m.uid, m.header.len())).collect::<Vec<_>>(), [(1, 4), (2, 2), (3, 100)]);
    server.end().await;
}

/// What servers say of a message that the parser refuses, or panics at: the message is read.
#[tokio::test]
async fn a_message_is_read_though_its_answer_is_odd() {
    let block = "BODY[HEADER.FIELDS (FROM TO)] {15}\r\nSubject: a)\r\n\r\n";
    let date = "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\"";
    for (odd, received) in [
        (format!("(UID 2 INTERNALDATE NIL RFC822.SIZE 310 {block})"), None),
        (format!("(UID 2 {block} RFC822.SIZE 310 INTERNALDATE NIL)"), None),
        (format!("(uid 2 internaldate nil rfc822.size 310 {})", block.to_lowercase()), None),
        (format!("(UID 2 {date} RFC822.SIZE 310 FLAGS (\\Seen [odd] \"x\" ~) {block})"), Some(837_596_665)),
        // The list is closed too early.
        (format!("(UID 2 {block}) {date} RFC822.SIZE 310)"), Some(837_596_665)),
        (format!("(UID 2 {date} RFC822.SIZE 310 X-NESTED ((a (b)) \"c)\") {block})"), Some(837_596_665)),
        (format!("(UID 2 {date} RFC822.SIZE 310 EMAILID NIL THREADID () {block})"), Some(837_596_665)),
        (format!("(UID 2 ENVELOPE () BODYSTRUCTURE (NIL) {date} RFC822.SIZE 310 {block})"), Some(837_596_665)),
        (format!("(UID 2 BODYSTRUCTURE ((\"text\") (a (b))) {date} RFC822.SIZE 310 {block})"), Some(837_596_665)),
        (format!("(UID 2  {date}  RFC822.SIZE 310  {block})"), Some(837_596_665)),
        (format!("(UID 2 INTERNALDATE 17-Jul-1996 RFC822.SIZE 310 {block})"), None),
        (format!("(UID 2 INTERNALDATE \"\" RFC822.SIZE 310 {block})"), None),
    ] {
        let (mut page, server, _relay) = opened("", {
            let odd = odd.clone();
            async move |mut line| {
                let (tag, _) = line.command().await;
                let around = [fetched(1, 1, "\r\n"), fetched(3, 3, "\r\n")];
                let odd = format!("* 2 FETCH {odd}\r\n");
                line.say([&around[0], odd.as_bytes(), &around[1], format!("{tag} OK done\r\n").as_bytes()].concat())
                    .await;
            }
        })
        .await;
        let got = read(&mut page).await;
        assert_eq!(got.iter().map(|message| message.uid).collect::<Vec<_>>(), [1, 2, 3], "{odd}");
        let message = &got[1];
        let header = String::from_utf8(message.header.clone()).unwrap().to_lowercase();
        assert_eq!((message.received, message.size, header.as_str()), (received, 310, "subject: a)\r\n\r\n"), "{odd}");
        server.end().await;
    }
}

/// A message whose block is not there, or stands for something else, is not read as an empty one.
#[tokio::test]
async fn what_cannot_be_made_out_is_not_made_up() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let (tag, _) = line.command().await;
        for odd in [
            "* 1 FETCH (UID 1 INTERNALDATE NIL)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[TEXT] {2}\r\nab)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM] {2}\r\nab)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] ab)",
            "* 1 FETCH (INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            "* 1 FETCH (UID x INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            "* 1 FETCH (X (UID 1) INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            "* x FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            // A literal that holds the beginning of what comes next, with a part of it behind.
            "* 1 FETCH (UID 1 X () BODY[HEADER.FIELDS (FROM)] {15}\r\nTo: a\r\n\r\n)\r\nK9 OK done",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {14}\r\nTo: a\r\n\r\n)\r\n* 2 FETCH (UID 2 BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab BODY[HEADER.FIELDS (FROM)] {2}\r\ncd)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab UID 2)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab Subject: UID)",
            "* 1 FETCH (UID 1 INTERNALDATE NIL BODY[HEADER.FIELDS (FROM)] {2}\r\nab",
            // Not asked for, or for the second time.
            "* 9 FETCH (UID 9 BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
            "* 3 FETCH (UID 3 BODY[HEADER.FIELDS (FROM)] {2}\r\n\r\n)",
            "* 3 FETCH (UID 3 BODY[HEADER.FIELDS (FROM)] {2}\r\nab)",
        ] {
            line.say(format!("{odd}\r\n")).await;
        }
        line.say(format!("{tag} OK done\r\n")).await;
    })
    .await;
    let got = read(&mut page).await;
    assert_eq!(got.iter().map(|m| (m.uid, m.header.as_slice())).collect::<Vec<_>>(), [(3, &b"\r\n"[..])]);
    server.end().await;
}

/// Attributes of folders that begin like known ones are none of them.
#[tokio::test]
async fn a_folder_is_there_whatever_its_attributes() {
    let unknown = [
        "\\SentMail",
        "\\AllMail",
        "\\Archives",
        "\\JunkMail",
        "\\TrashBin",
        "\\Spam",
        "\\NoSelectable",
        "\\NonExistentX",
    ];
    let odd = ["\\", "Sent", "\\*", "$x", "\\Sent\\Trash", "\"\\Sent\"", "\\S\u{e9}nt", "", " "];
    let told: String = unknown
        .iter()
        .chain(&odd)
        .enumerate()
        .map(|(at, attribute)| {
            format!(
                "* LIST (\\HasNoChildren {attribute}) \"/\" F{at}\r\n* STATUS F{at} (MESSAGES {at} UIDVALIDITY 1)\r\n"
            )
        })
        .collect();
    let count = unknown.len() + odd.len();
    let (mut page, server, _relay) = opened("LIST-EXTENDED LIST-STATUS", async move |mut line| {
        let last = "* LIST (\\SENTMAIL \\sent \\SentBox) \"/\" Last\r\n* LIST (\\AllMail \\noselect) NIL Group\r\n";
        let command = "LIST \"\" \"*\" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY))";
        line.expect(command, &(told + last)).await;
    })
    .await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    let (odd, known) = folders.split_at(count);
    for (at, folder) in odd.iter().enumerate() {
        let seen =
            (folder.name.as_str(), folder.special_use, folder.selectable, folder.status.map(|status| status.messages));
        assert_eq!(seen, (format!("F{at}").as_str(), None, true, Some(at as u32)));
    }
    let known: Vec<_> = known.iter().map(|f| (f.name.as_str(), f.special_use, f.selectable)).collect();
    assert_eq!(known, [("Last", Some(SpecialUse::Sent), true), ("Group", None, false)]);
    server.end().await;
}

#[tokio::test]
async fn what_a_search_found_is_understood_in_either_form() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let (tag, command) = line.command().await;
        assert_eq!(command, "UID SEARCH ALL");
        line.say(format!("* ESEARCH (TAG \"{tag}\") UID ALL 1:3,5\r\n{tag} OK done\r\n")).await;
        line.expect("UID SEARCH ALL", "* ESEARCH (TAG \"K9\") UID\r\n").await;
        line.expect("UID SEARCH ALL", "* SEARCH 1 2 3 4 5 (MODSEQ 917162500)\r\n").await;
        line.expect("UID SEARCH UID 3:*", "* ESEARCH UID ALL 2,4:5\r\n").await;
        // Garbled, or not of UIDs: no empty folder.
        for lost in
            ["* ESEARCH (TAG \"K9\") ALL 1:3", "* ESEARCH UID COUNT 3", "* ESEARCH UID ALL 1:x", "* SEARCH 1 (X)"]
        {
            line.expect("UID SEARCH ALL", &format!("{lost}\r\n")).await;
        }
        // More than there can be.
        line.expect("UID SEARCH ALL", "* ESEARCH UID ALL 1:4294967295\r\n").await;
        line.expect("UID SEARCH ALL TEXT \"x\"", "* ESEARCH UID ALL 7\r\n").await;
    })
    .await;
    assert_eq!(page.ask(ALL).await, uids(&[(1, 3), (5, 5)]));
    assert_eq!(page.ask(ALL).await, uids(&[]));
    assert_eq!(page.ask(ALL).await, uids(&[(1, 5)]));
    assert_eq!(page.ask(Ask::Uids { since: None, from: Some(3), one_by_one: false }).await, uids(&[(4, 5)]));
    for _ in 0..5 {
        assert_eq!(page.fail(ALL).await.0, FailureKind::Malformed);
    }
    let search = Ask::Search { words: vec!["x".to_owned()], addresses: Vec::new() };
    assert_eq!(page.ask(search).await, uids(&[(7, 7)]));
    server.end().await;
}

/// A server of the later version alone, with what is part of it.
#[tokio::test]
async fn a_server_that_knows_only_the_later_version_is_understood() {
    let relay = Relay::start(config()).await;
    for told in [true, false] {
        let server = serve(async move |mut line| {
            let code = if told { "[CAPABILITY IMAP4rev2 AUTH=PLAIN] " } else { "" };
            line.say(format!("* OK {code}Ready.\r\n")).await;
            if !told {
                line.expect("CAPABILITY", "* CAPABILITY IMAP4rev2 AUTH=PLAIN\r\n").await;
            }
            let (tag, command) = line.command().await;
            assert_eq!(command, "AUTHENTICATE PLAIN");
            line.say("+ \r\n").await;
            line.hear().await;
            line.say(format!("{tag} OK [CAPABILITY IMAP4rev2 X-OWN] in\r\n")).await;
        })
        .await;
        let mut page = Page::open(relay.address).await;
        let answer = page.ask(Ask::Connect(account(server.port, Security::Plain))).await;
        let Answer::Connected { capabilities, .. } = answer else { panic!("not connected but {answer:?}") };
        let all = ["IDLE", "IMAP4REV2", "LIST-EXTENDED", "LIST-STATUS", "LITERAL-", "NAMESPACE", "X-OWN"];
        assert_eq!(capabilities, all);
        server.end().await;
    }
}

/// No more folders are told of than anyone has, and that there are more is said.
#[tokio::test]
async fn a_list_without_end_is_cut_and_says_so() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let many: String = (0..10_007).map(|number| format!("* LIST () \"/\" F{number}\r\n")).collect();
        line.expect("LIST \"\" \"*\"", &many).await;
        let long: String =
            (0..100).map(|number| format!("* LIST () \"/\" F{number}{}\r\n", "x".repeat(60_000))).collect();
        line.expect("LIST \"\" \"*\"", &long).await;
        line.expect("LIST \"\" \"*\"", "* LIST () \"/\" INBOX\r\n").await;
    })
    .await;
    for (told, left_out) in [(10_000, 7), (34, 66), (1, 0)] {
        let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
        let said: u32 = folders.iter().map(|folder| folder.left_out).sum();
        assert_eq!((folders.len(), said, folders.last().unwrap().left_out), (told, left_out, left_out));
    }
    server.end().await;
}

/// Lines that are far longer than any answer are passed over, and what comes after them is read.
#[tokio::test]
async fn a_line_that_is_too_long_costs_that_line() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let long = "x".repeat(70_000);
        let told =
            format!("* OK {long}\r\n* LIST () \"/\" \"{long}\"\r\n* CAPABILITY {long}\r\n* LIST () \"/\" Short\r\n");
        line.expect("LIST \"\" \"*\"", &told).await;
        let (tag, _) = line.command().await;
        line.say(format!("* 1 FETCH (UID 1 EMAILID ({long}) BODY[HEADER.FIELDS (TO)] {{2}}\r\n\r\n)\r\n")).await;
        // A search may find many.
        let (some, last) = (fetched(2, 2, "\r\n"), format!("{tag} OK done\r\n"));
        line.say([&some, last.as_bytes()].concat()).await;
        let found: String = (1..=100_000).map(|uid| format!(" {uid}")).collect();
        line.expect("UID SEARCH ALL", &format!("* SEARCH{found}\r\n")).await;
    })
    .await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    assert_eq!(folders.iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>(), ["Short"]);
    assert_eq!(read(&mut page).await.iter().map(|message| message.uid).collect::<Vec<_>>(), [2]);
    assert_eq!(page.ask(ALL).await, uids(&[(1, 100_000)]));
    server.end().await;
}

/// Whatever it is that does not end, no one waits for its end.
#[tokio::test]
async fn an_answer_that_does_not_end_is_given_up() {
    let long = "x".repeat(30_000);
    for (ask, flood) in [
        (Ask::List, format!("* LIST () \"/\" {long}\r\n")),
        (ALL, format!("* SEARCH{}\r\n", " 1 2 3".repeat(10_000))),
        (ALL, format!("* 3 FETCH (FLAGS ({long}))\r\n")),
        (ALL, "x".to_owned()),
        (Ask::Idle, format!("* 4 EXISTS\r\n* 5 {long}\r\n")),
        (
            Ask::Text { folder: "INBOX".to_owned(), uid_validity: 7, uid: 1 },
            "* 1 FETCH (UID 1 BODY[] {999999999}\r\n".to_owned(),
        ),
        (Ask::Status { folders: vec!["A".to_owned()] }, format!("* STATUS {long} (MESSAGES 1 UIDVALIDITY 1)\r\n")),
        (
            Ask::Headers { uids: UidSet::from(vec![(1, 3)]), credit: 4 },
            format!("* 1 FETCH (UID 9 BODY[HEADER.FIELDS (TO)] \"{long}\")\r\n"),
        ),
    ] {
        let case = flood.clone();
        let (mut page, server, _relay) = opened("IDLE", async move |mut line| {
            line.command().await;
            let much = flood.repeat(1 + 65_536 / flood.len());
            while line.try_say(&much).await.is_ok() {}
        })
        .await;
        page.send(ask).await;
        let failure = loop {
            match page.hear().await.answer {
                Answer::Failed(failure) => break failure,
                Answer::Idling | Answer::FolderChanged => {}
                other => panic!("{case}: {other:?}"),
            }
        };
        assert_eq!(failure.kind, FailureKind::NotImap, "{case}");
        assert_eq!(page.closed().await, 1000, "{case}");
        server.end().await;
    }
}
