//! The engine's [`Store`](kith_engine::store::Store), kept by the browser in IndexedDB.
//!
//! Invariant: only this crate opens a transaction of IndexedDB; one batch is one transaction, over just the tables it
//! touches, written whole or not at all. One that must last
//! ([`Batch::must_last`](kith_engine::store::Batch::must_last)) is written with strict durability: when its commit is
//! over, it is on the disk. Facts are written with relaxed durability: after a power cut the last batches may be
//! missing together with their cursors, which is harmless, since they are read from the mailbox again.
//!
//! Invariant: a record that this crate cannot have written is no error; it comes as a row without bytes, and the engine
//! says that it could not be read. Records whose number is none, which nothing refers to, are passed over.
//!
//! Invariant: the bytes of accounts, of address books and of what a device keeps are sealed before the transaction that
//! writes them, and with a passphrase those of all that says something. What versions before 6 wrote plainly is sealed when the database
//! is opened.
//!
//! What a key can be is narrower than what Rust's types are: no booleans, and numbers only up to 2^53. So a
//! [`MessageKey`](kith_engine::api::MessageKey), and any other number of 64 bits, is a text of sixteen hexadecimal digits. Texts are ordered by UTF-16
//! units there and by code points here, so what must come in order by a text is sorted after reading.

#![cfg(target_arch = "wasm32")]

mod indexed_db;

mod schema;

mod migrations;

mod records;

mod vault;

mod resealing;

mod writing;

mod claim;

mod connection;

mod transaction;

mod error;

pub use indexed_db::IndexedDb;
