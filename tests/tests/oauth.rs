//! Signing in on the page: by a code, and on the provider's page, at a real OAuth server.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, Locator};
use kith_tests::dovecot::{Dovecot, Options, PLAIN_HOST};
use kith_tests::provider::{Provider, ProviderOptions};
use kith_tests::relay::Relay;
use kith_tests::traces::{files_with, holds};
use kith_tests::world::{MailServer, Page, World};
use serde_json::json;
use std::path::PathBuf;

const USER: &str = "robin@wren.example";
const HOST: &str = "imap.wren.example";
/// In no file.
const NOWHERE: [PathBuf; 0] = [];

/// A relay, a provider that it knows, and a mail server that takes its tokens.
struct Scene {
    relay: Relay,
    provider: Provider,
    // They end with it.
    _server: Dovecot,
    _world: World,
}

impl Scene {
    async fn start(by_device: bool) -> Self {
        let world = World::start().await.unwrap();
        let mut relay = Relay::start_in(&world, None, &["--log".into(), "trace".into()]).unwrap();
        let url = relay.url();
        let options = ProviderOptions { user: USER, kith: url.trim_end_matches('/'), rotates: true };
        let provider = Provider::start(&world, options).unwrap();
        let options = Options { introspection: Some(provider.introspection()), ..Options::default() };
        let server = Dovecot::start(options, |_| Ok(())).unwrap();
        world.host(HOST).unwrap();
        let plain = format!("{PLAIN_HOST}:{}", server.ports().plain).parse().unwrap();
        world.mail_server(HOST, MailServer::Behind(plain));
        world.host("autoconfig.wren.example").unwrap();
        world.page("autoconfig.wren.example", "/mail/config-v1.1.xml", Page::config("Wren", HOST));
        relay.configure(&provider.settings(by_device, HOST)).unwrap();
        Self { relay, provider, _server: server, _world: world }
    }

    /// The form, once the server is found.
    async fn form(&self, address: &str) -> Browser {
        let browser = Browser::start().await.unwrap();
        browser.open(&format!("{}settings/email/connect", self.relay.url())).await.unwrap();
        browser.until("return document.querySelector('[name=username]') !== null;").await.unwrap();
        let field = browser.client.find(Locator::Css("[name=username]")).await.unwrap();
        field.send_keys(&format!("{address}\u{e007}")).await.unwrap();
        browser.until(&is_shown("sign-in")).await.unwrap();
        // No password is asked for, unless the user wants to give one.
        assert_eq!(browser.run("return document.querySelector('[name=password]');").await.unwrap(), json!(null));
        browser
    }
}

fn is_shown(testid: &str) -> String {
    format!("return document.querySelector({}) !== null;", json!(format!("[data-testid={testid}]")))
}

/// What stands there, once it does.
async fn text(browser: &Browser, testid: &str) -> String {
    let script = format!("return document.querySelector('[data-testid={testid}]')?.innerText;");
    browser.until(&script).await.unwrap().as_str().unwrap().to_owned()
}

/// The user answers what the provider's page, which has opened, asks of them. `None`: it asks nothing, since it remembers
/// them.
async fn come_back(browser: &Browser, answer: Option<&str>) {
    let form = browser.tab().await.unwrap();
    browser.until(&is_shown("sign-in-away")).await.unwrap();
    browser.other_tab(&form).await.unwrap();
    if let Some(answer) = answer {
        browser.until(&format!("return document.getElementById('{answer}') !== null;")).await.unwrap();
        browser.client.find(Locator::Id(answer)).await.unwrap().click().await.unwrap();
    }
    browser.until("return document.querySelector('[data-testid=signed-in][data-taken=true]') !== null;").await.unwrap();
    // What came back stands in no history.
    assert_eq!(browser.run("return location.search;").await.unwrap(), json!(""));
    browser.client.close_window().await.unwrap();
    browser.look_at(&form).await.unwrap();
}

#[tokio::test]
async fn oauth_by_a_code_that_is_entered_elsewhere() {
    let mut scene = Scene::start(true).await;
    let mut browser = scene.form(USER).await;
    browser.click("sign-in").await.unwrap();
    let code = text(&browser, "sign-in-code").await;
    browser.screenshots("sign-in-code").await.unwrap();
    scene.provider.enter(&code, true).unwrap();
    browser.until_status("up-to-date").await.unwrap();
    let profile = browser.finish(&[]).await.unwrap();
    // What is stored plainly is found.
    assert!(!files_with(profile.path(), "settings/email").unwrap().is_empty());
    let (tokens, log) = (scene.provider.tokens().unwrap(), scene.relay.log());
    assert!(tokens.len() > 1 && holds(log.as_bytes(), "session ended"), "{tokens:?} {log}");
    for token in tokens {
        assert_eq!(files_with(profile.path(), &token).unwrap(), NOWHERE);
        assert!(!holds(log.as_bytes(), &token), "{log}");
    }
}

#[tokio::test]
async fn oauth_by_the_providers_page_and_again_after_it_was_withdrawn() {
    let mut scene = Scene::start(false).await;
    let mut browser = scene.form(USER).await;
    browser.click("by-password").await.unwrap();
    browser.until("return document.querySelector('[name=password]') !== null;").await.unwrap();
    browser.click("by-password").await.unwrap();
    browser.until(&is_shown("sign-in")).await.unwrap();
    browser.screenshots("sign-in").await.unwrap();
    // Who says no may try again.
    browser.click("sign-in").await.unwrap();
    come_back(&browser, Some("deny")).await;
    browser.until(&is_shown("trouble")).await.unwrap();
    browser.click("sign-in").await.unwrap();
    come_back(&browser, Some("allow")).await;
    browser.until_status("up-to-date").await.unwrap();

    scene.provider.revoke(true).unwrap();
    browser.open(&format!("{}settings/email", scene.relay.url())).await.unwrap();
    browser.until_status("stopped").await.unwrap();
    browser.until(&is_shown("sign-in")).await.unwrap();
    browser.screenshots("sign-in-again").await.unwrap();
    browser.click("sign-in").await.unwrap();
    come_back(&browser, None).await;
    browser.until_status("up-to-date").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn oauth_as_another_user_asks_which_mailbox_is_meant() {
    let mut scene = Scene::start(true).await;
    let browser = scene.form("sparrow@wren.example").await;
    browser.click("sign-in").await.unwrap();
    let code = text(&browser, "sign-in-code").await;
    scene.provider.enter(&code, true).unwrap();
    let asked = text(&browser, "sign-in-other").await;
    assert!(asked.contains(USER) && asked.contains("sparrow@wren.example"), "{asked}");
    browser.click("sign-in-take").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(text(&browser, "account-address").await, USER);
    browser.finish(&[]).await.unwrap();
}
