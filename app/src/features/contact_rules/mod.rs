//! Rules for people: listed as sentences, made, tried, switched on and off. Those of Kith itself, and those of an address
//! book, in each direction.

#[cfg(target_arch = "wasm32")]
mod editor;
#[cfg(target_arch = "wasm32")]
mod list;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod trial;

#[cfg(target_arch = "wasm32")]
pub(crate) use list::RuleList;
