//! Links that bring the access key of the relay. The document's own script takes the key out of the address before
//! anything else runs, and keeps it until it is asked for here; over a reload, too, until it is stored.

use super::storage::keep;
use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::Event;

/// Where the script keeps the key.
const PLACE: &str = "kithAccessKey";
/// Where it keeps it in this tab.
const KEPT: &str = "kith-access-key";
/// What the script says when there is one.
const CAME: &str = "kith-access-key";

/// Calls `came` with each access key that a link brings, beginning with the one by which the page was opened.
pub(crate) fn follow(came: impl Fn(String) + 'static) {
    let take = move || {
        if let Some(key) = taken() {
            came(key);
        }
    };
    take();
    window_event_listener_untyped(CAME, move |_: Event| take());
}

/// The key is stored, or not wanted: it need not be kept any more.
pub(crate) fn forget() {
    keep(KEPT, None);
}

fn taken() -> Option<String> {
    let (window, place) = (window(), JsValue::from(PLACE));
    let key = Reflect::get(&window, &place).ok()?.as_string()?;
    drop(Reflect::delete_property(&window, &place));
    Some(key)
}
