//! Adding someone by hand, from anywhere.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{AddBox, AddEntry, Adding};
