//! IndexedDB itself, without anything of the store: for making databases as older and newer versions made them.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    IdbDatabase, IdbObjectStore, IdbObjectStoreParameters, IdbOpenDbRequest, IdbRequest, IdbTransactionMode,
    WorkerGlobalScope,
};

/// Opens a database at that version; `upgrade` gets the connection if the database was of an older one.
///
/// # Panics
///
/// Where another connection had to be waited for.
pub(crate) async fn open(name: &str, version: u32, upgrade: impl FnOnce(&IdbDatabase) + 'static) -> IdbDatabase {
    let request = factory().open_with_u32(name, version).unwrap();
    let opening = request.clone();
    let upgrade = Closure::once(move |_: JsValue| upgrade(&opening.result().unwrap().unchecked_into()));
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    unblocked(&request).await.unchecked_into()
}

/// Opens a database as it is.
pub(crate) async fn open_as_it_is(name: &str) -> IdbDatabase {
    unblocked(&factory().open(name).unwrap()).await.unchecked_into()
}

/// Deletes a database, without an error if there is none.
///
/// # Panics
///
/// Where another connection had to be waited for.
pub(crate) async fn delete(name: &str) {
    unblocked(&factory().delete_database(name).unwrap()).await;
}

/// Makes a table with keys of one field, of several, or none within its records.
pub(crate) fn make_table(database: &IdbDatabase, name: &str, key: &[&str]) -> IdbObjectStore {
    let parameters = IdbObjectStoreParameters::new();
    match key {
        [] => {}
        [field] => parameters.set_key_path(&(*field).into()),
        fields => parameters.set_key_path(&fields.iter().map(|field| JsValue::from(*field)).collect::<Array>()),
    }
    database.create_object_store_with_optional_parameters(name, &parameters).unwrap()
}

/// A table, for writing in a transaction that ends by itself.
pub(crate) fn table(database: &IdbDatabase, name: &str) -> IdbObjectStore {
    let transaction = database.transaction_with_str_and_mode(name, IdbTransactionMode::Readwrite).unwrap();
    transaction.object_store(name).unwrap()
}

/// An object of these fields.
pub(crate) fn record(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value).unwrap();
    }
    object.into()
}

/// Bytes as they are stored.
pub(crate) fn bytes(content: &[u8]) -> JsValue {
    Uint8Array::from(content).into()
}

/// Waits for a request and gives its result.
pub(crate) async fn done(request: &IdbRequest) -> JsValue {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(settled).await.unwrap();
    request.result().unwrap()
}

async fn unblocked(request: &IdbOpenDbRequest) -> JsValue {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
        request.set_onblocked(Some(&reject));
    });
    JsFuture::from(settled).await.expect("no other connection stands in the way");
    request.result().unwrap()
}

fn factory() -> web_sys::IdbFactory {
    js_sys::global().unchecked_into::<WorkerGlobalScope>().indexed_db().unwrap().unwrap()
}
