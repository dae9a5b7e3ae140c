//! Databases of other versions, and connections of other versions.

use crate::begun;
use crate::raw::{self, bytes, record};
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, Cards, CursorRow, DecisionRow, DeviceRow, KeptText, PhotoRow, Segment,
    SegmentId, SnapshotRow, Store, StoreError, TextRow,
};
use kith_store::IndexedDb;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbDatabase;

/// A later version than any.
const LATER: u32 = 1_000;

/// As version 1 made its tables.
pub(crate) fn make_version_1(database: &IdbDatabase) {
    raw::make_table(database, "accounts", &["account"]);
    raw::make_table(database, "cursors", &["account", "folder"]);
    raw::make_table(database, "segments", &["number", "account"]);
    raw::make_table(database, "meta", &[]);
}

/// The tables that came later, each with the version that brought it.
const LATER_TABLES: [(u32, &str, &[&str]); 8] = [
    (2, "texts", &["message", "account"]),
    (3, "decisions", &["id"]),
    (4, "device", &["name"]),
    (5, "shown", &["message", "account"]),
    (6, "keys", &[]),
    (7, "photos", &["id"]),
    (7, "address_books", &["id"]),
    (7, "cards", &["book", "key"]),
];

/// As that version made its tables.
pub(crate) fn make_version(database: &IdbDatabase, version: u32) {
    make_version_1(database);
    for (_, name, key) in LATER_TABLES.iter().filter(|(since, ..)| *since <= version) {
        raw::make_table(database, name, key);
    }
}

/// As version 1 wrote its records: two accounts, segment 2 of three was removed.
async fn fill_version_1(database: &IdbDatabase) {
    for account in [1, 3] {
        let row = record(&[("account", account.into()), ("bytes", bytes(&[1, 2, 3]))]);
        raw::done(&raw::table(database, "accounts").put(&row).unwrap()).await;
        let row = record(&[("account", account.into()), ("folder", "Entwürfe".into()), ("bytes", bytes(&[4]))]);
        raw::done(&raw::table(database, "cursors").put(&row).unwrap()).await;
        let row = record(&[("number", account.into()), ("account", account.into()), ("bytes", bytes(&[0, 255]))]);
        raw::done(&raw::table(database, "segments").put(&row).unwrap()).await;
    }
    raw::done(&raw::table(database, "meta").put_with_key(&3.into(), &"last segment".into()).unwrap()).await;
}

fn segment(account: u32, bytes: &[u8]) -> Segment {
    Segment { account: AccountId(account), bytes: bytes.to_vec() }
}

async fn assert_has_what_version_1_wrote(store: &IndexedDb) {
    let accounts = [1, 3].map(|id| AccountRow { id: AccountId(id), bytes: vec![1, 2, 3] });
    assert_eq!(store.accounts().await.unwrap(), accounts);
    let cursors = [1, 3].map(|id| CursorRow { account: AccountId(id), folder: "Entwürfe".into(), bytes: vec![4] });
    assert_eq!(store.cursors().await.unwrap(), cursors);
    let segments = [1, 3].map(|id| (SegmentId(id), segment(id, &[0, 255])));
    assert_eq!(store.segments_after(None, 10).await.unwrap(), segments);
}

#[wasm_bindgen_test]
async fn a_database_of_version_1_is_brought_up_to_date() {
    raw::delete("version 1").await;
    let old = raw::open("version 1", 1, make_version_1).await;
    fill_version_1(&old).await;
    old.close();

    let store = IndexedDb::open("version 1").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    let text = TextRow { message: MessageKey(u64::MAX), account: AccountId(3), bytes: vec![9] };
    let batch = Batch { segments: vec![segment(3, &[5])], texts: vec![text.clone()], ..Batch::default() };
    assert_eq!(store.commit(batch).await, Ok(vec![SegmentId(4)]));
    assert_eq!(store.text(MessageKey(u64::MAX)).await, Ok(Some(text)));
    store.commit(Batch { removed: vec![AccountId(3)], ..Batch::default() }).await.unwrap();
    let left = store.segments_after(None, 10).await.unwrap();
    assert_eq!(left, [(SegmentId(1), segment(1, &[0, 255]))]);
}

#[wasm_bindgen_test]
async fn a_database_of_version_2_keeps_its_texts_and_takes_decisions() {
    raw::delete("version 2").await;
    let make = |database: &IdbDatabase| make_version(database, 2);
    let old = raw::open("version 2", 2, make).await;
    fill_version_1(&old).await;
    old.close();

    let store = IndexedDb::open("version 2").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    let text = TextRow { message: MessageKey(7), account: AccountId(3), bytes: vec![9] };
    let decisions = ["b", "a"].map(|id| DecisionRow { id: id.into(), bytes: vec![1, 0] });
    let batch = Batch { texts: vec![text.clone()], decisions: decisions.to_vec(), ..Batch::default() };
    store.commit(batch).await.unwrap();
    assert_eq!(store.text(MessageKey(7)).await, Ok(Some(text)));
    let stored: Vec<String> = store.decisions().await.unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(stored, ["a", "b"]);
}

#[wasm_bindgen_test]
async fn a_database_of_version_3_keeps_its_decisions_and_takes_what_a_device_keeps() {
    raw::delete("version 3").await;
    let make = |database: &IdbDatabase| make_version(database, 3);
    let old = raw::open("version 3", 3, make).await;
    fill_version_1(&old).await;
    let row = record(&[("id", "a".into()), ("bytes", bytes(&[1, 0]))]);
    raw::done(&raw::table(&old, "decisions").put(&row).unwrap()).await;
    old.close();

    let store = IndexedDb::open("version 3").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    assert_eq!(store.decisions().await.unwrap(), [DecisionRow { id: "a".into(), bytes: vec![1, 0] }]);
    let device = DeviceRow { name: "telling".into(), bytes: vec![1] };
    store.commit(Batch { device: vec![device.clone()], ..Batch::default() }).await.unwrap();
    assert_eq!(store.device().await.unwrap(), [device]);
}

#[wasm_bindgen_test]
async fn a_database_of_version_4_keeps_its_texts_and_notes_when_they_are_shown() {
    raw::delete("version 4").await;
    let make = |database: &IdbDatabase| make_version(database, 4);
    let old = raw::open("version 4", 4, make).await;
    fill_version_1(&old).await;
    let text = [("message", "00000000000000ff".into()), ("account", 3.into()), ("bytes", bytes(&[1, 0]))];
    raw::done(&raw::table(&old, "texts").put(&record(&text)).unwrap()).await;
    old.close();

    let store = IndexedDb::open("version 4").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    let text = KeptText { message: MessageKey(255), account: AccountId(3), size: 2, shown: 0 };
    assert_eq!(store.kept_texts().await.unwrap(), [text]);
    let shown = KeptText { shown: 1_790_000_000_000, ..text };
    store.commit(Batch { shown: vec![shown], ..Batch::default() }).await.unwrap();
    assert_eq!(store.kept_texts().await.unwrap(), [shown]);
}

#[wasm_bindgen_test]
async fn a_database_of_version_6_keeps_its_decisions_and_takes_photos_and_address_books() {
    raw::delete("version 6").await;
    let make = |database: &IdbDatabase| make_version(database, 6);
    let old = raw::open("version 6", 6, make).await;
    fill_version_1(&old).await;
    let row = record(&[("id", "a".into()), ("bytes", bytes(&[1, 0]))]);
    raw::done(&raw::table(&old, "decisions").put(&row).unwrap()).await;
    old.close();

    let store = IndexedDb::open("version 6").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    assert_eq!(store.decisions().await.unwrap(), [DecisionRow { id: "a".into(), bytes: vec![1, 0] }]);
    assert_eq!(store.photo_ids().await, Ok(vec![]));
    let photo = PhotoRow { id: PhotoId(7), bytes: vec![255, 216] };
    let address_book = AddressBookRow { id: 5, bytes: vec![1] };
    let card = CardRow { book: 5, key: "a".into(), bytes: vec![1] };
    let batch = Batch {
        photos: vec![photo.clone()],
        address_books: vec![address_book.clone()],
        cards: vec![card.clone()],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    assert_eq!(store.photo(PhotoId(7)).await, Ok(Some(photo)));
    assert_eq!(store.address_books().await, Ok(vec![address_book]));
    assert_eq!(store.cards(5, None, 9).await, Ok(Cards { rows: vec![card], next: None }));
}

#[wasm_bindgen_test]
async fn a_database_of_version_7_keeps_its_photos_and_takes_a_snapshot() {
    raw::delete("version 7").await;
    let make = |database: &IdbDatabase| make_version(database, 7);
    let old = raw::open("version 7", 7, make).await;
    fill_version_1(&old).await;
    let row = record(&[("id", "0000000000000007".into()), ("bytes", bytes(&[255, 216]))]);
    raw::done(&raw::table(&old, "photos").put(&row).unwrap()).await;
    old.close();

    let store = IndexedDb::open("version 7").await.unwrap();
    assert_has_what_version_1_wrote(&store).await;
    assert_eq!(store.photo(PhotoId(7)).await, Ok(Some(PhotoRow { id: PhotoId(7), bytes: vec![255, 216] })));
    assert_eq!(store.snapshot_part(0).await, Ok(None));
    let part = SnapshotRow { number: 0, bytes: vec![1] };
    store.commit(Batch { snapshot: vec![part], ..Batch::default() }).await.unwrap();
    assert_eq!(store.snapshot_part(0).await, Ok(Some(vec![1])));
}

#[wasm_bindgen_test]
async fn an_upgrade_that_fails_changes_nothing() {
    raw::delete("half").await;
    // Someone else's table is where version 2 wants to make its own.
    let old = raw::open("half", 1, |database| {
        make_version_1(database);
        raw::make_table(database, "texts", &[]);
    });
    let old = old.await;
    fill_version_1(&old).await;
    old.close();

    let error = IndexedDb::open("half").await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(words) if words.starts_with("ConstraintError")), "{error:?}");
    let old = raw::open_as_it_is("half").await;
    assert_eq!(old.version(), 1.0);
    assert_eq!(raw::done(&raw::table(&old, "accounts").count().unwrap()).await, JsValue::from(2));
    old.close();
}

#[wasm_bindgen_test]
async fn an_upgrade_goes_to_its_end_also_where_no_one_waits_for_it_any_more() {
    for waits in 0.. {
        let name = format!("left {waits}");
        raw::delete(&name).await;
        let old = raw::open(&name, 1, make_version_1).await;
        fill_version_1(&old).await;
        old.close();
        let is_over = begun(pin!(IndexedDb::open(&name)), waits).await.is_some();
        let store = IndexedDb::open(&name).await.unwrap();
        assert_has_what_version_1_wrote(&store).await;
        assert_eq!(store.decisions().await, Ok(vec![]), "left after {waits} waits");
        drop(store);
        // Panics if the connection that no one waited for were still open.
        raw::delete(&name).await;
        if is_over {
            break;
        }
    }
}

#[wasm_bindgen_test]
async fn looking_for_decisions_makes_no_database() {
    raw::delete("not there").await;
    let error = IndexedDb::decisions_of("not there").await.unwrap_err();
    assert!(matches!(&error, StoreError::Failed(_)), "{error:?}");
    let store = IndexedDb::open("not there").await.unwrap();
    assert_eq!(store.accounts().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn a_newer_database_is_refused_and_left_alone() {
    raw::delete("newer").await;
    raw::open("newer", LATER, |database| drop(raw::make_table(database, "wonders", &[]))).await.close();
    assert_eq!(IndexedDb::open("newer").await.unwrap_err(), StoreError::Newer);
    let newer = raw::open_as_it_is("newer").await;
    assert_eq!(newer.version(), f64::from(LATER));
    assert_eq!(newer.object_store_names().get(0).as_deref(), Some("wonders"));
    newer.close();
}

#[wasm_bindgen_test]
async fn a_newer_connection_is_let_in() {
    raw::delete("let in").await;
    let store = IndexedDb::open("let in").await.unwrap();
    store.commit(Batch { segments: vec![segment(1, b"")], ..Batch::default() }).await.unwrap();
    // Panics if it had to wait for ours.
    raw::open("let in", LATER, |_| ()).await.close();
    assert_closed(&store).await;
    assert_eq!(IndexedDb::open("let in").await.unwrap_err(), StoreError::Newer);
}

#[wasm_bindgen_test]
async fn a_batch_that_was_begun_is_finished_before_a_newer_connection_is_let_in() {
    raw::delete("begun").await;
    let store = IndexedDb::open("begun").await.unwrap();
    let batch = Batch { segments: vec![segment(1, &[7; 1_000_000])], ..Batch::default() };
    let mut commit = pin!(store.commit(batch));
    let begun = poll_fn(|context| Poll::Ready(commit.as_mut().poll(context))).await;
    assert!(begun.is_pending());
    let newer = pin!(raw::open("begun", LATER, |_| ()));
    let (newer, committed) = both(newer, commit).await;
    assert_eq!(committed, Ok(vec![SegmentId(1)]));
    assert_eq!(raw::done(&raw::table(&newer, "segments").count().unwrap()).await, JsValue::from(1));
    newer.close();
    assert_closed(&store).await;
}

#[wasm_bindgen_test]
async fn of_two_connections_the_later_one_writes() {
    raw::delete("two").await;
    let batch = || Batch { segments: vec![segment(1, b"")], ..Batch::default() };
    let earlier = IndexedDb::open("two").await.unwrap();
    assert_eq!(earlier.commit(batch()).await, Ok(vec![SegmentId(1)]));
    let later = IndexedDb::open("two").await.unwrap();
    let text = TextRow { message: MessageKey(1), account: AccountId(1), bytes: vec![9] };
    for refused in [batch(), Batch { texts: vec![text], ..Batch::default() }] {
        assert_eq!(earlier.commit(refused).await, Err(StoreError::Closed));
    }
    assert_eq!(later.commit(batch()).await, Ok(vec![SegmentId(2)]));
    assert_eq!(later.text(MessageKey(1)).await, Ok(None));
}

async fn assert_closed(store: &IndexedDb) {
    assert_eq!(store.accounts().await, Err(StoreError::Closed));
    assert_eq!(store.cursors().await, Err(StoreError::Closed));
    assert_eq!(store.segments_after(None, 1).await, Err(StoreError::Closed));
    assert_eq!(store.text(MessageKey(1)).await, Err(StoreError::Closed));
    assert_eq!(store.commit(Batch::default()).await, Err(StoreError::Closed));
    let batch = Batch { removed: vec![AccountId(1)], ..Batch::default() };
    assert_eq!(store.commit(batch).await, Err(StoreError::Closed));
}

/// Waits for two things at a time, the first of them begun first.
async fn both<A: Future + Unpin, B: Future + Unpin>(mut one: A, mut other: B) -> (A::Output, B::Output) {
    let (mut first, mut second) = (None, None);
    poll_fn(move |context| {
        if first.is_none()
            && let Poll::Ready(output) = std::pin::Pin::new(&mut one).poll(context)
        {
            first = Some(output);
        }
        if second.is_none()
            && let Poll::Ready(output) = std::pin::Pin::new(&mut other).poll(context)
        {
            second = Some(output);
        }
        match (first.take(), second.take()) {
            (Some(first), Some(second)) => Poll::Ready((first, second)),
            (one, other) => {
                (first, second) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}
