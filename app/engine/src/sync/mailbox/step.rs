//! What a mailbox asks of the engine.

use crate::api::Problem;
use crate::session::ConnectionId;
use crate::sync::batch_source::BatchSource;
use crate::sync::connection::CalendarsFound;
use kith_wire::{RawMessage, Request};

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum SyncStep {
    /// Open a connection, and call [`MailboxSync::dialled`](super::Mailbox::dialled).
    Dial,
    Send(ConnectionId, Request),
    Close(ConnectionId),
    /// Store these messages, then call [`MailboxSync::stored`](super::Mailbox::stored).
    Store(ConnectionId, BatchSource, Vec<RawMessage>),
    /// The same of what was found for the addresses of
    /// [`MailboxSync::backfill_addresses`](super::Mailbox::backfill_addresses).
    StoreBackfill(ConnectionId, BatchSource, Vec<RawMessage>),
    /// Store these calendars, and in which messages they were looked for.
    StoreCalendars(BatchSource, CalendarsFound),
    /// What folders are for is known, or is otherwise than before.
    SpecialUses,
    /// Store what is known of those folders.
    Keep(Vec<String>),
    /// Everything that the server had is stored.
    Done,
    /// No connection is left, and the reading did not come to its end.
    Failed(Problem),
    /// A connection is gone that waited for news, and nothing was being read.
    Lost,
    /// The server hung up over a message, and no connection is left. Begin again soon: fewer are asked for then, until
    /// it is known which one it is.
    Narrowing,
}
