//! What Lighthouse says of a page: on a phone that it emulates, with a slow network and a slow processor.

use crate::browser::chromium;
use crate::process::tool;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// How long one look may take, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// The scores of what Lighthouse looks at, from 0 to 100, and each check that is below what is best.
#[derive(Debug)]
pub struct Report {
    /// Depends on the speed of this machine and on what else it does.
    pub performance: f64,
    pub accessibility: f64,
    pub best_practices: f64,
    /// The checks of accessibility and best practices that the page does not pass: what they are called, and what they
    /// say.
    pub failed: Vec<String>,
}

/// Has Lighthouse open an address in a new profile.
pub async fn look(url: &str) -> Result<Report> {
    let program = tool("KITH_LIGHTHOUSE", "Lighthouse")?.join("node_modules/lighthouse/cli/index.js");
    let mut lighthouse = Command::new("node");
    lighthouse.arg(program).args([url, "--quiet", "--output=json"]);
    lighthouse.args(["--only-categories=performance,accessibility,best-practices"]);
    lighthouse.arg(format!("--chrome-flags={}", chromium::arguments().join(" ")));
    lighthouse.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, lighthouse.output()).await.context("Lighthouse does not end")??;
    ensure!(output.status.success(), "Lighthouse failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    report(&serde_json::from_slice(&output.stdout)?)
}

fn report(answer: &Value) -> Result<Report> {
    if let Some(error) = answer.pointer("/runtimeError/message").and_then(Value::as_str) {
        bail!("Lighthouse could not look at the page: {error}");
    }
    let score = |category: &str| -> Result<f64> {
        let score = answer.pointer(&format!("/categories/{category}/score")).and_then(Value::as_f64);
        Ok(score.with_context(|| format!("Lighthouse gives no score for {category}"))? * 100.0)
    };
    let mut failed = Vec::new();
    for category in ["accessibility", "best-practices"] {
        let checks = answer.pointer(&format!("/categories/{category}/auditRefs")).and_then(Value::as_array);
        for id in checks.into_iter().flatten().filter_map(|check| check.get("id")?.as_str()) {
            let Some(check) = answer.pointer(&format!("/audits/{id}")) else { continue };
            // What does not apply, or is for a human to see, has no score.
            if check.get("score").and_then(Value::as_f64).is_some_and(|score| score < 1.0) {
                failed.push(format!("{id}: {:?}: {:?}", check.get("title"), check.pointer("/details/items")));
            }
        }
    }
    Ok(Report {
        performance: score("performance")?,
        accessibility: score("accessibility")?,
        best_practices: score("best-practices")?,
        failed,
    })
}
