//! The store in a real browser, in a worker, as the engine uses it.
//!
//! `xtask test` runs this; by hand, the wasm-bindgen-test-runner of the locked version does, given chromedriver.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod conformance;
mod damaged;
mod durability;
mod failures;
mod raw;
mod speed;
mod start;
mod versions;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn now() -> f64 {
    use wasm_bindgen::JsCast;
    js_sys::global().unchecked_into::<web_sys::WorkerGlobalScope>().performance().unwrap().now()
}
