//! Listeners and observers of the page, as long as it lives, and of elements, as long as the view that set them up.

use super::update::reload;
use leptos::prelude::*;
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use web_sys::{
    Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, MutationObserver,
    MutationObserverInit, MutationRecord, ResizeObserver,
};

/// Calls `heard` with every such event, in the capture phase: before the element that it concerns hears of it.
pub(crate) fn listen<E: JsCast + FromWasmAbi + 'static>(name: &str, heard: impl Fn(E) + 'static) {
    let heard = Closure::<dyn Fn(E)>::new(heard);
    drop(document().add_event_listener_with_callback_and_bool(name, heard.as_ref().unchecked_ref(), true));
    heard.forget();
}

/// Calls `changed` after elements came or went anywhere in the page; with `texts`, also after words became others.
pub(crate) fn on_change(texts: bool, changed: impl Fn(Vec<MutationRecord>) + 'static) {
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    options.set_subtree(true);
    options.set_character_data(texts);
    let (observer, callback) = on_records(changed);
    if let (Some(observer), Some(body)) = (observer, document().body()) {
        drop(observer.observe_with_options(&body, &options));
    }
    callback.forget();
}

/// Calls `changed` after children of the element came or went.
pub(crate) fn on_children(element: &Element, changed: impl Fn(Vec<MutationRecord>) + 'static) {
    let options = MutationObserverInit::new();
    options.set_child_list(true);
    let (Some(observer), callback) = on_records(changed) else { return };
    drop(observer.observe_with_options(element, &options));
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}

/// An observer that is told what to observe, and what it calls.
fn on_records(
    changed: impl Fn(Vec<MutationRecord>) + 'static,
) -> (Option<MutationObserver>, Closure<dyn Fn(js_sys::Array)>) {
    let records = |records: js_sys::Array| records.iter().map(JsCast::unchecked_into).collect();
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |all| changed(records(all)));
    (MutationObserver::new(callback.as_ref().unchecked_ref()).ok(), callback)
}

/// Calls `seen` whenever the page comes into sight or goes out of it.
pub(crate) fn on_looked_at(seen: impl Fn() + 'static) {
    listen("visibilitychange", move |_: web_sys::Event| seen());
}

/// So often, in milliseconds, it is said at most that something was typed or clicked.
const INPUT_INTERVAL_MS: f64 = 30_000.0;

/// Calls `active` when something is typed, clicked or scrolled; of what follows soon after, it is not called.
pub(crate) fn on_input(active: impl Fn() + Clone + 'static) {
    let last = std::rc::Rc::new(std::cell::Cell::new(f64::NEG_INFINITY));
    for name in ["keydown", "pointerdown", "wheel"] {
        let (last, active) = (last.clone(), active.clone());
        listen(name, move |_: web_sys::Event| {
            let now = js_sys::Date::now();
            // A clock that was set back must not silence us.
            if !(0.0..INPUT_INTERVAL_MS).contains(&(now - last.get())) {
                last.set(now);
                active();
            }
        });
    }
}

/// Whether the page is in sight.
pub(crate) fn is_in_sight() -> bool {
    !document().hidden()
}

/// Calls `left` when the page is left. Should the browser keep it, to bring it back as it was, it is loaded anew then.
pub(crate) fn on_leave(left: impl Fn() + 'static) {
    window_event_listener(leptos::ev::pagehide, move |_| left());
    window_event_listener(leptos::ev::pageshow, |event| {
        if event.persisted() {
            reload();
        }
    });
}

/// Calls `changed` now and whenever one of the elements has another size.
pub(crate) fn on_resize(elements: &[&Element], changed: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(changed);
    let Ok(observer) = ResizeObserver::new(callback.as_ref().unchecked_ref()) else { return };
    for element in elements {
        observer.observe(element);
    }
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}

/// Calls `came` when the element comes within `margin` (as in CSS) of being seen in the element that scrolls it, which
/// `scroller` selects.
pub(crate) fn on_near(element: &Element, scroller: &str, margin: &str, came: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(near) {
            came();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root(element.closest(scroller).ok().flatten().as_ref());
    options.set_root_margin(margin);
    let observer = IntersectionObserver::new_with_options(callback.as_ref().unchecked_ref(), &options);
    let Ok(observer) = observer else { return };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}
