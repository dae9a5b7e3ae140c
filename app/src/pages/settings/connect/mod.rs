//! Connecting an account by IMAP.

#[cfg(target_arch = "wasm32")]
mod fields;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Connect;
