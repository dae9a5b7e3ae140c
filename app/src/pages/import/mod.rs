//! People or meetings from a file, and calls and messages: it is read, looked at, and only then imported.

#[cfg(target_arch = "wasm32")]
mod calendar;
pub(crate) mod calendar_model;
#[cfg(target_arch = "wasm32")]
mod choices;
pub(crate) mod columns;
#[cfg(target_arch = "wasm32")]
mod columns_view;
#[cfg(target_arch = "wasm32")]
mod end;
#[cfg(target_arch = "wasm32")]
mod looking;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod page;
pub(crate) mod phone_model;
#[cfg(target_arch = "wasm32")]
mod phone_part;
#[cfg(target_arch = "wasm32")]
mod phone_row;
#[cfg(target_arch = "wasm32")]
mod preview;
#[cfg(target_arch = "wasm32")]
mod rows;
#[cfg(target_arch = "wasm32")]
mod who_is_it;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Import;
