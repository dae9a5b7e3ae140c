//! Who counts: who becomes a person, which addresses are the user's, who is a colleague, what is excluded.

#[cfg(target_arch = "wasm32")]
mod colleagues;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Tracking;
