//! How the page is looked at: width, colours, pictures of it.

use super::screen::{NARROW, Scheme, View, WIDE};
use super::session::Browser;
use anyhow::Result;
use std::path::PathBuf;

impl Browser {
    /// Sets the width in pixels (and a height to match), and the colours preferred.
    pub async fn look(&mut self, width: u32, scheme: Scheme) -> Result<()> {
        self.view = View { width, scheme };
        self.own.show(self.view).await
    }

    /// Takes a picture of the page as it is looked at: `target/screenshots/NAME-WIDTH[-dark].png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        // What was drawn last may not be on the screen yet.
        self.run_async("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));")
            .await?;
        let picture = self.client.screenshot().await?;
        let file = self.view.file(name)?;
        std::fs::write(&file, picture)?;
        Ok(file)
    }

    /// Takes four pictures: on a wide screen and on a phone, light and dark. The look is then what it was.
    pub async fn screenshots(&mut self, name: &str) -> Result<()> {
        let before = self.view;
        for width in [WIDE, NARROW] {
            for scheme in [Scheme::Light, Scheme::Dark] {
                self.look(width, scheme).await?;
                self.screenshot(name).await?;
            }
        }
        self.look(before.width, before.scheme).await
    }
}
