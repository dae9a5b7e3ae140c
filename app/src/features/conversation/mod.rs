//! Everything that was written with a person or a company.

#[cfg(target_arch = "wasm32")]
mod awaited;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod message;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod noted;
#[cfg(target_arch = "wasm32")]
mod texts;

#[cfg(target_arch = "wasm32")]
pub(crate) use awaited::AwaitedMessages;
#[cfg(target_arch = "wasm32")]
pub(crate) use list::Conversation;
#[cfg(target_arch = "wasm32")]
pub(crate) use model::Noted;
