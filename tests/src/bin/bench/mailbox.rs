//! The mailbox that is read: made once, kept with the server's indexes warm, and a fresh copy of it in every run.

use crate::floor;
use anyhow::{Context, Result};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, BULK_FOLDERS, Bulk, Holds};
use kith_tests::maildir::Maildir;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The mailbox of the same seed is the same, as long as what makes it stays the same: then count this up.
const SEED: u64 = 1;
const VERSION: u32 = 1;

/// A server with the mailbox in it.
pub(crate) struct BenchMailbox {
    pub server: Dovecot,
    pub holds: Holds,
}

impl BenchMailbox {
    /// A mailbox of so many messages, with so many people; if that is not said, with one for every 33.
    pub(crate) fn open(cache: &Path, size: usize, people: Option<usize>) -> Result<Self> {
        let with = people.map(|people| format!("-{people}")).unwrap_or_default();
        let kept = cache.join(format!("mailbox-{VERSION}-{SEED}-{size}{with}"));
        let holds = match known(&kept) {
            Some(holds) => holds,
            None => make(&kept, size, people)?,
        };
        let server = start(|maildir| {
            mark(maildir)?;
            copy(&kept.join("Maildir"), maildir.root())
        })?;
        Ok(Self { server, holds })
    }
}

fn start(fill: impl FnOnce(&mut Maildir) -> Result<()>) -> Result<Dovecot> {
    Dovecot::start(Options { user: ACCOUNT.into(), is_guarded: false, ..Options::default() }, fill)
}

fn mark(maildir: &mut Maildir) -> Result<()> {
    BULK_FOLDERS.iter().try_for_each(|(folder, special_use)| maildir.make(folder, *special_use))
}

fn holds_file(kept: &Path) -> PathBuf {
    kept.join("holds.json")
}

fn known(kept: &Path) -> Option<Holds> {
    let value: Value = serde_json::from_slice(&std::fs::read(holds_file(kept)).ok()?).ok()?;
    let number = |key: &str| usize::try_from(value.get(key)?.as_u64()?).ok();
    Some(Holds { messages: number("messages")?, distinct: number("distinct")?, people: number("people")? })
}

/// Writes the mailbox, has the server index it, and keeps it.
fn make(kept: &Path, size: usize, people: Option<usize>) -> Result<Holds> {
    println!("› writing a mailbox of {size} messages, once");
    if kept.exists() {
        // Of a run that was stopped.
        std::fs::remove_dir_all(kept)?;
    }
    let mut holds = None;
    let mut server = start(|maildir| {
        let bulk = match people {
            Some(people) => Bulk::with_people(SEED, size, people),
            None => Bulk::new(SEED, size),
        };
        holds = Some(bulk.fill(maildir)?);
        Ok(())
    })?;
    let holds = holds.context("nothing was written")?;
    // A server reads each message for the first header that is asked for; afterwards it has them in its index.
    println!("› having the server index it");
    floor::warm(&server, &BULK_FOLDERS.map(|(folder, _)| folder))?;
    server.stop();
    copy(server.maildir()?.root(), &kept.join("Maildir"))?;
    let said = json!({"messages": holds.messages, "distinct": holds.distinct, "people": holds.people});
    std::fs::write(holds_file(kept), said.to_string())?;
    Ok(holds)
}

/// Copies a mailbox: messages, which never change, by a second name for the same file where that is possible.
fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let (path, target) = (entry?.path(), to);
        let name = path.file_name().context("a file has a name")?;
        let target = target.join(name);
        if path.is_dir() {
            copy(&path, &target)?;
        } else if from.ends_with("cur") {
            std::fs::hard_link(&path, &target).or_else(|_| copy_file(&path, &target))?;
        } else {
            copy_file(&path, &target)?;
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::copy(from, to)?;
    // The time of a message's file is the time of its arrival.
    std::fs::File::options().write(true).open(to)?.set_modified(std::fs::metadata(from)?.modified()?)
}
