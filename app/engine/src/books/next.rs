//! What comes of what a sync asks.

use crate::api::Problem;
use crate::dav::answer::{Came, Listed};
use crate::dav::url::Url;
use kith_wire::WebRequest;
use std::collections::BTreeMap;

/// What comes of the answer to a request.
#[derive(Debug)]
pub(crate) enum Next {
    Ask(WebRequest),
    Listed(Changes),
    Fetched(Vec<Came>),
    Written(Written),
    /// It cannot be done now, for that reason. Of a write it is not known whether it was done.
    Failed(Problem),
}

/// What there is, or what changed.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// The cards by what they are known by ([`Url::key`]).
    pub(crate) cards: BTreeMap<String, Listed>,
    /// By which the next changes are asked for.
    pub(crate) token: Option<String>,
    /// Whether all cards that there are were told, and not only those that changed.
    pub(crate) is_whole: bool,
    /// What those say of which the server told that at once.
    pub(crate) came: BTreeMap<String, Came>,
}

/// What became of a card that was written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It is there now, with that ETag, if the server said one.
    Done { url: Url, etag: Option<String> },
    /// Someone else changed it, deleted it, or made it.
    Conflict,
    /// The server does not take it, with that status.
    Refused(u16),
    /// It may be there or not.
    Unknown,
}
