//! The frame that holds the pages: navigation, and the bars at the top.

#[cfg(target_arch = "wasm32")]
mod bars;
#[cfg(target_arch = "wasm32")]
mod commands;
#[cfg(target_arch = "wasm32")]
mod drop;
#[cfg(target_arch = "wasm32")]
mod frame;
#[cfg(target_arch = "wasm32")]
mod locked;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod rescue;
#[cfg(target_arch = "wasm32")]
mod rest;
#[cfg(target_arch = "wasm32")]
mod search;
#[cfg(target_arch = "wasm32")]
mod search_results;

#[cfg(target_arch = "wasm32")]
pub(crate) use frame::start;
#[cfg(target_arch = "wasm32")]
pub use rest::{Draw, Reach};
