//! Who counts: who becomes a person, which addresses are mine, who is a colleague, what is excluded.

#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::Tracking;
