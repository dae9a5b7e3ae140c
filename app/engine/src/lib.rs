//! The engine: what Kith does with mail, without doing any I/O itself.
//!
//! It is given what happened (a word from the page, a frame from the relay, a moment that came), and gives back what is
//! to be done. Everything that is stored goes through a [`store::Store`].
//!
//! Invariant: no I/O and no clock here; only the engine writes to the store.

mod account;
pub mod api;
mod backup;
#[doc(hidden)]
pub mod bench;
mod book;
mod books;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod dav;
mod discoverer;
mod drafter;
mod engine;
mod graph;
mod import;
pub mod inspect;
mod interactions;
mod letter_sender;
mod local;
pub mod lock;
pub mod memory;
mod outlined;
mod packed;
mod reader;
#[cfg(test)]
mod released;
mod seal;
mod segment;
mod server_search;
mod session;
pub mod store;
mod sync;

pub use engine::{Engine, Input, Moment, Output, ZoneClock, rescue};
pub use session::ConnectionId;
