//! How the tables came to be what they are: a file a step, from each version to the next.
//!
//! Invariant: a released step is never edited; it writes names out instead of taking those of today's schema. Tables
//! are made and changed here only, synchronously: an upgrade that awaits something is not rolled back when it fails.
//! A step that fails leaves the database at the version that it had.

mod to_1;
mod to_2;
mod to_3;
mod to_4;
mod to_5;
mod to_6;
mod to_7;
mod to_8;

use indexed_db_futures::Result;
use indexed_db_futures::database::Database;

/// The version that the steps lead to.
pub(crate) const CURRENT: u8 = 8;

/// Brings a database of an older version to the current one. Version 0 is a database that was just made.
pub(crate) fn migrate(database: &Database, from: f64) -> Result<()> {
    if from < 1.0 {
        to_1::step(database)?;
    }
    if from < 2.0 {
        to_2::step(database)?;
    }
    if from < 3.0 {
        to_3::step(database)?;
    }
    if from < 4.0 {
        to_4::step(database)?;
    }
    if from < 5.0 {
        to_5::step(database)?;
    }
    if from < 6.0 {
        to_6::step(database)?;
    }
    if from < 7.0 {
        to_7::step(database)?;
    }
    if from < 8.0 {
        to_8::step(database)?;
    }
    Ok(())
}
