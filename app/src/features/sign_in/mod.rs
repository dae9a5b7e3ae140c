//! Signing in at the mail provider instead of giving Kith a password.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{SignInWith, sign_ins};
