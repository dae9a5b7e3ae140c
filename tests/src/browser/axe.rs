//! What axe-core, which knows the rules of pages that everybody can use, finds on the page.

use super::Browser;
use crate::process::tool;
use anyhow::{Context, Result};
use serde_json::json;

/// Runs every rule that is settled, those that are good practice as well, and the one on the size of targets, which axe
/// leaves out by itself. What moves or fades is let come to its end first: colours that are half way are no colours.
const CHECK: &str = "
    const running = () => document.getAnimations().filter((it) => it.playState === 'running'
        && it.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(running().map((it) => it.finished));
    const rules = { 'target-size': { enabled: true } };
    const found = await axe.run(document, { rules, resultTypes: ['violations'] });
    return found.violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, html, failureSummary }) =>
        `${id} (${help}): ${target.join(' ')}: ${html.slice(0, 200)}: ${failureSummary}`));";

impl Browser {
    /// Everything that axe finds wrong with the page as it is: the rule, and what breaks it.
    pub async fn barriers(&self) -> Result<Vec<String>> {
        if self.run("return typeof window.axe;").await? == json!("undefined") {
            // Given over WebDriver it runs whatever the page's policy for scripts is.
            self.client.execute(&script()?, vec![]).await.context("axe does not start")?;
        }
        Ok(serde_json::from_value(self.run_async(CHECK).await?)?)
    }
}

fn script() -> Result<String> {
    let file = tool("KITH_AXE", "axe-core")?.join("node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).with_context(|| file.display().to_string())
}
