//! What cargo knows of this workspace.

use crate::command::cargo;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::PathBuf;

/// The packages that run natively. Every native build in the dev profile names the same ones: cargo joins the features
/// that they ask of a library, and another choice would compile tokio and its like again.
pub(crate) const NATIVE: [&str; 3] = ["--workspace", "--exclude", IN_BROWSER];
/// The package that runs in the browser only.
pub(crate) const IN_BROWSER: &str = "kith-store";

/// The workspace that this was built from.
pub(crate) struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Where cargo builds to.
    pub target: PathBuf,
    packages: Vec<Value>,
}

impl Workspace {
    pub(crate) fn load() -> Result<Self> {
        // At run time, since clones may share a target folder and with it this program.
        let here = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = PathBuf::from(here).parent().context("xtask stands in no workspace")?.to_owned();
        let output = cargo().current_dir(&root).args(["metadata", "--no-deps", "--format-version=1"]).output()?;
        if !output.status.success() {
            bail!("cargo cannot read this workspace: {}", String::from_utf8_lossy(&output.stderr));
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        let target =
            metadata.get("target_directory").and_then(Value::as_str).context("cargo names no target folder")?;
        Ok(Self { root, target: target.into(), packages: list(&metadata, "packages").cloned().collect() })
    }

    /// The integration tests (files under `tests/`) of a package.
    pub(crate) fn integration_tests(&self, package: impl Fn(&str) -> bool) -> Vec<String> {
        let chosen = self.packages.iter().filter(|p| text(p, "name").is_some_and(&package));
        let targets = chosen.flat_map(|p| list(p, "targets"));
        let tests = targets.filter(|target| list(target, "kind").any(|kind| kind == "test"));
        tests.filter_map(|target| text(target, "name").map(str::to_owned)).collect()
    }

    /// The version of a package of this workspace.
    pub(crate) fn version(&self, package: &str) -> Result<&str> {
        let package = self.packages.iter().find(|p| text(p, "name") == Some(package));
        package.and_then(|p| text(p, "version")).context("cargo tells no version")
    }

    /// The version of a dependency in Cargo.lock.
    pub(crate) fn locked_version(&self, package: &str) -> Result<String> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = format!("name = \"{package}\"");
        let mut lines = lock.lines().skip_while(|line| *line != name);
        let version = lines.nth(1).and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
        version.map(str::to_owned).with_context(|| format!("Cargo.lock does not name {package}"))
    }
}

/// A text in what cargo tells.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// A list in what cargo tells, empty if there is none.
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}
