//! Whom Kith makes of a Maildir, to be looked at by eye: people, those who are filtered out with the reason, pairs that
//! may be one, and of which addresses it asks whether they are the user's, with whom an answer would bring and take.
//!
//! `cargo run --release -p kith-engine --example look MAILDIR OWN-ADDRESS [OWN-ADDRESS…]`

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a tool that stops where it is wrong, and prints")]

use kith_domain::header;
use kith_engine::api::{Group, OwnQuestion, PersonRow};
use kith_engine::bench::Bench;
use std::path::Path;

fn main() {
    let mut args = std::env::args().skip(1);
    let maildir = args.next().expect("a Maildir");
    let own: Vec<String> = args.collect();
    assert!(!own.is_empty(), "whose it is");
    let mut bench = Bench::of(own.iter().map(String::as_str));
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
    show("KEPT APART", &bench.rows(Group::FilteredOut));
    let pairs = bench.pairs();
    println!("\nMAY BE ONE: {}", pairs.len());
    pairs.iter().for_each(|(one, other, why)| println!("{one}  =  {other}  {why:?}"));
    let questions = bench.own_questions();
    println!("\nMAY BE MINE: {}", questions.len());
    for OwnQuestion { address, received, sent, named, .. } in questions {
        println!(
            "{address}  {received} came to it, {sent} were sent from it{}",
            if named { ", it goes by my name" } else { "" }
        );
        for mine in [true, false] {
            let preview = bench.if_own(&address, mine);
            let sides = [("appear", preview.appear), ("disappear", preview.disappear)];
            for (side, (count, rows)) in sides.into_iter().filter(|(_, (count, _))| *count > 0) {
                println!("  if it is {}mine, {count} {side}:", if mine { "" } else { "not " });
                rows.iter().for_each(|row| println!("    {} <{}>", row.name, row.address));
            }
        }
    }
}

fn show(title: &str, rows: &[PersonRow]) {
    println!("\n{title}: {}", rows.len());
    for row in rows {
        let company = row.company.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        println!("{:5}  {} <{}>  {company}  {:?}", row.messages, row.name, row.address, row.reason);
    }
}
