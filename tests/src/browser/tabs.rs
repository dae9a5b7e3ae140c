//! Several tabs of one browser.

use super::chromium::Browser;
use anyhow::{Result, anyhow};
use fantoccini::wd::WindowHandle;
use serde_json::json;

/// A tab that was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab(WindowHandle);

impl Browser {
    /// The tab that is looked at.
    pub async fn tab(&self) -> Result<Tab> {
        Ok(Tab(self.client.window().await?))
    }

    /// The one other tab that there is besides that one, and looks at it.
    pub async fn other_tab(&self, tab: &Tab) -> Result<Tab> {
        let others = self.client.windows().await?.into_iter().filter(|other| *other != tab.0);
        let [other] = others.collect::<Vec<_>>().try_into().map_err(|all| anyhow!("other tabs: {all:?}"))?;
        let other = Tab(other);
        self.look_at(&other).await?;
        Ok(other)
    }

    /// Opens a page in a new tab, and looks at it.
    pub async fn open_tab(&mut self, url: &str) -> Result<Tab> {
        let tab = Tab(self.client.new_window(true).await?.handle);
        self.look_at(&tab).await?;
        self.look(self.width, self.scheme).await?;
        self.open(url).await?;
        Ok(tab)
    }

    /// Looks at another tab; what follows happens there.
    pub async fn look_at(&self, tab: &Tab) -> Result<()> {
        self.client.switch_to_window(tab.0.clone()).await?;
        // Steering a tab does not show it, and what is not shown is not drawn.
        self.devtools("Page.bringToFront", json!({})).await.map(drop)
    }
}
