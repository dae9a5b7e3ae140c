//! Version 8: what follows from all segments, for the next start.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("snapshot").with_key_path("number".into()).build()?;
    Ok(())
}
