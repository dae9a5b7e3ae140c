//! The screen: its width, its colours, and where pictures of it go.

use anyhow::{Context, Result};
use std::path::PathBuf;

/// A wide screen, in pixels.
pub(super) const WIDE: u32 = 1280;
/// A phone.
pub(super) const NARROW: u32 = 390;

/// The colours that the user prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// How a page is looked at. Nothing moves there, so that a picture is the same every time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    /// In pixels.
    pub width: u32,
    pub scheme: Scheme,
}

impl View {
    pub(super) fn is_phone(self) -> bool {
        self.width < 600
    }

    /// In pixels.
    pub(super) fn height(self) -> u32 {
        if self.is_phone() { 844 } else { 800 }
    }

    /// Where a picture goes.
    pub(super) fn file(self, name: &str) -> Result<PathBuf> {
        let folder = target()?.join("screenshots");
        std::fs::create_dir_all(&folder)?;
        let dark = if self.scheme == Scheme::Dark { "-dark" } else { "" };
        Ok(folder.join(format!("{name}-{}{dark}.png", self.width)))
    }
}

impl Scheme {
    /// As the media feature `prefers-color-scheme` has it.
    pub(super) fn name(self) -> &'static str {
        if self == Self::Dark { "dark" } else { "light" }
    }
}

/// The folder of everything that is built.
fn target() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    Ok(test.ancestors().nth(3).context("this test stands in no target folder")?.to_owned())
}
