//! Photos of people.

use super::factory::StoreFactory;
use super::rows::{full_batch, photo};
use crate::api::{AccountId, PhotoId};
use crate::store::{Batch, PhotoRow, Store};

/// Keys that differ in the last bit are two, and no removal of accounts touches them.
pub async fn photos_come_in_order_and_go_by_their_ids(place: &impl StoreFactory) {
    let store = place.open().await;
    let ids = [u64::MAX, 0, (1 << 53) + 2, 16, (1 << 53) + 1, 1];
    let photos: Vec<PhotoRow> = ids.iter().map(|id| photo(*id, &id.to_le_bytes())).collect();
    store.commit(Batch { photos, ..full_batch(7) }).await.expect("commit");
    // Again, and in place of one that is not what it was.
    let photos = vec![photo(1, &1_u64.to_le_bytes()), photo(16, b"old"), photo(16, b"new")];
    store.commit(Batch { photos, removed: vec![AccountId(7)], ..Batch::default() }).await.expect("commit");
    drop(store);
    let store = place.open().await;
    let ascending = [0, 1, 16, (1 << 53) + 1, (1 << 53) + 2, u64::MAX].map(PhotoId);
    assert_eq!(store.photo_ids().await, Ok(ascending.to_vec()));
    assert_eq!(store.photo(PhotoId(16)).await, Ok(Some(photo(16, b"new"))));
    assert_eq!(store.photo(PhotoId(2)).await, Ok(None));
    for id in [0, 1, (1 << 53) + 1, (1 << 53) + 2, u64::MAX] {
        assert_eq!(store.photo(PhotoId(id)).await, Ok(Some(photo(id, &id.to_le_bytes()))));
    }
    let removed_photos = [2, (1 << 53) + 2, 0].map(PhotoId).to_vec();
    // What goes does so before what comes.
    let batch = Batch { removed_photos, photos: vec![photo(0, b"again")], ..Batch::default() };
    store.commit(batch).await.expect("removal");
    assert_eq!(store.photo_ids().await, Ok([0, 1, 16, (1 << 53) + 1, u64::MAX].map(PhotoId).to_vec()));
    assert_eq!(store.photo(PhotoId(0)).await, Ok(Some(photo(0, b"again"))));
}
