//! What was typed and is not stored yet. It outlives the field, the page, a reload and the tab.
//!
//! Each field in which something is written holds a [`UnsavedField`]. What is typed there is kept in this tab (so a
//! reload finds it) and in the browser (so that it is found after the tab was closed or died), until it is stored or
//! dropped. With a passphrase it is kept in the page alone, and the browser asks before that is closed.

pub(crate) mod model;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod held;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    bar::UnsavedBar,
    held::{KEY, Unsaved, UnsavedField},
};
