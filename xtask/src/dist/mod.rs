//! `dist`: an archive with all that a machine needs to serve Kith.

mod archive;
mod notices;

use crate::app::{self, Quality};
use crate::command::{output, program, run as run_command, say, timed};
use crate::packages::tree;
use crate::setup::Setup;
use crate::setup::static_target::StaticTarget;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use archive::{Entries, Entry, pack};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The package of the relay, and its program.
const RELAY: &str = "kith-relay";
/// The package of the page, and what it is built for.
const PAGE: (&str, &str) = ("kith", "wasm32-unknown-unknown");
/// What the program with the page in it may take.
const MOST_BYTES: usize = 15 << 20;

/// Where the files of an archive come from, and where in it they go. A folder goes with all that is in it.
const FILES: [(&str, &str); 6] = [
    ("relay/packaging", ""),
    ("docs", "docs"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("SECURITY.md", "SECURITY.md"),
];

/// Builds the page and the relay for that target, and packs them.
pub(crate) fn run(target: Option<&str>) -> Result<()> {
    let workspace = Workspace::load()?;
    let target = StaticTarget::ensure(target)?;
    let setup = Setup::new(&workspace)?;
    app::build(&workspace, &setup, Quality::Release)?;
    let relay = build_relay(&workspace, &target)?;
    pack_release(&workspace, &target, &relay).map(drop)
}

/// Builds the relay with the page that was built before.
pub(crate) fn build_relay(workspace: &Workspace, target: &StaticTarget) -> Result<PathBuf> {
    timed(format!("building the relay for {}, with the page and all libraries in it", target.name), || {
        let mut cargo = target.cargo(&workspace.root);
        run_command(cargo.args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "--package",
            RELAY,
            "--target",
            &target.name,
        ]))
    })?;
    Ok(workspace.target.join(&target.name).join("release").join(RELAY))
}

/// Packs the program with all that belongs to it. Gives the archive.
fn pack_release(workspace: &Workspace, target: &StaticTarget, relay: &Path) -> Result<PathBuf> {
    let content = std::fs::read(relay).with_context(|| format!("cannot read {}", relay.display()))?;
    let size = content.len();
    ensure!(size < MOST_BYTES, "the program has {size} bytes, and may have {MOST_BYTES}");
    let mut entries = Entries::new();
    for (from, to) in FILES {
        collect(&workspace.root.join(from), to, &mut entries)?;
    }
    entries.insert(RELAY.to_owned(), Entry { content, is_program: true });
    let mut packages = tree(&workspace.root, RELAY, &target.name)?;
    packages.extend(tree(&workspace.root, PAGE.0, PAGE.1)?);
    let notices = notices::notices(&packages)?.into_bytes();
    entries.insert("LICENSES-OF-OTHERS.txt".to_owned(), Entry { content: notices, is_program: false });

    let name = format!("kith-{}-{}", workspace.version(RELAY)?, target.name);
    let packed = pack(&name, &entries, time(&workspace.root))?;
    let folder = workspace.target.join("dist");
    std::fs::create_dir_all(&folder)?;
    let archive = folder.join(format!("{name}.tar.gz"));
    std::fs::write(&archive, &packed).with_context(|| format!("cannot write {}", archive.display()))?;
    let sum = Sha256::digest(&packed).iter().try_fold(String::new(), |mut sum, byte| {
        write!(sum, "{byte:02x}")?;
        anyhow::Ok(sum)
    })?;
    std::fs::write(folder.join(format!("{name}.tar.gz.sha256")), format!("{sum}  {name}.tar.gz\n"))?;
    say(format!("the program has {}, the archive {}:", mebibytes(size), mebibytes(packed.len())));
    println!("  {}\n  SHA-256 {sum}", archive.display());
    Ok(archive)
}

/// Reads a file, or all files in a folder.
fn collect(from: &Path, to: &str, entries: &mut Entries) -> Result<()> {
    if !from.is_dir() {
        let content = std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
        entries.insert(to.to_owned(), Entry { content, is_program: false });
        return Ok(());
    }
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("a file has an odd name")?;
        let to = if to.is_empty() { name.to_owned() } else { format!("{to}/{name}") };
        collect(&path, &to, entries)?;
    }
    Ok(())
}

/// The time of all files: that of the last commit, or as `SOURCE_DATE_EPOCH` says.
fn time(root: &Path) -> u64 {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok();
    let time = set.or_else(|| output(program("git").current_dir(root).args(["log", "-1", "--format=%ct"])));
    time.and_then(|time| time.trim().parse().ok()).unwrap_or_default()
}

/// A size as one would say it.
fn mebibytes(bytes: usize) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1 << 20);
    format!("{}.{} MiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{FILES, collect, mebibytes};
    use crate::dist::archive::Entries;
    use std::path::Path;

    /// All files of an archive but the program and the notices.
    fn entries() -> Entries {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut entries = Entries::new();
        for (from, to) in FILES {
            collect(&root.join(from), to, &mut entries).unwrap();
        }
        entries
    }

    #[test]
    fn an_archive_explains_itself() {
        let entries = entries();
        for file in ["README.md", "kith-relay.service", "kith-relay.toml", "docs/self-hosting.md", "LICENSE-MIT"] {
            assert!(entries.contains_key(file), "{file}");
        }
        // What its first page names is in it, and nothing beside its first page is without a name.
        let readme = String::from_utf8_lossy(&entries["README.md"].content).into_owned();
        let rows = readme.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |").map(|(file, _)| file));
        let named: Vec<&str> = rows
            .flat_map(|cell| cell.split(", "))
            .filter_map(|cell| {
                cell.trim_matches('`')
                    .split_once('(')
                    .map_or(Some(cell.trim_matches('`')), |(_, to)| to.strip_suffix(')'))
            })
            .filter(|name| !["File", "kith-relay", "LICENSES-OF-OTHERS.txt"].contains(name))
            .collect();
        let is_in = |path: &str, name: &str| path == name || path.starts_with(&format!("{name}/"));
        for name in &named {
            assert!(entries.keys().any(|path| is_in(path, name)), "there is no {name}");
        }
        let known = [&named[..], &["README.md", "CHANGELOG.md", "SECURITY.md"]].concat();
        for path in entries.keys() {
            assert!(known.iter().any(|name| is_in(path, name)), "README.md does not name {path}");
        }
    }

    /// A link in an archived page leads to a file in the archive.
    #[test]
    fn no_page_of_an_archive_links_outside_of_it() {
        let entries = entries();
        let is_there =
            |target: &str| entries.keys().any(|path| path == target || path.starts_with(&format!("{target}/")));
        let mut broken = Vec::new();
        for (path, entry) in entries.iter().filter(|(path, _)| path.ends_with(".md")) {
            let text = String::from_utf8_lossy(&entry.content).into_owned();
            for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)) {
                let link = link.split('#').next().unwrap();
                let is_outside = link.is_empty() || link.contains("://") || link.starts_with("mailto:");
                let mut steps: Vec<&str> = path.split('/').collect();
                steps.pop();
                for step in link.split('/').filter(|step| !step.is_empty()) {
                    match step {
                        "." => {}
                        ".." => drop(steps.pop()),
                        step => steps.push(step),
                    }
                }
                if !is_outside && !is_there(&steps.join("/")) {
                    broken.push(format!("{path}: {link}"));
                }
            }
        }
        assert!(broken.is_empty(), "{broken:#?}");
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!([0, 1, 1 << 20, (1 << 20) + 1].map(mebibytes), ["0.0 MiB", "0.1 MiB", "1.0 MiB", "1.1 MiB"]);
    }
}
