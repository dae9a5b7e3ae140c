//! What the engine's connections are for, but for those over which mailboxes are read.

use crate::account::Account;
use crate::api::AccountId;
use crate::drafter::Drafter;
use crate::sync::Connection;

/// A login that the user waits for.
#[derive(Debug)]
pub(in crate::engine) struct PendingLogin {
    /// The number of their command.
    pub(in crate::engine) number: u32,
    /// The account as it will be if it works.
    pub(in crate::engine) account: Account,
    pub(in crate::engine) connection: Connection,
}

/// A draft under way.
#[derive(Debug)]
pub(in crate::engine) struct Drafting {
    /// The number of the command.
    pub(in crate::engine) number: u32,
    pub(in crate::engine) account: AccountId,
    pub(in crate::engine) drafter: Drafter,
}

/// A connection that seems to be dead.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Suspect {
    /// When it was last heard, in milliseconds.
    pub(in crate::engine) heard: i64,
    /// How often the engine was woken since, that time included.
    pub(in crate::engine) wakes: u32,
}
