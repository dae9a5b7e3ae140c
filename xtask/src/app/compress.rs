//! Packs the built files with Brotli, as the relay keeps and sends them.

use super::files::files;
use anyhow::{Context, Result, anyhow};
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
    // Nearly all of the time goes to the two programs.
    std::thread::scope(|scope| {
        let packed: Vec<_> = files(dist)?.into_iter().map(|file| scope.spawn(move || pack(&file))).collect();
        for file in packed {
            let (plain, transferred) = file.join().map_err(|_| anyhow!("packing a file ended too early"))??;
            sizes.plain += plain;
            sizes.packed += transferred;
        }
        Ok(sizes)
    })
}

/// Packs a file if it gets smaller by it. Gives how many bytes it has, and how many are transferred.
fn pack(file: &Path) -> Result<(usize, usize)> {
    let content = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    if file.extension().is_some_and(|kind| KINDS.iter().any(|known| *known == kind)) {
        let mut packed = Vec::new();
        // The best there is; the window of 16 MB is more than any of the files.
        let params = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: content.len(), ..Default::default() };
        brotli::BrotliCompress(&mut content.as_slice(), &mut packed, &params)?;
        if packed.len() < content.len() {
            std::fs::write(beside(file), &packed)?;
            std::fs::remove_file(file)?;
            return Ok((content.len(), packed.len()));
        }
    }
    Ok((content.len(), content.len()))
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
