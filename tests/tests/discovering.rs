//! Finding the mail server by the address alone, in a world of the test's own.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, CLEAR, Locator};
use kith_tests::dovecot::{Dovecot, Options, PLAIN_HOST};
use kith_tests::relay::Relay;
use kith_tests::world::{MailServer, Page, World};
use serde_json::json;

const AUTOCONFIG: &str = "/mail/config-v1.1.xml";
const WELL_KNOWN: &str = "/.well-known/autoconfig/mail/config-v1.1.xml";

/// The form, before anything is typed.
async fn form(relay: &Relay) -> Browser {
    let browser = Browser::start().await.unwrap();
    browser.open(&format!("{}settings/email/connect", relay.url())).await.unwrap();
    browser.until("return document.querySelector('[name=username]') !== null;").await.unwrap();
    browser
}

/// Types an address in place of what is there, and goes on.
async fn look_for(browser: &Browser, address: &str) {
    let field = browser.client.find(Locator::Css("[name=username]")).await.unwrap();
    field.send_keys(&format!("{CLEAR}{address}\u{e007}")).await.unwrap();
}

/// The server that was found, by whom, and in which words.
async fn found(browser: &Browser) -> (String, String, String) {
    let script = "
        const found = document.querySelector('[data-testid=server-found]');
        const text = (id) => found?.querySelector(`[data-testid=${id}]`)?.innerText;
        return found && [text('server-place'), found.dataset.by, text('said-by')];";
    serde_json::from_value(browser.until(script).await.unwrap()).unwrap()
}

fn is_shown(testid: &str) -> String {
    format!("return document.querySelector({}) !== null;", json!(format!("[data-testid={testid}]")))
}

/// A host of that name in the world that is a mail server.
fn mail_server(world: &World, host: &str) {
    world.host(host).unwrap();
    world.mail_server(host, MailServer::Tls);
}

#[tokio::test]
async fn each_way_leads_to_a_server_and_says_who_named_it() {
    let world = World::start().await.unwrap();
    for host in ["imap.file.test", "imap.known.test", "imap.records.test", "imap.guessed.test", "imap.provider.test"] {
        mail_server(&world, host);
    }
    world.host("autoconfig.file.test").unwrap();
    world.page("autoconfig.file.test", AUTOCONFIG, Page::config("File", "imap.file.test"));
    world.host("known.test").unwrap();
    world.page("known.test", WELL_KNOWN, Page::config("Known", "imap.known.test"));
    world.service("_imaps._tcp.records.test", 0, 1, 993, "imap.records.test");
    world.service("_imaps._tcp.forged.test", 0, 1, 993, "imap.provider.test");
    world.mail_exchanger("customer.test", 10, "mx1.provider.test");
    world.host("autoconfig.provider.test").unwrap();
    world.page("autoconfig.provider.test", AUTOCONFIG, Page::config("Provider", "imap.provider.test"));
    world.mail_exchanger("workspace.test", 10, "aspmx.l.google.com");
    world.host("directory.test").unwrap();
    world.page("directory.test", "/listed.test", Page::config("Listed", "imap.provider.test"));
    let directory = ["--ispdb".to_owned(), "https://directory.test/".to_owned()];
    let relay = Relay::start_in(&world, None, &directory).unwrap();
    let browser = form(&relay).await;
    for (domain, host, by, said_by) in [
        ("file.test", "imap.file.test", "domain", "autoconfig.file.test"),
        ("known.test", "imap.known.test", "domain", "known.test"),
        ("records.test", "imap.records.test", "srv", "records.test"),
        ("customer.test", "imap.provider.test", "exchanger", "customer.test"),
        ("workspace.test", "imap.gmail.com", "exchanger", "Gmail"),
        ("listed.test", "imap.provider.test", "directory", "Thunderbird"),
        ("guessed.test", "imap.guessed.test", "guess", "common name"),
    ] {
        look_for(&browser, &format!("robin@{domain}")).await;
        let (place, who, words) = found(&browser).await;
        assert_eq!((place.as_str(), who.as_str()), (format!("{host}, port 993, SSL").as_str(), by), "{domain}");
        assert!(words.contains(said_by), "{domain}: {words}");
        // Only what DNS alone names, elsewhere, is to be looked at twice.
        let is_unproven = browser.run(&is_shown("unproven")).await.unwrap();
        assert_eq!(is_unproven, json!(domain == "customer.test"), "{domain}");
    }
    look_for(&browser, "robin@forged.test").await;
    browser.until(&is_shown("unproven")).await.unwrap();
    // No one was told the address.
    let asked = world.pages_asked();
    assert!(!asked.is_empty() && asked.iter().all(|request| !request.contains("robin")), "{asked:?}");
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn what_was_found_is_connected_with_the_password_alone() {
    let user = "robin@file.test";
    let server = Dovecot::start(Options { user: user.into(), ..Options::default() }, |_| Ok(())).unwrap();
    let world = World::start().await.unwrap();
    world.host("imap.file.test").unwrap();
    let plain = format!("{PLAIN_HOST}:{}", server.ports().plain).parse().unwrap();
    world.mail_server("imap.file.test", MailServer::Behind(plain));
    world.host("autoconfig.file.test").unwrap();
    world.page("autoconfig.file.test", AUTOCONFIG, Page::config("File", "imap.file.test"));
    let relay = Relay::start_in(&world, Some(server.authority()), &[]).unwrap();
    let mut browser = form(&relay).await;
    look_for(&browser, user).await;
    found(&browser).await;
    browser.screenshots("connect-found").await.unwrap();
    // The password is next.
    browser.until("return document.activeElement?.name === 'password';").await.unwrap();
    let password = browser.client.active_element().await.unwrap();
    password.send_keys(&format!("{}\u{e007}", server.password())).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_domain_whose_mail_is_with_one_that_lets_no_one_in_asks_for_no_password() {
    let world = World::start().await.unwrap();
    world.mail_exchanger("office.test", 10, "office-test.mail.protection.outlook.com");
    world.mail_exchanger("sealed.test", 10, "mail.tutanota.de");
    let relay = Relay::start_in(&world, None, &[]).unwrap();
    let browser = form(&relay).await;
    for domain in ["office.test", "sealed.test"] {
        look_for(&browser, &format!("robin@{domain}")).await;
        browser
            .until("return document.querySelector('[data-testid=provider-hint][data-kind=cannot]') !== null;")
            .await
            .unwrap();
        assert_eq!(browser.run("return document.querySelector('[name=password]');").await.unwrap(), json!(null));
        look_for(&browser, "").await;
        browser.until("return document.querySelector('[data-testid=provider-hint]') === null;").await.unwrap();
    }
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn where_nothing_is_found_the_server_is_typed_and_a_search_can_be_stopped() {
    let world = World::start().await.unwrap();
    let relay = Relay::start_in(&world, None, &[]).unwrap();
    let mut browser = form(&relay).await;
    look_for(&browser, "robin@nothing.test").await;
    browser.until(&is_shown("nothing-found")).await.unwrap();
    browser.until("return document.activeElement?.name === 'host';").await.unwrap();
    browser.screenshots("connect-nothing").await.unwrap();
    browser.click("by-address").await.unwrap();
    browser.until("return document.querySelector('[name=host]') === null;").await.unwrap();

    for name in ["slow.test", "autoconfig.slow.test", "imap.slow.test", "mail.slow.test"] {
        world.hush(name);
    }
    look_for(&browser, "robin@slow.test").await;
    browser.until(&is_shown("looking")).await.unwrap();
    browser.click("stop-looking").await.unwrap();
    browser.until("return document.querySelector('[data-testid=looking]') === null;").await.unwrap();
    browser.until("return document.activeElement?.name === 'username';").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn where_no_one_could_look_it_says_why_and_looks_again() {
    let world = World::start().await.unwrap();
    mail_server(&world, "imap.file.test");
    world.host("autoconfig.file.test").unwrap();
    world.page("autoconfig.file.test", AUTOCONFIG, Page::config("File", "imap.file.test"));
    let mut relay = Relay::start_in(&world, None, &[]).unwrap();
    let mut browser = form(&relay).await;
    // The engine comes after the page.
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    relay.kill();
    look_for(&browser, "robin@file.test").await;
    browser.until(&is_shown("not-looked")).await.unwrap();
    assert!(browser.trouble().await.unwrap().contains("Can’t reach Kith’s server"));
    // Nothing is to be looked up for that.
    assert_eq!(browser.run("return document.querySelector('[name=host]');").await.unwrap(), json!(null));
    browser.screenshots("connect-not-looked").await.unwrap();
    relay.restart().unwrap();
    browser.click("look-again").await.unwrap();
    assert_eq!(found(&browser).await.0, "imap.file.test, port 993, SSL");
    browser.finish(&["WebSocket", "ERR_CONNECTION_REFUSED"]).await.unwrap();
}
