//! Version 6: keys, with which rows are sealed.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("keys").build()?;
    Ok(())
}
