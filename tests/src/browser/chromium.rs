//! The browser itself: it opens pages, runs scripts in them, types and clicks.

use super::driver::{self, Command, Driver};
use super::screen::{self, Scheme};
use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{InputSource, KeyAction, KeyActions, MouseActions, PointerAction};
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a page may take to get somewhere, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is asked meanwhile.
const LOOK: Duration = Duration::from_millis(25);

/// A browser with a profile of its own. It looks at one tab.
///
/// Close it by [`Browser::finish`]: one that is dropped before, because a test failed, shows what its page looked like
/// and what it said.
pub struct Browser {
    /// WebDriver's own commands.
    pub client: Client,
    driver: Driver,
    session: String,
    profile: Profile,
    pub(super) width: u32,
    pub(super) scheme: Scheme,
    heard: Vec<String>,
    finished: bool,
}

/// What a browser keeps on disk: databases, caches, service workers.
#[derive(Debug)]
pub struct Profile(tempfile::TempDir);

impl Profile {
    fn new() -> Result<Self> {
        Ok(Self(tempfile::Builder::new().prefix("kith-browser-").tempdir()?))
    }

    /// Its folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Browser {
    /// Starts one that has never been anywhere, 1280 pixels wide.
    pub async fn start() -> Result<Self> {
        Self::start_with(Profile::new()?).await
    }

    /// Starts one for which that name leads to this machine, and which trusts certificates with the key of that hash.
    pub async fn start_trusting(host: &str, pin: &str) -> Result<Self> {
        let rules = format!("--host-resolver-rules=MAP {host} 127.0.0.1");
        let trusted = format!("--ignore-certificate-errors-spki-list={pin}");
        Self::start_as(Profile::new()?, &[&rules, &trusted]).await
    }

    /// Starts one with the profile that another left.
    pub async fn start_with(profile: Profile) -> Result<Self> {
        Self::start_as(profile, &[]).await
    }

    async fn start_as(profile: Profile, flags: &[&str]) -> Result<Self> {
        let driver = Driver::start()?;
        let capabilities = capabilities(profile.0.path(), flags)?;
        let builder = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).to_owned();
        let client = builder.connect(&driver.url()).await.context("the browser does not start")?;
        let session = client.session_id().await?.context("the browser has no session")?;
        let (width, scheme) = (screen::WIDE, Scheme::Light);
        let mut browser = Self { client, driver, session, profile, width, scheme, heard: Vec::new(), finished: false };
        browser.look(width, scheme).await?;
        Ok(browser)
    }

    /// Closes it. Fails if its pages reported an error that holds none of the `expected` words. Gives its profile.
    pub async fn finish(mut self, expected: &[&str]) -> Result<Profile> {
        let errors = self.errors().await?;
        let unexpected: Vec<_> =
            errors.iter().filter(|error| !expected.iter().any(|word| error.contains(word))).collect();
        ensure!(unexpected.is_empty(), "the page reported errors: {unexpected:#?}");
        self.finished = true;
        // The session goes first, so that everything is on disk.
        self.client.clone().close().await?;
        let nothing = Profile(tempfile::tempdir()?);
        Ok(std::mem::replace(&mut self.profile, nothing))
    }

    /// Ends it as a crash would, in the middle of whatever it does. Gives its profile.
    pub fn kill(mut self) -> Result<Profile> {
        self.finished = true;
        self.driver.kill();
        let nothing = Profile(tempfile::tempdir()?);
        Ok(std::mem::replace(&mut self.profile, nothing))
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Runs a script's text as the body of a function in the page. Gives what it returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.client.execute(script, vec![]).await.with_context(|| format!("script: {script}"))
    }

    /// The same for the body of an async function.
    pub async fn run_async(&self, script: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1]; \
             (async () => {{ {script} }})().then((value) => done([value ?? null]), (error) => done(String(error)));"
        );
        match self.client.execute_async(&script, vec![]).await? {
            Value::Array(mut value) => Ok(value.pop().unwrap_or_default()),
            error => bail!("the script failed: {error}"),
        }
    }

    /// Waits until a script returns something true. Gives it.
    pub async fn until(&self, script: &str) -> Result<Value> {
        self.until_within(PATIENCE, script).await
    }

    /// The same with a time of its own.
    pub async fn until_within(&self, patience: Duration, script: &str) -> Result<Value> {
        let deadline = Instant::now() + patience;
        loop {
            let value = self.run(script).await?;
            if !matches!(&value, Value::Null | Value::Bool(false)) && value != json!(0) && value != json!("") {
                return Ok(value);
            }
            ensure!(Instant::now() < deadline, "it did not come true within {patience:?}: {script}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until a text is to be seen on the page.
    pub async fn until_text(&self, text: &str) -> Result<()> {
        let script = format!("return document.body.innerText.includes({});", json!(text));
        self.until(&script).await.map(drop).with_context(|| format!("'{text}' is not to be seen"))
    }

    /// What the page reported so far, warnings and worse.
    pub async fn console(&mut self) -> Result<Vec<String>> {
        let entries = self.client.issue_cmd(Command::log()).await?;
        self.heard.extend(driver::heard(&entries));
        Ok(self.heard.clone())
    }

    /// What it reported as errors.
    pub async fn errors(&mut self) -> Result<Vec<String>> {
        Ok(self.console().await?.into_iter().filter(|entry| entry.starts_with("SEVERE")).collect())
    }

    /// Gives a command of the Chrome DevTools Protocol to the page of this window.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.client.issue_cmd(Command::devtools(command, parameters)).await.with_context(|| command.to_owned())
    }

    /// Cuts the page (not its service worker) off the network, or joins it again.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Its profile. It changes while the browser runs.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Runs a script in every page that is opened from now on, before any of the page's own.
    pub async fn run_in_every_page(&self, script: &str) -> Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await.map(drop)
    }

    /// From now on, pages that are opened note when their main thread is busy for more than 50 ms.
    pub async fn note_long_tasks(&self) -> Result<()> {
        let script = "window.longTasks = []; new PerformanceObserver((list) => { \
                      for (const task of list.getEntries()) window.longTasks.push([task.startTime, task.duration]); \
                      }).observe({ type: 'longtask', buffered: true });";
        self.run_in_every_page(script).await
    }

    /// Types keys, one after another, as a person would: when what came before is drawn, each to what has the focus at
    /// that moment. Control and Shift (`\u{e009}`, `\u{e008}`) are held until `\u{e000}`, or the end.
    ///
    /// WebDriver's own way to type into an element focuses that element first, and so takes back a focus that moved
    /// between the question which element has it and the first key.
    pub async fn keys(&self, keys: &str) -> Result<()> {
        let drawn = "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";
        self.run_async(drawn).await?;
        let mut actions = KeyActions::new("keyboard".into());
        let mut held = Vec::new();
        for value in keys.chars().chain(['\u{e000}']) {
            actions = match value {
                '\u{e008}' | '\u{e009}' => {
                    held.push(value);
                    actions.then(KeyAction::Down { value })
                }
                '\u{e000}' => held.drain(..).fold(actions, |actions, value| actions.then(KeyAction::Up { value })),
                _ => actions.then(KeyAction::Down { value }).then(KeyAction::Up { value }),
            };
        }
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Clicks on the first thing that `css` names, once it is there and stands still. If that is in something that
    /// is closed, a menu or a fold, opens it first.
    pub async fn click_on(&self, css: &str) -> Result<()> {
        let found = self.client.wait().for_element(Locator::Css(css)).await;
        found.with_context(|| format!("there is no {css}"))?;
        let behind = format!(
            "const it = document.querySelector({});
             const menu = it?.closest('.menu:not(:popover-open)');
             if (menu) return `[popovertarget='${{menu.id}}']`;
             return it && !it.matches('summary, summary *') && it.closest('details:not([open])') ? 'details:not([open]):has(' + {} + ') > summary' : null;",
            json!(css),
            json!(css)
        );
        if let Some(opens) = self.run(&behind).await?.as_str() {
            self.aim().await?;
            self.client.find(Locator::Css(opens)).await?.click().await?;
        }
        self.aim().await?;
        // A person clicks on what they see, and not on what moves: two frames show it at one place.
        let stands = format!(
            "let before;
             for (let frames = 0; frames < 120; frames++) {{
                 await new Promise((done) => requestAnimationFrame(done));
                 const box = document.querySelector({})?.getBoundingClientRect();
                 const now = box && [box.x, box.y, box.width, box.height].join();
                 if (now && now === before) return;
                 before = now;
             }}",
            json!(css)
        );
        self.run_async(&stands).await?;
        Ok(self.client.find(Locator::Css(css)).await?.click().await?)
    }

    /// Takes the pointer away from where it was, so that the next click comes from elsewhere, as a person's hand does:
    /// the page lets no click hit what only just came under a pointer that rests.
    async fn aim(&self) -> Result<()> {
        let away = PointerAction::MoveTo { duration: None, x: 1.0, y: 1.0 };
        Ok(self.client.perform_actions(MouseActions::new("mouse".into()).then(away)).await?)
    }

    /// Draws a finger over the middle of what `css` names, so many CSS pixels to the right (or, below zero, to the
    /// left).
    pub async fn swipe(&self, css: &str, by: i32) -> Result<()> {
        let middle = format!(
            "const box = document.querySelector({}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];",
            json!(css)
        );
        let (x, y): (f64, f64) = serde_json::from_value(self.run(&middle).await?)?;
        let touch = |kind: &str, points: Value| {
            self.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points}))
        };
        touch("touchStart", json!([{"x": x, "y": y}])).await?;
        for step in 1..=5 {
            touch("touchMove", json!([{"x": x + f64::from(by * step) / 5.0, "y": y}])).await?;
        }
        touch("touchEnd", json!([])).await.map(drop)
    }

    /// The long tasks of this page since it was opened: when, in ms after that, and how long, in ms.
    pub async fn long_tasks(&self) -> Result<Vec<(f64, f64)>> {
        let noted = self.run("return window.longTasks;").await?;
        serde_json::from_value(noted).context("this page was opened before long tasks were to be noted")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let mut heard = std::mem::take(&mut self.heard);
        heard.extend(self.driver.log(&self.session).iter().flat_map(driver::heard));
        eprintln!("--- what the page of {test} reported: {heard:#?}");
        if let Some(picture) = self.driver.screenshot(&self.session)
            && let Ok(file) = screen::file(&format!("failed-{test}"), self.width, self.scheme)
            && std::fs::write(&file, picture).is_ok()
        {
            eprintln!("--- what it looked like: {}", file.display());
        }
        self.driver.close(&self.session);
    }
}

fn capabilities(profile: &Path, flags: &[&str]) -> Result<Capabilities> {
    let folder = format!("--user-data-dir={}", profile.display());
    let mut arguments = vec![
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A container's shared memory may be too small for it.
        "--disable-dev-shm-usage",
        &folder,
    ];
    arguments.extend(flags);
    if rustix::process::geteuid().is_root() {
        // Its sandbox does not work for root.
        arguments.push("--no-sandbox");
    }
    let capabilities = json!({
        "goog:chromeOptions": {"args": arguments},
        "goog:loggingPrefs": {"browser": "ALL"},
    });
    capabilities.as_object().cloned().context("capabilities are an object")
}
