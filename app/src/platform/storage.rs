//! Small choices that this browser remembers, what a tab keeps over a reload, and the wish that the browser keeps what
//! is stored.

use super::js::Js;
use js_sys::{Array, Function, Promise};
use leptos::prelude::window_event_listener_untyped;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What was chosen last, if anything was.
pub(crate) fn recall(key: &str) -> Option<String> {
    of_browser()?.get_item(key).ok()?
}

/// Remembers a choice; whether it worked. Where the browser does not let us, the choice holds until the page is closed.
pub(crate) fn remember(key: &str, value: &str) -> bool {
    of_browser().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Remembers it no longer.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = of_browser() {
        drop(storage.remove_item(key));
    }
}

/// Remembers nothing any more, and keeps nothing in this tab.
pub(crate) fn forget_all() {
    for storage in [of_browser(), of_tab()].into_iter().flatten() {
        drop(storage.clear());
    }
}

/// Everything that is remembered under keys that begin so.
pub(crate) fn all_remembered(beginning: &str) -> Vec<(String, String)> {
    let Some(storage) = of_browser() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok()?);
    let keys: Vec<String> = keys.filter(|key| key.starts_with(beginning)).collect();
    keys.into_iter().filter_map(|key| storage.get_item(&key).ok()?.map(|value| (key, value))).collect()
}

fn of_browser() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn of_tab() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// What this tab keeps, if it keeps anything under that key.
pub(crate) fn kept(key: &str) -> Option<String> {
    of_tab()?.get_item(key).ok()?
}

/// Keeps something in this tab, over a reload, and no longer than the tab is open; whether it worked. `None` ends that.
pub(crate) fn keep(key: &str, value: Option<&str>) -> bool {
    let Some(storage) = of_tab() else { return false };
    match value {
        Some(value) => storage.set_item(key, value).is_ok(),
        None => storage.remove_item(key).is_ok(),
    }
}

/// Asks the browser not to throw Kith's data away when space is short. Whether it promises that.
pub(crate) async fn ask_to_keep() -> bool {
    let Some(window) = web_sys::window() else { return false };
    truth(window.navigator().storage().persist()).await
}

/// Whether the browser promised to keep Kith's data.
pub(crate) async fn is_promised() -> bool {
    let Some(window) = web_sys::window() else { return false };
    truth(window.navigator().storage().persisted()).await
}

/// What an installed app asks for is granted more readily.
pub(crate) fn ask_when_installed() {
    window_event_listener_untyped("appinstalled", |_| {
        spawn_local(async {
            ask_to_keep().await;
        });
    });
}

async fn truth(promise: Result<Promise, JsValue>) -> bool {
    let Ok(promise) = promise else { return false };
    JsFuture::from(promise).await.ok().and_then(|promised| promised.as_bool()).unwrap_or(false)
}

/// Whether the browser has no database of that name. `None`: it does not say.
pub(crate) async fn lacks_database(name: &str) -> Option<bool> {
    let factory = Js::global().get("indexedDB");
    let list = factory.get("databases").0.dyn_into::<Function>().ok()?.call0(&factory.0).ok()?;
    let list = JsFuture::from(list.dyn_into::<Promise>().ok()?).await.ok()?.dyn_into::<Array>().ok()?;
    Some(list.iter().all(|it| Js(it).get("name").0.as_string().as_deref() != Some(name)))
}

/// How many bytes this site uses, and how many it may use, where the browser says so.
pub(crate) async fn room() -> Option<(f64, f64)> {
    let promise = web_sys::window()?.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| js_sys::Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}
