//! The browser itself: it opens pages and runs scripts in them.

use super::chromium::{self, Chromium};
use super::driver::{Command, Driver};
use super::firefox::{self, Firefox};
use super::kind::Kind;
use super::own::Own;
use super::screen::{Scheme, View, WIDE};
use anyhow::{Context, Result, bail, ensure};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
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
    pub(super) own: Own,
    pub(super) view: View,
    driver: Driver,
    session: String,
    profile: Profile,
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

    /// The folders of what pages put into `localStorage`.
    pub fn local_storage(&self) -> Result<Vec<PathBuf>> {
        if Kind::chosen()? == Kind::Chromium {
            return Ok(vec![self.path().join("Default/Local Storage/leveldb")]);
        }
        let sites = std::fs::read_dir(self.path().join("storage/default"))?;
        sites
            .map(|site| Ok(site?.path().join("ls")))
            .filter(|folder| folder.as_ref().map_or(true, |it| it.is_dir()))
            .collect()
    }
}

impl Browser {
    /// Starts one that has never been anywhere, 1280 pixels wide.
    pub async fn start() -> Result<Self> {
        Self::start_with(Profile::new()?).await
    }

    /// Starts one for which that name leads to this machine, and which trusts certificates with the key of that hash.
    pub async fn start_trusting(host: &str, pin: &str) -> Result<Self> {
        Self::start_as(Profile::new()?, Some((host, pin))).await
    }

    /// Starts one with the profile that another left.
    pub async fn start_with(profile: Profile) -> Result<Self> {
        Self::start_as(profile, None).await
    }

    async fn start_as(profile: Profile, trusted: Option<(&str, &str)>) -> Result<Self> {
        let kind = Kind::chosen()?;
        let (program, capabilities) = match kind {
            Kind::Chromium => (chromium::program(), chromium::capabilities(profile.path(), trusted)?),
            Kind::Firefox => (firefox::program(), firefox::capabilities(profile.path(), trusted)?),
        };
        let driver = Driver::start(&program)?;
        let builder = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).to_owned();
        let client = builder.connect(&driver.url()).await.context("the browser does not start")?;
        let session = client.session_id().await?.context("the browser has no session")?;
        let own = match kind {
            Kind::Chromium => Own::Chromium(Chromium::new(client.clone())),
            Kind::Firefox => Own::Firefox(Firefox::connect(client.clone()).await?),
        };
        let view = View { width: WIDE, scheme: Scheme::Light };
        let browser = Self { client, own, view, driver, session, profile, heard: Vec::new(), finished: false };
        browser.own.show(view).await?;
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

    /// Loads the page anew, as a person does. WebDriver's own command goes past the service worker in Firefox.
    pub async fn reload(&self) -> Result<()> {
        self.run("window.isLeft = true; location.reload();").await?;
        self.until("return window.isLeft === undefined && document.readyState === 'complete';").await.map(drop)
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
        let script = format!("return document.body?.innerText.includes({});", json!(text));
        self.until(&script).await.map(drop).with_context(|| format!("'{text}' is not to be seen"))
    }

    /// What the page reported so far, warnings and worse.
    pub async fn console(&mut self) -> Result<Vec<String>> {
        self.heard.extend(self.own.heard().await?);
        Ok(self.heard.clone())
    }

    /// What it reported as errors.
    pub async fn errors(&mut self) -> Result<Vec<String>> {
        Ok(self.console().await?.into_iter().filter(|entry| entry.starts_with("SEVERE")).collect())
    }

    /// Its profile. It changes while the browser runs.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Runs a script in every page that is opened from now on, before any of the page's own.
    pub async fn run_in_every_page(&self, script: &str) -> Result<()> {
        self.own.run_in_every_page(script).await
    }

    /// As when the user clears what that origin has stored: nothing is left.
    pub async fn clear_site(&self, origin: &str) -> Result<()> {
        self.own.clear_site(origin).await
    }

    /// Lets the page that is open do something of that name, as `notifications`, or forbids it (W3C Permissions).
    pub async fn permit(&self, name: &str, permitted: bool) -> Result<()> {
        let state = if permitted { "granted" } else { "denied" };
        let body = json!({"descriptor": {"name": name}, "state": state});
        self.client.issue_cmd(Command { path: "permissions", body }).await?;
        Ok(())
    }

    /// From now on, pages that are opened note when their main thread is busy for more than 50 ms.
    pub async fn note_long_tasks(&self) -> Result<()> {
        let script = "window.longTasks = []; new PerformanceObserver((list) => { \
                      for (const task of list.getEntries()) window.longTasks.push([task.startTime, task.duration]); \
                      }).observe({ type: 'longtask', buffered: true });";
        self.run_in_every_page(script).await
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
        match &self.own {
            Own::Chromium(_) => {
                let log = self.driver.command(&self.session, &chromium::log());
                heard.extend(log.iter().flat_map(chromium::entries));
            }
            Own::Firefox(firefox) => heard.extend(firefox.entries()),
        }
        eprintln!("--- what the page of {test} reported: {heard:#?}");
        if let Some(picture) = self.driver.screenshot(&self.session)
            && let Ok(file) = self.view.file(&format!("failed-{test}"))
            && std::fs::write(&file, picture).is_ok()
        {
            eprintln!("--- what it looked like: {}", file.display());
        }
        self.driver.close(&self.session);
    }
}
