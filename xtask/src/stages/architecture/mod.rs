//! Which part of Kith may name which: crates, folders and files.

mod circles;
mod crates;
mod rooms;
mod sources;
