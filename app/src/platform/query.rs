//! What stands behind the question mark of the page's address.

use leptos::prelude::window;
use wasm_bindgen::JsValue;

/// Takes it out of the address, so that it is in no history and no bookmark.
pub(crate) fn take_query() -> String {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    if let (Ok(history), Ok(path)) = (window().history(), location.pathname()) {
        drop(history.replace_state_with_url(&JsValue::NULL, "", Some(&path)));
    }
    query
}
