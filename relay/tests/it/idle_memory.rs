//! What a mailbox that only waits costs the relay's process, by what the system says of its memory.
//!
//! For the whole measure:
//! `KITH_IDLE_SESSIONS=500 cargo test --release -p kith-relay --test it idle_memory -- --nocapture`.

#![cfg(target_os = "linux")]

use crate::certificates::Authority;
use crate::floods::kilobytes;
use crate::page::{Page, account};
use crate::program::Program;
use crate::script::{Server, ServerLine, fetched, serve};
use kith_wire::{Answer, Ask, Security, UidSet};
use tokio::io::AsyncReadExt;
use tokio_rustls::TlsAcceptor;

/// No session may take more while it waits, in kilobytes. A debug build has larger ones.
const MOST: u64 = if cfg!(debug_assertions) { 96 } else { 64 };

/// One that read before keeps a buffer of what was sent at once, and what the allocator does not give back.
const MOST_AFTER_READING: u64 = MOST + 64;

fn sessions() -> usize {
    std::env::var("KITH_IDLE_SESSIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// A server of one connection that is read, and then waits for news for as long as it is there.
async fn waiting(acceptor: TlsAcceptor, messages: u32) -> Server<()> {
    serve(async move |line: ServerLine| {
        let mut line = line.encrypt(&acceptor).await;
        line.welcome("IDLE").await;
        line.open_inbox(messages).await;
        if messages > 0 {
            let (tag, _) = line.command().await;
            let header = format!("Subject: {}\r\n\r\n", "x".repeat(700));
            let said: Vec<_> = (1..=messages).rev().flat_map(|uid| fetched(uid, uid, &header)).collect();
            line.say(said).await;
            line.say(format!("{tag} OK done\r\n")).await;
        }
        line.command().await;
        line.say("+ idling\r\n").await;
        line.hear_out().await;
    })
    .await
}

/// How much memory each of many sessions takes that wait after so many header blocks were read, in kilobytes.
async fn check(name: &str, messages: u32) -> u64 {
    let authority = Authority::new();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &authority.pem).unwrap();
    let acceptor = authority.acceptor("localhost");
    let count = sessions();
    let most = (count + 1).to_string();
    let mut relay = Program::start(&["--ca-file", file.path().to_str().unwrap(), "--max-sessions", &most]).await;
    // A relay that nobody listens to stops at some time.
    let mut log = relay.log;
    tokio::spawn(async move { while log.read(&mut [0; 4096]).await.is_ok_and(|count| count > 0) {} });
    let process = relay.process.id().unwrap();
    let mut before = 0;
    let mut all = Vec::new();
    for number in 0..=count {
        let server = waiting(acceptor.clone(), messages).await;
        let mut page = Page::open(relay.address).await;
        let answer = page.ask(Ask::Connect(account(server.port, Security::Tls))).await;
        assert!(matches!(answer, Answer::Connected { .. }), "{answer:?}");
        page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await;
        if messages > 0 {
            page.send(Ask::Headers { uids: UidSet::from(vec![(1, messages)]), credit: 16 }).await;
            while page.hear().await.answer != Answer::Done {}
            page.frames.clear();
        }
        assert_eq!(page.ask(Ask::Idle).await, Answer::Idling);
        all.push((server, page));
        // The first has loaded what all share.
        if number == 0 {
            before = kilobytes(process, "VmRSS");
        }
    }
    let grown = kilobytes(process, "VmRSS").saturating_sub(before);
    let each = grown / u64::try_from(count).unwrap();
    eprintln!("{name}: {each} kB for each of {count} sessions, above {before} kB");
    relay.process.kill().await.unwrap();
    each
}

#[tokio::test]
async fn of_mailboxes_that_wait() {
    let each = check("waiting", 0).await;
    assert!(each <= MOST, "a session that waits takes {each} kB");
}

#[tokio::test]
async fn of_mailboxes_that_wait_after_they_were_read() {
    let each = check("waiting after reading", 700).await;
    assert!(each <= MOST_AFTER_READING, "a session that waits after it read takes {each} kB");
}
