//! What each browser does in its own way.

use super::chromium::Chromium;
use super::firefox::Firefox;
use super::screen::View;
use anyhow::{Context, Result};

/// The browser that runs.
pub(super) enum Own {
    Chromium(Chromium),
    Firefox(Firefox),
}

impl Own {
    /// The Chrome DevTools Protocol, which only Chromium has.
    pub(super) fn chromium(&self) -> Result<&Chromium> {
        match self {
            Self::Chromium(chromium) => Some(chromium),
            Self::Firefox(_) => None,
        }
        .context("only Chromium has the Chrome DevTools Protocol: a test that needs it asks `OnlyChromium` first")
    }

    /// What the pages reported since it was asked last.
    pub(super) async fn heard(&self) -> Result<Vec<String>> {
        match self {
            Self::Chromium(chromium) => chromium.heard().await,
            Self::Firefox(firefox) => firefox.heard().await,
        }
    }

    /// Sets how the page of this window is looked at.
    pub(super) async fn show(&self, view: View) -> Result<()> {
        match self {
            Self::Chromium(chromium) => chromium.show(view).await,
            Self::Firefox(firefox) => firefox.show(view).await,
        }
    }

    /// Runs a script in every page that is opened from now on, before any of the page's own.
    pub(super) async fn run_in_every_page(&self, script: &str) -> Result<()> {
        match self {
            Self::Chromium(chromium) => chromium.run_in_every_page(script).await,
            Self::Firefox(firefox) => firefox.run_in_every_page(script).await,
        }
    }

    /// Clears everything that an origin has stored.
    pub(super) async fn clear_site(&self, origin: &str) -> Result<()> {
        match self {
            Self::Chromium(chromium) => chromium.clear_site(origin).await,
            Self::Firefox(firefox) => firefox.clear_site(origin).await,
        }
    }
}
