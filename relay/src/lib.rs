//! The relay: the one piece of Kith that is hosted, because a browser cannot open an IMAP socket.
//!
//! It serves the built app, upgrades [`kith_wire::PATH`] to a WebSocket, and carries one IMAP session over each. It
//! keeps no state beyond that session, writes nothing to disk, and logs no address, host, subject, secret or word of
//! a server.
//!
//! Invariant: it knows nothing of contacts, and it never changes a mailbox: folders are opened with EXAMINE and
//! messages are read with BODY.PEEK. The one exception is a draft, which the page asks for when the user does.

mod config;
mod server;

mod assets;
mod guard;
mod imap;
mod policy;
mod session;
mod trouble;

pub use config::{Config, LOG, Options, Times};
pub use server::run;
