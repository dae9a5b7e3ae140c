//! `bench`: how fast Kith is, and what it costs.

use crate::app::{self, Quality};
use crate::command::{become_program, cargo, program, run as run_command, say, timed};
use crate::dist;
use crate::needs::{need_address_books, need_browser, need_lighthouse, need_mail_server, need_node};
use crate::run::build_relay;
use crate::setup::static_target::StaticTarget;
use crate::setup::{Setup, npm_package};
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::process::Command;

/// What Kith is compared with: npm's most used library for IMAP.
const IMAPFLOW: &str = "2.1.2";

/// What the command line says of a bench.
#[derive(Default)]
pub(crate) struct Wishes {
    /// Sizes of mailboxes, with commas between them.
    pub sizes: Option<String>,
    /// Where the figures go as JSON.
    pub json: Option<String>,
    /// How often each thing is measured.
    pub repeats: Option<String>,
    /// Say where the time goes instead of measuring.
    pub profile: bool,
    /// Only what is done with what was read.
    pub search: bool,
    /// Only people who come from a file or an address book.
    pub coming_in: bool,
    /// For so many minutes, whether the relay keeps anything of what is over.
    pub soak: Option<String>,
}

/// Builds what a user gets, and measures it.
pub(crate) fn run(wishes: &Wishes) -> Result<()> {
    let workspace = Workspace::load()?;
    need_browser()?;
    need_mail_server()?;
    let setup = Setup::new(&workspace)?;
    // A profile is read by the names of functions, which a user need not download.
    app::build(&workspace, &setup, if wishes.profile { Quality::Named } else { Quality::Release })?;
    build_relay(&workspace, Quality::Release)?;
    let mut bench = build(&workspace)?;
    let options = [("--sizes", &wishes.sizes), ("--json", &wishes.json), ("--repeats", &wishes.repeats)];
    for (flag, value) in options {
        bench.args(value.iter().flat_map(|value| [flag, value]));
    }
    if wishes.profile {
        bench.arg("--profile");
    }
    if wishes.search {
        bench.arg("--search");
    }
    if wishes.coming_in {
        bench.arg("--coming-in");
    }
    need_address_books(&mut bench)?;
    need_node()?;
    need_lighthouse(&mut bench)?;
    match npm_package("imapflow", IMAPFLOW) {
        Ok(folder) => drop(bench.arg("--imapflow").arg(folder)),
        Err(error) => say(format!("imapflow is not there to be compared with: {error:#}")),
    }
    become_program(&mut bench)
}

/// Builds the relay with the page in it, for this machine or as it is in an archive for `target`, and measures it
/// without a browser.
pub(crate) fn relay(wishes: &Wishes, target: Option<&str>) -> Result<()> {
    let workspace = Workspace::load()?;
    need_mail_server()?;
    let target = target.map(|target| StaticTarget::ensure(Some(target))).transpose()?;
    app::build(&workspace, &Setup::new(&workspace)?, Quality::Release)?;
    let relay = match &target {
        Some(target) => dist::build_relay(&workspace, target)?,
        None => build_relay(&workspace, Quality::Release)?,
    };
    let mut bench = build(&workspace)?;
    if target.is_some() {
        // It measures the relay that stands beside it.
        let beside = relay.with_file_name("kith-bench");
        std::fs::copy(bench.get_program(), &beside).with_context(|| format!("cannot write {}", beside.display()))?;
        bench = program(beside);
    }
    bench.arg("--relay");
    for (flag, value) in [("--json", &wishes.json), ("--soak", &wishes.soak)] {
        bench.args(value.iter().flat_map(|value| [flag, value]));
    }
    become_program(&mut bench)
}

/// Builds the program that measures.
fn build(workspace: &Workspace) -> Result<Command> {
    timed("building the bench", || {
        let mut build = cargo();
        build.current_dir(&workspace.root).args(["build", "--quiet", "--release", "--bin", "kith-bench"]);
        run_command(build.args(["--package", "kith-tests"]))
    })?;
    Ok(program(workspace.target.join("release/kith-bench")))
}
