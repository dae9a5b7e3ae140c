//! What a good mail library for node takes for reading the same headers.

use crate::mailbox::BenchMailbox;
use crate::question::Question;
use crate::settings::Settings;
use anyhow::{Context, Result, ensure};
use kith_tests::fixture::BULK_FOLDERS;
use serde_json::json;
use std::process::Command;

const SCRIPT: &str = include_str!("imapflow.mjs");

/// Seconds of so many passes, each with a connection of its own.
pub(crate) fn read(
    settings: &Settings,
    mailbox: &BenchMailbox,
    question: &Question,
    passes: usize,
) -> Result<Vec<f64>> {
    let folder = settings.imapflow.as_ref().context("it is not there (node and npm are needed)")?;
    // A module is looked for above the script that names it.
    let script = folder.join("kith-bench.mjs");
    std::fs::write(&script, SCRIPT)?;
    let server = &mailbox.server;
    let task = json!({
        "host": server.host(), "port": server.ports().tls, "user": server.user(), "pass": server.password(),
        "authority": server.authority(), "folders": BULK_FOLDERS.map(|(folder, _)| folder),
        "fields": question.fields(), "messages": mailbox.holds.messages, "passes": passes,
    });
    let output = Command::new("node").arg(&script).arg(task.to_string()).output().context("node does not start")?;
    ensure!(output.status.success(), "it failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(serde_json::from_slice(&output.stdout)?)
}
