//! People who come from files and by hand, and go out as files, without any mailbox.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use kith_domain::ids::PersonId;
use kith_tests::browser::{Browser, Scheme};
use kith_tests::coming_in::file_list;
use kith_tests::relay::Relay;
use serde_json::json;

/// Enter, as WebDriver has it.
const ENTER: &str = "\u{e007}";

/// As a large provider exports it, with a line that is cut off at the end.
const TABLE: &str = "First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Organization Name,Birthday,Labels\r\n\
    Ada,Kingsley,* Work,ada@kingsley.example,Mobile,+44 20 7946 0018,Analytical Engines,1815-12-10,Friends ::: * myContacts\r\n\
    Bo,Larsen,Home,bo@larsen.example,,,,,* myContacts\r\n\
    Cy,Twombly,,,Home,+39 06 555 0142,,--04-25,\r\n";

/// Ada has another address there; of Bo there is nothing but the name; Dora is new, with something that Kith does not know.
const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:1\r\nFN:Ada Kingsley\r\nEMAIL:ada@kingsley.example\r\nEMAIL;TYPE=HOME:countess@kingsley.example\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:2\r\nFN:Bo Larsen\r\nTEL;TYPE=CELL:+45 32 12 34 56\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nUID:3\r\nFN:Dora Marsh\r\nEMAIL:dora@marsh.example\r\nX-SHOE-SIZE:42\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut Off\r\n";

/// What would be downloaded is kept in the page instead.
const CATCH: &str = "
    const real = URL.createObjectURL;
    URL.createObjectURL = (blob) => { window.saved = blob; return real.call(URL, blob); };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) window.savedAs = this.download; else click.call(this);
    };";

/// A page without a mailbox.
async fn start() -> (Relay, Browser) {
    let relay = Relay::start(None).unwrap();
    let browser = Browser::start().await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    browser.until("return document.querySelector('[data-testid=welcome]') !== null;").await.unwrap();
    (relay, browser)
}

/// Chooses a file to be imported, and waits until it is known what would come of it.
async fn choose(browser: &Browser, name: &str, text: &str) {
    browser.choose_import(name, text).await.unwrap();
}

/// Waits until there are so many of a kind.
async fn counts(browser: &Browser, kind: &str, count: u32) {
    let there = format!(
        "return document.querySelector('[data-testid=import-count][data-kind={kind}]')?.dataset.count === '{count}';"
    );
    if let Err(error) = browser.until(&there).await {
        let all = "return [...document.querySelectorAll('[data-testid=import-count]')].map((it) => it.innerText);";
        panic!("{:?} instead of {count} {kind}: {error}", browser.run(all).await);
    }
}

/// Imports what was chosen, and waits for the end.
async fn import(browser: &Browser, new: u32, completed: u32) {
    browser.click("import-yes").await.unwrap();
    let done = format!(
        "const it = document.querySelector('[data-testid=import-done]')?.dataset;
         return it?.new === '{new}' && it?.completed === '{completed}';"
    );
    browser.until(&done).await.unwrap();
}

/// Puts away what was imported.
async fn put_away(browser: &Browser) {
    browser.click("import-again").await.unwrap();
}

/// Waits until there are so many people.
async fn people(browser: &Browser, all: u32) {
    browser.go("/people").await.unwrap();
    let there = format!("return document.querySelector('[data-testid=people-count]')?.dataset.all === '{all}';");
    browser.until(&there).await.unwrap();
}

/// Waits until the page holds these words.
async fn says(browser: &Browser, within: &str, words: &str) {
    let there = format!("return document.querySelector('{within}')?.innerText.includes({});", json!(words));
    if let Err(error) = browser.until(&there).await {
        let said = browser.run(&format!("return document.querySelector('{within}')?.innerText;")).await;
        panic!("{said:?} instead of {words}: {error}");
    }
}

/// Goes to the page of who has that address first of all.
async fn person(browser: &Browser, address: &str) {
    browser.go(&format!("/people/{:016x}", PersonId::of(address).0)).await.unwrap();
    let there =
        format!("return document.querySelector('[data-testid=person-address][data-address=\"{address}\"]') !== null;");
    browser.until(&there).await.unwrap();
}

#[tokio::test]
async fn a_table_comes_in_once_and_cards_complete_it_and_that_is_taken_back() {
    let (_relay, mut browser) = start().await;
    browser.click("welcome-import").await.unwrap();
    choose(&browser, "friends.csv", TABLE).await;
    counts(&browser, "new", 3).await;
    counts(&browser, "bad", 0).await;
    says(&browser, "[data-testid=import-rows]", "Birthday: 10 December 1815").await;
    browser.screenshots("import-preview").await.unwrap();
    // What a column holds can be chosen: without the birthday no one has one.
    browser.run("document.querySelector('[data-testid=import-table]').open = true;").await.unwrap();
    let birthday = "const use = [...document.querySelectorAll('[data-testid=import-column]')].find((it) => it.innerText.startsWith('Birthday')).querySelector('[name=import-use]');
        return use.selectedOptions[0].text.startsWith('Birthday');";
    browser.until(birthday).await.unwrap();
    browser.screenshots("import-columns").await.unwrap();
    for width in [1280, 390] {
        browser.look(width, Scheme::Light).await.unwrap();
        let fits = "return document.documentElement.scrollWidth <= window.innerWidth;";
        assert!(browser.run(fits).await.unwrap().as_bool().unwrap(), "the page is wider than {width} pixels");
    }
    browser.look(1280, Scheme::Light).await.unwrap();
    import(&browser, 3, 0).await;
    says(&browser, "[data-testid=import-done]", "Added 3 people.").await;
    browser.screenshots("import-done").await.unwrap();
    put_away(&browser).await;
    people(&browser, 3).await;
    person(&browser, "ada@kingsley.example").await;
    says(&browser, "[data-testid=record]", "+44 20 7946 0018").await;
    says(&browser, "[data-testid=record]", "10 December 1815").await;
    says(&browser, "[data-testid=sources]", "friends.csv").await;

    // The same again changes nothing.
    choose(&browser, "friends.csv", TABLE).await;
    counts(&browser, "same", 3).await;
    says(&browser, "[data-testid=import-remark]", "Everything in this file is known already.").await;
    let is_off = "return document.querySelector('[data-testid=import-yes]').getAttribute('aria-disabled') === 'true';";
    browser.until(is_off).await.unwrap();
    browser.click("import-other").await.unwrap();

    choose(&browser, "phone.vcf", CARDS).await;
    counts(&browser, "completed", 1).await;
    counts(&browser, "new", 1).await;
    counts(&browser, "unclear", 1).await;
    counts(&browser, "bad", 1).await;
    browser.click_on("[data-testid=import-count][data-kind=bad]").await.unwrap();
    says(&browser, "[data-testid=import-rows]", "without an end").await;
    browser.click_on("[data-testid=import-count][data-kind=unclear]").await.unwrap();
    says(&browser, "[data-testid=import-rows]", "Bo Larsen").await;
    let bo = "const who = document.querySelector('[name=import-who]');
        if (!who) return false;
        who.selectedIndex = [...who.options].findIndex((it) => it.text.startsWith('Bo Larsen'));
        who.dispatchEvent(new Event('change', { bubbles: true })); return true;";
    browser.until(bo).await.unwrap();
    counts(&browser, "completed", 2).await;
    counts(&browser, "unclear", 0).await;
    browser.until_import_known().await.unwrap();
    import(&browser, 1, 2).await;
    says(&browser, "[data-testid=import-done]", "1 entry couldn’t be read.").await;
    people(&browser, 4).await;
    person(&browser, "bo@larsen.example").await;
    says(&browser, "[data-testid=record]", "+45 32 12 34 56").await;

    // Taken back where it was done, and again in the history, where it is one entry.
    browser.go("/import").await.unwrap();
    browser.click("import-undo").await.unwrap();
    browser
        .until("return document.querySelector('[data-testid=import-done]')?.dataset.undone === 'true';")
        .await
        .unwrap();
    people(&browser, 3).await;
    browser.go("/settings/history").await.unwrap();
    let entry =
        "[...document.querySelectorAll('[data-testid=entry]')].find((it) => it.innerText.includes('phone.vcf'))";
    browser.until(&format!("return {entry}?.dataset.undone === 'true';")).await.unwrap();
    let of_file = "return [...document.querySelectorAll('[data-testid=entry]')].filter((it) => it.innerText.includes('phone.vcf')).length;";
    assert_eq!(browser.run(of_file).await.unwrap(), json!(1));
    browser.run(&format!("{entry}.querySelector('[data-testid=entry-turn]').click();")).await.unwrap();
    browser.until(&format!("return {entry}?.dataset.undone === 'false';")).await.unwrap();
    people(&browser, 4).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn everybody_goes_out_and_comes_back_with_what_kith_does_not_know() {
    let (_relay, browser) = start().await;
    choose(&browser, "phone.vcf", CARDS).await;
    import(&browser, 3, 0).await;
    put_away(&browser).await;
    browser.go("/settings/data").await.unwrap();
    browser.run(CATCH).await.unwrap();
    browser.click_on("[popovertarget=export-everybody]").await.unwrap();
    browser.click_on(".menu:popover-open [data-do=vcard-3]").await.unwrap();
    browser.until("return window.saved !== undefined;").await.unwrap();
    let saved = browser.run_async("return await window.saved.text();").await.unwrap();
    let saved = saved.as_str().unwrap();
    for line in ["FN:Dora Marsh", "X-SHOE-SIZE:42", "countess@kingsley.example", "+45 32 12 34 56"] {
        assert!(saved.contains(line), "{line} is not in {saved}");
    }
    choose(&browser, "kith.vcf", saved).await;
    counts(&browser, "same", 3).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_dropped_anywhere_is_looked_at() {
    let (_relay, browser) = start().await;
    let drag = |kind: &str| {
        format!(
            "{} document.querySelector('main').dispatchEvent(new DragEvent('{kind}', {{ dataTransfer: files, bubbles: true, cancelable: true }}));",
            file_list("phone.vcf", CARDS)
        )
    };
    browser.run(&drag("dragenter")).await.unwrap();
    browser.until("return document.querySelector('[data-testid=drop]') !== null;").await.unwrap();
    browser.run(&drag("drop")).await.unwrap();
    browser.until("return document.querySelector('[data-testid=drop]') === null;").await.unwrap();
    says(&browser, "[data-testid=import-name]", "phone.vcf").await;
    counts(&browser, "new", 3).await;
    // It is still there after another page was looked at.
    browser.go("/settings/general").await.unwrap();
    browser.go("/import").await.unwrap();
    counts(&browser, "new", 3).await;
    browser.finish(&[]).await.unwrap();
}

#[tokio::test]
async fn someone_is_added_by_hand_and_who_is_known_is_offered() {
    let (_relay, mut browser) = start().await;
    browser.click("welcome-add").await.unwrap();
    // Nothing is no one.
    browser.click("sheet-yes").await.unwrap();
    says(&browser, "[data-testid=field-wrong]", "Enter a name").await;
    browser.type_into("add-name", "Eve Marsh").await.unwrap();
    browser.type_into("add-email", "eve@marsh.example").await.unwrap();
    browser.type_into("add-met", "At the harbour").await.unwrap();
    browser.screenshots("add-person").await.unwrap();
    browser.click("sheet-yes").await.unwrap();
    says(&browser, "[data-testid=told]", "Added Eve Marsh.").await;
    says(&browser, "[data-testid=record]", "At the harbour").await;
    people(&browser, 1).await;

    // By its key, with an address that is known: the number goes to who has it.
    browser.keys("n").await.unwrap();
    browser.type_into("add-email", "eve@marsh.example").await.unwrap();
    let known = "return document.querySelector('[data-testid=known-person]')?.dataset.address === 'eve@marsh.example';";
    browser.until(known).await.unwrap();
    browser.type_into("add-phone", "+44 20 7946 0958").await.unwrap();
    browser.screenshots("add-known").await.unwrap();
    browser.click("known-add").await.unwrap();
    says(&browser, "[data-testid=record]", "+44 20 7946 0958").await;
    people(&browser, 1).await;

    // From the search, with what was sought; and what was typed outlives the page.
    browser.keys("\u{e009}k\u{e000}").await.unwrap();
    browser.type_into("search", "Fay").await.unwrap();
    browser.click_on("[data-testid=found][data-kind=add]").await.unwrap();
    browser.until("return document.querySelector('[name=add-name]')?.value === 'Fay';").await.unwrap();
    browser.type_into("add-company", "Marsh & Sons").await.unwrap();
    browser.reload().await.unwrap();
    browser.click("unsaved-go").await.unwrap();
    browser.until("return document.querySelector('[name=add-company]')?.value === 'Marsh & Sons';").await.unwrap();
    browser.type_into("add-met", ENTER).await.unwrap();
    says(&browser, "[data-testid=told]", "Added Fay.").await;
    people(&browser, 2).await;
    browser.finish(&[]).await.unwrap();
}

/// A call that was answered, one that was missed, one with a number that no one has, and a service.
const CALLS: &str = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<calls count=\"4\">\n\
    <call number=\"020 7946 0018\" duration=\"310\" date=\"1772352000000\" type=\"2\" contact_name=\"Ada\" />\n\
    <call number=\"+442079460018\" duration=\"0\" date=\"1772438400000\" type=\"3\" contact_name=\"Ada\" />\n\
    <call number=\"+49 151 7654321\" duration=\"5\" date=\"1772352000000\" type=\"1\" contact_name=\"Gil Grey\" />\n\
    <call number=\"33220\" duration=\"5\" date=\"1772352000000\" type=\"1\" contact_name=\"(Unknown)\" />\n</calls>";

/// The day cannot be told from the month.
const CHAT: &str = "03/04/26, 10:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n\
    03/04/26, 10:00 - Bo Larsen: Are you there?\n03/04/26, 10:01 - Me: Yes\nand I am early\n05/06/26, 11:00 - Bo Larsen: <Media omitted>\n";

/// Waits until the timeline shows so much that came from a phone.
async fn from_phone(browser: &Browser, count: u32) {
    let there = format!("return document.querySelectorAll('[data-testid=timeline-phone]').length === {count};");
    browser.until(&there).await.unwrap();
}

#[tokio::test]
async fn calls_and_a_chat_come_in_as_contact_and_are_taken_back() {
    let (_relay, browser) = start().await;
    choose(&browser, "friends.csv", TABLE).await;
    import(&browser, 3, 0).await;
    put_away(&browser).await;

    // A file that is not a backup is reported, and another can be chosen.
    browser.offer_import("feed.xml", "<?xml version='1.0'?><feed/>").await.unwrap();
    says(&browser, "[data-testid=trouble-what]", "a backup of calls or messages").await;
    choose(&browser, "calls-20261130.xml", CALLS).await;
    counts(&browser, "completed", 1).await;
    counts(&browser, "left-out", 1).await;
    says(&browser, "[data-testid=phone-summary]", "2 calls, 1 unanswered call").await;
    says(&browser, "[data-testid=phone-left-out]", "1 from a service").await;
    browser.click_on("[data-testid=import-count][data-kind=left-out]").await.unwrap();
    says(&browser, "[data-testid=import-rows]", "Gil Grey").await;
    browser.click("phone-new").await.unwrap();
    counts(&browser, "new", 1).await;
    browser.until_import_known().await.unwrap();
    import(&browser, 1, 1).await;
    says(&browser, "[data-testid=import-done]", "Added 3 calls.").await;
    people(&browser, 4).await;
    person(&browser, "ada@kingsley.example").await;
    from_phone(&browser, 2).await;
    says(&browser, "[data-testid=timeline]", "Missed call").await;
    // The tab for contact shows the same, without any mail.
    browser.click_on("[data-testid=timeline-tab][data-name=contact]").await.unwrap();
    from_phone(&browser, 2).await;
    // A single one, here the latest, is removed and stays removed.
    browser.click("timeline-phone-remove").await.unwrap();
    from_phone(&browser, 1).await;
    browser.click("undo").await.unwrap();
    from_phone(&browser, 2).await;
    browser.click("timeline-phone-remove").await.unwrap();
    from_phone(&browser, 1).await;

    // The same again changes nothing.
    browser.go("/import").await.unwrap();
    put_away(&browser).await;
    choose(&browser, "calls-20261130.xml", CALLS).await;
    counts(&browser, "same", 2).await;
    // What says that the call was removed may lie above the button.
    browser.run("document.querySelector('[data-testid=import-other]').click();").await.unwrap();

    // The name of the file tells who is the other side, and the dates have to be asked.
    choose(&browser, "WhatsApp Chat with Bo Larsen.txt", CHAT).await;
    says(&browser, "[data-testid=phone-trouble]", "can\u{2019}t tell everything").await;
    let set_dates = "const dates = document.querySelector('[name=phone-dates]');
        if (!dates) return false;
        dates.value = 'day'; dates.dispatchEvent(new Event('change', { bubbles: true })); return true;";
    browser.until(set_dates).await.unwrap();
    counts(&browser, "completed", 1).await;
    browser.until_import_known().await.unwrap();
    import(&browser, 0, 1).await;
    says(&browser, "[data-testid=import-done]", "Added messages from 2 days.").await;
    person(&browser, "bo@larsen.example").await;
    from_phone(&browser, 2).await;
    says(&browser, "[data-testid=timeline]", "2 WhatsApp messages: 1 from you, 1 from them").await;

    browser.go("/import").await.unwrap();
    browser.click("import-undo").await.unwrap();
    let undone = "return document.querySelector('[data-testid=import-done]')?.dataset.undone === 'true';";
    browser.until(undone).await.unwrap();
    person(&browser, "bo@larsen.example").await;
    from_phone(&browser, 0).await;
    browser.finish(&[]).await.unwrap();
}
