//! A program that a bug stops, or that fails to load: nothing is lost, and it goes on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, OnlyChromium};
use kith_tests::http::{Reply, Request, Server, Service, send};
use kith_tests::relay::Relay;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops a program while it is running: this request makes it panic, as any bug would.
const STOP_ENGINE: &str = "import(new URL(location.href).searchParams.get('glue'))
    .then((program) => program.default())
    .then((program) => setTimeout(() => program.__wbindgen_malloc(-1, 3)));";
// Not through a function of the test: in Firefox, what that throws is not an error of the page.
const STOP_PAGE: &str = "const program = await window.kithPage.default();
    setTimeout(program.__wbindgen_malloc, 0, -1, 3);";
/// What the browser says of it.
const STOPPED: &[&str] = &["unreachable", "RuntimeError"];
const ANYBODY: &str = "return document.querySelector('[data-testid=person-row]') !== null;";
const KEY: &str = "kith-abcdefghijklmnopqrstuvwx27";

/// A relay behind a network that does not bring the engine's program until it is told to.
struct Network {
    relay: SocketAddr,
    is_whole: AtomicBool,
}

impl Service for Network {
    async fn reply(&self, request: Request) -> Reply {
        let is_engine = request.target.contains("/kith-engine-") && request.target.contains(".wasm");
        if request.target == "/relay" || is_engine && !self.is_whole.load(Ordering::SeqCst) {
            return Reply::Nothing;
        }
        send(self.relay, &request).await.map_or(Reply::Nothing, Reply::Whole)
    }
}

impl Network {
    /// The address of the page behind it.
    async fn before(relay: &Relay) -> (Arc<Self>, Server, String) {
        let network = Arc::new(Self { relay: relay.address(), is_whole: AtomicBool::new(false) });
        let server = Server::start(Arc::clone(&network)).await.unwrap();
        let url = format!("http://{}/", server.address());
        (network, server, url)
    }
}

/// The people of the sample mailbox.
async fn people() -> (Relay, Browser) {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    browser.go("/people").await.unwrap();
    browser.until(ANYBODY).await.unwrap();
    (relay, browser)
}

/// Stops the engine, and waits until it is said that another one was started.
async fn stop_engine(browser: &Browser) {
    browser.run_in_workers(STOP_ENGINE).await.unwrap();
    browser.until("return document.querySelector('[data-testid=restarted-bar]') !== null;").await.unwrap();
}

#[tokio::test]
async fn an_engine_that_stops_is_started_again_and_what_is_typed_stays_and_is_stored() {
    if OnlyChromium::ScriptInWorkers.is_missing() {
        return;
    }
    let (_relay, browser) = people().await;
    browser.run("window.notReloaded = true;").await.unwrap();
    browser.click("nav-add").await.unwrap();
    browser.type_into("add-name", "Ada King").await.unwrap();
    stop_engine(&browser).await;
    let typed = "return document.querySelector('dialog [name=add-name]')?.value === 'Ada King';";
    assert_eq!(browser.run(typed).await.unwrap(), true);
    browser.click("sheet-yes").await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=person-name]')?.textContent === 'Ada King';")
        .await
        .unwrap();
    assert_eq!(browser.run("return window.notReloaded;").await.unwrap(), true);
    browser.finish(STOPPED).await.unwrap();
}

#[tokio::test]
async fn an_engine_that_stops_again_and_again_is_left_and_says_what_to_do() {
    if OnlyChromium::ScriptInWorkers.is_missing() {
        return;
    }
    let (_relay, browser) = people().await;
    for _ in 0..3 {
        stop_engine(&browser).await;
        browser.run("document.querySelector('[data-testid=restarted-bar] .icon-button').click();").await.unwrap();
        browser.until("return document.querySelector('[data-testid=restarted-bar]') === null;").await.unwrap();
    }
    browser.run_in_workers(STOP_ENGINE).await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=engine-stopped] [data-testid=rescue]') !== null;")
        .await
        .unwrap();
    assert_eq!(browser.run(ANYBODY).await.unwrap(), true, "what was shown still is");
    browser.run("document.querySelector('[data-testid=engine-stopped] button').click();").await.unwrap();
    browser
        .until(&format!("{} {ANYBODY}", "if (document.querySelector('[data-testid=engine-stopped]')) return false;"))
        .await
        .unwrap();
    browser.finish(STOPPED).await.unwrap();
}

#[tokio::test]
async fn a_page_that_stops_shows_a_report_that_names_no_one_and_goes_on_after_a_reload() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    browser.go("/people").await.unwrap();
    let person = "return document.querySelector('[data-testid=person-row]')?.getAttribute('href');";
    let path = browser.until(person).await.unwrap().as_str().unwrap().to_owned();
    browser.go(&path).await.unwrap();
    let name = browser.until("return document.querySelector('[data-testid=person-name]')?.textContent;").await.unwrap();
    browser.click("nav-add").await.unwrap();
    browser.type_into("add-name", "Ada King").await.unwrap();
    browser.run_async(STOP_PAGE).await.unwrap();
    let report = "const stopped = document.querySelector('#stopped');
        return stopped.matches(':modal') && document.querySelector('#stopped-report').textContent;";
    let report = browser.until(report).await.unwrap().as_str().unwrap().to_owned();
    let id = path.rsplit('/').next().unwrap();
    let browsers = browser.run("return navigator.userAgent;").await.unwrap();
    assert!(report.starts_with("Kith ") && report.ends_with(browsers.as_str().unwrap()), "{report}");
    for private in [id, name.as_str().unwrap(), "@", "Ada", "http"] {
        assert!(!report.contains(private), "{private}: {report}");
    }
    browser.screenshot("stopped").await.unwrap();
    browser.run("document.querySelector('#stopped-reload').click();").await.unwrap();
    browser.until("return document.querySelector('#stopped')?.open === false && document.querySelector('#main > *') !== null;").await.unwrap();
    browser.click("unsaved-go").await.unwrap();
    browser.until("return document.querySelector('dialog [name=add-name]')?.value === 'Ada King';").await.unwrap();
    browser.finish(STOPPED).await.unwrap();
}

#[tokio::test]
async fn an_engine_that_does_not_come_over_the_network_is_loaded_again_and_does_what_was_asked() {
    let relay = Relay::start(None).unwrap();
    let (network, _server, url) = Network::before(&relay).await;
    let browser = Browser::start().await.unwrap();
    browser.open(&url).await.unwrap();
    browser.until("return document.querySelector('[data-testid=not-loaded-bar]') !== null;").await.unwrap();
    assert_eq!(
        browser.run("return document.querySelector('[data-testid=engine-stopped]');").await.unwrap(),
        json!(null)
    );
    browser.click("sample-add").await.unwrap();
    network.is_whole.store(true, Ordering::SeqCst);
    browser.until(ANYBODY).await.unwrap();
    assert_eq!(
        browser.run("return document.querySelector('[data-testid=not-loaded-bar]');").await.unwrap(),
        json!(null)
    );
    browser.finish(&["ERR_", "Failed to fetch", "ServiceWorker"]).await.unwrap();
}

#[tokio::test]
async fn the_access_key_of_a_link_is_not_lost_when_the_page_is_left_before_the_engine_is_there() {
    let relay = Relay::start(None).unwrap();
    let (network, _server, url) = Network::before(&relay).await;
    let browser = Browser::start().await.unwrap();
    browser.open(&format!("{url}#key={KEY}")).await.unwrap();
    browser.until("return document.querySelector('[data-testid=not-loaded-bar]') !== null;").await.unwrap();
    let kept = "return (await indexedDB.databases()).map(({ name }) => name);";
    let names = browser.run_async(kept).await.unwrap();
    assert!(names.as_array().unwrap().contains(&json!("kith-link")), "{names}");

    browser.open("about:blank").await.unwrap();
    network.is_whole.store(true, Ordering::SeqCst);
    browser.open(&format!("{url}settings/email")).await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=access-key][data-present=true]') !== null;")
        .await
        .unwrap();
    let forgotten = format!("{} === undefined;", "return window.kithAccessKey");
    assert_eq!(browser.run(&forgotten).await.unwrap(), true);
    let gone = "for (let rounds = 0; rounds < 200; rounds++) {
            if (!(await indexedDB.databases()).some(({ name }) => name === 'kith-link')) return true;
            await new Promise((done) => setTimeout(done, 25));
        }
        return false;";
    assert_eq!(browser.run_async(gone).await.unwrap(), true, "what is stored is kept nowhere else");
    browser.finish(&["ERR_", "Failed to fetch", "ServiceWorker"]).await.unwrap();
}
