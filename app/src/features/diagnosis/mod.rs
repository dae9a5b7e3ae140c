//! Why a mail server could not be connected to: how far it came, what the server said, whose certificate it showed, and
//! what can be done.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{Diagnosis, Findings, breaking_at_colons};
