//! Names the files of the engine after their content, as those of the page are: browsers may then keep them.

use super::files::{renamed, short_sum};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::path::Path;

/// What the build calls it.
const NAME: &str = "kith-engine";

/// Renames the engine's JavaScript and its program, and tells the document and each other their names.
pub(super) fn name(dist: &Path) -> Result<()> {
    let (glue, program) = (dist.join(format!("{NAME}.js")), dist.join(format!("{NAME}_bg.wasm")));
    let script = std::fs::read_to_string(&glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let mut sum = Sha256::new();
    sum.update(&script);
    sum.update(Sha256::digest(std::fs::read(&program)?));
    let named = format!("{NAME}-{}", short_sum(sum));
    let script = renamed(&script, &format!("{NAME}_bg.wasm"), &format!("{named}_bg.wasm"))?;
    std::fs::write(dist.join(format!("{named}.js")), script)?;
    std::fs::remove_file(glue)?;
    std::fs::rename(program, dist.join(format!("{named}_bg.wasm")))?;
    let page = dist.join("index.html");
    let html = renamed(&std::fs::read_to_string(&page)?, &format!("{NAME}.js"), &format!("{named}.js"))?;
    std::fs::write(&page, html)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::name;

    /// Names the files of an engine with that program, and gives the name that the document has.
    fn named(program: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("kith-engine.js"), "new URL('kith-engine_bg.wasm', import.meta.url)").unwrap();
        std::fs::write(file("kith-engine_bg.wasm"), program).unwrap();
        std::fs::write(file("index.html"), "<meta name=\"kith-engine\" content=\"/kith-engine.js\">").unwrap();
        name(folder.path()).unwrap();
        let page = std::fs::read_to_string(file("index.html")).unwrap();
        let name = page.split("content=\"/").nth(1).unwrap().split(".js\"").next().unwrap().to_owned();
        assert_eq!(std::fs::read_to_string(file(&format!("{name}_bg.wasm"))).unwrap(), program);
        let glue = std::fs::read_to_string(file(&format!("{name}.js"))).unwrap();
        assert_eq!(glue, format!("new URL('{name}_bg.wasm', import.meta.url)"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
        name
    }

    #[test]
    fn the_files_are_named_after_their_content() {
        assert_eq!(named("one"), named("one"));
        assert_ne!(named("one"), named("two"));
    }
}
