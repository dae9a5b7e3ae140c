//! How many bytes the app is, as the relay sends it.

use crate::figures::Figures;
use anyhow::{Context, Result};
use std::path::Path;

/// The app that `cargo xtask bench` has built.
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../dist");

/// Counts the files of the built app.
pub(crate) fn measure(figures: &mut Figures) -> Result<()> {
    let (first, all) = count(Path::new(BUILT))?;
    (figures.first_path_bytes, figures.transfer_bytes) = (Some(first), Some(all));
    Ok(())
}

/// The bytes of what a browser has before the page's code runs, and of all files in and below a folder.
fn count(folder: &Path) -> Result<(u64, u64)> {
    let (mut first, mut all) = (0, 0);
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        let (of_first, bytes) = match entry.file_type()?.is_dir() {
            true => count(&entry.path())?,
            false => {
                let bytes = entry.metadata()?.len();
                (if is_first(&entry.file_name().to_string_lossy()) { bytes } else { 0 }, bytes)
            }
        };
        first += of_first;
        all += bytes;
    }
    Ok((first, all))
}

/// Whether the document names a file, or what it names does.
fn is_first(name: &str) -> bool {
    let name = name.strip_suffix(".br").unwrap_or(name);
    match name.rsplit_once('.') {
        Some((_, "html" | "css")) => true,
        Some((base, "js")) => base.starts_with("kith-page-"),
        Some((base, "wasm")) => base.starts_with("kith-page-") && base.ends_with("_bg"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn what_comes_first_is_what_the_page_needs_to_run() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("icons")).unwrap();
        for (name, bytes) in [
            ("index.html.br", 1),
            ("kith-0a.css.br", 2),
            ("kith-page-0a.js.br", 4),
            ("kith-page-0a_bg.wasm.br", 8),
            ("kith-page-0a-rest.js.br", 16),
            ("kith-page-0a-rest.wasm.br", 32),
            ("kith-engine-0a.js.br", 64),
            ("kith-engine-0a_bg.wasm.br", 128),
            ("sw.js", 256),
            ("icons/kith.png", 512),
        ] {
            std::fs::write(folder.path().join(name), vec![0; bytes]).unwrap();
        }
        assert_eq!(count(folder.path()).unwrap(), (31, 1023));
    }
}
