//! Several tabs are one Kith: one of them has the engine, and it does not matter which.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, OnlyChromium, Tab};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture, Truth};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use std::collections::BTreeMap;
use std::io::copy;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::Receiver;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const NOW: i64 = 1_760_000_000;
const NEWCOMER: &str = "nora@new.example";
const IN_THE_MIDDLE: &str = "
    const progress = document.querySelector('[data-testid=bars] progress');
    return progress && progress.value > 0 && progress.value < progress.max;";
const DRAWN: &str = "return document.querySelector('main') !== null;";
const ANYBODY: &str = "return document.querySelector('[data-testid=person-row]') !== null;";
const WELCOME: &str = "return document.querySelector('[data-testid=welcome]') !== null;";
const STOPPED: &str = "return document.querySelector('[data-testid=engine-stopped] button') !== null;";
const NOT_STOPPED: &str = "return document.querySelector('[data-testid=engine-stopped]') === null;";
const HOSTS: &str = "return (await navigator.locks.query()).held.filter((lock) => lock.name === 'kith').length;";

/// What the browser says when it puts a page to sleep over an open connection.
const ASLEEP: &[&str] = &["Page entered Back-Forward Cache"];

/// A browser with tabs, a mailbox that its first tab has read, and what is true of it.
struct Scene {
    browser: Browser,
    relay: Relay,
    server: Dovecot,
    truth: Truth,
    tabs: Vec<Tab>,
}

impl Scene {
    /// The mailbox, and one tab.
    async fn begin(messages: usize) -> Self {
        let fixture = Fixture::new(13, NOW, messages);
        let options = Options { user: ACCOUNT.into(), ..Options::default() };
        let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
        let relay = Relay::start(Some(server.authority())).unwrap();
        let browser = Browser::start().await.unwrap();
        let tabs = vec![browser.tab().await.unwrap()];
        Self { browser, relay, server, truth: fixture.truth(), tabs }
    }

    /// The same, its mailbox read, with a second tab open, which is the one looked at.
    async fn with_two_tabs(messages: usize) -> Self {
        let mut scene = Self::begin(messages).await;
        scene.connect().await;
        scene.browser.until_status("up-to-date").await.unwrap();
        scene.open_tab().await;
        scene.browser.until(ANYBODY).await.unwrap();
        scene
    }

    async fn connect(&self) {
        self.browser.fill_in(&self.relay.url(), &Login::tls(&self.server)).await.unwrap();
    }

    async fn open_tab(&mut self) {
        self.tabs.push(self.browser.open_tab(&self.relay.url()).await.unwrap());
    }

    async fn look_at(&self, tab: usize) {
        self.browser.look_at(self.tabs.get(tab).unwrap()).await.unwrap();
    }

    async fn close(&mut self, tab: usize) {
        self.look_at(tab).await;
        self.tabs.remove(tab);
        self.browser.client.close_window().await.unwrap();
        self.look_at(0).await;
    }

    /// Compares the list with the truth.
    async fn everyone_is_there_once(&self) {
        let listed = self.browser.everybody().await.unwrap();
        let listed: BTreeMap<_, _> = listed.into_iter().map(|(address, row)| (address, row.messages)).collect();
        let people = self.truth.people.iter();
        let expected: BTreeMap<_, _> = people.map(|(address, it)| (address.clone(), it.timeline.len())).collect();
        assert_eq!(listed, expected);
    }

    /// Someone new writes.
    fn deliver(&self) {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
        let message = format!(
            "From: Nora New <{NEWCOMER}>\r\nTo: {ACCOUNT}\r\nSubject: Hello\r\nMessage-ID: <{now}@new.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nGood to see you.\r\n"
        );
        self.server.maildir().unwrap().add("INBOX", message.as_bytes(), now, false).unwrap();
        self.server.hand_over().unwrap();
    }

    async fn sync(&self) {
        self.browser.go("/settings/email").await.unwrap();
        let ready = "return document.querySelector('[data-testid=account-sync]')?.disabled === false;";
        self.browser.until(ready).await.unwrap();
        self.browser.click("account-sync").await.unwrap();
        self.browser.go("/people").await.unwrap();
    }

    async fn newcomer_is_there(&self) {
        let script = format!("return document.querySelector('[data-address=\"{NEWCOMER}\"]') !== null;");
        self.browser.until(&script).await.unwrap();
    }

    /// The text of the newest message with the newcomer, opened in the tab that is looked at.
    async fn read_newcomer(&self) {
        let script = format!("document.querySelector('[data-address=\"{NEWCOMER}\"]').click();");
        self.browser.run(&script).await.unwrap();
        let open = "const row = document.querySelector('[data-testid=timeline-row] > button');
            row?.click(); return row !== null;";
        self.browser.until(open).await.unwrap();
        self.browser.until_text("Good to see you.").await.unwrap();
        self.browser.go("/people").await.unwrap();
    }

    async fn end(self, expected: &[&str]) {
        self.browser.finish(expected).await.unwrap();
    }
}

#[tokio::test]
async fn a_second_tab_shows_the_same_people_and_hears_of_new_mail() {
    let scene = Scene::with_two_tabs(300).await;
    scene.everyone_is_there_once().await;
    assert_eq!(scene.browser.run_async(HOSTS).await.unwrap(), 1, "one tab has the engine");
    scene.look_at(0).await;
    scene.everyone_is_there_once().await;

    scene.look_at(1).await;
    scene.browser.go("/people").await.unwrap();
    scene.look_at(0).await;
    scene.deliver();
    scene.sync().await;
    scene.newcomer_is_there().await;
    scene.look_at(1).await;
    scene.newcomer_is_there().await;
    scene.read_newcomer().await;
    scene.look_at(0).await;
    scene.read_newcomer().await;
    scene.end(&[]).await;
}

#[tokio::test]
async fn what_is_ordered_in_the_second_tab_is_done_in_both() {
    let relay = Relay::start(None).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until(WELCOME).await.unwrap();
    let first = browser.tab().await.unwrap();
    let second = browser.open_tab(&relay.url()).await.unwrap();
    browser.click("sample-add").await.unwrap();
    browser.go("/settings/email").await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.look_at(&first).await.unwrap();
    browser.until(ANYBODY).await.unwrap();
    let everybody = browser.everybody().await.unwrap();
    browser.look_at(&second).await.unwrap();
    assert_eq!(browser.everybody().await.unwrap(), everybody);
    browser.click("sample-remove").await.unwrap();
    for tab in [&second, &first] {
        browser.look_at(tab).await.unwrap();
        browser.until(WELCOME).await.unwrap();
    }
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn when_the_first_tab_is_closed_the_second_goes_on() {
    let mut scene = Scene::with_two_tabs(300).await;
    scene.close(0).await;
    scene.everyone_is_there_once().await;
    scene.deliver();
    scene.sync().await;
    scene.newcomer_is_there().await;
    scene.read_newcomer().await;
    scene.end(&[]).await;
}

#[tokio::test]
async fn a_tab_that_goes_elsewhere_does_not_hold_the_others_up_and_may_come_back() {
    let scene = Scene::with_two_tabs(300).await;
    scene.look_at(0).await;
    scene.browser.open("about:blank").await.unwrap();
    scene.look_at(1).await;
    scene.everyone_is_there_once().await;
    scene.deliver();
    scene.sync().await;
    scene.newcomer_is_there().await;
    scene.look_at(0).await;
    scene.browser.client.back().await.unwrap();
    scene.browser.until(DRAWN).await.unwrap();
    scene.browser.go("/people").await.unwrap();
    scene.newcomer_is_there().await;
    scene.end(&[]).await;
}

#[tokio::test]
async fn a_reading_goes_on_when_the_tab_that_began_it_is_closed_in_the_middle() {
    let mut scene = Scene::begin(6_000).await;
    scene.browser.open(&scene.relay.url()).await.unwrap();
    scene.browser.until(WELCOME).await.unwrap();
    scene.open_tab().await;
    scene.connect().await;
    scene.browser.until(IN_THE_MIDDLE).await.unwrap();
    scene.close(0).await;
    scene.browser.until_status("up-to-date").await.unwrap();
    scene.everyone_is_there_once().await;
    scene.end(&[]).await;
}

#[tokio::test]
async fn each_may_be_reloaded_and_both_at_once() {
    let scene = Scene::with_two_tabs(300).await;
    for reloaded in [0, 1, 0] {
        scene.look_at(reloaded).await;
        scene.browser.reload().await.unwrap();
        for tab in [0, 1] {
            scene.look_at(tab).await;
            scene.browser.until(DRAWN).await.unwrap();
            scene.everyone_is_there_once().await;
        }
    }
    // The word reaches both before either has gone.
    scene.look_at(0).await;
    let wait = "new BroadcastChannel('test').onmessage = () => location.reload(); window.before = true;";
    scene.browser.run(wait).await.unwrap();
    scene.look_at(1).await;
    let tell = "window.before = true; new BroadcastChannel('test').postMessage(0); location.reload();";
    scene.browser.run(tell).await.unwrap();
    for tab in [0, 1] {
        scene.look_at(tab).await;
        scene.browser.until("return window.before === undefined;").await.unwrap();
        scene.browser.until(DRAWN).await.unwrap();
        scene.everyone_is_there_once().await;
    }
    scene.deliver();
    scene.sync().await;
    for tab in [0, 1] {
        scene.look_at(tab).await;
        scene.newcomer_is_there().await;
    }
    scene.end(&[]).await;
}

#[tokio::test]
async fn a_tab_that_does_not_answer_is_replaced_when_told_to_and_goes_on_when_it_wakes() {
    if OnlyChromium::FrozenTab.is_missing() {
        return;
    }
    let mut scene = Scene::with_two_tabs(300).await;
    scene.look_at(0).await;
    scene.browser.freeze(true).await.unwrap();
    scene.look_at(1).await;
    scene.browser.until("return document.querySelector('[data-testid=starting-bar]') !== null;").await.unwrap();
    scene.browser.screenshot("starting").await.unwrap();
    scene.browser.until(STOPPED).await.unwrap();
    scene.browser.screenshots("other-tab").await.unwrap();
    scene.browser.run("document.querySelector('[data-testid=engine-stopped] button').click();").await.unwrap();
    scene.browser.until(ANYBODY).await.unwrap();
    scene.everyone_is_there_once().await;
    scene.deliver();
    scene.sync().await;
    scene.newcomer_is_there().await;

    scene.look_at(0).await;
    scene.browser.freeze(false).await.unwrap();
    scene.browser.go("/people").await.unwrap();
    scene.newcomer_is_there().await;
    scene.read_newcomer().await;
    assert_eq!(scene.browser.run_async(HOSTS).await.unwrap(), 1, "one tab has the engine");
    scene.end(ASLEEP).await;
}

#[tokio::test]
async fn a_tab_that_slept_and_wakes_by_itself_is_no_longer_waited_for() {
    if OnlyChromium::FrozenTab.is_missing() {
        return;
    }
    let scene = Scene::with_two_tabs(300).await;
    scene.look_at(0).await;
    scene.browser.freeze(true).await.unwrap();
    scene.look_at(1).await;
    scene.browser.until(STOPPED).await.unwrap();
    scene.look_at(0).await;
    scene.browser.freeze(false).await.unwrap();
    scene.look_at(1).await;
    scene.browser.until(NOT_STOPPED).await.unwrap();
    scene.everyone_is_there_once().await;
    scene.end(ASLEEP).await;
}

/// Says on the channel of all tabs that a tab of another version is there.
fn call(loaded: &str) -> String {
    format!(
        "window.heard = []; window.other = new BroadcastChannel('kith'); \
         other.onmessage = (event) => heard.push(event.data.kith); \
         other.postMessage({{ kith: 'hello', from: '0123456789abcdef', build: 'another', loaded: {loaded} }});"
    )
}

#[tokio::test]
async fn a_tab_of_an_older_version_makes_room_for_a_newer_one() {
    let mut scene = Scene::with_two_tabs(300).await;
    scene.browser.run(&call("1")).await.unwrap();
    scene.browser.until("return window.heard.includes('host');").await.unwrap();
    scene.everyone_is_there_once().await;

    scene.browser.run(&call("Date.now() + 1000")).await.unwrap();
    for tab in [0, 1] {
        scene.look_at(tab).await;
        scene.browser.until_text("A newer version of Kith is open in another tab").await.unwrap();
    }
    scene.browser.screenshots("newer-tab").await.unwrap();
    assert_eq!(scene.browser.run_async(HOSTS).await.unwrap(), 0, "the newer one may begin");
    let reload = "window.isLeft = true; document.querySelector('[data-testid=engine-stopped] button').click();";
    scene.browser.run(reload).await.unwrap();
    // The old content is there until the page is left.
    scene.browser.until("return window.isLeft === undefined;").await.unwrap();
    scene.browser.until(ANYBODY).await.unwrap();
    scene.everyone_is_there_once().await;
    scene.end(&[]).await;
}

/// A mail server that says nothing to the first who comes, and is `server` to all others. Its port, and where it tells
/// that the first came.
fn slow_at_first(server: &Dovecot) -> (u16, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, behind) = (listener.local_addr().unwrap().port(), server.ports().tls);
    let (tell, came) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut streams = listener.incoming().map_while(Result::ok);
        let _silent = streams.next();
        tell.send(()).unwrap();
        for here in streams {
            let there = TcpStream::connect(("127.0.0.1", behind)).unwrap();
            pass_on(here.try_clone().unwrap(), there.try_clone().unwrap());
            pass_on(there, here);
        }
    });
    (port, came)
}

fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        // However it ends, the other side hears of it.
        let _ = copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

#[tokio::test]
async fn a_login_that_is_under_way_outlives_the_tab_that_carried_it() {
    let fixture = Fixture::new(13, NOW, 300);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until(WELCOME).await.unwrap();
    let first = browser.tab().await.unwrap();
    let second = browser.open_tab(&relay.url()).await.unwrap();
    let (port, came) = slow_at_first(&server);
    let login = Login { port, ..Login::tls(&server) };
    browser.fill_in(&relay.url(), &login).await.unwrap();
    came.recv_timeout(Duration::from_secs(30)).unwrap();
    browser.look_at(&first).await.unwrap();
    browser.client.close_window().await.unwrap();
    browser.look_at(&second).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    assert_eq!(browser.everybody().await.unwrap().len(), fixture.truth().people.len());
    browser.finish(&[]).await.unwrap();
}
