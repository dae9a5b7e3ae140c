//! Connections to address books and calendars: a card for each, the way to connect another, and for each the pages of what is synced,
//! by which rules, and what happened.

#[cfg(target_arch = "wasm32")]
mod calendars;
pub(crate) mod calendars_model;
#[cfg(target_arch = "wasm32")]
mod card;
#[cfg(target_arch = "wasm32")]
mod connect;
#[cfg(target_arch = "wasm32")]
mod fields;
pub(crate) mod fields_model;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod log;
#[cfg(target_arch = "wasm32")]
mod login;
pub(crate) mod model;
#[cfg(target_arch = "wasm32")]
mod of_book;
#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod preview;
pub(crate) mod preview_model;
#[cfg(target_arch = "wasm32")]
mod review;
#[cfg(target_arch = "wasm32")]
mod rules;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod winner;

#[cfg(target_arch = "wasm32")]
pub(crate) use {
    connect::ConnectBook, fields::BookFields, list::Connections, log::BookLog, overview::BookOverview, rules::BookRules,
};
