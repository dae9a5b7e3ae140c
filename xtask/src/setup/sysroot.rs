//! The compiler in use, and the standard libraries that stand beside it.

use crate::command::{output, program};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler in use.
pub(super) fn rustc() -> Command {
    program("rustc")
}

/// Where that compiler keeps the standard library for a target.
pub(super) fn rustlib(rustc: &mut Command, target: &str) -> Option<PathBuf> {
    let sysroot = output(rustc.args(["--print", "sysroot"]))?;
    Some(Path::new(&sysroot).join("lib/rustlib").join(target).join("lib"))
}

/// Whether there is a standard library in that folder.
pub(super) fn has_library(folder: &Path) -> bool {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.file_name()).any(|name| name.to_string_lossy().starts_with("libstd-"))
}
