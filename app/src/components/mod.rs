//! Parts that more than one page uses.

#[cfg(target_arch = "wasm32")]
pub(crate) mod avatar;
#[cfg(target_arch = "wasm32")]
pub(crate) mod confirm;
#[cfg(target_arch = "wasm32")]
pub(crate) mod decide;
#[cfg(target_arch = "wasm32")]
pub(crate) mod draft;
#[cfg(target_arch = "wasm32")]
pub(crate) mod editable;
#[cfg(target_arch = "wasm32")]
pub(crate) mod filter;
#[cfg(target_arch = "wasm32")]
pub(crate) mod icon;
pub(crate) mod initials;
#[cfg(target_arch = "wasm32")]
pub(crate) mod long_list;
#[cfg(target_arch = "wasm32")]
pub(crate) mod order;
#[cfg(target_arch = "wasm32")]
pub(crate) mod reading;
#[cfg(target_arch = "wasm32")]
pub(crate) mod sample;
#[cfg(target_arch = "wasm32")]
pub(crate) mod trouble;
pub(crate) mod window;
