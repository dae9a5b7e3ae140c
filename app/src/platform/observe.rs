//! Observers of the page, as long as it lives, and of elements, as long as the view that set them up.

use super::update::reload;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, ResizeObserver};

/// Calls `seen` whenever the page comes into sight or goes out of it.
pub(crate) fn on_looked_at(seen: impl Fn() + 'static) {
    let seen = Closure::<dyn Fn()>::new(seen);
    drop(document().add_event_listener_with_callback("visibilitychange", seen.as_ref().unchecked_ref()));
    seen.forget();
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
