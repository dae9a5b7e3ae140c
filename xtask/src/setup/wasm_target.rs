//! A compiler for wasm32: the one in use with the target that rustup adds, or Debian's.

use super::debian;
use super::sysroot::{has_library, rustc};
use crate::command::{output, program, run, say, timed};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler of the right age for browsers, the sources of its standard library, its linker, its lints.
const PACKAGES: [&str; 6] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22", "rust-web-clippy"];
const DEBIAN_PROGRAMS: &str = "/usr/bin";

/// Makes sure of a compiler for wasm. Gives the folder that must come first in PATH for it, if any.
pub(super) fn ensure(cache: &Path) -> Result<Option<PathBuf>> {
    if has_target(rustc) {
        return Ok(None);
    }
    if built_by(debian_rustc) == Some(true) {
        return Ok(Some(DEBIAN_PROGRAMS.into()));
    }
    if output(program("rustup").arg("--version")).is_some() {
        say(format!("adding the target {TARGET} to the compiler: the page is built for it"));
        let mut add = program("rustup");
        add.args(["target", "add", TARGET]).env("RUST_BACKTRACE", "0");
        if run(&mut add).is_ok() && has_target(rustc) {
            return Ok(None);
        }
        say("rustup could not add it; trying Debian's compiler");
    }
    install_debian(cache)?;
    Ok(Some(DEBIAN_PROGRAMS.into()))
}

/// Whether that compiler has a standard library for the target.
fn has_target(rustc: fn() -> Command) -> bool {
    rustlib(&mut rustc()).is_some_and(|folder| has_library(&folder)) && built_by(rustc) != Some(false)
}

/// Whether its standard library for the target, if we built it, was built by this very version.
fn built_by(rustc: fn() -> Command) -> Option<bool> {
    let built_by = std::fs::read_to_string(stamp(&rustlib(&mut rustc())?)).ok()?;
    Some(output(rustc().arg("-vV")) == Some(built_by))
}

/// Where that compiler keeps the target's standard library.
fn rustlib(rustc: &mut Command) -> Option<PathBuf> {
    super::sysroot::rustlib(rustc, TARGET)
}

fn debian_rustc() -> Command {
    program(Path::new(DEBIAN_PROGRAMS).join("rustc"))
}

/// The file beside the library that says which compiler built it.
fn stamp(folder: &Path) -> PathBuf {
    folder.join("built-by")
}

fn install_debian(cache: &Path) -> Result<()> {
    debian::install(&PACKAGES, "a compiler for the page, since this one has no target for it").context(
        "there is no compiler for wasm. With a network, `rustup target add wasm32-unknown-unknown` is the easiest way",
    )?;
    let folder = rustlib(&mut debian_rustc()).context("Debian's rustc does not start")?;
    let version = output(debian_rustc().arg("-vV")).context("Debian's rustc does not tell its version")?;
    timed("building the standard library for wasm, which Debian does not ship: about a minute, once", || {
        let scratch = cache.join("wasm-std");
        let built = build_library(&scratch)?;
        let kept = std::fs::create_dir_all(&folder).and_then(|()| {
            // A library of another version in the same folder would be two of each.
            for old in std::fs::read_dir(&folder)?.flatten() {
                std::fs::remove_file(old.path())?;
            }
            for file in &built {
                std::fs::copy(file, folder.join(file.file_name().unwrap_or_default()))?;
            }
            std::fs::write(stamp(&folder), version)
        });
        kept.with_context(|| format!("cannot write to {}; run `cargo xtask setup` once as root", folder.display()))?;
        std::fs::remove_dir_all(&scratch).context("cannot remove the scratch folder")
    })
}

/// Builds core, alloc, std and test by way of an empty library. Gives the files.
fn build_library(scratch: &Path) -> Result<Vec<PathBuf>> {
    std::fs::create_dir_all(scratch.join("src"))?;
    let manifest = "[package]\nname = \"scratch\"\nedition = \"2024\"\n[workspace]\n";
    std::fs::write(scratch.join("Cargo.toml"), manifest)?;
    std::fs::write(scratch.join("src/lib.rs"), "#![no_std]\n")?;
    let mut cargo = program(Path::new(DEBIAN_PROGRAMS).join("cargo"));
    cargo.current_dir(scratch).args(["build", "--quiet", "--release", "--target", TARGET]);
    cargo.arg("-Zbuild-std=std,panic_abort,test");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(DEBIAN_PROGRAMS.into()).chain(std::env::split_paths(&path));
    cargo.env("PATH", std::env::join_paths(path)?);
    // A build with fat LTO needs bitcode in the library, too.
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes").env("RUSTC_BOOTSTRAP", "1").env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "true").env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "s");
    cargo.env("CARGO_TARGET_DIR", scratch.join("target")).env_remove("RUSTC").env_remove("CARGO");
    run(&mut cargo)?;
    let folder = scratch.join("target").join(TARGET).join("release/deps");
    let files: Vec<_> = std::fs::read_dir(&folder)?.flatten().map(|file| file.path()).collect();
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_wanted = |name: String| name.ends_with(".rlib") && !name.starts_with("libscratch-");
    let libraries: Vec<_> = files.into_iter().filter(|file| is_wanted(name(file))).collect();
    if libraries.is_empty() {
        bail!("cargo built no library in {}", folder.display());
    }
    Ok(libraries)
}
