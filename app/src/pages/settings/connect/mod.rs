//! Connecting an account by IMAP. The form asks for the address first, and finds the rest: in the table of providers, or
//! through the relay.

#[cfg(target_arch = "wasm32")]
mod fields;
#[cfg(target_arch = "wasm32")]
mod finding;
pub(crate) mod model;
pub(crate) mod provider;
#[cfg(target_arch = "wasm32")]
mod typed;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Connect;
