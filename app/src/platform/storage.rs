//! Small choices that this browser remembers, and the wish that it keeps what is stored.

use wasm_bindgen_futures::JsFuture;

/// What was chosen last, if anything was.
pub(crate) fn recall(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a choice. Where the browser does not let us, the choice holds until the page is closed.
pub(crate) fn remember(key: &str, value: &str) {
    if let Some(storage) = web_sys::window().and_then(|window| window.local_storage().ok()?) {
        drop(storage.set_item(key, value));
    }
}

/// Asks the browser not to throw Kith's data away when space is short.
pub(crate) async fn ask_to_keep() {
    let Some(window) = web_sys::window() else { return };
    if let Ok(promise) = window.navigator().storage().persist() {
        // Refused is no worse than before.
        drop(JsFuture::from(promise).await);
    }
}
