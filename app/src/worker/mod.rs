//! The worker of a tab. One tab's worker has the engine, and serves the pages of all of them.
//!
//! [`tab`] decides which, [`host`] does what the engine says, [`channel`] is how tabs speak with each other,
//! [`request_router`] keeps apart who asked what, and [`pending`] what must be asked again when another tab takes the
//! engine's place.

mod alarm;
mod pending;
mod request_router;

#[cfg(target_arch = "wasm32")]
mod channel;
#[cfg(target_arch = "wasm32")]
mod event;
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod scaler;
#[cfg(target_arch = "wasm32")]
mod sockets;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod tab;
#[cfg(target_arch = "wasm32")]
mod zone;

#[cfg(target_arch = "wasm32")]
use event::{Event, next};

#[cfg(target_arch = "wasm32")]
pub(crate) use host::DATABASE;
#[cfg(target_arch = "wasm32")]
pub use start::start;
