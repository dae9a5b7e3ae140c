//! The clipboard.

use leptos::prelude::window;
use leptos::task::spawn_local;

/// Puts a text there, and calls `done` once it is.
pub(crate) fn copy(text: String, done: impl FnOnce() + 'static) {
    spawn_local(async move {
        let clipboard = window().navigator().clipboard();
        if wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
            done();
        }
    });
}
