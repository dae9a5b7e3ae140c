//! Compression (RFC 4978) between the relay and a mail server.

use crate::certificates::Authority;
use crate::page::{Page, Relay, account, config};
use crate::script::{Server, ServerLine, fetched, serve};
use kith_relay::Config;
use kith_wire::{Answer, Ask, FailureKind, Security, UidSet};
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::{MZFlush, deflate::compress_to_vec};

const OFFERED: &str = "IDLE COMPRESS=DEFLATE";

fn compressing() -> Config {
    Config { compress_on_loopback: true, ..config() }
}

/// The server's side of a compressed stream.
struct Compressor(Box<CompressorOxide>);

impl Compressor {
    fn new() -> Self {
        Self(Box::new(CompressorOxide::new(create_comp_flags_from_zip_params(6, -15, 0))))
    }

    fn of(&mut self, bytes: impl AsRef<[u8]>) -> Vec<u8> {
        let bytes = bytes.as_ref();
        let mut room = vec![0; bytes.len() + 1_000];
        let done = deflate(&mut self.0, bytes, &mut room, MZFlush::Sync);
        assert_eq!(done.bytes_consumed, bytes.len());
        room.truncate(done.bytes_written);
        room
    }
}

/// The next command, which comes in a stored block.
async fn hear(line: &mut ServerLine) -> String {
    let header = line.hear_bytes(5).await;
    assert_eq!(header[0], 0);
    let length = u16::from_le_bytes([header[1], header[2]]);
    assert_eq!(u16::from_le_bytes([header[3], header[4]]), !length);
    String::from_utf8(line.hear_bytes(usize::from(length)).await).unwrap()
}

async fn tag(line: &mut ServerLine) -> String {
    hear(line).await.split_once(' ').unwrap().0.to_owned()
}

fn headers(count: u32) -> Ask {
    Ask::Headers { uids: UidSet::from(vec![(1, count)]), credit: 16 }
}

async fn opened(relay: &Relay, port: u16, security: Security) -> Page {
    let mut page = Page::open(relay.address).await;
    let answer = page.ask(Ask::Connect(account(port, security))).await;
    assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
    page
}

/// Reads headers to the end, and returns how many came.
async fn read(page: &mut Page, count: u32) -> usize {
    page.send(headers(count)).await;
    let mut all = 0;
    loop {
        match page.hear().await.answer {
            Answer::Headers(batch) => all += batch.len(),
            Answer::Done => return all,
            other => panic!("{other:?}"),
        }
    }
}

/// Begins to compress, in one go with what is said then, and hears the command that follows.
async fn compress(line: &mut ServerLine) -> (String, Compressor) {
    let (asked, command) = line.command().await;
    assert_eq!(command, "COMPRESS DEFLATE");
    let mut compressor = Compressor::new();
    line.say([format!("{asked} OK go\r\n").into_bytes(), compressor.of("* OK compressed\r\n")].concat()).await;
    (tag(line).await, compressor)
}

async fn session(line: ServerLine) {
    let mut line = line;
    line.welcome(OFFERED).await;
    line.open_inbox(300).await;
    // For a few messages it is not begun.
    let (asked, _) = line.command().await;
    line.say([fetched(1, 1, "\r\n"), format!("{asked} OK done\r\n").into_bytes()].concat()).await;
    let (asked, mut compressor) = compress(&mut line).await;
    let all: Vec<u8> = (1..=300).rev().flat_map(|uid| fetched(uid, uid, "Subject: x\r\n\r\n")).collect();
    line.say(compressor.of([all, format!("{asked} OK done\r\n").into_bytes()].concat())).await;
    let asked = tag(&mut line).await;
    line.say(compressor.of("+ idling\r\n")).await;
    line.say(compressor.of("* 301 EXISTS\r\n")).await;
    assert_eq!(hear(&mut line).await, "DONE\r\n");
    line.say(compressor.of(format!("{asked} OK done\r\n"))).await;
    // It goes on, and is not begun again.
    let asked = tag(&mut line).await;
    let all: Vec<u8> = (1..=300).rev().flat_map(|uid| fetched(uid, uid, "Subject: y\r\n\r\n")).collect();
    line.say(compressor.of([all, format!("{asked} OK done\r\n").into_bytes()].concat())).await;
    line.gone().await;
}

async fn check(server: Server<()>, security: Security, config: Config) {
    let relay = Relay::start(config).await;
    let mut page = opened(&relay, server.port, security).await;
    assert_eq!(read(&mut page, 1).await, 1);
    assert_eq!(read(&mut page, 300).await, 300);
    assert_eq!(page.ask(Ask::Idle).await, Answer::Idling);
    assert_eq!(page.hear().await.answer, Answer::FolderChanged);
    page.send(headers(300)).await;
    assert_eq!(page.hear().await.answer, Answer::Done);
    assert!(matches!(page.hear().await.answer, Answer::Headers(batch) if batch.len() == 300));
    assert_eq!(page.hear().await.answer, Answer::Done);
    assert_eq!(page.spoken.iter().filter(|record| record.command == "COMPRESS DEFLATE").count(), 1);
    drop(page);
    server.end().await;
}

#[tokio::test]
async fn is_begun_for_many_messages_and_goes_on() {
    check(serve(session).await, Security::Plain, compressing()).await;
    let authority = Authority::new();
    let acceptor = authority.acceptor("localhost");
    let server = serve(async move |line| session(line.encrypt(&acceptor).await).await).await;
    let trusting = Config { extra_roots: vec![authority.root.clone()], ..compressing() };
    check(server, Security::Tls, trusting).await;
}

#[tokio::test]
async fn a_server_that_will_not_is_read_without() {
    for result in ["NO [COMPRESSIONACTIVE] DEFLATE active via TLS", "NO later", "BAD what?"] {
        let relay = Relay::start(compressing()).await;
        let server = serve(async move |mut line| {
            line.welcome(OFFERED).await;
            line.open_inbox(300).await;
            line.expect_result("COMPRESS DEFLATE", "", result).await;
            for _ in 0..2 {
                let (tag, _) = line.command().await;
                line.say([fetched(1, 1, "\r\n"), format!("{tag} OK done\r\n").into_bytes()].concat()).await;
            }
            line.gone().await;
        })
        .await;
        let mut page = opened(&relay, server.port, Security::Plain).await;
        assert_eq!(read(&mut page, 300).await, 1);
        assert_eq!(read(&mut page, 300).await, 1);
        drop(page);
        server.end().await;
    }
}

#[tokio::test]
async fn a_server_on_this_computer_is_not_asked() {
    let relay = Relay::start(config()).await;
    let server = serve(async move |mut line| {
        line.welcome(OFFERED).await;
        line.open_inbox(300).await;
        let (tag, command) = line.command().await;
        assert!(command.starts_with("UID FETCH"), "{command}");
        line.say(format!("{tag} OK done\r\n")).await;
        line.gone().await;
    })
    .await;
    let mut page = opened(&relay, server.port, Security::Plain).await;
    assert_eq!(read(&mut page, 300).await, 0);
    drop(page);
    server.end().await;
}

/// How reading fails where the server says this after it began to compress.
async fn fails(said: Vec<u8>) -> (FailureKind, String) {
    let relay = Relay::start(compressing()).await;
    let server = serve(async move |mut line| {
        line.welcome(OFFERED).await;
        line.open_inbox(300).await;
        line.expect("COMPRESS DEFLATE", "").await;
        hear(&mut line).await;
        let _ = line.try_say(said).await;
    })
    .await;
    let mut page = opened(&relay, server.port, Security::Plain).await;
    let failed = page.fail(headers(300)).await;
    server.end().await;
    failed
}

#[tokio::test]
async fn what_is_broken_or_breaks_off_fails_and_says_so() {
    let (kind, words) = fails(b"\x07no deflate at all".to_vec()).await;
    assert_eq!((kind, words.contains("compressed")), (FailureKind::Malformed, true), "{words}");
    let mut begun = Compressor::new().of("* OK a\r\n* OK b\r\n");
    begun.truncate(begun.len() - 8);
    assert_eq!(fails(begun).await.0, FailureKind::WentAway);
}

/// 64 MiB in 64 KiB. What comes of it counts as if it had come as it is.
#[tokio::test]
async fn a_stream_that_swells_ends_the_session() {
    let bomb = compress_to_vec(&vec![b'x'; 64 * 1024 * 1024], 6);
    let (kind, words) = fails(bomb).await;
    assert_eq!((kind, words.contains("more than any answer")), (FailureKind::NotImap, true), "{words}");
}
