//! What is measured, and where.

use anyhow::{Context, Result, bail};
use lexopt::{Arg, ValueExt};
use std::path::PathBuf;

/// What the command line says.
pub(crate) struct Settings {
    /// How many messages, smallest first.
    pub sizes: Vec<usize>,
    /// Where the figures go as JSON.
    pub json: Option<PathBuf>,
    /// Where mailboxes are kept for the next time.
    pub cache: PathBuf,
    /// Where npm has put imapflow.
    pub imapflow: Option<PathBuf>,
    /// Say where the time goes instead of measuring.
    pub profile: bool,
    /// Only what is done with what was read: searching, looking at other settings, Today.
    pub search: bool,
    /// Only people who come from a file or an address book.
    pub coming_in: bool,
    /// Only what the oddest mail costs, without a browser.
    pub bounds: bool,
    /// Only what the relay costs.
    pub relay: bool,
    /// For so many minutes, whether the relay keeps anything of sessions that are over.
    pub soak: Option<u64>,
    repeats: Option<usize>,
}

impl Settings {
    pub(crate) fn from_args() -> Result<Self> {
        let mut settings = Self {
            sizes: vec![1_000, 10_000, 100_000],
            json: None,
            cache: std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.join("kith-bench"),
            imapflow: None,
            profile: false,
            search: false,
            coming_in: false,
            bounds: false,
            relay: false,
            soak: None,
            repeats: None,
        };
        let mut args = lexopt::Parser::from_env();
        while let Some(arg) = args.next()? {
            match arg {
                Arg::Long("sizes") => settings.sizes = sizes(&args.value()?.string()?)?,
                Arg::Long("json") => settings.json = Some(args.value()?.into()),
                Arg::Long("imapflow") => settings.imapflow = Some(args.value()?.into()),
                Arg::Long("repeats") => settings.repeats = Some(args.value()?.parse()?),
                Arg::Long("profile") => settings.profile = true,
                Arg::Long("search") => settings.search = true,
                Arg::Long("coming-in") => settings.coming_in = true,
                Arg::Long("relay") => settings.relay = true,
                Arg::Long("soak") => settings.soak = Some(args.value()?.parse()?),
                Arg::Long("bounds") => settings.bounds = true,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(settings)
    }

    /// How often each thing is measured; the median counts.
    pub(crate) fn repeats(&self, size: usize) -> usize {
        let usual = match size {
            0..=10_000 => 5,
            10_001..=100_000 => 3,
            _ => 1,
        };
        self.repeats.unwrap_or(usual).max(1)
    }
}

fn sizes(text: &str) -> Result<Vec<usize>> {
    let parse = |part: &str| part.trim().replace('_', "").parse().with_context(|| format!("'{part}' is no size"));
    let mut sizes = text.split(',').map(parse).collect::<Result<Vec<usize>>>()?;
    sizes.sort_unstable();
    if sizes.first().is_none_or(|smallest| *smallest < 500) {
        bail!("a size is at least 500 messages");
    }
    Ok(sizes)
}

/// What it runs on.
pub(crate) fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kibibytes = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?.to_owned();
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    format!("{cores} cores, {} GB of memory", kibibytes.unwrap_or_default() / 1_000_000)
}

/// How busy it is.
pub(crate) fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load average {}", text.split_whitespace().take(3).collect::<Vec<_>>().join(" "))
}
