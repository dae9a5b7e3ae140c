//! Web Locks: a holder keeps its lock until it lets go or ends, however it ends.

use super::js::Js;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// The locks of all tabs.
pub(crate) struct Locks {
    manager: JsValue,
    request: Function,
}

/// A lock that is held, until this is dropped.
pub(crate) struct Held(Function);

/// How to come by a lock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockMode {
    /// When no one holds it any more.
    Wait,
    /// At once, even if it is held.
    Steal,
    /// Only if no one holds it.
    IfFree,
}

impl Locks {
    /// There are none where the page was not loaded safely.
    pub(crate) fn of_browser() -> Option<Self> {
        let manager = Js::global().get("navigator").get("locks");
        let request = manager.get("request").0.dyn_into().ok()?;
        Some(Self { manager: manager.0, request })
    }

    /// Asks for a lock. `granted` is given it; `lost` runs if it is taken away later, or is another's.
    pub(crate) fn ask(
        &self,
        name: &str,
        how: LockMode,
        granted: impl FnOnce(Held) + 'static,
        lost: impl FnOnce() + 'static,
    ) {
        let options = Object::new();
        if how == LockMode::Steal {
            drop(Reflect::set(&options, &"steal".into(), &JsValue::TRUE));
        }
        if how == LockMode::IfFree {
            drop(Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE));
        }
        let until_dropped = Closure::once_into_js(move |lock: JsValue| {
            if lock.is_null() {
                return Promise::reject(&JsValue::NULL);
            }
            let mut granted = Some(granted);
            Promise::new(&mut |end, _| {
                if let Some(granted) = granted.take() {
                    granted(Held(end));
                }
            })
        });
        let Ok(asked) = self.request.call3(&self.manager, &name.into(), &options, &until_dropped) else { return };
        let lost = Closure::once(move |_: JsValue| lost());
        drop(Promise::from(asked).catch(&lost));
        // It is listened to as long as the worker or the page lives.
        lost.forget();
    }
}

/// The names of all locks that are held now.
pub(crate) async fn held() -> Option<Vec<String>> {
    let manager = Js::global().get("navigator").get("locks");
    let query: Function = manager.get("query").0.dyn_into().ok()?;
    let asked: Promise = query.call0(&manager.0).ok()?.dyn_into().ok()?;
    let known = Js(JsFuture::from(asked).await.ok()?);
    let held: Array = known.get("held").0.dyn_into().ok()?;
    Some(held.iter().filter_map(|lock| Js(lock).get("name").0.as_string()).collect())
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.0.call0(&JsValue::UNDEFINED));
    }
}
