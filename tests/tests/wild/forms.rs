//! Answers in forms that are allowed, or that are met though they are not.

use crate::imap::{Heard, Imap, Said};
use crate::model::{Folder, Letter};
use crate::rig::Rig;

type Forms = fn(&Heard, Said) -> Said;

/// Replaces in every line of answers to a command.
fn replaced(heard: &Heard, mut said: Said, command: &str, replace: &[(&str, &str)]) -> Said {
    if heard.is(command) && (!command.is_empty() || heard.line.is_empty()) {
        for line in &mut said.lines {
            let text = String::from_utf8_lossy(line).into_owned();
            *line = replace.iter().fold(text, |text, (from, to)| text.replace(from, to)).into_bytes();
        }
    }
    said
}

/// Reads five messages of INBOX, two of Sent and one of Archive, whatever form the answers take, and then a new one.
async fn check(case: &str, forms: Forms) {
    let server = Imap::start(5, 2, |world| {
        world.folders.push(Folder::with("Archive", "", 1));
        world.whim = Box::new(forms);
    })
    .await;
    let mut rig = Rig::start().await;
    rig.read(server.account()).await;
    assert_eq!((rig.audit().await, rig.skipped().await), ((8, 8), vec![]), "{case}");
    let people: Vec<_> = rig.people().await.into_iter().map(|(name, ..)| name).collect();
    assert_eq!((people.len(), rig.overview().await.messages), (8, 8), "{case}: {people:?}");
    server.deliver("INBOX", Letter::from("late"));
    rig.sync().await;
    rig.until_audit(9, 9).await;
}

#[tokio::test]
async fn greetings_and_capabilities() {
    check("a bare greeting", |heard, said| match heard.line.as_str() {
        "" => Said { lines: vec![b"* OK\r\n".to_vec()], ..said },
        _ => said,
    })
    .await;
    check("logged in already", |heard, said| replaced(heard, said, "", &[("* OK", "* PREAUTH")])).await;
    check("small letters", |heard, said| {
        let said = replaced(heard, said, "", &[("IMAP4rev1 IDLE SPECIAL-USE", "imap4rev1 idle special-use")]);
        replaced(heard, said, "CAPABILITY", &[("CAPABILITY IMAP4rev1 IDLE", "capability imap4rev1 idle")])
    })
    .await;
    check("a capability that is none", |heard, said| {
        replaced(heard, said, "CAPABILITY", &[("IMAP4rev1", "IMAP4rev1 X-A=b/c. AUTH= [x] \u{fc}")])
    })
    .await;
}

#[tokio::test]
async fn lists_of_folders() {
    check("atoms and no levels", |heard, said| {
        replaced(heard, said, "LIST", &[("\"/\" \"INBOX\"", "NIL inbox"), ("\"Archive\"", "Archive")])
    })
    .await;
    check("names as literals", |heard, said| {
        replaced(heard, said, "LIST", &[("\"Archive\"", "{7}\r\nArchive"), ("\"Sent\"", "{4}\r\nSent")])
    })
    .await;
    check("attributes of all kinds", |heard, said| {
        replaced(
            heard,
            said,
            "LIST",
            &[("(\\Sent)", "(\\HasNoChildren \\Sent \\X-Odd $Flag)"), ("LIST ()", "list (\\Unmarked)")],
        )
    })
    .await;
    check("told twice", |heard, mut said| {
        if heard.is("LIST") {
            said.lines.extend(said.lines.clone());
        }
        said
    })
    .await;
    check("options that are offered and refused", |heard, said| {
        let said = replaced(heard, said, "", &[("SPECIAL-USE", "SPECIAL-USE LIST-EXTENDED LIST-STATUS")]);
        let said = replaced(heard, said, "CAPABILITY", &[("SPECIAL-USE", "SPECIAL-USE LIST-EXTENDED LIST-STATUS")]);
        if heard.line.contains("RETURN") { said.result("BAD what?") } else { said }
    })
    .await;
}

#[tokio::test]
async fn folders_that_are_opened() {
    check("codes without words", |heard, said| replaced(heard, said, "EXAMINE", &[("] .", "]")])).await;
    check("no number for the next message", |heard, mut said| {
        said.lines.retain(|line| !heard.is("EXAMINE") || !line.starts_with(b"* OK [UIDNEXT"));
        replaced(heard, said, "STATUS", &[(" UIDNEXT ", " X-OTHER ")])
    })
    .await;
    check("empty lines and news in between", |heard, said| match heard.is("EXAMINE") {
        true => said.after("\r\n* FLAGS (\\Seen \\*)\r\n* OK [PERMANENTFLAGS ()]\r\n* OK [NOMODSEQ]\r\n* 0 recent\r\n"),
        false => said,
    })
    .await;
    check("the code with the answer", |heard, said| {
        let result = said.result.clone().map(|_| "OK [READ-ONLY]".to_owned());
        if heard.is("EXAMINE") { Said { result, ..said } } else { said }
    })
    .await;
}

#[tokio::test]
async fn numbers_that_are_found() {
    check("in any order, twice, over several lines", |heard, mut said| {
        if heard.is("UID SEARCH") {
            let text = String::from_utf8(said.lines[0].clone()).unwrap();
            let mut found: Vec<_> = text.trim_end().split(' ').skip(2).collect();
            found.reverse();
            let (one, other) = found.split_at(found.len() / 2);
            let line = |uids: &[&str]| {
                format!("* SEARCH {}\r\n", uids.join(" ")).replace("SEARCH \r", "SEARCH\r").into_bytes()
            };
            said.lines = vec![line(one), line(&found), line(other)];
        }
        said
    })
    .await;
    check("a space at the end", |heard, said| replaced(heard, said, "UID SEARCH", &[("\r\n", " \r\n")])).await;
    check("nothing is said where nothing is found", |heard, mut said| {
        said.lines.retain(|line| !heard.is("UID SEARCH") || line != b"* SEARCH\r\n");
        said
    })
    .await;
}

#[tokio::test]
async fn messages_that_are_fetched() {
    check("the number at the end, more than was asked", |heard, said| {
        let replace = [("(UID ", "(X-ODD (a b) FLAGS (\\Seen) SAVEDATE NIL MODSEQ (5) UID "), (")\r\n\u{0}", ")\r\n")];
        replaced(heard, said, "UID FETCH", &replace)
    })
    .await;
    check("fields in quotes and small letters", |heard, said| {
        replaced(heard, said, "UID FETCH", &[("HEADER.FIELDS (FROM SENDER", "header.fields (\"From\" \"Sender\"")])
    })
    .await;
    check("a date and a size that are none", |heard, said| {
        let replace = [(" +0000\" RFC822", "\" RFC822"), ("RFC822.SIZE ", "RFC822.SIZE 99999999999")];
        replaced(heard, said, "UID FETCH", &replace)
    })
    .await;
    check("bare line feeds", |heard, said| match heard.is("UID FETCH") {
        true => replaced(heard, said, "UID FETCH", &[(")\r\n", ")\n")]),
        false => said,
    })
    .await;
}
