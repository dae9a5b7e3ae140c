//! People to review: those whom an address book deleted, and those who unsubscribed. Nothing happens to them by itself.

#[cfg(target_arch = "wasm32")]
mod lists;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod unsubscribes;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Review;
