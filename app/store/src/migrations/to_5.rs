//! Version 5: when texts of messages were shown last.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("shown").with_key_path(["message", "account"].into()).build()?;
    Ok(())
}
