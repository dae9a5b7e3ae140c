//! Rows whose bytes are sealed: what of them is on the disk, and what becomes of those that are not as they were
//! written.

use crate::raw::{self, bytes, record};
use crate::versions::make_version;
use crate::{begun, make_room};
use js_sys::{Function, Reflect, Uint8Array};
use kith_engine::api::AccountId;
use kith_engine::store::{AccountRow, AddressBookRow, Batch, DeviceRow, Store, StoreError};
use kith_store::IndexedDb;
use std::pin::pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{CryptoKey, IdbDatabase};

const SECRET: &[u8] = b"correct horse";

fn account(id: u32) -> AccountRow {
    AccountRow { id: AccountId(id), bytes: SECRET.to_vec() }
}

fn device(name: &str) -> DeviceRow {
    DeviceRow { name: name.into(), bytes: SECRET.to_vec() }
}

async fn filled(name: &str) -> IndexedDb {
    raw::delete(name).await;
    let store = IndexedDb::open(name).await.unwrap();
    let batch = Batch { accounts: vec![account(1), account(2)], device: vec![device("1")], ..Batch::default() };
    store.commit(batch).await.unwrap();
    store
}

/// The bytes in a table, as they are stored.
async fn stored(database: &IdbDatabase, table: &str) -> Vec<Vec<u8>> {
    let records = raw::done(&raw::table(database, table).get_all().unwrap()).await;
    let bytes = |record: JsValue| {
        let bytes = Reflect::get(&record, &"bytes".into()).unwrap().dyn_into::<Uint8Array>();
        bytes.map(|bytes| bytes.to_vec()).unwrap_or_default()
    };
    records.unchecked_into::<js_sys::Array>().iter().map(bytes).collect()
}

/// The bytes of every row that should be sealed, as they are stored.
async fn all_stored(name: &str) -> Vec<Vec<u8>> {
    let database = raw::open_as_it_is(name).await;
    let all = [stored(&database, "accounts").await, stored(&database, "device").await].concat();
    database.close();
    all
}

fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[255, 1]) && !bytes.windows(SECRET.len()).any(|found| found == SECRET)
}

async fn put_account(database: &IdbDatabase, id: u32, content: &[u8]) {
    let row = record(&[("account", id.into()), ("bytes", bytes(content))]);
    raw::done(&raw::table(database, "accounts").put(&row).unwrap()).await;
}

async fn put_device(database: &IdbDatabase, name: &str, content: &[u8]) {
    let row = record(&[("name", name.into()), ("bytes", bytes(content))]);
    raw::done(&raw::table(database, "device").put(&row).unwrap()).await;
}

#[wasm_bindgen_test]
async fn what_is_secret_is_sealed_each_time_anew_under_a_key_that_is_not_given_out() {
    let store = filled("sealed").await;
    let before = all_stored("sealed").await;
    assert!(before.len() == 3 && before.iter().all(|bytes| is_sealed(bytes)), "{before:?}");
    store.commit(Batch { accounts: vec![account(1)], ..Batch::default() }).await.unwrap();
    let after = all_stored("sealed").await;
    assert!(is_sealed(&after[0]) && after[0] != before[0] && after[1..] == before[1..]);
    assert_eq!(IndexedDb::open("sealed").await.unwrap().accounts().await, Ok(vec![account(1), account(2)]));

    let database = raw::open_as_it_is("sealed").await;
    let key = raw::done(&raw::table(&database, "keys").get(&"device".into()).unwrap()).await;
    assert!(!key.unchecked_into::<CryptoKey>().extractable());
    database.close();
}

#[wasm_bindgen_test]
async fn an_address_book_is_sealed_like_an_account() {
    raw::delete("sealed book").await;
    let store = IndexedDb::open("sealed book").await.unwrap();
    let row = |id| AddressBookRow { id, bytes: SECRET.to_vec() };
    // Nothing else made a key before.
    let address_books = vec![row(1), row(2)];
    store.commit(Batch { address_books: address_books.clone(), ..Batch::default() }).await.unwrap();
    let database = raw::open_as_it_is("sealed book").await;
    let rows = stored(&database, "address_books").await;
    assert!(rows.len() == 2 && rows.iter().all(|bytes| is_sealed(bytes)), "{rows:?}");
    let store = IndexedDb::open("sealed book").await.unwrap();
    assert_eq!(store.address_books().await, Ok(address_books));
    let other = record(&[("id", "0000000000000001".into()), ("bytes", bytes(&rows[1]))]);
    raw::done(&raw::table(&database, "address_books").put(&other).unwrap()).await;
    assert_eq!(store.address_books().await, Ok(vec![AddressBookRow { id: 1, bytes: vec![] }, row(2)]));
    database.close();
}

#[wasm_bindgen_test]
async fn no_sealed_row_passes_for_another() {
    let store = filled("swapped").await;
    let database = raw::open_as_it_is("swapped").await;
    let [one, two, of_device] = all_stored("swapped").await.try_into().unwrap();
    let without = |id| AccountRow { id: AccountId(id), bytes: vec![] };
    put_account(&database, 1, &two).await;
    assert_eq!(store.accounts().await, Ok(vec![without(1), account(2)]));
    // The key is the same, but for the table.
    put_account(&database, 1, &of_device).await;
    assert_eq!(store.accounts().await, Ok(vec![without(1), account(2)]));
    put_device(&database, "1", &one).await;
    assert_eq!(store.device().await, Ok(vec![DeviceRow { name: "1".into(), bytes: vec![] }]));
    put_account(&database, 1, &one).await;
    assert_eq!(store.accounts().await, Ok(vec![account(1), account(2)]));
    database.close();
}

#[wasm_bindgen_test]
async fn a_sealed_row_that_was_altered_or_cut_off_costs_that_row() {
    let store = filled("altered").await;
    let database = raw::open_as_it_is("altered").await;
    let whole = all_stored("altered").await[0].clone();
    let flipped = (1..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    });
    let cut = (1..whole.len()).map(|end| whole[..end].to_vec());
    for bytes in flipped.chain(cut) {
        put_account(&database, 1, &bytes).await;
        let accounts = store.accounts().await.unwrap();
        assert!(accounts[0].bytes.is_empty() && accounts[1] == account(2), "{bytes:?}");
    }
    database.close();
}

#[wasm_bindgen_test]
async fn without_its_key_every_row_is_lost_and_new_ones_are_kept() {
    drop(filled("lost key").await);
    let database = raw::open_as_it_is("lost key").await;
    for broken in [JsValue::UNDEFINED, "no key".into()] {
        raw::done(&raw::table(&database, "keys").put_with_key(&broken, &"device".into()).unwrap()).await;
        let store = IndexedDb::open("lost key").await.unwrap();
        assert!(store.accounts().await.unwrap().iter().all(|row| row.bytes.is_empty()));
        store.commit(Batch { accounts: vec![account(2)], ..Batch::default() }).await.unwrap();
        let store = IndexedDb::open("lost key").await.unwrap();
        assert_eq!(store.accounts().await.unwrap()[1], account(2));
    }
    database.close();
}

/// As version 5 made and filled it: nothing is sealed.
async fn make_version_5(name: &str) {
    raw::delete(name).await;
    let make = |database: &IdbDatabase| make_version(database, 5);
    let database = raw::open(name, 5, make).await;
    for id in [1, 2] {
        put_account(&database, id, SECRET).await;
    }
    put_device(&database, "1", SECRET).await;
    // What is damaged stays as it is.
    let odd = record(&[("account", 3.into()), ("bytes", 7.into())]);
    raw::done(&raw::table(&database, "accounts").put(&odd).unwrap()).await;
    database.close();
}

async fn assert_has_what_version_5_wrote(store: &IndexedDb) {
    let damaged = AccountRow { id: AccountId(3), bytes: vec![] };
    assert_eq!(store.accounts().await, Ok(vec![account(1), account(2), damaged]));
    assert_eq!(store.device().await, Ok(vec![device("1")]));
}

#[wasm_bindgen_test]
async fn what_version_5_wrote_is_sealed_once() {
    make_version_5("version 5").await;
    assert_has_what_version_5_wrote(&IndexedDb::open("version 5").await.unwrap()).await;
    let mut sealed = all_stored("version 5").await;
    assert!(sealed.remove(2).is_empty(), "the damaged one");
    assert!(sealed.len() == 3 && sealed.iter().all(|bytes| is_sealed(bytes)), "{sealed:?}");
    assert_has_what_version_5_wrote(&IndexedDb::open("version 5").await.unwrap()).await;
    let mut again = all_stored("version 5").await;
    again.remove(2);
    assert_eq!(again, sealed);
}

#[wasm_bindgen_test]
async fn sealing_what_was_plain_is_done_whole_or_not_at_all() {
    let mut seen = [false; 2];
    for waits in 0.. {
        let name = format!("cut off {waits}");
        make_version_5(&name).await;
        let is_over = begun(pin!(IndexedDb::open(&name)), waits).await.is_some();
        let mut found = all_stored(&name).await;
        found.remove(2);
        let sealed = found.iter().filter(|bytes| is_sealed(bytes)).count();
        assert!(sealed == 0 || sealed == found.len(), "left after {waits} waits: {found:?}");
        seen[usize::from(sealed > 0)] = true;
        let store = IndexedDb::open(&name).await.unwrap();
        assert_has_what_version_5_wrote(&store).await;
        drop(store);
        raw::delete(&name).await;
        if is_over {
            break;
        }
    }
    assert_eq!(seen, [true; 2]);
}

#[wasm_bindgen_test]
async fn where_there_is_no_room_to_seal_what_was_plain_the_next_start_does() {
    make_version_5("no room to seal").await;
    let code = "const real = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...row) {
            if (this.name === 'device') throw new DOMException('no room', 'QuotaExceededError');
            return real.apply(this, row);
        };
        self.makeRoom = () => { IDBObjectStore.prototype.put = real; };";
    Function::new_no_args(code).call0(&JsValue::NULL).unwrap();
    let store = IndexedDb::open("no room to seal").await;
    make_room();
    assert_has_what_version_5_wrote(&store.unwrap()).await;
    let left = all_stored("no room to seal").await;
    assert!(left.iter().all(|bytes| !is_sealed(bytes)), "{left:?}");
    assert_has_what_version_5_wrote(&IndexedDb::open("no room to seal").await.unwrap()).await;
    assert!(is_sealed(&all_stored("no room to seal").await[0]));
}

#[wasm_bindgen_test]
async fn where_the_browser_offers_no_encryption_nothing_is_opened_and_nothing_is_lost() {
    drop(filled("insecure").await);
    let hide = "const real = Object.getOwnPropertyDescriptor(Crypto.prototype, 'subtle');
        Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined, configurable: true });
        self.showAgain = () => Object.defineProperty(Crypto.prototype, 'subtle', real);";
    Function::new_no_args(hide).call0(&JsValue::NULL).unwrap();
    let refused = IndexedDb::open("insecure").await;
    Function::new_no_args("self.showAgain()").call0(&JsValue::NULL).unwrap();
    assert_eq!(refused.err(), Some(StoreError::Insecure));
    assert_eq!(IndexedDb::open("insecure").await.unwrap().accounts().await, Ok(vec![account(1), account(2)]));
}
