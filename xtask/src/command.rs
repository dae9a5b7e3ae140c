//! Running other programs, and saying what is done.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Says what is being done, in a line of its own.
pub(crate) fn say(text: impl AsRef<str>) {
    println!("› {}", text.as_ref());
}

/// Says what is being done and why, does it, and says how long it took.
pub(crate) fn timed<T>(what: impl AsRef<str>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    say(what);
    let done = work()?;
    println!("  done in {}", duration(start.elapsed()));
    Ok(done)
}

/// A duration as one would say it: `0.4 s`, `12 s`, `3 min 5 s`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0..=9 => format!("{:.1} s", time.as_secs_f32()),
        secs @ 10..=99 => format!("{secs} s"),
        secs => format!("{} min {} s", secs / 60, secs % 60),
    }
}

/// A program that gets nothing of the settings that cargo gave to this one.
///
/// `cargo run` tells its child which package it runs and where its libraries are; another cargo or rustc that inherits
/// it may take the wrong ones.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "LD_LIBRARY_PATH" {
            command.env_remove(key);
        }
    }
    command
}

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end, with its output shown; an error names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start\n    {}", shown(command)))?;
    if !status.success() {
        bail!("this command failed ({status}):\n    {}", shown(command));
    }
    Ok(())
}

/// What it printed to standard output, if it can be started and succeeds. Its errors are not shown.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Becomes that program: signals then reach it, not us. Returns only if it cannot be started.
#[cfg(unix)]
pub(crate) fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start\n    {}", shown(command)))
}

/// Becomes that program, as nearly as the system can.
#[cfg(not(unix))]
pub(crate) fn become_program(command: &mut Command) -> Result<()> {
    run(command)
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
