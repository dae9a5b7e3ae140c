//! Links that bring the access key of the relay. The document's own script takes the key out of the address before
//! anything else runs, and keeps it until it is stored, also over a reload.

use super::js::Js;
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

/// Where the script keeps the key.
const PLACE: &str = "kithAccessKey";
/// What it calls the function after which it keeps the key no longer.
const FORGET: &str = "kithForgetKey";
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
    if let Ok(forget) = Js::global().get(FORGET).0.dyn_into::<Function>() {
        drop(forget.call0(&JsValue::UNDEFINED));
    }
}

fn taken() -> Option<String> {
    let (window, place) = (window(), JsValue::from(PLACE));
    let key = Reflect::get(&window, &place).ok()?.as_string()?;
    drop(Reflect::delete_property(&window, &place));
    Some(key)
}
