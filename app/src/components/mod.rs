//! Parts of a page that know nothing of mail and people: lists, menus, dialogs, fields.

#[cfg(target_arch = "wasm32")]
pub(crate) mod avatar;
#[cfg(target_arch = "wasm32")]
pub(crate) mod confirm;
#[cfg(target_arch = "wasm32")]
pub(crate) mod editable;
#[cfg(target_arch = "wasm32")]
pub(crate) mod filter;
#[cfg(target_arch = "wasm32")]
pub(crate) mod icon;
#[cfg(target_arch = "wasm32")]
pub(crate) mod long_list;
#[cfg(target_arch = "wasm32")]
pub(crate) mod menu;
#[cfg(target_arch = "wasm32")]
pub(crate) mod order;
#[cfg(target_arch = "wasm32")]
pub(crate) mod reading;
#[cfg(target_arch = "wasm32")]
pub(crate) mod sentence;
#[cfg(target_arch = "wasm32")]
pub(crate) mod sheet;
#[cfg(target_arch = "wasm32")]
pub(crate) mod trouble;
pub(crate) mod unsaved;
pub(crate) mod window;
