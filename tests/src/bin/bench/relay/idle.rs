//! What a mailbox costs the relay while it waits for news.

use super::figures::{Aim, Figures};
use super::page::{Page, account};
use super::process::{RelayProcess, allow_files};
use super::server::{Line, MailServer, certificate, fetched};
use anyhow::{Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use kith_wire::{Security, UidSet};
use std::time::Duration;
use tokio::task::JoinSet;

/// So many mailboxes, and then so many.
const FEW: u32 = 500;
const MANY: u32 = 5_000;

/// So many log in at the same time.
const AT_ONCE: usize = 32;

/// How long their processor time is taken.
const WATCHED: Duration = Duration::from_secs(30);

/// Until what the logins left behind is done.
const SETTLING: Duration = Duration::from_secs(5);

/// So many messages each mailbox has read before it waits, in one of the rounds.
const MESSAGES: u32 = 500;

pub(super) async fn measure(figures: &mut Figures) -> Result<()> {
    // On either side of the relay a socket each, and here are both other ends.
    let files = allow_files(u64::from(MANY) * 2 + 200);
    ensure!(files > u64::from(MANY) * 2, "{files} files may be open, which is too few: see `ulimit -Hn`");
    let few = hold(FEW, false, Duration::ZERO).await?;
    figures.add(
        "relay_idle_bytes_500",
        "Memory of an idle mailbox, 500 of them",
        few.bytes,
        "bytes",
        Aim::AtMost(65_536.0),
    );
    let many = hold(MANY, false, WATCHED).await?;
    figures.add("relay_idle_bytes", "… 5,000 of them", many.bytes, "bytes", Aim::AtMost(65_536.0));
    let read = hold(FEW, true, Duration::ZERO).await?;
    figures.add("relay_idle_bytes_after_reading", "… each after 500 header blocks of 2 kB", read.bytes, "bytes", None);
    let share = many.share * 100.0;
    figures.add("relay_idle_core_percent", "A core while 5,000 are idle", share, "%", Aim::AtMost(2.0));
    Ok(())
}

struct Cost {
    /// For each mailbox.
    bytes: f64,
    /// Of one core, for all.
    share: f64,
}

/// Has so many mailboxes wait for news, over TLS.
async fn hold(count: u32, reading: bool, watched: Duration) -> Result<Cost> {
    let folder = tempfile::tempdir()?;
    let authority = folder.path().join("authority.pem");
    let server = MailServer::start(Some(certificate(&authority)?), serve).await?;
    let relay = RelayProcess::start(Some(&authority), usize::try_from(count)? + 100)?;
    let open = async |number: u32| {
        let mut page = Page::open(relay.address, number).await?;
        if reading {
            page.ask(account(server.port, Security::Tls, "ada")).await?;
            page.ask(kith_wire::Ask::Examine { folder: "INBOX".to_owned() }).await?;
            let read = page.headers(UidSet::from(vec![(1, MESSAGES)])).await?;
            ensure!(read == MESSAGES as usize, "{read} header blocks");
            page.ask(kith_wire::Ask::Idle).await?;
        } else {
            page.idle(account(server.port, Security::Tls, "ada")).await?;
        }
        anyhow::Ok(page)
    };
    // What only the first sessions need is not theirs.
    let first: Vec<Page> = stream::iter(count..count + 20).then(&open).try_collect().await?;
    drop(first);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = relay.held()?;
    let mut staying = JoinSet::new();
    let mut opened = stream::iter(0..count).map(&open).buffer_unordered(AT_ONCE);
    while let Some(page) = opened.next().await {
        staying.spawn(page?.stay());
    }
    tokio::time::sleep(SETTLING).await;
    let after = relay.held()?;
    ensure!(after.sockets >= before.sockets + 2 * count as usize, "{} sockets of {count} mailboxes", after.sockets);
    let used = relay.processor_time()?;
    tokio::time::sleep(watched).await;
    let used = relay.processor_time()?.saturating_sub(used);
    ensure!(staying.len() == count as usize && staying.try_join_next().is_none(), "mailboxes were lost");
    let bytes = after.resident.saturating_sub(before.resident) as f64 / f64::from(count);
    println!(
        "  {count} idle: {:.1} MB, before {:.1} MB; {} threads",
        after.resident as f64 / 1e6,
        before.resident as f64 / 1e6,
        after.threads
    );
    let share = if watched.is_zero() { 0.0 } else { used.as_secs_f64() / watched.as_secs_f64() };
    Ok(Cost { bytes, share })
}

async fn serve(mut line: Line) -> Result<()> {
    line.welcome().await?;
    loop {
        let (tag, command) = line.command().await?;
        if command.starts_with("UID FETCH") {
            for uid in (1..=MESSAGES).rev() {
                line.say(fetched(uid, &[b'x'; 2_000])).await?;
            }
        }
        line.answer(MESSAGES, &tag, &command).await?;
    }
}
