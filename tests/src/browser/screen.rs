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

/// Where a picture goes.
pub(super) fn file(name: &str, width: u32, scheme: Scheme) -> Result<PathBuf> {
    let folder = target()?.join("screenshots");
    std::fs::create_dir_all(&folder)?;
    let dark = if scheme == Scheme::Dark { "-dark" } else { "" };
    Ok(folder.join(format!("{name}-{width}{dark}.png")))
}

/// The folder of everything that is built.
fn target() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    Ok(test.ancestors().nth(3).context("this test stands in no target folder")?.to_owned())
}
