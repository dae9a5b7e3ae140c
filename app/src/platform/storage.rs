//! Small choices that this browser remembers, what a tab keeps over a reload, and the wish that the browser keeps what is
//! stored.

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

fn of_tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// What this tab keeps, if it keeps anything under that key.
pub(crate) fn kept(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok()?
}

/// Keeps something in this tab: over a reload, and no longer than the tab is open. `None` ends that.
pub(crate) fn keep(key: &str, value: Option<&str>) {
    let Some(storage) = of_tab() else { return };
    drop(match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    });
}

/// Asks the browser not to throw Kith's data away when space is short.
pub(crate) async fn ask_to_keep() {
    let Some(window) = web_sys::window() else { return };
    if let Ok(promise) = window.navigator().storage().persist() {
        // Refused is no worse than before.
        drop(JsFuture::from(promise).await);
    }
}
