//! Several tabs of one browser.

use super::own::Own;
use super::session::Browser;
use anyhow::{Result, anyhow};
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

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
        self.own.show(self.view).await?;
        self.open(url).await?;
        Ok(tab)
    }

    /// Looks at another tab; what follows happens there.
    pub async fn look_at(&self, tab: &Tab) -> Result<()> {
        self.client.switch_to_window(tab.0.clone()).await?;
        match &self.own {
            // A tab that WebDriver uses is not brought to the front, and hidden tabs are not drawn.
            Own::Chromium(chromium) => chromium.devtools("Page.bringToFront", json!({})).await.map(drop),
            Own::Firefox(_) => Ok(()),
        }
    }

    /// Has the browser freeze the tab that is looked at, as it does to save power, or go on with it. Needs
    /// [`OnlyChromium::FrozenTab`](super::OnlyChromium).
    pub async fn freeze(&self, frozen: bool) -> Result<()> {
        let state = if frozen { "frozen" } else { "active" };
        self.own.chromium()?.devtools("Page.setWebLifecycleState", json!({"state": state})).await.map(drop)
    }

    /// What keeps the page from being installed as an app. Needs [`OnlyChromium::Installing`](super::OnlyChromium).
    pub async fn installability_errors(&self) -> Result<Value> {
        let mut answer = self.own.chromium()?.devtools("Page.getInstallabilityErrors", json!({})).await?;
        Ok(answer.get_mut("installabilityErrors").map(Value::take).unwrap_or_default())
    }
}
