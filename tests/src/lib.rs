//! What the end-to-end tests are made of: a real mail server, the real relay, a real browser, and a mailbox of which
//! the truth is known.
//!
//! Each part is private to its test (free ports, folders of its own) and ends with it.

mod process;
pub use process::descendants;

mod client;
pub use client::log_in;

pub use kith_world as world;

pub mod dovecot;
pub mod fixture;
pub mod gate;
pub mod maildir;

mod multistatus;

pub mod bearer;
pub mod dav_proxy;
pub mod faults;
pub mod google_contacts;
pub mod graph;
pub mod http;
pub mod radicale;
pub mod vdirsyncer;

pub mod browser;
pub mod coming_in;
pub mod kith;
pub mod lighthouse;
pub mod provider;
pub mod proxy;
pub mod relay;
pub mod senders;
pub mod test_ids;
pub mod traces;
