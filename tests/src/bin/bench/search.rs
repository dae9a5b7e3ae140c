//! What a keystroke in the search costs, and a look at what another setting would change, with many people.

use crate::figures::{Figures, median, percentile};
use crate::kith::Page;
use crate::mailbox::BenchMailbox;
use crate::settings::Settings;
use anyhow::{Context, Result, ensure};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use kith_tests::senders::{Shares, judge_all};
use serde_json::json;

/// So many messages, and so many people.
pub(crate) const MESSAGES: usize = 100_000;
const PEOPLE: usize = 10_000;

/// What is typed, letter by letter: names and beginnings of names, several words, accents, typos,
/// addresses, subjects, filters.
const TYPED: [&str; 12] = [
    "anna",
    "muller jur",
    "fletch clara",
    "odegard",
    "grce harper",
    "henry ellis",
    "jose",
    "plans garden",
    "minutes 12",
    "from:talk.example",
    "last:>90d is:unwritten",
    "zoe has:company",
];

/// Types a text into the search letter by letter, and gives for each letter how long it took until what was found by it
/// was laid out, in milliseconds.
const TYPE: &str = "
    const field = document.querySelector('[name=search]');
    const found = document.querySelector('.search-found');
    const shown = (words) => new Promise((done) => {
        const look = () => found.dataset.words === words && (watch.disconnect(), done());
        const watch = new MutationObserver(look);
        watch.observe(found, { attributes: true, childList: true, subtree: true });
        look();
    });
    const times = [];
    for (let at = 1; at <= typed.length; at++) {
        const words = typed.slice(0, at);
        const start = performance.now();
        field.value = words;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await shown(words);
        found.getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 30));
    }
    return times;";

/// Chooses who becomes a person, and gives how long it took until it was said what that would change, in milliseconds.
const PREVIEW: &str = "
    const shown = () => document.querySelector('[data-testid=preview][open]');
    const start = performance.now();
    document.querySelector(`[name=who][value=${choice}]`).click();
    await new Promise((done) => {
        const watch = new MutationObserver(() => shown() && (watch.disconnect(), done()));
        watch.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] });
    });
    const took = performance.now() - start;
    document.querySelector('[data-testid=preview-no]').click();
    return took;";

/// Makes the first bucket that is offered, and puts those who are chosen into it.
const INTO_BUCKET: [&str; 2] = [
    "document.querySelector('[data-testid=offer-bucket]').click();",
    "document.querySelector('[data-testid=into-bucket]').click();",
];

/// Opens a page of the navigation, and gives how long it took until what is wanted of it was laid out, in milliseconds.
const OPEN: &str = "
    const shown = () => document.querySelector(wanted);
    const start = performance.now();
    document.querySelector(`[data-testid=nav-${page}]`).click();
    await new Promise((done) => {
        const watch = new MutationObserver(() => shown() && (watch.disconnect(), done()));
        watch.observe(document, { subtree: true, childList: true, attributes: true });
    });
    shown().getBoundingClientRect();
    return performance.now() - start;";

/// Today with who is due, and Insights with its charts.
const DUE: &str = "[data-testid=today][data-due] [data-testid=due-list] li";
const CHARTS: &str = "[data-testid=insights] [data-testid=insight-stored]";

pub(crate) async fn measure(settings: &Settings, figures: &mut Figures) -> Result<()> {
    let judged = judge_all()?;
    figures.sender_precision = Some(Shares::of(judged.iter().filter(|it| !it.doubtful)).right);
    let mailbox = BenchMailbox::open(&settings.cache, MESSAGES, Some(PEOPLE))?;
    println!("› search: {} people, {} different messages", mailbox.holds.people, mailbox.holds.distinct);
    let relay = Relay::start(Some(mailbox.server.authority()))?;
    let page = Page::open(&relay).await?;
    page.browser.fill_in(&relay.url(), &Login::tls(&mailbox.server)).await?;
    page.until_up_to_date(&mailbox).await?;
    page.settle().await?;

    page.browser.click("search-open").await?;
    page.browser.until("return document.querySelector('[name=search]') !== null;").await?;
    let mut keystrokes = Vec::new();
    for typed in TYPED {
        let times = page.browser.run_async(&format!("const typed = {};{TYPE}", json!(typed))).await?;
        let times: Vec<f64> = serde_json::from_value(times)?;
        println!("  {typed:?}: {times:.1?} ms");
        keystrokes.extend(times);
    }
    figures.search_p95_ms = percentile(&keystrokes, 0.95);
    figures.search_ms = median(&keystrokes);

    page.browser.keys("\u{e00c}").await?;
    page.browser.until("return document.querySelector('[name=search]') === null;").await?;
    page.browser.go("/settings/who").await?;
    page.browser.until("return document.querySelector('[name=who]:checked') !== null;").await?;
    let mut previews = Vec::new();
    for choice in ["written", "seen", "written", "seen", "written", "seen"] {
        let took = page.browser.run_async(&format!("const choice = {};{PREVIEW}", json!(choice))).await?;
        previews.push(took.as_f64().context("no time")?);
    }
    println!("  preview: {previews:.0?} ms");
    ensure!(!previews.is_empty(), "nothing was looked at");
    figures.preview_ms = percentile(&previews, 1.0);
    figures.today_ms = today(&page, mailbox.holds.people).await?;
    figures.insights_ms = opened(&page, "insights", CHARTS).await?;
    page.close().await?;
    Ok(())
}

/// Today with everyone in a bucket: the median of a few openings.
async fn today(page: &Page, people: usize) -> Result<Option<f64>> {
    let [offer, choose] = INTO_BUCKET;
    page.browser.go("/settings/buckets").await?;
    page.browser.until("return document.querySelector('[data-testid=offer-bucket]') !== null;").await?;
    page.browser.run(offer).await?;
    page.browser.until("return document.querySelector('[data-testid=bucket]') !== null;").await?;
    page.browser.go("/people").await?;
    page.browser.until("return document.querySelector('.pick') !== null;").await?;
    page.browser.run("document.querySelector('.pick').click();").await?;
    page.browser.click("pick-all").await?;
    let all = format!("return document.querySelector('[data-testid=bulk]')?.dataset.count === '{people}';");
    page.browser.until(&all).await?;
    page.browser.until("return document.querySelector('[data-testid=into-bucket]') !== null;").await?;
    page.browser.run(choose).await?;
    page.browser.until("return document.querySelector('.menu:popover-open [data-do]') !== null;").await?;
    page.browser.run("document.querySelector('.menu:popover-open [data-do]').click();").await?;
    let told = "return document.querySelector('[data-testid=told]')?.textContent.includes('Added ') ?? false;";
    page.browser.until(told).await?;
    page.browser.click("pick-none").await?;
    opened(page, "today", DUE).await
}

/// The median of a few openings of a page.
async fn opened(page: &Page, name: &str, wanted: &str) -> Result<Option<f64>> {
    let script = format!("const page = {}, wanted = {};{OPEN}", json!(name), json!(wanted));
    let mut times = Vec::new();
    for _ in 0..5 {
        page.browser.go("/people").await?;
        page.browser.until("return document.querySelector('[data-testid=person-row]') !== null;").await?;
        times.push(page.browser.run_async(&script).await?.as_f64().context("no time")?);
    }
    println!("  {name}: {times:.0?} ms");
    Ok(median(&times))
}
