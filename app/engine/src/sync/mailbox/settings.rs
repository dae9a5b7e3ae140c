//! Under which terms a mailbox is read.

use crate::api::Seconds;
use std::collections::BTreeMap;

/// What the user wants of the account, and the time.
#[derive(Clone, Debug)]
pub(crate) struct SyncSettings {
    /// The first moment that is read; `None` for everything.
    pub(crate) since: Option<Seconds>,
    /// What the user said of folders.
    pub(crate) said: BTreeMap<String, bool>,
    /// How many connections there may be.
    pub(crate) connections: u8,
    pub(crate) now: Seconds,
}
