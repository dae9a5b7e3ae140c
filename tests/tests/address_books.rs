//! An address book on a server (Radicale), connected and kept the same on both sides.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use kith_tests::browser::{Browser, CLEAR};
use kith_tests::dav_proxy::DavProxy;
use kith_tests::faults::Fault;
use kith_tests::radicale::{Radicale, announce};
use kith_tests::relay::Relay;
use kith_tests::vdirsyncer::pull;
use kith_tests::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const USER: &str = "robin@wren.test";
const PASSWORD: &str = "correct horse";
const BOOK: &str = "friends";
const HOST: &str = "dav.wren.test";
/// How long a sync may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A card with a property that nobody knows, and further lines.
fn card(name: &str, lines: &str) -> String {
    let low = name.to_lowercase();
    format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{low}\r\nFN:{name} Finch\r\nN:Finch;{name};;;\r\n\
         EMAIL:{low}@finch.test\r\nX-ODD;A=1:{low}\r\n{lines}END:VCARD\r\n"
    )
}

/// An address book server behind a proxy, and a browser with Kith.
struct Sides {
    server: Radicale,
    proxy: DavProxy,
    browser: Browser,
    relay: Relay,
    _world: World,
}

impl Sides {
    /// A server with these cards, found by its domain alone; nothing is connected.
    async fn new(cards: &[(&str, String)]) -> Self {
        let server = Radicale::start(&[(USER, PASSWORD)]).unwrap();
        server.make_book(USER, BOOK, "Friends").await.unwrap();
        for (name, card) in cards {
            server.put_card(USER, BOOK, &format!("{name}.vcf"), card).await.unwrap();
        }
        let world = World::start().await.unwrap();
        let proxy = DavProxy::start(server.address()).await.unwrap();
        proxy.put_into(&world, HOST).unwrap();
        announce(&world, "wren.test", HOST, &format!("/{USER}/")).unwrap();
        let relay = Relay::start_in(&world, None, &[]).unwrap();
        let browser = Browser::start().await.unwrap();
        browser.open(&relay.url()).await.unwrap();
        Self { server, proxy, browser, relay, _world: world }
    }

    /// Adds someone by hand.
    async fn add(&self, name: &str) {
        self.browser.go("/people").await.unwrap();
        self.browser.click("nav-add").await.unwrap();
        self.browser.type_into("add-name", &format!("{name} Finch")).await.unwrap();
        let address = format!("{}@finch.test\u{e007}", name.to_lowercase());
        self.browser.type_into("add-email", &address).await.unwrap();
        self.browser.until("return document.querySelector('dialog[open]') === null;").await.unwrap();
    }

    /// Connects the book by the address alone, and reads what the first sync would do.
    async fn look(&self) {
        self.browser.connect_address_book(USER, PASSWORD, PATIENCE).await.unwrap();
    }

    /// The first sync.
    async fn start(&self, out: &str) {
        self.browser.start_address_book(out).await.unwrap();
        self.until_status("up-to-date").await;
    }

    async fn until_status(&self, status: &str) {
        self.browser.until_book_status(status, PATIENCE).await.unwrap();
    }

    /// Goes to a page of the connection, by way of the list.
    async fn open(&self, page: &str) {
        self.browser.go("/settings/connections").await.unwrap();
        let script = "return document.querySelector('[data-testid=book-open]')?.getAttribute('href');";
        let path = self.browser.until(script).await.unwrap();
        self.browser.go(&format!("{}{page}", path.as_str().unwrap())).await.unwrap();
    }

    /// Asks for a sync.
    async fn sync(&self) {
        self.open("").await;
        self.browser
            .until("return document.querySelector('[data-testid=book-sync]')?.ariaDisabled === 'false';")
            .await
            .unwrap();
        self.browser.click("book-sync").await.unwrap();
    }

    /// Gives someone another name in Kith.
    async fn rename(&self, address: &str, name: &str) {
        let path = self.browser.everybody().await.unwrap()[address].path.clone();
        self.browser.go(&path).await.unwrap();
        self.browser.click("person-name").await.unwrap();
        let typed = format!("{CLEAR}{name}\u{e007}");
        self.browser.type_into("person-name", &typed).await.unwrap();
        let script = format!(
            "return document.querySelector('button[data-testid=person-name]')?.innerText.includes({});",
            json!(name)
        );
        self.browser.until(&script).await.unwrap();
    }

    /// Who is in Kith, by address: their names.
    async fn names(&self) -> BTreeMap<String, String> {
        let all = self.browser.everybody().await.unwrap();
        all.into_iter().map(|(address, shown)| (address, shown.name)).collect()
    }

    /// Waits until the people in Kith are so.
    async fn until_names(&self, holds: impl Fn(&BTreeMap<String, String>) -> bool) {
        let since = Instant::now();
        loop {
            let names = self.names().await;
            if holds(&names) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{names:?}");
        }
    }

    /// Waits until the cards on the server's disk are so.
    async fn until_cards(&self, holds: impl Fn(&[String]) -> bool) {
        let since = Instant::now();
        loop {
            let cards: Vec<String> = self.server.cards(USER, BOOK).unwrap().into_values().collect();
            if holds(&cards) {
                return;
            }
            assert!(since.elapsed() < PATIENCE, "{cards:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// What an independent client sees is what Kith shows: as many people, each once, by their names; and what nobody
    /// knows is there as it was.
    async fn are_equal(&self) {
        let names: Vec<String> = self.names().await.into_values().collect();
        let seen = pull(self.server.address(), USER, PASSWORD, BOOK).await.unwrap();
        assert_eq!(seen.len(), names.len(), "{names:?} {seen:?}");
        for name in &names {
            assert_eq!(seen.iter().filter(|card| has_line(card, &format!("FN:{name}"))).count(), 1, "{name}: {seen:?}");
        }
        for own in self.server.cards(USER, BOOK).unwrap().into_values().filter(|card| card.contains("UID:ada\r\n")) {
            assert!(own.contains("X-ODD;A=1:ada"), "{own}");
        }
    }

    async fn value(&self, script: &str) -> Value {
        self.browser.until(script).await.unwrap()
    }
}

fn has_line(card: &str, line: &str) -> bool {
    card.lines().any(|it| it.trim_end() == line)
}

fn any(cards: &[String], line: &str) -> bool {
    cards.iter().any(|card| has_line(card, line))
}

/// Ada on both sides, Bob there, Cy here; everyone goes out.
async fn two_filled_sides() -> Sides {
    let sides = Sides::new(&[("ada", card("Ada", "")), ("bob", card("Bob", ""))]).await;
    sides.add("Ada").await;
    sides.add("Cy").await;
    sides.look().await;
    sides
}

#[tokio::test]
async fn the_first_sync_of_two_filled_sides_does_what_it_said_and_makes_no_one_twice() {
    let mut sides = two_filled_sides().await;
    sides.browser.run("document.querySelector('[name=book-out][value=everyone]').click();").await.unwrap();
    let script = "
        const preview = document.querySelector('[data-testid=sync-preview]');
        return preview?.dataset.newThere === '1' && [preview.dataset.cards, preview.dataset.newHere];";
    assert_eq!(sides.value(script).await, json!(["2", "1"]));
    sides.browser.screenshots("book-preview").await.unwrap();
    // Nothing was changed by looking.
    assert_eq!(sides.server.cards(USER, BOOK).unwrap().len(), 2);
    sides.start("everyone").await;
    sides.until_cards(|cards| cards.len() == 3 && any(cards, "FN:Cy Finch")).await;
    sides.until_names(|names| names.len() == 3).await;
    sides.are_equal().await;
    sides.open("").await;
    sides.until_status("up-to-date").await;
    sides.browser.screenshots("book").await.unwrap();
    sides.browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn edits_go_both_ways_a_conflict_is_kept_and_who_is_deleted_there_stays_here() {
    let mut sides = two_filled_sides().await;
    sides.start("everyone").await;
    sides.until_cards(|cards| cards.len() == 3).await;
    let changed = card("Bob", "").replace("FN:Bob Finch", "FN:Robert Finch").replace(";Bob;", ";Robert;");
    sides.server.put_card(USER, BOOK, "bob.vcf", &changed).await.unwrap();
    sides.sync().await;
    sides.until_names(|names| names["bob@finch.test"] == "Robert Finch").await;
    sides.rename("cy@finch.test", "Cyril Finch").await;
    sides.until_cards(|cards| any(cards, "FN:Cyril Finch")).await;
    // Both sides change Ada while the server is away: the address book wins, and the other name is in the log (as what
    // lost, or as what was written and changed at once).
    sides.proxy.faults().set_down(true);
    sides.rename("ada@finch.test", "Ada Here").await;
    let changed = card("Ada", "").replace("FN:Ada Finch", "FN:Ada There").replace("N:Finch;", "N:There;");
    sides.server.put_card(USER, BOOK, "ada.vcf", &changed).await.unwrap();
    sides.proxy.faults().set_down(false);
    sides.sync().await;
    sides.until_names(|names| names["ada@finch.test"] == "Ada There").await;
    sides.open("/changes").await;
    let told = "return [...document.querySelectorAll('[data-testid=sync-change]')]
        .some((change) => change.innerText.includes('Ada Here') && change.innerText.includes('Ada There'));";
    sides.value(told).await;
    sides.browser.screenshots("book-changes").await.unwrap();
    // A run is undone on both sides.
    sides.are_equal().await;
    sides.server.delete(USER, BOOK, "bob.vcf").await.unwrap();
    sides.sync().await;
    let path = sides.browser.everybody().await.unwrap()["bob@finch.test"].path.clone();
    sides.browser.go(&path).await.unwrap();
    let script =
        "return [...document.querySelectorAll('[data-testid=tag]')].some((tag) => tag.innerText.includes('Trash'));";
    sides.browser.until_within(PATIENCE, script).await.unwrap();
    assert_eq!(sides.names().await.len(), 3);
    sides.browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_rule_sends_a_bucket_out_and_a_pair_of_fields_carries_what_it_says() {
    let mut sides = Sides::new(&[("ada", card("Ada", "NICKNAME:Poet\r\nX-HAT:54\r\n"))]).await;
    sides.add("Cy").await;
    sides.add("Dee").await;
    sides.browser.go("/settings/buckets").await.unwrap();
    sides.browser.type_into("bucket-name", "Phone\u{e007}").await.unwrap();
    sides.value("return document.querySelector('[data-testid=bucket]') !== null;").await;
    sides.look().await;
    sides.start("no-one").await;
    // The nickname there is the role here.
    sides.open("/fields").await;
    let remove = |field: &str| {
        format!(
            "document.querySelector('[data-testid=pair][data-there={field}] [data-testid=pair-remove]')?.click();
             return document.querySelector('[data-testid=pair]:not([data-there={field}])') !== null
                 && document.querySelector('[data-testid=pair][data-there={field}]') === null;"
        )
    };
    for field in ["Nickname", "Role"] {
        sides.value(&remove(field)).await;
    }
    for (field, text) in [("pair-there", "Nickname"), ("pair-here", "Role")] {
        let choose = format!(
            "const field = document.querySelector('[name={field}]');
             const option = [...field?.options ?? []].find((it) => it.text === '{text}');
             if (!option) return false;
             field.value = option.value;
             field.dispatchEvent(new Event('change', {{ bubbles: true }}));
             return true;"
        );
        sides.value(&choose).await;
    }
    sides.browser.screenshots("book-fields").await.unwrap();
    sides.browser.click("pairs-save").await.unwrap();
    sides.value("return document.querySelector('[data-testid=pairs-save]')?.ariaDisabled === 'true';").await;
    // Who is in the bucket goes out.
    sides.open("/rules").await;
    sides
        .value(
            "document.querySelector('[data-place=out] [data-testid=rule-new]')?.click();
        return document.querySelector('[data-testid=rule-editor]') !== null;",
        )
        .await;
    let choose = "
        const choose = (name, value) => {
            const field = document.querySelector(`[name=${name}]`);
            field.value = value;
            field.dispatchEvent(new Event('change', { bubbles: true }));
        };
        choose('rule-what', 'bucket');
        await new Promise((done) => setTimeout(done, 200));
        choose('rule-bucket', document.querySelector('[name=rule-bucket] option:nth-of-type(2)').value);
        return true;";
    sides.browser.run_async(choose).await.unwrap();
    sides.browser.click("rule-try").await.unwrap();
    sides.value("return document.querySelector('[data-testid=rule-tried]')?.dataset.count === '0';").await;
    sides.browser.screenshots("book-rule").await.unwrap();
    sides.browser.click("rule-save").await.unwrap();
    sides.value("return document.querySelectorAll('[data-place=out] [data-testid=contact-rule]').length === 2;").await;
    let path = sides.browser.everybody().await.unwrap()["cy@finch.test"].path.clone();
    sides.browser.go(&path).await.unwrap();
    sides.browser.click("bucket-chip").await.unwrap();
    sides.until_cards(|cards| any(cards, "FN:Cy Finch")).await;
    sides.until_cards(|cards| cards.len() == 2 && any(cards, "X-HAT:54") && any(cards, "NICKNAME:Poet")).await;
    let path = sides.browser.everybody().await.unwrap()["ada@finch.test"].path.clone();
    sides.browser.go(&path).await.unwrap();
    sides.value("return document.querySelector('[data-testid=role]')?.innerText.includes('Poet');").await;
    sides.browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn whatever_the_server_answers_no_one_is_there_twice_and_nothing_is_lost() {
    let sides = two_filled_sides().await;
    sides.start("everyone").await;
    sides.until_cards(|cards| cards.len() == 3).await;
    let faults: [(&str, Fault); 5] = [
        ("PUT", Fault::refuse(412)),
        ("PUT", Fault::refuse(507)),
        ("PUT", Fault::do_and_refuse(500)),
        ("PUT", Fault::DoAndCut),
        ("REPORT", Fault::expired_token()),
    ];
    for (number, (method, fault)) in faults.into_iter().enumerate() {
        let name = format!("Cy Number{number}");
        sides.proxy.faults().next(method, fault);
        sides.rename("cy@finch.test", &name).await;
        sides.sync().await;
        sides.until_cards(|cards| cards.len() == 3 && any(cards, &format!("FN:{name}"))).await;
        // What is still open after the fault is settled before the next one: each fault meets the request that it is for.
        sides.sync().await;
        sides.until_status("up-to-date").await;
    }
    // The server gives names of its own to new cards.
    sides.proxy.set_renames(true);
    sides.add("Dee").await;
    sides.until_cards(|cards| any(cards, "FN:Dee Finch")).await;
    sides.sync().await;
    sides.rename("dee@finch.test", "Deirdre Finch").await;
    sides.until_cards(|cards| cards.len() == 4 && any(cards, "FN:Deirdre Finch")).await;
    // It forgets every token.
    sides.server.expire_sync_tokens(USER, BOOK).unwrap();
    sides.server.put_card(USER, BOOK, "eve.vcf", &card("Eve", "")).await.unwrap();
    sides.sync().await;
    sides.until_names(|names| names.len() == 5).await;
    sides.are_equal().await;
    sides.browser.finish(&["Failed to load resource"]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_however_often_both_sides_end_equal() {
    let names: Vec<String> = (0..60).map(|number| format!("Finch{number:02}")).collect();
    let cards: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), card(name, ""))).collect();
    let mut sides = Sides::new(&cards).await;
    sides.add("Cy").await;
    sides.look().await;
    let start = "document.querySelector('[name=book-out][value=everyone]').click();";
    sides.browser.run(start).await.unwrap();
    sides.value("return document.querySelector('[data-testid=book-start]')?.ariaDisabled === 'false';").await;
    sides.browser.click("book-start").await.unwrap();
    sides.value("return document.querySelector('[data-testid=first-sync]') === null;").await;
    for kill in 0..20_u64 {
        tokio::time::sleep(Duration::from_millis(37 * (kill % 7))).await;
        match kill % 3 {
            0 => {
                let profile = sides.browser.kill().unwrap();
                sides.browser = Browser::start_with(profile).await.unwrap();
                sides.browser.open(&sides.relay.url()).await.unwrap();
            }
            1 => {
                sides.relay.kill();
                sides.relay.restart().unwrap();
            }
            _ => {
                sides.server.kill();
                sides.server.restart().unwrap();
            }
        }
        if kill % 4 == 0 {
            let name = format!("Finch{kill:02}");
            let changed = card(&name, &format!("TITLE:Number {kill}\r\n"));
            sides.server.put_card(USER, BOOK, &format!("{name}.vcf"), &changed).await.unwrap();
        }
        sides.sync().await;
    }
    sides.sync().await;
    sides.until_status("up-to-date").await;
    sides.until_cards(|cards| cards.len() == 61 && any(cards, "FN:Cy Finch")).await;
    sides.until_names(|names| names.len() == 61).await;
    sides.are_equal().await;
    sides.browser.finish(&["Failed to load resource", "WebSocket"]).await.unwrap();
}
