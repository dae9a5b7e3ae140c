//! The packages that a program of ours is made of, as cargo resolves them.

use crate::command::cargo;
use crate::workspace::{list, text};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A package of somebody else's, or one of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    pub name: String,
    pub version: String,
    /// The licence as an SPDX expression, or nothing where the package does not name it.
    pub licence: Option<String>,
    /// The registry it is from; nothing for a package of ours.
    pub source: Option<String>,
    /// Its sources.
    pub folder: PathBuf,
}

/// All that becomes part of a package's program for a target, with the package itself. Build scripts and what they need
/// are left out, and so are tests.
pub(crate) fn tree(root: &Path, package: &str, target: &str) -> Result<BTreeSet<Package>> {
    let mut metadata = cargo();
    metadata.current_dir(root).args(["metadata", "--locked", "--format-version=1", "--filter-platform", target]);
    let output = metadata.output()?;
    if !output.status.success() {
        bail!("cargo cannot read this workspace: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = list(&metadata, "packages").filter_map(|value| Some((text(value, "id")?, value)));
    let packages: BTreeMap<&str, &Value> = packages.collect();
    let nodes = metadata.get("resolve").map(|resolve| list(resolve, "nodes")).context("cargo resolves nothing")?;
    let edges: BTreeMap<&str, Vec<&str>> =
        nodes.filter_map(|node| Some((text(node, "id")?, needed(node).collect()))).collect();

    let start =
        packages.iter().find(|(_, value)| text(value, "name") == Some(package) && text(value, "source").is_none());
    let mut open = vec![*start.with_context(|| format!("there is no package {package}"))?.0];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            open.extend(edges.get(id).into_iter().flatten());
        }
    }
    seen.into_iter().map(|id| read(packages.get(id).context("cargo names a package that it does not have")?)).collect()
}

/// What a node needs to run.
fn needed(node: &Value) -> impl Iterator<Item = &str> {
    let is_normal = |dependency: &&Value| list(dependency, "dep_kinds").any(|kind| text(kind, "kind").is_none());
    list(node, "deps").filter(is_normal).filter_map(|dependency| text(dependency, "pkg"))
}

fn read(value: &Value) -> Result<Package> {
    let word = |key| text(value, key).map(str::to_owned);
    let manifest = word("manifest_path").map(PathBuf::from).context("a package without a place")?;
    Ok(Package {
        name: word("name").context("a package without a name")?,
        version: word("version").context("a package without a version")?,
        licence: word("license"),
        source: word("source"),
        folder: manifest.parent().context("a package without a folder")?.to_owned(),
    })
}
