//! Programs that tests and trials need.

use crate::setup::python::pypi_program;
use crate::setup::{debian, geckodriver, npm_package};
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The address book server of the tests, from PyPI: Debian's is years older.
const RADICALE: &str = "3.9.0";

/// The independent client that looks into address books, from PyPI.
const VDIRSYNCER: &str = "0.21.0";

/// Lighthouse, which measures how well a page does on a phone, from npm.
const LIGHTHOUSE: &str = "13.5.0";

/// Makes sure of a mail server for tests and trials.
pub(crate) fn need_mail_server() -> Result<()> {
    need(&[("dovecot", "dovecot-imapd")], "a mail server for tests (Dovecot), which Kith starts itself on loopback")
}

/// Makes sure of a browser for tests.
pub(crate) fn need_browser() -> Result<()> {
    let programs = [("chromium", "chromium"), ("chromedriver", "chromium-driver")];
    need(&programs, "a browser for tests and the driver that steers it (Chromium)")
}

/// Makes sure of Firefox for tests, and tells a program that runs them to use it. Debian has its lasting version.
pub(crate) fn need_firefox(tests: &mut Command) -> Result<()> {
    if find("firefox").is_none() {
        need(&[("firefox-esr", "firefox-esr")], "a second browser for tests (Firefox)")?;
    }
    tests.env("KITH_BROWSER", "firefox").env("KITH_GECKODRIVER", geckodriver()?);
    Ok(())
}

/// Makes sure of a proxy for tests.
pub(crate) fn need_proxy() -> Result<()> {
    need(&[("haproxy", "haproxy")], "a proxy for tests (HAProxy), which Kith starts itself on loopback")
}

/// Makes sure of what runs an OAuth server for tests, and gets it.
pub(crate) fn need_node() -> Result<()> {
    need(
        &[("node", "nodejs"), ("npm", "npm")],
        "what an OAuth server and Lighthouse run in for tests, and what axe comes with (node, npm)",
    )
}

/// Makes sure of a certificate authority for tests.
pub(crate) fn need_authority() -> Result<()> {
    let programs = [("pebble", "pebble"), ("pebble-challtestsrv", "pebble")];
    need(&programs, "a certificate authority for tests (Pebble), which Kith starts itself on loopback")
}

/// Makes sure of an address book server and a client that looks into it, and tells a program that runs tests where they
/// are.
pub(crate) fn need_address_books(tests: &mut Command) -> Result<()> {
    let why = "an address book server for tests, which Kith starts itself on loopback";
    tests.env("KITH_RADICALE", pypi_program("radicale", RADICALE, why)?);
    let why = "a client that shows tests what is in an address book";
    tests.env("KITH_VDIRSYNCER", pypi_program("vdirsyncer", VDIRSYNCER, why)?);
    Ok(())
}

/// Makes sure of Lighthouse, and tells a program that runs it where it is. It looks for browsers of other names first.
pub(crate) fn need_lighthouse(tests: &mut Command) -> Result<()> {
    tests.env("KITH_LIGHTHOUSE", npm_package("lighthouse", LIGHTHOUSE)?);
    tests.env("CHROME_PATH", find("chromium").context("there is no chromium")?);
    Ok(())
}

/// Makes sure of programs, each given with Debian's package that has it.
fn need(programs: &[(&str, &str)], why: &str) -> Result<()> {
    let missing: Vec<&str> =
        programs.iter().filter(|(program, _)| find(program).is_none()).map(|(_, package)| *package).collect();
    if missing.is_empty() { Ok(()) } else { debian::install(&missing, why) }
}

/// Where a program is. Servers stand where only root's PATH leads.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|file| file.is_file())
}
