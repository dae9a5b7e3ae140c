//! The store in a real browser, in a worker, as the engine uses it.
//!
//! `xtask test` runs this; by hand, the wasm-bindgen-test-runner of the locked version does, given chromedriver.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod conformance;
mod damaged;
mod durability;
mod failures;
mod locked;
mod raw;
mod sealed;
mod speed;
mod start;
mod versions;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Does work until it has to wait for one more time than that. Gives what came of it if it was finished by then.
async fn begun<F: Future>(mut work: Pin<&mut F>, waits: u32) -> Option<F::Output> {
    let mut left = waits;
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Undoes what kept records from being put, where a test left a function for that.
fn make_room() {
    js_sys::Function::new_no_args("self.makeRoom()").call0(&wasm_bindgen::JsValue::NULL).unwrap();
}

fn now() -> f64 {
    use wasm_bindgen::JsCast;
    js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>().performance().unwrap().now()
}
