//! Version 2: texts of messages, kept for reading them offline.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("texts").with_key_path(["message", "account"].into()).build()?;
    Ok(())
}
