//! A first visit over the network of a slow phone: when the largest part of the first screen is painted, when the
//! page's code runs, and what Lighthouse makes of it.

use crate::figures::{Figures, median};
use anyhow::Result;
use kith_tests::browser::Browser;
use kith_tests::lighthouse;
use kith_tests::relay::Relay;
use std::time::Duration;

const ROUNDS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(60);

/// In milliseconds from the navigation, once both are known.
const TIMES: &str = "const compiled = performance.getEntriesByName('kith-compiled')[0]?.startTime;
    return compiled && kithPainted ? [kithPainted, compiled] : null;";

/// Records the time of the largest paint.
const WATCH: &str = "window.kithPainted = 0;
    new PerformanceObserver((list) => { window.kithPainted = list.getEntries().at(-1).startTime; })
        .observe({ type: 'largest-contentful-paint', buffered: true });";

/// Measures it in new browser profiles.
pub(crate) async fn measure(figures: &mut Figures) -> Result<()> {
    let relay = Relay::start(None)?;
    let (mut painted, mut compiled) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let browser = Browser::start().await?;
        browser.run_in_every_page(WATCH).await?;
        browser.slow_down().await?;
        browser.open(&relay.url()).await?;
        let times = browser.until_within(PATIENCE, TIMES).await?;
        let (paint, code): (f64, f64) = serde_json::from_value(times)?;
        painted.push(paint);
        compiled.push(code);
        browser.finish(&[]).await?;
    }
    println!("  first visit: painted {painted:.0?} ms, the page's code runs {compiled:.0?} ms");
    (figures.first_paint_ms, figures.first_visit_ms) = (median(&painted), median(&compiled));
    let mut scores = Vec::new();
    for _ in 0..ROUNDS {
        scores.push(lighthouse::measure(&relay.url()).await?);
    }
    println!("  Lighthouse, performance: {scores:.0?}");
    figures.lighthouse = median(&scores);
    Ok(())
}
