//! Builds the page into `dist/`.

mod compress;
mod engine;
mod files;
mod first_screen;
mod languages;
mod messages;
mod parts;
mod precache;
mod sheet;

use crate::command::{duration, run, say, timed};
use crate::setup::Setup;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use files::files;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The cargo profile of what a user runs in the browser.
const PROFILE: &str = "wasm-release";

/// What has cargo prepare the page for being taken apart ([`parts`]).
const SPLIT: &str = "split";

/// The size in bytes up to which wasm-opt moves a function into its only caller. Without a limit, it put 528 kB of the
/// engine into one function, and V8 took 3.6 s to optimise that. The programs are no larger with the limit.
const INLINE_AT_MOST: [&str; 2] = ["--one-caller-inline-max-function-size", "500"];

/// How much care a build takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quality {
    /// What a user runs: small, fast, complete offline.
    Release,
    /// The same, with the names of its functions.
    Named,
    /// Soon built; keeps no copy for offline use, so that a change shows at once.
    Quick,
}

impl Quality {
    /// The cargo profile of the relay.
    pub(crate) fn profile(self) -> &'static str {
        match self {
            Self::Release | Self::Named => "release",
            Self::Quick => "dev",
        }
    }
}

/// Builds the page. Gives its folder.
pub(crate) fn build(workspace: &Workspace, setup: &Setup, quality: Quality) -> Result<PathBuf> {
    let dist = workspace.root.join("dist");
    timed("building the page", || {
        // Trunk builds one program after the other. Both at once, each core has one to optimise as a whole.
        let mut programs = setup.program("cargo");
        programs.current_dir(&workspace.root).args(["build", "--quiet", "--offline", "--package", "kith", "--bins"]);
        programs.args(["--target", "wasm32-unknown-unknown"]);
        if quality != Quality::Quick {
            programs.args(["--profile", PROFILE, "--features", SPLIT]);
        }
        run(&mut programs)?;
        let mut trunk = setup.program("trunk");
        trunk.current_dir(&workspace.root).env("TRUNK_SKIP_VERSION_CHECK", "true").args(["build", "--quiet"]);
        if quality != Quality::Quick {
            // Not trunk's own `--release`: it cannot do without wasm-opt, and we can.
            trunk.args(["--cargo-profile", PROFILE, "--features", SPLIT]);
        }
        run(&mut trunk)
    })?;
    sheet::join(&dist)?;
    engine::name(&dist)?;
    if quality != Quality::Quick {
        let program = workspace.target.join("wasm32-unknown-unknown").join(PROFILE).join("kith-page.wasm");
        parts::split(setup, &program, &dist)?;
    }
    let app = workspace.root.join("app");
    let messages = messages::read(&app.join("locales"))?;
    languages::insert(&messages, &dist)?;
    first_screen::insert(&app, &messages, &dist)?;
    if quality != Quality::Quick {
        optimise(setup, &dist, quality == Quality::Named)?;
    }
    let start = Instant::now();
    let listed = precache::write(&workspace.root.join("public/sw.js"), &dist, quality != Quality::Quick)?;
    if let Some(build) = listed {
        let sizes = compress::all(&dist)?;
        say(format!(
            "packed build {build} in {}: {} kB to transfer, {} kB unpacked",
            duration(start.elapsed()),
            sizes.packed.div_ceil(1000),
            sizes.plain.div_ceil(1000),
        ));
    }
    Ok(dist)
}

/// Makes the programs smaller, where the tool for it is there.
fn optimise(setup: &Setup, dist: &Path, named: bool) -> Result<()> {
    let is_program = |file: &PathBuf| file.extension().is_some_and(|kind| kind == "wasm");
    let programs: Vec<PathBuf> = files(dist)?.into_iter().filter(is_program).collect();
    if setup.wasm_opt().is_none() {
        return Ok(());
    }
    timed("making the programs smaller (wasm-opt)", || {
        // Each takes one core.
        std::thread::scope(|scope| {
            let all: Vec<_> = programs.iter().map(|file| scope.spawn(move || shrink(setup, file, named))).collect();
            all.into_iter()
                .try_for_each(|one| one.join().map_err(|_| anyhow!("making a program smaller ended too early"))?)
        })
    })
}

fn shrink(setup: &Setup, file: &Path, named: bool) -> Result<()> {
    let Some(mut wasm_opt) = setup.wasm_opt() else { return Ok(()) };
    let before = std::fs::metadata(file)?.len();
    wasm_opt.args(named.then_some("-g"));
    run(wasm_opt.arg("-Oz").args(INLINE_AT_MOST).arg(file).arg("-o").arg(file))?;
    let after = std::fs::metadata(file)?.len();
    say(format!("{} kB became {} kB", before / 1000, after / 1000));
    Ok(())
}
