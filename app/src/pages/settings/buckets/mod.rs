//! Settings, Buckets.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{Buckets, UsualIntervals, check_interval, next_order, not_taken};
