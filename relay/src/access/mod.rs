//! Who may use the relay: from which pages, with which keys, and how often they may be wrong.

mod attempts;
mod keys;
mod pages;
mod peer;

pub use keys::{KeyFile, KeyFileError};
pub use pages::Exposure;

pub(crate) use attempts::Attempts;
pub(crate) use keys::{Key, Keys};
pub(crate) use pages::Pages;
pub(crate) use peer::{block, is_forwarded, peer};
