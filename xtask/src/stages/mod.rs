//! `test`: every check and test, one stage after the other.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod packaging;
#[cfg(test)]
mod styles;

use crate::app::{self, Quality};
use crate::command::{cargo, duration, run as run_command, say};
use crate::needs::{
    find, need_address_books, need_authority, need_browser, need_firefox, need_lighthouse, need_mail_server, need_node,
    need_proxy,
};
use crate::run::build_relay;
use crate::setup::{Setup, cargo_deny, npm_package};
use crate::workspace::{IN_BROWSER, NATIVE, Workspace};
use anyhow::{Context, Result, anyhow, bail};
use std::cell::{Cell, OnceCell};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

/// The packages that run in the browser.
const WASM: [&str; 6] = ["--target", "wasm32-unknown-unknown", "--package", "kith", "--package", IN_BROWSER];
/// Those of them that have tests to run there; what the page decides is tested natively.
const BROWSER: [&str; 4] = ["--target", "wasm32-unknown-unknown", "--package", IN_BROWSER];
/// The package of the end-to-end tests.
const END_TO_END: &str = "kith-tests";

/// The OAuth server that tests sign in at, from npm.
const OIDC_PROVIDER: &str = "8.8.1";

/// axe-core, which finds barriers on a page, from npm.
const AXE: &str = "4.14.1";

/// The stages that need the page.
const IN_CHROMIUM: &str = "e2e";
const IN_FIREFOX: &str = "firefox";

/// A stage: its name, what it is, and what it does with the name that tests must hold.
type Stage = (&'static str, &'static str, fn(&Bench, &[&str]) -> Result<()>);

/// The end-to-end tests that run in Firefox as well, each with its file, where nobody asks for that stage by name: they
/// are about what browsers do in different ways. Service worker, fields and keys, pasting, files, IndexedDB, tabs.
const FIREFOX: [(&str, &str); 7] = [
    ("smoke", "the_page_starts_without_the_relay_once_it_was_there"),
    ("connecting", "a_password_is_pasted_without_what_was_copied_along_with_it"),
    ("sample", "the_list_is_found_by_typing_and_walked_by_keys"),
    ("importing", "a_file_that_is_dropped_anywhere_is_looked_at"),
    ("tabs", "a_second_tab_shows_the_same_people_and_hears_of_new_mail"),
    ("tabs", "when_the_first_tab_is_closed_the_second_goes_on"),
    ("who", "a_card_is_drawn_aside_with_a_finger"),
];

const STAGES: [Stage; 8] = [
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
    (IN_CHROMIUM, "the whole of Kith: real browser, real relay, real mail server", end_to_end),
    (IN_FIREFOX, "the whole of Kith in Firefox: a part of these tests, or all if this stage is named", firefox),
];

/// Runs the stages of these names (all, if there are none) but those to skip.
pub(crate) fn run(names: &[String], skip: &[String], only: Option<&str>) -> Result<()> {
    if let Some(unknown) = names.iter().chain(skip).find(|name| !STAGES.iter().any(|(known, ..)| known == name)) {
        bail!("there is no stage '{unknown}'; there are {}", STAGES.map(|(name, ..)| name).join(", "));
    }
    let wanted = |name: &str| (names.is_empty() || names.iter().any(|n| n == name)) && !skip.iter().any(|n| n == name);
    let bench = Bench {
        workspace: Arc::new(Workspace::load()?),
        named: !names.is_empty(),
        needs_page: wanted(IN_CHROMIUM) || wanted(IN_FIREFOX),
        setup: OnceCell::new(),
        page: Cell::new(None),
        built: OnceCell::new(),
    };
    let mut times = Vec::new();
    for (name, what, work) in STAGES.into_iter().filter(|(name, ..)| wanted(name)) {
        say(format!("{name}: {what}"));
        let start = Instant::now();
        if let Err(error) = work(&bench, only.as_slice()) {
            bench.wait();
            return Err(error.context(format!("stage '{name}' (again: cargo xtask test {name})")));
        }
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
    if bench.needs_page {
        // Much of that build uses only one core.
        bench.page.set(Some(bench.begin_page()?));
    }
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
    let mut cargo = bench.end_to_end(|_| true)?;
    bench.run(cargo.args(only))
}

fn firefox(bench: &Bench, only: &[&str]) -> Result<()> {
    let holds = |(_, test): &&(&str, &str)| only.iter().all(|name| test.contains(name));
    let part: Vec<_> = FIREFOX.iter().filter(holds).collect();
    if part.is_empty() && !bench.named {
        return Ok(());
    }
    let is_chosen = |file: &str| bench.named || part.iter().any(|(chosen, _)| *chosen == file);
    let mut cargo = bench.end_to_end(is_chosen)?;
    need_firefox(&mut cargo)?;
    let left_out = bench.workspace.target.join("left-out-in-firefox");
    // The list of an earlier run is out of date.
    let _ = std::fs::remove_file(&left_out);
    cargo.env("KITH_LEFT_OUT", &left_out);
    if bench.named {
        cargo.args(only);
    } else {
        cargo.args(part.iter().map(|(_, test)| test));
    }
    let ran = bench.run(&mut cargo);
    let lines = std::fs::read_to_string(&left_out).unwrap_or_default();
    if !lines.is_empty() {
        say(format!(
            "of {} tests, all or a part was left out in Firefox:\n{}",
            lines.lines().count(),
            lines.trim_end()
        ));
    }
    ran
}

/// What the stages share.
struct Bench {
    workspace: Arc<Workspace>,
    /// Whether the user named the stages.
    named: bool,
    /// Whether one of the stages tests the whole of Kith.
    needs_page: bool,
    setup: OnceCell<Arc<Setup>>,
    /// The page, while it is built.
    page: Cell<Option<JoinHandle<Result<PathBuf>>>>,
    /// That the page and the relay for the end-to-end tests are built.
    built: OnceCell<()>,
}

impl Bench {
    /// The way to build for wasm, set up when the first stage asks for it.
    fn setup(&self) -> Result<&Arc<Setup>> {
        if let Some(setup) = self.setup.get() {
            return Ok(setup);
        }
        let setup = Setup::new(&self.workspace)?;
        Ok(self.setup.get_or_init(|| Arc::new(setup)))
    }

    /// Builds the page, as a user gets it, in the background.
    fn begin_page(&self) -> Result<JoinHandle<Result<PathBuf>>> {
        let (workspace, setup) = (Arc::clone(&self.workspace), Arc::clone(self.setup()?));
        Ok(std::thread::spawn(move || app::build(&workspace, &setup, Quality::Release)))
    }

    /// Waits for the page if it is being built, since that build would outlive this process.
    fn wait(&self) {
        if let Some(page) = self.page.take().filter(|page| !page.is_finished()) {
            say("waiting for the page, which is still being built");
            let _ = page.join();
        }
    }

    /// The command that runs the chosen files of end-to-end tests, with all that they need; the names of tests may be
    /// added.
    fn end_to_end(&self, is_chosen: impl Fn(&str) -> bool) -> Result<Command> {
        need_mail_server()?;
        need_proxy()?;
        need_node()?;
        if self.built.get().is_none() {
            let page = self.page.take().map_or_else(|| self.begin_page(), Ok)?;
            page.join().map_err(|_| anyhow!("building the page ended too early"))??;
            // The relay is built as for its own tests, and reads the page from disk.
            build_relay(&self.workspace, Quality::Quick)?;
            self.built.get_or_init(|| ());
        }
        let mut cargo = self.cargo();
        cargo.env("KITH_OIDC_PROVIDER", npm_package("oidc-provider", OIDC_PROVIDER)?);
        cargo.env("KITH_AXE", npm_package("axe-core", AXE)?);
        need_address_books(&mut cargo)?;
        need_lighthouse(&mut cargo)?;
        cargo.arg("test").args(NATIVE);
        let tests = self.workspace.integration_tests(|package| package == END_TO_END);
        for test in tests.iter().filter(|test| is_chosen(test)) {
            cargo.args(["--test", test]);
        }
        // Three at a time: each has a browser, a relay and a mail server of its own, and waits for them half of the time.
        // More would wait for a core.
        cargo.args(["--no-fail-fast", "--", "--test-threads=3"]);
        Ok(cargo)
    }

    fn cargo(&self) -> Command {
        cargo()
    }

    fn run(&self, command: &mut Command) -> Result<()> {
        run_command(command.current_dir(&self.workspace.root))
    }
}

#[cfg(test)]
mod tests {
    use super::FIREFOX;
    use std::path::{Path, PathBuf};

    /// The files of a test: one, or all of a folder.
    fn files(test: &str) -> Vec<PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests");
        let file = folder.join(format!("{test}.rs"));
        if file.is_file() {
            return vec![file];
        }
        std::fs::read_dir(folder.join(test)).unwrap().map(|entry| entry.unwrap().path()).collect()
    }

    #[test]
    fn the_tests_that_run_in_firefox_are_there() {
        for (file, test) in FIREFOX {
            let begins = format!("async fn {test}(");
            let is_there = files(file).iter().any(|file| std::fs::read_to_string(file).unwrap().contains(&begins));
            assert!(is_there, "{test} is not in {file}");
        }
    }
}
