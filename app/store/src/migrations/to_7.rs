//! Version 7: photos of people, connections to address books, and what was agreed on with them.

use indexed_db_futures::database::Database;
use indexed_db_futures::{Build, Result};

pub(super) fn step(database: &Database) -> Result<()> {
    database.create_object_store("photos").with_key_path("id".into()).build()?;
    database.create_object_store("address_books").with_key_path("id".into()).build()?;
    database.create_object_store("cards").with_key_path(["book", "key"].into()).build()?;
    Ok(())
}
