//! The page of Kith, and the worker in which its engine runs: a program each (`bin`), of the same code.
//!
//! Natively only what is pure compiles, for its tests: words, dates, and the `model` of each page.

#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
// A component's macro writes `pub`, whatever the component says.
#![cfg_attr(target_arch = "wasm32", allow(unreachable_pub))]

mod client;
mod components;
mod features;
mod i18n;
mod pages;
mod platform;
mod present;
mod shell;
mod worker;

#[cfg(target_arch = "wasm32")]
pub use shell::{Draw, Reach};

/// Starts the page.
#[cfg(target_arch = "wasm32")]
pub fn start_page(reach: Reach) {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance)]
        fn mark(name: &str);
    }

    // A start of the app is measured from here on (`cargo xtask bench`): what came before is the browser's work.
    mark("kith-compiled");
    shell::start(reach);
}

/// Starts the worker.
#[cfg(target_arch = "wasm32")]
pub use worker::start as start_worker;
