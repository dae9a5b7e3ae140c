//! The page starts, keeps a copy of itself, and starts from it when the relay is gone.

use kith_tests::browser::Browser;
use kith_tests::relay::Relay;

/// The page has drawn something, which only its wasm does.
const DRAWN: &str = "return document.body?.innerText.trim();";

#[tokio::test]
async fn the_page_starts_without_the_relay_once_it_was_there() {
    let mut relay = Relay::start(None).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until(DRAWN).await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();

    relay.kill();
    for (path, shows) in [("", "welcome"), ("people", "welcome"), ("index.html", "nowhere")] {
        browser.open(&format!("{}{path}", relay.url())).await.unwrap();
        let script = format!("return document.querySelector('[data-testid={shows}]') !== null;");
        browser.until(&script).await.unwrap();
    }
    browser.finish(&[]).await.unwrap();
}
