//! The servers that other tests rely on: spoken to by independent clients, they have what was put there.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod address_books;
mod mail_server;
