//! A mailbox is connected, sorted and lived with by keys alone: wherever the keyboard is, that is seen, and it is never
//! lost.

use kith_tests::browser::{Browser, Scheme};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture};
use kith_tests::kith::{Login, READING};
use kith_tests::relay::Relay;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";
const DOWN: &str = "\u{e015}";
const RIGHT: &str = "\u{e014}";
const END: &str = "\u{e010}";
const SPACE: &str = "\u{e00d}";
const CTRL: &str = "\u{e009}";
const LOOSE: &str = "\u{e000}";

/// Maximum number of steps from one thing to another: more, and no one goes there by keys.
const MAX_STEPS: usize = 60;

/// What is wrong with the place where the keyboard is, if anything: it is nowhere, out of sight, or not told from the
/// rest. A frame shows it, on the element or on what stands for it; in a field for text the caret does as well.
const WRONG: &str = "
    const it = document.activeElement;
    if (!it || it === document.body || it.matches('main')) return 'the keyboard is in nothing';
    const shown = it.matches('.segments input, .file-button input') ? it.parentElement : it;
    const box = shown.getBoundingClientRect();
    const is_in_sight = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
        && box.top < innerHeight && box.left < innerWidth;
    const is_framed = (element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    };
    const is_text = it.matches('textarea, input:not([type=checkbox], [type=radio], [type=file])');
    const around = [it, it.nextElementSibling, it.parentElement].filter((it) => it);
    const what = it.outerHTML.slice(0, 200);
    if (!is_in_sight) return `out of sight: ${what}`;
    return !is_text && !around.some(is_framed) ? `no frame: ${what}` : null;";

struct Keys {
    browser: Browser,
}

impl Keys {
    async fn press(&self, keys: &str) {
        self.browser.keys(keys).await.unwrap();
    }

    async fn until(&self, script: &str) {
        self.browser.until(script).await.unwrap();
    }

    async fn sees(&self, css: &str) {
        self.until(&format!("return document.querySelector(\"{css}\") !== null;")).await;
    }

    /// The keyboard is where it ought to be, and that is seen.
    async fn is_at(&self, css: &str) {
        let at = format!("return document.activeElement?.matches(\"{css}\");");
        if let Err(error) = self.browser.until(&at).await {
            let at = self.browser.run("return document.activeElement?.outerHTML.slice(0, 200);").await;
            panic!("the keyboard is at {at:?}, not at {css}: {error}");
        }
        self.is_seen().await;
    }

    async fn is_seen(&self) {
        let wrong = self.browser.run(WRONG).await.unwrap();
        assert!(wrong.is_null(), "{wrong}");
    }

    /// Goes on from one thing to the next until that one.
    async fn go_to(&self, css: &str) {
        self.walk(TAB, css).await;
    }

    /// Presses a key until the keyboard is there, in a list or among choices.
    async fn walk(&self, key: &str, css: &str) {
        let at = format!("return document.activeElement?.matches(\"{css}\") ?? false;");
        for _ in 0..MAX_STEPS {
            if self.browser.run(&at).await.unwrap() == true {
                return self.is_seen().await;
            }
            self.press(key).await;
            // Behind the last thing of a page the keyboard is in the browser's own, and comes back to the first.
            if self.browser.run("return document.activeElement !== document.body;").await.unwrap() == true {
                self.is_seen().await;
            }
        }
        panic!("{key:?} never leads to {css}");
    }

    /// Writes into the field that has the keyboard, in place of what stands there.
    async fn write(&self, text: &str) {
        self.press(&format!("{CTRL}a{LOOSE}\u{e017}{text}")).await;
    }

    /// Finds something by the search, and opens it.
    async fn open(&self, words: &str, kind: &str, first: &str) {
        self.press(&format!("{CTRL}k{LOOSE}")).await;
        self.is_at("[name=search]").await;
        self.press(words).await;
        self.until(&format!(
            "return document.querySelector('.search-found')?.dataset.words === '{words}'
                && document.querySelector('[data-testid=search-told]').textContent !== ''
                && document.querySelector('.search-found {kind}')?.textContent.includes('{first}');"
        ))
        .await;
        self.walk(DOWN, kind).await;
        self.press(ENTER).await;
        self.until("return document.querySelector('[data-testid=search]') === null;").await;
    }
}

/// Connects, from the first page on.
async fn connect(keys: &Keys, login: &Login) {
    keys.sees("[data-testid=welcome]").await;
    keys.press(TAB).await;
    keys.is_at("a.skip").await;
    keys.press(ENTER).await;
    keys.until("return document.activeElement.matches('main');").await;
    keys.press(TAB).await;
    keys.is_at("[data-testid=welcome-connect]").await;
    keys.press(ENTER).await;
    keys.sees("[data-testid=connect-form]").await;
    keys.go_to("[name=username]").await;
    keys.write(&login.username).await;
    keys.go_to("[data-testid=by-hand]").await;
    keys.press(ENTER).await;
    keys.is_at("[name=host]").await;
    keys.write(&login.host).await;
    keys.go_to("[name=port]").await;
    keys.write(&login.port.to_string()).await;
    keys.go_to("[name=password]").await;
    keys.write(&login.password).await;
    keys.go_to("[name=window]").await;
    keys.walk(RIGHT, "[name=window][value=everything]").await;
    keys.go_to("[data-testid=connect]").await;
    keys.press(ENTER).await;
    let read = "return document.querySelector('[data-testid=account-status][data-status=up-to-date], \
        [data-testid=account-bar][data-kind=ended]') !== null;";
    keys.browser.until_within(READING, read).await.unwrap();
}

/// Sorts three people into a bucket.
async fn sort(keys: &Keys) {
    keys.open("sort people", "[data-testid=command]", "Sort people").await;
    keys.sees("[data-testid=sort-no-buckets]").await;
    keys.until("return document.querySelector('[data-testid=page-told]').textContent.startsWith('Sort people');").await;
    keys.go_to("[data-testid=offer-bucket]").await;
    keys.press(SPACE).await;
    keys.until("return document.activeElement.getAttribute('aria-pressed') === 'true';").await;
    keys.go_to("[data-testid=sort-start]").await;
    keys.press(ENTER).await;
    keys.sees("[data-testid=sort-card]").await;
    for done in 1..=3 {
        keys.press("1").await;
        keys.until(&format!("return document.querySelector('[data-testid=sort-progress]').dataset.done === '{done}';"))
            .await;
    }
    keys.press("s").await;
    keys.until("return document.querySelector('[data-testid=sort-progress]').dataset.done === '4';").await;
    keys.press("u").await;
    keys.until("return document.querySelector('[data-testid=sort-progress]').dataset.done === '3';").await;
    // With a button. The next card appears below it.
    keys.go_to("[data-testid=sort-skip]").await;
    keys.press(ENTER).await;
    keys.until("return document.querySelector('[data-testid=sort-progress]').dataset.done === '4';").await;
    keys.is_at("[data-testid=sort-skip]").await;
}

/// Snoozes one of those who are due, and takes it back.
async fn today(keys: &Keys) {
    keys.go_to("[data-testid=nav-today]").await;
    keys.press(ENTER).await;
    keys.sees("[data-testid=due]").await;
    // In a menu, and out of it again.
    keys.go_to("[data-testid=due]").await;
    let whose = "return document.activeElement.closest('.due').dataset.address;";
    let first = keys.browser.run(whose).await.unwrap();
    let count = "document.querySelectorAll('[data-testid=due-list] > [data-testid=due]').length";
    let before = keys.browser.run(&format!("return {count};")).await.unwrap().as_u64().unwrap();
    keys.go_to("[data-testid=later]").await;
    keys.press(ENTER).await;
    keys.is_at("[role=menu] [data-do=day]").await;
    keys.press(ESCAPE).await;
    keys.is_at("[data-testid=later]").await;
    keys.press(ENTER).await;
    keys.is_at("[role=menu] [data-do=day]").await;
    keys.press(&format!("{DOWN}{ENTER}")).await;
    keys.until(&format!("return {count} === {};", before - 1)).await;
    // The next row has the keyboard.
    keys.until(&format!(
        "const row = document.activeElement.closest('.due'); return row && row.dataset.address !== {first};"
    ))
    .await;
    keys.is_seen().await;
    keys.press(&format!("{CTRL}z{LOOSE}")).await;
    keys.until(&format!("return {count} === {before};")).await;
    keys.is_seen().await;
    keys.go_to("[data-testid=due]").await;
    keys.press("d").await;
    keys.until(&format!("return {count} === {};", before - 1)).await;
    keys.is_seen().await;
}

/// Finds someone, renames them, writes a note and puts them into the bucket.
async fn person(keys: &Keys, name: &str) {
    keys.open(name, "[data-testid=found][data-kind=person]", name).await;
    keys.sees("[data-testid=timeline-row]").await;
    keys.until("return document.title.endsWith('· Kith') && document.activeElement !== document.body;").await;
    keys.go_to("[data-testid=person-name]").await;
    keys.press(ENTER).await;
    keys.is_at("input[name=person-name]").await;
    keys.press(&format!("{END} of old{ENTER}")).await;
    keys.is_at("button[data-testid=person-name]").await;
    keys.until("return document.activeElement.textContent.includes('of old');").await;
    keys.go_to("[data-testid=bucket-chip]").await;
    let pressed = "document.activeElement.getAttribute('aria-pressed')";
    let before = keys.browser.run(&format!("return {pressed};")).await.unwrap();
    keys.press(SPACE).await;
    keys.until(&format!("return {pressed} !== {before};")).await;
    keys.is_at("[data-testid=bucket-chip]").await;
    keys.go_to("[data-testid=note-open]").await;
    keys.press(ENTER).await;
    keys.is_at("[name=new-note]").await;
    keys.press(&format!("Met at the fair{CTRL}{ENTER}{LOOSE}")).await;
    keys.sees("[data-testid=note]").await;
    keys.is_seen().await;
    // A question comes with the keyboard, keeps it, and gives it back.
    keys.go_to("[data-testid=person-more]").await;
    keys.press(ENTER).await;
    keys.sees("#person-more:popover-open").await;
    keys.walk(DOWN, "[data-testid=delete]").await;
    keys.press(ENTER).await;
    keys.is_at("[data-testid=confirm-no]").await;
    for _ in 0..4 {
        keys.press(TAB).await;
        let is_out = "const at = document.activeElement; return at !== document.body && !at.closest('dialog');";
        assert_eq!(keys.browser.run(is_out).await.unwrap(), false);
    }
    keys.press(ESCAPE).await;
    keys.is_at("[data-testid=person-more]").await;
}

/// Sees what the keys do, and turns those off that are a single key.
async fn settings(keys: &Keys) {
    keys.press("?").await;
    keys.sees("[data-testid=help][open]").await;
    keys.is_at("[data-testid=help-close]").await;
    keys.press(ESCAPE).await;
    keys.is_at("[data-testid=person-more]").await;
    keys.open("general", "[data-testid=command]", "General").await;
    keys.go_to("[data-testid=single-keys]").await;
    keys.press(SPACE).await;
    keys.until("return !document.querySelector('[data-testid=single-keys]').checked;").await;
    keys.press("?").await;
    keys.press("n").await;
    keys.press(&format!("{CTRL}k{LOOSE}")).await;
    keys.is_at("[name=search]").await;
    assert_eq!(keys.browser.run("return document.querySelectorAll('dialog[open]').length;").await.unwrap(), 1);
    keys.press(ESCAPE).await;
    keys.is_at("[data-testid=single-keys]").await;
    keys.press(SPACE).await;
    keys.press("?").await;
    keys.sees("[data-testid=help][open]").await;
    keys.press(ESCAPE).await;
}

#[tokio::test]
async fn a_mailbox_is_connected_sorted_and_lived_with_by_keys_alone() {
    let fixture = Fixture::new(7, 1_760_000_000, 300);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut browser = Browser::start().await.unwrap();
    browser.look(1280, Scheme::Light).await.unwrap();
    browser.open(&relay.url()).await.unwrap();
    let keys = Keys { browser };
    connect(&keys, &Login::tls(&server)).await;
    sort(&keys).await;
    today(&keys).await;
    let truth = fixture.truth();
    let most = truth.people.values().max_by_key(|person| person.sent() + person.received()).unwrap();
    person(&keys, &most.name.clone().unwrap()).await;
    settings(&keys).await;
    keys.browser.finish(&[]).await.unwrap();
}
