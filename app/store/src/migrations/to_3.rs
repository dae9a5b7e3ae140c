//! Version 3: what the user decided.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("decisions").with_key_path("id".into()).build()?;
    Ok(())
}
