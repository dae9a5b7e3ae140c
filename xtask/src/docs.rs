//! `docs`: the pages of `docs/reference`, which are made from the code.
//!
//! What a page says stands in the package that it is about, and so do the tests that compare the page with it. Asked
//! to, they write it first.

use crate::command::{cargo, run as run_command, say};
use crate::workspace::{NATIVE, Workspace};
use anyhow::Result;

/// What the tests of all these pages have in their names. They are in programs, and not in libraries, so that nothing
/// else is built for them.
const TESTS: &str = "reference_page";
/// What asks them to write.
const WRITE: &str = "KITH_WRITE_REFERENCE";

pub(crate) fn run() -> Result<()> {
    let workspace = Workspace::load()?;
    say("writing docs/reference");
    std::fs::create_dir_all(workspace.root.join("docs/reference"))?;
    let mut cargo = cargo();
    cargo.current_dir(&workspace.root).env(WRITE, "1").arg("test").args(NATIVE).args([
        "--bin",
        "kith",
        "--bin",
        "kith-relay",
    ]);
    run_command(cargo.args(["--quiet", "--", TESTS]))
}

#[cfg(test)]
mod tests {
    use super::{TESTS, WRITE};
    use std::path::Path;

    /// The sources that make a page, each with the pages that it makes.
    const MAKERS: [(&str, &[&str]); 3] = [
        ("app/src/present/keys.rs", &["keys.md"]),
        ("app/src/present/filters.rs", &["filters.md"]),
        ("relay/src/main.rs", &["relay.md"]),
    ];

    #[test]
    fn every_page_is_made_by_a_test_that_the_command_runs() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut made: Vec<&str> = Vec::new();
        for (source, pages) in MAKERS {
            let text = std::fs::read_to_string(root.join(source)).unwrap();
            assert_eq!(text.matches(&format!("fn {TESTS}_of_")).count(), pages.len(), "{source}");
            assert!(pages.iter().all(|page| text.contains(&format!("\"{page}\""))), "{source}");
            made.extend(pages);
        }
        for writer in ["app/src/present/help.rs", "relay/src/main.rs"] {
            assert!(std::fs::read_to_string(root.join(writer)).unwrap().contains(WRITE), "{writer}");
        }
        made.sort_unstable();
        let there = std::fs::read_dir(root.join("docs/reference")).unwrap();
        let mut there: Vec<String> =
            there.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        there.sort();
        assert_eq!(there, made);
    }
}
