//! Where the time goes while a mailbox is read: by program and thread, and by function in the worker and on the page.

use crate::cpu::Sampler;
use crate::devtools::{DevTools, Target};
use crate::kith::Page;
use crate::mailbox::BenchMailbox;
use crate::settings::Settings;
use anyhow::{Context, Result};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Microseconds between two looks at where a thread is.
const INTERVAL: u32 = 500;
/// So many functions are named.
const NAMED: usize = 60;

pub(crate) async fn run(settings: &Settings) -> Result<()> {
    for &size in &settings.sizes {
        let mailbox = BenchMailbox::open(&settings.cache, size, None)?;
        crate::overheard::listen(&mailbox).await?;
        by_thread(&mailbox).await?;
        by_role(&mailbox).await?;
    }
    Ok(())
}

async fn by_thread(mailbox: &BenchMailbox) -> Result<()> {
    let relay = Relay::start(Some(mailbox.server.authority()))?;
    let page = Page::open(&relay).await?;
    page.browser.write_down(&relay.url(), &Login::tls(&mailbox.server)).await?;
    let sampler = Sampler::start();
    page.browser.click("connect").await?;
    let end = page.until_up_to_date(mailbox).await?;
    let clicked = page.moment("click").await?.context("no click")?;
    let used = sampler.finish();
    println!("\n{} messages, processor time by thread; {:.0} ms by the clock\n", mailbox.holds.messages, end - clicked);
    for (name, millis) in used.iter().take(30) {
        println!("{millis:>7} ms  {name}");
    }
    print_frames(&page, clicked, end).await?;
    page.close().await.map(drop)
}

/// A frame of the page that took 50 ms or more: when it began, how long it took, and how much of that was styles,
/// layout and painting. For each script: what called it, how long it ran, and how much of that was style and layout.
type Frame = (f64, f64, f64, Vec<(String, f64, f64)>);

async fn print_frames(page: &Page, from: f64, to: f64) -> Result<()> {
    let frames: Vec<Frame> = serde_json::from_value(page.browser.run("return kithBench.frames;").await?)?;
    println!("\nframes of the page over 50 ms, from the click\n");
    for (at, took, style, scripts) in frames.iter().filter(|frame| frame.0 >= from && frame.0 <= to) {
        println!("{:>8.0} ms: {took:.0} ms, style, layout and painting {style:.0}", at - from);
        for (invoker, ran, forced) in scripts {
            println!("             {ran:>5.0} ms (style and layout {forced:.0})  {invoker}");
        }
    }
    Ok(())
}

async fn by_role(mailbox: &BenchMailbox) -> Result<()> {
    let relay = Relay::start(Some(mailbox.server.authority()))?;
    let page = Page::open(&relay).await?;
    // A page that is opened has a worker of its own.
    page.browser.write_down(&relay.url(), &Login::tls(&mailbox.server)).await?;
    let mut tools = DevTools::connect(&page.browser).await?;
    let (main, worker) = tools.attach().await?;
    for target in [&main, &worker] {
        tools.command(Some(target), "Profiler.enable", json!({})).await?;
        tools.command(Some(target), "Profiler.setSamplingInterval", json!({"interval": INTERVAL})).await?;
        tools.command(Some(target), "Profiler.start", json!({})).await?;
    }
    page.browser.click("connect").await?;
    let end = page.until_up_to_date(mailbox).await?;
    let clicked = page.moment("click").await?.context("no click")?;
    println!("\n{} messages with the profiler on: {:.0} ms by the clock", mailbox.holds.messages, end - clicked);
    for (name, target) in [("worker", &worker), ("page", &main)] {
        print(name, &stop(&mut tools, target).await?);
    }
    page.close().await.map(drop)
}

async fn stop(tools: &mut DevTools, target: &Target) -> Result<Profile> {
    let mut stopped = tools.command(Some(target), "Profiler.stop", json!({})).await?;
    Profile::of(stopped.get_mut("profile").context("no profile")?)
}

/// What a profile comes to.
struct Profile {
    /// Microseconds in each function itself, and with all that it called.
    own: HashMap<String, u64>,
    whole: HashMap<String, u64>,
}

impl Profile {
    fn of(profile: &Value) -> Result<Self> {
        let nodes = profile.get("nodes").and_then(Value::as_array).context("no nodes")?;
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        let list = |name: &str| profile.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        let (mut names, mut parents) = (HashMap::new(), HashMap::new());
        for node in nodes {
            let id = node.get("id").map(number).unwrap_or_default();
            names.insert(id, name(node.get("callFrame").unwrap_or(&Value::Null)));
            for child in node.get("children").and_then(Value::as_array).into_iter().flatten() {
                parents.insert(number(child), id);
            }
        }
        let (mut own, mut whole): (HashMap<String, u64>, HashMap<String, u64>) = Default::default();
        for (node, time) in list("samples").iter().map(number).zip(list("timeDeltas").iter().map(number)) {
            let mut at = Some(node);
            let mut counted: Vec<&String> = Vec::new();
            while let Some(id) = at {
                let Some(name) = names.get(&id) else { break };
                if id == node {
                    *own.entry(name.clone()).or_default() += time;
                }
                // A function that calls itself counts once.
                if !counted.contains(&name) {
                    *whole.entry(name.clone()).or_default() += time;
                    counted.push(name);
                }
                at = parents.get(&id).copied();
            }
        }
        Ok(Self { own, whole })
    }
}

/// A function as one would name it.
fn name(frame: &Value) -> String {
    let text = |key: &str| frame.get(key).and_then(Value::as_str).unwrap_or_default();
    let url = text("url").rsplit('/').next().unwrap_or_default();
    // Rust adds a hash to every name.
    let function = text("functionName");
    let function = function.rsplit_once("::h").filter(|(_, hash)| hash.len() == 16).map_or(function, |(name, _)| name);
    match url {
        "" => function.to_owned(),
        url if url.contains("wasm") => function.to_owned(),
        url => format!("{function} ({url})"),
    }
}

fn print(thread: &str, profile: &Profile) {
    for (what, times) in [("itself", &profile.own), ("with what it called", &profile.whole)] {
        println!("\n{thread}, milliseconds in a function {what}\n");
        let mut sorted: Vec<_> = times.iter().collect();
        sorted.sort_by_key(|(_, time)| std::cmp::Reverse(**time));
        for (name, time) in sorted.into_iter().take(NAMED) {
            println!("{:>8.1}  {name}", *time as f64 / 1_000.0);
        }
    }
}
