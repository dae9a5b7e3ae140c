//! What must outlast a power cut is asked of the browser so, and no more than that.

use crate::raw;
use js_sys::{Array, Function};
use kith_engine::api::{AccountId, MessageKey, PhotoId};
use kith_engine::store::{
    AccountRow, AddressBookRow, Batch, CardRow, CursorRow, DecisionRow, DeviceRow, KeptText, PhotoRow, Segment,
    SegmentId, Store, TextRow,
};
use kith_store::IndexedDb;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// The durability of every transaction that is opened for writing from now on.
fn overhear() -> Array {
    let code = "const real = IDBDatabase.prototype.transaction;
        self.overheard = [];
        IDBDatabase.prototype.transaction = function (...wanted) {
            const transaction = real.apply(this, wanted);
            if (transaction.mode === 'readwrite') self.overheard.push(transaction.durability);
            return transaction;
        };
        self.unhear = () => { IDBDatabase.prototype.transaction = real; };
        return self.overheard;";
    Function::new_no_args(code).call0(&JsValue::NULL).unwrap().into()
}

fn unhear() {
    Function::new_no_args("self.unhear()").call0(&JsValue::NULL).unwrap();
}

#[wasm_bindgen_test]
async fn what_was_typed_and_decided_is_written_strictly_and_what_can_be_read_again_is_not() {
    raw::delete("durability").await;
    let store = IndexedDb::open("durability").await.unwrap();
    let (account, bytes) = (AccountId(1), vec![7]);
    let facts = || Batch {
        segments: vec![Segment { account, bytes: bytes.clone() }],
        cursors: vec![CursorRow { account, folder: "INBOX".into(), bytes: bytes.clone() }],
        texts: vec![TextRow { message: MessageKey(1), account, bytes: bytes.clone() }],
        shown: vec![KeptText { message: MessageKey(1), account, size: 1, shown: 5 }],
        ..Batch::default()
    };
    let decisions = vec![DecisionRow { id: "1".into(), bytes: bytes.clone() }];
    let device = vec![DeviceRow { name: "here".into(), bytes: bytes.clone() }];
    let accounts = vec![AccountRow { id: account, bytes: bytes.clone() }];
    let photos = vec![PhotoRow { id: PhotoId(1), bytes: bytes.clone() }];
    let address_books = vec![AddressBookRow { id: 1, bytes: bytes.clone() }];
    let cards = vec![CardRow { book: 1, key: "a".into(), bytes: bytes.clone() }];
    let cases = [
        (facts(), "relaxed"),
        (Batch { replaced: vec![SegmentId(1)], ..Batch::default() }, "relaxed"),
        (Batch { evicted: vec![MessageKey(1)], ..Batch::default() }, "relaxed"),
        (Batch { decisions: decisions.clone(), ..Batch::default() }, "strict"),
        (Batch { device, ..Batch::default() }, "strict"),
        (Batch { accounts, ..Batch::default() }, "strict"),
        (Batch { decisions, ..facts() }, "strict"),
        (Batch { removed: vec![account], ..Batch::default() }, "strict"),
        (Batch { photos, ..Batch::default() }, "strict"),
        (Batch { address_books, ..Batch::default() }, "strict"),
        (Batch { cards, ..Batch::default() }, "strict"),
        (Batch { removed_photos: vec![PhotoId(1)], ..Batch::default() }, "strict"),
        (Batch { removed_cards: vec![(1, "a".into())], ..Batch::default() }, "strict"),
        (Batch { removed_address_books: vec![1], ..Batch::default() }, "strict"),
    ];
    for (batch, expected) in cases {
        let overheard = overhear();
        let committed = store.commit(batch.clone()).await;
        unhear();
        assert!(committed.is_ok(), "{committed:?}");
        let overheard: Vec<String> = overheard.iter().filter_map(|it| it.as_string()).collect();
        assert_eq!(overheard, [expected], "{batch:?}");
    }
}
