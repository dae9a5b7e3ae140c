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
/// How many times Lighthouse is run if it misses the page's load (NO_NAVSTART), as it does now and then.
const TRIES: usize = 3;

/// What Lighthouse finds fault with on a page.
#[derive(Debug)]
pub struct Report {
    /// From 0 to 100, like the other score.
    pub accessibility: f64,
    pub best_practices: f64,
    /// The checks that the page does not pass: what they are called, and what they say.
    pub failed: Vec<String>,
}

/// Has Lighthouse check a page's accessibility and best practices, in a new profile.
pub async fn check(url: &str) -> Result<Report> {
    const CATEGORIES: [&str; 2] = ["accessibility", "best-practices"];
    let answer = look(url, &CATEGORIES).await?;
    let mut failed = Vec::new();
    for category in CATEGORIES {
        let checks = answer.pointer(&format!("/categories/{category}/auditRefs")).and_then(Value::as_array);
        for id in checks.into_iter().flatten().filter_map(|check| check.get("id")?.as_str()) {
            let Some(check) = answer.pointer(&format!("/audits/{id}")) else { continue };
            // What does not apply, or is for a human to see, has no score.
            if check.get("score").and_then(Value::as_f64).is_some_and(|score| score < 1.0) {
                failed.push(format!("{id}: {:?}: {:?}", check.get("title"), check.pointer("/details/items")));
            }
        }
    }
    let [accessibility, best_practices] = CATEGORIES.map(|category| score(&answer, category));
    Ok(Report { accessibility: accessibility?, best_practices: best_practices?, failed })
}

/// Has Lighthouse measure how quickly a page loads, in a new profile: a score from 0 to 100. It depends on the speed of
/// this machine and on what else it does.
pub async fn measure(url: &str) -> Result<f64> {
    score(&look(url, &["performance"]).await?, "performance")
}

async fn look(url: &str, categories: &[&str]) -> Result<Value> {
    let program = tool("KITH_LIGHTHOUSE", "Lighthouse")?.join("node_modules/lighthouse/cli/index.js");
    for _ in 0..TRIES {
        let mut lighthouse = Command::new("node");
        lighthouse.arg(&program).args([url, "--quiet", "--output=json"]);
        lighthouse.arg(format!("--only-categories={}", categories.join(",")));
        lighthouse.arg(format!("--chrome-flags={}", chromium::arguments().join(" ")));
        lighthouse.stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(PATIENCE, lighthouse.output()).await.context("Lighthouse does not end")??;
        let answer = serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default();
        if answer.pointer("/runtimeError/code").and_then(Value::as_str) == Some("NO_NAVSTART") {
            continue;
        }
        if let Some(error) = answer.pointer("/runtimeError/message").and_then(Value::as_str) {
            bail!("Lighthouse could not look at the page: {error}");
        }
        ensure!(output.status.success(), "Lighthouse failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        return Ok(answer);
    }
    bail!("Lighthouse missed the page's load {TRIES} times")
}

fn score(answer: &Value, category: &str) -> Result<f64> {
    let score = answer.pointer(&format!("/categories/{category}/score")).and_then(Value::as_f64);
    Ok(score.with_context(|| format!("Lighthouse gives no score for {category}"))? * 100.0)
}
