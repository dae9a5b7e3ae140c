//! Version 1: accounts, how far their folders are read, and what was read.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("accounts").with_key_path("account".into()).build()?;
    database.create_object_store("cursors").with_key_path(["account", "folder"].into()).build()?;
    database.create_object_store("segments").with_key_path(["number", "account"].into()).build()?;
    database.create_object_store("meta").build()?;
    Ok(())
}
