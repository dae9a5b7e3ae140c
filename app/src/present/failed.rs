use super::words::{Words, engine_died, no_download, words};
use kith_engine::api::Problem;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Failed {
    /// The engine says so.
    Told(Problem),
    /// The engine is no more.
    Died,
    /// The browser did not take a file.
    NoDownload,
}

impl Failed {
    /// What the user reads.
    pub(crate) fn words(&self) -> Words {
        match self {
            Self::Told(problem) => words(problem),
            Self::Died => engine_died(),
            Self::NoDownload => no_download(),
        }
    }
}
