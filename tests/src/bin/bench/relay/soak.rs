//! Sessions that come, go and fail at random, for minutes: afterwards the relay has what it had before.

use super::page::{Page, account, dial};
use super::process::{Held, RelayProcess, allow_files};
use super::server::{Line, MailServer, certificate, fetched};
use anyhow::{Context, Result, bail, ensure};
use kith_wire::{Answer, Ask, Security, UidSet};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

/// So many pages are there at once…
const PAGES: u64 = 60;

/// …and each pauses so long before the next comes in its place.
const PAUSE: Duration = Duration::from_millis(150);

/// No page stays longer.
const LONGEST: Duration = Duration::from_secs(40);

/// What the relay may take to notice everything: the longest of its waits.
const QUIET: Duration = Duration::from_secs(90);

/// What only shows with time, and not what the first sessions of each kind need, is what counts as growth.
const WARM: Duration = Duration::from_secs(45);

/// How much memory may have grown from there to the end, in bytes: what an allocator keeps differs from time to time.
const MAX_GROWTH: u64 = 16_000_000;

const MESSAGES: u32 = 2_000;

/// How a page, or its mail server, behaves. The server knows by the user's name.
const MANNERS: [&str; 13] = [
    "polite",
    "polite",
    "polite",
    "refused",
    "server hangs up in the list",
    "server hangs up in the headers",
    "server hangs up while idle",
    "server drips",
    "server is silent",
    "page vanishes in the headers",
    "page reads slowly",
    "page talks nonsense",
    "half-open",
];

/// A small xorshift.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// What became of the pages, by manner.
type Counts = Arc<Mutex<BTreeMap<&'static str, (u32, u32)>>>;

pub(super) async fn run(minutes: u64) -> Result<()> {
    allow_files(10_000);
    let folder = tempfile::tempdir()?;
    let authority = folder.path().join("authority.pem");
    let acceptor = certificate(&authority)?;
    let server = MailServer::start(Some(acceptor.clone()), serve).await?;
    let broken = broken(acceptor).await?;
    let relay = Arc::new(RelayProcess::start(Some(&authority), 5_000)?);
    let before = relay.held()?;
    say("before", before);

    let counts = Counts::default();
    let end = Instant::now() + Duration::from_secs(minutes * 60);
    let next = Arc::new(AtomicU32::new(0));
    let mut pages = JoinSet::new();
    for seed in 1..=PAGES {
        let (counts, next) = (counts.clone(), next.clone());
        let at = At { relay: relay.address, server: server.port, broken: broken.port };
        pages.spawn(async move {
            let mut numbers = Numbers(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            while Instant::now() < end {
                // A household of its own each time, since the relay counts who is refused.
                let number = next.fetch_add(1, Ordering::Relaxed) * 4 % 240_000;
                let manner = MANNERS.get(numbers.below(MANNERS.len() as u64) as usize).copied().unwrap_or_default();
                let went_well =
                    timeout(LONGEST, live(at, number, manner, &mut numbers)).await.is_ok_and(|it| it.is_ok());
                count(&counts, manner, went_well);
                sleep(PAUSE).await;
            }
        });
    }
    let mut warm = None;
    let begun = Instant::now();
    while Instant::now() < end {
        sleep(Duration::from_secs(15).min(end.saturating_duration_since(Instant::now()))).await;
        let held = relay.held()?;
        say(&format!("after {} s", begun.elapsed().as_secs()), held);
        if begun.elapsed() > WARM {
            warm.get_or_insert(held);
        }
    }
    while pages.join_next().await.is_some() {}
    for (manner, (well, badly)) in counts.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        println!("  {manner:<32} {well:>6} as it ought to be, {badly:>5} not");
    }

    let quiet = Instant::now();
    let mut after = relay.held()?;
    while (after.sockets > before.sockets || after.threads > before.threads) && quiet.elapsed() < QUIET {
        sleep(Duration::from_secs(1)).await;
        after = relay.held()?;
    }
    say(&format!("{} s after the last", quiet.elapsed().as_secs()), after);
    println!("  processor time in all: {:.1} s", relay.processor_time()?.as_secs_f64());
    ensure!(
        after.sockets <= before.sockets,
        "{} sockets are left, {} were there before",
        after.sockets,
        before.sockets
    );
    ensure!(after.threads <= before.threads, "{} threads are left of {}", after.threads, before.threads);
    let grown = after.resident.saturating_sub(warm.unwrap_or(before).resident);
    ensure!(grown <= MAX_GROWTH, "{grown} bytes more than when it was warm");
    let mut page = Page::open(relay.address, 0).await?;
    page.idle(account(server.port, Security::Tls, "polite")).await.context("a session afterwards")?;
    println!("› everything is as it was");
    Ok(())
}

fn count(counts: &Counts, manner: &'static str, went_well: bool) {
    let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
    let (well, badly) = counts.entry(manner).or_default();
    *(if went_well { well } else { badly }) += 1;
}

fn say(when: &str, held: Held) {
    println!(
        "  {when:<20} {:>6.1} MB, {:>4} threads, {:>5} sockets",
        held.resident as f64 / 1e6,
        held.threads,
        held.sockets
    );
}

/// Where the pages and their relay go.
#[derive(Clone, Copy)]
struct At {
    relay: SocketAddr,
    server: u16,
    broken: u16,
}

/// One page, from its coming to its going. Fails where something else happens than its manner asks for.
async fn live(at: At, number: u32, manner: &'static str, numbers: &mut Numbers) -> Result<()> {
    let stay = Duration::from_millis(numbers.below(1_500));
    if manner == "half-open" {
        let mut stream = dial(at.relay, number).await?;
        if numbers.below(2) == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nhost: ").await?;
        }
        // Now and then for longer than the relay waits.
        sleep(stay * u32::try_from(numbers.below(12))?).await;
        return Ok(());
    }
    let mut page = Page::open(at.relay, number).await?;
    if manner == "page talks nonsense" {
        page.send_bytes(vec![0xc1; 64]).await?;
        return if page.hear().await.is_err() { Ok(()) } else { bail!("nonsense was answered") };
    }
    if manner == "server is silent" {
        page.send(account(at.broken, Security::Tls, "polite")).await?;
        // Either the server hangs up before the page does, or the page loses its patience.
        let _ = timeout(stay * 4, page.hear()).await;
        return Ok(());
    }
    page.send(account(at.server, Security::Tls, manner)).await?;
    match page.hear().await? {
        Answer::Failed(_) if manner == "refused" => return Ok(()),
        Answer::Connected { .. } => {}
        other => bail!("{other:?}"),
    }
    let uids = || UidSet::from(vec![(1, MESSAGES)]);
    if manner == "server hangs up in the list" {
        return if page.ask(Ask::List).await.is_err() { Ok(()) } else { bail!("folders came") };
    }
    page.ask(Ask::List).await?;
    page.ask(Ask::Examine { folder: "INBOX".to_owned() }).await?;
    match manner {
        "server hangs up in the headers" => {
            return if page.headers(uids()).await.is_err() { Ok(()) } else { bail!("all came") };
        }
        "server hangs up while idle" => {
            page.ask(Ask::Idle).await?;
            return match page.hear().await {
                Ok(Answer::Failed(_)) | Err(_) => Ok(()),
                Ok(other) => bail!("{other:?}"),
            };
        }
        "page vanishes in the headers" => {
            page.send(Ask::Headers { uids: uids(), credit: 16 }).await?;
            sleep(stay / 8).await;
            return Ok(());
        }
        "page reads slowly" => {
            let id = page.send(Ask::Headers { uids: uids(), credit: 1 }).await?;
            while let Answer::Headers(_) = page.hear().await? {
                sleep(stay / 2).await;
                page.send_as(id, Ask::Credit { batches: 1 }).await?;
            }
            return Ok(());
        }
        _ => {}
    }
    let read = page.headers(uids()).await?;
    ensure!(read == MESSAGES as usize, "{read} header blocks");
    page.ask(Ask::Idle).await?;
    sleep(stay).await;
    if numbers.below(2) == 0 {
        page.send(Ask::Logout).await?;
        while page.hear().await.is_ok() {}
    }
    Ok(())
}

/// A mail server that behaves as the user's name says.
async fn serve(mut line: Line) -> Result<()> {
    let manner = line.welcome().await?;
    loop {
        let (tag, command) = line.command().await?;
        if command.starts_with("LIST") && manner == "server hangs up in the list" {
            bail!("gone");
        }
        if command == "IDLE" && manner == "server hangs up while idle" {
            line.say("+ idling\r\n* 1 EXP").await?;
            bail!("gone");
        }
        if let Some(uids) = command.strip_prefix("UID FETCH ") {
            let range = uids.split(' ').next().and_then(|range| range.split_once(':')).context("no range")?;
            let (low, high) = (range.0.parse::<u32>()?, range.1.parse::<u32>()?);
            for uid in (low..=high).rev() {
                let answer = fetched(uid, &[b'x'; 1_500]);
                if manner == "server hangs up in the headers" && uid % 1_000 == 500 {
                    line.say(answer.get(..700).unwrap_or_default()).await?;
                    bail!("gone");
                }
                if manner == "server drips" && uid % 250 == 0 {
                    for piece in answer.chunks(100) {
                        line.say(piece).await?;
                        sleep(Duration::from_millis(2)).await;
                    }
                    continue;
                }
                line.say(answer).await?;
            }
        }
        line.answer(MESSAGES, &tag, &command).await?;
    }
}

/// A mail server that takes connections and fails before there is a session: in turn it hangs up, says nothing, says
/// what no mail server says, and says half of what one says.
async fn broken(tls: TlsAcceptor) -> Result<MailServer> {
    let turn = Arc::new(AtomicU64::new(0));
    MailServer::start(Some(tls), move |mut line| {
        let turn = turn.fetch_add(1, Ordering::Relaxed);
        async move {
            match turn % 4 {
                0 => bail!("gone"),
                1 => {}
                2 => line.say("HTTP/1.1 400 Bad Request\r\n\r\n").await?,
                _ => line.say("* OK [CAPABILITY IMAP4rev1").await?,
            }
            // Until the relay hangs up.
            line.hear().await.map(drop)
        }
    })
    .await
}
