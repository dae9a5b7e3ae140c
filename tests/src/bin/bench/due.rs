//! What one new message costs the engine while everyone is in a bucket, without a browser.

use crate::mailbox::BenchMailbox;
use anyhow::{Context, Result, ensure};
use kith_domain::header;
use kith_domain::message::Facts;
use kith_engine::api::Group;
use kith_engine::bench::Bench;
use kith_tests::fixture::{ACCOUNT, BULK_FOLDERS};
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// So many messages come in one batch.
const BATCH: usize = 500;
/// So many are measured.
const NEW: u32 = 4_000;

/// From a message's header to the due day of whom it names, in microseconds.
pub(crate) fn one_message(mailbox: &BenchMailbox) -> Result<f64> {
    let maildir = mailbox.server.maildir()?;
    let mut bench = Bench::new(ACCOUNT);
    for (folder, special_use) in BULK_FOLDERS {
        let files = maildir.files(folder)?;
        for (first, batch) in (0..).step_by(BATCH).zip(files.chunks(BATCH)) {
            let facts = (first..).zip(batch).map(|(uid, file)| Ok((uid, read(file)?)));
            let facts = facts.collect::<Result<Vec<_>>>()?;
            bench.take(folder, special_use == Some("\\Sent"), facts, &mut |_| {});
        }
    }
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    bench.set_now(now);
    let people = bench.into_buckets(1, u32::MAX);
    ensure!(people as usize == mailbox.holds.people, "{people} people of {}", mailbox.holds.people);
    let addresses: Vec<String> = bench.rows(Group::People).into_iter().map(|row| row.address).collect();
    let mut messages = Vec::new();
    for (number, address) in (0..NEW).zip(addresses.iter().cycle()) {
        let block = format!(
            "From: <{address}>\r\nTo: <{ACCOUNT}>\r\nSubject: One more\r\nMessage-ID: <due.{number}@new.example>\r\nDate: {}\r\n\r\n",
            kith_tests::fixture::date_of(now),
        );
        messages.push((10_000_000 + number, block));
    }
    let start = Instant::now();
    for (uid, block) in messages {
        bench.take("INBOX", false, vec![(uid, header::read(block.as_bytes(), Some(now), 4_000))], &mut |_| {});
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / f64::from(NEW))
}

/// The facts of a message's file, whose name begins with the time of its arrival.
fn read(file: &Path) -> Result<Facts> {
    let message = std::fs::read(file)?;
    let end = message.windows(4).position(|it| it == b"\r\n\r\n").map_or(message.len(), |at| at + 4);
    let name = file.file_name().and_then(|name| name.to_str()).context("a message has a name")?;
    let received = name.split('.').next().and_then(|received| received.parse().ok());
    Ok(header::read(message.get(..end).unwrap_or_default(), received, u32::try_from(message.len())?))
}
