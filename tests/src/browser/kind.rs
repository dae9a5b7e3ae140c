//! Which browser runs the tests, and which tests it has to leave out.

use anyhow::{Result, bail};
use std::io::Write;

/// The browsers that can run the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Chromium,
    Firefox,
}

impl Kind {
    /// The one that `KITH_BROWSER` names; Chromium, if it names none.
    pub(super) fn chosen() -> Result<Self> {
        match std::env::var("KITH_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Ok(Self::Chromium),
            Ok("firefox") => Ok(Self::Firefox),
            Ok(other) => bail!("KITH_BROWSER is '{other}', and must be 'chromium' or 'firefox'"),
        }
    }
}

/// What a test needs that only Chromium has, for the most part as a command of the Chrome DevTools Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyChromium {
    /// A tab that the browser has frozen: `Page.setWebLifecycleState`.
    FrozenTab,
    /// Another time of day in a worker: the debugger stops it where it begins.
    ClockOfWorkers,
    /// A script that is run in a worker: `Runtime.evaluate`.
    ScriptInWorkers,
    /// The tasks that keep the main thread busy: the performance entries `longtask`.
    LongTasks,
    /// A network that is slow or blocks addresses: `Network.emulateNetworkConditions`, `Network.setBlockedURLs`.
    Network,
    /// The list of what keeps an app from being installed: `Page.getInstallabilityErrors`.
    Installing,
    /// Something that is dropped where the mouse lets go of it.
    Dropping,
    /// A look by Lighthouse, which starts Chromium itself.
    Lighthouse,
    /// A menu whose colours change while it is open.
    RecolouredMenu,
}

impl OnlyChromium {
    const fn reason(self) -> &'static str {
        match self {
            Self::FrozenTab => "Firefox has no command that freezes a tab",
            Self::ClockOfWorkers => {
                "Firefox has no command that stops a worker before its first line, to set its clock"
            }
            Self::ScriptInWorkers => "Firefox has no command that runs a script in a worker",
            Self::LongTasks => "Firefox does not tell of long tasks",
            Self::Network => "Firefox has no command that slows the network down or blocks addresses",
            Self::Installing => "Firefox does not say what keeps an app from being installed",
            Self::Dropping => "Firefox drops nothing when WebDriver lets go of the mouse, on whatever page",
            Self::Lighthouse => "Lighthouse looks at pages in Chromium only",
            Self::RecolouredMenu => "Firefox keeps the colours of an open menu when the user prefers others",
        }
    }

    /// Whether the browser lacks it, so that the test, or the part of it that asks, is left out.
    ///
    /// If so, says it: to standard error, past what holds back the output of tests that pass, and in the file that
    /// `KITH_LEFT_OUT` names, if it names one.
    pub fn is_missing(self) -> bool {
        if !matches!(Kind::chosen(), Ok(Kind::Firefox)) {
            return false;
        }
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let line = format!("left out: {test}: {}\n", self.reason());
        // A test does not fail because this cannot be said.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
        if let Some(file) = std::env::var_os("KITH_LEFT_OUT") {
            let file = std::fs::OpenOptions::new().create(true).append(true).open(file);
            let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
        }
        true
    }
}
