//! The engine's suite for stores.

use crate::raw;
use kith_engine::conformance::{self, StoreFactory};
use kith_store::IndexedDb;
use wasm_bindgen_test::wasm_bindgen_test;

struct Browser(&'static str);

impl StoreFactory for Browser {
    type Store = IndexedDb;

    async fn open(&self) -> IndexedDb {
        IndexedDb::open(self.0).await.unwrap()
    }
}

macro_rules! in_the_browser {
    ($($check:ident,)*) => {
        $(#[wasm_bindgen_test]
        async fn $check() {
            let name = stringify!($check);
            raw::delete(name).await;
            conformance::$check(&Browser(name)).await;
            raw::delete(name).await;
        })*
    };
}

kith_engine::each_check!(in_the_browser);
