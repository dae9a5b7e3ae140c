//! Records that are not what was written: each costs itself.

use crate::make_room;
use crate::raw::{self, bytes, record};
use js_sys::Function;
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, CursorRow, DecisionRow, DeviceRow, PhotoRow, Segment, SegmentId, Store,
    StoreError, TextRow,
};
use kith_store::IndexedDb;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbDatabase;

async fn put(database: &IdbDatabase, table: &str, fields: &[(&str, JsValue)]) {
    raw::done(&raw::table(database, table).put(&record(fields)).unwrap()).await;
}

async fn filled(name: &str) -> Batch {
    raw::delete(name).await;
    let account = AccountId(1);
    let batch = Batch {
        segments: vec![Segment { account, bytes: vec![1] }],
        cursors: vec![CursorRow { account, folder: "INBOX".into(), bytes: vec![2] }],
        accounts: vec![AccountRow { id: account, bytes: vec![3] }],
        texts: vec![TextRow { message: MessageKey(5), account, bytes: vec![4] }],
        decisions: vec![DecisionRow { id: "b".into(), bytes: vec![5] }],
        device: vec![DeviceRow { name: "here".into(), bytes: vec![6] }],
        photos: vec![PhotoRow { id: PhotoId(1), bytes: vec![7] }],
        address_books: vec![AddressBookRow { id: 1, bytes: vec![8] }],
        cards: vec![CardRow { book: 1, key: "b".into(), bytes: vec![9] }],
        ..Batch::default()
    };
    IndexedDb::open(name).await.unwrap().commit(batch.clone()).await.unwrap();
    batch
}

#[wasm_bindgen_test]
async fn a_value_of_another_kind_costs_that_row_and_is_known_by_its_key() {
    let written = filled("damaged").await;
    let database = raw::open_as_it_is("damaged").await;
    for wrong in [JsValue::from(7), JsValue::NULL, "bytes".into(), record(&[])] {
        put(&database, "accounts", &[("account", 2.into()), ("bytes", wrong.clone())]).await;
        put(&database, "cursors", &[("account", 1.into()), ("folder", "Sent".into()), ("bytes", wrong.clone())]).await;
        put(&database, "segments", &[("number", 2.into()), ("account", 1.into()), ("bytes", wrong.clone())]).await;
        put(&database, "decisions", &[("id", "a".into()), ("bytes", wrong.clone())]).await;
        put(&database, "device", &[("name", "there".into()), ("bytes", wrong.clone())]).await;
        let two = JsValue::from("0000000000000002");
        put(&database, "photos", &[("id", two.clone()), ("bytes", wrong.clone())]).await;
        put(&database, "address_books", &[("id", two), ("bytes", wrong.clone())]).await;
        let card = [("book", "0000000000000001".into()), ("key", "a".into()), ("bytes", wrong.clone())];
        put(&database, "cards", &card).await;
        let text = [("message", "0000000000000006".into()), ("account", 1.into()), ("bytes", wrong)];
        put(&database, "texts", &text).await;

        let store = IndexedDb::open("damaged").await.unwrap();
        let Batch { accounts, cursors, decisions, device, segments, address_books, cards, .. } = written.clone();
        let (account, none) = (AccountId(1), Vec::new());
        let damaged = AccountRow { id: AccountId(2), bytes: none.clone() };
        assert_eq!(store.accounts().await.unwrap(), [accounts, vec![damaged]].concat());
        let damaged = CursorRow { account, folder: "Sent".into(), bytes: none.clone() };
        assert_eq!(store.cursors().await.unwrap(), [cursors, vec![damaged]].concat());
        let damaged = DecisionRow { id: "a".into(), bytes: none.clone() };
        assert_eq!(store.decisions().await.unwrap(), [vec![damaged], decisions].concat());
        let damaged = DeviceRow { name: "there".into(), bytes: none.clone() };
        assert_eq!(store.device().await.unwrap(), [device, vec![damaged]].concat());
        let damaged = Segment { account, bytes: none.clone() };
        let segments: Vec<_> = [segments, vec![damaged]].concat().into_iter().zip([1, 2]).collect();
        let segments: Vec<_> = segments.into_iter().map(|(segment, id)| (SegmentId(id), segment)).collect();
        assert_eq!(store.segments_after(None, 9).await.unwrap(), segments);
        assert_eq!(store.photo_ids().await.unwrap(), [1, 2].map(PhotoId));
        assert_eq!(store.photo(PhotoId(2)).await, Ok(Some(PhotoRow { id: PhotoId(2), bytes: none.clone() })));
        let damaged = AddressBookRow { id: 2, bytes: none.clone() };
        assert_eq!(store.address_books().await.unwrap(), [address_books, vec![damaged]].concat());
        let damaged = CardRow { book: 1, key: "a".into(), bytes: none.clone() };
        assert_eq!(store.cards(1, None, 9).await.unwrap().rows, [vec![damaged], cards].concat());
        let text = store.text(MessageKey(6)).await.unwrap().unwrap();
        assert_eq!((text.account, text.bytes), (account, none));
        assert_eq!(store.kept_texts().await.unwrap().len(), 2);
    }
    database.close();
}

#[wasm_bindgen_test]
async fn a_key_of_another_kind_keeps_nothing_else_from_being_read() {
    let written = filled("odd keys").await;
    let database = raw::open_as_it_is("odd keys").await;
    for odd in [JsValue::from(1.5), JsValue::from(-1), "number".into()] {
        put(&database, "segments", &[("number", odd.clone()), ("account", 1.into()), ("bytes", bytes(&[9]))]).await;
        put(&database, "accounts", &[("account", odd.clone()), ("bytes", bytes(&[9]))]).await;
        put(&database, "cursors", &[("account", odd.clone()), ("folder", 7.into()), ("bytes", bytes(&[9]))]).await;
        let text = [("message", odd.clone()), ("account", odd.clone()), ("bytes", bytes(&[9]))];
        put(&database, "texts", &text).await;
        put(&database, "photos", &[("id", odd.clone()), ("bytes", bytes(&[9]))]).await;
        put(&database, "address_books", &[("id", odd.clone()), ("bytes", bytes(&[9]))]).await;
        put(&database, "cards", &[("book", odd.clone()), ("key", "a".into()), ("bytes", bytes(&[9]))]).await;
    }
    for key in [7.into(), bytes(&[7]), js_sys::Array::of1(&"b".into()).into()] {
        put(&database, "cards", &[("book", "0000000000000001".into()), ("key", key), ("bytes", bytes(&[9]))]).await;
    }
    put(&database, "decisions", &[("id", 7.into()), ("bytes", bytes(&[9]))]).await;
    put(&database, "device", &[("name", 7.into()), ("bytes", bytes(&[9]))]).await;
    // Those that this connection wrote under such a number come after them.
    put(&database, "segments", &[("number", 2.into()), ("account", "x".into()), ("bytes", bytes(&[9]))]).await;
    for name in ["last segment", "writer"] {
        raw::done(&raw::table(&database, "meta").put_with_key(&"no number".into(), &name.into()).unwrap()).await;
    }
    database.close();

    let store = IndexedDb::open("odd keys").await.unwrap();
    let accounts = store.accounts().await.unwrap();
    assert!(accounts.contains(&written.accounts[0]), "{accounts:?}");
    assert_eq!(accounts.iter().filter(|row| row.id == AccountId(0)).count(), 3);
    assert!(store.cursors().await.unwrap().contains(&written.cursors[0]));
    let decisions = store.decisions().await.unwrap();
    assert!(decisions.contains(&written.decisions[0]), "{decisions:?}");
    assert_eq!(decisions.len(), 2, "one is there and cannot be told");
    let mut segments = Vec::new();
    loop {
        // One at a time: each page ends at what is none.
        let page = store.segments_after(segments.last().map(|(id, _)| *id), 1).await.unwrap();
        let Some(segment) = page.first() else { break };
        segments.push(segment.clone());
    }
    let nobodys = Segment { account: AccountId(0), bytes: vec![9] };
    assert_eq!(segments, [(SegmentId(1), written.segments[0].clone()), (SegmentId(2), nobodys)]);
    assert_eq!(store.photo_ids().await, Ok(vec![PhotoId(1)]));
    assert_eq!(store.address_books().await.unwrap(), written.address_books);
    let (mut cards, mut from) = (Vec::new(), None);
    for _ in 0..9 {
        let slice = store.cards(1, from.as_deref(), 1).await.unwrap();
        cards.extend(slice.rows);
        from = slice.next;
        if from.is_none() {
            break;
        }
    }
    assert!(from.is_none(), "it comes to an end");
    assert_eq!(cards.iter().filter(|card| !card.key.is_empty()).collect::<Vec<_>>(), [&written.cards[0]]);
    let segment = Segment { account: AccountId(1), bytes: vec![8] };
    let batch = Batch { segments: vec![segment], removed: vec![AccountId(1)], ..Batch::default() };
    assert_eq!(store.commit(batch).await, Ok(vec![SegmentId(3)]), "no number is used again");
}

/// What the browser says when there is no room, for every record that is put.
fn fill_up() {
    let code = "const real = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function () { throw new DOMException('no room', 'QuotaExceededError'); };
        self.makeRoom = () => { IDBObjectStore.prototype.put = real; };";
    Function::new_no_args(code).call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn a_connection_without_room_for_its_number_shares_none_with_another() {
    let written = filled("no room").await;
    let earlier = IndexedDb::open("no room").await.unwrap();
    fill_up();
    let later = IndexedDb::open("no room").await;
    make_room();
    let later = later.unwrap();
    assert_eq!(later.accounts().await.unwrap(), written.accounts, "what is stored can be read");
    // It may take away, which is how there comes to be room.
    fill_up();
    let freed = later.commit(Batch { evicted: vec![MessageKey(5)], ..Batch::default() }).await;
    let refused = later.commit(Batch { device: written.device.clone(), ..Batch::default() }).await;
    make_room();
    assert_eq!((freed, refused), (Ok(vec![]), Err(StoreError::Full)));
    assert_eq!(later.text(MessageKey(5)).await.unwrap(), None);
    // As soon as it writes, the earlier one cannot any more.
    let row = |byte| Batch { device: vec![DeviceRow { name: "here".into(), bytes: vec![byte] }], ..Batch::default() };
    assert_eq!(later.commit(row(1)).await, Ok(vec![]));
    assert_eq!(earlier.commit(row(2)).await, Err(StoreError::Closed));
    assert_eq!(later.commit(row(3)).await, Ok(vec![]));
    assert_eq!(later.device().await.unwrap()[0].bytes, [3]);
}

#[wasm_bindgen_test]
async fn decisions_are_read_from_a_database_that_a_newer_version_made() {
    raw::delete("rescue").await;
    let make = |database: &IdbDatabase| {
        raw::make_table(database, "decisions", &["id"]);
        raw::make_table(database, "wonders", &[]);
    };
    let newer = raw::open("rescue", 1_000, make).await;
    put(&newer, "decisions", &[("id", "a".into()), ("bytes", bytes(&[2, 1]))]).await;
    put(&newer, "decisions", &[("id", "b".into()), ("bytes", 7.into())]).await;
    assert_eq!(IndexedDb::open("rescue").await.unwrap_err(), StoreError::Newer);
    let rows = IndexedDb::decisions_of("rescue").await.unwrap();
    let row = |id: &str, bytes: &[u8]| DecisionRow { id: id.into(), bytes: bytes.to_vec() };
    assert_eq!(rows, [row("a", &[2, 1]), row("b", &[])]);
    newer.close();
}
