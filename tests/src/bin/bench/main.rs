//! How fast Kith is, and what it costs: `cargo xtask bench`, and of the relay alone `cargo xtask bench relay`.
//!
//! A mailbox made from a seed lies in a real Dovecot; a bare socket, Kith in a real Chromium through the real relay,
//! and imapflow read the same headers of it over TLS. Nothing else should run on the machine meanwhile.

#![allow(clippy::print_stdout, reason = "this is a command line tool")]

mod figures;
mod mailbox;
mod settings;

mod floor;
mod imapflow;
mod kith;
mod overheard;
mod question;

mod bounds;
mod coming_in;
mod due;
mod first_visit;
mod search;
mod transfer;

mod relay;

mod cpu;
mod devtools;
mod profile;
mod proxy;

use anyhow::{Context, Result};
use figures::{Figures, median};
use mailbox::BenchMailbox;
use settings::Settings;
use std::time::Duration;

#[tokio::main]
async fn main() -> Result<()> {
    let settings = Settings::from_args()?;
    println!("› {}; {}", settings::machine(), settings::load());
    println!("› nothing else should run meanwhile: every core is measured");
    if settings.profile {
        return profile::run(&settings).await;
    }
    if settings.relay {
        return relay::run(&settings).await;
    }
    if settings.bounds {
        let mut figures = Figures { messages: search::MESSAGES, ..Figures::default() };
        bounds::measure(&mut figures)?;
        figures::print(&[figures]);
        return Ok(());
    }
    if settings.coming_in {
        let mut figures = Figures { messages: search::MESSAGES, ..Figures::default() };
        coming_in::measure(&mut figures).await?;
        figures::print(&[figures]);
        return Ok(());
    }
    if settings.search {
        let mut figures = Figures { messages: search::MESSAGES, ..Figures::default() };
        search::measure(&settings, &mut figures).await?;
        figures::print(&[figures]);
        return Ok(());
    }
    let mut all: Vec<Figures> = Vec::new();
    for &size in &settings.sizes {
        let figures = measure(&settings, size, &all).await.with_context(|| format!("{size} messages"))?;
        all.push(figures);
        figures::print(&all);
    }
    if settings.sizes.contains(&search::MESSAGES) {
        let figures = all.iter_mut().find(|it| it.messages == search::MESSAGES).context("nothing was measured")?;
        bounds::measure(figures).context("bounds")?;
        search::measure(&settings, figures).await.context("search")?;
        coming_in::measure(figures).await.context("people who come in")?;
        first_visit::measure(figures).await.context("a first visit")?;
        figures::print(&all);
    }
    if let Some(file) = &settings.json {
        figures::write(&all, file)?;
    }
    Ok(())
}

async fn measure(settings: &Settings, size: usize, before: &[Figures]) -> Result<Figures> {
    let repeats = settings.repeats(size);
    println!("› {size} messages, {repeats} times each; {}", settings::load());
    let mailbox = BenchMailbox::open(&settings.cache, size, None)?;
    println!("  {} people, {} different messages", mailbox.holds.people, mailbox.holds.distinct);
    let mut figures = Figures { messages: size, repeats, people: mailbox.holds.people, ..Figures::default() };

    // First of all, so that the others can ask what the relay asks.
    let question = match before.first().filter(|_| size > 100_000) {
        Some(earlier) => earlier.question.clone().context("no earlier question")?,
        None => {
            let overheard = overheard::listen(&mailbox).await.context("listening to the relay")?;
            figures.noop = overheard.noop;
            overheard.question
        }
    };
    floor::read(&mailbox.server, &question)?;
    match imapflow::read(settings, &mailbox, &question, repeats) {
        Ok(times) => {
            println!("  imapflow: {times:.3?} s");
            figures.imapflow_s = median(&times);
        }
        Err(error) => println!("  imapflow: not measured, {error:#}"),
    }
    // What came before leaves memory to be given back and files to be written.
    tokio::time::sleep(Duration::from_secs(1)).await;
    kith::measure(&mailbox, &question, repeats, &mut figures).await.context("Kith")?;
    if size <= 100_000 {
        figures.due_one_message_us = Some(due::one_message(&mailbox)?);
    }
    transfer::measure(&mut figures)?;
    figures.question = Some(question);
    Ok(figures)
}
