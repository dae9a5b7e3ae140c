//! A way to build a program for Linux that needs no library of the machine it runs on: rustup's target for musl, and a C
//! compiler for the cryptography.

use super::debian;
use super::sysroot::{has_library, rustc, rustlib};
use crate::command::{cargo, output, program, run, say};
use crate::needs::find;
use anyhow::{Result, bail};
use std::path::Path;
use std::process::Command;

/// The machines that a release is made for, each with Debian's name of it.
const MACHINES: [(&str, &str); 2] = [("x86_64", "amd64"), ("aarch64", "arm64")];

/// A target that can be built for.
pub(crate) struct StaticTarget {
    /// As rustc calls it.
    pub name: String,
    /// Compiles C for it, and links.
    cc: String,
}

impl StaticTarget {
    /// Makes sure of a compiler for a target; without one, for the machine that this runs on.
    pub(crate) fn ensure(name: Option<&str>) -> Result<Self> {
        let here = std::env::consts::ARCH;
        let name = name.map_or_else(|| format!("{here}-unknown-linux-musl"), str::to_owned);
        let machine = MACHINES.into_iter().find(|(machine, _)| name == format!("{machine}-unknown-linux-musl"));
        let Some((machine, debian_name)) = machine else {
            let known = MACHINES.map(|(machine, _)| format!("{machine}-unknown-linux-musl"));
            bail!("there are no archives for {name}, only for {}", known.join(" and "));
        };
        add(&name)?;
        let is_native = cfg!(target_os = "linux") && machine == here;
        let cc = if is_native { "cc".to_owned() } else { format!("{machine}-linux-gnu-gcc") };
        if find(&cc).is_none() {
            let compiler = format!("gcc-{}-linux-gnu", machine.replace('_', "-"));
            let headers = format!("libc6-dev-{debian_name}-cross");
            let packages = if is_native { vec!["gcc", "libc6-dev"] } else { vec![compiler.as_str(), &headers] };
            debian::install(&packages, "a C compiler, for the cryptography in the relay")?;
        }
        Ok(Self { name, cc })
    }

    /// A cargo that builds for the target. What it builds does not tell in which folder that was done.
    pub(crate) fn cargo(&self, root: &Path) -> Command {
        let variable = self.name.replace('-', "_");
        let mut flags = vec![format!("--remap-path-prefix={}=/kith", root.display())];
        let home = std::env::var_os("CARGO_HOME").map(Into::into);
        if let Some(home) = home.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cargo"))) {
            flags.push(format!("--remap-path-prefix={}=/cargo", home.display()));
        }
        let mut cargo = cargo();
        // Variables for all targets would come before that for this one.
        cargo.current_dir(root).env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        cargo.env(format!("CARGO_TARGET_{}_RUSTFLAGS", variable.to_uppercase()), flags.join(" "));
        cargo.env(format!("CARGO_TARGET_{}_LINKER", variable.to_uppercase()), &self.cc);
        cargo.env(format!("CC_{variable}"), &self.cc);
        cargo
    }
}

/// Adds the target to the compiler in use, if it is not there.
fn add(target: &str) -> Result<()> {
    let is_there = || rustlib(&mut rustc(), target).is_some_and(|folder| has_library(&folder));
    if is_there() {
        return Ok(());
    }
    if output(program("rustup").arg("--version")).is_none() {
        bail!("the compiler has no target {target}, and there is no rustup to add it");
    }
    say(format!("adding the target {target} to the compiler: a release is built for it"));
    run(program("rustup").args(["target", "add", target]).env("RUST_BACKTRACE", "0"))?;
    if !is_there() {
        bail!("rustup added the target {target}, but to another compiler than the one in use");
    }
    Ok(())
}
