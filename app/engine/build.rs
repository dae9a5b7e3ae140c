//! Gives the program a number that is another one whenever anything of it is: a snapshot of the book is read only by the
//! program that wrote it.

use std::error::Error;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// What the book follows from, beside what is stored.
const SOURCES: [&str; 8] = [
    "src",
    "build.rs",
    "Cargo.toml",
    "../domain/src",
    "../domain/build.rs",
    "../domain/Cargo.toml",
    "../domain/providers.toml",
    "../../Cargo.lock",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(&folder.join(source), &mut hasher)?;
    }
    println!("cargo::rustc-env=KITH_PROGRAM={:016x}", hasher.finish());
    Ok(())
}

/// Adds a file, or all files of a folder in their order.
fn add(path: &Path, hasher: &mut DefaultHasher) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        let mut files = fs::read_dir(path)?.map(|file| Ok(file?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
        files.sort();
        return files.iter().try_for_each(|file| add(file, hasher));
    }
    path.file_name().hash(hasher);
    fs::read(path)?.hash(hasher);
    Ok(())
}
