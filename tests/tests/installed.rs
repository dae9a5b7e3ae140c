//! What the installed app does: it leads where its shortcuts say, takes what other apps share, and finds newer versions.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::ACCOUNT;
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use serde_json::{Value, json};

/// What the manifest says, read as the browser does.
async fn manifest(browser: &Browser) -> Value {
    let script = "return await (await fetch(document.querySelector('link[rel=manifest]').href)).json();";
    browser.run_async(script).await.unwrap()
}

#[tokio::test]
async fn shortcuts_lead_where_they_say_and_pictures_are_as_large_as_they_say() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    let manifest = manifest(&browser).await;
    let origin = relay.url().trim_end_matches('/').to_owned();
    let there = [
        ("/today", "return document.querySelector('#main [data-testid=today]') !== null;"),
        ("/people?search", "return document.querySelector('dialog.search')?.open && location.search === '';"),
        ("/sort", "return location.pathname === '/sort' && document.querySelector('#main .sort') !== null;"),
    ];
    let urls: Vec<&str> =
        manifest["shortcuts"].as_array().unwrap().iter().map(|it| it["url"].as_str().unwrap()).collect();
    assert_eq!(urls, there.map(|(url, _)| url));
    for (url, is_there) in there {
        browser.open(&format!("{origin}{url}")).await.unwrap();
        browser.until(is_there).await.unwrap();
    }
    for picture in manifest["screenshots"].as_array().unwrap() {
        let measure = format!(
            "const image = new Image(); image.src = {}; await image.decode();
             return `${{image.naturalWidth}}x${{image.naturalHeight}}`;",
            picture["src"]
        );
        assert_eq!(browser.run_async(&measure).await.unwrap(), picture["sizes"], "{picture}");
    }
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn what_another_app_shares_can_be_added_as_someone() {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::with_sample(&relay.url()).await.unwrap();
    let target = manifest(&browser).await["share_target"].clone();
    assert_eq!((&target["action"], &target["method"]), (&json!("/people"), &json!("GET")));
    let text = "Ada King\nada@king.example";
    let open = format!(
        "const address = new URL({}, location.href);
         address.searchParams.set({}, 'Shared');
         address.searchParams.set({}, {});
         location.href = address;",
        target["action"],
        target["params"]["title"],
        target["params"]["text"],
        json!(text)
    );
    browser.run(&open).await.unwrap();
    let value = |name: &str| format!("document.querySelector('dialog [name={name}]')?.value");
    let filled = format!("return {} === 'Shared' && {} === 'ada@king.example';", value("add-name"), value("add-email"));
    browser.until(&filled).await.unwrap();
    browser.until("return location.pathname === '/people' && location.search === '';").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_relay_that_serves_another_build_has_the_page_look_for_it_once() {
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| maildir.make("INBOX", None)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    let count = "window.looked = 0;
        ServiceWorkerRegistration.prototype.update = async function () { window.looked += 1; return this; };";
    browser.run_in_every_page(count).await.unwrap();
    browser.write_down(&relay.url(), &Login::tls(&server)).await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    let own = "const named = document.querySelector('meta[name=kith-build]');
        const own = named.content; named.content = '0000000000000000'; window.looked = 0; return own;";
    let own = browser.run(own).await.unwrap();
    let caches = browser.run_async("return await caches.keys();").await.unwrap();
    assert_eq!(caches, json!([format!("kith-{}", own.as_str().unwrap())]), "the document names its build");

    browser.click("connect").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.until("return window.looked > 0;").await.unwrap();
    // Another connection of the same relay says nothing new.
    browser.go("/settings/email").await.unwrap();
    browser.click("account-sync").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(browser.run("return window.looked;").await.unwrap(), 1);
    browser.finish(&[]).await.unwrap();
}
