//! Dependencies point one way: `domain ← engine ← store ← app`, and `wire ← engine`, `wire ← relay`.

use crate::command::cargo;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The whole of what each crate of ours may name among the others, outside of its tests.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("kith-domain", &[]),
    ("kith-wire", &[]),
    ("kith-engine", &["kith-domain", "kith-wire"]),
    ("kith-store", &["kith-engine"]),
    ("kith", &["kith-domain", "kith-engine", "kith-store", "kith-wire"]),
    ("kith-relay", &["kith-wire"]),
    ("kith-fuzz", &["kith-relay", "kith-wire"]),
    ("kith-tests", &["kith-domain", "kith-engine", "kith-wire", "kith-world"]),
    ("kith-world", &[]),
    ("xtask", &[]),
];

/// What does I/O, or knows the browser.
const IMPURE: [&str; 8] =
    ["web-sys", "js-sys", "wasm-bindgen", "tokio", "indexed_db_futures", "gloo-timers", "imap-proto", "leptos"];

/// The packages and, for each id, the ids that it depends on in a build of the wasm target (not for its tests, not in
/// its build script).
struct Graph {
    names: BTreeMap<String, String>,
    edges: BTreeMap<String, Vec<String>>,
}

impl Graph {
    fn load() -> Self {
        let output = cargo()
            .args(["metadata", "--offline", "--format-version=1", "--filter-platform=wasm32-unknown-unknown"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = |value: &Value| value.as_array().unwrap().clone();
        let normal = |dep: &Value| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
        let deps =
            |node: &Value| list(&node["deps"]).iter().filter(|dep| normal(dep)).map(|dep| text(&dep["pkg"])).collect();
        Self {
            names: list(&metadata["packages"]).iter().map(|p| (text(&p["id"]), text(&p["name"]))).collect(),
            edges: list(&metadata["resolve"]["nodes"]).iter().map(|n| (text(&n["id"]), deps(n))).collect(),
        }
    }

    fn id(&self, name: &str) -> &str {
        self.names.iter().find(|(_, known)| *known == name).unwrap_or_else(|| panic!("there is no {name}")).0
    }

    /// The names of what a package names itself.
    fn direct(&self, name: &str) -> BTreeSet<&str> {
        self.edges[self.id(name)].iter().map(|id| self.names[id].as_str()).collect()
    }

    /// The names of all that comes along with a package.
    fn whole(&self, name: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![self.id(name)];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(self.edges[id].iter().map(String::as_str));
            }
        }
        seen.into_iter().map(|id| self.names[id].as_str()).collect()
    }
}

#[test]
fn crates_depend_only_on_what_stands_below_them() {
    let graph = Graph::load();
    let ours: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in ALLOWED {
        let named: Vec<&str> = graph.direct(name).into_iter().filter(|other| ours.contains(other)).collect();
        let wrong: Vec<_> = named.iter().filter(|other| !allowed.contains(other)).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn every_crate_of_the_workspace_has_a_place() {
    let output = cargo()
        .args(["metadata", "--offline", "--no-deps", "--format-version=1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let members: BTreeSet<&str> =
        metadata["packages"].as_array().unwrap().iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(members, ALLOWED.iter().map(|(name, _)| *name).collect());
}

#[test]
fn domain_and_engine_do_no_input_or_output() {
    let graph = Graph::load();
    for name in ["kith-domain", "kith-engine"] {
        let whole = graph.whole(name);
        let wrong: Vec<_> = IMPURE.iter().filter(|impure| whole.contains(*impure)).collect();
        assert!(wrong.is_empty(), "{name} brings along {wrong:?}");
    }
    // The walk does find what comes along by others.
    assert!(graph.whole("kith-relay").contains("tokio"));
}

#[test]
fn the_relay_knows_nothing_of_contacts() {
    let graph = Graph::load();
    let whole = graph.whole("kith-relay");
    assert!(!whole.contains("kith-domain") && !whole.contains("kith-engine"), "{whole:?}");
    assert!(!graph.whole("kith-wire").contains("kith-domain"));
}

/// Whoever hosts the relay may want to know of how many libraries it is built.
#[test]
fn the_readme_counts_the_libraries_of_the_relay() {
    let output = cargo()
        .args(["tree", "--offline", "--package=kith-relay", "--edges=normal", "--prefix=none", "--format={p}"])
        .args(["--target=x86_64-unknown-linux-gnu"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let libraries: BTreeSet<_> =
        told.lines().map(|line| line.trim_end_matches(" (*)").trim_end_matches(" (proc-macro)")).collect();
    let count = libraries.iter().filter(|library| !library.is_empty() && !library.starts_with("kith-")).count();
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md")).unwrap();
    assert!(readme.contains(&format!(" {count} libraries, ")), "the relay is built of {count} libraries");
}
