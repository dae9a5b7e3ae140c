//! Files on web servers that are read again every day: lists of those who unsubscribed, and calendars.

use super::{Problem, Seconds};
use serde::{Deserialize, Serialize};

/// What is done with a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebFileStatus {
    Reading,
    /// It was read, or will be soon.
    Read,
    /// It could not be read, and is tried again then.
    Failed {
        problem: WebFileProblem,
        next: Seconds,
    },
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WebFileProblem {
    /// There is nothing at that address.
    NotFound,
    /// The server wants to know who asks.
    Refused,
    /// What is there is something else.
    OtherKind,
    TooLarge,
    Unreachable,
    Certificate,
    /// The server answered with that status.
    Status(u16),
    /// Something that is not about the file.
    Other(Problem),
}
