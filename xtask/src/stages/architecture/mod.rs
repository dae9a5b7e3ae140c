//! Which part of Kith may name which: crates and files.

mod circles;
mod crates;
mod sources;
