//! What was decided goes out as a file, and comes back into a browser whose data were cleared, or does not, with a
//! word.

use super::hand::Hand;
use super::mailbox::ACCOUNT;
use kith_tests::browser::Browser;
use serde_json::json;

const ADA: &str = "ada@lovelace.example";
const NAME: &str = "Augusta Ada King";

/// What would be downloaded is kept in the page instead.
const CATCH: &str = "
    const real = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.saved = blob; return real.call(URL, blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) window.savedAs = this.download; else click.call(this);
    };";

/// Someone has another name and a note, and a page catches what it saves.
async fn decided() -> Hand {
    let hand = Hand::start().await;
    hand.person(ADA).await;
    hand.edit("person-name", NAME).await;
    hand.add("note", "new-note", "Likes flying machines").await;
    hand
}

async fn data(hand: &Hand) {
    hand.browser.go("/settings/data").await.unwrap();
    hand.until("return document.querySelector('[data-testid=backup-last]')?.innerText.length > 0;").await;
}

/// Saves a backup with these ticked. Gives its name and, in Base64, what it holds.
async fn save(hand: &Hand, ticked: &[&str], passphrase: Option<&str>) -> (String, String) {
    hand.browser.run(CATCH).await.unwrap();
    for name in ticked {
        hand.click(&format!("[name={name}]")).await;
    }
    if let Some(passphrase) = passphrase {
        hand.click("[name=backup-sealed]").await;
        // The two are typed alike, or nothing is saved.
        hand.write("passphrase", passphrase).await;
        hand.write("passphrase-again", "something else").await;
        hand.press("backup-save").await;
        hand.until("return document.querySelector('[data-testid=passphrase-wrong]') !== null;").await;
        hand.write("passphrase-again", passphrase).await;
    }
    hand.press("backup-save").await;
    hand.until(
        "return document.querySelector('[data-testid=backup-saved]').innerText.startsWith('Saved as kith-backup-');",
    )
    .await;
    let read = "const bytes = new Uint8Array(await window.saved.arrayBuffer());
        let text = ''; for (const byte of bytes) text += String.fromCharCode(byte);
        return [window.savedAs, btoa(text)];";
    serde_json::from_value(hand.browser.run_async(read).await.unwrap()).unwrap()
}

/// Chooses a file to be restored: that text in Base64, after some JavaScript changed its `bytes`.
async fn choose(browser: &Browser, file: &str, change: &str) {
    let choose = format!(
        "let bytes = Uint8Array.from(atob({}), (it) => it.charCodeAt(0)); {change}
         const input = document.querySelector('[name=restore-file]');
         const chosen = new DataTransfer(); chosen.items.add(new File([bytes], 'backup'));
         input.files = chosen.files; input.dispatchEvent(new Event('change', {{ bubbles: true }}));",
        json!(file)
    );
    browser.run(&choose).await.unwrap();
}

async fn refused(hand: &Hand, words: &str) {
    let says = format!(
        "return document.querySelector('[data-testid=restore-refused]')?.innerText.includes({});",
        json!(words)
    );
    hand.until(&says).await;
    assert!(!hand.is("return document.querySelector('[data-testid=restore-preview]') !== null;").await);
}

/// As when someone clears the site's data: nothing is left.
async fn wipe(hand: &Hand) {
    let url = hand.browser.client.current_url().await.unwrap();
    let origin = url.origin().ascii_serialization();
    hand.browser.open("about:blank").await.unwrap();
    hand.browser.clear_site(&origin).await.unwrap();
    hand.browser.open(&format!("{origin}/people")).await.unwrap();
    hand.until("return document.querySelector('[data-testid=welcome]') !== null;").await;
}

async fn restored(hand: &Hand) {
    hand.press("restore").await;
    hand.told("Backup restored.").await;
}

#[tokio::test]
async fn everything_comes_back_after_the_sites_data_were_cleared() {
    let mut hand = decided().await;
    data(&hand).await;
    hand.until("return document.querySelector('[data-testid=backup-last]').innerText.includes('never');").await;
    let before = hand.browser.everybody().await.unwrap();
    data(&hand).await;
    let (name, file) = save(&hand, &["backup-mail", "backup-texts"], None).await;
    assert!(name.starts_with("kith-backup-") && name.ends_with(".zip"), "{name}");
    hand.until(
        "return document.querySelector('[data-testid=backup-last]').innerText.includes('includes all your changes');",
    )
    .await;
    hand.browser.screenshots("data").await.unwrap();

    wipe(&hand).await;
    data(&hand).await;
    choose(&hand.browser, &file, "").await;
    let found = format!(
        "const found = document.querySelector('[data-testid=restore-preview]');
         return found?.dataset.entries === '2' && found.dataset.new === '2' && Number(found.dataset.messages) > 20
            && found.innerText.includes({});",
        json!(ACCOUNT)
    );
    hand.until(&found).await;
    hand.browser.screenshots("restore").await.unwrap();
    restored(&hand).await;
    assert_eq!(hand.browser.everybody().await.unwrap(), before, "without a connection");
    hand.person(ADA).await;
    hand.says("person-name", NAME).await;
    hand.says("note-text", "Likes flying machines").await;

    // It is undone like any decision, and done again.
    hand.turn("Restored a backup: added 2 entries.", true).await;
    hand.person(ADA).await;
    hand.until("return document.querySelector('[data-testid=note-text]') === null;").await;
    hand.turn("Restored a backup: added 2 entries.", false).await;
    hand.person(ADA).await;
    hand.says("note-text", "Likes flying machines").await;

    // The account waits for its password, and goes on from there.
    hand.browser.go("/settings/email").await.unwrap();
    hand.press("account-again").await;
    hand.write("password", hand.server.password()).await;
    hand.press("connect").await;
    hand.browser.until_status("up-to-date").await.unwrap();
    hand.end().await;
}

#[tokio::test]
async fn under_a_passphrase_it_is_opened_by_that_alone() {
    let hand = decided().await;
    data(&hand).await;
    let (name, file) = save(&hand, &[], Some("Grace Hopper's moth ")).await;
    assert!(name.ends_with(".sealed"), "{name}");
    wipe(&hand).await;
    data(&hand).await;
    choose(&hand.browser, &file, "").await;
    refused(&hand, "This backup needs its passphrase").await;
    hand.write("restore-passphrase", "Grace Hopper's moth").await;
    hand.click("[data-testid=restore-unlock] [type=submit]").await;
    refused(&hand, "Wrong passphrase for this backup").await;
    hand.write("restore-passphrase", "Grace Hopper's moth ").await;
    hand.click("[data-testid=restore-unlock] [type=submit]").await;
    hand.until("return document.querySelector('[data-testid=restore-preview]')?.dataset.new === '2';").await;
    restored(&hand).await;
    hand.browser.go("/settings/history").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=entry]').length === 3;").await;
    hand.end().await;
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused_with_a_word_and_changes_nothing() {
    let hand = decided().await;
    data(&hand).await;
    let (_, file) = save(&hand, &["backup-mail"], None).await;
    let newer = "const at = new TextDecoder('latin1').decode(bytes).indexOf('\"version\":1'); bytes[at + 10] = 50;
        const hash = await crypto.subtle.digest('SHA-256', bytes.slice(0, -83));
        const digits = [...new Uint8Array(hash)].map((it) => it.toString(16).padStart(2, '0')).join('');
        bytes.set(new TextEncoder().encode(digits), bytes.length - 64);";
    for (change, words) in [
        ("bytes = bytes.slice(0, -1);", "This backup is incomplete or damaged"),
        ("bytes = bytes.slice(0, bytes.length / 2);", "This backup is incomplete or damaged"),
        ("bytes[bytes.length >> 1] ^= 1;", "This backup is incomplete or damaged"),
        ("bytes = new TextEncoder().encode('BEGIN:VCARD');", "This file isn’t a Kith backup"),
        ("bytes = new Uint8Array();", "This file isn’t a Kith backup"),
    ] {
        choose(&hand.browser, &file, change).await;
        refused(&hand, words).await;
    }
    let make = format!(
        "let bytes = Uint8Array.from(atob({}), (it) => it.charCodeAt(0)); {newer}
         let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); return btoa(text);",
        json!(file)
    );
    let newer = hand.browser.run_async(&make).await.unwrap();
    choose(&hand.browser, newer.as_str().unwrap(), "").await;
    refused(&hand, "This backup was made by a newer version of Kith").await;
    hand.browser.go("/settings/history").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=entry]').length === 2;").await;
    hand.end().await;
}

#[tokio::test]
async fn it_takes_the_place_of_what_is_here_and_gives_it_back() {
    let hand = decided().await;
    data(&hand).await;
    let (_, file) = save(&hand, &[], None).await;
    hand.person(ADA).await;
    hand.add("note", "new-note", "Prefers letters").await;
    data(&hand).await;
    hand.until("return document.querySelector('[data-testid=backup-last]').innerText.includes('made 1 change since');")
        .await;
    choose(&hand.browser, &file, "").await;
    hand.until("return document.querySelector('[data-testid=restore-preview]')?.dataset.new === '0';").await;
    hand.click("[name=restore-how][value=replace]").await;
    restored(&hand).await;
    let notes = |count: u32| format!("return document.querySelectorAll('[data-testid=note-text]').length === {count};");
    hand.person(ADA).await;
    hand.until(&notes(1)).await;
    hand.turn("Restored a backup", true).await;
    hand.person(ADA).await;
    hand.until(&notes(2)).await;
    hand.end().await;
}

/// Puts something that is no record into the database while no page has it open.
async fn damage(hand: &Hand, script: &str) {
    let url = hand.browser.client.current_url().await.unwrap();
    let origin = url.origin().ascii_serialization();
    // A page of the same origin without Kith.
    hand.browser.open(&format!("{origin}/worker.js")).await.unwrap();
    let work = format!(
        "const database = await new Promise((done, fail) => {{
            const open = indexedDB.open('kith'); open.onsuccess = () => done(open.result); open.onerror = fail;
         }});
         const transaction = database.transaction([...database.objectStoreNames], 'readwrite');
         const table = (name) => transaction.objectStore(name);
         const get = (request) => new Promise((done) => {{ request.onsuccess = () => done(request.result); }});
         {script}
         await new Promise((done) => {{ transaction.oncomplete = done; }});
         database.close();"
    );
    hand.browser.run_async(&work).await.unwrap();
    hand.browser.open(&format!("{origin}/people")).await.unwrap();
}

async fn up_to_date(hand: &Hand) {
    hand.browser.go("/settings/email").await.unwrap();
    hand.until("return document.querySelector('[data-testid=account-status][data-status=up-to-date]') !== null;").await;
}

#[tokio::test]
async fn one_damaged_row_of_each_kind_costs_that_row() {
    let mut hand = decided().await;
    let before = hand.browser.everybody().await.unwrap();
    damage(
        &hand,
        "for (const name of ['segments', 'cursors', 'decisions']) {
            const [first] = await get(table(name).getAll());
            first.bytes = name === 'cursors' ? 'no bytes' : new Uint8Array([99, 1, 2]); table(name).put(first);
         }
         table('device').put({ name: 'telling', bytes: 7 });",
    )
    .await;
    hand.until("return document.querySelector('[data-testid=damage-bar]') !== null;").await;
    hand.browser.screenshots("damage").await.unwrap();
    up_to_date(&hand).await;
    let after = hand.browser.everybody().await.unwrap();
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "the mail is read again");
    // The first of the two decisions is the one that cannot be read.
    hand.browser.go("/settings/history").await.unwrap();
    hand.until("return document.querySelector('[data-testid=history-unreadable]')?.innerText.startsWith('1 entry');")
        .await;
    hand.until("return document.querySelectorAll('[data-testid=entry]').length === 1;").await;
    hand.browser.go("/settings/data").await.unwrap();
    hand.until("return document.querySelectorAll('[data-testid=unreadable] li').length === 4;").await;

    damage(
        &hand,
        "const [first] = await get(table('accounts').getAll()); first.bytes = null; table('accounts').put(first);",
    )
    .await;
    // Without the account no one knows which address is mine, and I may stand among the people meanwhile.
    let meanwhile = hand.browser.everybody().await.unwrap();
    assert!(
        before.keys().all(|address| meanwhile.contains_key(address)),
        "what was read from it is here: {meanwhile:?}"
    );
    hand.browser.go("/settings/data").await.unwrap();
    hand.press("lost-remove").await;
    hand.until("return document.querySelector('[data-testid=lost-remove-yes]') !== null;").await;
    hand.press("confirm-no").await;
    hand.until("return document.querySelector('dialog[open]') === null;").await;
    hand.browser.screenshots("lost").await.unwrap();
    hand.press("lost-again").await;
    hand.browser.write_in(&kith_tests::kith::Login::tls(&hand.server)).await.unwrap();
    hand.press("connect").await;
    up_to_date(&hand).await;
    assert_eq!(hand.browser.everybody().await.unwrap().len(), before.len());
    // The browser looks for an icon of the script, which was opened by itself.
    hand.browser.finish(&["favicon.ico"]).await.unwrap();
}

#[tokio::test]
async fn where_no_engine_starts_what_was_decided_is_saved_as_it_is_stored() {
    let hand = decided().await;
    let url = hand.browser.client.current_url().await.unwrap();
    let origin = url.origin().ascii_serialization();
    hand.browser.open(&format!("{origin}/worker.js")).await.unwrap();
    // As a newer Kith would leave it.
    let newer = "const open = indexedDB.open('kith', 1000);
        const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
        database.close();";
    hand.browser.run_async(newer).await.unwrap();
    hand.browser.open(&format!("{origin}/people")).await.unwrap();
    hand.until("return document.querySelector('[data-testid=rescue]') !== null;").await;
    hand.browser.run(CATCH).await.unwrap();
    hand.press("rescue").await;
    hand.until("return document.querySelector('[data-testid=rescued]')?.innerText.startsWith('Saved.');").await;
    // The same without Kith's page, should that be what does not start.
    hand.until("return document.querySelector('#stopped a[href=\"/rescue\"]') !== null;").await;
    hand.browser.open(&format!("{origin}/rescue")).await.unwrap();
    hand.until("return document.querySelector('[data-testid=rescue]') !== null;").await;
    hand.browser.run(CATCH).await.unwrap();
    hand.press("rescue").await;
    hand.until("return document.querySelector('[data-testid=rescued]')?.innerText.startsWith('Saved.');").await;
    let read = "const bytes = new Uint8Array(await window.saved.arrayBuffer());
        let text = ''; for (const byte of bytes) text += String.fromCharCode(byte); return btoa(text);";
    let file = hand.browser.run_async(read).await.unwrap();
    wipe(&hand).await;
    data(&hand).await;
    choose(&hand.browser, file.as_str().unwrap(), "").await;
    hand.until("return document.querySelector('[data-testid=restore-preview]')?.dataset.new === '2';").await;
    restored(&hand).await;
    // The browser looks for an icon of the script, which was opened by itself.
    hand.browser.finish(&["favicon.ico"]).await.unwrap();
}
