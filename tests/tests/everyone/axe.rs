//! axe finds nothing, on any page: on a wide screen and on a phone, light and dark, with what opens over it.

use kith_tests::browser::{Browser, OnlyChromium, Scheme};
use kith_tests::dovecot::{Dovecot, Options};
use kith_tests::fixture::{ACCOUNT, Fixture};
use kith_tests::kith::Login;
use kith_tests::relay::Relay;

/// How each page is looked at. What is dark differs by its colours alone, not by its width.
const LOOKS: [(u32, Scheme); 3] = [(1280, Scheme::Light), (1280, Scheme::Dark), (390, Scheme::Light)];

/// Looks at pages, and keeps what axe finds there.
struct Looker {
    browser: Browser,
    found: Vec<String>,
}

impl Looker {
    async fn start(url: &str) -> Self {
        let browser = Browser::start().await.unwrap();
        browser.open(url).await.unwrap();
        Self { browser, found: Vec::new() }
    }

    async fn until(&self, script: &str) {
        self.browser.until(script).await.unwrap();
    }

    /// Waits for what `css` names.
    async fn sees(&self, css: &str) {
        self.until(&format!("return document.querySelector(\"{css}\") !== null;")).await;
    }

    /// Goes to a page, and looks at it once what `css` names is there.
    async fn page(&mut self, path: &str, css: &str) {
        self.browser.go(path).await.unwrap();
        self.sees(css).await;
        self.look(path).await;
    }

    /// Looks at the page as it is, or at what is open over it.
    async fn look(&mut self, name: &str) {
        self.look_by(name, &LOOKS).await;
    }

    async fn look_by(&mut self, name: &str, looks: &[(u32, Scheme)]) {
        for &(width, scheme) in looks {
            self.browser.look(width, scheme).await.unwrap();
            let found = self.browser.barriers().await.unwrap();
            self.found.extend(found.into_iter().map(|it| format!("{name}, {width} wide, {scheme:?}: {it}")));
            self.loses_nothing(name, width).await;
        }
        self.browser.look(1280, Scheme::Light).await.unwrap();
    }

    /// A page is no wider than the screen, and has one title, which the tab has, too.
    async fn loses_nothing(&mut self, name: &str, width: u32) {
        let script = "
            const main = document.querySelector('main') ?? document.documentElement;
            const titles = [...document.querySelectorAll('h1')].filter((it) => it.checkVisibility({ visibilityProperty: true }));
            return [
                main.scrollWidth > main.clientWidth + 1 && 'it is wider than the screen',
                titles.length !== 1 && `it has ${titles.length} titles`,
                !document.title && 'the tab has no title',
            ].filter((it) => it);";
        let wrong: Vec<String> = serde_json::from_value(self.browser.run(script).await.unwrap()).unwrap();
        self.found.extend(wrong.into_iter().map(|it| format!("{name}, {width} wide: {it}")));
    }

    /// Looks at what a click opens, which Escape closes again.
    async fn opened(&mut self, css: &str, opens: &str) {
        self.browser.click_on(css).await.unwrap();
        self.sees(opens).await;
        let keeps = opens.ends_with(":popover-open") && OnlyChromium::RecolouredMenu.is_missing();
        let looks: Vec<_> = LOOKS.into_iter().filter(|(_, scheme)| !keeps || *scheme == Scheme::Light).collect();
        self.look_by(opens, &looks).await;
        self.browser.keys("\u{e00c}").await.unwrap();
        self.until(&format!("return document.querySelector(\"{opens}\") === null;")).await;
    }

    async fn end(self) {
        assert!(self.found.is_empty(), "{} found:\n{}", self.found.len(), self.found.join("\n\n"));
        self.browser.finish(&[]).await.unwrap();
    }
}

const MENU: &str = ".menu:popover-open";

#[tokio::test]
async fn axe_finds_nothing_on_any_page_of_the_sample_mailbox() {
    let relay = Relay::start(None).unwrap();
    let mut looker = Looker::start(&relay.url()).await;
    looker.sees("[data-testid=welcome]").await;
    looker.look("welcome").await;
    looker.browser.click("sample-add").await.unwrap();
    looker.until("return Number(document.querySelector('[data-testid=people-count]')?.dataset.all) > 200;").await;
    looker.browser.go("/settings/email").await.unwrap();
    looker.browser.until_status("up-to-date").await.unwrap();

    looker.page("/today", "[data-testid=no-buckets]").await;
    looker.page("/pipeline", "[data-testid=no-pipelines]").await;
    looker.page("/sort", "[data-testid=sort-no-buckets]").await;
    for bucket in ["Close friends", "Clients"] {
        looker.browser.click_on(&format!("[data-testid=offer-bucket][data-name='{bucket}']")).await.unwrap();
    }
    looker.browser.click("sort-start").await.unwrap();
    looker.sees("[data-testid=sort-card]").await;
    looker.look("a card to sort").await;
    looker.opened("[data-testid=sort-more]", MENU).await;
    for done in 1..=6 {
        looker.browser.keys("1").await.unwrap();
        looker
            .until(&format!("return document.querySelector('[data-testid=sort-progress]')?.dataset.done === '{done}';"))
            .await;
    }

    // Whoever one is losing touch with is due at once in a bucket.
    looker.page("/today", "[data-testid=fading]").await;
    looker.browser.click_on("[data-testid=fading] [popovertarget]").await.unwrap();
    looker.browser.click_on(".menu:popover-open [data-do]").await.unwrap();
    looker.sees("[data-testid=due] [data-testid=later]").await;
    // What is said of it goes unless the pointer is at it. axe would take it for something above the forms to come.
    looker.browser.click_on("[data-testid=today] h1").await.unwrap();
    looker.until("return document.querySelector('[data-testid=told]') === null;").await;
    looker.page("/today", "[data-testid=due]").await;
    looker.opened("[data-testid=due] [data-testid=later]", MENU).await;
    looker.browser.click_on("[data-testid=due] [data-testid=met]").await.unwrap();
    looker.browser.click_on(".menu:popover-open [data-do=note]").await.unwrap();
    looker.sees("[data-testid=sheet][open]").await;
    looker.look("a sheet").await;
    looker.browser.click("sheet-no").await.unwrap();
    looker.browser.click_on("[data-testid=kept] a").await.unwrap();
    looker.sees("[data-testid=bucket-page]").await;
    looker.look("a bucket").await;

    looker.page("/people", "[data-testid=person-row]").await;
    looker.opened("[data-testid=filter-add]", MENU).await;
    looker.opened("[data-testid=add-person]", "dialog[open]").await;
    looker.browser.run("document.querySelector('[name=pick]').click();").await.unwrap();
    looker.sees("[data-testid=bulk]").await;
    looker.look("a selection").await;
    looker.opened("[data-testid=bulk-tagging]", "#bulk-tagging:popover-open").await;
    looker.browser.click("pick-none").await.unwrap();
    looker.browser.run("document.querySelector('[name=group][value=others]').click();").await.unwrap();
    looker.sees("[data-testid=person-row][data-apart]").await;
    looker.look("those who are filtered out").await;
    looker.browser.run("document.querySelector('[name=group][value=people]').click();").await.unwrap();
    looker.sees("[data-testid=person-row]:not([data-apart])").await;
    looker.browser.click_on("[data-testid=person-row]:not([data-apart])").await.unwrap();
    looker.sees("[data-testid=timeline-row]").await;
    looker.look("a person").await;
    looker.opened("[data-testid=person-more]", "#person-more:popover-open").await;
    looker.browser.run("document.querySelector('[data-testid=timeline-row] > button').click();").await.unwrap();
    looker.sees("[data-testid=message-text]").await;
    looker.look("a message").await;
    looker.opened("[data-testid=merge-open]", "[data-testid=merge][open]").await;
    looker.opened("[data-testid=delete]", "[data-testid=confirm][open]").await;
    looker.browser.click("never").await.unwrap();
    looker.sees("[data-testid=told]").await;
    looker.look("what was decided").await;
    looker.browser.click("undo").await.unwrap();
    looker.sees("[data-testid=timeline-row]").await;

    looker.browser.go("/pipeline").await.unwrap();
    looker.browser.click("make-pipeline").await.unwrap();
    looker.browser.type_into("lead-find", "a").await.unwrap();
    looker.browser.click("lead-found").await.unwrap();
    looker.sees("[data-testid=lead]").await;
    looker.browser.click("stages-open").await.unwrap();
    looker.look("a pipeline").await;
    looker.browser.click("lead-acts").await.unwrap();
    looker.browser.click_on(".menu:popover-open [data-do=edit]").await.unwrap();
    looker.sees("[data-testid=lead-edit][open]").await;
    looker.look("a lead").await;
    looker.browser.click("lead-done").await.unwrap();

    looker.page("/companies", "[data-testid=company-row]").await;
    looker.browser.click("company-row").await.unwrap();
    looker.sees("[data-testid=company] [data-testid=timeline-row]").await;
    looker.look("a company").await;
    looker.page("/insights", "[data-testid=insight-stored]").await;
    looker.browser.run("document.querySelectorAll('.behind').forEach((it) => { it.open = true; });").await.unwrap();
    looker.look("the tables behind the charts").await;
    looker.browser.click_on("[data-testid=insight-mail] .behind td a").await.unwrap();
    looker.sees("[data-testid=figure-list] li").await;
    looker.look("the list behind a figure").await;
    looker.page("/same", "[data-testid=same-page][data-all]").await;
    looker.page("/people/review", "[data-testid=review][data-all]").await;
    looker.page("/import", "[name=import-file]").await;
    looker.page("/nothing/here", "[data-testid=nowhere]").await;

    looker.page("/settings/email", "[data-testid=account]").await;
    looker.page("/settings/email/connect", "[data-testid=connect-form]").await;
    looker.page("/settings/connections", "[data-testid=connections][data-all]").await;
    looker.page("/settings/connections/connect", "[data-testid=connect-book]").await;
    looker.page("/settings/buckets", "[data-testid=bucket]").await;
    looker.page("/settings/rules", "[data-testid=contact-rules][data-all]").await;
    looker.browser.click("rule-new").await.unwrap();
    looker.sees("[data-testid=rule-editor]").await;
    looker.look("a rule").await;
    looker.page("/settings/who", "[data-testid=tracking] [name=who]").await;
    looker.page("/settings/history", "[data-testid=entry]").await;
    looker.page("/settings/data", "[data-testid=backup-save]").await;
    looker.page("/settings/general", "[data-testid=general]").await;
    looker.opened("[data-testid=help-open]", "[data-testid=help][open]").await;

    looker.browser.keys("\u{e009}k\u{e000}").await.unwrap();
    looker.sees("[data-testid=search][open] [data-testid=recent]").await;
    looker.look("the search").await;
    looker.browser.keys("a").await.unwrap();
    looker.sees("[data-testid=search][open] [data-testid=found]").await;
    looker.look("what was found").await;
    looker.browser.keys("\u{e00c}").await.unwrap();

    looker.browser.set_passphrase("correct horse battery").await.unwrap();
    looker.browser.click("lock-now").await.unwrap();
    looker.browser.until_locked().await.unwrap();
    looker.look("locked").await;
    looker.browser.open(&format!("{}rescue", relay.url())).await.unwrap();
    looker.sees("[data-testid=rescue]").await;
    looker.look("rescue").await;
    looker.end().await;
}

#[tokio::test]
async fn axe_finds_nothing_on_the_pages_about_an_account() {
    let fixture = Fixture::new(7, 1_760_000_000, 200);
    let options = Options { user: ACCOUNT.into(), ..Options::default() };
    let server = Dovecot::start(options, |maildir| fixture.fill(maildir)).unwrap();
    let relay = Relay::start(Some(server.authority())).unwrap();
    let mut looker = Looker::start(&relay.url()).await;
    // With what is wrong: a form that says why it cannot be sent, and a login that is refused.
    let login = Login::tls(&server);
    let refused = Login { password: "wrong".into(), ..login.clone() };
    looker.browser.fill_in(&relay.url(), &Login { username: String::new(), ..login.clone() }).await.unwrap();
    looker.sees("[data-testid=connect-form] [aria-invalid=true]").await;
    looker.look("a form with a mistake").await;
    looker.browser.fill_in(&relay.url(), &refused).await.unwrap();
    looker.sees("[data-testid=trouble]").await;
    looker.look("a login that was refused").await;
    looker.browser.fill_in(&relay.url(), &login).await.unwrap();
    looker.browser.until_status("up-to-date").await.unwrap();
    looker.browser.go("/settings/email").await.unwrap();
    looker.sees("[data-testid=account-manner]").await;
    looker
        .browser
        .run("document.querySelectorAll('[data-testid=account] details').forEach((it) => { it.open = true; });")
        .await
        .unwrap();
    looker.look("an account").await;
    for page in ["folders", "activity"] {
        looker.browser.go("/settings/email").await.unwrap();
        looker.browser.click(&format!("account-{page}")).await.unwrap();
        looker.sees(&format!("[data-testid={page}][data-all]")).await;
        looker.look(page).await;
    }
    looker.end().await;
}
