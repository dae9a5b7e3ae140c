//! How the page is looked at: width, colours, pictures of it.

use super::chromium::Browser;
use super::screen::{NARROW, Scheme, WIDE, file};
use anyhow::Result;
use serde_json::json;
use std::path::PathBuf;

impl Browser {
    /// Sets the width in pixels (and a height to match), and the colours preferred.
    pub async fn look(&mut self, width: u32, scheme: Scheme) -> Result<()> {
        (self.width, self.scheme) = (width, scheme);
        let phone = width < 600;
        let height = if phone { 844 } else { 800 };
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await?;
        let preferred = if scheme == Scheme::Dark { "dark" } else { "light" };
        // Nothing moves in a picture, so that it is the same every time.
        let media = json!({"features": [
            {"name": "prefers-color-scheme", "value": preferred},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// Takes a picture of the page as it is looked at: `target/screenshots/NAME-WIDTH[-dark].png`.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        // What was drawn last may not be on the screen yet.
        self.run_async("await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));")
            .await?;
        let picture = self.client.screenshot().await?;
        let file = file(name, self.width, self.scheme)?;
        std::fs::write(&file, picture)?;
        Ok(file)
    }

    /// Takes four pictures: on a wide screen and on a phone, light and dark. The look is then what it was.
    pub async fn screenshots(&mut self, name: &str) -> Result<()> {
        let before = (self.width, self.scheme);
        for width in [WIDE, NARROW] {
            for scheme in [Scheme::Light, Scheme::Dark] {
                self.look(width, scheme).await?;
                self.screenshot(name).await?;
            }
        }
        self.look(before.0, before.1).await
    }
}
