//! Firefox: how it is started, and what WebDriver BiDi and scripts in the browser itself do beyond WebDriver.

use super::bidi::Bidi;
use super::driver::{Command, Program};
use super::screen::View;
use anyhow::{Context, Result};
use fantoccini::Client;
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};
use std::path::Path;

/// What Firefox reports as errors when a page or a worker is ended while it loads something, of which Chromium says
/// nothing: how an entry begins, and what it names. If a part of the program really cannot be loaded, the engine or the
/// pages are missing, and the test fails because of that.
const ENDED: [(&str, &str); 4] = [
    ("SEVERE AbortError: The operation was aborted.", ""),
    ("SEVERE Failed to load ‘", "A ServiceWorker intercepted the request and encountered an unexpected error."),
    ("SEVERE TypeError: error loading dynamically imported module:", ""),
    ("SEVERE TypeError: NetworkError when attempting to fetch resource.", "-rest.js"),
];

/// What Chromium calls what Firefox reports in these words. Tests name what they expect as Chromium does.
const CALLED: [(&str, &str); 3] =
    [(" ws://", "WebSocket"), (" wss://", "WebSocket"), ("NetworkError when attempting to fetch", "ERR_FAILED")];

/// A running Firefox.
pub(super) struct Firefox {
    client: Client,
    bidi: Bidi,
}

/// Its driver.
pub(super) fn program() -> Program {
    Program {
        name: std::env::var_os("KITH_GECKODRIVER").unwrap_or_else(|| "geckodriver".into()),
        // Scripts in the browser itself are for tests alone, so it wants to be told that they are allowed.
        arguments: &["--port=0", "--websocket-port=0", "--allow-system-access"],
        before_port: "Listening on 127.0.0.1:",
    }
}

/// How it is to be started: with that profile, and so that a name leads to this machine, where any certificate is
/// trusted. Which key a certificate has does not count: that name is no one else's.
pub(super) fn capabilities(profile: &Path, trusted: Option<(&str, &str)>) -> Result<Capabilities> {
    let host = trusted.map_or("", |(host, _)| host);
    let preferences = json!({
        // Storage may persist without the user being asked.
        "permissions.default.persistent-storage": 1,
        // What is saved goes into the profile at once.
        "browser.download.folderList": 2,
        "browser.download.dir": profile.join("downloads"),
        "browser.download.alwaysOpenPanel": false,
        "browser.download.always_ask_before_handling_new_types": false,
        "intl.accept_languages": "en-US",
        "intl.locale.requested": "en-US",
        "layout.css.prefers-color-scheme.content-override": 1,
        "ui.prefersReducedMotion": 1,
        "network.dns.localDomains": host,
        // Processes that wait for pages to come take time from those that are there.
        "dom.ipc.processPrelaunch.enabled": false,
    });
    let capabilities = json!({
        "acceptInsecureCerts": trusted.is_some(),
        "webSocketUrl": true,
        "moz:firefoxOptions": {
            "args": ["-headless", "-profile", profile],
            "prefs": preferences,
        },
    });
    capabilities.as_object().cloned().context("capabilities are an object")
}

impl Firefox {
    /// Connects to the browser of a session.
    pub(super) async fn connect(client: Client) -> Result<Self> {
        let address = client.capabilities().and_then(|all| all.get("webSocketUrl")).and_then(Value::as_str);
        let bidi = Bidi::connect(address.context("the browser does not say where WebDriver BiDi is")?).await?;
        Ok(Self { client, bidi })
    }

    /// What the pages reported since it was asked last.
    pub(super) async fn heard(&self) -> Result<Vec<String>> {
        // What a page reported comes before its answer.
        let target = json!({"context": self.context().await?});
        let nothing = json!({"expression": "0", "target": target, "awaitPromise": false});
        self.bidi.command("script.evaluate", nothing).await?;
        Ok(self.entries())
    }

    /// The same, as far as it came.
    pub(super) fn entries(&self) -> Vec<String> {
        let mut entries = self.bidi.entries();
        entries.retain(|entry| !ENDED.iter().any(|(words, named)| entry.starts_with(words) && entry.contains(named)));
        for entry in &mut entries {
            if let Some((_, name)) = CALLED.iter().find(|(words, _)| entry.contains(words)) {
                *entry = format!("{entry} ({name})");
            }
        }
        entries
    }

    pub(super) async fn show(&self, view: View) -> Result<()> {
        let viewport = json!({"width": view.width, "height": view.height()});
        let shown = json!({"context": self.context().await?, "viewport": viewport, "devicePixelRatio": 1});
        self.bidi.command("browsingContext.setViewport", shown).await?;
        let script = "
            const [scheme, done] = arguments;
            gBrowser.selectedBrowser.browsingContext.prefersColorSchemeOverride = scheme;
            done();";
        self.run_in_browser(script, json!(view.scheme.name())).await?;
        // Both are answered before the page is updated.
        let knows = "
            const [width, scheme, done] = arguments;
            const knows = () => innerWidth === width && matchMedia(`(prefers-color-scheme: ${scheme})`).matches;
            const look = () => knows() ? done() : setTimeout(look, 10);
            look();";
        let shown = self.client.execute_async(knows, vec![json!(view.width), json!(view.scheme.name())]).await;
        shown.map(drop).context("the page does not have its width and colours")
    }

    pub(super) async fn run_in_every_page(&self, script: &str) -> Result<()> {
        let script = json!({"functionDeclaration": format!("() => {{ {script} }}")});
        self.bidi.command("script.addPreloadScript", script).await.map(drop)
    }

    pub(super) async fn clear_site(&self, origin: &str) -> Result<()> {
        let script = "
            const [origin, done] = arguments;
            const principal = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
            const everything = Ci.nsIClearDataService.CLEAR_ALL;
            Services.clearData.deleteDataFromPrincipal(principal, true, everything, () => done());";
        self.run_in_browser(script, json!(origin)).await
    }

    /// The window that is looked at, as WebDriver BiDi calls it.
    async fn context(&self) -> Result<String> {
        Ok(self.client.window().await?.into())
    }

    /// Runs a script's text as the body of a function in the browser itself, until it calls its second argument.
    async fn run_in_browser(&self, script: &str, argument: Value) -> Result<()> {
        self.enter("chrome").await?;
        let done = self.client.execute_async(script, vec![argument]).await;
        self.enter("content").await?;
        done.map(drop).with_context(|| format!("in the browser: {script}"))
    }

    async fn enter(&self, context: &str) -> Result<()> {
        self.client.issue_cmd(Command { path: "moz/context", body: json!({"context": context}) }).await?;
        Ok(())
    }
}
