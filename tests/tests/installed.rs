//! What the installed app does: it leads where its shortcuts say, takes what other apps share, and finds newer versions.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kith_tests::browser::Browser;
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::ACCOUNT;
use kith_tests::http::{Request, send};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy};
use tokio::net::{TcpListener, TcpStream};

/// The name of the next build. It is as long as a real one.
const NEXT: &str = "0123456789abcdef";

/// A relay that serves the app as it was built and, once published, the next build: the same with another name,
/// wherever the relay gives its name.
struct Site {
    relay: SocketAddr,
    built: String,
    is_next: AtomicBool,
}

impl Site {
    /// A site in front of a relay, and the address at which to open it.
    async fn in_front_of(relay: &Relay) -> (Arc<Self>, String) {
        let document = send(relay.address(), &Request::new("GET", "/")).await.unwrap().text();
        let (_, name) = document.split_once("name=\"kith-build\" content=\"").unwrap();
        let built = name.split('"').next().unwrap().to_owned();
        assert_eq!(built.len(), NEXT.len());
        let site = Arc::new(Self { relay: relay.address(), built, is_next: AtomicBool::new(false) });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let all = Arc::clone(&site);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let site = Arc::clone(&all);
                // A client may close the connection early.
                tokio::spawn(async move { drop(site.answer(client).await) });
            }
        });
        (site, url)
    }

    fn publish(&self) {
        self.is_next.store(true, Ordering::SeqCst);
    }

    async fn answer(&self, client: TcpStream) -> std::io::Result<()> {
        let mut client = BufReader::new(client);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if client.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let mut server = TcpStream::connect(self.relay).await?;
        if head.starts_with("GET /relay ") {
            server.write_all(head.as_bytes()).await?;
            return self.pass(client.into_inner(), server).await;
        }
        // Request it whole and uncompressed, to find the name. The programs do not contain it.
        let is_program = head.starts_with("GET /kith-");
        let is_passed = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            !matches!(name.as_str(), "connection" | "if-none-match") && (is_program || name != "accept-encoding")
        };
        let head: Vec<_> = head.trim_end().lines().filter(is_passed).collect();
        server.write_all(format!("{}\r\nConnection: close\r\n\r\n", head.join("\r\n")).as_bytes()).await?;
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await?;
        client.write_all(&self.named(answer)).await?;
        client.shutdown().await
    }

    /// Passes data both ways until either side ends. What the relay says of its build comes in one piece.
    async fn pass(&self, client: TcpStream, server: TcpStream) -> std::io::Result<()> {
        let (mut from_client, mut to_client) = client.into_split();
        let (mut from_server, mut to_server) = server.into_split();
        let answers = async {
            let mut buffer = vec![0; 1 << 14];
            loop {
                let length = from_server.read(&mut buffer).await?;
                if length == 0 {
                    return Ok(());
                }
                to_client.write_all(&self.named(buffer.get(..length).unwrap_or_default().to_vec())).await?;
            }
        };
        tokio::select! {
            asked = copy(&mut from_client, &mut to_server) => asked.map(drop),
            answered = answers => answered,
        }
    }

    /// The same with the name of the build that is served now.
    fn named(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        if self.is_next.load(Ordering::SeqCst) {
            let places = bytes.windows(NEXT.len()).enumerate().filter(|(_, it)| *it == self.built.as_bytes());
            for at in places.map(|(at, _)| at).collect::<Vec<_>>() {
                bytes.splice(at..at + NEXT.len(), NEXT.bytes());
            }
        }
        bytes
    }
}

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
    // The empty page of a new window has no build.
    let count = "window.looked = 0;
        if ('serviceWorker' in navigator) ServiceWorkerRegistration.prototype.update = async function () { window.looked += 1; return this; };";
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

#[tokio::test]
async fn an_app_that_is_never_closed_updates_to_the_next_build() {
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| maildir.make("INBOX", None)).unwrap();
    let mut relay = Relay::start(Some(server.authority())).unwrap();
    let (site, url) = Site::in_front_of(&relay).await;
    let browser = Browser::start().await.unwrap();
    browser.fill_in(&url, &Login::tls(&server)).await.unwrap();
    browser.until_status("up-to-date").await.unwrap();
    browser.until("return navigator.serviceWorker.controller?.state === 'activated';").await.unwrap();
    let build = "return document.querySelector('meta[name=kith-build]').content;";
    assert_eq!(browser.run(build).await.unwrap(), json!(site.built));
    browser.click("nav-add").await.unwrap();
    browser.type_into("add-name", "Ada King").await.unwrap();
    browser.click("sheet-yes").await.unwrap();
    let ada = "return document.querySelector('[data-testid=person-name]')?.textContent === 'Ada King';";
    browser.until(ada).await.unwrap();

    // The relay is updated. The page connects again, and learns of the new build.
    browser.run("window.isTheSame = true;").await.unwrap();
    site.publish();
    relay.restart().unwrap();
    browser.until("return document.querySelector('[data-testid=update-bar]') !== null;").await.unwrap();
    assert_eq!(browser.run("return window.isTheSame;").await.unwrap(), true, "it does not change while in use");
    assert_eq!(browser.run(build).await.unwrap(), json!(site.built));
    browser.click("update-reload").await.unwrap();
    browser.until("return window.isTheSame === undefined;").await.unwrap();
    browser.until(ada).await.unwrap();
    assert_eq!(browser.run(build).await.unwrap(), NEXT);
    assert_eq!(browser.run_async("return await caches.keys();").await.unwrap(), json!([format!("kith-{NEXT}")]));
    assert_eq!(browser.run("return document.querySelector('[data-testid=update-bar]');").await.unwrap(), Value::Null);

    // The new build continues with what the old one stored.
    let message = format!("From: Bob <bob@new.example>\r\nTo: {ACCOUNT}\r\nSubject: Hello\r\n\r\nGood to see you.\r\n");
    server.maildir().unwrap().deliver(message.as_bytes()).unwrap();
    browser.go("/people").await.unwrap();
    browser.until("return document.querySelector('[data-address=\"bob@new.example\"]') !== null;").await.unwrap();
    relay.kill();
    browser.reload().await.unwrap();
    browser.until("return document.querySelector('[data-address=\"bob@new.example\"]') !== null;").await.unwrap();
    assert_eq!(browser.run(build).await.unwrap(), NEXT, "it is the one that is kept");
    browser.finish(&["WebSocket", "ERR_"]).await.unwrap();
}
