//! Version 4: what a device keeps for itself.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("device").with_key_path("name".into()).build()?;
    Ok(())
}
