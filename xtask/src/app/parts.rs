//! Takes the page's program apart: what a first look needs, and the rest (`app/src/shell/rest.rs`), which is fetched while
//! the former already runs.

use super::files::{files, renamed, short_sum};
use crate::command::run;
use crate::setup::Setup;
use anyhow::{Context, Result, anyhow};
use sha2::{Digest, Sha256};
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

/// What cargo calls the program.
const NAME: &str = "kith-page";

/// Puts the program of the page, as cargo built it, into the built app in two parts, in place of the whole that is there.
/// Like everything that keeps its name for ever, they are named after their content.
pub(super) fn split(setup: &Setup, program: &Path, dist: &Path) -> Result<()> {
    let folder = program.with_file_name("page-parts");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let (main, glue, link) = (folder.join("main.wasm"), format!("{NAME}.js"), format!("{NAME}-rest.js"));
    let whole = std::fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let (main_module, link_name) = (format!("./{glue}"), format!("./{link}"));
    let mut options = Options::new(&whole);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.main_module = &main_module;
    options.link_name = &link_name;
    transform(options).map_err(|error| anyhow!("the page cannot be split: {error:#}"))?;
    let mut bindgen = setup.program("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", NAME, "--out-dir"]);
    run(bindgen.arg(&folder).arg(&main))?;

    let (start, rest) = (folder.join(format!("{NAME}_bg.wasm")), folder.join("split_rest.wasm"));
    let mut sum = Sha256::new();
    for file in [&folder.join(&glue), &folder.join(&link), &start, &rest] {
        sum.update(Sha256::digest(std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?));
    }
    let named = format!("{NAME}-{}", short_sum(sum));
    let old = remove_whole(dist)?;
    let text = |name: &str| std::fs::read_to_string(folder.join(name));
    // Under the old name the program asks for what the file gives; that stays.
    let from = |name: &str| format!("from \"./{name}\"");
    let script = renamed(&text(&glue)?, &from(&link), &from(&format!("{named}-rest.js")))?;
    let script = renamed(&script, &format!("{NAME}_bg.wasm"), &format!("{named}_bg.wasm"))?;
    std::fs::write(dist.join(format!("{named}.js")), script)?;
    let script = renamed(&text(&link)?, &glue, &format!("{named}.js"))?;
    let script = renamed(&script, "split_rest.wasm", &format!("{named}-rest.wasm"))?;
    std::fs::write(dist.join(format!("{named}-rest.js")), script)?;
    std::fs::copy(start, dist.join(format!("{named}_bg.wasm")))?;
    std::fs::copy(rest, dist.join(format!("{named}-rest.wasm")))?;
    let page = dist.join("index.html");
    std::fs::write(&page, std::fs::read_to_string(&page)?.replace(&old, &named))?;
    Ok(())
}

/// Removes the program that is not taken apart. Gives its name.
fn remove_whole(dist: &Path) -> Result<String> {
    let mut name = None;
    for file in files(dist)? {
        let base = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if base.starts_with(NAME) {
            name = base.strip_suffix(".js").map(str::to_owned).or(name);
            std::fs::remove_file(file)?;
        }
    }
    name.context("the page was not built")
}
