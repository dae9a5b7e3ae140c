//! The list of files that the service worker keeps.

use super::files::{files, short_sum};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::path::Path;

const BUILD: &str = "const BUILD = \"\";";
const FILES: &str = "const FILES = [];";
/// Where the document names its build.
const NAME: &str = "<meta name=\"kith-build\" content=\"\" />";
/// What only a store shows that offers the app for installing.
const SHOWN_BEFORE: &str = "screenshots/";
/// Where the service worker is put, and what it must not keep: itself.
const WORKER: &str = "sw.js";

/// Writes the service worker into the built app: with the list of its files and a name for this very build, which the
/// document bears as well, or, if `listed` is false, without both: then it keeps nothing. Gives the name.
pub(super) fn write(template: &Path, dist: &Path, listed: bool) -> Result<Option<String>> {
    let worker = std::fs::read_to_string(template).with_context(|| format!("cannot read {}", template.display()))?;
    if !listed {
        std::fs::write(dist.join(WORKER), worker)?;
        return Ok(None);
    }
    let mut sum = Sha256::new();
    sum.update(&worker);
    let mut paths = Vec::new();
    for file in files(dist)? {
        let path = file.strip_prefix(dist)?.to_str().context("a file of the app has an odd name")?.replace('\\', "/");
        if path == WORKER || path.starts_with(SHOWN_BEFORE) {
            continue;
        }
        sum.update(&path);
        sum.update([0]);
        let content = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        sum.update(Sha256::digest(content));
        // The relay answers the bare address with the page.
        paths.push(if path == "index.html" { "/".to_owned() } else { format!("/{path}") });
    }
    let build = short_sum(sum);
    let page = dist.join("index.html");
    let html = std::fs::read_to_string(&page)?;
    if html.matches(NAME).count() != 1 {
        bail!("app/index.html must hold this line once: {NAME}");
    }
    std::fs::write(page, html.replace(NAME, &NAME.replace("\"\"", &format!("\"{build}\""))))?;
    let filled = fill(&worker, &build, &paths)?;
    std::fs::write(dist.join(WORKER), filled)?;
    Ok(Some(build))
}

fn fill(worker: &str, build: &str, paths: &[String]) -> Result<String> {
    for line in [BUILD, FILES] {
        if worker.matches(line).count() != 1 {
            bail!("public/sw.js must hold this line once: {line}");
        }
    }
    let list = serde_json::to_string_pretty(paths)?;
    let filled = worker.replace(BUILD, &format!("const BUILD = \"{build}\";"));
    Ok(filled.replace(FILES, &format!("const FILES = {list};")))
}

#[cfg(test)]
mod tests {
    use super::{NAME, write};

    fn dist(content: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("icons")).unwrap();
        std::fs::write(folder.path().join("index.html"), format!("{NAME}{content}")).unwrap();
        std::fs::write(folder.path().join("icons/a.svg"), "<svg/>").unwrap();
        std::fs::create_dir(folder.path().join("screenshots")).unwrap();
        std::fs::write(folder.path().join("screenshots/b.webp"), "").unwrap();
        folder
    }

    fn template() -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/sw.js")
    }

    #[test]
    fn the_worker_lists_every_file_but_itself_and_names_the_build() {
        let one = dist("one");
        let build = write(&template(), one.path(), true).unwrap().unwrap();
        let worker = std::fs::read_to_string(one.path().join("sw.js")).unwrap();
        assert!(worker.contains(&format!("const BUILD = \"{build}\";")), "{worker}");
        assert!(worker.contains("const FILES = [\n  \"/icons/a.svg\",\n  \"/\"\n];"), "{worker}");
        let page = std::fs::read_to_string(one.path().join("index.html")).unwrap();
        assert_eq!(page, format!("<meta name=\"kith-build\" content=\"{build}\" />one"));
        let again = dist("one");
        assert_eq!(write(&template(), again.path(), true).unwrap().unwrap(), build, "the same again");
        let other = dist("other");
        assert_ne!(write(&template(), other.path(), true).unwrap().unwrap(), build, "another content, another name");
    }

    #[test]
    fn a_quick_build_keeps_nothing() {
        let folder = dist("one");
        assert_eq!(write(&template(), folder.path(), false).unwrap(), None);
        let worker = std::fs::read_to_string(folder.path().join("sw.js")).unwrap();
        assert!(worker.contains("const BUILD = \"\";"));
    }
}
