use super::{Draft, date, goes_on};
use crate::address::Address;
use crate::header::{self, Thread};
use mail_parser::MessageParser;

fn draft<'a>(from: &'a Address, to: &'a Address) -> Draft<'a> {
    let (date, id) = (1_795_688_351, 0xabc);
    Draft { from, name: None, to, subject: "Re: Tea", text: "", date, id, thread: None, automatic: false }
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn message(name: Option<&str>, subject: &str, text: &str, thread: Option<&Thread>) -> String {
    let (from, to) = (address("me@home.example"), address("ada@x.example"));
    let draft = Draft { name, subject, text, thread, ..draft(&from, &to) };
    String::from_utf8(draft.message()).unwrap()
}

/// What holds of every message: lines that end in CRLF and are not too long, ASCII, and these fields alone, each once.
fn check(message: &str, threaded: bool) {
    assert!(message.is_ascii(), "{message}");
    assert!(!message.replace("\r\n", "").contains(['\r', '\n']), "{message:?}");
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    assert!(head.lines().all(|line| !line.trim().is_empty() && line.len() <= 998), "{head}");
    assert!(body.lines().all(|line| line.len() <= 76), "{body}");
    let names: Vec<&str> =
        head.lines().filter(|line| !line.starts_with(' ')).map(|line| line.split(':').next().unwrap()).collect();
    let thread: &[&str] = if threaded { &["In-Reply-To", "References"] } else { &[] };
    let expected = [
        &["From", "To", "Subject", "Date", "Message-ID"],
        thread,
        &["MIME-Version", "Content-Type", "Content-Transfer-Encoding"],
    ];
    assert_eq!(names, expected.concat(), "{head}");
}

#[test]
fn a_draft_is_a_whole_message() {
    let thread = Thread::of(b"Message-ID: <two@x.example>\r\nReferences: <one@x.example>\r\n\r\n").unwrap();
    let written = message(Some("Bob"), "Re: Tea", "Dear Ada,\n\ntea?", Some(&thread));
    check(&written, true);
    let expected = "From: \"Bob\"\r\n <me@home.example>\r\nTo: <ada@x.example>\r\nSubject: Re: Tea\r\n\
         Date: Thu, 26 Nov 2026 10:19:11 +0000\r\nMessage-ID: <6b08079f.0000000000000abc@home.example>\r\n\
         In-Reply-To: <two@x.example>\r\nReferences: <one@x.example>\r\n <two@x.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Dear Ada,\r\n\r\ntea?\r\n";
    assert_eq!(written, expected);
}

#[test]
fn what_kith_writes_says_so_and_has_the_id_by_which_it_is_looked_for() {
    let me = address("me@home.example");
    let letter = Draft { automatic: true, ..draft(&me, &me) };
    let message = String::from_utf8(letter.message()).unwrap();
    assert_eq!(letter.message_id(), "6b08079f.0000000000000abc@home.example");
    assert!(
        message.contains("Message-ID: <6b08079f.0000000000000abc@home.example>\r\nAuto-Submitted: auto-generated\r\n")
    );
    assert_eq!(Thread::of(message.as_bytes()).unwrap().message_id(), letter.message_id());
}

#[test]
fn a_line_break_begins_no_field() {
    for evil in
        ["Tea\r\nBcc: eve@x.example", "Tea\nBcc: eve@x.example", "Tea\r\rBcc: x", "\r\n\r\nbody", "a\0b\u{7f}\u{85}c"]
    {
        for name in [None, Some(evil)] {
            check(&message(name, evil, "", None), false);
        }
    }
    for evil in ["ada@x.example\r\nBcc: eve@x.example", "\"a\r\nBcc: x\"@x.example", "ada@x\r\n.example"] {
        assert_eq!(Address::parse(evil), None);
    }
    let header =
        b"Message-ID: <a b\r\n\tc@x.example>\r\nReferences: <ok@x.example> <\xc3\xbc@x.example> <\0@x>\r\n\r\n";
    check(&message(None, "", "", Thread::of(header).as_ref()), true);
}

#[test]
fn subjects_read_as_they_were_typed() {
    for subject in [
        "",
        "Tea & cake?",
        "Grüße aus Köln",
        "午饭吃什么",
        "=?utf-8?Q?not_this?=",
        "😀",
        "word \"quoted\" \\ and (so on)",
        &"a long subject of many words ".repeat(20),
        &"unbroken".repeat(40),
        &"ü".repeat(300),
    ] {
        let written = message(None, subject, "", None);
        check(&written, false);
        let head = written.split("\r\n\r\n").next().unwrap();
        assert!(head.lines().all(|line| line.len() <= 78), "{head}");
        let parsed = MessageParser::default().parse(written.as_bytes()).unwrap();
        assert_eq!(parsed.subject().unwrap_or_default(), subject.trim(), "{written}");
        // Our own reader decodes twice, as some senders encode.
        if !subject.contains("=?") {
            assert_eq!(header::read(written.as_bytes(), None, 0).subject, subject.trim());
        }
    }
}

#[test]
fn names_read_as_they_are() {
    for name in [
        "Bob",
        "Bob \"B.\" O'Neill, Jr. \\ <x>",
        "Zoë Müller",
        "Zoë \"Z\" Müller, (Köln)",
        "東京太郎",
        "=?x?=",
        &"Long Name ".repeat(15),
    ] {
        let written = message(Some(name), "", "", None);
        check(&written, false);
        let parsed = MessageParser::default().parse(written.as_bytes()).unwrap();
        let from = parsed.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some(name.trim()), Some("me@home.example")), "{written}");
    }
}

#[test]
fn texts_read_as_they_were_typed() {
    for (text, expected) in [
        ("", ""),
        ("\n \n", ""),
        ("one", "one\r\n"),
        ("one\r\ntwo\rthree\n\n\n", "one\r\ntwo\r\nthree\r\n"),
        (".\n..two\n.", ".\r\n..two\r\n.\r\n"),
        ("trailing \t\nand = signs =20", "trailing \t\r\nand = signs =20\r\n"),
        ("Schöne Grüße 😀\n\t—", "Schöne Grüße 😀\r\n\t—\r\n"),
        ("no\0thing\u{1b}[1m", "nothing[1m\r\n"),
        ("From the start\n--sig", "From the start\r\n--sig\r\n"),
    ] {
        let written = message(None, "", text, None);
        check(&written, false);
        let parsed = MessageParser::default().parse(written.as_bytes()).unwrap();
        assert_eq!(parsed.body_text(0).unwrap_or_default(), expected, "{written}");
    }
}

#[test]
fn an_address_of_any_script_stands_as_it_is_and_its_domain_in_ascii() {
    let (from, to) = (address("mara@bücher.example"), address("ann@[192.0.2.1]"));
    let written = String::from_utf8(draft(&from, &to).message()).unwrap();
    assert!(written.contains("From: <mara@xn--bcher-kva.example>\r\nTo: <ann@[192.0.2.1]>\r\n"), "{written}");
    assert!(written.contains("0000abc@xn--bcher-kva.example>\r\n"), "{written}");
    let written = String::from_utf8(draft(&to, &address("мара@x.example")).message()).unwrap();
    assert!(written.contains("To: <мара@x.example>\r\n"), "{written}");
    assert!(written.contains("0000abc@localhost>\r\n"), "{written}");
}

#[test]
fn what_it_answers_is_named_with_all_before_it() {
    let thread =
        |header: &str| Thread::of(header.as_bytes()).map(|thread| thread.references().collect::<Vec<_>>().join(" "));
    assert_eq!(thread("Subject: x\r\n\r\n"), None);
    assert_eq!(thread("Message-ID: <b@x>\r\n\r\n").as_deref(), Some("b@x"));
    assert_eq!(thread("Message-ID: <b@x>\r\nIn-Reply-To: <a@x>\r\n\r\n").as_deref(), Some("a@x b@x"));
    // Several are no chain (RFC 5322, section 3.6.4).
    assert_eq!(thread("Message-ID: <c@x>\r\nIn-Reply-To: <a@x> <b@x>\r\n\r\n").as_deref(), Some("c@x"));
    assert_eq!(
        thread("Message-ID: <c@x>\r\nIn-Reply-To: <z@x>\r\nReferences: <a@x>\r\n <b@x> <a@x> <c@x>\r\n\r\n").as_deref(),
        Some("a@x b@x c@x")
    );
    let many: String = (0..90).map(|number| format!("<{number}@x> ")).collect();
    let kept = thread(&format!("Message-ID: <last@x>\r\nReferences: {many}\r\n\r\n")).unwrap();
    assert!(kept.starts_with("0@x 61@x") && kept.ends_with("89@x last@x") && kept.split(' ').count() == 31, "{kept}");
}

#[test]
fn another_subject_is_another_conversation() {
    for (typed, last, expected) in [
        ("Re: Tea", "Tea", true),
        ("tea", "AW: Re: Tea", true),
        (" Re:  Tea \n", "Tea", true),
        ("Cake", "Tea", false),
        ("Tea?", "Tea", false),
        ("", "", true),
        ("", "Tea", false),
    ] {
        assert_eq!(goes_on(typed, last), expected, "{typed:?} {last:?}");
    }
}

#[test]
fn dates_are_those_of_the_rfc() {
    for (at, expected) in [(0, "Thu, 1 Jan 1970 00:00:00 +0000"), (951_827_696, "Tue, 29 Feb 2000 12:34:56 +0000")] {
        assert_eq!(date(at), expected);
        assert_eq!(header::read(format!("Date: {expected}\r\n\r\n").as_bytes(), Some(at), 0).date, at);
    }
}

#[cfg(not(target_family = "wasm"))]
proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_read_back(
        name in "(\\PC|[\r\n\\\\\"?=]){0,60}",
        subject in "(\\PC|[\r\n?=_]){0,200}",
        text in "(\\PC|[\r\n\t .=]){0,400}",
        header in "(Message-ID|References|In-Reply-To): ([<>@a-z \r\n]|\\PC){0,60}\r\n",
    ) {
        let thread = Thread::of(format!("{header}Message-ID: <b@x>\r\n\r\n").as_bytes());
        let written = message(Some(&name), &subject, &text, thread.as_ref());
        check(&written, thread.is_some());
        let facts = header::read(written.as_bytes(), None, 0);
        if !subject.contains("=?") {
            proptest::prop_assert_eq!(facts.subject, crate::tidy::line(&subject, 1_000));
        }
        proptest::prop_assert_eq!(facts.parties.len(), 2);
        let parsed = MessageParser::default().parse(written.as_bytes()).unwrap();
        proptest::prop_assert_eq!(parsed.from().unwrap().first().unwrap().address(), Some("me@home.example"));
        proptest::prop_assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("ada@x.example"));
        let read = parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n");
        proptest::prop_assert_eq!(read, super::lines(&text));
    }
}
