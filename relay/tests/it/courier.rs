//! Courier IMAP 5.0 (Debian's 5.0.13), by its own bytes.

use crate::page::{Page, Relay, config};
use crate::script::{ServerLine, serve};
use kith_wire::{Answer, Ask, Examined, FailureKind, Folder, FolderStatus, Status, UidSet};

/// It tells its capabilities in the greeting and not with its yes to the login, by which they change.
async fn welcome(line: &mut ServerLine) {
    line.say(
        "* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE \
         ACL ACL2=UNION ENABLE UTF8=ACCEPT] Courier-IMAP ready. Copyright 1998-2019 Double Precision, Inc.  See COPYING \
         for distribution information.\r\n",
    )
    .await;
    line.expect_result("LOGIN \"ada\" \"secret\"", "", "OK LOGIN Ok.").await;
    let told = "* CAPABILITY IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA \
                IDLE ACL ACL2=UNION ENABLE UTF8=ACCEPT\r\n";
    line.expect_result("CAPABILITY", told, "OK CAPABILITY completed").await;
}

/// It never says UIDNEXT here, only at STATUS.
async fn open(line: &mut ServerLine) {
    let told = "* FLAGS (\\Draft \\Answered \\Flagged \\Deleted \\Seen \\Recent)\r\n\
                * OK [PERMANENTFLAGS ()] No permanent flags permitted\r\n* 3 EXISTS\r\n* 0 RECENT\r\n\
                * OK [UIDVALIDITY 795388526] Ok\r\n* OK [MYRIGHTS \"acdilrsw\"] ACL\r\n";
    line.expect_result("EXAMINE \"INBOX\"", told, "OK [READ-ONLY] Ok").await;
}

#[tokio::test]
async fn folders_come_quoted_in_no_order_and_what_cannot_be_opened_is_refused() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        welcome(&mut line).await;
        let told = "* LIST (\\HasNoChildren) \".\" \"INBOX.back\\\\slash\"\r\n\
                    * LIST (\\HasNoChildren) \".\" \"INBOX.My \\\"Quoted\\\" box\"\r\n\
                    * LIST (\\HasNoChildren) \".\" \"INBOX.brace {9}\"\r\n\
                    * LIST (\\Marked \\HasChildren) \".\" \"INBOX\"\r\n\
                    * LIST (\\HasNoChildren) \".\" \"INBOX.trailing \"\r\n\
                    * LIST (\\Noselect \\HasChildren) \".\" \"INBOX.Clients\"\r\n";
        let spaces = "* NAMESPACE ((\"INBOX.\" \".\")) NIL ((\"#shared.\" \".\")(\"shared.\" \".\"))\r\n";
        line.expect_result("NAMESPACE", spaces, "OK NAMESPACE completed.").await;
        line.expect_result("LIST \"\" \"*\"", told, "OK LIST completed").await;
        let items = "(MESSAGES UIDNEXT UIDVALIDITY)";
        let told = "* STATUS \"INBOX.My \\\"Quoted\\\" box\" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 795388526)\r\n";
        let command = format!("STATUS \"INBOX.My \\\"Quoted\\\" box\" {items}");
        line.expect_result(&command, told, "OK STATUS Completed.").await;
        let refusal = "NO Mailbox does not exist, or must be subscribed to.";
        line.expect_result(&format!("STATUS \"INBOX.Clients\" {items}"), "", refusal).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    let names: Vec<_> = folders.iter().map(|Folder { name, selectable, .. }| (name.as_str(), *selectable)).collect();
    let all = [
        ("INBOX.back\\slash", true),
        ("INBOX.My \"Quoted\" box", true),
        ("INBOX.brace {9}", true),
        ("INBOX", true),
        ("INBOX.trailing ", true),
        ("INBOX.Clients", false),
    ];
    assert_eq!(names, all);
    let asked = Ask::Status { folders: vec!["INBOX.My \"Quoted\" box".to_owned(), "INBOX.Clients".to_owned()] };
    let Answer::Status(standings) = page.ask(asked).await else { panic!("no status") };
    let [FolderStatus { status, .. }, FolderStatus { failure: Some(failure), .. }] = &standings[..] else {
        panic!("{standings:?}")
    };
    assert_eq!(*status, Some(Status { uid_validity: 795_388_526, uid_next: Some(4), messages: 3 }));
    assert_eq!(failure.kind, FailureKind::NoFolder);
    server.end().await;
}

/// It repeats the names of the fields in quotes, and says why it ends in its farewell.
#[tokio::test]
async fn blocks_come_under_quoted_field_names() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        welcome(&mut line).await;
        open(&mut line).await;
        line.expect_result("UID SEARCH ALL", "* SEARCH 1 2 3\r\n", "OK SEARCH done.").await;
        // Unlike others it does not name the last message to `n:*` where that is lower.
        line.expect_result("UID SEARCH UID 4:*", "* SEARCH\r\n", "OK SEARCH done.").await;
        let (tag, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 1:3 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM "));
        line.say(
            "* 1 FETCH (UID 1 INTERNALDATE \"01-Mar-2002 10:00:00 +0000\" RFC822.SIZE 37 BODY[HEADER.FIELDS (\"FROM\" \
             \"SENDER\" \"TO\" \"CC\" \"BCC\" \"REPLY-TO\" \"DATE\" \"SUBJECT\" \"MESSAGE-ID\" \"IN-REPLY-TO\" \
             \"REFERENCES\" \"LIST-ID\" \"LIST-UNSUBSCRIBE\" \"PRECEDENCE\" \"AUTO-SUBMITTED\")] {31}\r\n\
             Subject: =?NONE?B?VEVTVA=?=\r\n\r\n)\r\n\
             * 2 FETCH (UID 2 INTERNALDATE \"03-Mar-2002 18:00:00 +0000\" RFC822.SIZE 15 BODY[HEADER.FIELDS (\"FROM\" \
             \"SENDER\")] {2}\r\n\r\n)\r\n",
        )
        .await;
        line.say(format!("{tag} OK FETCH completed.\r\n")).await;
        line.command().await;
        line.say("* BYE [ALERT] Fatal error: max atom size too small: File exists\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let opened = page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(opened, Answer::Examined(Examined { uid_validity: 795_388_526, uid_next: None, exists: 3 }));
    let all = UidSet::from(vec![(1, 3)]);
    assert_eq!(page.ask(Ask::Uids { since: None, from: None, one_by_one: false }).await, Answer::Uids(all.clone()));
    assert_eq!(
        page.ask(Ask::Uids { since: None, from: Some(4), one_by_one: false }).await,
        Answer::Uids(UidSet::new())
    );
    let Answer::Headers(batch) = page.ask(Ask::Headers { uids: all, credit: 1 }).await else { panic!("no batch") };
    let got: Vec<_> = batch.iter().map(|m| (m.uid, m.received, m.size, m.header.as_slice())).collect();
    let subject: &[u8] = b"Subject: =?NONE?B?VEVTVA=?=\r\n\r\n";
    assert_eq!(got, [(1, Some(1_014_976_800), 37, subject), (2, Some(1_015_178_400), 15, b"\r\n")]);
    assert_eq!(page.hear().await.answer, Answer::Done);
    let (kind, words) = page.fail(Ask::Uids { since: None, from: None, one_by_one: false }).await;
    assert_eq!(kind, FailureKind::WentAway);
    assert!(words.contains("max atom size too small"), "{words}");
    server.end().await;
}
