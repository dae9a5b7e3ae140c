//! Has the crate rebuilt when the built app changes, where it is embedded: in release builds. With debug assertions
//! the files are read from disk as they are asked for.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_none() {
        println!("cargo::rerun-if-changed=../dist");
    }
}
