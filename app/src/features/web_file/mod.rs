//! A file on a web server that is read every day: how one is added, and how it stands.

pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub(crate) use view::{AddWebFile, FileOrders, WebFileRow};
