//! What the relay costs: `cargo xtask bench relay`.

mod figures;
mod page;
mod process;
mod server;

mod floods;
mod idle;
mod soak;
mod start;
mod stream;

use crate::settings::Settings;
use anyhow::{Context, Result};
use figures::Figures;

/// Measures everything, and says it.
pub(crate) async fn run(settings: &Settings) -> Result<()> {
    if let Some(minutes) = settings.soak {
        return soak::run(minutes).await;
    }
    let mut figures = Figures::default();
    start::measure(&mut figures).context("the start")?;
    stream::measure(&settings.cache, &mut figures).await.context("the stream of header blocks")?;
    floods::measure(&mut figures).await.context("floods")?;
    idle::measure(&mut figures).await.context("idle mailboxes")?;
    figures.print();
    settings.json.as_deref().map_or(Ok(()), |file| figures.write(file))
}
