//! What people cost who come from a file or an address book.

use crate::figures::Figures;
use crate::kith::Page;
use anyhow::{Context, Result, ensure};
use kith_tests::radicale::{Radicale, announce};
use kith_tests::relay::Relay;
use kith_tests::vdirsyncer::pull;
use kith_tests::world::World;
use std::time::{Duration, Instant};

/// So many cards are in the file, and so many in the address book.
const IN_FILE: usize = 10_000;
const IN_BOOK: usize = 5_000;

const USER: &str = "robin@wren.test";
const PASSWORD: &str = "correct horse";
const BOOK: &str = "friends";
const HOST: &str = "dav.wren.test";
const PATIENCE: Duration = Duration::from_secs(300);

/// Imports what was chosen, and gives how long it took from the click until everyone was there, in milliseconds.
const IMPORT: &str = "
    const shown = () => document.querySelector('[data-testid=import-done]');
    const start = performance.now();
    kithBench.long.length = 0;
    document.querySelector('[data-testid=import-yes]').click();
    await new Promise((done) => {
        const watch = new MutationObserver(() => shown() && (watch.disconnect(), done()));
        watch.observe(document, { subtree: true, childList: true });
    });
    return performance.now() - start;";

fn card(number: usize) -> String {
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:Robin{number} Finch\r\nN:Finch;Robin{number};;;\r\n\
         EMAIL;TYPE=WORK:robin{number}@finch{}.test\r\nTEL;TYPE=CELL:+44 20 7946 {number:05}\r\n\
         ORG:Finch and Daughters\r\nBDAY:1980-04-12\r\nNOTE:Met at the fair\r\nEND:VCARD\r\n",
        number % 97
    )
}

pub(crate) async fn measure(figures: &mut Figures) -> Result<()> {
    import(figures).await.context("importing")?;
    first_sync(figures).await.context("an address book")
}

async fn import(figures: &mut Figures) -> Result<()> {
    let relay = Relay::start(None)?;
    let page = Page::open(&relay).await?;
    let file: String = (0..IN_FILE).map(card).collect();
    let begun = Instant::now();
    page.browser.choose_import("people.vcf", &file).await?;
    let known = begun.elapsed();
    let took = page.browser.run_async(IMPORT).await?.as_f64().context("no time")?;
    let there = format!("return document.querySelector('[data-testid=import-done]')?.dataset.new === '{IN_FILE}';");
    page.browser.until(&there).await?;
    let long = page.browser.run("return kithBench.long.map(([, length]) => length);").await?;
    let long: Vec<f64> = serde_json::from_value(long)?;
    println!("  {IN_FILE} cards of a file: preview {known:.2?}, import {took:.0} ms; long tasks {long:.0?} ms");
    figures.import_ms = Some(took);
    figures.import_longest_task_ms = Some(long.into_iter().fold(0.0, f64::max));
    page.close().await.map(drop)
}

async fn first_sync(figures: &mut Figures) -> Result<()> {
    let server = Radicale::start(&[(USER, PASSWORD)])?;
    server.make_book(USER, BOOK, "Friends").await?;
    for number in 0..IN_BOOK {
        server.put_card(USER, BOOK, &format!("{number}.vcf"), &card(number)).await?;
    }
    let world = World::start().await?;
    server.put_into(&world, HOST)?;
    announce(&world, "wren.test", HOST, &format!("/{USER}/"))?;
    let relay = Relay::start_in(&world, None, &[])?;
    let page = Page::open(&relay).await?;
    // This warms up what the server keeps of each card, so it goes first.
    let begun = Instant::now();
    let pulled = pull(server.address(), USER, PASSWORD, BOOK).await?;
    ensure!(pulled.len() == IN_BOOK, "vdirsyncer got {} cards", pulled.len());
    figures.vdirsyncer_s = Some(begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    page.browser.connect_address_book(USER, PASSWORD, PATIENCE).await?;
    let known = begun.elapsed();
    let begun = Instant::now();
    page.browser.start_address_book("everyone").await?;
    page.browser.until_book_status("up-to-date", PATIENCE).await?;
    let took = begun.elapsed();
    page.browser.go("/people").await?;
    let there = format!("return document.querySelector('[data-testid=people-count]')?.dataset.all === '{IN_BOOK}';");
    page.browser.until(&there).await?;
    println!("  {IN_BOOK} cards of an address book: looked at in {known:.2?}, first sync {took:.2?}");
    figures.carddav_first_s = Some(took.as_secs_f64());
    page.close().await.map(drop)
}
