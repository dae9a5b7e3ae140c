//! GNU Mailutils' imap4d 3.15, by its own bytes.

use crate::page::{Page, Relay, config};
use crate::script::{ServerLine, serve};
use kith_wire::{Answer, Ask, Examined, FailureKind, Folder, FolderStatus, Status, UidSet};

/// It greets without saying what it can do, and offers ways to log in that it does not know a secret for.
async fn welcome(line: &mut ServerLine) {
    line.say("* OK IMAP4rev1\r\n").await;
    let told = "* CAPABILITY IMAP4rev1 NAMESPACE ID IDLE LITERAL+ UNSELECT AUTH=GSSAPI AUTH=ANONYMOUS AUTH=EXTERNAL \
                AUTH=LOGIN AUTH=PLAIN AUTH=SECURID AUTH=DIGEST-MD5 AUTH=CRAM-MD5 AUTH=SCRAM-SHA-1-PLUS AUTH=GSSAPI\r\n";
    line.expect_result("CAPABILITY", told, "OK CAPABILITY Completed").await;
    let (tag, command) = line.command().await;
    assert_eq!(command, "AUTHENTICATE PLAIN");
    line.say("+ \r\n").await;
    line.hear().await;
    line.say(format!("{tag} OK AUTHENTICATE PLAIN authentication successful\r\n")).await;
    let told = "* CAPABILITY IMAP4rev1 NAMESPACE ID IDLE LITERAL+ UNSELECT AUTH=GSSAPI\r\n";
    line.expect_result("CAPABILITY", told, "OK CAPABILITY Completed").await;
    line.expect_result("ID (\"name\" \"Kith\")", "", "OK ID Completed").await;
}

/// What a quoted string would have to escape comes as a literal in LIST, and as it stands in STATUS, where it cannot be
/// told from what follows: that folder is looked at instead.
#[tokio::test]
async fn names_come_as_literals_and_unquoted() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        welcome(&mut line).await;
        let told = "* LIST (\\NoInferiors) NIL INBOX\r\n* LIST () \"/\" {15}\r\nMy \"Quoted\" box\r\n\
                    * LIST (\\NoSelect) \"/\" Clients\r\n* LIST () \"/\" \"raw \u{e9}\"\r\n\
                    * LIST () \"/\" {9}\r\nbrace {9}\r\n* LIST () \"/\" \"trailing \"\r\n\
                    * LIST () \"/\" {10}\r\nback\\slash\r\n";
        line.expect_result("NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", "OK NAMESPACE Completed").await;
        line.expect_result("LIST \"\" \"*\"", told, "OK LIST Completed").await;
        for (name, told) in [
            ("My \\\"Quoted\\\" box", "* STATUS My \"Quoted\" box (MESSAGES 3 UIDNEXT 5 UIDVALIDITY 1795390508)\r\n"),
            ("trailing ", "* STATUS trailing  (MESSAGES 3 UIDNEXT 7 UIDVALIDITY 1795390547)\r\n"),
            ("Empty", "* STATUS Empty (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1795390509)\r\n"),
        ] {
            let command = format!("STATUS \"{name}\" (MESSAGES UIDNEXT UIDVALIDITY)");
            line.expect_result(&command, told, "OK STATUS Completed").await;
        }
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let Answer::Folders(folders) = page.ask(Ask::List).await else { panic!("no folders") };
    let names: Vec<_> = folders.iter().map(|Folder { name, selectable, .. }| (name.as_str(), *selectable)).collect();
    let all = [
        ("INBOX", true),
        ("My \"Quoted\" box", true),
        ("Clients", false),
        ("raw \u{e9}", true),
        ("brace {9}", true),
        ("trailing ", true),
        ("back\\slash", true),
    ];
    assert_eq!(names, all);
    let folders = ["My \"Quoted\" box", "trailing ", "Empty"].map(str::to_owned).to_vec();
    let Answer::Status(standings) = page.ask(Ask::Status { folders }).await else { panic!("no status") };
    let got: Vec<_> = standings
        .iter()
        .map(|FolderStatus { status, failure, .. }| (*status, failure.as_ref().map(|failure| failure.kind)))
        .collect();
    let empty = Status { uid_validity: 1_795_390_509, uid_next: Some(1), messages: 0 };
    let malformed = (None, Some(FailureKind::Malformed));
    assert_eq!(got, [malformed, malformed, (Some(empty), None)]);
    server.end().await;
}

/// A set that names a message that is gone is refused whole: what remains of it is asked for in smaller ones.
#[tokio::test]
async fn a_missing_uid_costs_its_command() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        welcome(&mut line).await;
        let told = "* 149 EXISTS\r\n* 149 RECENT\r\n* OK [UIDVALIDITY 1795390611] UID validity status\r\n\
                    * OK [UIDNEXT 178] Predicted next uid\r\n* OK [UNSEEN 1] first unseen message\r\n\
                    * FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\r\n\
                    * OK [PERMANENTFLAGS ()] No permanent flags\r\n";
        line.expect_result("EXAMINE \"Sent\"", told, "OK [READ-ONLY] EXAMINE Completed").await;
        let (tag, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 148,176 (UID "), "{command}");
        line.say(format!("{tag} BAD UID FETCH Failed to parse message set\r\n")).await;
        let (tag, command) = line.command().await;
        assert!(command.starts_with("UID FETCH 148 (UID "), "{command}");
        // The names of the fields come in capitals.
        line.say(format!(
            "* 148 FETCH (UID 148 INTERNALDATE \"13-Sep-2001 17:54:14 +0000\" RFC822.SIZE 819 BODY[HEADER.FIELDS (FROM \
             SENDER TO)] {{59}}\r\nFROM: ada@wren.example\r\nTO: bo@wren.example\r\nSUBJECT: x\r\n\r\n)\r\n\
             {tag} OK UID FETCH Completed\r\n"
        ))
        .await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    let opened = page.ask(Ask::Examine { folder: "Sent".to_owned() }).await;
    assert_eq!(opened, Answer::Examined(Examined { uid_validity: 1_795_390_611, uid_next: Some(178), exists: 149 }));
    let both = Ask::Headers { uids: [148, 176].into_iter().collect::<UidSet>(), credit: 1 };
    let (kind, words) = page.fail(both).await;
    assert_eq!((kind, words.as_str()), (FailureKind::ServerRefused, "UID FETCH Failed to parse message set"));
    let one = Ask::Headers { uids: [148].into_iter().collect::<UidSet>(), credit: 1 };
    let Answer::Headers(batch) = page.ask(one).await else { panic!("no batch") };
    let got: Vec<_> = batch.iter().map(|m| (m.uid, m.received, m.header.starts_with(b"FROM: ada@"))).collect();
    assert_eq!(got, [(148, Some(1_000_403_654), true)]);
    assert_eq!(page.hear().await.answer, Answer::Done);
    server.end().await;
}
