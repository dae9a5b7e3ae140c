//! Kith, from the click on Connect on, and before each time the floor under it: so whatever else the machine does
//! concerns both.

use crate::devtools::DevTools;
use crate::figures::{Figures, median};
use crate::mailbox::BenchMailbox;
use crate::proxy::now;
use crate::question::Question;
use anyhow::{Context, Result, bail, ensure};
use kith_tests::browser::{Browser, Profile};
use kith_tests::kith::{Login, thousands};
use kith_tests::relay::Relay;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

const WATCH: &str = include_str!("watch.js");
/// How often the page is asked whether it is done; it notes itself when it was.
const LOOK: Duration = Duration::from_millis(200);
const PASSPHRASE: &str = "quince nimbus gravel";
/// How long a new message may take to the screen.
const NEWS: Duration = Duration::from_secs(30);

/// How many are delivered, one after the other.
const NEW_MESSAGES: usize = 3;

/// A browser with Kith in it, which notes what happens when.
pub(crate) struct Page {
    pub browser: Browser,
}

impl Page {
    /// Opens Kith in a browser that never saw it, and waits until it is all there.
    pub(crate) async fn open(relay: &Relay) -> Result<Self> {
        let browser = Browser::start().await?;
        browser.run_in_every_page(WATCH).await?;
        browser.open(&relay.url()).await?;
        browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await?;
        Ok(Self { browser })
    }

    /// Waits until the account is up to date, and makes sure that so many messages are stored. Gives the moment.
    pub(crate) async fn until_up_to_date(&self, mailbox: &BenchMailbox) -> Result<f64> {
        let deadline = Instant::now()
            + Duration::from_secs(60)
            + Duration::from_millis(2) * u32::try_from(mailbox.holds.messages)?;
        let clicked = self.moment("click").await?.context("nothing was clicked")?;
        let end = loop {
            if let Some(end) = self.up_to_date_since(clicked).await? {
                break end;
            }
            ensure!(Instant::now() < deadline, "it is never up to date: {}", self.statuses().await?);
            tokio::time::sleep(LOOK).await;
        };
        // The list asks anew when it hears of the last batch, which may be a moment later.
        let count = "Number(document.querySelector('[data-testid=people-count]')?.dataset.all ?? 0)";
        let people = mailbox.holds.people;
        if self.browser.until(&format!("return {count} === {people};")).await.is_err() {
            let listed = self.browser.run(&format!("return {count};")).await?;
            bail!("{listed} people of {people}");
        }
        let stored = self.browser.stored().await?;
        let expected = format!("{} messages", thousands(mailbox.holds.distinct));
        ensure!(stored == expected, "stored are {stored} of {expected}");
        self.browser.go("/people").await?;
        Ok(end)
    }

    /// When the account was up to date first after that moment (milliseconds since 1970).
    pub(crate) async fn up_to_date_since(&self, moment: f64) -> Result<Option<f64>> {
        let script =
            format!("return kithBench.statuses.find(([at, is]) => at > {moment} && is === 'up-to-date')?.[0] ?? null;");
        Ok(self.browser.run(&script).await?.as_f64())
    }

    async fn statuses(&self) -> Result<Value> {
        self.browser.run("return kithBench.statuses;").await
    }

    /// When something happened on this page, if it did.
    pub(crate) async fn moment(&self, name: &str) -> Result<Option<f64>> {
        Ok(self.browser.run(&format!("return kithBench.at.{name} ?? null;")).await?.as_f64())
    }

    /// Has the page look for somebody, each time it is loaded.
    async fn look_for_somebody(&self) -> Result<()> {
        self.browser.go("/people").await?;
        let somebody = "return document.querySelector('[data-testid=person-row]')?.dataset.address;";
        let address = self.browser.until(somebody).await?;
        self.browser.run(&format!("sessionStorage.setItem('kith-bench-filter', {address});")).await.map(drop)
    }

    /// The database's size in bytes, once it does not change any more.
    pub(crate) async fn settle(&self) -> Result<u64> {
        let script = "const usage = async () => (await navigator.storage.estimate()).usageDetails?.indexedDB ?? 0;
            let last = await usage();
            for (let same = 0, rounds = 0; same < 4 && rounds < 40; rounds++) {
                await new Promise((done) => setTimeout(done, 500));
                const next = await usage();
                same = next === last ? same + 1 : 0;
                last = next;
            }
            return last;";
        self.browser.run_async(script).await?.as_u64().context("no size")
    }

    pub(crate) async fn close(self) -> Result<Profile> {
        // What a reload cuts off is told as an error.
        self.browser.finish(&["WebSocket"]).await
    }
}

/// Measures everything, and puts it into the figures.
pub(crate) async fn measure(
    mailbox: &BenchMailbox,
    question: &Question,
    repeats: usize,
    figures: &mut Figures,
) -> Result<()> {
    let (mut floor, mut whole, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=repeats {
        let read = crate::floor::read(&mailbox.server, question)?;
        ensure!(read.messages == mailbox.holds.messages, "the bare socket read {} messages", read.messages);
        floor.push(read.time.as_secs_f64());
        let relay = Relay::start(Some(mailbox.server.authority()))?;
        let page = Page::open(&relay).await?;
        page.browser.fill_in(&relay.url(), &Login::tls(&mailbox.server)).await?;
        let end = page.until_up_to_date(mailbox).await?;
        let clicked = page.moment("click").await?.context("no click")?;
        whole.push((end - clicked) / 1_000.0);
        let accepted = page.moment("accepted").await?.context("no login")?;
        figures.login_ms.push(accepted - clicked);
        first.extend(page.moment("hundred").await?.map(|hundred| hundred - accepted));
        let long = page.browser.run("return kithBench.long;").await?;
        let long: Vec<(f64, f64)> = serde_json::from_value(long)?;
        let during = long.iter().filter(|(at, _)| *at >= clicked - 50.0 && *at <= end);
        figures.long_tasks.push(during.map(|(_, length)| *length).collect());
        println!(
            "  round {round}: bare socket {:.3} s, Kith {:.3} s; long tasks {:?} ms",
            read.time.as_secs_f64(),
            (end - clicked) / 1_000.0,
            figures.long_tasks.last().unwrap_or(&Vec::new())
        );
        if round == repeats {
            size(&page, figures).await?;
            news(&page, mailbox, figures).await?;
            start(&page, repeats, figures).await?;
            let profile = page.close().await?;
            figures.disk_closed = Some(folder_size(&profile.path().join("Default/IndexedDB"))?);
            unlock(profile, &relay, repeats, figures).await?;
            floor_news(mailbox, question, figures)?;
        } else {
            page.close().await?;
        }
    }
    figures.floor_s = median(&floor);
    (figures.kith_s, figures.first_people_ms) = (median(&whole), median(&first));
    Ok(())
}

/// What the engine and the tab hold, and the database.
async fn size(page: &Page, figures: &mut Figures) -> Result<()> {
    figures.disk = Some(page.settle().await?);
    figures.engine_memory = Some(engine_memory(page).await?);
    figures.tab_memory = Some(DevTools::connect(&page.browser).await?.tab_memory().await?);
    Ok(())
}

async fn engine_memory(page: &Page) -> Result<u64> {
    let mut tools = DevTools::connect(&page.browser).await?;
    let (_, worker) = tools.attach().await?;
    tools.wasm_memory(&worker).await
}

/// New messages, each from someone new, from delivery to the list.
async fn news(page: &Page, mailbox: &BenchMailbox, figures: &mut Figures) -> Result<()> {
    let mut times = Vec::new();
    for number in 0..NEW_MESSAGES {
        let address = format!("fresh{number}.{}@new.example", figures.messages);
        page.browser
            .run(&format!(
                "kithBench.news = kithBench.await({}).then((at) => {{ kithBench.newsAt = at; }});",
                json!(address)
            ))
            .await?;
        let delivered = now();
        deliver(mailbox, &address)?;
        let script = "const at = kithBench.newsAt; kithBench.newsAt = undefined; return at ?? null;";
        match page.browser.until_within(NEWS, script).await {
            Ok(at) => times.push(at.as_f64().context("no moment")? - delivered),
            Err(_) => {
                println!("  a new message is not on the screen within {NEWS:?}");
                break;
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    println!("  new message to screen: {times:.0?} ms");
    figures.news_ms = median(&times);
    Ok(())
}

fn deliver(mailbox: &BenchMailbox, address: &str) -> Result<()> {
    let message = format!(
        "From: Nadia Fresh <{address}>\r\nTo: <{}>\r\nSubject: Just now\r\nMessage-ID: <{address}>\r\nDate: {}\r\n\r\nHello.\r\n",
        mailbox.server.user(),
        kith_tests::fixture::date_of((now() / 1_000.0) as i64),
    );
    mailbox.server.maildir()?.deliver(message.as_bytes())
}

/// The same for a bare socket, after Kith has closed: the time that the mail server itself takes.
fn floor_news(mailbox: &BenchMailbox, question: &Question, figures: &mut Figures) -> Result<()> {
    let mut times = Vec::new();
    for number in 0..NEW_MESSAGES {
        let address = format!("floor{number}.{}@new.example", figures.messages);
        let took = crate::floor::news(&mailbox.server, question, || deliver(mailbox, &address))?;
        times.push(took.as_secs_f64() * 1e3);
    }
    println!("  new message to a bare socket: {times:.0?} ms");
    figures.floor_news_ms = median(&times);
    Ok(())
}

/// Starts of the app with what is stored.
async fn start(page: &Page, repeats: usize, figures: &mut Figures) -> Result<()> {
    page.look_for_somebody().await?;
    let (mut usable, mut rows, mut opened) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..repeats.max(3) {
        page.settle().await?;
        page.browser.client.refresh().await?;
        let script = "const { at } = kithBench;
            const compiled = performance.getEntriesByName('kith-compiled')[0]?.startTime;
            if (!at.answered) return null;
            return [compiled ?? null, at.rows - performance.timeOrigin, at.answered - performance.timeOrigin];";
        let found = page.browser.until_within(Duration::from_secs(120), script).await?;
        let (compiled, drawn, answered): (Option<f64>, f64, f64) = serde_json::from_value(found)?;
        let compiled = compiled.context("the page does not say when its program was compiled")?;
        usable.push(answered - compiled);
        rows.push(drawn - compiled);
        opened.push(answered);
    }
    println!("  start: rows {rows:.0?} ms, usable {usable:.0?} ms; from the reload {opened:.0?} ms");
    (figures.start_ms, figures.start_rows_ms) = (median(&usable), median(&rows));
    figures.engine_memory_at_start = Some(engine_memory(page).await?);
    Ok(())
}

/// Starts of the app with what is stored and locked, from the moment in which the passphrase is given.
async fn unlock(profile: Profile, relay: &Relay, repeats: usize, figures: &mut Figures) -> Result<()> {
    let page = Page { browser: Browser::start_with(profile).await? };
    page.browser.run_in_every_page(WATCH).await?;
    page.browser.open(&relay.url()).await?;
    page.browser.set_passphrase(PASSPHRASE).await?;
    page.look_for_somebody().await?;
    let mut usable = Vec::new();
    for _ in 0..repeats.max(3) {
        page.settle().await?;
        page.browser.client.refresh().await?;
        page.browser.until_locked().await?;
        let give = format!(
            "const field = document.querySelector('[name=passphrase]');
             field.value = {};
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));
             kithBench.at.given = performance.timeOrigin + performance.now();
             document.querySelector('[data-testid=unlock]').click();",
            json!(PASSPHRASE)
        );
        page.browser.run(&give).await?;
        let script = "const { at } = kithBench; return at.answered ? at.answered - at.given : null;";
        let found = page.browser.until_within(Duration::from_secs(120), script).await?;
        usable.push(found.as_f64().context("no time")?);
    }
    println!("  unlocked: usable {usable:.0?} ms after the passphrase");
    figures.unlock_ms = median(&usable);
    page.close().await.map(drop)
}

fn folder_size(folder: &Path) -> Result<u64> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        size += if path.is_dir() { folder_size(&path)? } else { std::fs::metadata(&path)?.len() };
    }
    Ok(size)
}
