//! A mail server with a mailbox to try Kith on by hand: `cargo xtask mail`.

#![allow(clippy::print_stdout, reason = "this is a command line tool")]

use anyhow::{Context, Result};
use kith_tests::dovecot::{Dovecot, Options, PLAIN_HOST, Ports};
use kith_tests::fixture::{ACCOUNT, Fixture};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::signal::unix::{SignalKind, signal};

/// The same ports every time, so that an account that was entered goes on working.
const PORTS: Ports = Ports { tls: 10_993, starttls: 10_143, plain: 10_144 };
/// As many as the tests read.
const MESSAGES: usize = 5000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (mut authority, mut messages) = (None, MESSAGES);
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().with_context(|| format!("{flag} needs a value"))?;
        match flag.as_str() {
            "--authority" => authority = Some(PathBuf::from(value)),
            "--messages" => messages = value.parse().context("--messages needs a number")?,
            _ => anyhow::bail!("there is no {flag}"),
        }
    }
    let mut terminated = signal(SignalKind::terminate())?;
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    println!("› writing a mailbox of {messages} messages");
    let fixture = Fixture::new(1, now, messages);
    let options = Options {
        user: ACCOUNT.into(),
        password: "kith".into(),
        ports: Some(PORTS),
        // Who tries Kith may do with the mailbox what they like.
        is_guarded: false,
        ..Options::default()
    };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir))?;
    let _trusted = authority.map(|file| Trusted::new(&server, file)).transpose()?;

    let truth = fixture.truth();
    println!("› a mail server runs. Enter this account in Kith (the password is for this machine only):\n");
    println!("    user      {ACCOUNT}");
    println!("    password  {}", server.password());
    println!("    server    localhost");
    println!("    port      {} with SSL, {} without (STARTTLS)", PORTS.tls, PORTS.starttls);
    println!("    or the server {PLAIN_HOST}, port {}, without SSL: it has no encryption at all\n", PORTS.plain);
    println!("  {} messages, {} people", truth.messages, truth.people.len());
    println!("  Start `cargo xtask run` (again) now: it trusts this server's certificate while this runs.");
    println!("  A relay started by hand does with: --ca-file {}", server.authority().display());
    println!("  Ctrl-C stops it.");
    tokio::select! {
        stopped = tokio::signal::ctrl_c() => stopped?,
        _ = terminated.recv() => {}
    }
    Ok(())
}

/// The server's authority where `cargo xtask run` looks for it; gone when the server is.
struct Trusted(PathBuf);

impl Trusted {
    fn new(server: &Dovecot, file: PathBuf) -> Result<Self> {
        let folder = file.parent().context("--authority needs a file in a folder")?;
        std::fs::create_dir_all(folder)?;
        std::fs::copy(server.authority(), &file)?;
        Ok(Self(file))
    }
}

impl Drop for Trusted {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
