//! Packs the built files with Brotli, as the relay keeps and sends them.

use super::files::files;
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use std::path::{Path, PathBuf};

/// How many bytes the app has.
#[derive(Default)]
pub(super) struct Sizes {
    /// As files.
    pub plain: usize,
    /// As they are transferred.
    pub packed: usize,
}

/// Kinds of files that are not compressed in themselves.
const KINDS: [&str; 9] = ["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt", "ico"];

/// Puts a `.br` in the place of each file that gets smaller by it: the relay has no room for both.
pub(super) fn all(dist: &Path) -> Result<Sizes> {
    let mut sizes = Sizes::default();
    for file in files(dist)? {
        let content = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut transferred = content.len();
        if file.extension().is_some_and(|kind| KINDS.iter().any(|known| *known == kind)) {
            let mut packed = Vec::new();
            // The best there is; the window of 16 MB is more than any of the files.
            let params = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: content.len(), ..Default::default() };
            brotli::BrotliCompress(&mut content.as_slice(), &mut packed, &params)?;
            if packed.len() < content.len() {
                transferred = packed.len();
                std::fs::write(beside(&file), packed)?;
                std::fs::remove_file(&file)?;
            }
        }
        sizes.plain += content.len();
        sizes.packed += transferred;
    }
    Ok(sizes)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
