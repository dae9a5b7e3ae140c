//! Finds what a build needs, or sets it up; what was set up is kept for all clones and not redone.

pub(crate) mod debian;
pub(crate) mod python;
pub(crate) mod static_target;
mod sysroot;
mod tool;
mod wasm_target;

use crate::command::{cargo, output, program, run, say};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

const TRUNK: &str = "0.21.14";
/// npm's number of binaryen's releases. Older ones do not know what rustc emits today.
const BINARYEN: &str = "132";

const CARGO_DENY: &str = "0.20.2";
const GECKODRIVER: &str = "0.37.1";

/// A way to build for wasm.
pub(crate) struct Setup {
    /// PATH with the tools, and where needed the compiler, in front.
    path: OsString,
    /// The wasm optimiser's script, run by node. It makes the page smaller; a build does without.
    wasm_opt: Option<PathBuf>,
    /// Runs tests for wasm in a browser.
    pub test_runner: PathBuf,
}

impl Setup {
    pub(crate) fn new(workspace: &Workspace) -> Result<Self> {
        let cache = cache()?;
        let compiler = wasm_target::ensure(&cache)?;
        let bindgen_version = workspace.locked_version("wasm-bindgen")?;
        let bindgen = tool::Tool {
            name: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: &bindgen_version,
            why: "it joins the app to the browser, and must be of the version in Cargo.lock",
            // Its lock file asks for versions that are not to be had everywhere.
            install: &[],
            // It rewrites programs of several megabytes.
            opt_level: "1",
        };
        let trunk = tool::Tool {
            name: "trunk",
            program: "trunk",
            version: TRUNK,
            why: "it builds the page; this takes a while, once",
            // The newest of what it asks for do not fit together: its lock file does.
            install: &["--locked", "--no-default-features", "--features", "rustls"],
            opt_level: "0",
        };
        let mut front: Vec<PathBuf> = compiler.into_iter().collect();
        let bindgen = bindgen.ensure(&cache)?;
        let test_runner = bindgen.as_deref().map_or_else(PathBuf::new, Path::to_owned).join("wasm-bindgen-test-runner");
        front.extend(bindgen);
        front.extend(trunk.ensure(&cache)?);
        tool::tidy(&cache);
        let wasm_opt = wasm_opt();
        fetch(workspace)?;
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(front.into_iter().chain(std::env::split_paths(&path)))?;
        Ok(Self { path, wasm_opt, test_runner })
    }

    /// A program that finds the tools and the compiler for wasm in PATH.
    pub(crate) fn program(&self, name: &str) -> Command {
        // Looked up by us: the child's PATH does not count for finding the child.
        let found = std::env::split_paths(&self.path).map(|folder| folder.join(name)).find(|file| file.is_file());
        let mut command = program(found.unwrap_or_else(|| name.into()));
        command.env("PATH", &self.path).env_remove("CARGO").env_remove("RUSTFLAGS");
        command
    }

    /// The wasm optimiser, if it can be had.
    pub(crate) fn wasm_opt(&self) -> Option<Command> {
        let mut command = program("node");
        command.arg(self.wasm_opt.as_ref()?);
        Some(command)
    }
}

/// cargo-deny, set up if it is not there.
pub(crate) fn cargo_deny() -> Result<Command> {
    let why = "it checks licences, sources and doubles of libraries; this takes about two minutes, once";
    cargo_tool("cargo-deny", CARGO_DENY, why).map(program)
}

/// Firefox's driver, set up if it is not there.
pub(crate) fn geckodriver() -> Result<PathBuf> {
    cargo_tool("geckodriver", GECKODRIVER, "it steers Firefox in tests; this takes about two minutes, once")
}

/// The program of a package that bears its name, set up if it is not there.
fn cargo_tool(name: &str, version: &str, why: &str) -> Result<PathBuf> {
    let cache = cache()?;
    let tool = tool::Tool { name, program: name, version, why, install: &["--locked"], opt_level: "0" };
    let folder = tool.ensure(&cache)?;
    tool::tidy(&cache);
    Ok(folder.map_or_else(|| name.into(), |folder| folder.join(name)))
}

/// The folder of the tools, one a version, which all clones of a user share.
fn cache() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("KITH_TOOLS")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("kith/tools")))
        .or_else(|| set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(".cache/kith/tools")))
        .context("there is no home folder to keep tools in: set KITH_TOOLS to a folder for them")?;
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    Ok(folder.canonicalize()?)
}

/// Finds or installs wasm-opt; without node and npm, or a network, there is none.
fn wasm_opt() -> Option<PathBuf> {
    let script = npm_package("binaryen", BINARYEN).map(|folder| folder.join("node_modules/binaryen/bin/wasm-opt"));
    match script {
        Ok(script) if output(program("node").arg(&script).arg("--version")).is_some() => Some(script),
        Ok(_) => {
            say("wasm-opt does not run: the page will be a little larger");
            None
        }
        Err(error) => {
            say(format!("no wasm-opt ({error:#}): the page will be a little larger"));
            None
        }
    }
}

/// The folder in which npm has put a package, where it now does so if it is not there.
pub(crate) fn npm_package(name: &str, version: &str) -> Result<PathBuf> {
    let folder = cache()?.join(format!("{name}-{version}"));
    if folder.join("node_modules").join(name).join("package.json").is_file() {
        return Ok(folder);
    }
    if output(program("node").arg("--version")).is_none() || output(program("npm").arg("--version")).is_none() {
        bail!("it needs node and npm; with them it is set up by itself");
    }
    say(format!("setting up {name} {version}"));
    let mut npm = program("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefix"]).arg(&folder);
    run(npm.arg(format!("{name}@{version}")))?;
    Ok(folder)
}

/// Has every dependency here, since the page is built without a network.
fn fetch(workspace: &Workspace) -> Result<()> {
    let mut fetch = cargo();
    fetch.current_dir(&workspace.root).args(["fetch", "--locked", "--quiet"]);
    if output(fetch.arg("--offline")).is_some() {
        return Ok(());
    }
    say("fetching the libraries that Cargo.lock names");
    run(cargo().current_dir(&workspace.root).args(["fetch", "--locked"]))
}
