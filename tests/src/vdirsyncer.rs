//! An independent client for address books (vdirsyncer), which shows what is really there.

use crate::process::tool;
use anyhow::{Result, ensure};
use serde_json::json;
use std::net::SocketAddr;
use std::process::Stdio;
use tokio::process::Command;

/// The cards of a book on a server of this machine without TLS, in the order of their texts.
pub async fn pull(server: SocketAddr, user: &str, password: &str, book: &str) -> Result<Vec<String>> {
    let program = tool("KITH_VDIRSYNCER", "vdirsyncer")?;
    let folder = tempfile::Builder::new().prefix("kith-vdirsyncer-").tempdir()?;
    let cards = folder.path().join("cards");
    std::fs::create_dir(&cards)?;
    // Its values are JSON.
    let settings = format!(
        "[general]\nstatus_path = {status}\n\n\
         [pair book]\na = \"here\"\nb = \"there\"\ncollections = null\n\n\
         [storage here]\ntype = \"filesystem\"\npath = {cards}\nfileext = \".vcf\"\n\n\
         [storage there]\ntype = \"carddav\"\nurl = {url}\nusername = {user}\npassword = {password}\nread_only = true\n",
        status = json!(folder.path().join("status")),
        cards = json!(cards),
        url = json!(format!("http://{server}/{user}/{book}/")),
        user = json!(user),
        password = json!(password),
    );
    let file = folder.path().join("settings");
    std::fs::write(&file, settings)?;
    for task in [&["discover", "book"][..], &["sync"][..]] {
        let mut command = Command::new(&program);
        command.arg("--config").arg(&file).args(task).stdin(Stdio::null()).kill_on_drop(true);
        let output = command.output().await?;
        ensure!(output.status.success(), "vdirsyncer {task:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let files = std::fs::read_dir(&cards)?.map(|entry| Ok(std::fs::read_to_string(entry?.path())?));
    let mut texts = files.collect::<Result<Vec<_>>>()?;
    texts.sort();
    Ok(texts)
}
