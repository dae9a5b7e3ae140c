//! Cyrus IMAP 3.6 (Debian's 3.6.1), by its own bytes.

use crate::page::{Page, Relay, config};
use crate::script::serve;
use kith_wire::{Answer, Ask, Examined, FailureKind, Namespace, SpecialUse, Status, UidSet};

const LOGGED_IN: &str = "OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE ACL ANNOTATE-EXPERIMENT-1 BINARY CATENATE CHILDREN \
                         CONDSTORE CREATE-SPECIAL-USE ESEARCH ESORT LIST-EXTENDED LIST-MYRIGHTS LIST-STATUS \
                         MAILBOX-REFERRALS METADATA MOVE MULTIAPPEND NAMESPACE OBJECTID PREVIEW QRESYNC QUOTA \
                         RIGHTS=kxten SAVEDATE SEARCH=FUZZY SORT SPECIAL-USE STATUS=SIZE UIDPLUS UNSELECT XLIST XMOVE \
                         LOGINDISABLED COMPRESS=DEFLATE X-QUOTA=STORAGE IDLE APPENDLIMIT=4294967295] User logged in \
                         SESSIONID=<localhost-20783-1795388441-1-1>";

#[tokio::test]
async fn is_read_by_what_it_says() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.say("* OK [CAPABILITY IMAP4rev1 LITERAL+ ID ENABLE AUTH=PLAIN AUTH=LOGIN SASL-IR] mail Cyrus IMAP 3.6.1-Debian-3.6.1-4+deb12u4 server ready\r\n").await;
        let (tag, command) = line.command().await;
        assert_eq!(command, "AUTHENTICATE PLAIN");
        line.say("+ \r\n").await;
        line.hear().await;
        // Once logged in, it says that logging in is disabled.
        line.say(format!("{tag} {LOGGED_IN}\r\n")).await;
        let told = "* ID (\"name\" \"Cyrus IMAPD\" \"version\" \"3.6.1-Debian-3.6.1-4+deb12u4\" \"vendor\" \"Project Cyrus\" \
                    \"support-url\" \"https://www.cyrusimap.org\" \"os\" \"Linux\")\r\n";
        line.expect_result("ID (\"name\" \"Kith\")", told, "OK Completed").await;
        let told = "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"\" \".\"))\r\n";
        line.expect_result("NAMESPACE", told, "OK Completed").await;
        let told = "* LIST (\\HasChildren) \".\" INBOX\r\n\
                    * STATUS INBOX (MESSAGES 61 UIDNEXT 62 UIDVALIDITY 1795388441)\r\n\
                    * LIST (\\HasNoChildren \\Sent) \".\" INBOX.Sent\r\n\
                    * STATUS INBOX.Sent (MESSAGES 149 UIDNEXT 150 UIDVALIDITY 1795388527)\r\n\
                    * LIST (\\HasNoChildren) \".\" INBOX.[bracket]\r\n\
                    * STATUS INBOX.[bracket] (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1795388528)\r\n\
                    * LIST (\\HasNoChildren) \".\" \"INBOX.trailing \"\r\n\
                    * STATUS \"INBOX.trailing \" (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1795388528)\r\n";
        let list = "LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UIDNEXT UIDVALIDITY))";
        line.expect_result(list, told, "OK Completed (0.001 secs 4 calls)").await;
        let told = "* 61 EXISTS\r\n* 61 RECENT\r\n* FLAGS (\\Answered \\Flagged \\Draft \\Deleted \\Seen)\r\n\
                    * OK [PERMANENTFLAGS ()] Ok\r\n* OK [UNSEEN 1] Ok\r\n* OK [UIDVALIDITY 1795388441] Ok\r\n\
                    * OK [UIDNEXT 62] Ok\r\n* OK [HIGHESTMODSEQ 62] Ok\r\n\
                    * OK [MAILBOXID (xc0c2l7ml3ky0xceyzh1e17b)] Ok\r\n* OK [URLMECH INTERNAL] Ok\r\n\
                    * OK [ANNOTATIONS 65536] Ok\r\n";
        line.expect_result("EXAMINE \"INBOX\"", told, "OK [READ-ONLY] Completed").await;
        // The last message, though it is lower.
        line.expect_result("UID SEARCH UID 500:*", "* SEARCH 61\r\n", "OK Completed (1 msgs in 0.000 secs)").await;
        let (tag, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 1:2 (UID INTERNALDATE RFC822.SIZE EMAILID THREADID BODY.PEEK["), "{command}");
        let fields = "BODY[HEADER.FIELDS (FROM SENDER TO)]";
        line.say(format!(
            "* 1 FETCH (UID 1 INTERNALDATE \" 1-Mar-2002 10:00:00 +0000\" RFC822.SIZE 37 EMAILID \
             (M29f527214e5ac6b05be486ee) THREADID (NIL) {fields} {{31}}\r\nSubject: =?NONE?B?VEVTVA=?=\r\n\r\n)\r\n\
             * 2 FETCH (UID 2 INTERNALDATE \"28-Mar-2002 18:00:00 +0000\" RFC822.SIZE 15 EMAILID \
             (Md4d26ef672760e8b78bcb9b4) THREADID (NIL) {fields} {{2}}\r\n\r\n)\r\n{tag} OK Completed (0.010 sec)\r\n"
        ))
        .await;
        let refused = "* OK [CLOSED] Ok\r\n";
        line.expect_result("EXAMINE \"INBOX.Gone\"", refused, "NO Mailbox does not exist").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    let stands = |messages, uid_next, uid_validity| Some(Status { uid_validity, uid_next: Some(uid_next), messages });
    let got: Vec<_> = folders.iter().map(|f| (f.name.as_str(), f.special_use, f.status)).collect();
    let all = [
        ("INBOX", None, stands(61, 62, 1_795_388_441)),
        ("INBOX.Sent", Some(SpecialUse::Sent), stands(149, 150, 1_795_388_527)),
        ("INBOX.[bracket]", None, stands(3, 4, 1_795_388_528)),
        ("INBOX.trailing ", None, stands(3, 4, 1_795_388_528)),
    ];
    assert_eq!(got, all);
    assert!(folders.iter().all(|folder| folder.namespace == Some(Namespace::Personal)), "{folders:?}");
    let opened = page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(opened, Answer::Examined(Examined { uid_validity: 1_795_388_441, uid_next: Some(62), exists: 61 }));
    assert_eq!(
        page.ask(Ask::Uids { since: None, from: Some(500), one_by_one: false }).await,
        Answer::Uids(UidSet::new())
    );
    let uids = UidSet::from(vec![(1, 2)]);
    let Answer::Headers(batch) = page.ask(Ask::Headers { uids, credit: 1 }).await else { panic!("no batch") };
    let got: Vec<_> = batch.iter().map(|m| (m.received, m.email_id.as_deref(), m.thread_id.as_deref())).collect();
    let (one, other) = (Some("M29f527214e5ac6b05be486ee"), Some("Md4d26ef672760e8b78bcb9b4"));
    assert_eq!(got, [(Some(1_014_976_800), one, None), (Some(1_017_338_400), other, None)]);
    assert_eq!(page.hear().await.answer, Answer::Done);
    let (kind, words) = page.fail(Ask::Examine { folder: "INBOX.Gone".to_owned() }).await;
    assert_eq!((kind, words.as_str()), (FailureKind::NoFolder, "Mailbox does not exist"));
    server.end().await;
}
