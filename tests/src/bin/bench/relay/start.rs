//! How soon the relay is there, and how large.

use super::figures::{Aim, Figures};
use super::process::{RelayProcess, program};
use crate::figures::median;
use anyhow::{Context, Result};

const ROUNDS: usize = 11;

pub(super) fn measure(figures: &mut Figures) -> Result<()> {
    let times = (0..ROUNDS).map(|_| Ok(RelayProcess::start(None, 10)?.started_in.as_secs_f64() * 1e3));
    let times: Vec<f64> = times.collect::<Result<_>>()?;
    let start = median(&times).context("nothing was measured")?;
    figures.add("relay_start_ms", "From the start to the first answer", start, "ms", Aim::AtMost(100.0));
    let size = std::fs::metadata(program()?)?.len() as f64 / 1_048_576.0;
    figures.add("relay_binary_mib", "The program with the page in it", size, "MiB", Aim::AtMost(15.0));
    Ok(())
}
