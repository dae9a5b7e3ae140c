//! Today: who to write to first, what comes, and how one did.

#[cfg(target_arch = "wasm32")]
mod backup_due;
#[cfg(target_arch = "wasm32")]
mod coming;
#[cfg(target_arch = "wasm32")]
mod follow_ups;
#[cfg(target_arch = "wasm32")]
mod meetings;
mod model;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod questions;
#[cfg(target_arch = "wasm32")]
mod row;
#[cfg(target_arch = "wasm32")]
mod sections;
#[cfg(target_arch = "wasm32")]
mod take_along;
#[cfg(target_arch = "wasm32")]
mod unanswered;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use page::Today;
