//! Calendars in messages: which parts are fetched, and how much of them.

use crate::page::{Page, Relay, config, opened};
use crate::script::serve;
use kith_wire::limits::{MAX_CALENDAR_BYTES, MAX_CALENDAR_UIDS, MAX_CALENDARS_BYTES};
use kith_wire::{Answer, Ask, FailureKind, RawCalendar, UidSet};

const TEXT: &str = "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 90 4 NIL NIL NIL NIL)";

fn calendars(uids: &[(u32, u32)]) -> Ask {
    Ask::Calendars { uids: UidSet::from(uids.to_vec()) }
}

fn calendar(size: usize) -> String {
    format!(
        "(\"text\" \"calendar\" (\"charset\" \"UTF-8\" \"method\" \"REQUEST\") NIL NIL \"BASE64\" {size} 9 NIL NIL NIL)"
    )
}

fn structure(uid: u32, structure: &str) -> String {
    format!("* {uid} FETCH (UID {uid} BODYSTRUCTURE {structure})\r\n")
}

fn part(uid: u32, number: &str, body: &str) -> String {
    format!("* {uid} FETCH (UID {uid} BODY[{number}]<0> {{{}}}\r\n{body})\r\n", body.len())
}

fn fetch(set: &str, number: &str) -> String {
    format!("UID FETCH {set} (UID BODY.PEEK[{number}]<0.{MAX_CALENDAR_BYTES}>)")
}

fn told(answer: Answer) -> (Vec<(u32, String)>, String) {
    let Answer::Calendars { calendars, looked_at, .. } = answer else { panic!("no calendars but {answer:?}") };
    let shown = |it: RawCalendar| (it.uid, String::from_utf8(it.bytes).unwrap());
    (calendars.into_iter().map(shown).collect(), looked_at.to_string())
}

#[tokio::test]
async fn only_calendars_are_fetched_and_nothing_is_marked() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
        let invitation = format!("({TEXT}{} \"alternative\" (\"boundary\" \"x\") NIL NIL)", calendar(4));
        let file = "(\"application\" \"ics\" (\"name\" \"a.ics\") NIL NIL \"7bit\" 5 NIL (\"attachment\" NIL) NIL)";
        // So many parentheses that the parser beneath would not look at it.
        let photo =
            "(\"image\" \"png\" (\"name\" \"x\") NIL NIL \"base64\" 9 NIL (\"inline\" (\"filename\" \"x\")) NIL)";
        let crowded = format!("({invitation}{}{file} \"mixed\")", photo.repeat(20));
        let structures = [
            structure(1, TEXT),
            structure(2, &invitation),
            structure(3, &calendar(4)),
            structure(4, &crowded),
            structure(5, &calendar(MAX_CALENDAR_BYTES as usize + 1)),
            // Not asked for, told twice, and without an end.
            structure(90, &invitation),
            structure(2, &invitation),
            "* 6 FETCH (UID 6 BODYSTRUCTURE (\"text\" \"calendar\"\r\n".to_owned(),
            "* 7 FETCH (FLAGS (\\Seen) UID 7)\r\n".to_owned(),
        ];
        line.expect("UID FETCH 1:8 (UID BODYSTRUCTURE)", &structures.concat()).await;
        line.expect(&fetch("3", "1"), &part(3, "1", "alone")).await;
        line.expect(&fetch("4", "1.2"), &part(4, "1.2", "part")).await;
        // What was not asked for, or comes again, is passed over; what is gone does not come.
        let parts = [part(90, "2", "other"), part(2, "3", "other"), part(2, "2", "text"), part(2, "2", "again")];
        line.expect(&fetch("2", "2"), &parts.concat()).await;
        line.expect(&fetch("4", "22"), "* 4 FETCH (UID 4 BODY[22]<0> NIL)\r\n").await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let answer = page.ask(calendars(&[(1, 8)])).await;
    let Answer::Calendars { calendars, missing, .. } = &answer else { panic!("{answer:?}") };
    // The server said something of the seventh, if not what was asked.
    assert_eq!(missing.to_string(), "6,8");
    assert_eq!((calendars[0].encoding.as_str(), calendars[0].charset.as_deref()), ("base64", Some("UTF-8")));
    let came = [(4, "part"), (3, "alone"), (2, "text")].map(|(uid, text)| (uid, text.to_owned())).to_vec();
    assert_eq!(told(answer), (came, "1:8".to_owned()));
    server.end().await;
}

#[tokio::test]
async fn what_does_not_fit_into_an_answer_is_left_for_the_next() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let size = MAX_CALENDAR_BYTES as usize;
        let most = MAX_CALENDARS_BYTES / MAX_CALENDAR_BYTES;
        let all: String = (1..=most + 2).map(|uid| structure(uid, &calendar(size))).collect();
        line.expect(&format!("UID FETCH 1:{} (UID BODYSTRUCTURE)", most + 3), &all).await;
        let large = "z".repeat(size);
        let parts: String = (3..=most + 2).map(|uid| part(uid, "1", &large)).collect();
        line.expect(&fetch(&format!("3:{}", most + 2), "1"), &parts).await;
        line.expect("UID FETCH 1:2 (UID BODYSTRUCTURE)", "").await;
    })
    .await;
    let most = MAX_CALENDARS_BYTES / MAX_CALENDAR_BYTES;
    let (came, looked_at) = told(page.ask(calendars(&[(1, most + 3)])).await);
    assert_eq!(came.iter().map(|(uid, _)| *uid).collect::<Vec<_>>(), (3..=most + 2).rev().collect::<Vec<_>>());
    assert_eq!(looked_at, format!("3:{}", most + 3));
    assert_eq!(told(page.ask(calendars(&[(1, 2)])).await), (Vec::new(), "1:2".to_owned()));
    server.end().await;
}

#[tokio::test]
async fn a_part_that_is_larger_than_was_said_is_passed_over() {
    let (mut page, server, _relay) = opened("", async move |mut line| {
        line.expect("UID FETCH 3 (UID BODYSTRUCTURE)", &structure(3, &calendar(4))).await;
        let large = "z".repeat(MAX_CALENDAR_BYTES as usize + 1);
        line.expect(&fetch("3", "1"), &part(3, "1", &large)).await;
        line.expect("UID FETCH 3 (UID BODYSTRUCTURE)", &structure(3, &calendar(4))).await;
        line.expect_result(&fetch("3", "1"), "", "NO not now").await;
    })
    .await;
    assert_eq!(told(page.ask(calendars(&[(3, 3)])).await), (Vec::new(), "3".to_owned()));
    assert_eq!(page.fail(calendars(&[(3, 3)])).await.0, FailureKind::ServerRefused);
    server.end().await;
}

#[tokio::test]
async fn no_server_makes_an_answer_large_by_saying_that_parts_are_small() {
    let count = 12;
    let (mut page, server, _relay) = opened("", async move |mut line| {
        let all: String = (1..=count).map(|uid| structure(uid, &calendar(4))).collect();
        line.expect(&format!("UID FETCH 1:{count} (UID BODYSTRUCTURE)"), &all).await;
        let large = "z".repeat(MAX_CALENDAR_BYTES as usize);
        let parts: String = (1..=count).map(|uid| part(uid, "1", &large)).collect();
        line.expect(&fetch(&format!("1:{count}"), "1"), &parts).await;
    })
    .await;
    let (came, _) = told(page.ask(calendars(&[(1, count)])).await);
    assert_eq!(came.len(), 2 * (MAX_CALENDARS_BYTES / MAX_CALENDAR_BYTES) as usize);
    server.end().await;
}

#[tokio::test]
async fn no_more_is_asked_for_than_may_be_and_only_of_a_folder_that_is_open() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome("").await;
        line.open_inbox(9).await;
    })
    .await;
    let mut page = Page::logged_in(&relay, server.port).await;
    assert_eq!(page.fail(calendars(&[(1, 1)])).await.0, FailureKind::BadRequest);
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    assert_eq!(page.fail(calendars(&[(1, MAX_CALENDAR_UIDS + 1)])).await.0, FailureKind::BadRequest);
    server.end().await;
}
