//! `build` and `run`: what a user gets.

use crate::app::{self, Quality};
use crate::command::{become_program, cargo, program, run as run_command, say, timed};
use crate::setup::Setup;
use crate::workspace::{NATIVE, Workspace};
use anyhow::{Context, Result};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

/// Where Kith is served unless told otherwise.
pub(crate) const PORT: u16 = 5484;

/// Builds the page and the relay. Gives the relay's program.
pub(crate) fn build(quality: Quality) -> Result<PathBuf> {
    let workspace = Workspace::load()?;
    let setup = Setup::new(&workspace)?;
    app::build(&workspace, &setup, quality)?;
    build_relay(&workspace, quality)
}

/// Builds the relay. Gives its program.
pub(crate) fn build_relay(workspace: &Workspace, quality: Quality) -> Result<PathBuf> {
    timed("building the relay, which serves the page and talks to mail servers", || {
        let mut cargo = cargo();
        cargo.current_dir(&workspace.root).args(["build", "--quiet", "--bin", "kith-relay"]);
        match quality {
            Quality::Release | Quality::Named => cargo.args(["--package", "kith-relay"]),
            Quality::Quick => cargo.args(NATIVE),
        };
        run_command(cargo.args(["--profile", quality.profile()]))
    })?;
    let folder = if quality == Quality::Quick { "debug" } else { "release" };
    Ok(workspace.target.join(folder).join(format!("kith-relay{}", std::env::consts::EXE_SUFFIX)))
}

/// Builds everything and serves it until it is stopped.
pub(crate) fn run(quality: Quality, port: u16) -> Result<()> {
    free(port)?;
    let relay = build(quality)?;
    let workspace = Workspace::load()?;
    say(format!("Kith is at http://127.0.0.1:{port} (Ctrl-C stops it)"));
    become_program(&mut relay_command(&workspace, relay, port))
}

/// The relay, on that port, trusting the mail server that `cargo xtask mail` started, if one is there.
pub(crate) fn relay_command(workspace: &Workspace, relay: PathBuf, port: u16) -> Command {
    let mut command = program(relay);
    command.current_dir(&workspace.root).args(["--listen", &format!("127.0.0.1:{port}")]);
    let authority = crate::mail::authority(workspace);
    if authority.is_file() {
        say("trusting the mail server of `cargo xtask mail`, too");
        command.arg("--ca-file").arg(authority);
    }
    command
}

/// Fails if something listens on that port: better before a build of minutes than after.
pub(crate) fn free(port: u16) -> Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).with_context(|| {
        format!("port {port} is taken, perhaps by a Kith that runs already. Stop that, or choose another by --port")
    })
}
