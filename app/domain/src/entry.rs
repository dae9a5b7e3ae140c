//! An entry of the journal: what was decided at once, and its place in the order of all.

use crate::decision::{Decision, Run};
use serde::{Deserialize, Serialize};

/// When an entry was made, such that entries of several devices have one order: a hybrid logical clock (Kulkarni et
/// al., 2014). Later than every entry that its maker knew, whatever their clocks say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01 UTC.
    pub at: u64,
    /// Tells apart what was decided within the same millisecond, or while the clock stood behind.
    pub count: u32,
    pub device: u32,
}

impl Stamp {
    /// The next one after this, on a device at a time.
    #[must_use]
    pub fn next(self, now: u64, device: u32) -> Self {
        match now > self.at {
            true => Self { at: now, count: 0, device },
            false => Self { at: self.at, count: self.count.saturating_add(1), device },
        }
    }

    /// A text whose order is that of stamps.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:016x}{:08x}{:08x}", self.at, self.count, self.device)
    }

    /// The stamp of such a text.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let digits = |from, to| text.get(from..to);
        if text.len() != 32 {
            return None;
        }
        Some(Self {
            at: u64::from_str_radix(digits(0, 16)?, 16).ok()?,
            count: u32::from_str_radix(digits(16, 24)?, 16).ok()?,
            device: u32::from_str_radix(digits(24, 32)?, 16).ok()?,
        })
    }
}

/// An entry of the journal. Never changed once it is made. As it is stored, version 2.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the order of all.
    pub stamp: Stamp,
    /// A random id by which the entry is known again when the same command comes twice.
    pub mark: u64,
    /// What was decided at once, and is undone at once.
    pub decisions: Vec<Decision>,
    /// When it was made by its maker's clock, in milliseconds since 1970-01-01 UTC: the time that is shown. The stamp
    /// may be far ahead of it, for ever after a clock that once was.
    pub at: u64,
}

impl Entry {
    /// The run to which it belongs, if it does.
    #[must_use]
    pub fn run(&self) -> Option<&Run> {
        self.decisions.iter().find_map(|decision| match decision {
            Decision::Run(run) => Some(run),
            _ => None,
        })
    }
}

/// An entry as it was stored before it told the time apart from its place in the order, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryV1 {
    /// As [`Entry::stamp`].
    pub stamp: Stamp,
    /// As [`Entry::mark`].
    pub mark: u64,
    /// As [`Entry::decisions`].
    pub decisions: Vec<Decision>,
}

impl From<EntryV1> for Entry {
    fn from(EntryV1 { stamp, mark, decisions }: EntryV1) -> Self {
        Self { stamp, mark, decisions, at: stamp.at }
    }
}
