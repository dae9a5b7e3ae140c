//! Companies: the list, and one with its people and the history of all of them.

#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod list;

#[cfg(target_arch = "wasm32")]
pub(crate) use {card::Company, list::Companies, list::NoCompany};
