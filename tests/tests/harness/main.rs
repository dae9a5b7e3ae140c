//! The servers that other tests rely on: spoken to by independent clients or in their protocol's bare words, they have
//! what was put there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod address_books;
mod google_contacts;
mod graph;
mod mail_server;
