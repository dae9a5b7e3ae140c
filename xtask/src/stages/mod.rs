//! `test`: every check and test, one stage after the other.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod packaging;
#[cfg(test)]
mod styles;

use crate::app::{self, Quality};
use crate::command::{cargo, duration, run as run_command, say};
use crate::needs::{find, need_address_books, need_authority, need_browser, need_mail_server, need_node, need_proxy};
use crate::run::build_relay;
use crate::setup::{Setup, cargo_deny, npm_package};
use crate::workspace::{IN_BROWSER, NATIVE, Workspace};
use anyhow::{Context, Result, bail};
use std::process::Command;
use std::time::Instant;

/// The packages that run in the browser.
const WASM: [&str; 6] = ["--target", "wasm32-unknown-unknown", "--package", "kith", "--package", IN_BROWSER];
/// Those of them that have tests to run there; what the page decides is tested natively.
const BROWSER: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--package", IN_BROWSER];
/// The package of the end-to-end tests.
const END_TO_END: &str = "kith-tests";

/// The OAuth server that tests sign in at, from npm.
const OIDC_PROVIDER: &str = "8.8.1";

/// What finds barriers on a page, from npm.
const AXE: &str = "4.14.1";

/// A stage: its name, what it is, and what it does with the name that tests must hold.
type Stage = (&'static str, &'static str, fn(&Bench, &[&str]) -> Result<()>);

const STAGES: [Stage; 7] = [
    ("fmt", "formatting", |bench, _| bench.run(bench.cargo().args(["fmt", "--check"]))),
    ("clippy", "lints of what runs natively", |bench, _| {
        bench.run(bench.cargo().arg("clippy").args(NATIVE).args([
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ]))?;
        // It can be built without its features, too.
        let relay = ["--package", "kith-relay", "--no-default-features", "--quiet", "--", "-D", "warnings"];
        bench.run(bench.cargo().arg("clippy").args(relay))
    }),
    ("clippy-wasm", "lints of what runs in the browser", |bench, _| {
        let mut cargo = bench.setup()?.program("cargo");
        bench.run(cargo.arg("clippy").args(WASM).args(["--all-targets", "--quiet", "--", "-D", "warnings"]))
    }),
    ("deny", "licences, sources and doubles of libraries", deny),
    ("native", "tests of what runs natively", native),
    ("browser", "tests of the store in a real browser", browser),
    ("e2e", "the whole of Kith: real browser, real relay, real mail server", end_to_end),
];

/// Runs the stages of these names (all, if there are none) but those to skip.
pub(crate) fn run(names: &[String], skip: &[String], only: Option<&str>) -> Result<()> {
    if let Some(unknown) = names.iter().chain(skip).find(|name| !STAGES.iter().any(|(known, ..)| known == name)) {
        bail!("there is no stage '{unknown}'; there are {}", STAGES.map(|(name, ..)| name).join(", "));
    }
    let bench = Bench { workspace: Workspace::load()?, setup: std::cell::OnceCell::new() };
    let wanted = |name: &str| (names.is_empty() || names.iter().any(|n| n == name)) && !skip.iter().any(|n| n == name);
    let mut times = Vec::new();
    for (name, what, work) in STAGES.into_iter().filter(|(name, ..)| wanted(name)) {
        say(format!("{name}: {what}"));
        let start = Instant::now();
        work(&bench, only.as_slice()).with_context(|| format!("stage '{name}' (again: cargo xtask test {name})"))?;
        times.push(format!("{name} {}", duration(start.elapsed())));
    }
    say(format!("all is well: {}", times.join(", ")));
    Ok(())
}

/// Checks what comes with our dependencies by `.cargo/deny.toml`.
///
/// Doubles count in the relay only: those of the page and the tests are older libraries of others, and no door to the
/// network. The database of advisories is on the network, so `cargo deny check advisories` stays for a run that has one.
fn deny(bench: &Bench, _: &[&str]) -> Result<()> {
    let options = ["--hide-inclusion-graph", "--allow", "unmatched-skip"];
    let mut all = cargo_deny()?;
    all.args(["--offline", "check"]).args(options).args(["--allow", "duplicate"]);
    bench.run(all.args(["licenses", "sources", "bans"]))?;
    let mut relay = cargo_deny()?;
    relay.args(["--offline", "--manifest-path", "relay/Cargo.toml", "--exclude-dev", "check"]).args(options);
    bench.run(relay.arg("bans"))
}

fn native(bench: &Bench, only: &[&str]) -> Result<()> {
    need_authority()?;
    let mut cargo = bench.cargo();
    cargo.arg("test").args(NATIVE).args(["--lib", "--bins"]);
    for test in bench.workspace.integration_tests(|package| ![END_TO_END, IN_BROWSER].contains(&package)) {
        cargo.args(["--test", &test]);
    }
    bench.run(cargo.args(["--no-fail-fast", "--"]).args(only))?;
    bench.run(bench.cargo().arg("test").args(NATIVE).args(["--doc", "--quiet", "--"]).args(only))
}

fn browser(bench: &Bench, only: &[&str]) -> Result<()> {
    need_browser()?;
    let setup = bench.setup()?;
    let mut cargo = setup.program("cargo");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &setup.test_runner);
    // The runner gives up on all tests together after twenty seconds; on a busy machine they take longer.
    cargo.env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    cargo.env("CHROMEDRIVER", find("chromedriver").context("there is no chromedriver")?);
    bench.run(cargo.arg("test").args(BROWSER).arg("--").args(only))
}

fn end_to_end(bench: &Bench, only: &[&str]) -> Result<()> {
    need_browser()?;
    need_mail_server()?;
    need_proxy()?;
    need_node()?;
    // The page is the one a user gets; the relay is built as its own tests build it, and reads that page from disk.
    app::build(&bench.workspace, bench.setup()?, Quality::Release)?;
    build_relay(&bench.workspace, Quality::Quick)?;
    let mut cargo = bench.cargo();
    cargo.env("KITH_OIDC_PROVIDER", npm_package("oidc-provider", OIDC_PROVIDER)?);
    cargo.env("KITH_AXE", npm_package("axe-core", AXE)?);
    need_address_books(&mut cargo)?;
    cargo.arg("test").args(NATIVE);
    for test in bench.workspace.integration_tests(|package| package == END_TO_END) {
        cargo.args(["--test", &test]);
    }
    // Two at a time: each has a browser, a relay and a mail server of its own, and waits for them half of the time.
    // More would wait for a core.
    bench.run(cargo.args(["--no-fail-fast", "--", "--test-threads=2"]).args(only))
}

/// What the stages share.
struct Bench {
    workspace: Workspace,
    setup: std::cell::OnceCell<Setup>,
}

impl Bench {
    /// The way to build for wasm, set up when the first stage asks for it.
    fn setup(&self) -> Result<&Setup> {
        if let Some(setup) = self.setup.get() {
            return Ok(setup);
        }
        let setup = Setup::new(&self.workspace)?;
        Ok(self.setup.get_or_init(|| setup))
    }

    fn cargo(&self) -> Command {
        cargo()
    }

    fn run(&self, command: &mut Command) -> Result<()> {
        run_command(command.current_dir(&self.workspace.root))
    }
}
