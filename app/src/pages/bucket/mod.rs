//! One bucket: who is in it, and how one keeps in touch with them.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::BucketPage;
