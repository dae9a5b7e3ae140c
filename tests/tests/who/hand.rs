//! What a person does on these pages, and what they see then.

use super::mailbox::{ACCOUNT, Letter, fill};
use kith_domain::ids::PersonId;
use kith_tests::browser::{Browser, CLEAR, Clock, Locator};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::kith::Login;
use kith_tests::maildir::Maildir;
use kith_tests::relay::Relay;
use serde_json::json;

/// Enter, as WebDriver has it.
pub(crate) const ENTER: &str = "\u{e007}";
/// Escape.
pub(crate) const ESCAPE: &str = "\u{e00c}";
/// The next field.
pub(crate) const TAB: &str = "\u{e004}";
/// Down in a list.
pub(crate) const DOWN: &str = "\u{e015}";
pub(crate) const UP: &str = "\u{e013}";
pub(crate) const LEFT: &str = "\u{e012}";
pub(crate) const RIGHT: &str = "\u{e014}";
pub(crate) const HOME: &str = "\u{e011}";
pub(crate) const END: &str = "\u{e010}";
/// Control, until it is said again.
pub(crate) const CTRL: &str = "\u{e009}";
/// Shift, until it is said again.
pub(crate) const SHIFT: &str = "\u{e008}";
/// The space bar.
pub(crate) const SPACE: &str = "\u{e00d}";
/// Lets go of Control and Shift.
pub(crate) const LOOSE: &str = "\u{e000}";

/// Makes a page hear what its worker says one by one, `window.late` milliseconds apart.
const LATE: &str = "
    const own = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
    Object.defineProperty(Worker.prototype, 'onmessage', {
        get() { return own.get.call(this); },
        set(heard) {
            let before = Promise.resolve();
            own.set.call(this, (event) => {
                before = before.then(async () => {
                    if (window.late) await new Promise((done) => setTimeout(done, window.late));
                    heard.call(this, event);
                });
            });
        },
    });";

/// A browser that has read the mailbox.
pub(crate) struct Hand {
    pub(crate) browser: Browser,
    pub(crate) server: Dovecot,
    // It ends with the browser.
    _relay: Relay,
}

impl Hand {
    /// Everything was read.
    pub(crate) async fn start() -> Self {
        Self::start_with("everything").await
    }

    /// The same, with a clock that can be set.
    pub(crate) async fn start_on_a_clock() -> (Self, Clock) {
        let browser = Browser::start().await.unwrap();
        let clock = Clock::of(&browser).await.unwrap();
        (Self::start_in(browser, "everything", fill).await, clock)
    }

    /// The same, in a page that hears everything from its engine by itself and late, once it was told to.
    pub(crate) async fn start_late() -> Self {
        let browser = Browser::start().await.unwrap();
        browser.run_in_every_page(LATE).await.unwrap();
        Self::start_in(browser, "everything", fill).await
    }

    /// From now on the page hears what its engine says one by one, so many milliseconds apart.
    pub(crate) async fn late(&self, apart: u32) {
        self.browser.run(&format!("window.late = {apart};")).await.unwrap();
    }

    /// A time back was read: `six-months`, `everything`.
    pub(crate) async fn start_with(window: &str) -> Self {
        Self::start_on(window, fill).await
    }

    /// The same of a mailbox that is filled otherwise.
    pub(crate) async fn start_on(window: &str, fill: impl FnOnce(&mut Maildir) -> anyhow::Result<()>) -> Self {
        Self::start_in(Browser::start().await.unwrap(), window, fill).await
    }

    async fn start_in(browser: Browser, window: &str, fill: impl FnOnce(&mut Maildir) -> anyhow::Result<()>) -> Self {
        let options = Options { user: ACCOUNT.into(), ..Options::default() };
        let server = Dovecot::start(options, fill).unwrap();
        let relay = Relay::start(Some(server.authority())).unwrap();
        browser.write_down(&relay.url(), &Login::tls(&server)).await.unwrap();
        let choose = format!("document.querySelector('[name=window][value={window}]').click();");
        browser.run(&choose).await.unwrap();
        browser.click("connect").await.unwrap();
        browser.until_status("up-to-date").await.unwrap();
        let hand = Self { browser, server, _relay: relay };
        hand.close_bar().await;
        hand
    }

    /// Ends it, if the pages reported no errors.
    pub(crate) async fn end(self) {
        self.browser.finish(&[]).await.unwrap();
    }

    /// The bar about what was read has been taken note of.
    async fn close_bar(&self) {
        let closed = "const close = document.querySelector('[data-testid=account-bar-close]');
            close?.click(); return close === null;";
        self.until(closed).await;
    }

    pub(crate) async fn until(&self, script: &str) {
        self.browser.until(script).await.unwrap();
    }

    /// A letter comes, or is sent by another program.
    pub(crate) fn deliver(&self, letter: &Letter) {
        let folder = if letter.is_sent() { "Sent" } else { "INBOX" };
        self.server.maildir().unwrap().deliver_to(folder, &letter.bytes()).unwrap();
    }

    /// Whether something is so now.
    pub(crate) async fn is(&self, script: &str) -> bool {
        self.browser.run(script).await.unwrap().as_bool().unwrap_or(false)
    }

    /// Goes to someone's page.
    pub(crate) async fn person(&self, address: &str) {
        self.browser.go(&path(address)).await.unwrap();
        self.sees(address).await;
    }

    /// Waits for the page of someone who has that address.
    pub(crate) async fn sees(&self, address: &str) {
        self.until(&format!(
            "return document.querySelector('[data-testid=person-address][data-address=\"{address}\"]') !== null;"
        ))
        .await;
        self.unfold().await;
    }

    /// Shows all details of the person, where only the first lines of them stand above the timeline.
    async fn unfold(&self) {
        let turn = "const turn = document.querySelector('[data-testid=details-turn][aria-expanded=false]');
            if (turn?.checkVisibility()) turn.click();";
        self.browser.run(turn).await.unwrap();
    }

    /// Waits until no one has that page.
    pub(crate) async fn is_gone(&self, address: &str) {
        self.browser.go(&path(address)).await.unwrap();
        self.until("return document.querySelector('.missing [data-testid=trouble]') !== null;").await;
    }

    /// Loads the page anew.
    pub(crate) async fn reload(&self) {
        self.browser.reload().await.unwrap();
        self.until("return document.querySelector('main')?.children.length > 0;").await;
    }

    pub(crate) async fn click(&self, css: &str) {
        self.browser.click_on(css).await.unwrap();
    }

    /// Clicks on what has that `data-testid`.
    pub(crate) async fn press(&self, testid: &str) {
        self.browser.click(testid).await.unwrap();
    }

    /// Types keys to where the keyboard is.
    pub(crate) async fn keys(&self, keys: &str) {
        self.browser.keys(keys).await.unwrap();
    }

    /// Types into a field, in place of what stands there.
    pub(crate) async fn write(&self, name: &str, text: &str) {
        let field = self.browser.client.wait().for_element(Locator::Css(&format!("[name={name}]"))).await.unwrap();
        field.send_keys(&format!("{CLEAR}{text}")).await.unwrap();
    }

    /// Edits a value where it stands.
    pub(crate) async fn edit(&self, name: &str, text: &str) {
        self.press(name).await;
        self.write(name, &format!("{text}{ENTER}")).await;
        self.until(&format!("return document.querySelector('[name={name}]') === null;")).await;
    }

    /// Chooses from a list.
    pub(crate) async fn choose(&self, name: &str, value: &str) {
        self.unfold().await;
        let list = self.browser.client.wait().for_element(Locator::Css(&format!("select[name={name}]"))).await.unwrap();
        list.select_by_value(value).await.unwrap();
    }

    /// Does something about someone who is due: opens a menu of their row, and chooses from it.
    pub(crate) async fn act(&self, address: &str, menu: &str, what: &str) {
        self.menu(&format!("[data-testid=due-list] [data-address='{address}'] [data-testid={menu}]")).await;
        self.click(&format!(".menu:popover-open [data-do={what}]")).await;
    }

    /// Opens the menu behind a button.
    pub(crate) async fn menu(&self, css: &str) {
        self.click(css).await;
        self.until("return document.querySelector('.menu:popover-open [data-do]') !== null;").await;
    }

    /// Begins to add something to the person who is shown.
    pub(crate) async fn begin(&self, kind: &str) {
        self.unfold().await;
        self.menu("[data-testid=add-detail]").await;
        self.click(&format!(".menu:popover-open [data-do='{kind}']")).await;
    }

    /// Adds something to the person who is shown.
    pub(crate) async fn add(&self, kind: &str, field: &str, text: &str) {
        self.begin(kind).await;
        let keep =
            if matches!(field, "new-note" | "new-postal") { format!("{CTRL}{ENTER}{CTRL}") } else { ENTER.into() };
        self.write(field, &format!("{text}{keep}")).await;
        self.until(&format!("return document.querySelector('[name={field}]') === null;")).await;
        self.until("return document.activeElement.dataset.testid === 'add-detail';").await;
    }

    /// Waits until a value that is edited in place says that.
    pub(crate) async fn says(&self, testid: &str, text: &str) {
        let script = format!(
            "return [...document.querySelectorAll('[data-testid={testid}]')].some((it) => it.innerText.trim() === {});",
            json!(text)
        );
        self.until(&script).await;
    }

    /// Waits until the messages shown, with all that is folded, are those of these subjects, the newest first.
    pub(crate) async fn history(&self, subjects: &[&str]) {
        let now = "document.querySelectorAll('[data-testid=unfold][aria-expanded=false]').forEach((it) => it.click());
            const rows = [...document.querySelectorAll('[data-testid=timeline] [data-testid=timeline-row]')];
            const shown = rows.sort((a, b) => b.dataset.date - a.dataset.date).map((row) => row.dataset.subject);";
        let script = format!(
            "{now} const all = Number(document.querySelector('[data-testid=timeline]')?.dataset.all);
             return all === shown.length && JSON.stringify(shown) === {};",
            json!(json!(subjects).to_string())
        );
        if let Err(error) = self.browser.until(&script).await {
            let shown = self.browser.run(&format!("{now} return shown;")).await;
            panic!("{shown:?} instead of {subjects:?}: {error}");
        }
    }

    /// Waits until the list of people holds these addresses and no other.
    pub(crate) async fn people(&self, expected: &[&str]) {
        self.browser.go("/people").await.unwrap();
        let count = "return Number(document.querySelector('[data-testid=people-count]')?.dataset.all);";
        let there = format!("{} === {};", count.trim_end_matches(';'), expected.len());
        let came = self.browser.until(&there).await;
        let shown: Vec<String> = self.browser.everybody().await.unwrap().into_keys().collect();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{came:?}");
    }

    /// Waits until the first rows of the list are these addresses.
    pub(crate) async fn listed(&self, expected: &[&str]) {
        let shown = "const shown = [...document.querySelectorAll('.long-list li[data-row]')].sort((a, b) => a.dataset.row - b.dataset.row)
            .map((row) => row.querySelector('[data-testid=person-row]')?.dataset.address);";
        let script = format!("{shown} return JSON.stringify(shown) === {};", json!(json!(expected).to_string()));
        if let Err(error) = self.browser.until(&script).await {
            let shown = self.browser.run(&format!("{shown} return shown;")).await;
            panic!("{shown:?} instead of {expected:?}: {error}");
        }
    }

    /// Waits until the page says what was decided.
    pub(crate) async fn told(&self, words: &str) {
        let script =
            format!("return document.querySelector('[data-testid=told]')?.innerText.includes({});", json!(words));
        if let Err(error) = self.browser.until(&script).await {
            let said = self.browser.run("return document.querySelector('.told-place')?.innerText;").await;
            panic!("{said:?} instead of {words}: {error}");
        }
    }

    /// Undoes what was decided last, where it is said.
    pub(crate) async fn undo(&self) {
        self.press("undo").await;
        self.told("Undone.").await;
    }

    /// Undoes the entry of the history that says that, or does it again.
    pub(crate) async fn turn(&self, entry: &str, undone: bool) {
        self.browser.go("/settings/history").await.unwrap();
        let found = format!(
            "[...document.querySelectorAll('[data-testid=entry]')].find((it) => it.innerText.includes({}))",
            json!(entry)
        );
        self.until(&format!(
            "const turn = {found}?.querySelector('[data-testid=entry-turn]'); turn?.focus(); turn?.click(); return !!turn;"
        ))
        .await;
        // The keyboard stays where it is.
        self.until(&format!(
            "const entry = {found}; return entry?.dataset.undone === '{undone}' && entry.contains(document.activeElement);"
        ))
        .await;
    }

    /// Says yes to what a change would do, which must be so many who appear and disappear.
    pub(crate) async fn agree(&self, appear: usize, disappear: usize) {
        let shown = "const it = document.querySelector('[data-testid=preview]')?.dataset;
            return it && [Number(it.appear), Number(it.disappear)];";
        let shown = self.browser.until(shown).await.unwrap();
        assert_eq!(shown, json!([appear, disappear]));
        self.press("preview-yes").await;
        self.until("return document.querySelector('[data-testid=preview]') === null;").await;
    }
}

/// The path of the page of who has that address first of all.
pub(crate) fn path(address: &str) -> String {
    format!("/people/{:016x}", PersonId::of(address).0)
}
