//! Makes constants of the table of mail providers, `providers.toml`, so that no program has to read it.

#[path = "src/providers/kinds.rs"]
#[expect(unreachable_pub, reason = "it is a module of the crate")]
mod kinds;

use kinds::{Access, Security, Task, Username};
use serde::Deserialize;
use std::error::Error;
use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

#[derive(Deserialize)]
struct Table {
    provider: Vec<Provider>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Provider {
    name: String,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    families: Vec<String>,
    #[serde(default)]
    below: Vec<String>,
    #[serde(default)]
    exchangers: Vec<String>,
    #[serde(default)]
    host: String,
    #[serde(default = "imaps")]
    port: u16,
    #[serde(default)]
    security: Security,
    #[serde(default)]
    username: Username,
    access: Access,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    grouped: bool,
    newest: Option<u32>,
    issuer: Option<String>,
    address_books: Option<String>,
    help: String,
    #[serde(default)]
    sites: Vec<String>,
}

const fn imaps() -> u16 {
    993
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    r#do: Task,
    at: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=providers.toml");
    println!("cargo::rerun-if-changed=src/providers/kinds.rs");
    let file = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("providers.toml");
    let table: Table = toml::from_str(&fs::read_to_string(&file)?)?;
    let mut code = String::from("/// All of them.\npub const ALL: &[Provider] = &[\n");
    for provider in &table.provider {
        constant(&mut code, provider)?;
    }
    code.push_str("];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("providers.rs"), code)?;
    Ok(())
}

fn constant(code: &mut String, provider: &Provider) -> Result<(), std::fmt::Error> {
    let Provider { name, domains, families, below, exchangers, host, port, security, username, .. } = provider;
    let Provider { access, steps, grouped, newest, issuer, address_books, help, sites, .. } = provider;
    writeln!(code, "Provider {{ name: {name:?}, domains: &{domains:?}, families: &{families:?}, below: &{below:?},")?;
    writeln!(code, "exchangers: &{exchangers:?}, host: {host:?}, port: {port}, security: Security::{security:?},")?;
    writeln!(code, "username: Username::{username:?}, access: Access::{access:?}, steps: &[")?;
    for Step { r#do, at } in steps {
        writeln!(code, "Step {{ task: Task::{do:?}, at: {at:?} }},")?;
    }
    writeln!(code, "], grouped: {grouped}, newest: {newest:?}, issuer: {issuer:?}, help: {help:?},")?;
    writeln!(code, "address_books: {address_books:?}, sites: &{sites:?} }},")
}
