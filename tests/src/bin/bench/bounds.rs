//! What the oddest mail costs: it must cost what it holds. All of it is measured natively, without a browser.

use crate::figures::Figures;
use anyhow::{Result, ensure};
use kith_domain::{header, text};
use kith_engine::bench::Bench;
use std::time::Instant;

const ME: &str = "me@home.example";

/// So many names of one address, and so many people.
const MANY: u32 = 10_000;

/// So many messages come in one batch.
const BATCH: usize = 500;

/// What is fetched of a message at most, in bytes.
const TEXT: usize = 512 * 1024;

/// Messages that are made to be read for ever: how each begins, and what stands in it over and over.
const HOSTILE: [(&str, &str); 14] = [
    ("", "Content-Type:message/rfc822\n\n"),
    ("", "Content-Type: multipart/mixed; boundary=a\n\n--a\n"),
    ("Content-Type: multipart/mixed; boundary=a\n\n--a\n", "\n\n--a\n"),
    ("Content-Type: multipart/mixed; boundary=a\n\n--a\n", "Content-Type: multipart/mixed; boundary=x\n\n--a\n"),
    ("Content-Type: text/plain", "; a*=b"),
    ("Content-Transfer-Encoding: quoted-printable\n\n", "=\n"),
    ("Content-Transfer-Encoding: base64\nContent-Type: text/html\n\n", "PGhlYWQ+"),
    ("Content-Type: text/html\n\n", "<head>"),
    ("Content-Type: text/html\n\n", "<head></a>"),
    ("Content-Type: text/html\n\n", "<style></a>"),
    ("Content-Type: text/html\n\n", "<blockquote>"),
    ("Content-Type: text/html\n\n", "<a \">\""),
    ("Content-Type: text/html\n\n", "<a href=https://x.example>"),
    ("Content-Type: text/html\n\n", "&lt;"),
];

pub(crate) fn measure(figures: &mut Figures) -> Result<()> {
    figures.many_names_ms = Some(many_names()?);
    figures.export_ms = Some(export()?);
    figures.hostile_text_ms = Some(hostile_text());
    Ok(())
}

/// Thousands of messages from one address, each under another name, taken in as they are read.
fn many_names() -> Result<f64> {
    let block =
        |number: u32| format!("From: Nr {number} <robin@x.example>\r\nTo: {ME}\r\nMessage-ID: <{number}@x>\r\n\r\n");
    let mut bench = Bench::new(ME);
    let took = take(&mut bench, "INBOX", block);
    ensure!(bench.counts() == (MANY, 1), "{:?}", bench.counts());
    Ok(took)
}

fn export() -> Result<f64> {
    let block = |number: u32| {
        format!(
            "From: {ME}\r\nTo: Nr {number} <p{number}@h{}.example>\r\nMessage-ID: <{number}@x>\r\n\r\n",
            number % 997
        )
    };
    let mut bench = Bench::new(ME);
    take(&mut bench, "Sent", block);
    let begun = Instant::now();
    let lines = bench.export().lines().count();
    let took = begun.elapsed().as_secs_f64() * 1e3;
    ensure!(lines == MANY as usize + 1, "{lines} lines");
    Ok(took)
}

/// Gives how long it took in milliseconds, without reading the headers.
fn take(bench: &mut Bench, folder: &str, block: impl Fn(u32) -> String) -> f64 {
    let facts =
        (1..=MANY).map(|uid| (uid, header::read(block(uid).as_bytes(), Some(1_700_000_000 + i64::from(uid)), 4_000)));
    let facts: Vec<_> = facts.collect();
    let begun = Instant::now();
    for batch in facts.chunks(BATCH) {
        bench.take(folder, folder == "Sent", batch.to_vec(), &mut |_| {});
    }
    begun.elapsed().as_secs_f64() * 1e3
}

/// The slowest of them.
fn hostile_text() -> f64 {
    let times = HOSTILE.iter().map(|(head, piece)| {
        let message = format!("{head}{}", piece.repeat(TEXT / piece.len()));
        let begun = Instant::now();
        let _ = text::read(message.as_bytes());
        let took = begun.elapsed().as_secs_f64() * 1e3;
        println!("  {piece:?}: {took:.1} ms");
        took
    });
    times.fold(0.0, f64::max)
}
