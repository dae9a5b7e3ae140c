//! Programs from PyPI, each in an environment of its own.

use super::{cache, debian};
use crate::command::{output, program, run, timed};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};

/// The program of a PyPI package that bears its name. The package is set up if it is not there.
pub(crate) fn pypi_program(name: &str, version: &str, why: &str) -> Result<PathBuf> {
    let folder = cache()?.join(format!("{name}-{version}"));
    let file = folder.join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name);
    if is_at(&file, version) {
        return Ok(file);
    }
    need_venv()?;
    timed(format!("setting up {name} {version}: {why}"), || {
        // What is there may belong to a Python that is gone.
        run(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let mut pip = program(file.with_file_name("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]);
        run(pip.arg(format!("{name}=={version}")))
            .with_context(|| format!("cannot set up {name}; it comes from PyPI, which needs a network"))
    })?;
    if !is_at(&file, version) {
        bail!("{} was installed but does not run, or is not version {version}", file.display());
    }
    Ok(file)
}

/// Whether the program is there and of the right version (`1.2.3` or `NAME, version 1.2.3`).
fn is_at(file: &Path, version: &str) -> bool {
    let said = output(program(file).arg("--version"));
    said.is_some_and(|said| said.split_whitespace().last() == Some(version))
}

/// Makes sure of Python's environments. Debian has what fills them in a package of its own.
fn need_venv() -> Result<()> {
    if output(program("python3").args(["-c", "import venv, ensurepip"])).is_some() {
        return Ok(());
    }
    debian::install(&["python3", "python3-venv"], "what address book servers for tests run in (Python)")
}
