//! The service worker alone, on a site of two files that comes in versions.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A site that serves whatever version it is told, or nothing.
struct Site {
    address: SocketAddr,
    version: Arc<Mutex<Option<String>>>,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let version = Arc::new(Mutex::new(None));
        let shared = Arc::clone(&version);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&shared);
                // Browsers connect before they know what to ask, so one must not wait for the other.
                std::thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address, version }
    }

    fn publish(&self, version: Option<&str>) {
        *self.version.lock().unwrap() = version.map(str::to_owned);
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn answer(mut stream: TcpStream, version: &Mutex<Option<String>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    // Without a version the site is down: the connection just ends.
    let Some(version) = version.lock().unwrap().clone() else { return Ok(()) };
    let (kind, body) = match request.split(' ').nth(1) {
        Some("/" | "/people") => ("text/html", page(&version)),
        Some("/part.js") => ("text/javascript", format!("document.body.append(' part {version}');")),
        Some("/helper.js") => ("text/javascript", "postMessage(location.search);".to_owned()),
        Some("/sw.js") => ("text/javascript", worker(&version)),
        _ => return stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    };
    let length = body.len();
    // It may be kept for a year, and yet a new version must reach the copy.
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: max-age=31536000\r\nConnection: close\r\n\r\n{body}"
    )
}

fn page(version: &str) -> String {
    format!(
        "<!doctype html><html><head><title>{version}</title><link rel='icon' href='data:,'></head><body>page {version}<script>
         window.heard = [];
         navigator.serviceWorker.addEventListener('message', (event) => window.heard.push(event.data.kith));
         navigator.serviceWorker.register('/sw.js', {{ updateViaCache: 'none' }});
         </script><script src='/part.js'></script></body></html>"
    )
}

fn worker(version: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/sw.js");
    let worker = std::fs::read_to_string(file).unwrap();
    worker
        .replace("const BUILD = \"\";", &format!("const BUILD = \"{version}\";"))
        .replace("const FILES = [];", "const FILES = [\"/\", \"/part.js\", \"/helper.js\"];")
}

const CONTROLLED: &str = "return navigator.serviceWorker.controller?.state === 'activated';";
const SHOWN: &str = "return document.body.innerText;";
const CACHES: &str = "return (await caches.keys()).join();";

#[tokio::test]
async fn the_copy_starts_without_the_site() {
    let site = Site::start();
    site.publish(Some("one"));
    let browser = Browser::start().await.unwrap();
    browser.open(&site.url("/")).await.unwrap();
    browser.until(CONTROLLED).await.unwrap();
    browser.until("return window.heard.includes('complete');").await.unwrap();
    assert_eq!(browser.run_async(CACHES).await.unwrap(), "kith-one");

    site.publish(None);
    for path in ["/", "/people", "/index.html", "/?from=home"] {
        browser.open(&site.url(path)).await.unwrap();
        assert_eq!(browser.run(SHOWN).await.unwrap(), "page one part one", "{path}");
    }
    let helper = "return await new Promise((done, failed) => { \
                  const helper = new Worker('/helper.js?for=me'); \
                  helper.onmessage = (event) => done(event.data); helper.onerror = () => failed('not started'); });";
    assert_eq!(browser.run_async(helper).await.unwrap(), "?for=me", "a worker is told what its page asked");
    // The type of an answer that was made anew is `default`; browsers compile such a file at every start.
    let kind = "return (await fetch('/part.js')).type;";
    assert_eq!(browser.run_async(kind).await.unwrap(), "basic", "the browser can use again what it compiled");
    // What is not in the copy is asked of the site, and the relay's path always.
    for path in ["/other.txt", "/relay"] {
        let script = format!("return await fetch('{path}').then(() => 'there', () => 'not there');");
        assert_eq!(browser.run_async(&script).await.unwrap(), "not there");
    }
    browser.finish(&["ERR_EMPTY_RESPONSE", "ERR_FAILED"]).await.unwrap();
}

#[tokio::test]
async fn a_newer_version_is_taken_at_the_next_start() {
    let site = Site::start();
    site.publish(Some("one"));
    let browser = Browser::start().await.unwrap();
    browser.open(&site.url("/")).await.unwrap();
    browser.until(CONTROLLED).await.unwrap();

    site.publish(Some("two"));
    browser.run_async("await (await navigator.serviceWorker.ready).update();").await.unwrap();
    browser.until("return window.heard.includes('waiting');").await.unwrap();
    assert_eq!(browser.run(SHOWN).await.unwrap(), "page one part one", "it does not change under one's hands");

    browser.reload().await.unwrap();
    browser.until("return document.body?.innerText === 'page two part two';").await.unwrap();
    browser.until(CONTROLLED).await.unwrap();
    assert_eq!(browser.run_async(CACHES).await.unwrap(), "kith-two");
    site.publish(None);
    browser.reload().await.unwrap();
    assert_eq!(browser.run(SHOWN).await.unwrap(), "page two part two");
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_second_tab_does_not_change_the_first_under_ones_hands() {
    let site = Site::start();
    site.publish(Some("one"));
    let mut browser = Browser::start().await.unwrap();
    browser.open(&site.url("/")).await.unwrap();
    browser.until(CONTROLLED).await.unwrap();
    site.publish(Some("two"));
    browser.run_async("await (await navigator.serviceWorker.ready).update();").await.unwrap();
    browser.until("return window.heard.includes('waiting');").await.unwrap();

    let first = browser.tab().await.unwrap();
    browser.open_tab(&site.url("/people")).await.unwrap();
    assert_eq!(browser.run(SHOWN).await.unwrap(), "page one part one", "both are of one version");
    browser.look_at(&first).await.unwrap();
    assert_eq!(browser.run("return window.heard.includes('taken');").await.unwrap(), false);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_newer_version_waits_while_two_pages_are_open() {
    let site = Site::start();
    site.publish(Some("one"));
    let browser = Browser::start().await.unwrap();
    browser.open(&site.url("/")).await.unwrap();
    browser.until(CONTROLLED).await.unwrap();
    let first = browser.client.window().await.unwrap();
    let second = browser.client.new_window(true).await.unwrap().handle;
    browser.client.switch_to_window(second).await.unwrap();
    browser.open(&site.url("/people")).await.unwrap();

    site.publish(Some("two"));
    browser.run_async("await (await navigator.serviceWorker.ready).update();").await.unwrap();
    browser.until("return window.heard.includes('waiting');").await.unwrap();
    browser.reload().await.unwrap();
    assert_eq!(browser.run(SHOWN).await.unwrap(), "page one part one", "the other page still needs the old version");

    // The user asks for it.
    browser
        .run("navigator.serviceWorker.ready.then((ready) => ready.waiting.postMessage({ kith: 'take' }));")
        .await
        .unwrap();
    browser.until("return window.heard.includes('taken');").await.unwrap();
    browser.client.switch_to_window(first).await.unwrap();
    browser.until("return window.heard.includes('taken');").await.unwrap();
    browser.reload().await.unwrap();
    assert_eq!(browser.run(SHOWN).await.unwrap(), "page two part two");
    browser.finish(&[]).await.unwrap();
}
