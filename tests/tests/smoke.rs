//! The page starts, keeps a copy of itself, and starts from it when the relay is gone.

use kith_tests::browser::Browser;
use kith_tests::relay::Relay;

/// The page has drawn something, which only its wasm does.
const DRAWN: &str = "return document.body.innerText.trim();";

#[tokio::test]
async fn the_page_starts_without_the_relay_once_it_was_there() {
    let mut relay = Relay::start(None).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until(DRAWN).await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();

    let online = browser.run("return document.documentElement.outerHTML.length > 0 && document.title;").await.unwrap();
    relay.kill();
    for page in [relay.url(), format!("{}people", relay.url()), format!("{}index.html", relay.url())] {
        browser.open(&page).await.unwrap();
        browser.until(DRAWN).await.unwrap_or_else(|error| panic!("{page}: {error:#}"));
        assert_eq!(browser.run("return document.title;").await.unwrap(), online, "{page}");
    }
    browser.finish(&[]).await.unwrap();
}
