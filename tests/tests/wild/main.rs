//! Mail servers as they are: the engine and the relay, without a browser, against a scripted server and a real one.
//!
//! Each test is a lesson that someone learned with real mailboxes; the comments say it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod imap;
mod model;
mod rig;
mod socket;

mod accounts;
mod address_books;
mod faults;
mod folders;
mod forms;
mod messages;
mod real;
mod signed_in_books;
mod signing_in;
mod staying;
