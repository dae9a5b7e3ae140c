//! Where the checks get their stores from.

use crate::store::Store;

/// Somewhere to store things.
#[expect(async_fn_in_trait, reason = "everything here runs on one thread")]
pub trait StoreFactory {
    /// The store that is tried.
    type Store: Store;

    /// Opens the store: what one store committed, every later one finds.
    async fn open(&self) -> Self::Store;
}
