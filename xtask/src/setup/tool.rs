//! Tools that are installed by cargo.

use crate::command::{cargo, output, program, run, timed};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// A tool of one version.
pub(super) struct Tool<'a> {
    /// The package.
    pub name: &'a str,
    /// Its program that tells the version.
    pub program: &'a str,
    pub version: &'a str,
    /// What it is for, for the user who waits for it.
    pub why: &'a str,
    /// What cargo is told besides.
    pub install: &'a [&'a str],
    /// The compiler's optimization level. At `0` it is built in about half the time, which is right for a tool that does
    /// little work itself.
    pub opt_level: &'a str,
}

impl Tool<'_> {
    /// The folder with the programs, or `None` where they are in PATH.
    pub(super) fn ensure(&self, cache: &Path) -> Result<Option<PathBuf>> {
        if self.is_at(Path::new(self.program)) {
            return Ok(None);
        }
        let folder = cache.join(format!("{}-{}", self.name, self.version));
        let programs = folder.join("bin");
        let program = programs.join(self.program);
        if self.is_at(&program) {
            return Ok(Some(programs));
        }
        let Self { name, version, why, .. } = self;
        timed(format!("setting up {name} {version}: {why}"), || {
            let mut install = cargo();
            install.args(["install", "--quiet", "--force", *name, "--version", *version]).args(self.install);
            install.arg("--root").arg(&folder).current_dir(cache);
            for foreign in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
                install.env_remove(foreign);
            }
            // Tools share what they have in common; a release build of their own settings takes twice as long.
            install.env("CARGO_TARGET_DIR", build_folder(cache));
            install.env("CARGO_PROFILE_RELEASE_LTO", "false");
            install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
            install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.opt_level);
            run(&mut install).with_context(|| {
                format!("cannot set up {name}. If this machine has no network, install {name} {version} by hand")
            })
        })?;
        if !self.is_at(&program) {
            bail!("{} was installed but does not run, or is not version {version}", program.display());
        }
        Ok(Some(programs))
    }

    /// Whether the program is there and of the right version (`NAME 1.2.3`).
    fn is_at(&self, path: &Path) -> bool {
        let said = output(program(path).arg("--version"));
        said.is_some_and(|said| said.split_whitespace().nth(1) == Some(self.version))
    }
}

/// Removes what installing left; it is of no use after.
pub(super) fn tidy(cache: &Path) {
    let folder = build_folder(cache);
    if folder.exists() {
        // A rest that cannot be removed only takes room.
        let _ = std::fs::remove_dir_all(folder);
    }
}

fn build_folder(cache: &Path) -> PathBuf {
    cache.join("build")
}
