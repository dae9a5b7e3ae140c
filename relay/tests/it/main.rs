//! The relay over real sockets: a page's WebSocket on one side, a scripted IMAP server's exact bytes on the other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, also in what its tests share"
)]

mod certificates;
mod clock;
mod page;
mod program;
mod script;

#[cfg(feature = "acme")]
mod acme;
mod address_books;
mod append;
mod calendars;
mod commands;
mod compress;
mod connect;
mod courier;
mod cyrus;
mod diagnosis;
mod discovery;
mod failures;
mod floods;
mod folders;
mod guard;
mod headers;
mod hostile;
mod idle;
mod idle_memory;
mod load;
mod log;
mod login;
mod mailutils;
mod open;
mod search;
mod sessions;
mod sign_in;
mod status;
mod text;
mod web;
mod web_failures;
mod web_open;
