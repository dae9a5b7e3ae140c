//! The page's address, and what stands behind its question mark.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The path with what stands behind its question mark.
pub(crate) fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// The bare address is another name of this page. What stands behind it stays.
pub(crate) fn name_bare(page: &str) {
    let location = window().location();
    if location.pathname().is_ok_and(|path| path != "/") {
        return;
    }
    let rest = location.search().unwrap_or_default() + &location.hash().unwrap_or_default();
    if let Ok(history) = window().history() {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{page}{rest}"))));
    }
}

/// Takes it out of the address, so that it is in no history and no bookmark.
pub(crate) fn take_query() -> String {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    if let (Ok(history), Ok(path)) = (window().history(), location.pathname()) {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    }
    query
}
