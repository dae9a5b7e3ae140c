//! The engine: what Kith does with mail, without doing any I/O itself.
//!
//! It is given what happened (a word from the page, a frame from the relay, a moment that came), and gives back what is
//! to be done. Everything that is stored goes through a [`store::Store`].
//!
//! Invariant: no I/O and no clock here; only the engine writes to the store.

pub mod api;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod memory;
pub mod store;
