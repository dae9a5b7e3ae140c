//! The licences of all that is in a release, as those licences ask for.

use crate::packages::Package;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "\
Kith's program contains the packages below, each under its own licence. The texts follow, each once, with the packages
that ship it. Kith itself is licensed under MIT or Apache-2.0, at your option (LICENSE-MIT, LICENSE-APACHE).

Besides, it contains Rust's standard library (Copyright The Rust Project contributors, MIT OR Apache-2.0) and the C
library musl (Copyright 2005-2020 Rich Felker and others, MIT).
";

/// How the names of files with licences begin.
const NAMES: [&str; 6] = ["license", "licence", "copying", "notice", "unlicense", "copyright"];

/// The notices for these packages. Ours are left out.
pub(super) fn notices(packages: &BTreeSet<Package>) -> Result<String> {
    let mut said = HEAD.to_owned();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages.iter().filter(|package| package.source.is_some()) {
        let name = format!("{} {}", package.name, package.version);
        write!(said, "\n{name}: {}", package.licence.as_deref().unwrap_or("see its text below"))?;
        for text in read(&package.folder)? {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    said.push('\n');
    // In the order of the packages, not of the texts.
    let mut texts: Vec<_> = texts.into_iter().map(|(text, names)| (names, text)).collect();
    texts.sort();
    for (names, text) in texts {
        write!(said, "\n{}\n{}\n\n{text}\n", "-".repeat(80), names.join(", "))?;
    }
    Ok(said)
}

/// The texts in a package's folder, with the ends of lines as here.
fn read(folder: &Path) -> Result<BTreeSet<String>> {
    let mut texts = BTreeSet::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if path.is_file() && NAMES.iter().any(|start| name.starts_with(start)) {
            let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            texts.insert(String::from_utf8_lossy(&text).replace("\r\n", "\n").trim_matches('\n').to_owned());
        }
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::notices;
    use crate::packages::Package;

    #[test]
    fn each_package_is_named_and_each_text_stands_once() {
        let folder = tempfile::tempdir().unwrap();
        let package = |name: &str, text: &str, source: Option<&str>| {
            let folder = folder.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("LICENSE-MIT"), text).unwrap();
            std::fs::write(folder.join("lib.rs"), "code").unwrap();
            let licence = Some("MIT".to_owned());
            Package { name: name.into(), version: "1.0.0".into(), licence, source: source.map(Into::into), folder }
        };
        let registry = Some("registry");
        let packages = [
            package("one", "by one\r\n", registry),
            package("three", "by others\n", registry),
            package("two", "by others\n", registry),
            package("ours", "by us", None),
        ];
        let said = notices(&packages.into()).unwrap();
        assert!(said.contains("\none 1.0.0: MIT\nthree 1.0.0: MIT\ntwo 1.0.0: MIT\n"), "{said}");
        assert!(said.contains("\none 1.0.0\n\nby one\n"), "{said}");
        assert!(said.ends_with("\nthree 1.0.0, two 1.0.0\n\nby others\n"), "{said}");
        assert!(!said.contains("by us") && !said.contains("code"), "{said}");
    }
}
