//! What a server that sends without end costs the relay's process, by what the system says of its memory.
//!
//! Each flood goes on until the relay hangs up, or for so many megabytes: KITH_FLOOD_MB, or enough to go beyond every
//! bound. For the whole measure:
//! `KITH_FLOOD_MB=200 cargo test --release -p kith-relay --test it floods -- --nocapture`.

#![cfg(target_os = "linux")]

use crate::certificates::Authority;
use crate::page::{Page, account};
use crate::program::Program;
use crate::script::{PATIENCE, ServerLine, fetched, serve};
use crate::web::{asked, begun, request, web_server};
use kith_wire::limits::MAX_CREDIT;
use kith_wire::{Answer, Ask, Security, UidSet, WebMethod};
use std::time::Instant;

/// No flood may take more, in kilobytes.
const MOST: u64 = 64 * 1024;

/// A field of what the system says of a process, in kilobytes.
pub(crate) fn kilobytes(process: u32, field: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

fn bytes() -> usize {
    let megabytes = std::env::var("KITH_FLOOD_MB").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    megabytes * 1_000_000
}

/// Says what `piece` makes of a number that counts up, until enough was said or the relay hangs up.
async fn pour(line: &mut ServerLine, mut piece: impl FnMut(u32) -> Vec<u8>) {
    let mut said = 0;
    let mut number = 0;
    while said < bytes() {
        let mut much = Vec::new();
        while much.len() < 256 * 1024 {
            number += 1;
            much.extend(piece(number));
        }
        if line.try_say(&much).await.is_err() {
            return;
        }
        said += much.len();
    }
}

/// What the relay's process took at its most, above what it took `before`.
fn assert_small(name: &str, process: u32, before: u64, began: Instant) {
    let grown = kilobytes(process, "VmHWM").saturating_sub(before);
    let megabytes = |kilobytes: u64| kilobytes as f64 / 1024.0;
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{name}: {:.1} MB above {:.1} MB, {seconds:.1} s", megabytes(grown), megabytes(before));
    assert!(grown < MOST, "{name} took {grown} kB more");
}

/// How much more memory the relay took at its most than after the login, while the server answers `ask` with a flood.
async fn check(name: &str, ask: Ask, flood: impl FnMut(u32) -> Vec<u8> + Send + 'static) {
    let relay = Program::start(&[]).await;
    let process = relay.process.id().unwrap();
    let server = serve(async move |mut line| {
        line.welcome("IDLE NAMESPACE OBJECTID").await;
        line.open_inbox(3_000_000).await;
        line.command().await;
        line.say("+ go on\r\n").await;
        pour(&mut line, flood).await;
    })
    .await;
    let mut page = Page::open(relay.address).await;
    page.patience = 10 * PATIENCE;
    let answer = page.ask(Ask::Connect(account(server.port, Security::Plain))).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    let before = kilobytes(process, "VmRSS");
    let began = Instant::now();
    let id = page.send(ask).await;
    loop {
        match page.hear().await.answer {
            Answer::Headers(_) => page.send_as(id, Ask::Credit { batches: 1 }).await,
            Answer::Idling | Answer::FolderChanged | Answer::Alive => {}
            Answer::Failed(_) | Answer::Done => break,
            other => panic!("{name}: {other:?}"),
        }
        page.frames.clear();
    }
    assert_small(name, process, before, began);
    server.end().await;
}

/// The same of a web server that answers each of so many requests at once with a flood behind `head`, while the page reads
/// nothing until all were asked.
async fn check_web(
    name: &str,
    requests: usize,
    head: &'static str,
    flood: impl FnMut(u32) -> Vec<u8> + Clone + Send + 'static,
) {
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &authority.pem).unwrap();
    let relay = Program::start(&["--ca-file", file.path().to_str().unwrap()]).await;
    let process = relay.process.id().unwrap();
    let server = web_server(&authority, async move |door| {
        for _ in 0..requests {
            let mut line = door.next().await;
            asked(&mut line).await;
            line.say(head).await;
            pour(&mut line, flood.clone()).await;
        }
    })
    .await;
    let mut page = Page::open(relay.address).await;
    page.patience = 10 * PATIENCE;
    begun(&mut page).await;
    let before = kilobytes(process, "VmRSS");
    let began = Instant::now();
    for _ in 0..requests {
        page.send(Ask::Request(Box::new(request(WebMethod::Report, server.port)))).await;
    }
    for _ in 0..requests {
        page.hear().await;
        page.frames.clear();
    }
    assert_small(name, process, before, began);
    drop(page);
    server.end().await;
}

/// Lines that count up at `#`. A debug build takes minutes for a million of them: there they are longer, by `@`.
fn lines(line: &str) -> impl FnMut(u32) -> Vec<u8> + Send + use<> {
    let line = line.replace('@', &"x".repeat(if cfg!(debug_assertions) { 1_000 } else { 0 }));
    move |number| format!("{}\r\n", line.replace('#', &number.to_string())).into_bytes()
}

/// The same with some sixty thousand bytes at `@`.
fn long_lines(line: &str) -> impl FnMut(u32) -> Vec<u8> + Send + use<> {
    lines(&line.replace('@', &"x".repeat(60_000)))
}

const UIDS: Ask = Ask::Uids { since: None, from: None, one_by_one: false };

fn headers() -> Ask {
    Ask::Headers { uids: UidSet::from(vec![(1, 3_000_000)]), credit: MAX_CREDIT }
}

#[tokio::test]
async fn of_folders() {
    check("short folders", Ask::List, lines("* LIST () \"/\" F#@")).await;
    check("long folders", Ask::List, long_lines("* LIST () \"/\" F#@")).await;
    check("odd folders", Ask::List, long_lines("* LIST () \"/\" \"F#@\"\"")).await;
    check("attributes", Ask::List, |number| {
        format!("* LIST ({}) \"/\" F{number}\r\n", "\\Sent ".repeat(9_000)).into_bytes()
    })
    .await;
    check("states", Ask::List, lines("* STATUS F#@ (MESSAGES 1 UIDNEXT 1 UIDVALIDITY 1)")).await;
    check("namespaces", Ask::List, |number| {
        format!("* NAMESPACE ({}) NIL NIL\r\n", format!("(\"{number:0200}\" \"/\")").repeat(290)).into_bytes()
    })
    .await;
}

#[tokio::test]
async fn of_numbers() {
    let numbers = |step: u32| {
        move |number: u32| {
            let found: String = (0..5_000).map(|at| format!(" {}", (number * 5_000 + at).wrapping_mul(step))).collect();
            format!("* SEARCH{found}\r\n").into_bytes()
        }
    };
    check("numbers found", UIDS, numbers(1)).await;
    check("every other number found", UIDS, numbers(2)).await;
    check("numbers found in no order", UIDS, numbers(2_654_435_761)).await;
    check("one number found", UIDS, lines("* SEARCH 7 7 7 7 7 7 7 7 7 7 7 7")).await;
    check("one long line of numbers", UIDS, |number| {
        if number == 1 { b"* SEARCH".to_vec() } else { format!(" {number}").into_bytes() }
    })
    .await;
    check("ranges found", UIDS, |number| {
        let low = number.wrapping_mul(10);
        format!("* ESEARCH UID ALL {low}:{}\r\n", low.saturating_add(3)).into_bytes()
    })
    .await;
    let one_by_one = Ask::Uids { since: None, from: None, one_by_one: true };
    let one = |number: u32| number.wrapping_mul(2_654_435_761).to_string();
    let mut line = lines("* 1 FETCH (UID % X \"@\")");
    let each = move |number| String::from_utf8(line(number)).unwrap().replace('%', &one(number)).into_bytes();
    check("numbers fetched", one_by_one, each).await;
    check("numbers vanished", UIDS, |_| format!("* VANISHED {}1\r\n", "1,".repeat(10_000)).into_bytes()).await;
}

#[tokio::test]
async fn of_messages() {
    check("messages asked for", headers(), |number| fetched(number, 3_000_001 - number, "x".repeat(3_000))).await;
    check("messages not asked for", headers(), |number| fetched(1, 4_000_000 + number, "x".repeat(3_000))).await;
    check("large messages", headers(), |number| fetched(number, 3_000_001 - number, "x".repeat(3_000_000))).await;
    check("ids", headers(), |number| {
        let id = "i".repeat(60_000);
        let uid = 3_000_001 - number;
        format!("* 1 FETCH (UID {uid} EMAILID ({id}) THREADID (T) BODY[HEADER.FIELDS (TO)] \"\")\r\n").into_bytes()
    })
    .await;
    check("ids of three megabytes", headers(), |number| {
        let id = "i".repeat(3_000_000);
        let uid = 3_000_001 - number;
        format!("* 1 FETCH (UID {uid} EMAILID ({id}) BODY[HEADER.FIELDS (TO)] \"\")\r\n").into_bytes()
    })
    .await;
    check("attributes of messages", headers(), |number| {
        let uid = 3_000_001 - number;
        let many = "A 1 ".repeat(if number % 500 == 1 { 15_000 } else { 1 });
        format!("* 1 FETCH (UID {uid} {many}BODY[HEADER.FIELDS (TO)] \"{}\")\r\n", "x".repeat(2_000)).into_bytes()
    })
    .await;
    check("flags", headers(), lines("* # FETCH (FLAGS (\\Seen @))")).await;
}

#[tokio::test]
async fn of_anything_else() {
    check("words", UIDS, long_lines("* OK # @")).await;
    check("short words", UIDS, lines("* OK #@")).await;
    check("farewells", UIDS, long_lines("* BYE # @")).await;
    check("answers to others", UIDS, long_lines("Z# NO @")).await;
    check("capabilities", UIDS, |number| {
        format!("* CAPABILITY {}\r\n", format!("A{number} ").repeat(8_000)).into_bytes()
    })
    .await;
    check("kinds of flags", UIDS, |_| format!("* FLAGS ({})\r\n", "a ".repeat(30_000)).into_bytes()).await;
    check("whose server it is", UIDS, |_| {
        format!("* ID ({}\"a\" \"b\")\r\n", format!("\"a\" \"{}\" ", "b".repeat(200)).repeat(290)).into_bytes()
    })
    .await;
    check("lines that mean nothing", UIDS, long_lines("* # @")).await;
    check("a line without end", UIDS, |_| vec![b'x'; 1_000]).await;
    check("a literal without end", UIDS, |number| match number {
        1 => b"* 1 FETCH (BODY[] {999999999999}\r\n".to_vec(),
        _ => vec![b'x'; 1_000],
    })
    .await;
    check("news", Ask::Idle, lines("* # EXISTS\r\n* OK @")).await;
    check("goings", Ask::Idle, lines("* 1 EXPUNGE\r\n* OK @")).await;
}

#[tokio::test]
async fn of_web_servers() {
    let chunk = |_| [&b"2710\r\n"[..], &[b'x'; 10_000], b"\r\n"].concat();
    check_web("an answer without end", 1, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk).await;
    // As with lines: a debug build takes a minute for those of a byte.
    let small =
        if cfg!(debug_assertions) { [&b"64\r\n"[..], &[b'x'; 100], b"\r\n"].concat() } else { b"1\r\nx\r\n".to_vec() };
    let small = move |_| small.repeat(100);
    check_web("small chunks", 1, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", small).await;
    check_web("fields without end", 1, "HTTP/1.1 200 OK\r\n", |number| format!("A{number}: b\r\n").into_bytes()).await;
    check_web("a field without end", 1, "HTTP/1.1 200 OK\r\nA: ", |_| vec![b'x'; 1_000]).await;
    check_web("trailers without end", 1, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", |number| {
        format!("A{number}: b\r\n").into_bytes()
    })
    .await;
    check_web("what is provisional", 1, "", |_| b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()).await;
    let largest = "HTTP/1.1 200 OK\r\nContent-Length: 8388608\r\nConnection: close\r\n\r\n";
    check_web("the largest answers", 8, largest, |_| vec![b'x'; 16 * 1024]).await;
}
