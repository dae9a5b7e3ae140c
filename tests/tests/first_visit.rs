//! What is seen before Kith's program is there, and how it is taken over.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, OnlyChromium};
use kith_tests::relay::Relay;
use serde_json::{Value, json};

/// What the browser says where a file does not come.
const NOT_LOADED: &[&str] = &["ERR_BLOCKED_BY_CLIENT", "Failed to fetch"];

/// What is drawn: elements with what is to be seen and heard of them, and their words. What only tests or scripts look
/// for is no part of it, nor a group of a drawing that says nothing.
const DRAWN: &str = "
    const drawn = (root) => {
        const parts = [];
        const walk = (node) => {
            if (node.nodeType === Node.TEXT_NODE) {
                const words = node.data;
                if (!words) return;
                // Words that stand side by side are read as one.
                if (parts.length && !parts.at(-1).startsWith('<')) parts[parts.length - 1] += words;
                else parts.push(words);
                return;
            }
            if (node.nodeType !== Node.ELEMENT_NODE) return;
            const name = node.localName;
            const unseen = ['data-testid', 'data-first', 'id', 'aria-controls', 'hidden', 'tabindex'];
            const attributes = [...node.attributes].filter((it) => !unseen.includes(it.name));
            if (name !== 'g') parts.push(`<${name} ${attributes.map((it) => `${it.name}=${it.value}`).sort().join(' ')}>`);
            node.childNodes.forEach(walk);
            if (name !== 'g') parts.push(`</${name}>`);
        };
        walk(root);
        return parts;
    };";
/// So long the program is not fetched before the first paint (app/index.html), in milliseconds.
const LONGEST_WAIT_MS: f64 = 1_500.0;
const IS_WELCOME: &str = "return document.querySelector('#first[data-shows=welcome]') !== null;";
const IS_TAKEN_OVER: &str =
    "return document.querySelector('#first') === null && document.querySelector('[data-testid=welcome]') !== null;";

/// What stands in the frame now: the navigation, and the welcome.
async fn shown(browser: &Browser, within: &str) -> Value {
    let script = format!(
        "{DRAWN} return ['.navigation', '.welcome'].map((part) => drawn(document.querySelector('{within} ' + part)));"
    );
    browser.run(&script).await.unwrap()
}

#[tokio::test]
async fn the_document_shows_the_welcome_exactly_as_it_is_drawn_and_loads_again_what_did_not_come() {
    if OnlyChromium::Network.is_missing() {
        return;
    }
    for language in ["en", "de"] {
        let relay = Relay::start(None).unwrap();
        let browser = Browser::start().await.unwrap();
        browser.run_in_every_page(&format!("localStorage.setItem('kith-language', '{language}');")).await.unwrap();
        browser.block(&["*kith-page*_bg.wasm"]).await.unwrap();
        browser.open(&relay.url()).await.unwrap();
        browser.until(IS_WELCOME).await.unwrap();
        assert_eq!(browser.run("return document.documentElement.lang;").await.unwrap(), language);
        browser.until("return !document.querySelector('#unloaded').hidden;").await.unwrap();
        let before = shown(&browser, "#first").await;

        // The network is back, and nobody does anything.
        browser.block(&[]).await.unwrap();
        browser.until(IS_TAKEN_OVER).await.unwrap();
        assert_eq!(shown(&browser, ".frame").await, before, "{language}");
        browser.finish(NOT_LOADED).await.unwrap();
    }
}

#[tokio::test]
async fn a_first_visit_is_seen_before_the_program_is_there_and_what_is_pressed_then_is_done() {
    if OnlyChromium::Network.is_missing() {
        return;
    }
    let relay = Relay::start(None).unwrap();
    let browser = Browser::start().await.unwrap();
    let note = "window.shifts = 0; window.largest = 0;
        const note = (type, entry) => new PerformanceObserver((list) => list.getEntries().forEach(entry))
            .observe({ type, buffered: true });
        note('layout-shift', ({ value }) => (window.shifts += value));
        note('largest-contentful-paint', ({ startTime }) => (window.largest = startTime));";
    browser.run_in_every_page(note).await.unwrap();
    browser.slow_down().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until(IS_WELCOME).await.unwrap();
    let press = "const add = [...document.querySelectorAll('#first .welcome button')].at(-1);
        add.focus(); add.click();
        return document.querySelector('#main') === null && add.getAttribute('aria-busy') === 'true';";
    assert_eq!(browser.run(press).await.unwrap(), true, "the program is not there yet");
    browser.until(IS_TAKEN_OVER).await.unwrap();
    browser.until("return document.querySelector('dialog [name=add-name]') !== null;").await.unwrap();
    let times =
        "const fetched = performance.getEntriesByType('resource').find(({ name }) => /kith-page.*_bg.wasm/.test(name));
        const at = (name) => performance.getEntriesByName(name)[0].startTime;
        return [window.largest, at('first-contentful-paint'), fetched.startTime, at('kith-compiled'), window.shifts];";
    let (largest, first, fetched, compiled, shifts): (f64, f64, f64, f64, f64) =
        serde_json::from_value(browser.run(times).await.unwrap()).unwrap();
    assert!(largest > 0.0 && largest < compiled, "the largest paint at {largest} ms, the program at {compiled} ms");
    assert!(largest <= first, "the first paint, at {first} ms, shows the welcome, not one at {largest} ms");
    assert!(fetched >= first.min(LONGEST_WAIT_MS), "painted at {first} ms, the program fetched from {fetched} ms on");
    assert!(shifts < 0.01, "nothing jumps: {shifts}");
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn where_something_is_stored_rows_to_come_stand_there_and_never_the_welcome() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    let note = "window.shown = [];
        new MutationObserver(() => {
            const shows = document.querySelector('#first')?.dataset.shows;
            if (shows && !window.shown.includes(shows)) window.shown.push(shows);
            const isDrawn = document.querySelector('[data-testid=welcome]') !== null;
            if (isDrawn && !window.shown.includes('drawn welcome')) window.shown.push('drawn welcome');
        }).observe(document, { attributes: true, childList: true, subtree: true });";
    browser.run_in_every_page(note).await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until("return document.querySelector('[data-testid=person-row]') !== null;").await.unwrap();
    assert_eq!(browser.run("return window.shown;").await.unwrap(), json!(["rows"]));
    assert_eq!(browser.run("return document.querySelector('#first');").await.unwrap(), Value::Null);
    browser.finish(&[]).await.unwrap();
}
