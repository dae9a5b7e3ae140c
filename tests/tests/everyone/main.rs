//! For everybody: what axe finds on every page, what Lighthouse says, and the way through all of Kith by keys alone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod axe;
mod keys;
mod lighthouse;
