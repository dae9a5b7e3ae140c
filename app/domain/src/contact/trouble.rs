//! What of a file could not be read, and where.

use serde::{Deserialize, Serialize};

/// What of a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The line on which it begins, counted from 1.
    pub line: u32,
    pub reason: Reason,
}

/// Why something of a file could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reason {
    /// A card without a beginning.
    NoBegin,
    /// A card without an end.
    NoEnd,
    /// A card or a row that says nothing of anyone.
    Empty,
    /// A card or a row that is longer than any should be.
    TooLong,
    /// A quotation mark that is never closed.
    OpenQuote,
}
