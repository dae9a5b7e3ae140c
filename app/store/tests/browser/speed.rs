//! How long a large mailbox takes. The times are printed; only what comes back is held to anything, since a machine
//! may be busy.

use crate::{now, raw};
use kith_engine::api::AccountId;
use kith_engine::store::{Batch, CursorRow, Segment, Store};
use kith_store::IndexedDb;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

/// 100,000 messages: 500 in a segment, about 300 bytes each.
#[wasm_bindgen_test]
async fn a_hundred_thousand_messages_go_in_and_come_back() {
    raw::delete("speed").await;
    let store = IndexedDb::open("speed").await.unwrap();
    let bytes: Vec<u8> = (0..150_000_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    let account = AccountId(1);

    let start = now();
    let mut slowest = 0.0_f64;
    for at in 0..200_u32 {
        let batch = Batch {
            segments: vec![Segment { account, bytes: bytes.clone() }],
            cursors: vec![CursorRow { account, folder: "INBOX".into(), bytes: at.to_be_bytes().into() }],
            ..Batch::default()
        };
        let begun = now();
        store.commit(batch).await.unwrap();
        slowest = slowest.max(now() - begun);
    }
    let written = now();
    let mut last = None;
    let mut count = 0;
    loop {
        let page = store.segments_after(last, 32).await.unwrap();
        let Some((id, _)) = page.last() else { break };
        last = Some(*id);
        count += page.len();
        assert!(page.iter().all(|(_, segment)| segment.bytes == bytes));
    }
    let read = now();
    store.commit(Batch { removed: vec![account], ..Batch::default() }).await.unwrap();
    let removed = now();

    assert_eq!(count, 200);
    assert_eq!(store.segments_after(None, 1).await, Ok(vec![]));
    console_log!(
        "200 commits of 150 kB: {:.0} ms, the slowest {slowest:.1} ms; read back: {:.0} ms; removed: {:.0} ms",
        written - start,
        read - written,
        removed - read,
    );
}
