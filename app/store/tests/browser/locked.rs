//! With a passphrase: nothing is to be read without it, whatever was done to the database.

use crate::begun;
use crate::raw::{self, bytes, record};
use js_sys::{Array, Reflect, Uint8Array};
use kith_engine::api::{AccountId, MessageKey, PhotoId, Secret};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, CursorRow, DecisionRow, DeviceRow, LockError, PhotoRow, Segment,
    SnapshotRow, Store, StoreError, TextRow,
};
use kith_store::IndexedDb;
use std::pin::pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::IdbDatabase;

const SECRET: &[u8] = b"correct horse";
const FOLDER: &str = "Entw\u{fc}rfe";
const CARD: &str = "/books/ada lovelace.vcf";
const TABLES: [&str; 10] =
    ["accounts", "cursors", "segments", "texts", "decisions", "device", "photos", "address_books", "cards", "snapshot"];

fn word() -> Secret {
    "pass phrase".into()
}

/// A row in every table.
fn batch() -> Batch {
    let (account, bytes) = (AccountId(1), SECRET.to_vec());
    Batch {
        segments: vec![Segment { account, bytes: bytes.clone() }],
        cursors: vec![CursorRow { account, folder: FOLDER.into(), bytes: bytes.clone() }],
        accounts: vec![AccountRow { id: account, bytes: bytes.clone() }],
        texts: vec![TextRow { message: MessageKey(5), account, bytes: bytes.clone() }],
        decisions: vec![DecisionRow { id: "a".into(), bytes: bytes.clone() }],
        device: vec![DeviceRow { name: "here".into(), bytes: bytes.clone() }],
        photos: vec![PhotoRow { id: PhotoId(1), bytes: bytes.clone() }],
        address_books: vec![AddressBookRow { id: 1, bytes: bytes.clone() }],
        cards: vec![CardRow { book: 1, key: CARD.into(), bytes }],
        ..Batch::default()
    }
}

async fn filled(name: &str) -> IndexedDb {
    raw::delete(name).await;
    let store = IndexedDb::open(name).await.unwrap();
    store.commit(batch()).await.unwrap();
    store
}

async fn assert_is_all_there(store: &IndexedDb) {
    let Batch { segments, cursors, accounts, texts, decisions, device, photos, address_books, cards, .. } = batch();
    assert_eq!(store.accounts().await, Ok(accounts));
    assert_eq!(store.cursors().await, Ok(cursors));
    let found: Vec<_> = store.segments_after(None, 9).await.unwrap().into_iter().map(|(_, segment)| segment).collect();
    assert_eq!(found, segments);
    assert_eq!(store.text(MessageKey(5)).await, Ok(texts.first().cloned()));
    assert_eq!(store.kept_texts().await.unwrap()[0].size, 13);
    assert_eq!(store.decisions().await, Ok(decisions));
    assert_eq!(store.device().await, Ok(device));
    assert_eq!(store.photo(PhotoId(1)).await, Ok(photos.first().cloned()));
    assert_eq!(store.address_books().await, Ok(address_books));
    assert_eq!(store.cards(1, None, 9).await.unwrap().rows, cards);
}

/// The records of a table, as they are stored.
async fn records(database: &IdbDatabase, table: &str) -> Vec<JsValue> {
    raw::done(&raw::table(database, table).get_all().unwrap()).await.unchecked_into::<Array>().to_vec()
}

fn bytes_of(record: &JsValue) -> Vec<u8> {
    let bytes = Reflect::get(record, &"bytes".into()).unwrap().dyn_into::<Uint8Array>();
    bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
}

/// The bytes of all records but those of which nothing is sealed.
async fn all_stored(name: &str) -> Vec<Vec<u8>> {
    let database = raw::open_as_it_is(name).await;
    let mut all = Vec::new();
    for table in TABLES {
        all.extend(records(&database, table).await.iter().map(bytes_of));
    }
    database.close();
    all
}

async fn key(database: &IdbDatabase, name: &str) -> JsValue {
    raw::done(&raw::table(database, "keys").get(&name.into()).unwrap()).await
}

#[wasm_bindgen_test]
async fn nothing_that_says_something_is_stored_plainly_and_it_all_comes_back() {
    let store = filled("locked").await;
    store.set_passphrase(None, Some(&word())).await.unwrap();
    assert_is_all_there(&store).await;
    // Written under it as well.
    let second = Batch {
        cursors: vec![CursorRow { account: AccountId(1), folder: "Sent".into(), bytes: vec![1] }],
        snapshot: vec![SnapshotRow { number: 3, bytes: SECRET.to_vec() }],
        ..batch()
    };
    store.commit(second).await.unwrap();
    assert_eq!(store.snapshot_part(3).await, Ok(Some(SECRET.to_vec())));
    for row in all_stored("locked").await {
        assert!(row.starts_with(&[255, 2]) && !row.windows(SECRET.len()).any(|found| found == SECRET), "{row:?}");
    }
    let database = raw::open_as_it_is("locked").await;
    for (table, name) in [("cursors", "folder"), ("cards", "key")] {
        for row in records(&database, table).await {
            let name = Reflect::get(&row, &name.into()).unwrap().as_string().unwrap();
            assert!(name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
        }
    }
    assert!(key(&database, "device").await.is_undefined(), "no key lies there openly");
    database.close();

    // A row that is written again takes the place of the one before, whose key is the same.
    store.commit(Batch { cursors: batch().cursors, ..Batch::default() }).await.unwrap();
    assert_eq!(store.cursors().await.unwrap().len(), 2);
    store.commit(Batch { removed: vec![AccountId(1)], ..Batch::default() }).await.unwrap();
    assert_eq!(store.cursors().await, Ok(vec![]));
    store.commit(batch()).await.unwrap();
    store.set_passphrase(Some(&word()), None).await.unwrap();
    assert_is_all_there(&store).await;
    assert_is_all_there(&IndexedDb::open("locked").await.unwrap()).await;
    let plain = all_stored("locked").await;
    assert_eq!(plain.iter().filter(|row| row.as_slice() == SECRET).count(), 6, "as before there was one");
}

#[wasm_bindgen_test]
async fn at_the_next_opening_only_the_passphrase_opens_it() {
    filled("next").await.set_passphrase(None, Some(&word())).await.unwrap();
    let before = all_stored("next").await;
    let store = IndexedDb::open("next").await.unwrap();
    assert!(store.is_locked() && store.has_passphrase());
    assert_eq!(store.accounts().await, Err(StoreError::Locked));
    assert_eq!(store.segments_after(None, 1).await, Err(StoreError::Locked));
    assert_eq!(store.text(MessageKey(5)).await, Err(StoreError::Locked));
    assert_eq!(store.photo(PhotoId(1)).await, Err(StoreError::Locked));
    assert_eq!(store.address_books().await, Err(StoreError::Locked));
    assert_eq!(store.cards(1, None, 1).await, Err(StoreError::Locked));
    let removed_cards = vec![(1, CARD.to_owned())];
    let batch_of_removals = Batch { removed_cards, ..Batch::default() };
    assert_eq!(store.commit(batch_of_removals).await, Err(StoreError::Locked));
    assert_eq!(store.commit(batch()).await, Err(StoreError::Locked));
    assert_eq!(IndexedDb::decisions_of("next").await, Err(StoreError::Locked));
    for wrong in ["", "pass phrase ", "Pass phrase"] {
        assert_eq!(store.unlock(&wrong.into()).await, Err(LockError::WrongPassphrase));
        assert!(store.is_locked());
    }
    assert_eq!(all_stored("next").await, before, "nothing was changed");
    assert_eq!(store.unlock(&word()).await, Ok(()));
    assert_is_all_there(&store).await;

    // Another passphrase is another lock, and no row is written anew.
    store.set_passphrase(Some(&word()), Some(&"another".into())).await.unwrap();
    assert_eq!(all_stored("next").await, before);
    let store = IndexedDb::open("next").await.unwrap();
    assert_eq!(store.unlock(&word()).await, Err(LockError::WrongPassphrase));
    assert_eq!(store.unlock(&"another".into()).await, Ok(()));
    assert_is_all_there(&store).await;
}

#[wasm_bindgen_test]
async fn a_lock_that_was_altered_says_so_and_changes_nothing() {
    filled("altered lock").await.set_passphrase(None, Some(&word())).await.unwrap();
    let before = all_stored("altered lock").await;
    let database = raw::open_as_it_is("altered lock").await;
    let lock = key(&database, "lock").await.unchecked_into::<Uint8Array>().to_vec();
    let put = async |value: JsValue| {
        raw::done(&raw::table(&database, "keys").put_with_key(&value, &"lock".into()).unwrap()).await;
    };
    let flipped = [9, 20, 40, lock.len() - 1].map(|at| {
        let mut lock = lock.clone();
        lock[at] ^= 1;
        bytes(&lock)
    });
    for altered in flipped.into_iter().chain([bytes(&lock[..50]), bytes(&[]), 7.into()]) {
        put(altered).await;
        let store = IndexedDb::open("altered lock").await.unwrap();
        assert_eq!(store.unlock(&word()).await, Err(LockError::Damaged));
        assert!(store.is_locked());
    }
    assert_eq!(all_stored("altered lock").await, before);
    put(bytes(&lock)).await;
    database.close();
    let store = IndexedDb::open("altered lock").await.unwrap();
    assert_eq!(store.unlock(&word()).await, Ok(()));
    assert_is_all_there(&store).await;
}

#[wasm_bindgen_test]
async fn a_row_that_was_put_in_or_is_damaged_costs_that_row_and_outlasts_another_lock() {
    let store = filled("put in").await;
    let database = raw::open_as_it_is("put in").await;
    let odd = [("id", "b".into()), ("bytes", 7.into())];
    raw::done(&raw::table(&database, "decisions").put(&record(&odd)).unwrap()).await;
    store.set_passphrase(None, Some(&word())).await.unwrap();
    // Whoever writes to the database without the key writes nothing that counts.
    for (id, content) in [("c", SECRET.to_vec()), ("d", [&[255, 1][..], SECRET].concat())] {
        let row = record(&[("id", id.into()), ("bytes", bytes(&content))]);
        raw::done(&raw::table(&database, "decisions").put(&row).unwrap()).await;
    }
    let found = store.decisions().await.unwrap();
    let whole: Vec<_> = found.iter().filter(|row| !row.bytes.is_empty()).collect();
    assert_eq!((found.len(), whole), (4, batch().decisions.iter().collect()));
    store.set_passphrase(Some(&word()), None).await.unwrap();
    let stored: Vec<_> = records(&database, "decisions").await.iter().map(bytes_of).collect();
    assert_eq!(stored, [SECRET.to_vec(), vec![], SECRET.to_vec(), [&[255, 1][..], SECRET].concat()]);
    database.close();
}

#[wasm_bindgen_test]
async fn wherever_setting_a_passphrase_is_cut_off_all_is_as_before_or_locked() {
    let mut seen = [false; 2];
    for waits in 0.. {
        let store = filled("cut").await;
        let is_over = begun(pin!(store.set_passphrase(None, Some(&word()))), waits).await.is_some();
        drop(store);
        let store = IndexedDb::open("cut").await.unwrap();
        seen[usize::from(store.is_locked())] = true;
        if store.is_locked() {
            assert_eq!(store.unlock(&word()).await, Ok(()), "left after {waits} waits");
        }
        assert_is_all_there(&store).await;
        drop(store);
        if is_over {
            break;
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[wasm_bindgen_test]
async fn who_forgot_the_passphrase_can_erase_everything_also_while_it_is_open_elsewhere() {
    let store = filled("forgotten").await;
    store.set_passphrase(None, Some(&word())).await.unwrap();
    let locked = IndexedDb::open("forgotten").await.unwrap();
    IndexedDb::erase("forgotten").await.unwrap();
    assert_eq!(locked.accounts().await, Err(StoreError::Closed));
    let store = IndexedDb::open("forgotten").await.unwrap();
    assert!(!store.is_locked());
    assert_eq!(store.decisions().await, Ok(vec![]));
}

#[wasm_bindgen_test]
async fn a_card_that_is_damaged_costs_that_card_and_none_beside_it() {
    let store = filled("damaged card").await;
    let cards: Vec<_> = (0..5).map(|at: u8| CardRow { book: 2, key: format!("{at}.vcf"), bytes: vec![at] }).collect();
    store.commit(Batch { cards: cards.clone(), ..Batch::default() }).await.unwrap();
    store.set_passphrase(None, Some(&word())).await.unwrap();
    let database = raw::open_as_it_is("damaged card").await;
    for damaged in 0..5 {
        let row = records(&database, "cards").await.remove(damaged + 1);
        let whole = bytes_of(&row);
        let put = async |content: &[u8]| {
            Reflect::set(&row, &"bytes".into(), &bytes(content)).unwrap();
            raw::done(&raw::table(&database, "cards").put(&row).unwrap()).await;
        };
        put(&whole[1..]).await;
        for limit in [1, 2, 5] {
            let (mut found, mut from) = (Vec::new(), None);
            loop {
                let slice = store.cards(2, from.as_deref(), limit).await.unwrap();
                found.extend(slice.rows);
                from = slice.next;
                if from.is_none() {
                    break;
                }
            }
            let read = found.iter().filter(|card| cards.contains(card)).count();
            assert_eq!((found.len(), read), (5, 4), "{damaged} of those by {limit}");
        }
        put(&whole).await;
    }
    database.close();
}
