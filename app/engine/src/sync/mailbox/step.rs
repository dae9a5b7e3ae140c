//! What a mailbox asks of the engine.

use crate::api::Problem;
use crate::session::Conn;
use crate::sync::place::Place;
use kith_wire::{RawMessage, Request};

/// What is to be done next.
#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    /// Open a connection, and call [`Mailbox::dialled`](super::Mailbox::dialled).
    Dial,
    Send(Conn, Request),
    Close(Conn),
    /// Store these messages, then call [`Mailbox::stored`](super::Mailbox::stored).
    Store(Conn, Place, Vec<RawMessage>),
    /// The same of what was found for the addresses of
    /// [`Mailbox::reached_for`](super::Mailbox::reached_for).
    StoreSought(Conn, Place, Vec<RawMessage>),
    /// What folders are for is known, or is otherwise than before.
    Purposes,
    /// Store what is known of those folders.
    Keep(Vec<String>),
    /// Everything that the server had is stored.
    Done,
    /// No connection is left, and the reading did not come to its end.
    Failed(Problem),
    /// A connection is gone that waited for news, and nothing was being read.
    Lost,
    /// The server hung up over a message, and no connection is left. Begin again soon: fewer are asked for then, until it
    /// is known which one it is.
    Narrowing,
}
