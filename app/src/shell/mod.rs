//! The frame that holds the pages: navigation, the bars at the top, and the addresses of the pages.

#[cfg(target_arch = "wasm32")]
mod bars;
#[cfg(target_arch = "wasm32")]
mod frame;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod rescue;
#[cfg(target_arch = "wasm32")]
mod search;

#[cfg(target_arch = "wasm32")]
pub(crate) use frame::start;
