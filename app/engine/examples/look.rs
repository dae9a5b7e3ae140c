//! Whom Kith makes of a Maildir, to be looked at by eye: people, those who are kept apart with the reason, and pairs that
//! may be one.
//!
//! `cargo run --release -p kith-engine --example look MAILDIR OWN-ADDRESS`

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool that stops where it is wrong, and prints")]

use kith_domain::header;
use kith_engine::api::{Group, PersonRow};
use kith_engine::bench::Bench;
use std::path::Path;

fn main() {
    let mut args = std::env::args().skip(1);
    let (maildir, own) = args.next().zip(args.next()).expect("a Maildir, and whose it is");
    let mut bench = Bench::new(&own);
    let root = Path::new(&maildir);
    let folders = std::fs::read_dir(root).expect("a Maildir").filter_map(Result::ok).map(|entry| entry.path());
    let mut messages = 0;
    for folder in std::iter::once(root.to_owned()).chain(folders.filter(|path| path.join("cur").is_dir())) {
        let name =
            folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().trim_matches('.').to_owned());
        let name = if folder == root { "INBOX".to_owned() } else { name };
        if ["trash", "junk", "drafts", "deleted"].iter().any(|never| name.to_lowercase().contains(never)) {
            continue;
        }
        let mut batch = Vec::new();
        for part in ["cur", "new"] {
            for file in std::fs::read_dir(folder.join(part)).into_iter().flatten().filter_map(Result::ok) {
                let text = std::fs::read(file.path()).expect("a message");
                let uid = u32::try_from(batch.len() + 1).unwrap_or(u32::MAX);
                batch.push((uid, header::read(&text, None, 0)));
            }
        }
        messages += batch.len();
        bench.take(&name, name.to_lowercase().contains("sent"), batch, &mut |_| ());
    }
    let (stored, _) = bench.counts();
    let (untracked, domains) = bench.untracked();
    println!("{messages} messages, {stored} different, {untracked} not tracked; my domains: {}", domains.join(", "));
    show("PEOPLE", &bench.rows(Group::People));
    show("KEPT APART", &bench.rows(Group::Others));
    let pairs = bench.pairs();
    println!("\nMAY BE ONE: {}", pairs.len());
    pairs.iter().for_each(|(one, other, why)| println!("{one}  =  {other}  {why:?}"));
}

fn show(title: &str, rows: &[PersonRow]) {
    println!("\n{title}: {}", rows.len());
    for row in rows {
        let company = row.company.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        println!("{:5}  {} <{}>  {company}  {:?}", row.messages, row.name, row.address, row.reason);
    }
}
