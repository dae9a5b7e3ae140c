//! The database refuses, has no room left, or is taken away.

use crate::raw;
use crate::versions::make_version_1;
use js_sys::{Function, Promise};
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, CursorRow, DecisionRow, DeviceRow, PhotoRow, Segment, SegmentId,
    SnapshotRow, Store, StoreError, TextRow,
};
use kith_store::IndexedDb;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbIndexParameters;

/// A batch of every kind of row, each of these sizes.
fn batch(account: u32, size: usize) -> Batch {
    let (account, bytes) = (AccountId(account), vec![7; size]);
    let text = |key| TextRow { message: MessageKey(key), account, bytes: bytes.clone() };
    Batch {
        segments: vec![Segment { account, bytes: bytes.clone() }],
        cursors: vec![CursorRow { account, folder: "INBOX".into(), bytes: bytes.clone() }],
        accounts: vec![AccountRow { id: account, bytes: bytes.clone() }],
        removed: vec![AccountId(1)],
        replaced: vec![],
        texts: vec![text(2), text(3)],
        shown: vec![],
        evicted: vec![],
        decisions: vec![DecisionRow { id: "1".into(), bytes: bytes.clone() }],
        device: vec![DeviceRow { name: "here".into(), bytes: bytes.clone() }],
        photos: vec![PhotoRow { id: PhotoId(1), bytes: bytes.clone() }],
        removed_photos: vec![PhotoId(1)],
        address_books: vec![AddressBookRow { id: 1, bytes: bytes.clone() }],
        removed_address_books: vec![1],
        cards: vec![CardRow { book: 1, key: "a".into(), bytes: bytes.clone() }],
        removed_cards: vec![(1, "a".into())],
        forgets_snapshot: true,
        snapshot: vec![SnapshotRow { number: 0, bytes: bytes.clone() }],
    }
}

async fn commit_account_1(store: &IndexedDb) {
    let batch = Batch { texts: vec![], ..batch(1, 1) };
    assert_eq!(store.commit(batch).await, Ok(vec![SegmentId(1)]));
}

async fn assert_holds_account_1_only(store: &IndexedDb) {
    let Batch { segments, cursors, accounts, photos, address_books, cards, snapshot, .. } = batch(1, 1);
    assert_eq!(store.accounts().await, Ok(accounts));
    assert_eq!(store.cursors().await, Ok(cursors));
    assert_eq!(store.photo(PhotoId(1)).await, Ok(photos.first().cloned()));
    assert_eq!(store.address_books().await, Ok(address_books));
    assert_eq!(store.cards(1, None, 9).await.unwrap().rows, cards);
    assert_eq!(store.snapshot_part(0).await, Ok(snapshot.first().map(|part| part.bytes.clone())));
    let segments = segments.into_iter().map(|segment| (SegmentId(1), segment)).collect();
    assert_eq!(store.segments_after(None, 10).await, Ok(segments));
}

/// The last of the rows is refused by the database, after everything else of the batch was written.
#[wasm_bindgen_test]
async fn a_refusal_in_the_middle_leaves_nothing() {
    raw::delete("refusal").await;
    let version_2 = raw::open("refusal", 2, |database| {
        make_version_1(database);
        let texts = raw::make_table(database, "texts", &["message", "account"]);
        let unique = IdbIndexParameters::new();
        unique.set_unique(true);
        texts.create_index_with_str_and_optional_parameters("one of each account", "account", &unique).unwrap();
    });
    version_2.await.close();
    let store = IndexedDb::open("refusal").await.unwrap();
    commit_account_1(&store).await;

    let error = store.commit(batch(2, 100)).await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(words) if words.starts_with("ConstraintError")), "{error:?}");
    assert_holds_account_1_only(&store).await;
    assert_eq!(store.text(MessageKey(2)).await, Ok(None));

    // The store is as good as before, and the number was not used up.
    let next = Batch { texts: vec![], ..batch(2, 100) };
    assert_eq!(store.commit(next).await, Ok(vec![SegmentId(2)]));
    assert_eq!(store.accounts().await.unwrap().len(), 1);
}

/// The browser's own quota, of a bucket made for this.
#[wasm_bindgen_test]
async fn a_batch_for_which_there_is_no_room_leaves_nothing() {
    let bucket = Bucket::make("full", 4_000_000).await;
    let store = bucket.open("database").await;
    commit_account_1(&store).await;
    // Chromium writes values of more than 64 kB into files, which it counts only later.
    let segment = Segment { account: AccountId(2), bytes: vec![7; 50_000] };
    let too_much = Batch { segments: vec![segment; 100], ..batch(2, 1) };
    assert_eq!(store.commit(too_much).await, Err(StoreError::Full));
    assert_holds_account_1_only(&store).await;
    // What Chromium put on the disk before it gave up stays counted until the database was closed for a while, so a
    // smaller batch may not find room at once either.
    bucket.delete().await;
}

#[wasm_bindgen_test]
async fn a_database_that_the_browser_took_away_is_closed() {
    let bucket = Bucket::make("taken", 50_000_000).await;
    let store = bucket.open("database").await;
    commit_account_1(&store).await;
    bucket.delete().await;
    assert_eq!(store.commit(batch(1, 1)).await, Err(StoreError::Closed));
    assert_eq!(store.accounts().await, Err(StoreError::Closed));
}

/// A storage bucket: a quota and databases of its own, which the browser can take away at once.
struct Bucket(&'static str);

impl Bucket {
    async fn make(name: &'static str, quota: u32) -> Self {
        let bucket = Self(name);
        bucket.delete().await;
        let open = Function::new_with_args(
            "name, quota",
            "return navigator.storageBuckets.open(name, { quota }).then(bucket => { self.bucket = bucket; })",
        );
        settled(open.call2(&JsValue::NULL, &name.into(), &quota.into())).await;
        bucket
    }

    /// Opens a store there instead of among the origin's databases.
    async fn open(&self, name: &str) -> IndexedDb {
        let divert = "Object.defineProperty(self, 'indexedDB', { value: self.bucket.indexedDB, configurable: true })";
        Function::new_no_args(divert).call0(&JsValue::NULL).unwrap();
        let store = IndexedDb::open(name).await;
        Function::new_no_args("delete self.indexedDB").call0(&JsValue::NULL).unwrap();
        store.unwrap()
    }

    async fn delete(&self) {
        let delete = Function::new_with_args("name", "return navigator.storageBuckets.delete(name)");
        settled(delete.call1(&JsValue::NULL, &self.0.into())).await;
    }
}

async fn settled(promise: Result<JsValue, JsValue>) -> JsValue {
    JsFuture::from(Promise::from(promise.unwrap())).await.unwrap()
}
