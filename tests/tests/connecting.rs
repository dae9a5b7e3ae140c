//! The form by which an account is connected: what it knows by the address alone, and how it signs in.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, CLEAR, Locator};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use serde_json::json;

const COPY: &str = "\u{e009}ac\u{e009}";
const PASTE: &str = "\u{e009}v\u{e009}";

/// The form, before anything is typed.
async fn form(relay: &Relay) -> Browser {
    let browser = Browser::start().await.unwrap();
    browser.open(&format!("{}settings/email/connect", relay.url())).await.unwrap();
    browser.until("return document.querySelector('[name=username]') !== null;").await.unwrap();
    browser
}

async fn keys(browser: &Browser, field: &str, keys: &str) {
    let field = browser.client.find(Locator::Css(&format!("[name={field}]"))).await.unwrap();
    field.send_keys(keys).await.unwrap();
}

/// Types an address in place of what is there, and waits for what the form then knows.
async fn address(browser: &Browser, address: &str, known: &str) {
    keys(browser, "username", &format!("{CLEAR}{address}")).await;
    browser.until(known).await.unwrap();
}

async fn text(browser: &Browser, testid: &str) -> String {
    let script = format!("return document.querySelector('[data-testid={testid}]')?.innerText;");
    browser.until(&script).await.unwrap().as_str().unwrap_or_default().to_owned()
}

/// A condition: whether something of that `data-testid` is there, in which this holds.
fn shows(testid: &str, selector: &str) -> String {
    format!("return document.querySelector({}) !== null;", json!(format!("[data-testid={testid}]{selector}")))
}

const PASSWORD: &str = "return document.querySelector('[name=password]') !== null;";
const NO_PASSWORD: &str = "return document.querySelector('[name=password]') === null;";

#[tokio::test]
async fn a_known_address_brings_its_server_and_what_its_provider_wants_before_the_password() {
    let relay = Relay::start(None).unwrap();
    let mut browser = form(&relay).await;
    browser.until(NO_PASSWORD).await.unwrap();

    address(&browser, "ada@gmail.com", &shows("provider-hint", "[data-kind=prepare]")).await;
    browser.until(PASSWORD).await.unwrap();
    assert_eq!(text(&browser, "server-place").await, "imap.gmail.com, port 993, SSL");
    assert!(text(&browser, "provider-hint").await.contains("app password"));
    let links = "return [...document.querySelectorAll('[data-testid=provider-hint] a')]
        .every((link) => new URL(link.href).hostname.endsWith('google.com') && link.target === '_blank');";
    assert_eq!(browser.run(links).await.unwrap(), json!(true));
    browser.screenshots("connect-prepare").await.unwrap();

    address(&browser, "ada@yahoo.com", "return document.body.innerText.includes('10,000');").await;

    address(&browser, "ada@hotmail.fr", &shows("provider-hint", "[data-kind=cannot]")).await;
    browser.until(NO_PASSWORD).await.unwrap();
    assert!(!browser.run(&shows("connect", "")).await.unwrap().as_bool().unwrap());
    browser.screenshots("connect-cannot").await.unwrap();

    // The server can be typed all the same, and is left again.
    browser.click("by-hand").await.unwrap();
    browser.until(PASSWORD).await.unwrap();
    browser.click("by-address").await.unwrap();
    browser.until(NO_PASSWORD).await.unwrap();
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn every_kind_is_there_by_its_name_and_says_what_to_do() {
    let relay = Relay::start(None).unwrap();
    let mut browser = form(&relay).await;
    let names = "return [...document.querySelectorAll('[data-testid=kind]')].map((kind) => kind.innerText);";
    let expected =
        ["Gmail", "Office 365 / Outlook.com", "Yahoo", "AOL", "iCloud", "Exchange", "Another provider", "POP3"];
    assert_eq!(browser.run(names).await.unwrap(), json!(expected));
    browser.screenshots("connect").await.unwrap();
    for (kind, shown) in [
        ("gmail", shows("provider-hint", "[data-kind=prepare]")),
        ("office", shows("provider-hint", "[data-kind=cannot]")),
        ("icloud", shows("provider-hint", "[data-kind=prepare]")),
        ("exchange", shows("kind-note", "")),
        ("pop", shows("kind-note", "")),
        (
            "imap",
            "return document.activeElement?.name === 'username' && document.querySelector('[name=host]') !== null;"
                .into(),
        ),
    ] {
        browser.click_on(&format!("[data-testid=kind][data-kind={kind}]")).await.unwrap();
        browser.until(&shown).await.unwrap();
    }
    browser.screenshots("connect-by-hand").await.unwrap();
    browser.finish(&[]).await.unwrap();
}

/// Signs in with an address by hand at a server that knows its users otherwise.
async fn sign_in(user: &str, typed: &str) {
    let server = Dovecot::start(Options { user: user.into(), ..Options::default() }, |_| Ok(())).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    let login = Login { username: typed.into(), ..Login::tls(&server) };
    browser.write_down(&relay.url(), &login).await.unwrap();
    if !typed.contains('@') {
        keys(&browser, "address", "robin@wren.example").await;
    }
    browser.click("connect").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    // What worked is stored: after a start the first login is the right one.
    let refused = |log: &str| log.matches("Authentication failed").count() + log.matches("LoginRefused").count();
    let before = refused(&relay.log());
    browser.open(&format!("{}settings/email", relay.url())).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(refused(&relay.log()), before);
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn an_address_signs_in_where_the_part_before_the_at_is_the_user_name() {
    sign_in("robin", "robin@wren.example").await;
}

#[tokio::test]
async fn a_user_name_signs_in_where_the_address_is_the_user_name() {
    sign_in("robin@wren.example", "robin").await;
}

#[tokio::test]
async fn a_password_is_pasted_without_what_was_copied_along_with_it() {
    let server = Dovecot::start(Options::default(), |_| Ok(())).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let browser = Browser::start().await.unwrap();
    let login = Login::tls(&server);
    let copied = format!("  {}\u{a0}", login.password.replace(' ', "\u{a0}"));
    browser
        .write_down(&relay.url(), &Login { username: copied, password: String::new(), ..login.clone() })
        .await
        .unwrap();
    keys(&browser, "username", COPY).await;
    keys(&browser, "password", PASTE).await;
    let pasted = "return document.querySelector('[name=password]').value;";
    assert_eq!(browser.run(pasted).await.unwrap(), json!(login.password));
    keys(&browser, "username", &format!("{CLEAR}{}", login.username)).await;
    browser.click("connect").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.finish(&[]).await.unwrap();
}
