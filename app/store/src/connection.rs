//! A connection to a database.

use crate::error::opening;
use futures_channel::oneshot;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::OpenDbError;
use indexed_db_futures::internals::SystemRepr;
use kith_engine::store::StoreError;
use std::ops::Deref;
use wasm_bindgen_futures::spawn_local;

/// A connection to a database. Dropping it closes it.
#[derive(Debug)]
pub(crate) struct Connection(Database);

impl Connection {
    /// Waits for a database that is being opened. That goes on to its end also where no one waits any more, as when
    /// another tab takes the engine over: a request that is dropped upgrades to the new version without making its
    /// tables.
    pub(crate) async fn open(
        request: impl IntoFuture<Output = Result<Database, OpenDbError>> + 'static,
    ) -> Result<Self, StoreError> {
        let (tell, told) = oneshot::channel();
        spawn_local(async move { drop(tell.send(request.await.map(Self))) });
        let opened = told.await.map_err(|_| StoreError::Failed("the database was not opened".into()))?;
        opened.map_err(opening)
    }
}

impl Deref for Connection {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.0
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.as_sys().close();
    }
}
