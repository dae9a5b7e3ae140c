//! The page's address, and what stands behind its question mark.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// The path with what stands behind its question mark.
pub(crate) fn address() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
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
